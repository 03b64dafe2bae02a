"""Homes, what they cost and who can pay for them: pure calculations on series.

Frames of observations in, numbers and frames out.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import atanh, exp, sqrt, tanh

import pandas as pd

from evidencebook.analysis.aggregate import SPAN
from evidencebook.analysis.figures import Figure
from evidencebook.analysis.ranks import Estimate

NORMAL_95 = 1.959964
MONTHS = 12
# Too few pairs for the approximation of the interval to hold.
FEWEST_PAIRS = 10
FEWEST_GROUPS = 10
ALL_BUT_ONE = 0.999999


def sign(found: Estimate) -> int:
    """1 or −1 where the interval lies wholly above or below nothing, else 0."""
    return int(found.lower_95 > 0) - int(found.upper_95 < 0)


def rank_correlation(
    x: pd.Series, y: pd.Series, groups: pd.Series | None = None
) -> Estimate | None:
    """Spearman's correlation of two measures, with its 95% interval.

    The interval is that of Fisher's transformation with the variance
    (1 + r² / 2) / (n − 3) (Bonett and Wright 2000, Psychometrika 65(1), pages 23 to 28).
    Ranks keep one extreme authority, such as the City of London, from deciding the answer.

    That variance takes the pairs as independent, and places near each other are alike. With
    groups, it is therefore also estimated by leaving out one group after the other, and the
    larger of the two is used (Wolter 2007, Introduction to Variance Estimation, 2nd edition,
    chapter 4, on the jackknife for clusters).

    Parameters
    ----------
    x, y : Series
        Aligned on their index; pairs with a missing value are left out.
    groups : Series, optional
        The group of each pair, on the same index; fewer than `FEWEST_GROUPS` change nothing.

    Returns
    -------
    Estimate or None
        Between −1 and 1; None of fewer than `FEWEST_PAIRS` pairs, or where all of one measure
        are equal or the two agree without exception.
    """
    pairs = pd.DataFrame({"x": x, "y": y}).dropna()
    if len(pairs) < FEWEST_PAIRS:
        return None
    ranks = pairs.rank()
    found = ranks["x"].corr(ranks["y"])
    if pd.isna(found) or abs(found) >= 1:
        return None
    error = sqrt((1 + found**2 / 2) / (len(pairs) - 3))
    if groups is not None:
        error = max(error, _error_between(pairs, groups.reindex(pairs.index)))
    half = NORMAL_95 * error
    return Estimate(found, tanh(atanh(found) - half), tanh(atanh(found) + half))


def _error_between(pairs: pd.DataFrame, groups: pd.Series) -> float:
    """The error of a rank correlation on Fisher's scale, by leaving out each group in turn."""
    names = groups.dropna().unique()
    if len(names) < FEWEST_GROUPS:
        return 0.0
    kept = (pairs[groups != name].rank() for name in names)
    # Without one group the others may agree without exception, which has no place on the scale.
    found = [max(min(ranks["x"].corr(ranks["y"]), ALL_BUT_ONE), -ALL_BUT_ONE) for ranks in kept]
    scaled = pd.Series([atanh(correlation) for correlation in found])
    return sqrt((len(names) - 1) * scaled.var(ddof=0))


def growth(first: Figure, last: Figure) -> Estimate:
    """Growth between two figures in per cent, with its 95% interval where both have one.

    The interval adds the squares of the two relative sampling errors, taken as independent
    (Cochran 1977, Sampling Techniques, 3rd edition, section 6.6, on ratios).
    """
    ratio = last.value / first.value
    if not (first.has_interval and last.has_interval):
        return Estimate(100 * (ratio - 1), float("nan"), float("nan"))
    half = sqrt(sum(_relative_half(one) ** 2 for one in (first, last)))
    return Estimate(100 * (ratio - 1), 100 * (ratio / exp(half) - 1), 100 * (ratio * exp(half) - 1))


def _relative_half(one: Figure) -> float:
    return (one.upper_95 - one.lower_95) / 2 / one.value


def rolling_year(months: pd.DataFrame) -> pd.DataFrame:
    """Sums over twelve months, for a series with seasons.

    Parameters
    ----------
    months : DataFrame
        `period_start`, `period_end`, `period`, `value`; one row a month.

    Returns
    -------
    DataFrame
        The same columns, one row for each month that ends twelve known months in a row;
        the period is that last month's.
    """
    rows = months.sort_values("period_end").reset_index(drop=True)
    sums = rows["value"].rolling(MONTHS).sum()
    number = rows["period_start"].dt.year * MONTHS + rows["period_start"].dt.month
    unbroken = number - number.shift(MONTHS - 1) == MONTHS - 1
    return rows.assign(value=sums)[unbroken & sums.notna()][[*SPAN, "value"]]


def yearly_mean(series: pd.DataFrame, years: int) -> tuple[float, str, int] | None:
    """The mean of the newest years of an annual series that follow one another.

    Returns
    -------
    (float, str, int) or None
        The mean, the newest period's label and how many years it covers, `years` at most;
        None without a figure.
    """
    rows = series[series["value"].notna()].sort_values("period_end")
    if rows.empty:
        return None
    newest = rows["period_start"].dt.year.iloc[-1]
    back = newest - rows["period_start"].dt.year
    follow = back[::-1].reset_index(drop=True) == pd.Series(range(len(rows)))
    count = min(years, int(follow.cummin().sum()))
    return float(rows["value"].tail(count).mean()), str(rows["period"].iloc[-1]), count


def supply(rows: pd.DataFrame, areas: Iterable[str], dimension: str = "tenure") -> pd.DataFrame:
    """Amounts by kind and year for an area made of several, absent rows being none.

    For a file that leaves out what is nothing, and whose areas add up to the published
    national total in every year, so that what is absent is known to be none.

    Parameters
    ----------
    rows : DataFrame
        `area`, the dimension, `period_start`, `period_end`, `period`, `value`; no totals.
    areas : iterable of str
        Codes to add up.

    Returns
    -------
    DataFrame
        The dimension, `period_start`, `period_end`, `period`, `value`: every kind in every
        year that the file has.
    """
    spans = rows[SPAN].drop_duplicates().sort_values("period_end")
    kinds = pd.DataFrame({dimension: sorted(rows[dimension].unique())})
    grid = spans.merge(kinds, how="cross")
    own = rows[rows["area"].isin(list(areas))]
    sums = own.groupby([dimension, *SPAN], as_index=False)["value"].sum()
    table = grid.merge(sums, how="left", on=[dimension, *SPAN])
    return table.assign(value=table["value"].fillna(0.0))[[dimension, *SPAN, "value"]]
