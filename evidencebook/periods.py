"""Periods: read what publishers write, print what people read.

A period is a pair of dates, both inclusive. A figure about one day (a mid-year
population, broadband in January 2026) starts and ends on that day.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from evidencebook.errors import DataError

_INTERVAL = re.compile(r"(\d{4})-(\d\d)-(\d\d)/P(\d+)([YM])")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LONG_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
# Years that publishers print as 2023-24: financial (April) and academic (August, September).
_SPLIT_YEAR_MONTHS = (4, 8, 9)


def parse(text: str) -> tuple[dt.date, dt.date]:
    """Read a publisher's period into its first and last day.

    Accepts an ISO interval (``2023-01-01/P1Y``), a day (``2025-04-30``) and a year
    (``2023``). Raises DataError on anything else.
    """
    try:
        return _parsed(text)
    except ValueError as error:
        raise DataError(
            "A period could not be read.",
            expected="2023-01-01/P1Y, 2025-04-30 or 2023",
            found=repr(text),
            do="look at the source's file; its layout may have changed",
        ) from error


def label(start: dt.date, end: dt.date) -> str:
    """Print a period as people write it: ``2023``, ``2023-24``, ``Apr 2025``, ``2020 to 2022``."""
    if start == end:
        return f"mid-{start.year}" if (start.month, start.day) == (6, 30) else _month(start)
    months = _length_in_months(start, end)
    if months == 1:
        return _month(start)
    if months % 12:
        return f"{_month(start)} to {_month(end)}"
    if start.month == start.day == 1:
        return str(start.year) if months == 12 else f"{start.year} to {end.year}"
    if start.day == 1 and start.month in _SPLIT_YEAR_MONTHS:
        first = f"{start.year}-{(start.year + 1) % 100:02d}"
        return first if months == 12 else f"{first} to {end.year - 1}-{end.year % 100:02d}"
    return f"year ending {_ending(end)}"


def long_date(iso: str) -> str:
    """``2026-06-09`` as ``9 June 2026``, whatever the locale; what is no day as it is."""
    try:
        day = dt.date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year}"


def publisher_form(start: dt.date, end: dt.date) -> str:
    """The ISO form of a period: the inverse of `parse`."""
    if start == end:
        return start.isoformat()
    months = _length_in_months(start, end)
    length = f"{months // 12}Y" if months % 12 == 0 else f"{months}M"
    return f"{start.isoformat()}/P{length}"


def add_periods(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the frame with `period_start`, `period_end` and `period` read from one column.

    Parameters
    ----------
    frame : DataFrame
    column : str
        The column that holds periods as the publisher writes them.
    """
    spans = {text: parse(str(text)) for text in frame[column].unique()}
    starts = {text: pd.Timestamp(span[0]) for text, span in spans.items()}
    ends = {text: pd.Timestamp(span[1]) for text, span in spans.items()}
    labels = {text: label(*span) for text, span in spans.items()}
    return frame.assign(
        period_start=frame[column].map(starts).astype("datetime64[s]"),
        period_end=frame[column].map(ends).astype("datetime64[s]"),
        period=frame[column].map(labels),
    )


def midpoint(start: pd.Timestamp, end: pd.Timestamp) -> float:
    """The middle of a period as a year with decimals, for a time axis."""
    middle = pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2
    return middle.year + (middle.day_of_year - 1) / 365.25


def _parsed(text: str) -> tuple[dt.date, dt.date]:
    if found := _INTERVAL.fullmatch(text):
        year, month, day, length = (int(part) for part in found.groups()[:4])
        months = length * (12 if found[5] == "Y" else 1)
        start = dt.date(year, month, day)
        return start, _months_later(start, months) - dt.timedelta(days=1)
    if found := _DAY.fullmatch(text):
        day_ = dt.date(*(int(part) for part in found.groups()))
        return day_, day_
    if re.fullmatch(r"\d{4}", text):
        return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    raise ValueError(text)


def _months_later(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, day.day)


def _length_in_months(start: dt.date, end: dt.date) -> int:
    after = end + dt.timedelta(days=1)
    return (after.year - start.year) * 12 + after.month - start.month


def _month(day: dt.date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _ending(end: dt.date) -> str:
    after = end + dt.timedelta(days=1)
    return f"mid-{_month(end)}" if after.day > 1 else _month(end)
