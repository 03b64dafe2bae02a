"""Railway stations: how much they are used, which are busiest, and what the pandemic did."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import GREAT_BRITAIN, UK, Area
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import few_residents
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.connections.by_authority import Pair, authorities, bars, table_of
from evidencebook.blocks.facts import fact
from evidencebook.blocks.frames import headed
from evidencebook.blocks.numbers import MISSING, format_value, percent
from evidencebook.blocks.wording import difference, possessive, sentence_case

USE, COUNT, STATIONS, PEOPLE = (
    "station-entries-exits", "railway-stations", "station-usage", "population",
)  # fmt: skip
BEFORE, PANDEMIC, MID_YEAR = "2019-20", "2020-21", "mid-2019"
COUNTED = "entries and exits"
CHANGE = Measure("% change", suffix="%", decimals=0)
KEPT = Measure(f"% of {BEFORE}", suffix="%", decimals=0)
BUSIEST = 10
MANY, MILLION = 100, 1_000_000
DATED = (
    "Dated: 2020-21 was the first year of the pandemic, when people were told to stay at home, and "
    "is the newest year held here. How many passengers have come back since is not in it."
)
OF_THE_STATION = "Counted where the station is: passengers may live or work elsewhere."
NO_STATION = "Authorities without a station are left out."


def station_use_in_words(place: Place, id: str) -> Block:
    """Claim: use of the stations before the pandemic, the busiest, and the change in it."""
    count, use = place.own(COUNT, BEFORE), _use(place, place.area)
    if count is None:
        return gaps.missing(place, id, USE)
    britain = _use(place, place.figures.areas[GREAT_BRITAIN])
    if use is None:
        text = f"In {BEFORE} {_none(place)}."
        none = fact("level", COUNT, place.area.code, BEFORE, value=0.0)
        return statement(id, "Railway stations", text, [count], [none])
    text = f"In {BEFORE}, {_stations(count)} in {place.area.in_text} saw "
    text += f"{_amount(use.first.value)} entries and exits"
    used = [use.first, use.second, count]
    whole = britain if GREAT_BRITAIN not in place.area.codes else None
    each, used = _per_person(place, use, whole, used)
    text += each + _most_used(place)
    text += f". In {PANDEMIC}, the first year of the pandemic, the number was {_moved(use.change)}"
    side = difference(use.second.value, use.first.value)
    said = fact(side, USE, place.area.code, PANDEMIC, since=BEFORE)
    if whole:
        text += f", in Great Britain {_moved(whole.change)}"
        used += [whole.first, whole.second]
    return statement(
        id, "Use of railway stations", f"{text}.", used, [said],
        computed=f"use over the population of {MID_YEAR}, and the change from {BEFORE}",
        notes=(OF_THE_STATION, *few_residents(place, [place.area]), DATED),
    )  # fmt: skip


def station_use_kept(place: Place, id: str) -> Block:
    """Figure: the part of their use that stations kept in the pandemic, by authority."""
    if place.own(COUNT, PANDEMIC) is None:
        return gaps.missing(place, id, USE)
    britain = place.figures.areas[GREAT_BRITAIN]
    beside = None if GREAT_BRITAIN in place.area.codes else britain
    table = table_of(place, _use, beside, lambda pair: pair.share, (USE,))
    among = authorities(place, table)
    if len(among) < 2:
        return gaps.no_members(place, id, USE)
    high, low, areas = among.iloc[0], among.iloc[-1], place.figures.areas
    used = _use(place, areas[low["area"]])
    assert used is not None
    title = (
        f"Use of railway stations in {PANDEMIC} was {KEPT.text(high['value'])} of that in "
        f"{BEFORE} in {areas[high['area']].in_text}, the highest share, and "
        f"{KEPT.text(low['value'])} in {areas[low['area']].in_text}, the lowest"
    )
    without = len(among) < len(place.circle.members)
    return bars(
        place,
        id,
        table,
        KEPT,
        title=title,
        subtitle=f"Entries and exits at railway stations in {PANDEMIC}, % of those in {BEFORE}",
        heads=(headed(BEFORE, COUNTED), headed(PANDEMIC, COUNTED)),
        used=used,
        computed=f"entries and exits in {PANDEMIC} over those in {BEFORE}",
        notes=(DATED, *((NO_STATION,) if without else ())),
    )


def busiest_stations(place: Place, id: str, most: int = BUSIEST) -> Block:
    """Table: the stations with most entries and exits before the pandemic."""
    count = place.own(COUNT, PANDEMIC)
    if count is None:
        return gaps.missing(place, id, USE)
    found = _listed(place)
    release = place.figures.store.release(STATIONS)
    if found.empty:
        text = f"In {PANDEMIC} {_none(place)}."
        return gaps.gap(place, id, "No railway stations", text, [release])
    shown = found.head(most)
    few = f", the {len(shown)} busiest of {len(found):,}" if len(found) > len(shown) else ""
    names = place.figures.areas
    rows = [
        {
            "Station": row.station,
            "Local authority": names.name(str(row.area)),
            headed(BEFORE, COUNTED): format_value(row.entries_exits_2019_20),
            headed(PANDEMIC, COUNTED): format_value(row.entries_exits_2020_21),
            "Change": _change(row.entries_exits_2019_20, row.entries_exits_2020_21),
        }
        for row in shown.itertuples()
    ]
    kind = "busiest railway stations" if few else "railway stations"
    return Block(
        id=id,
        kind="table",
        title=f"{sentence_case(possessive(place.area))} {kind}",
        subtitle=f"Entries and exits, {BEFORE} and {PANDEMIC}{few} in {BEFORE}"
        if few
        else f"Entries and exits, {BEFORE} and {PANDEMIC}",
        unit=COUNTED,
        area=place.area.code,
        period=PANDEMIC,
        indicators=(USE,),
        sources=(release,),
        computed=f"change: {PANDEMIC} over {BEFORE}",
        data=pd.DataFrame(rows),
        notes=(DATED,),
    )


def _use(place: Place, area: Area) -> Pair | None:
    """Entries and exits of both years; None where they are not known or there is no station."""
    pair = [place.at(area, USE, period) for period in (BEFORE, PANDEMIC)]
    return Pair(pair[0], pair[1]) if pair[0] and pair[1] and pair[0].value else None


def _listed(place: Place) -> pd.DataFrame:
    """The area's stations that have a figure, the busiest before the pandemic first."""
    stations = place.figures.store.lookup(STATIONS)
    stations = stations[stations["area"].isin(list(place.area.members))]
    stations = stations.dropna(subset=["entries_exits_2020_21"])
    order = ["entries_exits_2019_20", "entries_exits_2020_21"]
    return stations.sort_values(order, ascending=False, na_position="last")


