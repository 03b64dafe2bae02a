"""Workbooks of publishers, from a real excerpt."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook.errors import DataError
from evidencebook.sources.workbooks import Layout, Workbook

FILE = Path(__file__).parent / "data" / "ons-uk-business" / "ukbusinessworkbook2024.xlsx"
LAYOUT = Layout("business counts", "uk_business", "2024")


def test_a_sheet_is_read_by_name() -> None:
    """Its cells by row; the publisher's spaces around a name do not count."""
    workbook = Workbook(FILE, LAYOUT)
    assert workbook.sheets[0].strip() == "Table 1"
    rows = workbook.rows(" Table 1 ")
    assert "enterprises" in rows[0][0]
    assert len({len(row) for row in rows}) == 1


def test_a_sheet_that_is_not_there() -> None:
    """The error says which sheets there are, and which workbook the importer reads."""
    with pytest.raises(DataError, match="business counts is laid out otherwise") as caught:
        Workbook(FILE, LAYOUT).rows("Table 99")
    assert caught.value.expected == "the sheet Table 99"
    assert "Table 1" in caught.value.found
    assert "2024" in caught.value.do and "uk_business.py" in caught.value.do


def test_another_layout_of_any_edition() -> None:
    """The sheet is named; no edition is recommended where any will do."""
    error = Layout("energy consumption", "subnational_energy").other("headings", "none", "2021")
    assert (error.where, error.expected, error.found) == ("sheet 2021", "headings", "none")
    assert error.do == "look at it, and adapt evidencebook/sources/subnational_energy.py"


def test_a_workbook_that_is_cut_short(tmp_path: Path) -> None:
    """It is named; nothing is read of it."""
    path = tmp_path / FILE.name
    path.write_bytes(FILE.read_bytes()[:2000])
    with pytest.raises(DataError, match="cannot be read") as caught:
        Workbook(path, LAYOUT)
    assert caught.value.where == str(path)
