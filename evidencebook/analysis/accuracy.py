"""How well figures computed from authorities agree with published ones, where both exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evidencebook.analysis.figures import Figures
from evidencebook.areas import Area

LEVELS = ("cauth", "county")


@dataclass(frozen=True)
class Margin:
    """The errors of an indicator's computed figures, as per cent of the published ones.

    Attributes
    ----------
    count : int
        Areas that have both.
    median, worst : float
        Of the errors' sizes.
    """

    count: int
    median: float
    worst: float


def errors(figures: Figures, indicator: str, areas: Iterable[Area]) -> pd.DataFrame:
    """Newest published figures, and those computed for the same period by the card's rule.

    Returns
    -------
    DataFrame
        `area` (name), `period`, `published`, `computed`, `error` (per cent of the published
        figure); one row an area that has both.
    """
    rows = []
    for area in areas:
        published = figures.value(indicator, area, how="published")
        if published is None or not published.value:
            continue
        made = figures.computed(indicator, area, published.period)
        if not np.isnan(made):
            error = 100 * (made / published.value - 1)
            rows.append((area.name, published.period, published.value, made, error))
    return pd.DataFrame(rows, columns=["area", "period", "published", "computed", "error"])


def margin(figures: Figures, indicator: str) -> Margin | None:
    """The margin over combined authorities and counties, None where fewer than three have both."""
    return figures.kept(("margin", indicator), lambda: _margin(figures, indicator))


def _margin(figures: Figures, indicator: str) -> Margin | None:
    areas = [area for level in LEVELS for area in figures.areas.of_level(level)]
    sizes = errors(figures, indicator, areas)["error"].abs()
    if len(sizes) < 3:
        return None
    return Margin(len(sizes), float(sizes.median()), float(sizes.max()))
