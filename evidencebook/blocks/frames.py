"""Shape figures for charts (label, role, value) and for people (named columns)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, SET, UK, Area
from evidencebook.blocks.charts.measure import Measure
from evidencebook.indicators import Indicator
from evidencebook.periods import midpoint

INTERVAL = ["lower_95", "upper_95"]


def measure(card: Indicator) -> Measure:
    """How an indicator's values are written on a chart."""
    return Measure(card.unit, card.prefix, card.suffix, card.decimals)


def company(place: Place, indicator: str, *, neighbours: bool = True) -> list[tuple[Area, str]]:
    """The area and those it is shown with, each with its role in a chart."""
    found: list[tuple[Area, str]] = [(place.area, "area")]
    own = place.own(indicator)
    if own is None:
        return found
    widest = place.widest(indicator, own.period)
    if widest:
        found.append((widest.area, "uk" if widest.area.code == UK else "nation"))
    if place.area.region and place.area.region not in place.area.codes:
        near = place.figures.areas[place.area.region]
        if near.code not in {area.code for area, _ in found}:
            found.append((near, "region"))
    peers = place.neighbours if neighbours else []
    taken = {area.code for area, _ in found}
    return found + [(area, "neighbour") for area in peers if area.code not in taken]


def beside(place: Place, table: pd.DataFrame) -> tuple[str, ...]:
    """The note of a chart that shows neighbours: where they come from."""
    shown = (table["role"] == "neighbour").any()
    return (f"Comparators: {place.origin_of_neighbours}.",) if shown else ()


def labels(who: Sequence[tuple[Area, str]]) -> dict[str, str]:
    """A label for each area's code; areas that share a name are told apart by their kind."""
    names = [area.name for area, _ in who]
    return {
        area.code: area.name if names.count(area.name) == 1 else f"{area.name} ({_kind(area)})"
        for area, _ in who
    }


def over_time(place: Place, indicator: str, who: Sequence[tuple[Area, str]]) -> pd.DataFrame:
    """All periods for these areas: `area`, `label`, `role`, `x`, `period`, value, interval."""
    frames, named = [], labels(who)
    for area, role in who:
        series = place.figures.series(indicator, area)
        frames.append(series.assign(area=area.code, label=named[area.code], role=role))
    table = pd.concat(frames, ignore_index=True)
    spans = zip(table["period_start"], table["period_end"], strict=True)
    table["x"] = [midpoint(start, end) for start, end in spans]
    return table[["area", "label", "role", "x", "period", "value", *INTERVAL, "computed"]]


def at_one_time(
    place: Place, indicator: str, who: Sequence[tuple[Area, str]], period: str
) -> pd.DataFrame:
    """One period for these areas, missing ones with no value."""
    rows, named = [], labels(who)
    for area, role in who:
        figure = place.at(area, indicator, period)
        row: dict[str, object] = {
            "area": area.code,
            "label": named[area.code],
            "role": role,
            "period": period,
        }
        row |= {
            "x": midpoint(figure.start, figure.end) if figure else None,
            "value": figure.value if figure else None,
            "lower_95": figure.lower_95 if figure else None,
            "upper_95": figure.upper_95 if figure else None,
            "computed": figure.computed if figure else "",
        }
        rows.append(row)
    table = pd.DataFrame(rows)
    return table.astype({"x": float, "value": float, "lower_95": float, "upper_95": float})


def for_people(table: pd.DataFrame, card: Indicator) -> pd.DataFrame:
    """A chart's frame as a table with named columns and values without binary noise."""
    value = table["value"].round(card.decimals + 3)
    shown = pd.DataFrame(
        {
            "Area code": table["area"],
            "Area": table["label"],
            "Period": table["period"],
            card.unit[:1].upper() + card.unit[1:]: value,
        }
    )
    if table["lower_95"].notna().any():
        shown["Lower 95%"] = table["lower_95"].round(card.decimals + 3)
        shown["Upper 95%"] = table["upper_95"].round(card.decimals + 3)
    if (table["computed"].fillna("") != "").any():
        shown["Computed"] = ["yes" if made else "no" for made in table["computed"]]
    return shown


def _kind(area: Area) -> str:
    return "this area" if area.level == SET else LEVELS[area.level]
