"""Homes added, affordable homes among what is supplied, and room on brownfield land."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.housing import supply, yearly_mean
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, figures, gaps
from evidencebook.blocks.block import Block, anchor
from evidencebook.blocks.charts import alt
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import labels
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import listed, possessive, sentence_case, uncapitalised, when
from evidencebook.periods import midpoint

NET, AFFORDABLE = "net-additional-dwellings", "affordable-homes"
RATES = (
    "net-additions-housing-stock",
    "net-additions-housing-stock-wales",
    "net-additions-housing-stock-northern-ireland",
)
SITES, MOST_HOMES, LEAST_HOMES = (
    "brownfield-sites",
    "brownfield-dwellings-maximum",
    "brownfield-dwellings-minimum",
)
UNKNOWN = "Tenure not known"
TENURES = {
    "Social Rent": "Social rent",
    "Affordable Rent": "Affordable or intermediate rent",
    "London Affordable Rent": "Affordable or intermediate rent",
    "Intermediate Rent": "Affordable or intermediate rent",
    "Shared Ownership": "Shared ownership and other ways to buy",
    "Affordable Home Ownership": "Shared ownership and other ways to buy",
    "First Homes": "Shared ownership and other ways to buy",
    "Unknown": UNKNOWN,
}
ALL_TENURES = "All tenures"
ENGLAND = "E92000001"
YEARS, MOST_ROWS, ENDS_SHOWN = 5, 24, 10
HOMES = Measure("homes", decimals=0)
HOMES_IN_YEARS = Measure("years", suffix=" years", decimals=1)
GROSS = (
    "Affordable homes are counted before losses, and some were bought rather than built, so they "
    "are not a part of the net number of homes added; the two are set side by side."
)
NONE_IS_NONE = (
    "Authorities that the publication does not list for a year supplied none: the listed ones "
    "add up to England's total."
)
REGISTERS = (
    "Each authority keeps its register in its own way and brings it up to date in its own time; "
    "the date is that of the national file's copy. Registers with fewer homes than sites are left "
    "out, as they do not say how many homes the sites could hold. Sites may be listed for years, "
    "never be built on, or be built on already; homes are built on other land too."
)
ENGLANDS = "Registers of brownfield land are kept in England alone, too."
ADDED_UP = "homes by tenure, added up over authorities and years"
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


def homes_added(place: Place, id: str) -> Block:
    """Figure: homes added each year beside affordable homes supplied; else the nation's rate."""
    series = place.figures.series(NET, place.area)
    mean = yearly_mean(series, YEARS)
    if mean is None:
        known = (slug for slug in RATES if place.own(slug) is not None)
        slug = next(known, None)
        return figures.trend(place, id, slug) if slug else gaps.missing(place, id, RATES[0])
    value, last, years = mean
    frames = [_line(series, "Homes added, net", "area")]
    table = _affordable(_tenures(place), place.area)
    if table is not None:
        spans = ["period_start", "period_end", "period"]
        total = table.groupby(spans, as_index=False)["value"].sum()
        total = total[total["period"].isin(series["period"])]
        frames.append(_line(total, "Affordable homes supplied", "region"))
    drawn = pd.concat(frames, ignore_index=True)
    title = _added_title(place, value, last, years)
    span = f"{series['period'].iloc[0]} to {last}"
    made = "; ".join(filter(None, [str(series["computed"].iloc[-1]), f"mean of {years} years"]))
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Net additional homes, and affordable homes supplied, a year, {span}",
        svg=charts.both(charts.line, drawn, HOMES, uid=anchor(id)),
        alt_text=alt.line_alt(drawn, HOMES, title),
        data=drawn[["label", "period", "value"]].set_axis(["Series", "Year", "Homes"], axis=1),
        cards=[place.figures.card(slug) for slug in (NET, AFFORDABLE)[: len(frames)]],
        period=span,
        computed=made,
        notes=(GROSS,) if table is not None else (),
        unit=HOMES.unit,
    )


def affordable_in_words(place: Place, id: str) -> Block:
    """Claim: affordable homes supplied over five years, by tenure, beside all homes added."""
    rows = _tenures(place)
    here = _five_years(rows, place.area)
    if here is None:
        return gaps.missing(place, id, AFFORDABLE, ENGLANDS)
    kinds, years, last = here
    total = float(kinds.sum())
    text = f"{sentence_case(_over(years, last))}, {_homes(total, 'affordable ')} were supplied in "
    text += place.area.in_text
    shares = [
        f"{percent(100 * number / total)} {_small(str(kind))}"
        for kind, number in kinds.items()
        if number
    ]
    text += f": {listed(shares)}" if shares else ""
    added, against = _added(place, place.area, years, last), ""
    if added and added > 0 and total:
        text += f". They were equal to {percent(100 * total / added)} of the homes added there, net"
        against = _in_england(place, rows, years, last)
    net = place.own(NET)
    used = [one for one in (place.own(AFFORDABLE), net) if one]
    data = kinds.rename("Homes").rename_axis("Tenure").reset_index()
    facts = [{"kind": "level", "indicator": AFFORDABLE, "value": total, "period": last}]
    return statement(
        id, "Affordable homes", f"{text}{against}.", used, facts, data=data, computed=ADDED_UP,
        notes=(GROSS, NONE_IS_NONE), unit="homes",
    )  # fmt: skip


