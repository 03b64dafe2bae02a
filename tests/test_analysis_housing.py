"""Tests of the calculations on homes: correlations, growth, whole years, means, supply."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.housing import (
    growth,
    rank_correlation,
    rolling_year,
    sign,
    supply,
    yearly_mean,
)


def _months(values: list[float], start: str = "2024-01-01") -> pd.DataFrame:
    starts = pd.date_range(start, periods=len(values), freq="MS")
    ends = starts + pd.offsets.MonthEnd(0)
    labels = [f"{day:%b %Y}" for day in starts]
    return pd.DataFrame(
        {"period_start": starts, "period_end": ends, "period": labels, "value": values}
    )


def _years(values: list[float], first: int = 2018) -> pd.DataFrame:
    starts = [pd.Timestamp(first + n, 4, 1) for n in range(len(values))]
    ends = [pd.Timestamp(first + n + 1, 3, 31) for n in range(len(values))]
    labels = [f"{first + n}-{(first + n + 1) % 100}" for n in range(len(values))]
    return pd.DataFrame(
        {"period_start": starts, "period_end": ends, "period": labels, "value": values}
    )


def test_rank_correlation_by_hand() -> None:
    """Swapping the first two of ten ranks gives 1 − 6 × 2 ÷ (10 × 99)."""
    x = pd.Series([float(n) for n in range(10)])
    y = pd.Series([1.0, 0.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 90.0])
    found = rank_correlation(x, y)
    assert found is not None
    assert found.value == pytest.approx(1 - 12 / 990)
    half = 1.959964 * math.sqrt((1 + found.value**2 / 2) / 7)
    assert math.atanh(found.upper_95) - math.atanh(found.lower_95) == pytest.approx(2 * half)
    assert sign(found) == 1


def test_rank_correlation_needs_pairs_that_differ() -> None:
    """Nine pairs are too few, and equal values have no order."""
    nine, ten = (pd.Series([float(n) for n in range(count)]) for count in (9, 10))
    assert rank_correlation(nine, nine[::-1]) is None
    assert rank_correlation(ten, ten * 0) is None


def test_rank_correlation_of_places_that_are_alike_is_less_certain() -> None:
    """Ten groups of three equal pairs are ten observations and not thirty."""
    ten = pd.Series([5.0, 2.0, 9.0, 1.0, 6.0, 4.0, 0.0, 8.0, 3.0, 7.0])
    x = pd.Series([float(n) for n in range(10)]).repeat(3).reset_index(drop=True)
    y = ten.repeat(3).reset_index(drop=True)
    groups = pd.Series([str(n) for n in range(10)]).repeat(3).reset_index(drop=True)
    apart, alike = rank_correlation(x, y), rank_correlation(x, y, groups)
    assert apart is not None and alike is not None and alike.value == apart.value
    left = []
    for group in groups.unique():
        ranks = pd.DataFrame({"x": x, "y": y})[groups != group].rank()
        left.append(math.atanh(np.corrcoef(ranks["x"], ranks["y"])[0, 1]))
    half = 1.959964 * math.sqrt(9 * np.var(left))
    assert math.atanh(alike.upper_95) - math.atanh(alike.value) == pytest.approx(half)
    assert alike.upper_95 > apart.upper_95


def test_few_groups_change_nothing() -> None:
    """Nine groups are too few to tell how much they matter."""
    x = pd.Series([float(n) for n in range(12)])
    y = pd.Series([5.0, 2.0, 9.0, 1.0, 11.0, 4.0, 0.0, 8.0, 3.0, 10.0, 6.0, 7.0])
    assert rank_correlation(x, y, (x % 9).astype(str)) == rank_correlation(x, y)


def test_no_sign_where_the_interval_holds_nothing() -> None:
    """A shuffled order shows no link."""
    x = pd.Series([float(n) for n in range(12)])
    y = pd.Series([5.0, 2.0, 9.0, 1.0, 11.0, 4.0, 0.0, 8.0, 3.0, 10.0, 6.0, 7.0])
    found = rank_correlation(x, y)
    assert found is not None and sign(found) == 0


def test_growth_carries_both_intervals(make_figure: Callable[..., Figure]) -> None:
    """From 100 ± 5 to 150 ± 12: half-widths of 5% and 8% make 9.4% together."""
    grown = growth(make_figure(100, 95, 105), make_figure(150, 138, 162))
    assert grown.value == pytest.approx(50)
    assert grown.upper_95 == pytest.approx(100 * (1.5 * math.exp(math.hypot(0.05, 0.08)) - 1))
    assert grown.lower_95 < 50 < grown.upper_95


def test_growth_without_intervals_has_no_bounds(make_figure: Callable[..., Figure]) -> None:
    """The bounds are missing, not nothing."""
    grown = growth(make_figure(100), make_figure(150))
    assert math.isnan(grown.lower_95) and math.isnan(grown.upper_95)


def test_whole_years_alone_are_added_up() -> None:
    """Thirteen months make two rolling years; a missing month breaks all that hold it."""
    months = _months([float(n) for n in range(1, 14)])
    sums = rolling_year(months)
    assert sums["period"].tolist() == ["Dec 2024", "Jan 2025"]
    assert sums["value"].tolist() == [78.0, 90.0]
    assert rolling_year(months.drop(index=5)).empty
    months.loc[5, "value"] = float("nan")
    assert rolling_year(months).empty


def test_mean_stops_at_a_gap() -> None:
    """Years after a missing one count; those before it do not."""
    assert yearly_mean(_years([10.0, 20.0, 30.0, 40.0]), 3) == (30.0, "2021-22", 3)
    broken = _years([10.0, float("nan"), 30.0, 50.0])
    assert yearly_mean(broken, 5) == (40.0, "2021-22", 2)
    assert yearly_mean(_years([float("nan")]), 5) is None


def test_absent_supply_is_none() -> None:
    """A kind that an area does not list in a year is nought; another area's is not counted."""
    spans = _years([0.0, 0.0])[["period_start", "period_end", "period"]]
    rows = pd.concat(
        [
            spans.iloc[:1].assign(area="A", tenure="rent", value=5.0),
            spans.iloc[1:].assign(area="B", tenure="rent", value=7.0),
            spans.iloc[1:].assign(area="C", tenure="sale", value=2.0),
        ]
    )
    table = supply(rows, ["A", "C"]).set_index(["tenure", "period"])["value"]
    assert table.to_dict() == {
        ("rent", "2018-19"): 5.0,
        ("rent", "2019-20"): 0.0,
        ("sale", "2018-19"): 0.0,
        ("sale", "2019-20"): 2.0,
    }


def test_groups_of_which_all_but_one_agree() -> None:
    """Leaving out the one that disagrees leaves a perfect order, and an interval all the same."""
    x = pd.Series(range(12), dtype=float)
    y = x.where(x != 5, 40.0)
    found = rank_correlation(x, y, pd.Series(list("abcdefghijkl")))
    assert found is not None
    assert -1 < found.lower_95 < found.value < found.upper_95 < 1
