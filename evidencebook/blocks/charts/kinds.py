"""Each kind of chart with its text alternative: which words go with which drawing is said here.

A block says which chart of which table. The figure that it makes gives the chart its ids and its
title, draws it in both widths, and tells it to those who do not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
from shapely.geometry.base import BaseGeometry

from evidencebook.blocks.charts import alt
from evidencebook.blocks.charts.contributions import diverging, stacked_contributions
from evidencebook.blocks.charts.heat_table import heat
from evidencebook.blocks.charts.lines import Reference, line
from evidencebook.blocks.charts.maps import map_
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.panels import small_multiples
from evidencebook.blocks.charts.rankings import Kind, ranked
from evidencebook.blocks.charts.scatters import scatter
from evidencebook.blocks.charts.size import both
from evidencebook.blocks.charts.slopes import slope
from evidencebook.blocks.charts.strips import strips


@dataclass(frozen=True)
class Chart:
    """A chart of a table that is yet to be drawn, and its text alternative.

    Attributes
    ----------
    draw : callable
        Draws it as SVG, given ``size`` and ``uid``.
    tell : callable
        Tells it in words, given the figure's title.
    """

    draw: Callable[..., str]
    tell: Callable[[str], str]

    def svg(self, uid: str) -> dict[str, str]:
        """The drawings, ``wide`` and ``narrow``, with ids that begin with `uid`."""
        return both(self.draw, uid=uid)


def line_chart(
    table: pd.DataFrame, measure: Measure, *, reference: Reference | None = None
) -> Chart:
    """Lines over time; see `line`."""
    return Chart(
        partial(line, table, measure, reference=reference), partial(alt.line_alt, table, measure)
    )


def ranked_chart(
    table: pd.DataFrame,
    measure: Measure,
    *,
    kind: Kind = "bars",
    rows: str = "places",
    whole: bool = True,
) -> Chart:
    """Bars or dots in order; see `ranked`. `rows` is what the rows are, in the plural.

    They are not the `whole` where a list is shortened: then no rank among them is told.
    """
    return Chart(
        partial(ranked, table, measure, kind=kind),
        partial(alt.ranked_alt, table, measure, kind=rows, whole=whole),
    )


def slope_chart(table: pd.DataFrame, measure: Measure) -> Chart:
    """Two moments; see `slope`."""
    return Chart(partial(slope, table, measure), partial(alt.slope_alt, table, measure))


def panels_chart(
    table: pd.DataFrame, measures: Mapping[str, Measure], *, shared: bool = False
) -> Chart:
    """A panel for each measure; see `small_multiples`."""
    return Chart(
        partial(small_multiples, table, measures, shared=shared),
        partial(alt.small_multiples_alt, table, measures),
    )


def strips_chart(table: pd.DataFrame, measures: Mapping[str, Measure]) -> Chart:
    """A strip for each of a few places, on a scale for each measure; see `strips`."""
    return Chart(partial(strips, table, measures), partial(alt.strips_alt, table, measures))


def heat_chart(table: pd.DataFrame) -> Chart:
    """Many measures of many places; see `heat`."""
    return Chart(partial(heat, table), partial(alt.heat_alt, table))


def map_chart(
    table: pd.DataFrame,
    geometries: Mapping[str, BaseGeometry],
    measure: Measure,
    *,
    points: pd.DataFrame | None = None,
) -> Chart:
    """Authorities by their value, or as the ground for points in the same measure; see `map_`."""
    sized = None if points is None else measure
    return Chart(
        partial(map_, table, geometries, measure, points=points, points_measure=sized),
        partial(alt.map_alt, table, measure, points=points),
    )


def scatter_chart(table: pd.DataFrame, x: Measure, y: Measure) -> Chart:
    """Two measures against each other; see `scatter`."""
    return Chart(partial(scatter, table, x, y), partial(alt.scatter_alt, table, x, y))


def contributions_chart(table: pd.DataFrame, measure: Measure) -> Chart:
    """What adds and what takes away; see `stacked_contributions`."""
    return Chart(
        partial(stacked_contributions, table, measure),
        partial(alt.contributions_alt, table, measure),
    )


def diverging_chart(
    table: pd.DataFrame, measure: Measure, *, signed: bool = True, told: Measure | None = None
) -> Chart:
    """Bars made up of parts; see `diverging`. In words, values are written by `told` if given."""
    return Chart(
        partial(diverging, table, measure, signed=signed),
        partial(alt.contributions_alt, table, told or measure),
    )
