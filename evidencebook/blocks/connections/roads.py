"""Traffic on the roads, of the place or of the larger areas that it lies in.

Traffic is published for counties and unitary authorities. A place of other authorities is
shown by those of them that it is made of or lies in, each under its own name.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import GREAT_BRITAIN, UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.connections.by_authority import Pair
from evidencebook.blocks.facts import fact
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import for_people, measure, over_time
from evidencebook.blocks.wording import (
    MATERIAL,
    NO_INTERVAL,
    Relation,
    difference,
    listed,
    printed,
    relation_in,
    sentence_case,
    when,
)

FLOW = "motor-vehicle-flow"
# The last whole year before the pandemic, and the first within it.
BEFORE, PANDEMIC = "2019", "2020"
# Figures are rounded to hundreds: two that differ by one hundred may be almost the same.
ROUNDING = 150
MOST_PANELS, MOST_NAMED = 12, 4
ROUNDED = f"rounded to hundreds; {NO_INTERVAL}"


def traffic_in_words(place: Place, id: str) -> Block:
    """Claim: vehicles on an average road now, before the pandemic and in it."""
    found = _around(place)
    if not found:
        return gaps.missing(place, id, FLOW)
    lead = found[0].second
    said = found if len(found) <= MOST_NAMED else [found[-1], found[0]]
    text = f"{when(lead.period)}, {lead.indicator.phrase} on the roads {_levels(found, said)}"
    text += _in_pandemic(place, found)
    used = [one for pair in said for one in (pair.second, pair.first)]
    britain = _pair(place, place.figures.areas[GREAT_BRITAIN])
    if britain and lead.area.code != GREAT_BRITAIN:
        text += f"; in Great Britain it was {printed(britain.second)}, {_against(britain)}"
        used += [britain.second, britain.first]
    facts = [
        fact(_kind(pair), FLOW, pair.second.area.code, pair.second.period, since=pair.first.period)
        for pair in said
    ]
    return statement(
        id, "Traffic on the roads", f"{text} ({ROUNDED}).", used, facts,
        notes=_borrowed(place, found),
    )  # fmt: skip


def traffic(place: Place, id: str) -> Block:
    """Figure: vehicles on an average road over the years, beside Great Britain."""
    found = _around(place)
    if not found:
        return gaps.missing(place, id, FLOW)
    card, last = place.figures.card(FLOW), found[0].second.period
    title, unit = _title(found), measure(card)
    half, few = MOST_PANELS // 2, len(found) <= MOST_PANELS
    shown = found if few else [*found[:half], *found[-half:]]
    panels = pd.concat([_panel(place, pair) for pair in shown], ignore_index=True)
    first = str(panels.loc[panels["value"].notna(), "period"].min())
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, {card.unit}, {first} to {last}"
        + ("" if few else f", {half} highest and lowest of {len(found)}"),
        chart=_chart(panels, unit),
        data=for_people(panels.drop_duplicates(["area", "period"]), card),
        cards=[card],
        period=last,
        notes=_borrowed(place, found),
    )


def _chart(panels: pd.DataFrame, unit: Measure) -> charts.Chart:
    """The lines of one area, or a panel for each of several."""
    names = panels["panel"].unique()
    if len(names) == 1:
        return charts.line_chart(panels, unit)
    # The subtitle says the unit once for all panels.
    units = dict.fromkeys(names, Measure(unit.unit, decimals=unit.decimals))
    drawn = charts.panels_chart(panels, units, shared=True)
    return replace(drawn, tell=partial(_alt, panels, unit))


def _alt(panels: pd.DataFrame, unit: Measure, title: str) -> str:
    """The course of each line, once."""
    said = []
    for label, rows in panels.drop_duplicates(["area", "period"]).groupby("label", sort=False):
        known = rows[rows["value"].notna()]
        first, last = known.iloc[0], known.iloc[-1]
        low = known.loc[known["value"].idxmin()]
        said.append(
            f"{label} went from {unit.text(first['value'])} in {first['period']} to "
            f"{unit.text(last['value'])} in {last['period']}, lowest in {low['period']} "
            f"({unit.text(low['value'])})."
        )
    return f"{title}. {' '.join(said)}"


def _panel(place: Place, pair: Pair) -> pd.DataFrame:
    """The series of one area and of Great Britain, with the area's name as ``panel``."""
    own, britain = pair.second.area, place.figures.areas[GREAT_BRITAIN]
    who = [(own, "area"), *([(britain, "nation")] if own.code != GREAT_BRITAIN else [])]
    table = over_time(place, FLOW, who)
    label = table["area"].map({area.code: _label(area) for area, _ in who})
    return table.assign(panel=_label(own), label=label)


