"""Numbers in publishers' files."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources.numbers import numbers


def test_numbers_and_marks() -> None:
    """Text and numbers alike; a mark becomes missing."""
    read = numbers(pd.Series([1, " 2.5 ", "..", None]), "a sheet", first_row=2, marks=("..", ""))
    assert read.dtype == "float64"
    assert read[:2].tolist() == [1.0, 2.5]
    assert read[2:].isna().all()


@pytest.mark.parametrize(
    "cell", ["1,234", "n/a", "", "nan", "inf", None, True, dt.date(2024, 1, 1)]
)
def test_anything_else_is_refused(cell: object) -> None:
    """With the place, what may stand there, and what stands there."""
    cells = pd.Series([1.0, cell], dtype="object", name="value", index=[0, 7])
    with pytest.raises(DataError, match="not a number") as caught:
        numbers(cells, "sheet 2030", first_row=5, marks=("..",))
    assert caught.value.where == "sheet 2030, row 12, column value"
    assert caught.value.expected == "a number or '..'"
    assert caught.value.found == repr("" if cell is None else cell)
    assert caught.value.do
