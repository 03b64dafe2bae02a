"""Make an area's figure from the figures of its local authorities.

The rule is the indicator card's: a sum, a ratio of sums, a weighted mean, or none. Nothing
is filled: where a part is missing, the figure is missing, but for a weighted mean whose
missing parts weigh less than `MEAN_MAY_MISS`.

Intervals of means follow from the parts' own intervals, taking their sampling errors as
independent (Cochran, Sampling Techniques, 3rd edition, section 5.3, stratified means).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SPAN = ["period_start", "period_end", "period"]
MEAN_MAY_MISS = 0.05
INTERVAL_MAY_MISS = 0.1
WEIGHT_YEARS_APART = 3.0
Values = NDArray[np.float64]


def partition(
    members: Iterable[str], groups: Mapping[str, tuple[str, ...]], available: set[str]
) -> list[str] | None:
    """Split an area into parts that have a figure: authorities, else larger areas.

    Parameters
    ----------
    members : iterable of str
        The area's local authorities.
    groups : mapping of str to tuple of str
        Counties and ITL areas that lie wholly within the area, and their authorities.
    available : set of str
        Codes that have a figure.

    Returns
    -------
    list of str or None
        Codes that cover the area exactly once, authorities without a figure included as
        they are, or None when no part has one.
    """
    members = list(members)
    parts: list[str] = []
    covered: set[str] = set()
    largest_first = sorted(groups, key=lambda code: (-len(groups[code]), code))
    for group in largest_first:
        inside = set(groups[group])
        if group in available and not inside <= available and not inside & covered:
            parts.append(group)
            covered |= inside
    parts += [m for m in members if m not in covered]
    return parts if available.intersection(parts) else None


@dataclass(frozen=True)
class Wide:
    """Figures with one row a period and one column an area, in order of both.

    Parameters
    ----------
    starts, ends : array of datetime64
    periods : list of str
    columns : dict
        Area code → column.
    values : array
        With a further column of nothing but NaN, for areas that have none.
    """

    starts: NDArray[np.datetime64]
    ends: NDArray[np.datetime64]
    periods: list[str]
    columns: dict[str, int]
    values: Values

    def of(self, row: int, areas: Iterable[str]) -> Values:
        """One period's figures of some areas, NaN where an area has none."""
        return self.values[row, [self.columns.get(area, -1) for area in areas]]

    def complete(self) -> Wide:
        """The periods for which no area's figure is missing."""
        rows = np.flatnonzero(~np.isnan(self.values[:, :-1]).any(axis=1))
        periods = [self.periods[row] for row in rows]
        return Wide(self.starts[rows], self.ends[rows], periods, self.columns, self.values[rows])

    def nearest(self, start: np.datetime64, end: np.datetime64) -> int | None:
        """The row whose period is nearest in time; None if over `WEIGHT_YEARS_APART` away."""
        if not self.periods:
            return None
        middles = self.starts + (self.ends - self.starts) / 2
        apart = np.abs(middles - (start + (end - start) / 2))
        row = int(np.argmin(apart))
        limit = pd.Timedelta(days=365.25 * WEIGHT_YEARS_APART).to_timedelta64()
        return None if apart[row] > limit else row


def wide(frame: pd.DataFrame, *columns: str) -> tuple[Wide, ...]:
    """Observations as `Wide`, one for each column; an area has one row a period."""
    rows = frame.groupby(SPAN, sort=True).ngroup().to_numpy()
    firsts = frame.iloc[np.unique(rows, return_index=True)[1]]
    starts, ends = (firsts[name].to_numpy() for name in SPAN[:2])
    codes, areas = pd.factorize(frame["area"].to_numpy(object), sort=True)
    places = {str(area): place for place, area in enumerate(areas)}
    made = []
    for column in columns:
        values = np.full((len(firsts), len(areas) + 1), np.nan)
        values[rows, codes] = frame[column].to_numpy(float)
        made.append(Wide(starts, ends, firsts["period"].tolist(), places, values))
    return tuple(made)


def total(values: Values) -> float:
    """The sum; missing when any part is."""
    return float(np.sum(np.asarray(values)))


def ratio_by_numerator(values: Values, numerator: Values) -> float:
    """Sum of numerators over sum of the denominators that they and the values imply."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return divide(total(numerator), total(numerator / values))


def ratio_by_denominator(values: Values, denominator: Values) -> float:
    """Sum of the numerators that values and denominators imply, over the denominators."""
    return divide(total(values * denominator), total(denominator))


def weighted_mean(values: Values, weights: Values) -> float:
    """The mean by weight; missing where over `MEAN_MAY_MISS` of the weight has no value."""
    values, weights = np.asarray(values), np.asarray(weights)
    there = ~np.isnan(values) & ~np.isnan(weights)
    if np.isnan(weights).any() or weights[there].sum() < (1 - MEAN_MAY_MISS) * weights.sum():
        return float("nan")
    return divide(float((values * weights)[there].sum()), float(weights[there].sum()))


def half_width(lower: Values, upper: Values, weights: Values) -> float:
    """Half the 95% interval of a weighted mean of independent estimates.

    NaN where the parts without an interval weigh over `INTERVAL_MAY_MISS`.
    """
    lower, upper, weights = np.asarray(lower), np.asarray(upper), np.asarray(weights)
    shares = weights / np.nansum(weights)
    known = ~(np.isnan(lower) | np.isnan(upper) | np.isnan(shares))
    if shares[known].sum() < 1 - INTERVAL_MAY_MISS:
        return float("nan")
    halves = ((upper - lower) / 2 * shares)[known] / shares[known].sum()
    return float(np.sqrt((halves**2).sum()))


def divide(over: float, under: float) -> float:
    """A quotient; missing where the denominator is nothing."""
    return over / under if under else float("nan")
