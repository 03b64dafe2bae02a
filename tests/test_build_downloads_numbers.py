"""Tests of the cells of a workbook's columns: numbers are numbers, shown as people write them."""

from __future__ import annotations

import pytest

from evidencebook.build.downloads.numbers import ABSENT, cells
from evidencebook.build.downloads.xlsx import Number


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (["58605.0", "1.0"], "#,##0"),
        (["22.86039", "37.25042"], "#,##0.00"),
        (["71.3", "70.5"], "#,##0.0"),
        (["0.0231", "-0.5"], "#,##0.000"),
        (["12345.67"], "#,##0"),
        (["1e-05"], "#,##0.000"),
    ],
)
def test_decimals_tell_something(values: list[str], shown: str) -> None:
    """As many as are written, and fewer the larger the amounts; the value itself stays whole."""
    assert cells(values, "number") == [Number(value, shown) for value in values]


def test_amounts_of_several_kinds_have_decimals_of_their_own() -> None:
    """Else a share would be shown as precisely as a number of people."""
    found = cells(["1570373.0", "4.486"], "number", ["people", "%"])
    assert [cell.shown for cell in found if isinstance(cell, Number)] == ["#,##0", "#,##0.00"]


def test_what_is_not_there_is_said() -> None:
    """No cell is empty."""
    assert cells(["", "2.0"], "number")[0] == ABSENT
    assert cells(["", "–", "Fylde"], "string") == [ABSENT, ABSENT, "Fylde"]


def test_years_are_numbers_without_commas() -> None:
    """2023, and not 2,023."""
    assert cells(["2023"], "year") == [Number("2023", "0")]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["75.7%", "0.4%"], [Number("0.757", "#,##0.0%"), Number("0.004", "#,##0.0%")]),
        (["£1,204", "−£3"], [Number("1204.0", '"£"#,##0'), Number("-3.0", '"£"#,##0')]),
        (["+27.2%", "−77%"], [Number("0.272", "+#,##0.0%;-#,##0.0%;#,##0.0%"),
                              Number("-0.77", "+#,##0%;-#,##0%;#,##0%")]),
        (["41,285", "–"], [Number("41285.0", "#,##0"), ABSENT]),
        (["£58,379", "£37.25", "4%"], [Number("58379.0", '"£"#,##0'),
                                       Number("37.25", '"£"#,##0.00'), Number("0.04", "#,##0%")]),
    ],
)  # fmt: skip
def test_numbers_written_out_become_numbers(values: list[str], found: list[object]) -> None:
    """With the sign, unit and decimals of each as its format: rows may be of several measures."""
    assert cells(values, "string") == found


@pytest.mark.parametrize("values", [["75.7%", "about half"], ["2019", "2020"], ["2019-20"], ["–"]])
def test_other_text_stays_text(values: list[str]) -> None:
    """Where words stand among numbers, or digits may be a code or a year."""
    assert not any(isinstance(cell, Number) for cell in cells(values, "string"))
