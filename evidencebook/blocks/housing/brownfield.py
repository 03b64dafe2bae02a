"""Room for homes on brownfield land, beside the pace at which homes are added."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.housing import yearly_mean
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import labels, role_of, shortened
from evidencebook.blocks.housing.supply import NET, YEARS, before, english, homes
from evidencebook.blocks.numbers import format_value
from evidencebook.blocks.wording import listed, possessive, sentence_case, when

SITES, MOST_HOMES, LEAST_HOMES = (
    "brownfield-sites",
    "brownfield-dwellings-maximum",
    "brownfield-dwellings-minimum",
)
HOMES_IN_YEARS = Measure("years", suffix=" years", decimals=1)
REGISTERS = (
    "Each authority keeps its register in its own way and brings it up to date in its own time; "
    "the date is that of the national file's copy. Registers with fewer homes than sites are left "
    "out, as they do not say how many homes the sites could hold. Sites may be listed for years, "
    "never be built on, or be built on already; homes are built on other land too."
)
PACE = "homes that the registers could hold, over the mean number of homes added a year"


class Room(NamedTuple):
    """What an authority's register could hold, and how many homes are added there a year."""

    area: Area
    least: Figure
    most: Figure
    sites: Figure
    pace: float
    newest: str
    years: int

    @property
    def says_least(self) -> bool:
        """Whether the lowest number of homes is one: of fewer homes than sites, some are blank."""
        return min(self.least.value, self.most.value) >= self.sites.value


def brownfield_in_words(place: Place, id: str) -> Block:
    """Claim: what the registers could hold, and how many years of additions that equals."""
    areas = [place.figures.areas[code] for code in place.area.members]
    rooms = _rooms(place, areas)
    if not rooms:
        return gaps.missing(place, id, MOST_HOMES)
    sites = sum(room.sites.value for room in rooms)
    low, high = sorted(
        [sum(room.least.value for room in rooms), sum(room.most.value for room in rooms)]
    )
    if unstated := [room for room in rooms if not room.says_least]:
        held = f"up to {homes(high)}"
    else:
        held = f"between {format_value(low)} and {homes(high)}" if low != high else homes(high)
    text = (
        f"{when(rooms[0].sites.period)}, {_whose(place, rooms)} listed "
        f"{format_value(sites)} {'site' if sites == 1 else 'sites'}, said to have room for {held}"
    )
    pace = sum(room.pace for room in rooms)
    text += _at_pace(rooms, pace, None if unstated else low, high)
    used = [side for room in rooms for side in (room.most, room.least, room.sites)]
    notes = (REGISTERS, *_crossed(rooms), *_unstated(unstated))
    said = fact("level", MOST_HOMES, place.area.code, rooms[0].sites.period, value=high)
    return statement(
        id, "Room on brownfield land", f"{text}.", used,
        [said | {"pace": round(pace, 3)}], data=_room_table(rooms),
        computed=_how(place, rooms), notes=notes, unit="homes",
    )  # fmt: skip


def _at_pace(rooms: list[Room], pace: float, low: float | None, high: float) -> str:
    """How many years of additions that many homes equal, if any were added on balance."""
    years, last = min(room.years for room in rooms), rooms[0].newest
    span = f"the {years} years" if years > 1 else "the year"
    if pace <= 0:
        return (
            f". No more homes were added than lost in {span} to {last}, so there is no pace to "
            "set it by"
        )
    most = high / pace
    within = _span(most) if low is None else _years(low / pace, most)
    number = "at most the number" if low is None else "the number"
    return (
        f". At the pace of {span} to {last} ({homes(pace)} a year there, net), that is {number} "
        f"of homes added in {within}: arithmetic, not a forecast"
    )


