"""What is looked at before a book is built, and what is said of it."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from evidencebook import settings
from evidencebook.build import doctor
from evidencebook.build.doctor import Finding


def _finding(what: str) -> Finding:
    (found,) = doctor.examine(what)
    return found


def test_here_nothing_is_wrong() -> None:
    """Where the tests run a book can be built; whatever is not fine says what to do."""
    found = doctor.examine()
    assert [one for one in found if not one.fine and not one.optional] == []
    assert {one.what for one in found if one.optional} == set(doctor.OPTIONAL)
    assert all(one.found and (one.fine or one.do) for one in found)


def test_a_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and the look at it is a finding, not a crash."""
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    found = _finding("Typst")
    assert (found.fine, found.optional) == (False, False)
    assert "typst" in found.found and "requirements.txt" in found.do
    monkeypatch.setattr(doctor, "_version", lambda name: "" if name == "typst" else "1")
    assert _finding("packages").found == "missing: typst"
    versions = _finding("pinned versions")
    assert versions.optional and "not as pinned" in versions.found


def test_pins_with_a_marker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The marker is no part of the version; a pin that is for another system is passed over."""
    (tmp_path / "requirements.txt").write_text(
        "# by pip\n"
        f"click=={doctor._version('click')}\n"
        f"typst=={doctor._version('typst')}; sys_platform != 'nowhere'\n"
        "nothing-of-this-name==1; sys_platform == 'nowhere'\n"
    )
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    found = _finding("pinned versions")
    assert (found.fine, found.found) == (True, "2 as requirements.txt pins them")


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version that is needed is said."""
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (9, 1))
    assert (_finding("Python").fine, _finding("Python").do) == (False, "use Python 9.1 or newer")


def test_cards_and_tables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A card without a table, a table without a card, a table of an unknown source."""
    data = settings.data_folder()
    manifest = json.loads((data / "snapshot" / "manifest.json").read_text())
    tables = manifest["tables"]
    tables["unheard-of"] = {**tables.pop("population"), "source": "nobody"}
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "manifest.json").write_text(json.dumps(manifest))
    for folder in ("indicators", "sources", "areas"):
        (tmp_path / folder).symlink_to((data / folder).resolve())
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path))
    found = _finding("cards").found
    assert "no table of population" in found
    assert "no card of the indicator unheard-of" in found
    assert "no card of the source nobody" in found
    assert not _finding("snapshot").fine


def test_the_file_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What and where in a line, without the name of a class."""
    data = settings.data_folder()
    for folder in ("snapshot", "indicators", "sources"):
        (tmp_path / folder).symlink_to((data / folder).resolve())
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "odd.yml").write_text("name: Odd\n")
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path))
    wanted = f"A set of areas cannot be used: {tmp_path / 'areas' / 'odd.yml'}"
    assert _finding("sets of areas").found == wanted


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is left and how much is needed."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 5_000_000))
    found = _finding("free disk")
    assert not found.fine
    assert found.found == "5 MB left, where a book takes up to 200 MB"


def test_no_browser_is_only_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Books are built without one, and without git."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    found = _finding("browser")
    assert (found.fine, found.optional) == (False, True)


def test_a_folder_that_git_would_take_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site folder of one's own in the project is named."""
    if not (settings.ROOT / ".git").exists():
        pytest.skip("not a checkout")
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(settings.ROOT / "shown"))
    found = _finding("left out of git")
    assert (found.fine, found.found) == (False, "git would take in shown")
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(settings.ROOT / "site"))
    assert _finding("left out of git").fine


def test_a_site_folder_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is said which, and how to choose another."""
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path / "site"))
    monkeypatch.setattr("os.access", lambda *_: False)
    found = _finding("site folder")
    assert not found.fine
    assert str(tmp_path) in found.found and "EVIDENCEBOOK_SITE" in found.do
