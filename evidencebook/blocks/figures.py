"""Figures of indicators: the area over time, among its peers, and its parts.

Each function makes one figure block, or a gap block where the figures for it are missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block, anchor, unique
from evidencebook.blocks.cautions import ROUNDED, cautions, coarse
from evidencebook.blocks.charts.heat_scores import FAR
from evidencebook.blocks.claims import ends, named_end, within
from evidencebook.blocks.findings import against, among_comparators, having, moved_title
from evidencebook.blocks.frames import (
    ENDS_SHOWN,
    at_one_time,
    beside,
    company,
    for_people,
    headed,
    measure,
    over_time,
    role_of,
    shortened,
)
from evidencebook.blocks.geometry import shapes
from evidencebook.blocks.wording import (
    bare,
    in_sentence,
    possessive,
    printed,
    relation,
    sentence_case,
    uncapitalised,
)
from evidencebook.indicators import Indicator
from evidencebook.store import Release

MOST_HEATED = 40
HOW_SHADED = (
    "Shaded where the text may say higher or lower: beyond 95% intervals or, where none are "
    f"published, by 1% or more. Much is over {FAR:g} standard deviations of the places shown."
)
# How many authorities or areas a computed figure rests on, within the words of its method.
_COUNTED = re.compile(r"(?:\d+ of )?\d+ (?=authorities|areas)")


def trend(place: Place, id: str, indicator: str) -> Block:
    """The area's line over time among the wider areas and its neighbours.

    A gap where one period alone is known: a point is no line.
    """
    own = place.own(indicator)
    if own is None:
        return gaps.missing(place, id, indicator)
    table = over_time(place, indicator, company(place, indicator))
    card = own.indicator
    mine = table[(table["role"] == "area") & table["value"].notna()]
    first, last = mine["period"].iloc[0], mine["period"].iloc[-1]
    if first == last:
        return gaps.no_change(place, id, indicator)
    title = against(place, own)
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, {card.unit}, {first} to {last}{_with_interval(table)}",
        chart=charts.line_chart(table, measure(card)),
        data=for_people(table, card),
        cards=[card],
        period=last,
        computed=_computed(table),
        notes=(
            *filter(None, [place.figures.broken(indicator, place.area)]),
            *cautions(place, [own]),
            *beside(place, table),
        ),
    )


def index_trend(place: Place, id: str, indicator: str) -> Block:
    """The area, its region and its neighbours as a share of the widest area, over time."""
    own = place.own(indicator)
    widest = place.widest(indicator, own.period) if own else None
    if own is None or widest is None:
        return gaps.missing(place, id, indicator)
    card = own.indicator
    who = [
        (area, role) for area, role in company(place, indicator) if area.code != widest.area.code
    ]
    base = place.figures.series(indicator, widest.area).set_index("period")["value"]
    table = over_time(place, indicator, who)
    table = table[table["period"].isin(base.dropna().index)]
    table = table.assign(value=100 * table["value"] / table["period"].map(base))
    table[["lower_95", "upper_95"]] = float("nan")
    mine = table[(table["role"] == "area") & table["value"].notna()]
    first, last = mine.iloc[0], mine.iloc[-1]
    name = widest.area.name
    title = (
        f"{possessive(place.area)} {bare(card.phrase)} went from "
        f"{first['value']:.0f} in {first['period']} to {last['value']:.0f} in {last['period']} "
        f"where {widest.area.in_text} is 100"
    )
    unit = charts.Measure(f"{name} = 100", decimals=1)
    hundred = charts.Reference(100, name)
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, {name} = 100, {first['period']} to {last['period']}",
        chart=charts.line_chart(table, unit, reference=hundred),
        data=for_people(table, card).rename(columns={sentence_case(card.unit): unit.unit}),
        cards=[card],
        period=last["period"],
        computed=f"each figure over the one of {widest.area.in_text} for the same period",
        unit=unit.unit,
        notes=(*cautions(place, [own]), *beside(place, table)),
    )


def compared(place: Place, id: str, indicator: str) -> Block:
    """The newest figure beside those of the wider areas and the neighbours."""
    own = place.own(indicator)
    if own is None:
        return gaps.missing(place, id, indicator)
    card = own.indicator
    who = company(place, indicator)
    found = [one for area, _ in who if (one := place.at(area, indicator, own.period))]
    widest = place.widest(indicator, own.period)
    references = {place.area, *([widest.area] if widest else [])}
    if all(one.area in references for one in found):
        what = f"{card.phrase} in {in_sentence(own.period)}"
        beside_it = f"{possessive(widest.area)} {printed(widest)}" if widest else ""
        return gaps.alone(place, id, card.title, what, printed(own), own.releases, beside_it)
    table = at_one_time(place, indicator, who, own.period)
    notes = (*cautions(place, found), *beside(place, table))
    title = among_comparators(place, own, found)
    return _ranked(place, id, card, table, title, own.period, notes)


def across(place: Place, id: str, indicator: str) -> Block:
    """The authorities of the area, or around it, in order."""
    found = within(place, indicator)
    if len(found) < 2:
        return gaps.no_members(place, id, indicator)
    card, period = found[0].indicator, found[0].period
    shown, few = shortened(place, [f.area.code for f in found])
    who = [(f.area, role_of(place, f.area)) for f in found if f.area.code in shown]
    widest = place.widest(indicator, period)
    who += [(widest.area, "uk")] if widest else []
    table = at_one_time(place, indicator, who, period)
    title = (
        f"{having(found, found[-1])} the highest {bare(card.phrase)} "
        f"{'in' if place.circle is place.area else 'among the authorities of'} "
        f"{place.circle.in_text}, {named_end(found, found[0])} the lowest"
    )
    drawn = [one for one in found if one.area.code in shown]
    return _ranked(place, id, card, table, title, period, _among(place, drawn), few)


def map_of(place: Place, id: str, indicator: str) -> Block:
    """The authorities of the area, or around it, on a map."""
    found = within(place, indicator)
    if len(found) < 2:
        return gaps.no_members(place, id, indicator)
    card, period = found[0].indicator, found[0].period
    who = [(a, role_of(place, a)) for a in place.figures.parts(indicator, place.circle)]
    geometries = shapes(place.figures.store, [area.code for area, _ in who])
    table = at_one_time(place, indicator, who, period)
    title = (
        f"{sentence_case(card.phrase)} {'are' if card.plural else 'is'} highest in "
        f"{named_end(found, found[-1])} and lowest in {named_end(found, found[0])}"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.unit}, {period}, by local authority",
        chart=charts.map_chart(table, geometries, measure(card)),
        data=for_people(table, card),
        cards=[card],
        period=period,
        computed=_computed(table),
        notes=_among(place, found),
    )


def slope(place: Place, id: str, indicator: str, years: int = 10) -> Block:
    """The area and its authorities at two moments."""
    pair = ends(place, place.area, indicator, years)
    if pair is None:
        return gaps.no_change(place, id, indicator)
    card, spans = pair[0].indicator, [figure_.period for figure_ in pair]
    parts = place.figures.parts(indicator, place.circle)
    who: list[tuple[Area, str]] = [(place.area, "area")]
    who += [(part, "member") for part in parts if part.code not in place.area.codes]
    table = pd.concat([at_one_time(place, indicator, who, span) for span in spans])
    table = table[table.groupby("area")["value"].transform("count") == len(spans)]
    title = moved_title(place, *pair)
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, {card.unit}, {spans[0]} and {spans[1]}",
        chart=charts.slope_chart(table, measure(card)),
        data=for_people(table, card),
        cards=[card],
        period=spans[1],
        computed=_computed(table),
        notes=cautions(place, pair),
    )


def multiples(place: Place, id: str, title: str, indicators: Sequence[str]) -> Block:
    """Several indicators over time, a panel each, beside the widest area."""
    cards = [place.figures.card(i) for i in indicators if place.own(i) is not None]
    if not cards:
        return gaps.missing(place, id, indicators[0])
    frames, people = [], []
    for card in cards:
        who = company(place, card.slug, neighbours=False)[:2]
        table = over_time(place, card.slug, who)
        frames.append(table.assign(panel=card.title))
        people.append(for_people(table, card).rename(columns={sentence_case(card.unit): "Value"}))
    stacked = pd.concat(frames, ignore_index=True)
    names = [
        table.assign(Measure=card.title, Unit=card.unit)
        for table, card in zip(people, cards, strict=True)
    ]
    measures = {card.title: measure(card) for card in cards}
    return figure(
        place,
        id,
        title=title,
        subtitle="Each panel has its own scale and unit",
        chart=charts.panels_chart(stacked, measures),
        data=pd.concat(names, ignore_index=True),
        cards=cards,
        period=str(stacked["period"].iloc[-1]),
        computed=_computed(stacked),
        notes=cautions(place, [own for card in cards if (own := place.own(card.slug))]),
    )


def heat(place: Place, id: str, title: str, indicators: Sequence[str]) -> Block:
    """The authorities of the area, or around it, on several measures at once."""
    columns = [(place.figures.card(slug), within(place, slug)) for slug in indicators]
    columns = [(card, found) for card, found in columns if len(found) > 1]
    if not columns:
        return gaps.no_members(place, id, indicators[0])
    rows: list[dict[str, Any]] = []
    hidden, few = _hidden(place, columns[0][1])
    for card, figures in columns:
        found = [one for one in figures if one.area.code not in hidden]
        widest = place.widest(card.slug, found[0].period) if found else None
        rows += [_cell(place, card, one, widest) for one in (*found, *([widest] if widest else []))]
    table = pd.DataFrame(rows)
    people = table[["area", "label", "measure", "period", "value", "unit", "computed"]].set_axis(
        ["Area code", "Area", "Measure", "Period", "Value", "Unit", "Computed"], axis=1
    )
    spans = {card.title: found[0].period for card, found in columns}
    return figure(
        place,
        id,
        title=title,
        subtitle="; ".join(f"{name} {period}" for name, period in spans.items()) + few,
        chart=charts.heat_chart(table),
        data=people,
        cards=[card for card, _ in columns],
        period=next(iter(spans.values())),
        notes=(
            HOW_SHADED,
            *dict.fromkeys(n for _, found in columns for n in _among(place, found)),
        ),
    )


def scatter(place: Place, id: str, title: str, x: str, y: str) -> Block:
    """Two indicators of all authorities of the nation's kind, the area's own named."""
    cards = [place.figures.card(x), place.figures.card(y)]
    areas = [a for a in place.figures.areas.of_level("ltla") if a.nation == place.area.nation]
    newest = [place.figures.newest(card.slug, areas) for card in cards]
    rows = [
        {"area": area.code, "label": area.name, "role": _nearby(place, area)}
        | {"x": newest[0].at[area.code, "value"], "y": newest[1].at[area.code, "value"]}
        | {"period": newest[1].at[area.code, "period"]}
        for area in areas
        if area.code in newest[0].index and area.code in newest[1].index
    ]
    table = pd.DataFrame(rows)
    if len(table) < 10 or not set(table["role"]) - {"other"}:
        return gaps.no_members(place, id, y)
    people = table[["area", "label", "x", "y"]].set_axis(
        ["Area code", "Area", *(headed(card.title, card.unit) for card in cards)], axis=1
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{cards[1].title} ({cards[1].unit}) against {uncapitalised(cards[0].title)} "
        f"({cards[0].unit}), local authorities, newest figures",
        chart=charts.scatter_chart(table, measure(cards[0]), measure(cards[1])),
        data=people,
        cards=cards,
        period=str(table["period"].iloc[0]),
        notes=("That two measures go together does not show that one causes the other.",),
    )


def figure(
    place: Place, id: str, *, title: str, subtitle: str, chart: charts.Chart,
    data: pd.DataFrame, cards: Sequence[Indicator], period: str, computed: str = "",
    notes: Sequence[str] = (), sources: Iterable[Release] = (), unit: str | None = None,
) -> Block:  # fmt: skip
    """A figure block from a chart and its data; its sources are the cards' releases.

    Parameters
    ----------
    chart : Chart
        Which chart of which table; it is drawn and told here.
    data : DataFrame
        The table behind it, with column titles for people.
    cards : sequence of Indicator
        What it shows.
    computed : str
        How its figures were computed; empty when all are published.
    sources : iterable of Release
        Publications beside the cards' own.
    unit : str, optional
        Of what is drawn, where that is not the cards' own unit.
    """
    store = place.figures.store
    own = [store.release(card.slug) for card in cards if store.has(card.slug)]
    return Block(
        id=id,
        kind="figure",
        title=sentence_case(title),
        subtitle=subtitle,
        alt=chart.tell(title),
        unit="; ".join(dict.fromkeys(card.unit for card in cards)) if unit is None else unit,
        area=place.area.code,
        period=period,
        indicators=tuple(card.slug for card in cards),
        sources=unique([*own, *sources]),
        computed=computed,
        data=data.reset_index(drop=True),
        svg=chart.svg(anchor(id)),
        notes=(*notes, *_dated(cards)),
    )


def _ranked(
    place: Place, id: str, card: Indicator, table: pd.DataFrame, title: str, period: str,
    notes: Sequence[str], few: str = "",
) -> Block:  # fmt: skip
    chart = charts.ranked_chart(
        table,
        measure(card),
        kind="dots" if table["lower_95"].notna().any() else "bars",
        whole=not few,
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, {card.unit}, {period}{few}{_with_interval(table)}",
        chart=chart,
        data=for_people(table, card),
        cards=[card],
        period=period,
        computed=_computed(table),
        notes=notes,
    )


def _among(place: Place, found: Sequence[Figure]) -> tuple[str, ...]:
    """Cautions beside the figures of many authorities, of which the ends and ours are named."""
    named = [one for one in found if one.area.code in place.area.codes]
    rounded = (ROUNDED,) if coarse(found) else ()
    return tuple(dict.fromkeys([*rounded, *cautions(place, [found[0], found[-1], *named])]))


def _hidden(place: Place, found: Sequence[Figure]) -> tuple[set[str], str]:
    """Of very many authorities, those between the ends of the first measure; how to say so."""
    if len(found) <= MOST_HEATED:
        return set(), ""
    between = {one.area.code for one in found[ENDS_SHOWN:-ENDS_SHOWN]}
    said = f". The {ENDS_SHOWN} lowest and highest of {len(found)} on the first measure"
    return between - {*place.area.codes}, said


def _cell(place: Place, card: Indicator, one: Figure, widest: Figure | None) -> dict[str, Any]:
    """One cell; a unit of words stands in the head, for cells of words make narrow tables."""
    written, unit = measure(card), card.suffix.strip() if card.suffix.startswith(" ") else ""
    return {
        "area": one.area.code,
        "label": one.area.name,
        "role": role_of(place, one.area),
        "measure": card.title,
        "unit": card.unit,
        "computed": "yes" if one.computed else "no",
        "column": f"{card.title}, {unit}" if unit else card.title,
        "value": one.value,
        "better": card.better,
        "relation": relation(one, widest) if widest else None,
        "text": written.text(one.value).removesuffix(f" {unit}")
        if unit
        else written.text(one.value),
        "period": one.period,
    }


def _nearby(place: Place, area: Area) -> str:
    found = role_of(place, area)
    return found if found != "uk" else "other"


def _with_interval(table: pd.DataFrame) -> str:
    # Where the country alone has one, the places drawn have none.
    places = table[~table["role"].isin(["uk", "nation"])]
    return ", with 95% intervals" if places["lower_95"].notna().any() else ""


def _computed(table: pd.DataFrame) -> str:
    """How each line's figures were computed, and from when to when where not all were.

    Those made in one way, over however many authorities, are named together.
    """
    said: dict[str, tuple[str, list[str]]] = {}
    for label, rows in table[table["value"].notna()].groupby("label", sort=False):
        made = rows[rows["computed"].fillna("") != ""]
        if not made.empty:
            first, last = made["period"].iloc[0], made["period"].iloc[-1]
            span = first if len(made) == 1 else f"{first} to {last}"
            when = f" ({span})" if len(made) < len(rows) else ""
            how = f"{when}: {made['computed'].iloc[-1]}"
            said.setdefault(_COUNTED.sub("", how), (how, []))[1].append(str(label))
    return "; ".join(
        "; ".join([f"{first}{how}", *(["likewise " + "; ".join(others)] if others else [])])
        for how, (first, *others) in said.values()
    )


def _dated(cards: Sequence[Indicator]) -> tuple[str, ...]:
    names = [card.title for card in cards if card.dated]
    if not names:
        return ()
    return (f"Dated: no later figures are held ({', '.join(names)}).",)