def brownfield_years(place: Place, id: str) -> Block:
    """Figure: years of additions that each authority's register could hold."""
    areas = [place.figures.areas[code] for code in place.circle.members]
    rooms = _rooms(place, areas)
    if not rooms:
        return gaps.missing(place, id, MOST_HOMES)
    able = [room for room in rooms if room.pace > 0]
    if len(able) < 2:
        return gaps.no_members(place, id, MOST_HOMES)
    names = labels(room.area for room in able)
    table = pd.DataFrame(
        {
            "area": [room.area.code for room in able],
            "label": [names[room.area.code] for room in able],
            "role": [role_of(place, room.area) for room in able],
            "value": [max(room.most.value, room.least.value) / room.pace for room in able],
        }
    ).sort_values(["value", "label"], ascending=[False, True])
    shown, few = shortened(place, table["area"].tolist())
    drawn = table[table["area"].isin(shown)]
    last, years = rooms[0].newest, min(room.years for room in able)
    first, lowest = (place.figures.areas[table["area"].iloc[end]].in_text for end in (0, -1))
    title = (
        f"{sentence_case(first)} has listed brownfield land with room for the homes of "
        f"{_span(table['value'].iloc[0])} at its recent pace, "
        f"{lowest} for those of {_span(table['value'].iloc[-1])}"
    )
    idle = [room.area.in_text for room in rooms if room.pace <= 0]
    left_out = (f"Left out, as no homes were added on balance: {listed(idle)}.",) if idle else ()
    pace = f"mean of the {years} years to {last}" if years > 1 else last
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Most homes on the register, over net additions a year ({pace}), years{few}",
        chart=charts.ranked_chart(drawn, HOMES_IN_YEARS, whole=not few),
        data=_room_table(rooms),
        cards=[place.figures.card(MOST_HOMES), place.figures.card(NET)],
        period=rooms[0].sites.period,
        computed=_how(place, rooms),
        notes=("Arithmetic, not a forecast.", REGISTERS, *left_out),
        unit=HOMES_IN_YEARS.unit,
    )


def _rooms(place: Place, areas: list[Area]) -> list[Room]:
    """The authorities whose register says how many homes, and with additions, as given."""
    if not english(areas):
        return []
    for slug in (SITES, MOST_HOMES, LEAST_HOMES, NET):
        place.figures.read_ahead(slug, areas)
    rooms = []
    for area in areas:
        least, most, sites = (
            place.at(area, slug, None) for slug in (LEAST_HOMES, MOST_HOMES, SITES)
        )
        mean = yearly_mean(place.figures.series(NET, area), YEARS)
        if least and most and sites and mean and _says(least, most, sites):
            rooms.append(Room(area, least, most, sites, *mean))
    return rooms


def _says(least: Figure, most: Figure, sites: Figure) -> bool:
    """Whether a register says how many homes its sites could hold: at least one each."""
    return max(least.value, most.value) >= sites.value


def _whose(place: Place, rooms: list[Room]) -> str:
    count = len(place.area.members)
    if count == 1:
        return f"{possessive(place.area)} register of brownfield land"
    number = f"{count}" if len(rooms) == count else f"{len(rooms)} of {count}"
    return f"the registers of brownfield land of {number} authorities in {place.area.in_text}"


def _years(low: float, high: float) -> str:
    low_text, high_text = _span(low), _span(high)
    return (
        high_text if low_text == high_text else f"{low_text.removesuffix(' years')} to {high_text}"
    )


def _span(years: float) -> str:
    """``4.4 years``; what rounds to nothing is ``under 0.1 years``."""
    if 0 < years < 0.05:
        return "under 0.1 years"
    return HOMES_IN_YEARS.text(years) if years else "0 years"


def _crossed(rooms: list[Room]) -> tuple[str, ...]:
    """Registers whose minimum is above their maximum, which cannot be right."""
    names = [room.area.name for room in rooms if room.least.value > room.most.value]
    if not names:
        return ()
    return (f"The register's minimum is above its maximum in {listed(names)}.",)


def _unstated(rooms: list[Room]) -> tuple[str, ...]:
    """Registers whose minimum is no minimum, for which none is given of them together."""
    if not rooms:
        return ()
    names = listed([room.area.name for room in rooms])
    return (
        f"The lowest number is not known: at least some sites have none in {names}, where the "
        "register's minimum is of fewer homes than sites.",
    )


def _room_table(rooms: list[Room]) -> pd.DataFrame:
    rows = [
        {
            "Area code": room.area.code,
            "Area": room.area.name,
            "Number of sites": room.sites.value,
            "Number of homes, minimum": room.least.value,
            "Number of homes, maximum": room.most.value,
            "Number of homes added a year": round(room.pace, 3),
            "Number of years in that mean": room.years,
        }
        for room in rooms
    ]
    return pd.DataFrame(rows)


def _how(place: Place, rooms: list[Room]) -> str:
    return "; ".join(filter(None, [PACE, before(place, [room.area for room in rooms])]))