def affordable_by_tenure(place: Place, id: str) -> Block:
    """Figure: affordable homes supplied over five years by tenure, authority by authority."""
    areas = [place.figures.areas[code] for code in place.circle.members]
    areas = areas if _english(areas) else []
    tenures = _tenures(place)
    found = {area: _five_years(tenures, area) for area in areas}
    known = {area: kinds for area, kinds in found.items() if kinds is not None}
    if not known:
        return gaps.missing(place, id, AFFORDABLE, ENGLANDS)
    names = labels([(area, "member") for area in known])
    ordered = sorted(known, key=lambda area: (-known[area][0].sum(), area.name))
    shown = ordered[:MOST_ROWS]
    shown += [area for area in ordered[MOST_ROWS:] if area.code in place.area.codes]
    totals = pd.DataFrame({area.code: kinds[0] for area, kinds in known.items()}).sum(axis=1)
    supplied = set(totals[totals > 0].index)
    rows = [
        {"area": area.code, "label": names[area.code], "series": kind, "value": number}
        for area in shown
        for kind, number in known[area][0].items()
        if kind in supplied
    ]
    table = pd.DataFrame(rows)
    _, years, last = known[ordered[0]]
    few = (
        f", {MOST_ROWS} largest of {len(ordered)} authorities" if len(shown) < len(ordered) else ""
    )
    most = "" if len(ordered) < 2 else f": most in {ordered[0].in_text}"
    title = f"{_homes(float(totals.sum()), 'affordable ')} were supplied"
    title += f" in {place.circle.in_text} {_over(years, last)}{most}"
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Affordable homes supplied by tenure, {years} years to {last}{few}",
        svg=charts.both(charts.diverging, table, HOMES, uid=anchor(id), signed=False),
        alt_text=alt.contributions_alt(table, HOMES, title),
        data=table.set_axis(["Area code", "Area", "Tenure", "Homes"], axis=1),
        cards=[place.figures.card(AFFORDABLE)],
        period=f"{years} years to {last}",
        computed=ADDED_UP,
        notes=(NONE_IS_NONE,),
    )


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
    held = f"between {format_value(low)} and {_homes(high)}" if low != high else _homes(high)
    text = (
        f"{when(rooms[0].sites.period)}, {_whose(place, rooms)} listed "
        f"{format_value(sites)} {'site' if sites == 1 else 'sites'}, said to have room for {held}"
    )
    pace, years = sum(room.pace for room in rooms), min(room.years for room in rooms)
    last, span = rooms[0].newest, f"of the {years} years" if years > 1 else "of the year"
    if pace > 0:
        text += (
            f". At the pace {span} to {last} ({format_value(pace)} "
            f"{'home' if round(pace) == 1 else 'homes'} a year there, net), that is the number "
            f"of homes added in {_years(low / pace, high / pace)}: arithmetic, not a forecast"
        )
    else:
        text += (
            f". No more homes were added than lost in {span.removeprefix('of ')} to {last}, so "
            "there is no pace to set it by"
        )
    used = [side for room in rooms for side in (room.most, room.least, room.sites)]
    facts = [{"kind": "level", "indicator": MOST_HOMES, "value": high, "pace": round(pace, 3)}]
    return statement(
        id, "Room on brownfield land", f"{text}.", used, facts, data=_room_table(rooms),
        computed=PACE, notes=(REGISTERS, *_crossed(rooms)), unit="homes",
    )  # fmt: skip


