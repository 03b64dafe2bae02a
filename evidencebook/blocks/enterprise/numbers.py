"""How many firms there are for each resident, and how many sites for each firm."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import ROUNDED
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.enterprise.common import HEAD_OFFICE, beyond
from evidencebook.blocks.facts import fact, fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import beside, by_place, company, labels
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import (
    NO_INTERVAL,
    difference,
    printed,
    relation_in,
    sentence_case,
    when,
)

ACTIVE = "active-businesses"
POPULATION = "population"
ENTERPRISES = "enterprises-by-size-band"
LOCAL_UNITS = "local-units-by-size-band"
LARGEST = "250 people or more"
DENSITY = Measure("active businesses for each 1,000 residents", decimals=1)
HOW = "active businesses over residents in the middle of the same year"
REGISTERED = (
    "Businesses are counted where they are registered, which may be an accountant's or a formation "
    "agent's address; centres of business have few residents to share them among."
)


def density(place: Place, id: str) -> Block:
    """Claim: active businesses for each thousand residents, here and in the nation, and before."""
    series = _density(place, place.area)
    if series.empty:
        return gaps.missing(place, id, ACTIVE)
    first, last = series.iloc[0], series.iloc[-1]
    here = float(last["value"])
    text = (
        f"{when(str(last['period']))}, {place.area.in_text} had {DENSITY.text(here)} active "
        "businesses for each 1,000 residents"
    )
    used = _figures(place, place.area, str(last["period"]))
    said = fact("level", ACTIVE, place.area.code, last["period"], value=round(here, 3))
    wider = beyond(place)
    there = _density(place, wider) if wider else series.iloc[:0]
    there = there[there["period"] == last["period"]]
    if wider and len(there):
        uk = float(there["value"].iloc[0])
        found = difference(here, uk)
        text += f", {relation_in(found)} the United Kingdom ({DENSITY.text(uk)})"
        used += _figures(place, wider, str(last["period"]))
        said |= {"kind": found, "than": UK, "reference": round(uk, 3)}
    if len(series) > 1:
        text += f"; in {first['period']} it had {DENSITY.text(first['value'])}"
        used += _figures(place, place.area, str(first["period"]))
    return statement(
        id, "Businesses for each resident", f"{text} ({NO_INTERVAL}).", used, [said],
        computed=HOW, notes=(REGISTERED, ROUNDED), unit=DENSITY.unit,
    )  # fmt: skip


def density_trend(place: Place, id: str) -> Block:
    """Figure: active businesses for each thousand residents over time, among others."""
    own = _density(place, place.area)
    if own.empty:
        return gaps.missing(place, id, ACTIVE)
    who = company(place, ACTIVE)
    names = labels(area for area, _ in who)
    frames = [
        _density(place, area).assign(area=area.code, label=names[area.code], role=role)
        for area, role in who
    ]
    table = pd.concat([frame for frame in frames if len(frame)], ignore_index=True)
    first, last = own.iloc[0], own.iloc[-1]
    title = (
        f"{sentence_case(place.area.in_text)} had {DENSITY.text(last['value'])} active businesses "
        f"for each 1,000 residents in {last['period']}, against {DENSITY.text(first['value'])} in "
        f"{first['period']}"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{DENSITY.unit.capitalize()}, {first['period']} to {last['period']}",
        chart=charts.line_chart(table, DENSITY),
        data=by_place(table, {"period": "Period", "value": sentence_case(DENSITY.unit)}),
        cards=[place.figures.card(ACTIVE), place.figures.card(POPULATION)],
        period=str(last["period"]),
        computed=HOW,
        notes=(REGISTERED, *beside(place, table)),
        unit=DENSITY.unit,
    )


def sites(place: Place, id: str) -> Block:
    """Claim: sites for each hundred enterprises, which tells whose firms the area's sites are."""
    units, firms = place.own(LOCAL_UNITS), place.own(ENTERPRISES)
    if units is None or firms is None or not firms.value:
        return gaps.missing(place, id, LOCAL_UNITS)
    here = 100 * units.value / firms.value
    text = (
        f"{when(units.period)}, {place.area.in_text} held {printed(units)} sites of businesses and "
        f"the head offices of {printed(firms)}: {format_value(here)} sites for each 100 "
        "enterprises based there"
    )
    used = [units, firms]
    wider = beyond(place)
    nation = [place.at(wider, s, units.period) for s in (LOCAL_UNITS, ENTERPRISES)] if wider else []
    if nation and nation[0] and nation[1]:
        there = 100 * nation[0].value / nation[1].value
        text += f", against {format_value(there)} in the United Kingdom"
        used += [nation[0], nation[1]]
    sized = [place.own(slug, size_band=LARGEST) for slug in (LOCAL_UNITS, ENTERPRISES)]
    if sized[0] and sized[1]:
        text += (
            f". {_large(sized[0], units)} of the sites and {_large(sized[1], firms).lower()} of "
            "the enterprises had 250 people or more"
        )
        used += [sized[0], sized[1]]
    return statement(
        id, "Sites and head offices", f"{text}.", used,
        [fact_of(units, "level", value=round(here, 3))],
        computed="local units over enterprises", notes=(HEAD_OFFICE, ROUNDED),
        unit="sites for each 100 enterprises",
    )  # fmt: skip


def _large(part: Figure, whole: Figure) -> str:
    """``205 (0.4%)`` or ``None``."""
    return f"{printed(part)} ({percent(100 * part.value / whole.value)})" if part.value else "None"


def _figures(place: Place, area: Area, period: str) -> list[Figure]:
    """The two figures behind the density of one year."""
    found = place.at(area, ACTIVE, period), place.at(area, POPULATION, f"mid-{period}")
    return [one for one in found if one]


def _density(place: Place, area: Area) -> pd.DataFrame:
    """`period`, `x`, `value` (businesses for each thousand residents).

    For the years of which the residents of the whole United Kingdom are known.
    """
    whole = place.figures.series(POPULATION, place.figures.areas[UK])["period"]
    firms = place.figures.series(ACTIVE, area)
    people = place.figures.series(POPULATION, area)
    people = people.assign(period=people["period"].str.removeprefix("mid-"))
    table = firms.merge(people, on="period", suffixes=("", "_people"))
    table["value"] = 1000 * table["value"] / table["value_people"]
    table["x"] = table["period"].astype(float) + 0.5
    known = ("mid-" + table["period"]).isin(set(whole))
    table = table[table["value"].notna() & known]
    return table[["period", "x", "value"]].reset_index(drop=True)
