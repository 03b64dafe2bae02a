"""How far an area stands from the places like it, measure by measure.

The distance is the area's value less the median of its comparators, in units of the spread
of all areas of its kind, so that measures of different units can stand side by side. The
spread is the range of the middle half over 1.349, which is the standard deviation where values
are normal and does not follow a few extreme areas (the pseudosigma of Hoaglin, Mosteller and
Tukey 1983, Understanding Robust and Exploratory Data Analysis, chapter 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_NEIGHBOURS = 3
FEWEST_OF_KIND = 8
_NORMAL = 1.349


@dataclass(frozen=True)
class Distance:
    """One measure's distance.

    Attributes
    ----------
    value, median : float
        The area's value and its comparators' median.
    spread : float
        Of all areas of its kind, in the measure's unit.
    spreads : float
        The distance in spreads, above 0 where the area is higher.
    neighbours, of_kind : int
        How many values the median and the spread rest on.
    """

    value: float
    median: float
    spread: float
    spreads: float
    neighbours: int
    of_kind: int


def distance(
    value: float, neighbours: Sequence[float], of_kind: Sequence[float]
) -> Distance | None:
    """The distance of a value from its comparators' median, in spreads of all of its kind.

    Returns
    -------
    Distance or None
        None with fewer than `FEWEST_NEIGHBOURS` comparators, fewer than `FEWEST_OF_KIND` areas
        of its kind, or no spread among them.
    """
    near, kind = known(neighbours), known(of_kind)
    if np.isnan(value) or len(near) < FEWEST_NEIGHBOURS or len(kind) < FEWEST_OF_KIND:
        return None
    spread = float(np.subtract(*np.percentile(kind, [75, 25]))) / _NORMAL
    if not spread:
        return None
    median = float(np.median(near))
    return Distance(value, median, spread, (value - median) / spread, len(near), len(kind))


def known(values: Sequence[float]) -> list[float]:
    """The values that are not missing."""
    return [value for value in values if not np.isnan(value)]
