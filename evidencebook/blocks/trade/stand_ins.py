"""What stands in for a place whose trade is not published: the smallest area that holds it."""

from __future__ import annotations

from dataclasses import replace

from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, Area
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.wording import sentence_case

EXPORTS = "value-uk-exports"
OUTPUT = "gross-value-added-current-prices"
MILLIONS = Measure("£ million", prefix="£", suffix=" million", decimals=0)


def near(place: Place, indicator: str) -> Place | None:
    """The place itself, or the smallest area that holds it and has a figure, as a place."""
    if place.own(indicator):
        return place
    around = from_near_to_far(place)
    found = next((a for a in around if place.at(a, indicator, None, "published")), None)
    return Place(place.figures, found) if found else None


def of_place(place: Place, shown: Area, made: Block) -> Block:
    """The block, with a note and the area's name where it shows a larger area."""
    if set(shown.codes) & set(place.area.codes):
        return made
    note = (
        f"Not published for {place.area.in_text}: the figures are of {told(shown)}, which is "
        "larger and holds it."
    )
    text = f"{sentence_case(told(shown))}: {made.text}" if made.kind == "metric" else made.text
    return replace(made, area=shown.code, text=text, notes=(note, *made.notes))


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
