"""How far computed figures lie from published ones."""

from __future__ import annotations

import pytest

from evidencebook.analysis import accuracy
from evidencebook.analysis.figures import Figures

RATIOS = ("gross-value-added-per-hour-worked", "gross-value-added-per-filled-job")


@pytest.mark.parametrize("indicator", RATIOS)
def test_productivity_is_within_half_a_per_cent(figures: Figures, indicator: str) -> None:
    """Output per hour and per job of every combined authority come out within 0.5%."""
    found = accuracy.errors(figures, indicator, figures.areas.of_level("cauth"))
    assert set(found["period"]) == {"2023"}
    assert len(found) == 14
    assert found["error"].abs().max() < 0.5


def test_output_adds_up_to_the_regions(figures: Figures) -> None:
    """Sums over the authorities of a region or nation give its published output, to rounding."""
    areas = [*figures.areas.of_level("rgn"), *figures.areas.of_level("ctry")]
    found = accuracy.errors(figures, "gross-value-added-current-prices", areas)
    assert len(found) == 13
    assert (
        found["computed"] - found["published"]
    ).abs().max() < 10  # £ million: each is rounded to one


@pytest.mark.parametrize(
    "indicator", ["business-survival-five-year", "business-births", "high-growth-businesses"]
)
def test_rates_with_their_own_denominator_are_exact(figures: Figures, indicator: str) -> None:
    """Rates of businesses weighted by what they are shares of give the published figure."""
    found = accuracy.margin(figures, indicator)
    assert found is not None
    assert found.worst < 0.01


def test_the_margin_of_an_estimate(figures: Figures) -> None:
    """The margin is that of the errors over combined authorities and counties."""
    found = accuracy.margin(figures, "claimant-count")
    areas = [a for level in accuracy.LEVELS for a in figures.areas.of_level(level)]
    sizes = accuracy.errors(figures, "claimant-count", areas)["error"].abs()
    assert found == accuracy.Margin(len(sizes), sizes.median(), sizes.max())


def test_no_margin_where_nothing_is_published_twice(figures: Figures) -> None:
    """Without areas that have both figures there is no margin."""
    assert accuracy.margin(figures, "employment-rate-ni") is None
