"""What is odd about an edition before anything is built again."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import edition_samples as editions
import pytest

from evidencebook.build import inputs
from evidencebook.build.cases import Case, of_folder, of_zip, record_faults
from evidencebook.build.pack import pack
from evidencebook.build.past import opened
from evidencebook.errors import BuildError, UsageError

Files = dict[str, bytes]
Tamper = Callable[[Files], object]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project, its data, a site with one edition, and the zip of that."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(inputs, "code", lambda: editions.CODE)
    editions.written(tmp_path / "site" / "testshire", editions.project(tmp_path))
    pack(tmp_path / "site" / "testshire", tmp_path / "a.zip", root=tmp_path / "project")
    return tmp_path


def _case(top: Path, tamper: Tamper | None = None, *, with_its_code: bool = False) -> Case:
    files = editions.content(top / "a.zip")
    if tamper:
        tamper(files)
    path = editions.rewritten(top / "b.zip", files)
    shutil.rmtree(top / "work", ignore_errors=True)
    return of_zip(path, top / "work", top / "project", with_its_code)


def _sealed(files: Files) -> None:
    """Make the manifest name the files as they are."""
    own = {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != "manifest.json"}
    files["manifest.json"] = editions.changed(files["manifest.json"], files=own)


def _table(files: Files) -> str:
    return next(name for name in files if "/snapshot/areas" in name)


def test_an_untouched_zip(top: Path) -> None:
    """Nothing is odd, and its program is out of the way."""
    case = _case(top)
    assert (case.faults, case.why_not, case.notes, case.code_apart) == ((), "", (), True)
    assert not (case.root / "evidencebook").exists()
    assert (_case(top, with_its_code=True).root / "evidencebook" / "build").is_dir()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("project/chapters/beta.ipynb", "all of chapter beta rests on it"),
        ("project/book/about.md", "names another hash"),
        ("project/evidencebook/errors.py", "names another hash"),
        ("README.txt", "names another hash"),
    ],
)
def test_what_it_is_built_from_was_changed(top: Path, name: str, told: str) -> None:
    """It is named, and nothing of the zip is run."""
    case = _case(top, lambda files: files.update({name: files[name] + b" "}))
    assert [one.file for one in case.faults] == [name]
    assert told in case.faults[0].what
    assert case.why_not.startswith("Not built again")


def test_a_table_that_was_changed(top: Path) -> None:
    """The blocks that rest on it are named, even where the zip's manifest was made to fit."""

    def tamper(files: Files) -> None:
        name = "project/data/snapshot/manifest.json"
        said = json.loads(files[name])
        table = {**said["tables"]["areas"], "file": "trend.parquet"}
        said["tables"]["output"] = {**table, "sha256": "0"}
        files[name] = json.dumps(said).encode()
        files["project/data/snapshot/trend.parquet"] = b"x"
        blocks = json.loads(files["edition/blocks.json"])
        for block in blocks[:5]:
            block["indicators"] = ["output"]
        files["edition/blocks.json"] = json.dumps(blocks).encode()
        _sealed(files)

    (fault,) = _case(top, tamper).faults
    assert fault.file == "project/data/snapshot/trend.parquet"
    blocks = "alpha.message-one, alpha.message-two, alpha.headline"
    assert fault.what.endswith(f"on it rest blocks {blocks} and 2 more")


def test_a_table_of_all_blocks(top: Path) -> None:
    """A lookup is named by itself."""
    case = _case(top, lambda files: files.update({_table(files): b"x"}))
    assert "rest" not in case.faults[0].what and case.why_not


@pytest.mark.parametrize("name", ["edition/extra.html", "project/pandas.py", "more.txt"])
def test_files_that_were_added(top: Path, name: str) -> None:
    """Wherever they lie."""
    case = _case(top, lambda files: files.update({name: b"x"}))
    assert [one.file for one in case.faults] == [name.removeprefix("edition/")]
    assert "was added" in case.faults[0].what
    assert bool(case.why_not) == (not name.startswith("edition/"))


def test_files_that_are_missing(top: Path) -> None:
    """A download's block is named."""
    name = "edition/downloads/alpha.trend.csv"
    (fault,) = _case(top, lambda files: files.pop(name)).faults
    assert (fault.file, fault.block) == ("downloads/alpha.trend.csv", "alpha.trend")
    assert "is missing" in fault.what


def test_a_chapter_that_is_not_the_one_it_was_built_from(top: Path) -> None:
    """Where the zip's manifest was made to fit, the edition's own record tells."""

    def tamper(files: Files) -> None:
        files["project/chapters/beta.ipynb"] += b" "
        _sealed(files)

    (fault,) = _case(top, tamper).faults
    assert (fault.file, fault.what[:28]) == ("edition.json", "does not name chapter beta (")


def test_chapters_of_others_do_not_run(top: Path) -> None:
    """Where all of a zip fits together, but is not this project's: it is code too."""
    for name in ("project/chapters/beta.ipynb", "project/pandas.py", "project/.hidden"):

        def tamper(files: Files, name: str = name) -> None:
            files[name] = files.get(name, b"") + b" "
            _sealed(files)

        case = _case(top, tamper)
        assert name.removeprefix("project/") in case.why_not
        assert "--with-its-code" in case.why_not
        assert _case(top, tamper, with_its_code=True).why_not == ""


