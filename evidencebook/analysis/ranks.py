"""Between which ranks an area lies, given the intervals of all the areas.

Every difference between the area and another is tested, all of them jointly: an area certainly
higher pushes the best rank down, one certainly lower pushes the worst rank up. Such a set
holds the true rank with 95% confidence, however the areas stand (Mogstad, Romano, Shaikh and
Wilhelm 2024, Inference for Ranks, Review of Economic Studies 91(1), pages 476 to 518).

They find the limit that a difference must pass by drawing samples at random. Here it is
computed: the differences share the area's own error, so that given this error they are
independent, and one integral over it gives the limit (Dunnett 1955, Journal of the American
Statistical Association 50, pages 1096 to 1121, on comparing many with one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.05
_HALF = NormalDist().inv_cdf(0.975)
# The standard normal error is integrated over this grid.
_GRID = np.linspace(-6.0, 6.0, 241)
_WEIGHTS = np.exp(-(_GRID**2) / 2) / np.exp(-(_GRID**2) / 2).sum()


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% interval; limits that are not known are NaN."""

    value: float
    lower_95: float
    upper_95: float

    @property
    def error(self) -> float:
        """The standard error that the interval implies."""
        return (self.upper_95 - self.lower_95) / (2 * _HALF)


def rank_interval(own: Estimate, others: Sequence[Estimate]) -> tuple[int, int]:
    """The ranks from the top between which the area lies with 95% confidence.

    Parameters
    ----------
    own : Estimate
    others : sequence of Estimate
        All the others that it is ranked among, taken as independent of it and each other.
        From one without an interval it cannot be told apart.

    Returns
    -------
    (int, int)
        The best and the worst rank, 1 being the highest value.
    """
    known = [other for other in others if not isnan(other.error)]
    if isnan(own.error) or not known:
        return 1, len(others) + 1
    least = limit(own.error, [other.error for other in known])
    scores = [score(own, other) for other in known]
    higher = sum(found < -least for found in scores)
    lower = sum(found > least for found in scores)
    return higher + 1, len(others) + 1 - lower


def limit(own: float, others: Sequence[float], level: float = LEVEL) -> float:
    """How many standard errors a difference must pass, so that all hold jointly.

    Parameters
    ----------
    own : float
        The standard error of the one that is compared with all the others.
    others : sequence of float
        Their standard errors; all errors are taken as normal and independent.
    """
    errors = np.maximum(np.asarray(others, dtype=float), 1e-12)[:, None]
    wide = np.sqrt(own**2 + errors**2)
    low, high = 1.0, 8.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        sides = ((own * _GRID + sign * middle * wide) / errors for sign in (1, -1))
        inside = _normal(next(sides)) - _normal(next(sides))
        held = float((_WEIGHTS * inside.prod(axis=0)).sum())
        low, high = (low, middle) if held >= 1 - level else (middle, high)
    return high


def score(one: Estimate, other: Estimate) -> float:
    """How many standard errors one value is above another.

    The error of each is taken from the side of its interval that faces the other, which
    need not be symmetric (Zou and Donner 2008, Statistics in Medicine 27, pages 1693 to 1702).
    0 where an interval is missing.
    """
    gap = one.value - other.value
    if gap < 0:
        return -score(other, one)
    sides = one.value - one.lower_95, other.upper_95 - other.value
    if any(isnan(side) for side in sides) or not gap:
        return 0.0
    error = sqrt(sides[0] ** 2 + sides[1] ** 2) / _HALF
    return gap / error if error else inf


def _normal(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The normal distribution function, to 1 in 10 million.

    Abramowitz and Stegun 1964, Handbook of Mathematical Functions, formula 26.2.17.
    """
    t = 1 / (1 + 0.2316419 * np.abs(x))
    terms = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)
    tail = (
        np.exp(-(x**2) / 2) / sqrt(2 * np.pi) * sum(b * t ** (k + 1) for k, b in enumerate(terms))
    )
    return np.where(x >= 0, 1 - tail, tail)
