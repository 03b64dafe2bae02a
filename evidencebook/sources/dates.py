"""Dates as publishers write them, each way by a name that a recipe can use.

Each function turns a date of a file into a period that `periods.parse` reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from evidencebook import periods
from evidencebook.errors import DataError

MONTHS = {"Mar": 3, "Jun": 6, "Sep": 9, "Dec": 12}
_YEAR = re.compile(r"\d{4}")
_SPLIT_YEAR = re.compile(r"\d{4}[-/]\d\d")


def on_30_june(date: str) -> str:
    """Period of a mid-year estimate, given as its year."""
    return f"{_year(date)}-06-30"


def on_31_march(date: str) -> str:
    """Period of a count at the end of the financial year, given as the year it ends in."""
    return f"{_year(date)}-03-31"


def year_to_month(date: str) -> str:
    """Period of the twelve months that end with a quarter, such as ``Sep 2024``."""
    found = re.fullmatch(r"(Mar|Jun|Sep|Dec) (\d{4})", date)
    if not found:
        raise _bad_date(date, "a quarter's last month and the year, such as Sep 2024")
    month, year = MONTHS[found[1]], int(found[2])
    return f"{year}-01-01/P1Y" if month == 12 else f"{year - 1}-{month + 1:02d}-01/P1Y"


def financial_year(date: str) -> str:
    """Period of a financial year written ``2023-24``, April to March."""
    found = re.fullmatch(r"(\d{4})-(\d\d)", date)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise _bad_date(date, "a financial year, such as 2023-24")
    return f"{found[1]}-04-01/P1Y"


def as_written(date: str) -> str:
    """The publisher's form of a period; a split year such as 2023-24 is a financial year."""
    form = financial_year(date.replace("/", "-")) if _SPLIT_YEAR.fullmatch(date) else date
    periods.parse(form)
    return form


# What a recipe's `period` may name; without one, dates are taken `as_written`.
RULES: dict[str, Callable[[str], str]] = {
    "mid-year": on_30_june,
    "31 March": on_31_march,
    "year to month": year_to_month,
    "financial year": financial_year,
}


def _year(date: str) -> int:
    if not _YEAR.fullmatch(date):
        raise _bad_date(date, "a year, such as 2023")
    return int(date)


def _bad_date(date: str, expected: str) -> DataError:
    return DataError(
        "A date could not be read",
        expected=expected,
        found=repr(date),
        do="look at the file: its layout may have changed",
    )
