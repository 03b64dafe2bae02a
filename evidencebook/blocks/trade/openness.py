"""How open a place is: trade and investment, in and out, against the output of their year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block, releases_of
from evidencebook.blocks.cautions import onshore
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.trade.both_ways import (
    COUNTED,
    UNALLOCATED,
    WITHOUT_TRAVEL,
    Flow,
    goods,
    services,
)
from evidencebook.blocks.trade.stand_ins import OUTPUT, nearest, old, told
from evidencebook.blocks.trade.totals import INWARD, OUTWARD
from evidencebook.blocks.wording import listed

STOCKS = {INWARD: "Inward investment (stock)", OUTWARD: "Outward investment (stock)"}
STAKES = (
    "Investment is the value of lasting stakes in companies at the end of the year, counted where "
    "the company that reports them stands; trade is a flow over the year. Either can exceed "
    "output: trade counts goods whole, with all that went into them."
)


@dataclass(frozen=True)
class Tie:
    """One flow or stock of an area, and the output of the same year."""

    name: str
    area: Area
    value: float
    output: Figure
    used: tuple[Figure, ...]

    @property
    def share(self) -> float:
        """The amount as a share of output, per cent."""
        return 100 * self.value / self.output.value


def openness(place: Place, id: str) -> Block:
    """Table: goods, services and investment both ways, each as a share of output."""
    pairs = _pairs(place)
    if not pairs:
        return gaps.missing(place, id, "goods-imports")
    both = [tie for pair in pairs for tie in pair if tie]
    used = [one for tie in both for one in (*tie.used, tie.output)]
    years = [tie.used[0].period for tie, _ in pairs if tie.name not in STOCKS.values()]
    return Block(
        id=id,
        kind="table",
        title=f"Trade and investment of {place.area.in_text}, in and out, against output",
        subtitle="Amounts in the money of their year; shares of gross value added of the same year",
        unit="£ million; % of gross value added",
        area=place.area.code,
        period=pairs[0][0].used[0].period,
        indicators=tuple(dict.fromkeys(one.indicator.slug for one in used)),
        sources=releases_of(used),
        computed="each amount over gross value added at current prices of the same year",
        data=pd.DataFrame([_row(*pair) for pair in pairs]),
        notes=(
            *_apart(place, [tie for tie, _ in pairs]),
            COUNTED + UNALLOCATED,
            WITHOUT_TRAVEL,
            STAKES,
            *onshore(tie.output for tie in both),
            *old(*years),
        ),
    )


def _pairs(place: Place) -> list[tuple[Tie, Tie | None]]:
    """Every tie of the place, with the United Kingdom's beside it."""
    found: list[tuple[Tie, Tie | None]] = []
    for find in _KINDS:
        own = nearest(place, find)
        if own:
            area, ties = own
            beside: list[Tie | None] = [*_beside(place, find, area, ties)]
            found += zip(ties, beside or [None] * len(ties), strict=True)
    return found


def _apart(place: Place, ties: list[Tie]) -> tuple[str, ...]:
    """Which larger areas stand in, if any."""
    apart = [tie.area for tie in ties if not set(tie.area.codes) & set(place.area.codes)]
    if not apart:
        return ()
    larger = listed([told(area) for area in dict.fromkeys(apart)])
    here = place.area.in_text
    return (
        f"What is not published for {here} is shown for a larger area that holds it: {larger}.",
    )


def _row(tie: Tie, beside: Tie | None) -> dict[str, object]:
    row: dict[str, object] = {
        "Measure": tie.name,
        "Shown for": tie.area.name,
        "Period": tie.used[0].period,
        "£ million": tie.value,
        "Share of output": percent(tie.share),
    }
    return row | ({beside.area.name: percent(beside.share)} if beside else {})


def _of_goods(place: Place, area: Area) -> list[Tie]:
    return _ties(place, area, goods(place, area))


def _of_services(place: Place, area: Area) -> list[Tie]:
    return _ties(place, area, services(place, area))


def _of_stocks(place: Place, area: Area) -> list[Tie]:
    """Both stocks of investment for the newest year whose output is known."""
    series = place.figures.series(INWARD, area)
    for period in list(series.loc[series["value"].notna(), "period"])[::-1]:
        both = [place.at(area, slug, period) for slug in STOCKS]
        output = place.at(area, OUTPUT, period)
        if output and both[0] and both[1]:
            found = [one for one in both if one]
            return [Tie(STOCKS[f.indicator.slug], area, f.value, output, (f,)) for f in found]
    return []


Find = Callable[[Place, Area], list[Tie]]
_KINDS: tuple[Find, ...] = (_of_goods, _of_services, _of_stocks)


def _ties(place: Place, area: Area, flows: list[Flow] | None) -> list[Tie]:
    output = place.at(area, OUTPUT, flows[0].used[0].period) if flows else None
    if flows is None or output is None:
        return []
    return [Tie(flow.name, area, flow.whole, output, flow.used) for flow in flows]


def _beside(place: Place, find: Find, area: Area, ties: list[Tie]) -> list[Tie]:
    """The United Kingdom's ties of one kind for the same period."""
    whole = place.wider[0] if place.wider else None
    if whole is None or whole.code == area.code:
        return []
    found = find(place, whole)
    return found if found and found[0].used[0].period == ties[0].used[0].period else []
