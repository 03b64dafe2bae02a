"""One number worked out for each authority of the area, or around it, as bars in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import by_place, labels, shortened


@dataclass(frozen=True)
class Pair:
    """Two figures of one area, and how the second stands to the first."""

    first: Figure
    second: Figure

    @property
    def change(self) -> float:
        """By how many per cent the second is above the first."""
        return self.share - 100

    @property
    def share(self) -> float:
        """The second as a percentage of the first."""
        return 100 * self.second.value / self.first.value


Find = Callable[[Place, Area], Pair | None]


def table_of(
    place: Place,
    find: Find,
    beside: Area | None,
    number: Callable[[Pair], float],
    slugs: Sequence[str],
) -> pd.DataFrame:
    """One row an area: those of the circle that have the pair, our own, and one beside them.

    Parameters
    ----------
    find : callable
        Finds the pair of an area.
    beside : Area, optional
        The wider area to read the others against.
    number : callable
        What is shown of a pair.
    slugs : sequence of str
        The indicators that the pair is found in, which are read for all areas at once.

    Returns
    -------
    DataFrame
        `area`, `label`, `role`, `first`, `second`, `value` (the number), in order of the value,
        the highest first.
    """
    who = [(place.area, "area")]
    members = [place.figures.areas[code] for code in place.circle.members]
    for slug in slugs:
        place.figures.read_ahead(slug, members)
    who += [(area, "member") for area in members if area.code not in place.area.codes]
    who += [(beside, "nation")] if beside else []
    names = labels(area for area, _ in who)
    found = [(area, role, pair) for area, role in who if (pair := find(place, area))]
    rows = [
        {"area": area.code, "label": names[area.code], "role": role, "value": number(pair)}
        | {"first": pair.first.value, "second": pair.second.value}
        for area, role, pair in found
    ]
    columns = ["area", "label", "role", "value", "first", "second"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["value", "label"], ascending=[False, True], ignore_index=True)


def authorities(place: Place, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the circle's authorities."""
    return table[table["area"].isin(place.circle.members)]


def bars(
    place: Place, id: str, table: pd.DataFrame, measure: Measure, *, title: str, subtitle: str,
    heads: tuple[str, str], used: Pair, computed: str, notes: tuple[str, ...] = (),
) -> Block:  # fmt: skip
    """The bars of a table as from `table_of`.

    Parameters
    ----------
    heads : tuple of str
        What the two columns behind the number are called.
    used : Pair
        The figures of one area, which name the cards and the period.
    """
    among = authorities(place, table)["area"]
    shown, few = shortened(place, among.tolist())
    table = table[~table["area"].isin(set(among) - set(shown))]
    columns = dict(zip(("first", "second", "value"), (*heads, measure.unit), strict=True))
    cards = list(dict.fromkeys(one.indicator.slug for one in (used.first, used.second)))
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{subtitle}, by authority{few}" if few else subtitle,
        chart=charts.ranked_chart(table, measure, whole=not few),
        data=by_place(table, columns),
        cards=[place.figures.card(slug) for slug in cards],
        period=used.second.period,
        computed=computed,
        notes=notes,
        unit=measure.unit,
    )
