"""Gateways: the industries that move, store and handle goods and people."""

from __future__ import annotations

from collections.abc import Sequence

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.industries import SECTIONS, in_sentence
from evidencebook.analysis.place import Place
from evidencebook.areas import GREAT_BRITAIN, UK, Area
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import ONSHORE, onshore
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.economy import EMPLOYEES, NATIONS
from evidencebook.blocks.facts import fact, fact_of
from evidencebook.blocks.industry import HOW_SHARE, quotients_and_growth, share_of_output
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.quotients import (
    CURRENT,
    HOW_QUOTIENT,
    no_yardstick,
    outweighing,
    quotient_figure,
    quotients,
    times,
)
from evidencebook.blocks.trade.stand_ins import near, nearest, of_place, old
from evidencebook.blocks.wording import (
    MORE_OR_LESS,
    NO_INTERVAL,
    difference,
    listed,
    possessive,
    printed,
    when,
)

LOGISTICS = SECTIONS[5]
SERVICES = "services-exports"
ENTERPRISES = "enterprises-by-industry"
# What the register of businesses calls the section.
REGISTERED = "Transport and Storage (inc postal)"
SEA_AND_AIR, SEA, AIR = "Water and air transport", "Water transport", "Air transport"
# Those who carry and those who store and handle, told apart as finely as an area allows.
CARRIERS = (
    ("Land transport", SEA, AIR),
    ("Land transport", SEA_AND_AIR),
    ("Land, water and air transport",),
)
HANDLERS = (
    ("Warehousing and transport support activities", "Postal and courier activities"),
    ("Warehousing, transport support, postal and courier activities",),
)
PARTS = (CARRIERS, HANDLERS)
POUNDS = Measure("£ per employee", prefix="£", decimals=0)
NOT_KNOWN = "the weight of logistics industries"
WHAT = (
    "Transport support includes the running of ports, airports, stations and terminals, cargo "
    "handling and freight forwarding. Firms of other industries that move their own goods are not "
    "counted."
)
SELF_EMPLOYED = (
    "Many drivers and couriers work for themselves. They are not employees, but what they make "
    "counts in output, so output per employee overstates output per worker."
)
__all__ = [
    "divisions",
    "divisions_in_words",
    "divisions_table",
    "employees",
    "enterprises",
    "sea_and_air",
    "transport_services",
]
# What these rest on, for `evidencebook coverage`.
READS = (
    "gross-value-added-current-prices",
    "employees",
    "enterprises-by-industry",
    "services-exports",
)
# Shown for a larger area where the place has no figures.
FROM_LARGER_AREAS = ("employees", "services-exports")


def divisions(place: Place, id: str) -> Block:
    """Figure: location quotients of the divisions of transport and storage."""
    found = quotients(place, told_apart(place))
    if found is None:
        return no_yardstick(place, id, NOT_KNOWN, "logistics industries")
    table, period = found
    title = outweighing(place, table, "logistics")
    return quotient_figure(place, id, title, table, period)


def divisions_table(place: Place, id: str) -> Block:
    """Table: weight, location quotient and growth of the divisions of transport and storage."""
    own, names = place.own(CURRENT), told_apart(place)
    found = quotients(place, [LOGISTICS, *names])
    title = f"Transport and storage in {place.area.in_text}, and what it is made of"
    if own is None or found is None:
        return no_yardstick(place, id, NOT_KNOWN, "logistics industries")
    table = found[0].set_index("industry")
    table = table.loc[[name for name in (LOGISTICS, *names) if name in table.index]]
    return quotients_and_growth(place, id, title, table.reset_index(), own)


