"""Sorting values into a few shades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from evidencebook.blocks.charts.canvas import ticks_between
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import BLUES
from evidencebook.blocks.numbers import rounded

SHADES = {1: (3,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


@dataclass(frozen=True)
class Classes:
    """The upper limit, colour and legend text of each class, lowest first."""

    uppers: list[float]
    colours: list[str]
    texts: list[str]

    def colour(self, value: float) -> str | None:
        """Return a value's colour; None where there is no value."""
        if pd.isna(value):
            return None
        return self.colours[min(int(np.searchsorted(self.uppers, value)), len(self.colours) - 1)]


def classify(
    values: pd.Series, measure: Measure, breaks: Literal["quantiles", "pretty"] = "quantiles"
) -> Classes:
    """Return up to five classes; the texts give the lowest and highest value in each.

    Areas with the same printed value are in the same class.

    Parameters
    ----------
    values : pandas.Series
        Values of the areas; NaN are left out.
    measure : Measure
        How the limits are written.
    breaks : {"quantiles", "pretty"}
        Equal numbers of areas in each class, or round limits.
    """
    known = np.sort(values.dropna().to_numpy(float))
    if not len(known):
        return Classes([], [], [])
    shown = np.array([float(rounded(value, measure.decimals)) for value in known])
    limits = _quantiles(shown) if breaks == "quantiles" else _round_limits(shown)
    member = np.searchsorted(limits, shown)
    groups = [known[member == number] for number in np.unique(member)]
    uppers = [float(group[-1]) for group in groups]
    colours = [BLUES[shade] for shade in SHADES[len(groups)]]
    return Classes(uppers, colours, [_text(group, measure) for group in groups])


def _quantiles(known: np.ndarray) -> np.ndarray:
    distinct = len(np.unique(known))
    if distinct <= len(BLUES):
        return np.unique(known)
    return np.quantile(known, np.arange(1, len(BLUES) + 1) / len(BLUES), method="higher")


def _round_limits(known: np.ndarray) -> np.ndarray:
    ticks = np.array(ticks_between(float(known[0]), float(known[-1]), len(BLUES)))
    return ticks[1:]


def _text(group: np.ndarray, measure: Measure) -> str:
    low, high = measure.text(float(group[0])), measure.text(float(group[-1]))
    return low if low == high else f"{low} to {high}"
