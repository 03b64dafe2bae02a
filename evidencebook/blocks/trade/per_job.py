"""Exports for each filled job, which lets places of different sizes be compared."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.jobs import PER_JOB as OUTPUT_PER_JOB
from evidencebook.analysis.jobs import fair_year
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block, releases_of
from evidencebook.blocks.cautions import JOBS_FAIR, ONSHORE, onshore
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import beside, by_place, company
from evidencebook.blocks.trade.stand_ins import EXPORTS, OUTPUT, nearest, of_place
from evidencebook.blocks.wording import MORE_OR_LESS, NO_INTERVAL, difference, possessive, when

MEASURES = (EXPORTS, OUTPUT, OUTPUT_PER_JOB)
# With fewer places than this in a chart, others of the area's kind are added.
FEW = 6
POUNDS = Measure("£ per filled job", prefix="£", decimals=0)
PER_JOB = "exports over filled jobs; jobs are gross value added over gross value added per job"


def exports_per_job(place: Place, id: str) -> Block:
    """Claim: the value of exports for each filled job, against the United Kingdom's."""
    found = _nearest(place)
    if found is None:
        return gaps.missing(place, id, EXPORTS)
    held, (value, used) = found
    period = used[0].period
    text = f"{when(period)}, exports from {held.area.in_text} came to {POUNDS.text(value)} a job"
    said = fact_of(used[0], "level", value=round(value))
    wider = held.widest(EXPORTS, period)
    there = _per_job(place, wider.area) if wider else None
    if wider and there:
        side = difference(value, there[0])
        text += f", {MORE_OR_LESS[side]} {possessive(wider.area)} {POUNDS.text(there[0])}"
        used = [*used, *there[1]]
        said |= {"kind": side, "than": wider.area.code}
    made = statement(
        id, "Exports per job", f"{text} ({NO_INTERVAL}).", used, [said], computed=PER_JOB,
        unit=POUNDS.unit, notes=(JOBS_FAIR, *onshore(used)),
    )  # fmt: skip
    return of_place(place, held.area, made, _lacking(place))


def compared_per_job(place: Place, id: str) -> Block:
    """Figure: exports per job beside the wider areas' and those of areas alike."""
    found = _nearest(place)
    if found is None:
        return gaps.missing(place, id, EXPORTS)
    held, own = found
    period = own[1][0].period
    table = pd.DataFrame(_beside(place, held))
    wider = table[table["role"].isin(["uk", "nation"])].head(1)
    if len(table) - len(wider) < 2:
        if held is not place:
            return gaps.missing(place, id, EXPORTS)
        what = f"exports for each filled job in {period}"
        value, sources = POUNDS.text(own[0]), releases_of(own[1])
        return gaps.alone(place, id, "Exports per job", what, value, sources)
    against = ""
    for area, value in zip(wider["area"], wider["value"], strict=True):
        side = MORE_OR_LESS[difference(own[0], value)]
        against = f", {side} in {place.figures.areas[area].in_text}"
    title = (
        f"Exports came to {POUNDS.text(own[0])} a job in {held.area.in_text} in {period}{against}"
    )
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"Value of exports of goods and services, £ per filled job, {period}",
        chart=charts.ranked_chart(table, POUNDS),
        data=by_place(table, {"value": POUNDS.unit}, decimals=0),
        cards=[place.figures.card(slug) for slug in MEASURES],
        period=period,
        computed=PER_JOB,
        unit=POUNDS.unit,
        notes=(
            *beside(held, table),
            JOBS_FAIR,
            *((ONSHORE,) if (table["role"] == "uk").any() else ()),
        ),
    )  # fmt: skip
    return of_place(place, held.area, made, _lacking(place))


def _nearest(place: Place) -> tuple[Place, tuple[float, list[Figure]]] | None:
    """The place, or the smallest of today's areas that holds it and has all parts, with these."""
    found = nearest(place, _per_job)
    if found is None:
        return None
    area, own = found
    return (place if area is place.area else Place(place.figures, area)), own


def _lacking(place: Place) -> str:
    """What is not published for the place, of that which exports per job are made of."""
    year = fair_year(place.figures)
    if place.own(EXPORTS, year):
        return f"output per job of {year} is not published"
    return f"no figure of {year} is published" if place.own(EXPORTS) else "no figure is published"


def _beside(place: Place, held: Place) -> list[dict[str, object]]:
    """Exports per job of the area and the wider areas, and of its neighbours or its kind."""
    alike = held is not place or held.area.level in ("rgn", "ctry")
    who = company(held, EXPORTS, neighbours=not alike)
    rows = [row for area, role in who if (row := _job_row(held, area, role))]
    if len(rows) < FEW:
        taken = {area.code for area, _ in who}
        wide = held.area.level in ("rgn", "ctry")
        kin = held.figures.areas.of_level(held.area.level)
        kin = [a for a in kin if a.code not in taken and (wide or a.region == held.area.region)]
        rows += [row for area in kin if (row := _job_row(held, area, "peer"))]
    return rows


def _job_row(place: Place, area: Area, role: str) -> dict[str, object] | None:
    found = _per_job(place, area)
    if found is None:
        return None
    return {"area": area.code, "label": area.name, "role": role, "value": found[0]}


def _per_job(place: Place, area: Area) -> tuple[float, list[Figure]] | None:
    """Pounds of exports for each filled job in the year for which jobs are fair; its figures."""
    year = fair_year(place.figures)
    used = [place.at(area, slug, year) for slug in MEASURES]
    if used[0] and used[1] and used[2]:
        value = used[0].value * used[2].value / used[1].value
        return value, [one for one in used if one]
    return None