def divisions_in_words(place: Place, id: str) -> Block:
    """Claim: what transport and storage is made of, and which part stands out."""
    own = place.own(CURRENT, industry=LOGISTICS)
    names = told_apart(place)
    parts = {name: place.own(CURRENT, own.period, industry=name) for name in names} if own else {}
    known = sorted(
        ((part, name) for name, part in parts.items() if part), key=lambda pair: -pair[0].value
    )
    if own is None or len(known) < 2:
        return gaps.missing(place, id, CURRENT)
    said = [f"{in_sentence(name)} ({printed(part)})" for part, name in known]
    text = (
        f"{when(own.period)}, output of {in_sentence(LOGISTICS)} in {place.area.in_text} was "
        f"{printed(own)}: {listed(said)}"
    )
    found = quotients(place, names)
    if found is not None:
        top = found[0].iloc[0]
        text += (
            f"; against the United Kingdom, {in_sentence(str(top['industry']))} weighed most "
            f"({times(top['quotient'])} the UK share of output)"
        )
    used = [own, *(part for part, _ in known)]
    return statement(
        id, "What logistics is made of", f"{text} ({NO_INTERVAL}).", used,
        [fact_of(own, "level", value=own.value)], notes=(WHAT, *((ONSHORE,) if found else ())),
        computed=HOW_QUOTIENT if found else "",
    )  # fmt: skip


def sea_and_air(place: Place, id: str) -> Block:
    """Claim: the weight of water and air transport, here or in the smallest area that has it."""
    found = nearest(place, lambda place, area: share_of_output(place, area, SEA_AND_AIR))
    if found is None:
        return gaps.missing(place, id, CURRENT)
    area, (share, used) = found
    period = used[0].period
    text = (
        f"{when(period)}, {in_sentence(SEA_AND_AIR)} together made up {_part(share)} of output "
        f"in {area.in_text} ({printed(used[0])}"
    )
    apart = [place.at(area, CURRENT, period, industry=name) for name in (SEA, AIR)]
    if apart[0] and apart[1]:
        text += f": {printed(apart[0])} by water and {printed(apart[1])} by air"
        used = [*used, *(one for one in apart if one)]
    text += ")"
    uk = place.figures.areas[UK]
    nation = None if area.code == UK else share_of_output(place, uk, SEA_AND_AIR, period)
    if nation:
        text += f", against {_part(nation[0])} in the United Kingdom"
        used = [*used, *nation[1]]
    notes = (
        "Counted are the companies that sail and fly, where they report their work; ports and "
        "airports themselves are in transport support.",
    )
    made = statement(
        id, SEA_AND_AIR, f"{text} ({NO_INTERVAL}).", used,
        [fact("level", CURRENT, area.code, period, value=round(share, 3))],
        unit="% of gross value added", notes=(*notes, *onshore(used)),
        computed=HOW_SHARE,
    )  # fmt: skip
    return of_place(place, area, made)


def employees(place: Place, id: str) -> Block:
    """Claim: employees in transport and storage, their share, and output for each of them."""
    held = near(place, EMPLOYEES)
    own = held.own(EMPLOYEES, industry=LOGISTICS) if held else None
    total = held.own(EMPLOYEES, own.period) if held and own else None
    if held is None or own is None or total is None:
        return gaps.missing(place, id, EMPLOYEES)
    used = [own, total]
    text = (
        f"{when(own.period)}, {in_sentence(LOGISTICS)} employed {printed(own)} people in "
        f"{held.area.in_text}, {percent(100 * own.value / total.value)} of employees"
    )
    whole = _britain(place, held.area, own.period)
    if whole:
        text += f" ({percent(100 * whole[0].value / whole[1].value)} in Great Britain)"
        used += whole
    each = _per_employee(held, [held.area], own)
    if each:
        words, more = _output_each(place, each, whole[0] if whole else None)
        text, used = text + words, [*used, *more]
    made = statement(
        id, "Employees in logistics", f"{text} ({NO_INTERVAL}).", used,
        [fact_of(own, "level", value=own.value)], notes=(SELF_EMPLOYED,),
        computed="share of all employees; gross value added of the industry over its employees",
    )  # fmt: skip
    return of_place(place, held.area, made)


def enterprises(place: Place, id: str) -> Block:
    """Claim: the number of enterprises in transport and storage, and their share of all."""
    own = place.own(ENTERPRISES, industry=REGISTERED)
    total = place.own(ENTERPRISES, own.period) if own else None
    if own is None or total is None or not total.value:
        return gaps.missing(place, id, ENTERPRISES)
    share, used = 100 * own.value / total.value, [own, total]
    text = (
        f"{when(own.period)}, {printed(own)} enterprises in {place.area.in_text} worked in "
        f"transport and storage, {percent(share)} of the {printed(total)} of all industries"
    )
    widest = place.widest(ENTERPRISES, own.period)
    there = place.at(widest.area, ENTERPRISES, own.period, industry=REGISTERED) if widest else None
    if widest and there:
        text += f" ({percent(100 * there.value / widest.value)} in {widest.area.in_text})"
        used += [there, widest]
    notes = (
        "Counted at the head office or main site and rounded to five. Taxi firms, hauliers and "
        "couriers of one person are among them where they are registered for tax.",
    )
    return statement(
        id, "Enterprises in logistics", f"{text}; {NO_INTERVAL}.", used,
        [fact_of(own, "level", value=own.value)], notes=notes,
        computed="enterprises in the industry over all enterprises",
    )  # fmt: skip


