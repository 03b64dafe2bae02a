"""Homes let for short stays: how many nights guests spend, for each resident."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.housing import rolling_year
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import few_residents
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import by_place, labels, role_of, shortened
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import NO_INTERVAL, difference, printed

NIGHTS, LENGTH = (
    "number-of-guest-nights-at-a-short-term-let",
    "average-length-of-short-term-let-stay",
)
POPULATION = "population"
NIGHTS_EACH = Measure("guest nights for each resident", suffix=" nights", decimals=1)
PLATFORMS = "Bookings through three large websites; lets booked in other ways are not counted."
MADE = "twelve months added up, over the population of {when}"


class Year(NamedTuple):
    """Guest nights in the newest twelve months, and in the twelve before them."""

    newest: Figure
    nights: float
    before: float
    people: Figure

    @property
    def each(self) -> float:
        """Nights for each resident."""
        return self.nights / self.people.value


def lets_in_words(place: Place, id: str) -> Block:
    """Claim: guest nights in a year, their change, and how many for each resident."""
    here = _year(place, place.area)
    if here is None:
        return _no_year(place, id)
    text = (
        f"In the twelve months to {here.newest.period}, guests spent "
        f"{format_value(here.nights)} nights in short-term lets in {place.area.in_text}"
        f"{_moved(here)}: {NIGHTS_EACH.text(here.each)} for each resident"
    )
    used, whole = [here.newest, here.people], _year(place, place.figures.areas[UK])
    said = fact_of(here.newest, "level", value=round(here.each, 4))
    if whole and UK not in place.area.codes:
        text += f", against {NIGHTS_EACH.text(whole.each)} in the United Kingdom"
        used += [whole.newest, whole.people]
        said |= {"kind": difference(here.each, whole.each), "than": UK}
        said["reference"] = round(whole.each, 4)
    if stay := place.at(place.area, LENGTH, here.newest.period):
        text += f"; stays lasted {printed(stay)} on average in {stay.period}"
        used.append(stay)
    return statement(
        id, "Short-term lets", f"{text} ({NO_INTERVAL}).", used, [said],
        computed=MADE.format(when=here.people.period), unit=NIGHTS_EACH.unit,
        notes=(PLATFORMS, *few_residents(place, [place.area])),
    )  # fmt: skip


def lets_by_authority(place: Place, id: str) -> Block:
    """Figure: guest nights in a year for each resident, authority by authority."""
    known = _years(place)
    if len(known) < 2:
        return gaps.no_members(place, id, NIGHTS)
    rows = [_row(place, area, year) for area, year in known.items()]
    table = pd.DataFrame(rows).sort_values(["value", "area"], ascending=[False, True])
    whole = _year(place, place.figures.areas[UK])
    top, bottom = table.iloc[0], table.iloc[-1]
    shown, few = shortened(place, table["area"].tolist())
    table = table[table["area"].isin(shown)]
    if whole and UK not in place.circle.codes:
        reference = _row(place, place.figures.areas[UK], whole) | {"role": "uk"}
        table = pd.concat([table, pd.DataFrame([reference])])
    areas = place.figures.areas
    names = labels(areas[code] for code in table["area"])
    table["label"] = table["area"].map(names)
    newest = next(iter(known.values()))
    title = (
        f"Guests spend most nights for each resident in {areas[top['area']].in_text} "
        f"and fewest in {areas[bottom['area']].in_text}"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Guest nights in short-term lets for each resident, twelve months to "
        f"{newest.newest.period}{few}",
        chart=charts.ranked_chart(table, NIGHTS_EACH, whole=not few),
        data=by_place(
            table,
            {
                "nights": "Number of guest nights",
                "people": "Number of residents",
                "value": NIGHTS_EACH.unit,
            },
        ),
        cards=[place.figures.card(NIGHTS), place.figures.card(POPULATION)],
        period=f"twelve months to {newest.newest.period}",
        computed=MADE.format(when=newest.people.period),
        notes=(PLATFORMS, *few_residents(place, [areas[top["area"]], place.area])),
        unit=NIGHTS_EACH.unit,
    )


def _years(place: Place) -> dict[Area, Year]:
    """The newest twelve months of each authority that has them."""
    areas = [place.figures.areas[code] for code in place.circle.members]
    for slug in (NIGHTS, POPULATION):
        place.figures.read_ahead(slug, areas)
    found = {area: _year(place, area) for area in areas}
    return {area: year for area, year in found.items() if year}


def _year(place: Place, area: Area) -> Year | None:
    """The newest twelve months; the population is the newest that the whole country has."""
    sums = rolling_year(place.figures.series(NIGHTS, area))
    country = place.at(place.figures.areas[UK], POPULATION, None)
    people = place.at(area, POPULATION, country.period) if country else None
    if sums.empty or people is None:
        return None
    last = sums.iloc[-1]
    newest = place.at(area, NIGHTS, str(last["period"]))
    start = last["period_start"] - pd.DateOffset(years=1)
    before = sums.loc[sums["period_start"] == start, "value"]
    if newest is None:
        return None
    then = float(before.iloc[0]) if len(before) else float("nan")
    return Year(newest, float(last["value"]), then, people)


def _no_year(place: Place, id: str) -> Block:
    if place.own(NIGHTS) is None:
        return gaps.missing(place, id, NIGHTS)
    text = (
        f"Nights in short-term lets in {place.area.in_text} are withheld or missing for some "
        "months, so no year of them can be added up."
    )
    return gaps.gap(
        place, id, "No whole year known: guest nights in short-term lets", text,
        [place.figures.store.release(NIGHTS)],
    )  # fmt: skip


def _moved(year: Year) -> str:
    """``, 4.2% more than in the twelve months before``."""
    if pd.isna(year.before) or not year.before:
        return ""
    change = percent(abs(100 * (year.nights / year.before - 1)))
    words = {"higher": f"{change} more than", "lower": f"{change} fewer than"}
    said = words.get(difference(year.nights, year.before), "about as many as")
    return f", {said} in the twelve months before"


def _row(place: Place, area: Area, year: Year) -> dict[str, object]:
    return {
        "area": area.code,
        "role": role_of(place, area),
        "nights": year.nights,
        "people": year.people.value,
        "value": year.each,
    }
