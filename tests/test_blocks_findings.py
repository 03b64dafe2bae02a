"""The findings that stand as titles over figures."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import findings
from evidencebook.blocks.wording import relation

HOUR = "gross-value-added-per-hour-worked"


@pytest.mark.parametrize(
    ("higher", "lower", "whole", "said"),
    [
        (0, 0, 5, "not clearly higher or lower than in any of its 5 comparators"),
        (5, 0, 5, "higher than in all 5 of its comparators"),
        (0, 2, 5, "lower than in 2 of its 5 comparators"),
        (3, 1, 5, "higher than in 3 of its 5 comparators and lower than in 1"),
        (3, 2, 5, "higher than in 3 of its 5 comparators and lower than in the other 2"),
        (4, 1, 5, "higher than in 4 of its 5 comparators and lower than in the other"),
    ],
)
def test_sides(higher: int, lower: int, whole: int, said: str) -> None:
    """Of the comparators, those whose figure is certainly lower or higher are counted."""
    assert findings._sides(higher, lower, whole) == said


def test_among_comparators_counts_what_the_intervals_allow(place: OpenPlace) -> None:
    """Only comparators whose intervals lie apart are counted as higher or lower."""
    opened = place("E07000117")
    own = opened.own("employment-rate")
    assert own is not None
    others = [
        one for area in opened.neighbours if (one := opened.at(area, "employment-rate", own.period))
    ]
    title = findings.among_comparators(opened, own, [own, *others])
    apart = {relation(own, one) for one in others} & {"higher", "lower"}
    assert ("not clearly" in title) == (not apart)
    assert title.startswith(f"In {own.period}, Burnley's employment rate was ")


def test_one_comparator_is_named(place: OpenPlace) -> None:
    """With a single comparator it is named instead of counted."""
    opened = place("E07000117")
    own = opened.own(HOUR)
    other = opened.at(opened.neighbours[0], HOUR, own.period if own else "")
    assert own and other
    title = findings.among_comparators(opened, own, [own, other])
    assert other.area.in_text in title and "comparators" not in title


def test_an_amount_is_told_and_not_compared(place: OpenPlace) -> None:
    """Amounts of places of different sizes are not called higher or lower."""
    opened = place("E07000117")
    own = opened.own("population")
    assert own is not None
    others = [one for a in opened.neighbours if (one := opened.at(a, "population", own.period))]
    assert "comparators" not in findings.among_comparators(opened, own, [own, *others])
