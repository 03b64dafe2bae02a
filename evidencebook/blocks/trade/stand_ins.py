"""What stands in for a place whose trade is not published: the smallest area that holds it."""

from __future__ import annotations

from dataclasses import replace

from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, Area
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.wording import listed, sentence_case

EXPORTS = "value-uk-exports"
OUTPUT = "gross-value-added-current-prices"
# The first year in which the United Kingdom was outside the EU single market.
OUTSIDE_SINGLE_MARKET = 2021
MILLIONS = Measure("£ million", prefix="£", suffix=" million", decimals=0)


def near(place: Place, indicator: str) -> Place | None:
    """The place itself, or the smallest area that holds it and has a figure, as a place."""
    if place.own(indicator):
        return place
    around = from_near_to_far(place)
    found = next((a for a in around if place.at(a, indicator, None, "published")), None)
    return Place(place.figures, found) if found else None


def of_place(place: Place, shown: Area, made: Block) -> Block:
    """The block, saying so where it shows a larger area: a claim in its text, others below."""
    if set(shown.codes) & set(place.area.codes):
        return made
    here, there = place.area.in_text, told(shown)
    if shown.name == place.area.name:
        here, there = (f"{a.in_text} ({LEVELS[a.level]})" for a in (place.area, shown))
    if made.kind == "claim":
        # A sentence travels without its notes: to the front page, to a board.
        said = f"{sentence_case(there)} stands in for {here}, for which no figure is published."
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
    # Northern Ireland is also an ITL area, of which no reader has heard.
    nation = area.nation[:1] == "N" and len(area.members) > 1
    if nation or area.level[:3] != "itl":
        return area.in_text
    return f"{area.in_text} ({LEVELS[area.level]})"


def from_near_to_far(place: Place) -> list[Area]:
    """The area, then those that hold it whole, smallest first: ITL, combined, region, nation."""
    return [place.area, *place.figures.areas.holding(place.area), *place.wider[::-1]]


def old(*periods: str) -> tuple[str, ...]:
    """A caution on figures of years in which the United Kingdom was in the single market."""
    before = [period for period in sorted(set(periods)) if int(period) < OUTSIDE_SINGLE_MARKET]
    if not before:
        return ()
    years = listed(before)
    return (f"The figures are of {years}, before the United Kingdom left the EU single market.",)
