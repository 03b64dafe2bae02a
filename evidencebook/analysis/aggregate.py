"""Make an area's figure from the figures of its local authorities.

The rule is the indicator card's: a sum, a ratio of sums, a weighted mean, or none. Nothing
is filled: where a part is missing, the figure is missing, but for a weighted mean whose
missing parts weigh less than `MEAN_MAY_MISS`.

Intervals of means follow from the parts' own intervals, taking their sampling errors as
independent (Cochran, Sampling Techniques, 3rd edition, section 5.3, stratified means).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

SPAN = ["period_start", "period_end", "period"]
MEAN_MAY_MISS = 0.05
INTERVAL_MAY_MISS = 0.1
WEIGHT_YEARS_APART = 3.0


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


def wide(frame: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    """Observations as one row a period and one column an area."""
    return frame.pivot(index=SPAN, columns="area", values=column).sort_index()


def total(values: pd.Series) -> float:
    """The sum; missing when any part is."""
    return float(values.sum(skipna=False))


def ratio_by_numerator(values: pd.Series, numerator: pd.Series) -> float:
    """Sum of numerators over sum of the denominators that they and the values imply."""
    return divide(total(numerator), total(numerator / values))


def ratio_by_denominator(values: pd.Series, denominator: pd.Series) -> float:
    """Sum of the numerators that values and denominators imply, over the denominators."""
    return divide(total(values * denominator), total(denominator))


def weighted_mean(values: pd.Series, weights: pd.Series) -> float:
    """The mean by weight; missing where over `MEAN_MAY_MISS` of the weight has no value."""
    there = values.notna() & weights.notna()
    if weights.isna().any() or weights[there].sum() < (1 - MEAN_MAY_MISS) * weights.sum():
        return float("nan")
    return divide(float((values * weights)[there].sum()), float(weights[there].sum()))


def half_width(lower: pd.Series, upper: pd.Series, weights: pd.Series) -> float:
    """Half the 95% interval of a weighted mean of independent estimates.

    NaN where the parts without an interval weigh over `INTERVAL_MAY_MISS`.
    """
    shares = weights / weights.sum()
    known = lower.notna() & upper.notna() & shares.notna()
    if shares[known].sum() < 1 - INTERVAL_MAY_MISS:
        return float("nan")
    halves = ((upper - lower) / 2 * shares)[known] / shares[known].sum()
    return float(np.sqrt((halves**2).sum()))


def nearest_row(table: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series | None:
    """The row of a wide table whose period is nearest in time.

    None when the nearest lies more than `WEIGHT_YEARS_APART` away.
    """
    if table.empty:
        return None
    middle = start + (end - start) / 2
    starts = table.index.get_level_values("period_start")
    ends = table.index.get_level_values("period_end")
    apart = np.abs((starts + (ends - starts) / 2) - middle)
    nearest = int(np.argmin(apart))
    if apart[nearest] > pd.Timedelta(days=365.25 * WEIGHT_YEARS_APART):
        return None
    return table.iloc[nearest]


def divide(over: float, under: float) -> float:
    """A quotient; missing where the denominator is nothing."""
    return over / under if under else float("nan")