def test_another_program(top: Path) -> None:
    """The installed one builds it, which is said; its own code has to be what it says."""

    def tamper(files: Files) -> None:
        files["project/evidencebook/errors.py"] += b"\n"
        _sealed(files)

    case = _case(top, tamper)
    assert case.code_apart and case.why_not == ""
    assert "--with-its-code" in case.notes[0]
    assert case.faults[0].what.startswith("does not name the program's code")
    assert not _case(top, tamper, with_its_code=True).code_apart


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", b"{"),
        ("manifest.json", b"[]"),
        ("manifest.json", b'{"format": 2, "files": {}}'),
        ("edition/edition.json", b"[]"),
    ],
)
def test_a_zip_that_cannot_be_read(top: Path, name: str, content: bytes) -> None:
    """What it should hold is said."""
    with pytest.raises(BuildError, match=r"holds no edition|cannot be read"):
        _case(top, lambda files: files.update({name: content}))


@pytest.mark.parametrize(
    "odd",
    [
        {"chapters": []},
        {"chapters": {}},
        {"comparators": None},
        {"publisher": ["Us"]},
        {"publisher": {"name": "two\nlines"}},
        {"blocks": {}},
        {"blocks": [1]},
        {"area": "../testshire"},
        {"id": "../2025-06-09-00000000"},
        {"id": "2025-06-09"},
    ],
)
def test_a_record_of_another_form(top: Path, odd: dict[str, object]) -> None:
    """It is damaged, whatever the rest says."""
    path = top / "site" / "testshire" / "edition.json"
    path.write_bytes(editions.changed(path.read_bytes(), **odd))
    with pytest.raises(BuildError, match="cannot be read"):
        of_folder(path.parent, top / "work", top / "project")


def test_editions_before_are_not_named_outside_their_folder(top: Path) -> None:
    """A zip's site is laid out by its ids."""

    def tamper(files: Files) -> None:
        record = editions.changed(files["edition/edition.json"], id="../../../elsewhere")
        files["site/testshire/edition.json"] = record
        _sealed(files)

    with pytest.raises(BuildError, match="cannot be read"):
        _case(top, tamper)


def test_no_such_zip(top: Path) -> None:
    """It is wrong use."""
    with pytest.raises(UsageError, match="no such zip"):
        of_zip(top / "c.zip", top / "work", top / "project", False)


def test_a_folder(top: Path) -> None:
    """It is built again from what is at hand, beside the edition before it."""
    book = top / "site" / "testshire"
    first = editions.written(top / "first", top, snapshot="0" * 64)
    shutil.rmtree(book)
    editions.written(book, top, before=first)
    (top / "first").rename(book / "editions-")
    (book / "editions").mkdir()
    (book / "editions-").rename(book / "editions" / first.id)
    case = of_folder(book, top / "work", top / "project")
    assert (case.root, case.data) == (top / "project", top / "data")
    assert (case.why_not, case.notes) == ("", ())
    assert opened(case.site / "testshire").id == first.id


def test_a_folder_without_its_data(top: Path) -> None:
    """What is not the same is said, and it is not built again."""
    with (top / "data" / "snapshot" / "manifest.json").open("a") as made:
        made.write("\n")
    case = of_folder(top / "site" / "testshire", top / "work", top / "project")
    assert "the snapshot (built from " in case.why_not
    assert "Verify its zip" in case.why_not


def test_a_folder_and_another_program(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is built again, and that is said."""
    monkeypatch.setattr(inputs, "code", dict)
    case = of_folder(top / "site" / "testshire", top / "work", top / "project")
    assert case.why_not == ""
    assert case.notes[0].startswith("Other than it was built with: the program's code")


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda blocks: blocks.pop(), "blocks.json: block beta.closing: is missing"),
        (
            lambda blocks: blocks[3].update(hash="0"),
            "blocks.json: block alpha.trend: its hash is not that of edition.json",
        ),
        (lambda blocks: blocks.__setitem__(0, 1), "blocks.json: its blocks cannot be read"),
    ],
)
def test_records_that_disagree(
    top: Path, tamper: Callable[[list[dict[str, object]]], object], told: str
) -> None:
    """The block is named."""
    path = top / "site" / "testshire" / "blocks.json"
    blocks = json.loads(path.read_text())
    assert record_faults(opened(path.parent)) == []
    tamper(blocks)
    path.write_text(json.dumps(blocks))
    assert str(record_faults(opened(path.parent))[0]).startswith(told)


def test_data_that_its_hash_was_not_made_from(top: Path) -> None:
    """Where the list of blocks has all that the hash is made from, a download is checked."""
    folder = top / "site" / "testshire"
    from build_samples import blocks

    path = folder / "blocks.json"
    listed = json.loads(path.read_text())
    full = {block.id: block.record() for name in editions.CHAPTERS for block in blocks(name)}
    for block in listed:
        block |= {key: full[block["id"]][key] for key in ("subtitle", "detail")}
    path.write_text(json.dumps(listed))
    assert record_faults(opened(folder)) == []
    data = folder / "downloads" / "alpha.trend.csv"
    data.write_text(data.read_text().replace("36.1", "36.2"))
    (fault,) = record_faults(opened(folder))
    assert (fault.file, fault.block) == ("downloads/alpha.trend.csv", "alpha.trend")


def test_downloads_of_no_block(top: Path) -> None:
    """And those that are gone."""
    folder = top / "site" / "testshire" / "downloads"
    for name in ("alpha.more.csv", "alpha.more.csv-metadata.json", "other.xlsx"):
        (folder / name).write_text("x")
    for name in ("alpha.trend.csv-metadata.json", "testshire.xlsx", "datapackage.json"):
        (folder / name).write_text("what a build writes too")
    found = record_faults(opened(folder.parent))
    assert [str(one) for one in found] == [
        "downloads/alpha.more.csv: is of no block",
        "downloads/alpha.more.csv-metadata.json: is of no block",
        "downloads/other.xlsx: is of no block",
    ]
    (folder / "alpha.trend.csv").unlink()
    (fault,) = record_faults(opened(folder.parent))
    assert "alpha.trend.csv" in fault.what