def _none(place: Place) -> str:
    return f"no station of the national railway stood in {place.area.in_text}"


def _stations(count: Figure) -> str:
    if count.value == 1:
        return "the one railway station"
    return f"the {format_value(count.value)} railway stations"


def _per_person(
    place: Place, use: Pair, whole: Pair | None, used: list[Figure]
) -> tuple[str, list[Figure]]:
    """`, 13.6 for each resident against 46.5 in Great Britain`, and what it rests on."""
    people = place.at(place.area, PEOPLE, MID_YEAR)
    if people is None:
        return "", used
    text = f", {_each(use.first.value / people.value)} for each resident"
    used = [*used, people]
    theirs = place.at(place.figures.areas[GREAT_BRITAIN], PEOPLE, MID_YEAR) if whole else None
    if whole and theirs:
        text += f" against {_each(whole.first.value / theirs.value)} in Great Britain"
        used.append(theirs)
    return text, used


def _most_used(place: Place) -> str:
    found = _listed(place)
    if len(found) < 2 or place.area.code == UK:
        return ""
    first = found.iloc[0]
    return f"; {first['station']} was the busiest ({_amount(first['entries_exits_2019_20'])})"


def _each(value: float) -> str:
    """One decimal, but none where few live by a large station."""
    return format_value(value, decimals=1 if value < MANY else 0)


def _amount(value: float) -> str:
    """Millions to one decimal, smaller numbers in full."""
    if value < MILLION:
        return format_value(value)
    return format_value(value / MILLION, suffix=" million", decimals=1)


def _moved(change: float) -> str:
    side = "lower" if change < 0 else "higher"
    return f"{percent(abs(change))} {side}"


def _change(before: float, after: float) -> str:
    known = pd.notna(before) and pd.notna(after) and before
    return CHANGE.text(100 * (after / before - 1)) if known else MISSING
