"""Aggregation: sums, ratios of sums, weighted means, and when there is no figure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from evidencebook.analysis import aggregate

GROUPS = {"county": ("a", "b", "c"), "pair": ("c", "d"), "half": ("a", "b")}
MEMBERS = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("available", "parts"),
    [
        (set("abcd"), ["a", "b", "c", "d"]),
        ({"a", "b", "c", "d", "county"}, ["a", "b", "c", "d"]),
        ({"county", "d"}, ["county", "d"]),
        ({"a", "b", "pair"}, ["pair", "a", "b"]),
        ({"half", "pair"}, ["half", "pair"]),
        ({"county", "pair"}, ["county", "d"]),
        ({"a"}, ["a", "b", "c", "d"]),
        (set(), None),
    ],
)
def test_partition(available: set[str], parts: list[str] | None) -> None:
    """Authorities where they have figures, else the largest areas that do not overlap."""
    assert aggregate.partition(MEMBERS, GROUPS, available) == parts


def test_partition_covers_each_authority_once() -> None:
    """Whatever is available, no authority is counted twice or left out."""
    every = [*MEMBERS, *GROUPS]
    for size in range(1, len(every) + 1):
        for available in itertools.combinations(every, size):
            parts = aggregate.partition(MEMBERS, GROUPS, set(available))
            if parts is not None:
                covered = [m for part in parts for m in GROUPS.get(part, (part,))]
                assert sorted(covered) == MEMBERS, available


def test_a_sum_with_a_missing_part_is_missing() -> None:
    """Nothing is filled."""
    assert aggregate.total(pd.Series([1.0, 2.0])) == 3.0
    assert math.isnan(aggregate.total(pd.Series([1.0, np.nan])))


def test_ratio_by_numerator() -> None:
    """Output 100 at 20 an hour and 300 at 30 an hour: 400 over 5 + 10 hours."""
    values, output = pd.Series([20.0, 30.0]), pd.Series([100.0, 300.0])
    assert aggregate.ratio_by_numerator(values, output) == pytest.approx(400 / 15)


def test_ratio_by_denominator() -> None:
    """10 a head of 1 and 20 a head of 3: 70 over 4."""
    assert aggregate.ratio_by_denominator(
        pd.Series([10.0, 20.0]), pd.Series([1.0, 3.0])
    ) == pytest.approx(17.5)


@pytest.mark.parametrize("make", [aggregate.ratio_by_numerator, aggregate.ratio_by_denominator])
def test_a_ratio_with_a_missing_part_is_missing(make: Callable[..., float]) -> None:
    """A missing value or a missing helper leaves no ratio."""
    there, holed = pd.Series([1.0, 2.0]), pd.Series([1.0, np.nan])
    assert math.isnan(make(there, holed))
    assert math.isnan(make(holed, there))


def test_a_ratio_lies_between_its_parts() -> None:
    """No area is more productive than its most productive part."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        values, helper = (pd.Series(rng.uniform(1, 9, 5)) for _ in range(2))
        for make in (aggregate.ratio_by_numerator, aggregate.ratio_by_denominator):
            assert values.min() <= make(values, helper) <= values.max()


def test_weighted_mean() -> None:
    """The mean by weight, also over those of which little weight is missing."""
    weights = pd.Series([50.0, 46.0, 4.0])
    assert aggregate.weighted_mean(pd.Series([1.0, 2.0, 3.0]), weights) == pytest.approx(1.54)
    holed = pd.Series([1.0, 2.0, np.nan])
    assert aggregate.weighted_mean(holed, weights) == pytest.approx((50 + 92) / 96)


def test_a_weighted_mean_without_much_of_its_weight_is_missing() -> None:
    """Over five per cent without a value, or one unknown weight, leave no mean."""
    holed = pd.Series([1.0, 2.0, np.nan])
    assert math.isnan(aggregate.weighted_mean(holed, pd.Series([50.0, 44.0, 6.0])))
    assert math.isnan(aggregate.weighted_mean(pd.Series([1.0, 2.0]), pd.Series([1.0, np.nan])))


def test_half_width_of_independent_estimates() -> None:
    """Shares 3/4 and 1/4 of half-widths 4 and 8: √(3² + 2²)."""
    lower, upper = pd.Series([0.0, 2.0]), pd.Series([8.0, 18.0])
    assert aggregate.half_width(lower, upper, pd.Series([3.0, 1.0])) == pytest.approx(13**0.5)


def test_an_interval_needs_every_parts_interval() -> None:
    """One part without an interval leaves none."""
    lower, upper = pd.Series([0.0, np.nan]), pd.Series([8.0, np.nan])
    assert math.isnan(aggregate.half_width(lower, upper, pd.Series([3.0, 1.0])))


def test_a_mean_is_surer_than_its_parts() -> None:
    """Equal parts with equal intervals: the half-width falls by the root of their number."""
    lower, upper = pd.Series([0.0] * 4), pd.Series([2.0] * 4)
    assert aggregate.half_width(lower, upper, pd.Series([1.0] * 4)) == pytest.approx(0.5)


def _years(*years: int) -> aggregate.Wide:
    days = [pd.Timestamp(year, 6, 30) for year in years]
    columns = {"period_start": days, "period_end": days, "period": [f"mid-{y}" for y in years]}
    frame = pd.DataFrame(columns | {"area": "a", "value": [float(year) for year in years]})
    return aggregate.wide(frame, "value")[0]


def test_wide_has_a_row_a_period_and_a_column_an_area() -> None:
    """In order of time and of code; what is missing is NaN, and so is an area without figures."""
    one, other = _years(2021, 2020), pd.Timestamp(2022, 6, 30)
    assert one.periods == ["mid-2020", "mid-2021"]
    assert one.of(0, ["a"]) == [2020.0]
    frame = pd.DataFrame(
        [(other, other, "x", "b", 1.0), (other, other, "x", "a", 2.0), (other, other, "y", "b", 3)],
        columns=["period_start", "period_end", "period", "area", "value"],
    )
    (table,) = aggregate.wide(frame, "value")
    assert table.of(0, ["a", "b", "c"])[:2].tolist() == [2.0, 1.0]
    assert np.isnan(table.of(0, ["c"])).all()
    assert np.isnan(table.of(1, ["a"])).all()
    assert table.complete().periods == ["x"]


@pytest.mark.parametrize(("year", "nearest"), [(2021, 2021.0), (2025, 2023.0), (2019, 2020.0)])
def test_nearest(year: int, nearest: float) -> None:
    """Weights of the nearest date stand in for those of a year that has none."""
    table = _years(2020, 2021, 2023)
    row = table.nearest(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31"))
    assert row is not None
    assert table.of(row, ["a"]) == [nearest]


def test_weights_too_far_in_time_are_not_used() -> None:
    """More than three years apart, or none at all, is no weight."""
    span = np.datetime64("2030-01-01"), np.datetime64("2030-12-31")
    assert _years(2023).nearest(*span) is None
    assert _years().nearest(*span) is None
