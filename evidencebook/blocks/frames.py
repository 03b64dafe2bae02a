"""Shape figures for charts (label, role, value) and for people (named columns)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, SET, UK, Area
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.wording import sentence_case
from evidencebook.indicators import Indicator
from evidencebook.periods import midpoint

INTERVAL = ["lower_95", "upper_95"]
# Of more authorities than a chart has room for, those at either end are shown.
MOST_ROWS, ENDS_SHOWN = 24, 10


def measure(card: Indicator) -> Measure:
    """How an indicator's values are written on a chart."""
    return Measure(card.unit, card.prefix, card.suffix, card.decimals)


def headed(what: str, unit: str) -> str:
    """The head of a column of numbers, which ends in their unit."""
    return f"{what} ({unit})"


def titled(card: Indicator) -> str:
    """An indicator's title, with its unit where neither title nor printed value tells it."""
    told = card.prefix or card.suffix or card.unit.lower() in card.title.lower()
    return card.title if told else headed(card.title, card.unit)


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


def role_of(place: Place, area: Area) -> str:
    """An authority's role in a chart: ``area``, ``member`` of the circle, else ``uk``."""
    if area.code in place.area.codes:
        return "area"
    return "member" if set(area.members) <= set(place.circle.members) else "uk"


def shortened(place: Place, codes: Sequence[str]) -> tuple[list[str], str]:
    """Of very many areas in order those at either end and our own, and words that say so.

    Parameters
    ----------
    codes : sequence of str
        Codes of areas, in order of their values.

    Returns
    -------
    (list of str, str)
        The codes to show, in the same order, and ``, 10 highest and lowest of 33`` (``, and
        Camden`` where ours lies between them), which is empty where all are shown.
    """
    if len(codes) <= MOST_ROWS:
        return list(codes), ""
    own = [code for code in codes[ENDS_SHOWN:-ENDS_SHOWN] if code in place.area.codes]
    shown = [*codes[:ENDS_SHOWN], *own, *codes[-ENDS_SHOWN:]]
    and_ours = f", and {place.area.in_text}" if own else ""
    return shown, f", {ENDS_SHOWN} highest and lowest of {len(codes)}{and_ours}"


def labels(areas: Iterable[Area]) -> dict[str, str]:
    """A label for each area's code; areas that share a name are told apart by their kind."""
    areas = list(areas)
    names = Counter(area.name for area in areas)
    return {
        area.code: area.name if names[area.name] == 1 else f"{area.name} ({_kind(area)})"
        for area in areas
    }


def middles(table: pd.DataFrame) -> list[float]:
    """Where each row stands on an axis of time: the middle of its period, in years."""
    spans = zip(table["period_start"], table["period_end"], strict=True)
    return [midpoint(start, end) for start, end in spans]


def over_time(place: Place, indicator: str, who: Sequence[tuple[Area, str]]) -> pd.DataFrame:
    """All periods for these areas: `area`, `label`, `role`, `x`, `period`, value, interval."""
    frames, named = [], labels(area for area, _ in who)
    for area, role in who:
        series = place.figures.series(indicator, area)
        frames.append(series.assign(area=area.code, label=named[area.code], role=role))
    table = pd.concat(frames, ignore_index=True)
    table["x"] = middles(table)
    return table[["area", "label", "role", "x", "period", "value", *INTERVAL, "computed"]]


def at_one_time(
    place: Place, indicator: str, who: Sequence[tuple[Area, str]], period: str
) -> pd.DataFrame:
    """One period for these areas, missing ones with no value."""
    rows, named = [], labels(area for area, _ in who)
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
            "rounding": figure.rounding if figure else 0.0,
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
            sentence_case(card.unit): value,
        }
    )
    if table["lower_95"].notna().any():
        shown["Lower 95%"] = table["lower_95"].round(card.decimals + 3)
        shown["Upper 95%"] = table["upper_95"].round(card.decimals + 3)
    if (table["computed"].fillna("") != "").any():
        shown["Computed"] = ["yes" if made else "no" for made in table["computed"]]
    return shown


def by_place(table: pd.DataFrame, heads: Mapping[str, str], decimals: int = 3) -> pd.DataFrame:
    """A chart's frame as a table for people: each place, and some columns by their heads.

    Parameters
    ----------
    table : DataFrame
        `area`, `label`, and the columns that `heads` names.
    heads : mapping of str to str
        Column → what it is called, in order; that of a number tells its unit.
    decimals : int
        Of the numbers.
    """
    shown = table[["area", "label", *heads]].round(decimals)
    return shown.set_axis(["Area code", "Area", *heads.values()], axis=1)


def _kind(area: Area) -> str:
    return "this area" if area.level == SET else LEVELS[area.level]
