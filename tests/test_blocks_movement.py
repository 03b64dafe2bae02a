"""Rising and falling: what two figures allow, and what a test of the trend leaves of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import OpenPlace

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.trends import Trend
from evidencebook.blocks.claims import ends
from evidencebook.blocks.movement import (
    Movement,
    RelativePath,
    moved,
    movement,
    relative_path,
    trend_between,
)

HOUR = "gross-value-added-per-hour-worked"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((70, 68, 72), (80, 78, 82), "rising"),
        ((80, 78, 82), (70, 68, 72), "falling"),
        ((70, 60, 80), (75, 65, 85), "not certainly changed"),
        ((70,), (70.2,), "little changed"),
        ((70,), (75,), "rising"),
        ((70,), (70,), "unchanged"),
        ((70, 68, 72), (75,), "not certainly changed"),
    ],
)
def test_movement(
    make_figure: Callable[..., Figure], first: tuple[float, ...], last: tuple[float, ...], said: str
) -> None:
    """Rising and falling are said only where the intervals allow it."""
    assert movement(make_figure(*first), make_figure(*last)) == said


def test_a_rise_that_the_test_does_not_bear_out(place: OpenPlace) -> None:
    """Claimants in the United Kingdom: 1.9% in 2015, 3.9% in 2025, a pandemic between them."""
    opened = place("K02000001")
    pair = ends(opened, opened.area, "claimant-count", 10)
    assert pair is not None
    how = moved(opened, *pair)
    assert movement(*pair) == "rising"
    assert how.kind == "up without trend"
    assert how.tested == "over 11 figures"
    assert set(how.fact()) == {"trend", "trend_points", "trend_p"}


def test_a_test_needs_figures_and_no_intervals(
    place: OpenPlace, make_figure: Callable[..., Figure]
) -> None:
    """Five years are too few; intervals need none; without either nothing is added."""
    opened = place("E07000117")
    pair = ends(opened, opened.area, HOUR, 5)
    assert pair is not None
    assert trend_between(opened, *pair) is None
    assert trend_between(opened, make_figure(70, 68, 72), make_figure(80, 78, 82)) is None
    assert Movement("rising").fact() == {}
    assert Movement("rising").tested == ""


def test_smoothed_figures_are_called_so(place: OpenPlace) -> None:
    """Output per hour is published as a moving average, population is not."""
    opened = place("E07000117")
    for slug, words in ((HOUR, "over 11 smoothed figures"), ("population", "over 11 figures")):
        pair = ends(opened, opened.area, slug, 10)
        assert pair is not None
        assert moved(opened, *pair).tested == words


def test_a_path_is_told_by_what_is_better() -> None:
    """More poverty is not called catching up."""
    found = Trend("rising", 0.01, 11, 1.0, 0.5, 1.5)
    assert RelativePath("catching up", found, "higher").words.startswith("catching up by a")
    assert RelativePath("catching up", found, "lower").words.startswith("rising against it by a")


def test_no_path_from_few_figures(place: OpenPlace) -> None:
    """Two periods are a comparison, not a path."""
    opened = place("E07000117")
    pair = ends(opened, opened.area, HOUR, 2)
    assert pair is not None
    assert relative_path(opened, pair, opened.figures.areas["K02000001"]) is None
