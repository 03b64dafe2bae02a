"""Dates as publishers write them."""

from __future__ import annotations

import pytest

from evidencebook.errors import DataError
from evidencebook.sources import dates


@pytest.mark.parametrize(
    ("rule", "date", "period"),
    [
        ("mid-year", "2023", "2023-06-30"),
        ("31 March", "2024", "2024-03-31"),
        ("year to month", "Sep 2024", "2023-10-01/P1Y"),
        ("year to month", "Dec 2022", "2022-01-01/P1Y"),
        ("financial year", "2000-01", "2000-04-01/P1Y"),
        ("financial year", "1999-00", "1999-04-01/P1Y"),
    ],
)
def test_rules(rule: str, date: str, period: str) -> None:
    """Each way to write dates, as a period."""
    assert dates.RULES[rule](date) == period


@pytest.mark.parametrize(
    ("rule", "date"),
    [
        ("financial year", "2000-02"),
        ("financial year", "2000"),
        ("financial year", "Jan 2000"),
        ("mid-year", "mid-2023"),
        ("31 March", "2023-24"),
        ("year to month", "Oct 2024"),
    ],
)
def test_what_is_not_written_so_is_refused(rule: str, date: str) -> None:
    """A month must not pass for a year, nor a year for another thing."""
    with pytest.raises(DataError, match="date could not be read") as caught:
        dates.RULES[rule](date)
    assert caught.value.found == repr(date)


def test_dates_as_written() -> None:
    """A year, a split year, a day and an interval; nothing else."""
    assert dates.as_written("2023/24") == "2023-04-01/P1Y"
    assert dates.as_written("2023-01-01/P3Y") == "2023-01-01/P3Y"
    with pytest.raises(DataError):
        dates.as_written("last year")
