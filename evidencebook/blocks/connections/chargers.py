"""Public chargers for electric vehicles: how many, and how fast their number moves."""

from __future__ import annotations

from dataclasses import replace

from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import claims
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.connections.by_authority import Pair
from evidencebook.blocks.facts import fact_of

CHARGERS = "electric-vehicle-public-charging-devices"
CHANGE = Measure("%", suffix="%", decimals=1)
CORRECTED = (
    "Operators correct their returns, so a change over one quarter may be theirs and not on the "
    "ground; few chargers make large percentages."
)


def chargers_in_words(place: Place, id: str) -> Block:
    """Claim: chargers for each resident against the wider areas, and the newest change.

    The series is too short to compare years: the change is from the date before the newest.
    """
    made, own = claims.compare(place, id, CHARGERS), _newest(place, place.area)
    if own is None:
        return made
    text = f"{made.text} Since {own.first.period} the number {_moved(own.change)}"
    widest = place.widest(CHARGERS, own.second.period)
    theirs = _newest(place, widest.area) if widest else None
    used = [own.second, own.first]
    if theirs and theirs.first.period == own.first.period:
        text += f"; in {theirs.second.area.in_text} it {_moved(theirs.change)}"
        used += [theirs.second, theirs.first]
    moved = fact_of(own.second, "since", since=own.first.period, value=round(own.change, 3))
    return replace(
        made,
        text=f"{text}.",
        data=claims.figures_table(used),
        notes=(*made.notes, CORRECTED),
        asserts=(*made.asserts, moved),
    )


def _newest(place: Place, area: Area) -> Pair | None:
    """The two newest figures."""
    series = place.figures.series(CHARGERS, area)
    labels = series.loc[series["value"] > 0, "period"].tail(2).tolist()
    found = [place.at(area, CHARGERS, label) for label in labels]
    first, last = found if len(found) == 2 else (None, None)
    return Pair(first, last) if first and last else None


def _moved(change: float) -> str:
    if CHANGE.text(abs(change)) == CHANGE.text(0):
        return "did not change"
    return f"{'rose' if change > 0 else 'fell'} by {CHANGE.text(abs(change))}"
