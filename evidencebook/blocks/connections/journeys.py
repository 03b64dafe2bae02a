"""The way to the nearest employment centre, by car and without one."""

from __future__ import annotations

from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.connections.by_authority import Pair, authorities, bars, table_of
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.wording import (
    MATERIAL,
    MATERIAL_TO_ESTIMATE,
    NO_INTERVAL,
    amount,
    difference,
    printed,
    when,
)

DRIVING = "average-travel-time-driving"
WITHOUT = "average-travel-time-public-transport-or-walking"
LONGER = Measure("% longer than by car", suffix="%", decimals=0)
COMPUTED = "time by public transport or on foot over time by car, both of the same year"
NEAREST = (
    "The nearest place with many jobs is seldom where a person works: true journeys are longer, "
    "and so may be the difference."
)
# Roads and timetables change slowly: times by car that differ this much over a few years are
# those of a few homes, or of another way to reckon them.
ERRATIC = 1.5


def without_a_car_in_words(place: Place, id: str) -> Block:
    """Claim: how much longer the way to work is without a car, here and in the nation."""
    own = _times(place, place.area)
    if own is None:
        return gaps.missing(place, id, WITHOUT)
    car, other = own.first, own.second
    text = (
        f"{when(other.period)}, the nearest employment centre was on average {printed(other)} "
        f"away by public transport or on foot in {place.area.in_text} and {printed(car)} by "
        f"car: {_longer(own.change)} without a car"
    )
    said = fact_of(other, "level", value=round(own.change, 3))
    used, widest = [other, car], place.widest(WITHOUT, other.period)
    theirs = _times(place, widest.area) if widest else None
    if theirs:
        text += f", against {_longer(theirs.change)} in {theirs.second.area.in_text}"
        used += [theirs.second, theirs.first]
        least = MATERIAL_TO_ESTIMATE if other.computed else MATERIAL
        said["kind"] = difference(100 + own.change, 100 + theirs.change, least)
        said["than"] = theirs.second.area.code
    return statement(
        id, "The way to work without a car", f"{text} ({NO_INTERVAL}).", used, [said],
        computed=COMPUTED, notes=(NEAREST, *_erratic(place)), unit=LONGER.unit,
    )  # fmt: skip


def without_a_car(place: Place, id: str) -> Block:
    """Figure: how much longer the way to work is without a car, by authority."""
    own = _times(place, place.area)
    if own is None:
        return gaps.missing(place, id, WITHOUT)
    period = own.second.period
    widest = place.widest(WITHOUT, period)
    beside = widest.area if widest else None
    table = table_of(place, _times, beside, lambda pair: pair.change, (WITHOUT, DRIVING))
    among = authorities(place, table)
    if len(among) < 2:
        return gaps.no_members(place, id, WITHOUT)
    most, least = among.iloc[0], among.iloc[-1]
    areas = place.figures.areas
    title = (
        f"The penalty of not having a car is greatest in {areas[most['area']].in_text} "
        f"({_longer(most['value'])}) and least in {areas[least['area']].in_text} "
        f"({_longer(least['value'])})"
    )
    return bars(
        place,
        id,
        table,
        LONGER,
        title=title,
        subtitle=f"Time to the nearest employment centre by public transport or on foot, "
        f"% longer than by car, {period}",
        heads=("By car (minutes)", "By public transport or on foot (minutes)"),
        used=own,
        computed=COMPUTED,
        notes=(NEAREST,),
    )


def _erratic(place: Place) -> tuple[str, ...]:
    """A warning where the published times by car jump from year to year."""
    times = place.figures.series(DRIVING, place.area)["value"].dropna()
    if times.empty or times.max() < ERRATIC * times.min():
        return ()
    card = place.figures.card(DRIVING)
    return (
        f"The published times of {place.area.in_text} jump from year to year (by car, between "
        f"{amount(card, times.min())} and {amount(card, times.max())}), so little rests on "
        "those of one year.",
    )


def _times(place: Place, area: Area) -> Pair | None:
    """Minutes by car and without one, for the same year; None unless both are known."""
    other = place.at(area, WITHOUT, None)
    car = place.at(area, DRIVING, other.period) if other else None
    return Pair(car, other) if car and other and car.value else None


def _longer(change: float) -> str:
    side = "longer" if change >= 0 else "shorter"
    return f"{LONGER.text(abs(change))} {side}"
