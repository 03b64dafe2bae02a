"""Revisions in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from evidencebook import settings
from evidencebook.build.revision_words import lines
from evidencebook.indicators import Indicator
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources.revisions import Revision, Shift

NAMES = {"E09000019": "Islington", "E07000123": "Preston", "E08000038": "Barnsley"}
# As test_sources_revisions.py finds it in the excerpts of March and June 2026.
HOUSING = Revision(
    "housing-affordability-ratio",
    released=("2025-03-24", "2026-03-26"),
    rows=(24, 32),
    new_periods=("Apr 2025",),
    added=11,
    added_to_old=3,
    withdrawn=3,
    compared=18,
    revised=9,
    largest=Shift("E09000019", "Apr 2024", 13.22, 14.46),
    largest_relative=Shift("E07000123", "Apr 2024", 4.88, 5.52),
    typical=0.03,
    new_areas=("E08000038",),
    lost_areas=("E08000016",),
)


@pytest.fixture(scope="module")
def cards() -> Mapping[str, Indicator]:
    """Read the project's own cards."""
    return read_cards(settings.ROOT / "data")


def text(one: Revision, cards: Mapping[str, Indicator]) -> str:
    """The lines of one revision."""
    return "\n".join(lines([one], cards, lambda code: NAMES.get(code, code)))


def test_values_dates_and_areas_as_people_write_them(cards: Mapping[str, Indicator]) -> None:
    """Values with their unit, names for codes, long dates, and a last line that counts."""
    told = text(HOUSING, cards)
    assert "released 26 March 2026 (before: 24 March 2025)" in told
    assert "new periods: Apr 2025" in told
    assert "revised: 9 of 18 values, typically by 3.0%" in told
    assert "largest: Islington, Apr 2024, from 13.2 to 14.5 (+9.4%)" in told
    assert "largest for its size: Preston, Apr 2024, from 4.9 to 5.5 (+13.1%)" in told
    assert "new areas: Barnsley (E08000038)" in told
    assert told.endswith("1 table differs; values: 9 revised, 11 added, 3 withdrawn")


def test_another_measure_is_suspected(cards: Mapping[str, Indicator]) -> None:
    """Where most values were revised and half of those by a lot, the unit may be another."""
    doubtful = "unit or base is another"
    assert doubtful in text(replace(HOUSING, typical=0.394, revised=18), cards)
    assert doubtful not in text(replace(HOUSING, typical=1.04, revised=2), cards)
    assert doubtful not in text(HOUSING, cards)


def test_tiny_revisions_are_not_printed_as_nought(cards: Mapping[str, Indicator]) -> None:
    """A typical revision of a hundredth of a per cent is said to be less than a tenth."""
    assert "typically by less than 0.1%" in text(replace(HOUSING, typical=0.0001), cards)


def test_without_a_card_or_anything_to_tell(cards: Mapping[str, Indicator]) -> None:
    """An indicator without a card is told by its slug; what did not change is not told."""
    told = text(Revision("tidal-range", revised=1, compared=2, facts={"url": ("a", "b")}), cards)
    assert told.splitlines() == [
        "tidal-range (tidal-range)",
        "  revised: 1 of 2 values",
        "1 table differs; values: 1 revised, 0 added, 0 withdrawn",
    ]


def test_tables_that_came_or_went(cards: Mapping[str, Indicator]) -> None:
    """A table as a whole is one line."""
    found = [Revision("a", how="new", rows=(0, 1200)), Revision("b", how="withdrawn", rows=(7, 0))]
    told = lines(found, cards)
    assert told[:2] == [
        "a (a): a new table, 1,200 rows",
        "b (b): no longer in the snapshot, 7 rows",
    ]


def test_many_periods_are_counted(cards: Mapping[str, Indicator]) -> None:
    """A few are named, the rest is counted."""
    years = tuple(str(year) for year in range(2010, 2020))
    assert "new periods: 2010, 2011, 2012, 2013 and 6 more" in text(
        replace(HOUSING, new_periods=years), cards
    )
