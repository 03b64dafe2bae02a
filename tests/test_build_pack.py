"""One zip of an edition and all that it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path

import edition_samples as editions
import pytest

from evidencebook import settings
from evidencebook.build import inputs
from evidencebook.build import pack as packing
from evidencebook.build.pack import book_name, build_options, earlier, own_files, pack
from evidencebook.build.past import EDITIONS, Past, opened, published
from evidencebook.errors import BuildError, SnapshotError, UsageError


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project, its data, and a site of three editions of one book."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(inputs, "code", lambda: editions.CODE)
    editions.project(tmp_path)
    book = tmp_path / "site" / "testshire"
    kept = book / EDITIONS
    first = editions.written(tmp_path / "first", tmp_path, snapshot="0" * 64)
    second = editions.written(tmp_path / "second", tmp_path, snapshot="1" * 64, before=first)
    editions.written(book, tmp_path, before=second)
    kept.mkdir()
    for past in (first, second):
        os.rename(past.folder, kept / past.id)
    return tmp_path


@pytest.fixture
def newest(top: Path) -> Past:
    """The newest of them."""
    return opened(top / "site" / "testshire")


def _pack(top: Path, folder: Path | None = None, out: str = "a.zip") -> packing.Pack:
    return pack(folder or top / "site" / "testshire", top / out, root=top / "project")


def test_a_pack_holds_the_edition_and_what_it_was_made_from(top: Path, newest: Path) -> None:
    """Its own files, project, data, program, and the editions before it."""
    made = _pack(top)
    names = set(editions.content(made.path))
    assert made.files == len(names)
    assert {f"edition/{name}" for name in own_files(top / "site" / "testshire")} <= names
    assert {
        "README.txt",
        "manifest.json",
        "project/_config.yml",
        "project/_toc.yml",
        "project/requirements.txt",
        "project/book/index.md",
        "project/book/typst/book.typ",
        "project/chapters/alpha.ipynb",
        "project/data/snapshot/manifest.json",
        "project/evidencebook/build/pack.py",
        "site/testshire/edition.json",
        "site/testshire/blocks.json",
        "site/testshire/downloads/alpha.trend.csv",
    } <= names
    assert not any(name.startswith("edition/editions/") for name in names)


def test_the_manifest_names_every_file(top: Path, newest: Past) -> None:
    """With its SHA-256."""
    found = editions.content(_pack(top).path)
    said = json.loads(found.pop("manifest.json"))
    assert said["edition"] == newest.id
    assert said["files"] == {n: hashlib.sha256(data).hexdigest() for n, data in found.items()}


def test_the_same_edition_gives_the_same_zip(top: Path) -> None:
    """Sorted, without dates and owners."""
    first = _pack(top)
    for path in top.rglob("*"):
        os.utime(path, (1, 1))
    second = _pack(top, out="b.zip")
    assert first.path.read_bytes() == second.path.read_bytes()
    with zipfile.ZipFile(first.path) as made:
        entries = made.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr for entry in entries} == {0o100644 << 16}


def test_no_path_of_this_machine_is_packed(top: Path) -> None:
    """Nor of its data and its site."""
    for name, data in editions.content(_pack(top).path).items():
        if not name.startswith("project/evidencebook/"):
            assert str(top).encode() not in data, name


def test_a_rebuild_finds_the_editions_before_it(top: Path, newest: Past) -> None:
    """In the order in which the edition lists them."""
    with zipfile.ZipFile(_pack(top).path) as made:
        made.extractall(top / "out")
    found = published(top / "out" / "site", "testshire")
    assert [past.id for past in found] == [past.id for past in earlier(newest)]
    assert found[0].id == newest.before and found[0].blocks()


def test_a_chain_that_is_broken_keeps_its_order(top: Path, newest: Past) -> None:
    """An edition whose prose was put back stands before the one that followed it."""
    page = newest.folder / "changes.html"
    older = [editions.written(top / n, top, snapshot=n * 64) for n in ("2", "3", "4")]
    ids = sorted((past.id for past in older), key=lambda one: one[-3:])
    for past in older:
        os.rename(past.folder, newest.folder / EDITIONS / past.id)
    lines = [f'<li><a href="editions/{one}/index.html">it</a></li>' for one in ids]
    page.write_text(page.read_text() + "\n".join(lines))
    with zipfile.ZipFile(_pack(top).path) as made:
        made.extractall(top / "out")
    found = [past.id for past in published(top / "out" / "site", "testshire")]
    assert found == [newest.before, *ids]


def test_an_earlier_edition_is_packed_with_the_one_before_it(top: Path, newest: Past) -> None:
    """From its folder among those that are kept, where the data are still its own."""
    second = opened(newest.folder / EDITIONS / newest.before)
    assert [past.id for past in earlier(second)] == [second.before]
    with pytest.raises(BuildError, match="the snapshot"):
        _pack(top, second.folder)


def test_the_first_edition_has_none_before_it(top: Path, newest: Past) -> None:
    """Nothing is laid into its site."""
    *_, first = published(top / "site", "testshire")
    assert first.before == "" and earlier(first) == ()


def test_an_edition_before_that_is_gone(top: Path, newest: Past) -> None:
    """The page of changes could not be made again; which one is missing is said."""
    for path in (newest.folder / EDITIONS / newest.before).glob("edition.json"):
        path.unlink()
    with pytest.raises(BuildError, match=f"expected: {newest.before}"):
        _pack(top)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("data/snapshot/manifest.json", "the snapshot"),
        ("project/chapters/alpha.ipynb", "chapter alpha"),
        ("project/requirements.txt", "requirements.txt"),
        ("data/indicators/made-up.yml", "the cards"),
    ],
)
def test_what_is_not_what_it_was_built_from_is_refused(top: Path, file: str, told: str) -> None:
    """And named; no zip is left."""
    with (top / file).open("a") as made:
        made.write("\n")
    with pytest.raises(BuildError, match="not what the edition was built from") as refused:
        _pack(top)
    assert told in refused.value.found
    assert list(top.glob("*.zip")) == []


def test_a_damaged_table_is_refused(top: Path) -> None:
    """Before anything is written."""
    table = next((top / "data" / "snapshot").glob("areas*.parquet"))
    table.write_bytes(table.read_bytes() + b"x")
    with pytest.raises(SnapshotError, match="damaged"):
        _pack(top)
    assert list(top.glob("*.zip")) == []


def test_where_the_zip_goes(top: Path, newest: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    """By default under the book's and the edition's name, here; never over a folder."""
    monkeypatch.chdir(top)
    monkeypatch.setattr(settings, "ROOT", top / "project")
    assert pack(newest.folder).path == Path(f"testshire-{newest.id}.zip")
    with pytest.raises(UsageError, match="name a file"):
        pack(newest.folder, top / "data")


def test_a_folder_without_an_edition(top: Path) -> None:
    """It is wrong use."""
    with pytest.raises(UsageError, match="no edition"):
        _pack(top, top / "data")


def test_how_to_build_it_by_hand() -> None:
    """The command has the area, the chapters, the comparators and whether there is a PDF."""
    said = {"area": "testshire", "chapters": {"alpha": "", "beta": ""}, "pdf": "book.pdf"}
    assert build_options(said) == ["testshire", "--chapters", "alpha,beta"]
    chosen = [{"code": "E1", "name": "One"}, {"code": "E2", "name": "Two"}]
    assert build_options({**said, "comparators": chosen, "pdf": None})[3:] == [
        "--comparators",
        "E1,E2",
        "--no-pdf",
    ]


def test_how_to_build_one_that_sets_places_side_by_side(top: Path) -> None:
    """The command names them, and it has a folder of its own."""
    said = {
        "area": "testshire",
        "chapters": {"alpha": "", "beta": ""},
        "compared": [{"code": "E1", "name": "One"}],
        "pdf": "book.pdf",
    }
    assert build_options(said)[3:] == ["--compare", "E1"]
    assert book_name(said, top / "project") == "testshire-compared"


def test_the_name_of_a_draft(top: Path) -> None:
    """A book of some of the chapters is a draft."""
    said = {"area": "testshire", "chapters": {"alpha": "", "beta": ""}}
    assert book_name(said, top / "project") == "testshire"
    assert book_name({**said, "chapters": {"beta": ""}}, top / "project") == "testshire-draft"
