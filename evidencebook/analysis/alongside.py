"""The figures of a few places for one measure, of one period as far as that can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area

# By how many years the newest period that all have may lie behind the newest of any.
BEHIND = 2


@dataclass(frozen=True)
class Standing:
    """One place's figure among others.

    Attributes
    ----------
    area : Area
    figure : Figure or None
        Its own, else that of the smallest larger area that has one; None where there is none.
    """

    area: Area
    figure: Figure | None

    @property
    def stands_in(self) -> bool:
        """Whether the figure is not the place's own but a larger area's."""
        return self.figure is not None and self.figure.area.code != self.area.code


@dataclass(frozen=True)
class Alongside:
    """One measure of a place and of those beside it, the place first."""

    standings: tuple[Standing, ...]

    @property
    def own(self) -> Figure | None:
        """The place's own figure; None where it has none, whatever stands in."""
        first = self.standings[0]
        return None if first.stands_in else first.figure

    @property
    def others(self) -> tuple[Standing, ...]:
        """Those beside it."""
        return self.standings[1:]

    def comparable(self, other: Standing) -> bool:
        """Whether a place's figure may be held against the first's: its own, of one period.

        Amounts grow with the size of a place and are not held against each other.
        """
        own, found = self.own, other.figure
        if own is None or found is None or other.stands_in:
            return False
        return own.period == found.period and own.indicator.aggregation.rule != "sum"

    def figures(self) -> list[Figure]:
        """All that there are, in order."""
        return [one.figure for one in self.standings if one.figure]


def alongside(place: Place, others: Sequence[Area], indicator: str) -> Alongside:
    """A measure of a place and of others: of the newest period that all have, else of each's own.

    Parameters
    ----------
    place : Place
    others : sequence of Area
    indicator : str
        Its slug.
    """
    areas = [place.area, *others]
    period = common_period(place, areas, indicator)
    return Alongside(tuple(_standing(place, area, indicator, period) for area in areas))


def common_period(place: Place, areas: Sequence[Area], indicator: str) -> str | None:
    """The newest period for which all areas that have figures have one; None if it is too old."""
    series = [place.figures.series(indicator, area) for area in areas]
    series = [found[found["value"].notna()] for found in series]
    series = [found for found in series if not found.empty]
    if not series:
        return None
    shared = set.intersection(*(set(found["period"]) for found in series))
    rows = series[0][series[0]["period"].isin(shared)]
    newest = max(found["period_end"].max() for found in series)
    if rows.empty or rows["period_end"].max() < newest - pd.DateOffset(years=BEHIND):
        return None
    return str(rows.sort_values("period_end")["period"].iloc[-1])


def _standing(place: Place, area: Area, indicator: str, period: str | None) -> Standing:
    figure = place.at(area, indicator, period)
    if figure is None:
        larger = Place(place.figures, area).outward[1:]
        near = [one for one in larger if one.code not in (UK, area.nation)]
        found = (place.at(one, indicator, period) for one in near)
        figure = next((one for one in found if one is not None), None)
    return Standing(area, figure)
