"""Periods: what publishers write, and what people read."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from evidencebook import periods
from evidencebook.errors import DataError

# The publisher's form, its first and last day, and its label.
FORMS = [
    ("2023-01-01/P1Y", (2023, 1, 1), (2023, 12, 31), "2023"),
    ("2023", (2023, 1, 1), (2023, 12, 31), "2023"),
    ("2023-04-01/P1Y", (2023, 4, 1), (2024, 3, 31), "2023-24"),
    ("2023-08-01/P1Y", (2023, 8, 1), (2024, 7, 31), "2023-24"),
    ("2023-09-01/P1Y", (2023, 9, 1), (2024, 8, 31), "2023-24"),
    ("1999-04-01/P1Y", (1999, 4, 1), (2000, 3, 31), "1999-00"),
    ("2023-10-01/P1Y", (2023, 10, 1), (2024, 9, 30), "year ending Sep 2024"),
    ("2023-03-01/P1Y", (2023, 3, 1), (2024, 2, 29), "year ending Feb 2024"),
    ("2024-05-16/P1Y", (2024, 5, 16), (2025, 5, 15), "year ending mid-May 2025"),
    ("2020-01-01/P3Y", (2020, 1, 1), (2022, 12, 31), "2020 to 2022"),
    ("2019-04-01/P3Y", (2019, 4, 1), (2022, 3, 31), "2019-20 to 2021-22"),
    ("2025-04-01/P1M", (2025, 4, 1), (2025, 4, 30), "Apr 2025"),
    ("2024-02-01/P1M", (2024, 2, 1), (2024, 2, 29), "Feb 2024"),
    ("2025-04-01/P3M", (2025, 4, 1), (2025, 6, 30), "Apr 2025 to Jun 2025"),
    ("2025-04-30", (2025, 4, 30), (2025, 4, 30), "Apr 2025"),
    ("2023-06-30", (2023, 6, 30), (2023, 6, 30), "mid-2023"),
]


@pytest.mark.parametrize(("text", "start", "end", "label"), FORMS)
def test_parse_and_label(
    text: str, start: tuple[int, int, int], end: tuple[int, int, int], label: str
) -> None:
    """A publisher's form gives two inclusive days and the label that people write."""
    found = periods.parse(text)
    assert found == (dt.date(*start), dt.date(*end))
    assert periods.label(*found) == label


@pytest.mark.parametrize("text", [form[0] for form in FORMS])
def test_publisher_form_is_the_inverse_of_parse(text: str) -> None:
    """Reading back the ISO form gives the same days."""
    found = periods.parse(text)
    assert periods.parse(periods.publisher_form(*found)) == found


@pytest.mark.parametrize("text", ["", "spring 2023", "2023-24", "2023/24", "2023-01-01/P1W", "na"])
def test_what_cannot_be_read_is_an_error(text: str) -> None:
    """An unknown form is refused and printed."""
    with pytest.raises(DataError) as caught:
        periods.parse(text)
    assert repr(text) in str(caught.value)


def test_add_periods_to_a_frame() -> None:
    """Three columns are added, with days to the second as the tables hold them."""
    frame = pd.DataFrame({"period_given": ["2023-01-01/P1Y", "2023-06-30", "2023-01-01/P1Y"]})
    found = periods.add_periods(frame, "period_given")
    assert list(found["period"]) == ["2023", "mid-2023", "2023"]
    assert found["period_end"].tolist()[:2] == [
        pd.Timestamp(2023, 12, 31),
        pd.Timestamp(2023, 6, 30),
    ]
    assert str(found["period_start"].dtype) == "datetime64[s]"
    assert list(frame.columns) == ["period_given"]


def test_midpoint_of_a_year_is_its_middle() -> None:
    """A calendar year's midpoint is half way, a day's is the day."""
    assert periods.midpoint(pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 12, 31)) == pytest.approx(
        2023.5, abs=0.01
    )
    day = pd.Timestamp(2023, 1, 1)
    assert periods.midpoint(day, day) == 2023.0


@pytest.mark.parametrize(
    ("iso", "shown"),
    [("2025-06-09", "9 June 2025"), ("2025-13-09", "2025-13-09"), ("spring", "spring"), ("", "")],
)
def test_long_dates(iso: str, shown: str) -> None:
    """A day as people write it; what is no day stays as it is."""
    assert periods.long_date(iso) == shown
