"""Tests of a book's workbook: what stands on which sheet, and the rules for spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import build_samples as samples
import openpyxl
import pandas as pd
import pytest
from download_samples import CREDIT, LICENCES, sample_book, workbook_faults

from evidencebook.blocks.block import Block
from evidencebook.build.downloads.tables import tables
from evidencebook.build.downloads.workbook import workbook
from evidencebook.build.edition import Book

FIGURE = {
    "Area code": ["E00000001", "E00000002"],
    "Area": ["Testshire", "South"],
    "Period": [2023, 2023],
    "£ per hour worked": [36.123456, None],
    "Computed": ["yes", "no"],
}
UNKNOWN = {"Measure": ["Pay"], "What to know": ["Dated."]}


def _block(slug: str, kind: str, data: Mapping[str, Any], **more: Any) -> Block:
    return samples.block("alpha", slug, kind, data=pd.DataFrame(data), **more)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """The sample book, with one more block of each kind that has a sheet of its own."""
    notes, drawing = ("Not adjusted.",), {"wide": "<svg/>"}
    more = [
        _block("areas", "figure", FIGURE, notes=notes, svg=drawing, computed="a sum"),
        _block("figures", "claim", FIGURE),
        _block("parts", "claim", {**FIGURE, "Category": ["Transport", "All industries"]}),
        _block("card", "metric", FIGURE, detail={"value": "£36.12"}),
        _block("unknowns", "table", UNKNOWN),
        _block("sources", "table", {"Publication": ["A"], "Publisher": ["B"], "Released": ["C"]}),
        _block("none", "figure", {"Area": [], "Value": []}, svg=drawing),
    ]
    plain = sample_book(tmp_path)
    return replace(plain, blocks=[*plain.blocks, *(block.record() for block in more)])


@pytest.fixture
def made(book: Book, tmp_path: Path) -> openpyxl.Workbook:
    """Its workbook, as another program reads it."""
    path = tmp_path / "testshire.xlsx"
    path.write_bytes(workbook(book, tables(book.blocks), LICENCES))
    assert workbook_faults(path) == []
    return openpyxl.load_workbook(path)


def _rows(made: openpyxl.Workbook, name: str) -> list[tuple[object, ...]]:
    (table,) = made[name].tables.values()
    return [tuple(cell.value for cell in row) for row in made[name][table.ref]]


def test_sheets(made: openpyxl.Workbook) -> None:
    """Tables are numbered by chapter; what every chapter has stands together."""
    assert made.sheetnames == [
        *("Cover", "Contents", "Notes", "Headline_figures", "Claims", "Figures_in_claims"),
        *("Table_1.1", "Table_1.2", "Table_1.3", "Table_2.1", "Table_2.2"),
        *("What_to_bear_in_mind", "Not_known", "Sources"),
    ]


def test_contents_lead_to_every_sheet(made: openpyxl.Workbook) -> None:
    """With title, chapter and number of rows."""
    rows = _rows(made, "Contents")
    assert rows[0] == ("Worksheet", "Title", "Chapter", "Rows")
    assert [row[0] for row in rows[1:]] == made.sheetnames[3:]
    assert ("Table_1.3", "Table 1.3: Areas", "1 Alpha", 2) in rows


def test_a_sheet_says_what_its_table_is(made: openpyxl.Workbook) -> None:
    """Title with marks of notes, number of tables, shorthand, unit, sources, file; then figures."""
    lines = [cell.value for cell in made["Table_1.3"]["A"]][:7]
    assert lines[0] == "Table 1.3: Areas [note 1] [note 2]"
    assert lines[1] == (
        "This worksheet contains one table. It refers to 2 notes, which stand on the worksheet "
        "Notes."
    )
    assert lines[2].startswith("[x] means not available")
    assert lines[3] == "Unit: £ per hour worked."
    assert lines[4].startswith("Source: Office for National Statistics, Subregional productivity")
    assert lines[5] == "CSV file: alpha.areas.csv"
    assert _rows(made, "Table_1.3")[1:] == [
        ("E00000001", "Testshire", 2023, 36.123456, "yes"),
        ("E00000002", "South", 2023, "[x]", "no"),
    ]


def test_notes_are_explained_once(made: openpyxl.Workbook) -> None:
    """Each with its number, and the shorthand that is used."""
    assert _rows(made, "Notes")[1:] == [(1, "Not adjusted."), (2, "Computed: a sum.")]
    said = " ".join(str(cell.value) for cell in made["Notes"]["A"])
    assert "[x] means not available" in said
    assert "Computed: yes stands" in said


def test_headlines_and_claims(made: openpyxl.Workbook) -> None:
    """The area's own value with unit and period; sentences; and the figures behind them."""
    heads, *rows = _rows(made, "Headline_figures")
    assert heads[2:5] == ("Value", "Unit", "Period")
    assert ("1 Alpha", "Card", 36.123456, "£ per hour worked", 2023, "[x]", "[x]") in [
        row[:7] for row in rows
    ]
    assert "In 2023, output per hour worked in Testshire was £36.10." in [
        row[2] for row in _rows(made, "Claims")
    ]
    behind = _rows(made, "Figures_in_claims")
    assert behind[1][:7] == (
        *("alpha.figures", "E00000001", "Testshire", "Figures", 2023, 36.123456),
        "£ per hour worked",
    )
    assert behind[2][5] == "[x]"
    parts = [row[3] for row in behind if row[0] == "alpha.parts"]
    assert parts == ["Parts: Transport", "Parts: All industries"]


def test_sources_have_their_licence(made: openpyxl.Workbook) -> None:
    """And how to attribute them."""
    (row,) = _rows(made, "Sources")[1:]
    assert row[1:] == (
        *("Subregional productivity", "9 June 2025", "Open Government Licence v3.0", CREDIT),
    )


def test_a_book_without_notes(tmp_path: Path) -> None:
    """The sheet of notes says that there are none, and what a book has not is left out."""
    book = sample_book(tmp_path)
    book = replace(book, blocks=[b for b in book.blocks if b["kind"] == "table"])
    path = tmp_path / "testshire.xlsx"
    path.write_bytes(workbook(book, tables(book.blocks), LICENCES))
    assert workbook_faults(path) == []
    made = openpyxl.load_workbook(path)
    assert made["Notes"]["A2"].value == "No table of this workbook refers to a note."
    assert made.sheetnames[3:] == ["Table_1.1", "Table_2.1", "Sources"]
