"""How a figure has moved: when rising and falling may be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from evidencebook.analysis.convergence import Path, path, relative
from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.analysis.trends import (
    ENOUGH_SMOOTHED,
    LEVEL,
    LEVEL_SMOOTHED,
    Trend,
    apart,
    trend,
    years,
)
from evidencebook.areas import Area
from evidencebook.blocks.wording import Relation, relation
from evidencebook.indicators import Indicator

_KINDS: dict[Relation, str] = {
    "higher": "rising",
    "lower": "falling",
    "similar": "little changed",
    "same": "unchanged",
    "unclear": "not certainly changed",
}
# The last figure differs from the first, but the years between show no trend that way.
UNSTEADY = {"rising": "up without trend", "falling": "down without trend"}


@dataclass(frozen=True)
class Movement:
    """How a figure has moved, and what the test of its trend says.

    Attributes
    ----------
    kind : str
        ``rising``, ``falling``, ``up without trend``, ``down without trend``, ``little
        changed``, ``unchanged`` or ``not certainly changed``.
    trend : Trend or None
        None where no test was made: the source publishes intervals, or the figures are too few.
    smoothed : bool
        Whether the figures are moving averages.
    """

    kind: str
    trend: Trend | None = None
    smoothed: bool = False

    @property
    def tested(self) -> str:
        """What was tested, in words: ``over 11 figures``; empty where nothing was."""
        return over(self.trend, self.smoothed) if self.trend else ""

    def fact(self) -> dict[str, Any]:
        """The result of the test as part of what a claim asserts; empty where none was made."""
        if self.trend is None:
            return {}
        return {
            "trend": self.trend.direction,
            "trend_points": self.trend.points,
            "trend_p": round(self.trend.p, 4),
        }


def movement(first: Figure, last: Figure) -> str:
    """``rising``, ``falling``, ``little changed`` and the like, from the two figures alone.

    That intervals overlap does not mean that little changed: a wide one hides much.
    """
    kind = _KINDS[relation(last, first)]
    hidden = kind == "little changed" and last.has_interval
    return "not certainly changed" if hidden else kind


def moved(place: Place, first: Figure, last: Figure, **dims: str) -> Movement:
    """How a figure has moved, with a test of the trend where no intervals are published.

    Intervals say whether two figures differ. Without them two figures may differ by the
    accident of their years, so the figures from the first to the last are tested for a trend
    where there are enough of them (see docs/decisions/0007-trends-are-tested.md).
    """
    kind = movement(first, last)
    found = trend_between(place, first, last, **dims)
    if found and kind in UNSTEADY and found.direction != kind:
        kind = UNSTEADY[kind]
    return Movement(kind, found, last.indicator.smoothed)


def trend_between(place: Place, first: Figure, last: Figure, **dims: str) -> Trend | None:
    """The trend of the figures from one to another; None with intervals, or too few."""
    if first.has_interval or last.has_interval:
        return None
    series = place.figures.series(last.indicator.slug, last.area, **dims)
    between = (series["period_start"] >= first.start) & (series["period_end"] <= last.end)
    return tested(series[between], last.indicator)


def tested(series: pd.DataFrame, card: Indicator) -> Trend | None:
    """The trend of a series, of few moving averages by a harder test; None of too few figures."""
    points = apart(series)
    harder = card.smoothed and len(points) < ENOUGH_SMOOTHED
    level = LEVEL_SMOOTHED if harder else LEVEL
    return trend(years(points), points["value"].tolist(), level)


def over(found: Trend, smoothed: bool) -> str:
    """``over 11 figures``, or ``over 11 smoothed figures``."""
    return f"over {found.points} {'smoothed ' if smoothed else ''}figures"


@dataclass(frozen=True)
class RelativePath:
    """The trend of an area's figures as a share of a wider area's.

    Attributes
    ----------
    kind : str
        ``catching up``, ``falling behind``, ``pulling ahead``, ``drawing closer from above`` or
        ``no steady trend``.
    better : str
        Which way is better for the measure, from its card.
    smoothed : bool
        Whether the figures are moving averages.
    """

    kind: Path
    trend: Trend
    better: str
    smoothed: bool = False

    @property
    def words(self) -> str:
        """``falling behind by a steady trend over 11 figures``."""
        span = over(self.trend, self.smoothed)
        if self.kind == "no steady trend":
            return f"with no steady trend either way {span}"
        said: str = self.kind
        if self.better != "higher":
            said = f"{self.trend.direction} against it"
        return f"{said} by a steady trend {span}"

    def fact(self) -> dict[str, Any]:
        """What is asserted."""
        return {
            "path": self.kind,
            "trend_points": self.trend.points,
            "trend_p": round(self.trend.p, 4),
        }


def relative_path(
    place: Place, pair: tuple[Figure, Figure], wider: Area, **dims: str
) -> RelativePath | None:
    """Whether the area catches up with a wider one, from the figures between two of its own.

    None where intervals are published, or the figures are too few to test.
    """
    first, last = pair
    if first.has_interval or last.has_interval:
        return None
    slug = last.indicator.slug
    table = shared(place, slug, wider, **dims)
    between = (table["period_start"] >= first.start) & (table["period_end"] <= last.end)
    card, table = last.indicator, table[between]
    found = tested(table, card)
    if found is None:
        return None
    kind = path(found, float(table["value"].iloc[-1]))
    return RelativePath(kind, found, card.better, card.smoothed)


def shared(place: Place, indicator: str, wider: Area, **dims: str) -> pd.DataFrame:
    """The area's figures over a wider area's, that one being 100, for the periods of both."""
    series = [place.figures.series(indicator, area, **dims) for area in (place.area, wider)]
    return relative(*series)
