"""How large the firms are: bands of people and turnover, and the middle between small and large."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block, unique
from evidencebook.blocks.cautions import ROUNDED
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.enterprise.common import (
    AGAINST_UK,
    FEWEST,
    HEAD_OFFICE,
    against,
    against_in_words,
    beyond,
    parts_of,
)
from evidencebook.blocks.facts import fact
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import by_place, labels, role_of, shortened
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import printed, when

SIZES = "enterprises-by-size-band"
TURNOVER = "enterprises-by-turnover"
PEOPLE = (
    *("0 to 4 people", "5 to 9 people", "10 to 19 people", "20 to 49 people"),
    *("50 to 99 people", "100 to 249 people", "250 people or more"),
)
# Bands of turnover (£ thousand) as they are published, and as people say them.
MONEY = {
    "£0 to £49 thousand": "Turnover below £50,000",
    "£50 to £99 thousand": "£50,000 to £99,000",
    "£100 to £249 thousand": "£100,000 to £249,000",
    "£250 to £499 thousand": "£250,000 to £499,000",
    "£500 to £999 thousand": "£500,000 to £999,000",
    "£1,000 to £1,999 thousand": "£1.0 million to £1.9 million",
    "£2,000 to £4,999 thousand": "£2.0 million to £4.9 million",
    "£5,000 to £9,999 thousand": "£5.0 million to £9.9 million",
    "£10,000 to £49,999 thousand": "£10.0 million to £49.9 million",
    "£50,000 thousand or more": "£50 million or more",
}
MIDDLE = ("50 to 99 people", "100 to 249 people")
SHARE = Measure("% of enterprises", suffix="%", decimals=1)
RATIO = Measure("United Kingdom = 1", decimals=2)
NO_JOBS = "How many people work in firms of each size, and what those firms produce, is not given."


def middle(place: Place, id: str) -> Block:
    """Claim: the share of enterprises with 50 to 249 people, against the nation's."""
    own = _middle(place, place.area)
    if own is None:
        return gaps.missing(place, id, SIZES)
    part, whole, used = own
    text = (
        f"{when(whole.period)}, {percent(100 * part / whole.value)} of the {printed(whole)} "
        f"enterprises in {place.area.in_text} had 50 to 249 people ({format_value(part)} of them)"
    )
    here = round(100 * part / whole.value, 3)
    said = fact("level", SIZES, place.area.code, whole.period, value=here)
    wider = beyond(place)
    nation = _middle(place, wider) if wider else None
    if nation:
        share = 100 * nation[0] / nation[1].value
        counts = len(MIDDLE) * parts_of(place)
        found = against(part, whole.value, share, counts)
        joined = f", {against_in_words(found)} the United Kingdom's {percent(share)}"
        text += joined
        if found in ("higher", "lower"):
            there = share * whole.value / 100
            text += f"; at the United Kingdom's share there would be about {_about(there)}"
        used = [*used, *nation[2]]
        said |= {"kind": found, "than": UK, "reference": round(share, 3)}
    return statement(
        id, "Firms of middling size", f"{text}.", used, [said], notes=(HEAD_OFFICE, ROUNDED),
        computed="the two bands added up, over enterprises of all sizes", unit=SHARE.unit,
    )  # fmt: skip


def bands(place: Place, id: str) -> Block:
    """Table: enterprises by people and by turnover, with the nation's shares."""
    own = place.own(SIZES)
    if own is None:
        return gaps.missing(place, id, SIZES)
    wider, rows = beyond(place), []
    people = {band: band for band in PEOPLE}
    for slug, dimension, named in ((SIZES, "size_band", people), (TURNOVER, "turnover", MONEY)):
        here = _bands(place, place.area, slug, dimension)
        there = _bands(place, wider, slug, dimension) if wider else here.iloc[:0]
        rows += [_band_row(name, band, here, there) for band, name in named.items()]
    store = place.figures.store
    return Block(
        id=id,
        kind="table",
        title=f"Enterprises in {place.area.in_text} by number of people and by turnover",
        subtitle=f"{own.period}; against the United Kingdom: share here over share there",
        area=place.area.code,
        period=own.period,
        unit="enterprises",
        indicators=(SIZES, TURNOVER),
        sources=unique(store.release(slug) for slug in (SIZES, TURNOVER)),
        computed="; ".join(filter(None, [own.computed, "share of enterprises of all sizes"])),
        data=pd.DataFrame(rows) if wider else pd.DataFrame(rows).iloc[:, :3],
        notes=(HEAD_OFFICE, ROUNDED, NO_JOBS),
    )


