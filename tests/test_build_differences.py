"""Two folders of one edition, compared file by file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import edition_samples as editions
import pytest

from evidencebook.build.differences import Difference, differences

PAGE = (
    '<h1>Alpha</h1>\n<p>Prose.</p>\n<section id="alpha-trend"><p>£36.10</p>'
    '<svg><rect x="1"/></svg></section>\n<h2>Next</h2>\n'
    '<ul><li>It rose. <a href="beta.html#beta-closing">Evidence</a></li></ul>\n<p>The end.</p>\n'
)
BLOCKS = [{"id": name, "text": "£36.10", "hash": "1"} for name in ("alpha.trend", "beta.closing")]
FILES = {
    "edition.json": json.dumps({"id": "2026", "blocks": [{"id": "alpha.trend", "hash": "1"}]}),
    "blocks.json": json.dumps(BLOCKS, ensure_ascii=False),
    "alpha.html": PAGE,
    "book.pdf": "%PDF-1.7 words",
    "downloads/alpha.trend.csv": "Area,Value\nNorth,36.1\n",
    "editions/2025/edition.json": "{}",
}


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """The same edition twice."""
    for side in ("here", "again"):
        for name, text in FILES.items():
            (tmp_path / side / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / side / name).write_text(text)
    return tmp_path / "here", tmp_path / "again"


def _with(two: tuple[Path, Path], name: str, old: str, new: str) -> list[Difference]:
    path = two[0] / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return differences(*two)[1]


def test_the_same(two: tuple[Path, Path]) -> None:
    """Every file is counted but those of older editions."""
    (two[0] / "editions" / "2025" / "edition.json").write_text("other")
    assert differences(*two) == (5, [])


@pytest.mark.parametrize(
    ("name", "old", "new", "block", "told"),
    [
        ("downloads/alpha.trend.csv", "36.1", "36.2", "alpha.trend", "line 2: 'North,36.2' here"),
        ("blocks.json", "£36.10", "£36.20", "alpha.trend", "text: '£36.20' here"),
        ("alpha.html", "£36.10", "£36.20", "alpha.trend", "£36.20</p>"),
        ("alpha.html", 'x="1"', 'x="2"', "alpha.trend", "its drawing: "),
        ("alpha.html", "It rose", "It fell", "beta.closing", "It fell"),
        ("alpha.html", "Prose", "Verse", "", "line 2 under 'Alpha': '<p>Verse.</p>' here"),
        ("alpha.html", "The end", "No end", "", "line 6 under 'Next'"),
        ("edition.json", '"hash": "1"', '"hash": "2"', "alpha.trend", "hash: '2' here, '1' when"),
        ("edition.json", "2026", "2027", "", "id: '2027' here, '2026' when built again"),
        ("edition.json", '"id"', "id", "", "line 1"),
        ("blocks.json", "[", "", "", "line 1"),
        ("book.pdf", "words", "Words", "", "14 bytes here, 14 when built again; the first that "),
        ("alpha.html", "\n", "\r\n", "", "other ends of lines"),
    ],
)
def test_what_differs_is_named(
    two: tuple[Path, Path], name: str, old: str, new: str, block: str, told: str
) -> None:
    """The file, the block if it is of one, and both texts."""
    if new.endswith("\r\n"):
        (two[0] / name).write_bytes((two[0] / name).read_bytes().replace(b"\n", b"\r\n"))
        found = differences(*two)[1]
    else:
        found = _with(two, name, old, new)
    first = found[0]
    assert (first.file, first.block) == (name, block)
    assert told in first.what


def test_files_that_one_side_lacks(two: tuple[Path, Path]) -> None:
    """A download's block is named."""
    (two[0] / "downloads" / "alpha.trend.csv").unlink()
    (two[0] / "more.html").write_text("x")
    same, found = differences(*two)
    assert same == 4
    assert [str(one) for one in found] == [
        "downloads/alpha.trend.csv: block alpha.trend: is missing",
        "more.html: is not in the edition built again",
    ]


@pytest.mark.parametrize(
    ("text", "level", "differ"), [("same", 9, False), ("else", 1, True), ("longer", 1, True)]
)
def test_workbooks_are_compared_by_what_is_in_them(
    two: tuple[Path, Path], text: str, level: int, differ: bool
) -> None:
    """Not by how it is packed, which is up to the zlib at hand."""
    sides = zip(two, (text, "same"), (level, 1), strict=True)
    for folder, words, compresslevel in sides:
        with zipfile.ZipFile(folder / "downloads" / "alpha.xlsx", "w") as file:
            kind = zipfile.ZIP_DEFLATED
            file.writestr("sheet.xml", words * 999, kind, compresslevel=compresslevel)
    found = differences(*two)[1]
    assert [(one.file, one.block) for one in found] == [("downloads/alpha.xlsx", "")] * differ


def test_a_workbook_that_is_none(two: tuple[Path, Path]) -> None:
    """It differs from one, and so does half of one."""
    for folder in two:
        with zipfile.ZipFile(folder / "downloads" / "alpha.xlsx", "w") as file:
            file.writestr("sheet.xml", "words")
    path = two[0] / "downloads" / "alpha.xlsx"
    path.write_bytes(path.read_bytes()[:40])
    assert [one.file for one in differences(*two)[1]] == ["downloads/alpha.xlsx"]


def test_blocks_that_one_side_lacks(two: tuple[Path, Path]) -> None:
    """In the list of blocks."""
    path = two[0] / "blocks.json"
    path.write_bytes(json.dumps([BLOCKS[0], {**BLOCKS[1], "id": "beta.new"}]).encode())
    told = [str(one) for one in differences(*two)[1]]
    assert told == [
        "blocks.json: block beta.closing: is missing",
        "blocks.json: block beta.new: is not in the edition built again",
    ]


def test_an_empty_page(two: tuple[Path, Path]) -> None:
    """Every block of it is named."""
    (two[0] / "alpha.html").write_text("")
    assert {one.block for one in differences(*two)[1]} == {"alpha.trend", "beta.closing"}


def test_a_field_of_another_kind(two: tuple[Path, Path]) -> None:
    """Values are shown as JSON writes them."""
    path = two[0] / "edition.json"
    path.write_bytes(editions.changed(path.read_bytes(), id=None))
    assert str(differences(*two)[1][0]).endswith("id: 'null' here, '2026' when built again")
