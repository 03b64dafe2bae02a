"""What an edition is made from: which files, their digests, and what is other at hand."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import edition_samples as editions
import pytest

from evidencebook import settings
from evidencebook.build import inputs
from evidencebook.build.past import Past


@pytest.fixture
def past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    """An edition of the project in the same folder."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(inputs, "code", lambda: editions.CODE)
    return editions.written(tmp_path / "site" / "testshire", editions.project(tmp_path))


def _others(past: Past, top: Path) -> list[str]:
    return [one.what for one in inputs.others(past.said, top / "project", top / "data")]


def test_nothing_is_other_after_a_build(past: Past, tmp_path: Path) -> None:
    """What the edition was built from is at hand."""
    assert _others(past, tmp_path) == []


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("data/snapshot/manifest.json", "the snapshot"),
        ("project/chapters/beta.ipynb", "chapter beta"),
        ("project/requirements.txt", "requirements.txt"),
        ("data/areas/made-up.yml", "the cards"),
        ("data/strategies/testshire.yml", "the cards"),
        ("project/book/about.md", "the templates"),
        ("project/book/_static/evidencebook.css", "the templates"),
    ],
)
def test_what_is_other_is_named(past: Past, tmp_path: Path, file: str, told: str) -> None:
    """Each thing by itself, whether it was edited or added."""
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as made:
        made.write("\n")
    (found,) = _others(past, tmp_path)
    assert found.startswith(told)


def test_another_area_bears_on_nothing(past: Past, tmp_path: Path) -> None:
    """Neither its file nor what refreshes keep, nor what an editor's program hides."""
    for name in ("strategies/elsewhere.yml", "revisions/1.json", "areas/.made-up.yml.swp"):
        path = tmp_path / "data" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert _others(past, tmp_path) == []


def test_a_chapter_that_is_gone(past: Past, tmp_path: Path) -> None:
    """It is named, as is the table of contents without it."""
    toc = tmp_path / "project" / "_toc.yml"
    toc.write_text(toc.read_text().replace("      - file: chapters/beta\n", ""))
    found = inputs.others(past.said, tmp_path / "project", tmp_path / "data")
    assert [one.key for one in found] == ["chapters", "templates"]
    assert str(found[0]).endswith("found none)")


def test_other_code(past: Past, tmp_path: Path) -> None:
    """The program is known by the bytes and names of its files."""
    package = {**inputs.code(), "evidencebook/more.py": tmp_path / "more.py"}
    (tmp_path / "more.py").write_text("")
    found = inputs.others(past.said, tmp_path / "project", tmp_path / "data", package)
    assert [one.what for one in found] == ["the program's code"]


def test_the_code_is_the_package_alone() -> None:
    """Its sources, without what Python writes beside them."""
    names = list(inputs.code())
    assert len(names) > 100
    assert "evidencebook/build/inputs.py" in names
    assert all(name.startswith("evidencebook/") for name in names)
    assert not any("__pycache__" in name for name in names)


def test_tables_are_those_that_the_manifest_names(tmp_path: Path) -> None:
    """Others may lie beside them."""
    editions.project(tmp_path)
    (tmp_path / "data" / "snapshot" / "old.parquet").write_text("")
    names = list(inputs.tables(tmp_path / "data"))
    assert names[0] == "snapshot/manifest.json"
    assert len(names) == 5 and "snapshot/old.parquet" not in names


def test_other_versions(tmp_path: Path) -> None:
    """Libraries that are not installed as they are pinned, each with both versions."""
    lock = tmp_path / "requirements.txt"
    now = metadata.version("papermill")
    lock.write_text(f"# a == b\npapermill=={now}\nclick==0.0.1\nno-such-thing==1.0\n")
    click = metadata.version("click")
    assert inputs.other_versions(lock) == [
        f"click {click} (pinned: 0.0.1)",
        "no-such-thing missing (pinned: 1.0)",
    ]
    assert all("==" not in one for one in inputs.other_versions(settings.ROOT / inputs.LOCK))