def brownfield_years(place: Place, id: str) -> Block:
    """Figure: years of additions that each authority's register could hold."""
    areas = [place.figures.areas[code] for code in place.circle.members]
    rooms = _rooms(place, areas)
    if not rooms:
        return gaps.missing(place, id, MOST_HOMES)
    able = [room for room in rooms if room.pace > 0]
    if len(able) < 2:
        return gaps.no_members(place, id, MOST_HOMES)
    names = labels([(room.area, "member") for room in able])
    table = pd.DataFrame(
        {
            "area": [room.area.code for room in able],
            "label": [names[room.area.code] for room in able],
            "role": ["area" if r.area.code in place.area.codes else "member" for r in able],
            "value": [max(room.most.value, room.least.value) / room.pace for room in able],
        }
    ).sort_values(["value", "label"], ascending=[False, True])
    few, drawn = "", table
    if len(table) > MOST_ROWS:
        few = f", {ENDS_SHOWN} highest and lowest of {len(table)}"
        middle = table.iloc[ENDS_SHOWN:-ENDS_SHOWN]
        drawn = table[~table["area"].isin(middle.loc[middle["role"] != "area", "area"])]
    drawn = drawn.assign(lower_95=float("nan"), upper_95=float("nan"))
    last, years = rooms[0].newest, min(room.years for room in able)
    title = (
        f"{table['label'].iloc[0]} has listed brownfield land with room for the homes of "
        f"{_span(table['value'].iloc[0])} at its recent pace, "
        f"{table['label'].iloc[-1]} for those of {_span(table['value'].iloc[-1])}"
    )
    idle = [room.area.name for room in rooms if room.pace <= 0]
    left_out = (f"Left out, as no homes were added on balance: {listed(idle)}.",) if idle else ()
    pace = f"mean of the {years} years to {last}" if years > 1 else last
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Most homes on the register, over net additions a year ({pace}), years{few}",
        svg=charts.both(charts.ranked, drawn, HOMES_IN_YEARS, uid=anchor(id), kind="bars"),
        alt_text=alt.ranked_alt(drawn, HOMES_IN_YEARS, title),
        data=_room_table(rooms),
        cards=[place.figures.card(MOST_HOMES), place.figures.card(NET)],
        period=rooms[0].sites.period,
        computed=PACE,
        notes=("Arithmetic, not a forecast.", REGISTERS, *left_out),
        unit=HOMES_IN_YEARS.unit,
    )


def _added_title(place: Place, mean: float, last: str, years: int) -> str:
    moved = f"{_homes(abs(mean))} {'was' if round(abs(mean)) == 1 else 'were'} "
    moved += "lost on balance" if mean < 0 else "added"
    if years == 1:
        return f"{moved} in {place.area.in_text} in {last}"
    return f"{moved} a year on average in {place.area.in_text} {_over(years, last)}"


def _line(series: pd.DataFrame, label: str, role: str) -> pd.DataFrame:
    spans = zip(series["period_start"], series["period_end"], strict=True)
    table = series[["period", "value"]].assign(label=label, role=role)
    return table.assign(x=[midpoint(start, end) for start, end in spans])


def _homes(number: float, kind: str = "") -> str:
    return f"{format_value(number)} {kind}{'home' if round(number) == 1 else 'homes'}"


def _over(years: int, last: str) -> str:
    return f"over the {years} years to {last}" if years > 1 else f"in {last}"


def _small(kind: str) -> str:
    return "of unknown tenure" if kind == UNKNOWN else f"for {uncapitalised(kind)}"


def _english(areas: Iterable[Area]) -> bool:
    codes = [code for area in areas for code in area.members]
    return bool(codes) and all(code.startswith("E") for code in codes)


def _tenures(place: Place) -> pd.DataFrame:
    """Affordable homes of all areas by group of tenures, without totals."""
    rows = place.figures.store.observations(AFFORDABLE)
    rows = rows[rows["tenure"] != ALL_TENURES]
    return rows.assign(tenure=rows["tenure"].map(TENURES).astype(str))


def _affordable(rows: pd.DataFrame, area: Area) -> pd.DataFrame | None:
    """Affordable homes of one area by group of tenures and year; None outside England."""
    if not _english([area]):
        return None
    return supply(rows, [ENGLAND] if ENGLAND in area.codes else area.members)


def _five_years(rows: pd.DataFrame, area: Area) -> tuple[pd.Series, int, str] | None:
    """Homes by group of tenures over the newest five years, how many years, and the last."""
    newest = rows.drop_duplicates("period").sort_values("period_end").tail(YEARS)
    table = _affordable(rows[rows["period"].isin(newest["period"])], area)
    if table is None:
        return None
    order = list(dict.fromkeys(TENURES.values()))
    kinds = table.groupby("tenure")["value"].sum().reindex(order).fillna(0.0)
    return kinds, len(newest), str(newest["period"].iloc[-1])


def _added(place: Place, area: Area, years: int, last: str) -> float | None:
    """Homes added, net, over just these years; None where a year is missing."""
    mean = yearly_mean(place.figures.series(NET, area), years)
    return mean[0] * years if mean and mean[1:] == (last, years) else None


def _in_england(place: Place, rows: pd.DataFrame, years: int, last: str) -> str:
    england = place.figures.areas[ENGLAND]
    there, added = _five_years(rows, england), _added(place, england, years, last)
    if ENGLAND in place.area.codes or there is None or not added:
        return ""
    return f", against {percent(100 * float(there[0].sum()) / added)} in England"


def _rooms(place: Place, areas: list[Area]) -> list[Room]:
    """The authorities whose register says how many homes, and with additions, as given."""
    if not _english(areas):
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


def _room_table(rooms: list[Room]) -> pd.DataFrame:
    rows = [
        {
            "Area code": room.area.code,
            "Area": room.area.name,
            "Sites": room.sites.value,
            "Homes, minimum": room.least.value,
            "Homes, maximum": room.most.value,
            "Homes added a year": round(room.pace, 3),
            "Years in that mean": room.years,
        }
        for room in rooms
    ]
    return pd.DataFrame(rows)
