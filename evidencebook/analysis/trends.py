"""Whether a short series has a trend, and how steep it is.

The test is Mann–Kendall's (Mann 1945, Econometrica 13(3), pages 245 to 259; Kendall 1975, Rank
Correlation Methods): do later values tend to be higher than earlier ones? Its variance is
enlarged for serial correlation as by Yue and Wang (2004, Water Resources Management 18, pages
201 to 218), a first-order process whose correlation is estimated after the slope is taken out.

The better known correction of Hamed and Rao (1998, Journal of Hydrology 204, pages 182 to
196) uses the correlations at all lags that are significant. In the ten or twenty years that
official statistics give hardly any is, and it then corrects nothing. The one used here errs less,
but a series that drifts strongly from year to year still passes for a trend about one time
in six: the test sifts words, it proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evidencebook.periods import midpoint

Numbers = Sequence[float] | NDArray[np.float64]
Direction = Literal["rising", "falling", "none"]
FEWEST = 8
LEVEL = 0.05
# Of eleven moving averages over five years, chance passes at 1% about one time in twenty; of
# `ENOUGH_SMOOTHED` it does so at 5%.
LEVEL_SMOOTHED = 0.01
ENOUGH_SMOOTHED = 20
# Twelve months, give or take the days by which the publishers' years differ.
A_YEAR = pd.Timedelta(days=350)


@dataclass(frozen=True)
class Trend:
    """A tested trend.

    Attributes
    ----------
    direction : {"rising", "falling", "none"}
    p : float
        The chance of so clear a trend, or a clearer one, in a series without any.
    points : int
        How many values were tested.
    slope, lower_95, upper_95 : float
        The Theil–Sen slope per unit of time, and its interval.
    """

    direction: Direction
    p: float
    points: int
    slope: float
    lower_95: float
    upper_95: float


def trend(times: Numbers, values: Numbers, level: float = LEVEL) -> Trend | None:
    """Test a series for a trend, and estimate it.

    Parameters
    ----------
    times, values : sequence of float
        In order of time; missing values are left out.
    level : float
        The chance below which a trend is said; `LEVEL_SMOOTHED` for moving averages.

    Returns
    -------
    Trend or None
        None for fewer than `FEWEST` values: nothing can be told.
    """
    x, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    x, y = x[~np.isnan(y)], y[~np.isnan(y)]
    if len(y) < FEWEST:
        return None
    enlarged = correction(x, y)
    p = two_sided(mann_kendall(y, enlarged)[1])
    slope, lower, upper = sen_slope(x, y, enlarged=enlarged)
    direction: Direction = "none"
    if p < level and slope:
        direction = "rising" if slope > 0 else "falling"
    return Trend(direction, p, len(y), slope, lower, upper)


def mann_kendall(values: Numbers, enlarged: float = 1.0) -> tuple[int, float]:
    """The Mann–Kendall statistic and its standard score, corrected for ties and continuity.

    Parameters
    ----------
    enlarged : float
        By how much serial correlation enlarges the variance, see `correction`.

    Returns
    -------
    (int, float)
        Rises less falls over all pairs; the score, 0 for a constant series.
    """
    y = np.asarray(values, dtype=float)
    s = int(np.triu(np.sign(y[None, :] - y[:, None]), 1).sum())
    variance = _variance(y) * enlarged
    score = (abs(s) - 1) / sqrt(variance) if s and variance else 0.0
    return s, score if s > 0 else -score


def correction(times: Numbers, values: Numbers) -> float:
    """How much larger serial correlation makes the variance of the Mann–Kendall statistic.

    1 where neighbouring values are not alike; never less, so that the test is never bolder.
    """
    x, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    rest = y - float(np.median(_slopes(x, y))) * x
    rest = rest - rest.mean()
    scale = float((rest**2).sum())
    if scale <= 1e-18 * float((y**2).sum()):
        return 1.0
    rho = max(float((rest[:-1] * rest[1:]).sum()) / scale, 0.0)
    lags = np.arange(1, len(y))
    return float(1 + 2 * ((1 - lags / len(y)) * rho**lags).sum())


def sen_slope(
    times: Numbers,
    values: Numbers,
    level: float = LEVEL,
    enlarged: float = 1.0,
) -> tuple[float, float, float]:
    """The median of the slopes of all pairs, and its interval.

    Theil (1950) and Sen (1968, Journal of the American Statistical Association 63, pages
    1379 to 1389), whose interval follows from the variance of Kendall's statistic.

    Returns
    -------
    (float, float, float)
        Slope, lower and upper limit of the (1 − level) interval, per unit of time.
    """
    x, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    slopes = np.sort(_slopes(x, y))
    wide = NormalDist().inv_cdf(1 - level / 2) * sqrt(_variance(y) * enlarged)
    last = len(slopes) - 1
    low = max(round((len(slopes) - wide) / 2) - 1, 0)
    high = min(round((len(slopes) + wide) / 2), last)
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])


def two_sided(z: float) -> float:
    """The chance of a standard score at least that far from 0."""
    return 2 * (1 - NormalDist().cdf(abs(z)))


def apart(series: pd.DataFrame) -> pd.DataFrame:
    """Values at least a year apart, of periods that do not overlap, back from the newest.

    Monthly figures are read in the season of the newest; of overlapping means of three years
    every third is kept.

    Parameters
    ----------
    series : DataFrame
        `period_start`, `period_end`, `value`, in order of time; missing values are left out.
    """
    known = series[series["value"].notna()].reset_index(drop=True)
    kept: list[int] = []
    starts, ends = list(known["period_start"]), list(known["period_end"])
    for row in reversed(range(len(known))):
        start, end = starts[row], ends[row]
        after = starts[kept[-1]] if kept else None
        if after is None or (end <= after and after - start >= A_YEAR):
            kept.append(row)
    return known.loc[kept[::-1]].reset_index(drop=True)


def years(series: pd.DataFrame) -> list[float]:
    """The middle of each period in years, for slopes per year."""
    spans = zip(series["period_start"], series["period_end"], strict=True)
    return [midpoint(start, end) for start, end in spans]


def _variance(y: NDArray[np.float64]) -> float:
    n = len(y)
    ties = np.unique(y, return_counts=True)[1]
    return float(n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18


def _slopes(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    first, second = np.triu_indices(len(y), 1)
    differ = x[second] != x[first]
    first, second = first[differ], second[differ]
    return np.asarray((y[second] - y[first]) / (x[second] - x[first]))