def _around(place: Place) -> list[Pair]:
    """The place's figures, else those of the counties and authorities that cover it.

    The one with most traffic comes first.
    """
    if own := _pair(place, place.area):
        return [own]
    if place.area.code == UK:
        britain = _pair(place, place.figures.areas[GREAT_BRITAIN])
        return [britain] if britain else []
    areas, found = place.figures.areas, {}
    place.figures.read_ahead(FLOW, [areas[code] for code in place.area.members])
    for code in place.area.members:
        for around in dict.fromkeys((code, areas.county_of(code))):
            if around not in found and (pair := _pair(place, areas[around])):
                found[around] = pair
    return sorted(found.values(), key=lambda p: -p.second.value)


def _pair(place: Place, area: Area) -> Pair | None:
    """The flow before the pandemic and the newest; of a newer authority the first and newest."""
    newest = place.at(area, FLOW, None)
    if newest is None:
        return None
    series = place.figures.series(FLOW, area)
    known = series.loc[series["value"].notna(), "period"].tolist()
    before = place.at(area, FLOW, BEFORE if BEFORE in known else known[0])
    return Pair(before, newest) if before else None


def _own(place: Place, pair: Pair) -> bool:
    return pair.second.area.code in (place.area.code, *place.area.codes)


def _kind(pair: Pair) -> Relation:
    least = max(MATERIAL, ROUNDING / pair.first.value) if pair.first.value else MATERIAL
    return difference(pair.second.value, pair.first.value, least)


def _levels(found: list[Pair], said: list[Pair]) -> str:
    """``was 4,700 vehicles in Lancashire (county), similar to that in 2019 (4,600)``."""
    first, *others = said
    now = [f"{printed(first.second)} in {_name(first)}"]
    now += [f"{_bare(pair.second)} in {_name(pair)}" for pair in others]
    if len(found) > len(said):
        return f"ranged from {now[0]}, {_against(first)}, to {now[1]}, {_against(others[0])}"
    if others and len({_than(pair) for pair in said}) == 1:
        before = listed([_bare(pair.first) for pair in said])
        return f"was {listed(now)}, each {_than(first)} ({before})"
    return "was " + "; ".join(
        f"{text}, {_against(pair)}" for text, pair in zip(now, said, strict=True)
    )


def _than(pair: Pair) -> str:
    return f"{relation_in(_kind(pair))} {pair.first.period}"


def _against(pair: Pair) -> str:
    return f"{_than(pair)} ({_bare(pair.first)})"


def _in_pandemic(place: Place, found: list[Pair]) -> str:
    """The first year of the pandemic, where one area alone is named."""
    low = place.at(found[0].second.area, FLOW, PANDEMIC) if len(found) == 1 else None
    return f"; in {low.period} it was {_bare(low)}" if low else ""


def _bare(one: Figure) -> str:
    """A value without its unit."""
    return printed(one).removesuffix(one.indicator.suffix)


def _name(pair: Pair) -> str:
    area = pair.second.area
    return f"{area.in_text}{_county(area)}"


def _label(area: Area) -> str:
    return f"{area.name}{_county(area)}"


def _county(area: Area) -> str:
    return " (county)" if area.level == "county" else ""


def _title(found: list[Pair]) -> str:
    """In which areas traffic is above, below and near its level before the pandemic."""
    groups: dict[str, list[str]] = {}
    for pair in found:
        groups.setdefault(_than(pair), []).append(_name(pair))
    said = [
        f"in {listed(names) if len(names) <= MOST_NAMED else f'{len(names)} areas'} "
        f"{'it ' if n else ''}was {than}"
        for n, (than, names) in enumerate(groups.items())
    ]
    return f"In {found[0].second.period} traffic {'; '.join(said)}"


def _since(place: Place, newest: Figure) -> tuple[str, ...]:
    """Newer figures of the parts of a place whose own series ended when it was divided."""
    areas = [place.figures.areas[code] for code in place.area.members]
    place.figures.read_ahead(FLOW, areas)
    parts = [one for area in areas if (one := place.at(area, FLOW, None)) and area != place.area]
    if not parts or len(parts) > MOST_NAMED or min(one.end for one in parts) <= newest.end:
        return ()
    said = listed([f"{printed(one)} in {one.area.in_text}" for one in parts])
    return (
        f"{sentence_case(place.area.in_text)} as a whole has no figure after {newest.period}: "
        f"newer ones are of its parts ({said}; {parts[0].period}).",
    )


def _borrowed(place: Place, found: list[Pair]) -> tuple[str, ...]:
    """What the figures are of, where they are not of the place itself."""
    if _own(place, found[0]) or place.area.code == UK:
        return _since(place, found[0].second)
    return (
        f"Of the whole of each county or authority that covers {place.area.in_text} or a part of "
        "it; no figure is published for the place itself.",
    )