def transport_services(place: Place, id: str) -> Block:
    """Claim: services sold abroad by transport and storage, of all services sold abroad."""
    found = nearest(place, _sold)
    if found is None:
        return gaps.missing(place, id, SERVICES)
    area, (own, total) = found
    text = (
        f"{when(own.period)}, businesses of {in_sentence(LOGISTICS)} in {area.in_text} sold "
        f"services worth {printed(own)} abroad, {percent(100 * own.value / total.value)} of all "
        "services sold abroad from there"
    )
    used = [own, total]
    widest = Place(place.figures, area).widest(SERVICES, own.period)
    there = place.at(widest.area, SERVICES, own.period, industry=LOGISTICS) if widest else None
    if widest and there:
        text += f" ({percent(100 * there.value / widest.value)} of {possessive(widest.area)})"
        used += [there, widest]
    made = statement(
        id, "Logistics sold abroad", f"{text}; {NO_INTERVAL}.", used,
        [fact_of(own, "level", value=own.value)], notes=old(own.period),
        computed="services exports of the industry over those of all industries",
    )  # fmt: skip
    return of_place(place, area, made)


def _sold(place: Place, area: Area) -> tuple[Figure, Figure] | None:
    """Services that transport and storage sold abroad, and those of all industries."""
    own = place.at(area, SERVICES, None, industry=LOGISTICS)
    total = place.at(area, SERVICES, own.period) if own else None
    return (own, total) if own and total else None


def told_apart(place: Place) -> list[str]:
    """The divisions of transport and storage, as finely as the area's output tells them apart."""
    table, own = place.figures.breakdown(CURRENT, place.area, "industry"), place.own(CURRENT)
    if own is None or table.empty:
        return []
    known = set(table.loc[(table["period"] == own.period) & table["value"].notna(), "industry"])
    ladders = (next((step for step in steps if known >= set(step)), ()) for steps in PARTS)
    return [name for step in ladders for name in step]


def _part(share: float) -> str:
    """A share in per cent; what would print as nothing is said to be little."""
    return percent(share) if share >= 0.05 else "less than 0.1%"


def _britain(place: Place, area: Area, period: str) -> list[Figure] | None:
    """Employees of Great Britain in the industry and in all, unless that is the area."""
    if GREAT_BRITAIN in area.codes:
        return None
    whole = place.figures.areas[GREAT_BRITAIN]
    pair = [
        place.at(whole, EMPLOYEES, period, industry=LOGISTICS),
        place.at(whole, EMPLOYEES, period),
    ]
    return [one for one in pair if one] if all(pair) else None


def _per_employee(
    place: Place, areas: Sequence[Area], staff: Figure
) -> tuple[float, list[Figure]] | None:
    """Output of the industry in these areas together, for each of these employees (pounds)."""
    found = [place.at(area, CURRENT, staff.period, industry=LOGISTICS) for area in areas]
    output = [one for one in found if one]
    if len(output) < len(areas) or not staff.value:
        return None
    return 1e6 * sum(one.value for one in output) / staff.value, output


def _output_each(
    place: Place, each: tuple[float, list[Figure]], staff: Figure | None
) -> tuple[str, list[Figure]]:
    """Output for each employee, beside Great Britain's with its employees, and the figures."""
    text, used = f"; output for each employee came to {POUNDS.text(each[0])}", each[1]
    nations = [place.figures.areas[nation] for nation in NATIONS]
    there = _per_employee(place, nations, staff) if staff else None
    if there:
        side = MORE_OR_LESS[difference(each[0], there[0])]
        text += f", {side} Great Britain's {POUNDS.text(there[0])}"
        used = [*used, *there[1]]
    return text, used
