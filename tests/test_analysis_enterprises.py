"""Groups of industry, the part of the mix, and rounding."""

from __future__ import annotations

import pandas as pd
import pytest

from evidencebook.analysis.enterprises import into_groups, part_of_mix, rounding_error


def test_divisions_add_up_to_groups() -> None:
    """A range takes every division in it; a group without any is left out."""
    found = into_groups({"49": 10.0, "52": 5.0, "68": 3.0}, ["49-53", "68", "84"])
    assert found.to_dict() == {"49-53": 15.0, "68": 3.0}


def test_the_mix_moves_the_rate_towards_the_industries_that_weigh_more() -> None:
    """Half the firms in an industry of 20% instead of a quarter: 15% against 12.5%."""
    area, nation = pd.Series({"a": 5, "b": 5, "c": 9}), pd.Series({"a": 25, "b": 75, "c": 1})
    rates = pd.Series({"a": 20.0, "b": 10.0, "c": float("nan")})
    assert part_of_mix(area, nation, rates) == pytest.approx(2.5)


def test_an_industry_that_the_area_has_not_counts_as_none() -> None:
    """All firms in the industry of 10%: 10% against 12.5%."""
    nation = pd.Series({"a": 25, "b": 75})
    rates = pd.Series({"a": 20.0, "b": 10.0})
    assert part_of_mix(pd.Series({"b": 4}), nation, rates) == pytest.approx(-2.5)


def test_rounding_of_one_count_is_below_five() -> None:
    """10 stands for between 5 and 15."""
    assert rounding_error(1) == 5.0


def test_rounding_errors_offset_one_another() -> None:
    """Twelve counts are off by 20 together, not by 60."""
    assert rounding_error(12) == pytest.approx(20.0)
