"""Exports and investment as amounts: how much, how they move, and against output."""

from __future__ import annotations

from dataclasses import replace

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, claims, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import onshore
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import by_place
from evidencebook.blocks.metrics import metric
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.trade.stand_ins import EXPORTS, MILLIONS, OUTPUT, near, of_place, told
from evidencebook.blocks.wording import NO_INTERVAL, difference

INWARD, OUTWARD = "inward-foreign-direct-investment", "outward-foreign-direct-investment"
# Stocks of investment from this year on come from another survey and method.
BREAK = 2020
BROKEN = (
    f"Years before {BREAK} are left out: a change of survey and method makes them hard to compare. "
    "One large company can move the figure."
)


def amount(place: Place, id: str, indicator: str = EXPORTS) -> Block:
    """Claim: an amount and its share of the United Kingdom's, or the area shown instead."""
    if place.own(indicator):
        return claims.share(place, id, indicator)
    held = near(place, indicator)
    if held is None:
        return gaps.missing(place, id, indicator)
    card = place.figures.card(indicator)
    text = (
        f"{card.title} is not published for {place.area.in_text}, and none can be computed. What "
        f"follows is of {told(held.area)}, the smallest area with a figure that holds it whole: "
        f"{claims.share(held, id, indicator).text}"
    )
    release = place.figures.store.release(indicator)
    return gaps.gap(place, id, f"Not published here: {card.title}", text, [release])


def headline(place: Place, id: str, indicator: str = EXPORTS, title: str = "") -> Block:
    """Metric: an amount, here or in the smallest area with figures.

    The change is left out for stocks of investment, whose series is broken. The title is the
    card's unless one is given.
    """
    held = near(place, indicator)
    if held is None:
        return gaps.missing(place, id, indicator)
    made = metric(held, id, indicator)
    made = replace(made, title=title or made.title)
    if indicator in (INWARD, OUTWARD) and made.data is not None:
        alone = {key: text for key, text in made.detail.items() if key != "change"}
        text = f"{alone['value']} in {alone['period']}."
        made = replace(made, detail=alone, text=text, data=made.data.head(1))
    if held is not place:
        made = replace(made, title=f"{made.title}, {held.area.name}")
    return of_place(place, held.area, made)


def change(place: Place, id: str, indicator: str = EXPORTS, years: int = claims.YEARS) -> Block:
    """Claim: how an amount has moved, here or in the smallest area with figures."""
    held = near(place, indicator)
    if held is None:
        return gaps.missing(place, id, indicator)
    return of_place(place, held.area, claims.change(held, id, indicator, years))


def trend(place: Place, id: str, indicator: str = EXPORTS) -> Block:
    """Figure: an amount over time, here or in the smallest area with figures."""
    held = near(place, indicator)
    if held is None:
        return gaps.missing(place, id, indicator)
    series = place.figures.series(indicator, held.area)
    series = series[series["value"].notna()]
    broken = indicator in (INWARD, OUTWARD)
    if broken:
        series = series[series["period_start"].dt.year >= BREAK]
    if len(series) < 2:
        return gaps.no_change(held, id, indicator)
    first, last = series.iloc[0], series.iloc[-1]
    card = place.figures.card(indicator)
    moves = {"higher": "rose", "lower": "fell", "similar": "changed little,"}
    moved = moves[difference(last["value"], first["value"])]
    title = (
        f"{card.title} {'in' if card.slug != EXPORTS else 'from'} {held.area.in_text} {moved} from "
        f"{MILLIONS.text(first['value'])} in {first['period']} to "
        f"{MILLIONS.text(last['value'])} in {last['period']}"
    )
    drawn = series.assign(
        area=held.area.code, label=held.area.name, role="area",
        x=series["period_start"].dt.year + 0.5,
    )  # fmt: skip
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, {card.unit}, {first['period']} to {last['period']}, in the money "
        "of each year",
        chart=charts.line_chart(drawn, MILLIONS),
        data=by_place(drawn, {"period": "Period", "value": MILLIONS.unit}),
        cards=[card],
        period=str(last["period"]),
        computed=str(last["computed"]),
        notes=(BROKEN,) if broken else (),
    )
    return of_place(place, held.area, made)


def investment(place: Place, id: str) -> Block:
    """Claim: inward and outward investment against output, and the United Kingdom's."""
    held = near(place, INWARD)
    found = _stocks(place, held.area) if held else None
    if held is None or found is None:
        return gaps.missing(place, id, INWARD)
    period, shares, used = found
    text = (
        f"At the end of {used[0].period}, companies abroad held stakes worth "
        f"{MILLIONS.text(used[0].value)} in businesses in {held.area.in_text}, and businesses "
        f"there held stakes worth {MILLIONS.text(used[1].value)} abroad"
    )
    whole = held.widest(INWARD, used[0].period)
    there = _stocks(place, whole.area) if whole else None
    if whole and there and there[0] == period:
        text += (
            f"; against output of {period} that is {percent(shares[0])} inward and "
            f"{percent(shares[1])} outward ({percent(there[1][0])} and {percent(there[1][1])} in "
            f"{whole.area.in_text})"
        )
        used = [*used, *there[2]]
    notes = (
        "Stakes are counted where the company that reports them stands, often its head office, "
        "and a single large company can move the figure.",
    )
    made = statement(
        id, "Foreign direct investment", f"{text} ({NO_INTERVAL}).", used,
        [fact_of(used[0], "level", value=used[0].value)],
        computed="the position at the end of the year over gross value added at current prices",
        notes=(*notes, *onshore(used)),
    )  # fmt: skip
    return of_place(place, held.area, made)


def _stocks(place: Place, area: Area) -> tuple[str, list[float], list[Figure]] | None:
    """Inward and outward investment as per cent of the output of the nearest year held."""
    both = [place.at(area, slug, None) for slug in (INWARD, OUTWARD)]
    output = place.at(area, OUTPUT, both[0].period) if both[0] else None
    output = output or place.at(area, OUTPUT, None)
    if both[0] is None or both[1] is None or output is None:
        return None
    shares = [100 * one.value / output.value for one in (both[0], both[1])]
    return output.period, shares, [both[0], both[1], output]
