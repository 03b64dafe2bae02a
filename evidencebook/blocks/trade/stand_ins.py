"""What stands in for a place whose trade is not published: the smallest area that holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, Area
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.wording import listed, sentence_case

Found = TypeVar("Found")
EXPORTS = "value-uk-exports"
OUTPUT = "gross-value-added-current-prices"
# The first year in which the United Kingdom was outside the EU single market.
OUTSIDE_SINGLE_MARKET = 2021
MILLIONS = Measure("£ million", prefix="£", suffix=" million", decimals=0)


def near(place: Place, indicator: str) -> Place | None:
    """The place itself, or the smallest area that holds it and has a figure, as a place."""
    if place.own(indicator):
        return place
    found = next((a for a in place.outward if place.at(a, indicator, None, "published")), None)
    return Place(place.figures, found) if found else None


def nearest(place: Place, find: Callable[[Place, Area], Found | None]) -> tuple[Area, Found] | None:
    """What is found for the area, or else for the smallest that holds it and has something.

    Parameters
    ----------
    find : callable
        Looks for it in one area; what is empty counts as not found.
    """
    for area in place.outward:
        if found := find(place, area):
            return area, found
    return None


def of_place(
    place: Place, shown: Area, made: Block, lacking: str = "no figure is published"
) -> Block:
    """The block, saying so where it shows a larger area: a claim in its text, others below.

    Parameters
    ----------
    lacking : str
        What is not published for the place, where something else is.
    """
    if set(shown.codes) & set(place.area.codes):
        return made
    here, there = place.area.in_text, told(shown)
    if shown.name == place.area.name:
        here, there = (f"{a.in_text} ({LEVELS[a.level]})" for a in (place.area, shown))
    if made.kind == "claim":
        # A sentence travels without its notes: to the front page, to a board.
        said = f"{sentence_case(there)} stands in for {here}, for which {lacking}."
        return replace(made, area=shown.code, text=f"{made.text} {said}")
    note = f"Not published for {here}: the figures are of {there}, which is larger and holds it."
    notes = (note, *made.notes)
    if made.kind != "metric":
        return replace(made, area=shown.code, notes=notes)
    # A card has no room for notes: whose figure it is stands among its lines.
    whose = f"For {there}, which holds {here}; not published for it alone"
    detail = {**made.detail, "comparison": whose}
    return replace(made, area=shown.code, text=f"{made.text} {whose}.", detail=detail, notes=notes)


def told(area: Area) -> str:
    """``East Lancashire (ITL 3 area)``, ``the North West``."""
    itl = area.level.startswith("itl")
    return f"{area.in_text} ({LEVELS[area.level]})" if itl else area.in_text


def old(*periods: str) -> tuple[str, ...]:
    """A caution on figures of years in which the United Kingdom was in the single market."""
    before = [period for period in sorted(set(periods)) if int(period) < OUTSIDE_SINGLE_MARKET]
    if not before:
        return ()
    years = listed(before)
    return (f"The figures are of {years}, before the United Kingdom left the EU single market.",)