def middle_across(place: Place, id: str) -> Block:
    """Figure: the share of enterprises with 50 to 249 people, by authority."""
    found = _shares(place)
    if len(found) < 2:
        return gaps.no_members(place, id, SIZES)
    shown, few = shortened(place, [area.code for area, *_ in found])
    names = labels(area for area, *_ in found)
    rows = [
        {"area": area.code, "label": names[area.code], "role": role_of(place, area), "value": share}
        | {"part": m[0], "whole": m[1].value}
        for area, share, m in found
        if area.code in shown
    ]
    nation = _middle(place, place.figures.areas[UK])
    if nation:
        rows.append(
            {"area": UK, "label": "United Kingdom", "role": "uk", "part": nation[0]}
            | {"whole": nation[1].value, "value": 100 * nation[0] / nation[1].value}
        )
    table, period = pd.DataFrame(rows), found[0][2][1].period
    title = (
        f"Firms of 50 to 249 people weigh most in {found[0][0].in_text} and least in "
        f"{found[-1][0].in_text}"
    )
    number = "Number of enterprises"
    heads = {"part": f"{number} with 50 to 249 people", "whole": number, "value": "Share (%)"}
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Share of enterprises with 50 to 249 people, {period}, by local authority{few}",
        chart=charts.ranked_chart(table, SHARE, whole=not few),
        data=by_place(table, heads),
        cards=[place.figures.card(SIZES)],
        period=period,
        computed="the two bands added up, over enterprises of all sizes",
        notes=(HEAD_OFFICE, ROUNDED),
        unit=SHARE.unit,
    )


def _middle(place: Place, area: Area) -> tuple[float, Figure, list[Figure]] | None:
    """Enterprises with 50 to 249 people, those of all sizes, and the figures behind them."""
    whole = place.at(area, SIZES, None)
    parts = [place.at(area, SIZES, None, size_band=band) for band in MIDDLE]
    known = [part for part in parts if part]
    if whole is None or not whole.value or len(known) < len(MIDDLE):
        return None
    return sum(part.value for part in known), whole, [whole, *known]


def _shares(place: Place) -> list[tuple[Area, float, tuple[float, Figure, list[Figure]]]]:
    """The authorities, their share (%) and what it is made of, the highest first."""
    members = [place.figures.areas[code] for code in place.circle.members]
    place.figures.read_ahead(SIZES, members)
    for band in MIDDLE:
        place.figures.read_ahead(SIZES, members, size_band=band)
    pairs = [(area, _middle(place, area)) for area in members]
    found = [(area, 100 * made[0] / made[1].value, made) for area, made in pairs if made]
    return sorted(found, key=lambda one: (-one[1], one[0].name))


def _bands(place: Place, area: Area, indicator: str, dimension: str) -> pd.Series:
    table = place.figures.breakdown(indicator, area, dimension)
    return table.set_index(dimension)["value"].astype(float)


def _band_row(name: str, band: str, here: pd.Series, there: pd.Series) -> dict[str, str]:
    """One band: its number and share, the nation's share, and one share over the other.

    The largest count of each series is that of all bands together.
    """
    value, other = here.get(band), there.get(band)
    share = None if value is None else 100 * value / here.max()
    uk = None if other is None else 100 * other / there.max()
    ratio = share / uk if share is not None and uk else None
    return {
        "Enterprises with": name,
        "Number of enterprises": format_value(value),
        "Share": percent(share),
        "UK share": percent(uk),
        AGAINST_UK: RATIO.text(ratio) if (value or 0) >= FEWEST else "too few",
    }


def _about(count: float) -> str:
    """A number to the nearest ten, or to the nearest one below fifty."""
    return format_value(count, decimals=-1 if count >= 50 else 0)
