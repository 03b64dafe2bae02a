"""Tests of the writer of workbooks, read back by another program."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from lxml import etree  # type: ignore[import-untyped]

from evidencebook.build.downloads.xlsx import Cell, Link, Number, Workbook

ODD = 'Odd <b> & "text" ü – \x01\x0b£'


def _made(created: str = "2026-06-24") -> Workbook:
    book = Workbook(title="A & B", subject="Edition 1", creator="evidencebook", created=created)
    cover = book.sheet("Cover", width=90)
    cover.heading("Data tables")
    cover.subheading("How to use")
    cover.line("Words. " * 40)
    cover.line(Link("To the table", "#Table_1.1"))
    sheet = book.sheet("Table_1.1")
    sheet.heading("Table 1.1: Homes")
    rows: list[list[Cell]] = [
        [ODD, Number("36.10", "#,##0.0"), "yes"],
        [Link("ONS", "https://www.ons.gov.uk/?a=1&b=2"), "[x]", "no"],
    ]
    sheet.table("homes", ("Area", "£ & more", "Computed"), rows)
    return book


def _read(book: Workbook) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book.content()))


def test_what_is_written_is_read() -> None:
    """Text as it is but for what XML cannot hold, numbers with their formats, links."""
    sheet = _read(_made())["Table_1.1"]
    assert [cell.value for cell in sheet[2]] == ["Area", "£ & more", "Computed"]
    assert sheet["A3"].value == 'Odd <b> & "text" ü – £'
    assert (sheet["B3"].value, sheet["B3"].number_format) == (36.1, "#,##0.0")
    assert sheet["A4"].hyperlink.target == "https://www.ons.gov.uk/?a=1&b=2"
    assert sheet.tables["homes"].ref == "A2:C4"


def test_text_is_marked_up() -> None:
    """Titles have the styles of headings, links that of links; links lead to sheets."""
    sheet = _read(_made())["Cover"]
    styles = [cell.style for cell in sheet["A"]]
    assert styles == ["Heading 1", "Heading 2", "Normal", "Hyperlink"]
    assert sheet["A4"].hyperlink.location == "'Table_1.1'!A1"


def test_long_text_has_room() -> None:
    """It wraps, and its row is as high as its lines."""
    sheet = _read(_made())["Cover"]
    assert sheet["A3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height == 3 * 15.75


def test_the_document_says_what_it_is() -> None:
    """Title, subject, creator, language and the date that was given."""
    about = _read(_made()).properties
    assert (about.title, about.subject, about.creator) == ("A & B", "Edition 1", "evidencebook")
    assert about.language == "en-GB"
    assert about.created.date().isoformat() == "2026-06-24"
    with zipfile.ZipFile(io.BytesIO(_made("").content())) as file:
        assert b"dcterms:created" not in file.read("docProps/core.xml")


def test_the_same_bytes_without_a_clock() -> None:
    """Parts are well-formed, in one order, and of no date."""
    one, other = _made().content(), _made().content()
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as file:
        for entry in file.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            etree.fromstring(file.read(entry))
