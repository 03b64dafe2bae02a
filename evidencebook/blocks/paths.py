"""Paths over time: whether the authorities of an area draw together or drift apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from evidencebook.analysis.convergence import LEVEL, beta
from evidencebook.analysis.dispersion import variation_over_time
from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.analysis.trends import Trend
from evidencebook.areas import Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import middles
from evidencebook.blocks.movement import over, tested
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import NO_INTERVAL, difference, in_sentence, sentence_case
from evidencebook.indicators import Indicator

WEIGHT = "population"
# Fewer authorities than this make no distribution: two figures tell as much.
FEWEST, FEW = 3, 6
SPREAD = Measure("% of the average", suffix="%", decimals=1)
TIMES = ["period_start", "period_end", "period"]
__all__ = ["gaps_between", "gaps_in_words"]


@dataclass(frozen=True)
class Spread:
    """How far the parts of an area lie apart, over time.

    Attributes
    ----------
    series : DataFrame
        `period_start`, `period_end`, `period`, `value` (the weighted coefficient of variation,
        per cent).
    values : DataFrame
        What it is made of: one row a period, one column a part.
    weight : str
        What the parts are weighed by, in words.
    cards : tuple of Indicator
        The measure and what it is weighed by.
    """

    series: pd.DataFrame
    values: pd.DataFrame
    weight: str
    cards: tuple[Indicator, ...]

    @property
    def tested(self) -> Trend | None:
        """Whether the gaps have a trend; None where there are too few years to tell."""
        return tested(self.series, self.cards[0])

    @property
    def ends(self) -> tuple[pd.Series, pd.Series]:
        """The first and the newest row of the series."""
        return self.series.iloc[0], self.series.iloc[-1]

    @property
    def parts(self) -> int:
        """How many parts it is made of."""
        return self.values.shape[1]

    @property
    def kind(self) -> str:
        """``widening`` or ``narrowing`` by a trend, ``wider`` or ``narrower`` at the end.

        ``little changed`` where there is no trend and the ends are less than a tenth apart.
        """
        ends = [float(row["value"]) for row in self.ends]
        if self.tested and self.tested.direction != "none":
            rising = self.tested.direction == "rising"
            # A trend that the two ends contradict is not told.
            if rising == (ends[1] > ends[0]):
                return "widening" if rising else "narrowing"
        names = {"higher": "wider", "lower": "narrower"}
        return names.get(difference(ends[1], ends[0], least=0.1), "little changed")


def gaps_between(place: Place, id: str, indicator: str) -> Block:
    """Figure: how far the authorities lie apart, over time."""
    found = _spread(place, indicator)
    if found is None:
        return _no_spread(place, id, indicator)
    card, (first, last) = found.cards[0], found.ends
    title = f"{place.among}, the gaps in {card.phrase} {_course_in_title(found)}"
    table = found.series.assign(
        label=f"{found.parts} authorities", role="area", x=middles(found.series)
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=(
            f"Typical distance of the authorities from their average, % of it, "
            f"{first['period']} to {last['period']}"
        ),
        chart=charts.line_chart(table, SPREAD),
        data=_people(found),
        cards=found.cards,
        period=str(last["period"]),
        computed=_how(found),
        notes=_notes(found),
        unit=SPREAD.unit,
    )


def gaps_in_words(place: Place, id: str, indicator: str) -> Block:
    """Claim: whether the authorities draw together, and whether those behind rise faster."""
    found = _spread(place, indicator)
    used = [] if found is None else _ends(place, found)
    if found is None or not used:
        return _no_spread(place, id, indicator)
    (first, last), card = found.ends, found.cards[0]
    text = (
        f"{place.among}, the gaps in {card.phrase} between the {found.parts} authorities "
        f"{_course(found)}: the typical distance from the average went from "
        f"{percent(first['value'])} of it in {in_sentence(first['period'])} to "
        f"{percent(last['value'])} in {in_sentence(last['period'])}"
    )
    said = fact(
        found.kind, indicator, place.area.code, last["period"], since=first["period"],
        value=round(float(last["value"]), 3),
    )  # fmt: skip
    said["from"] = round(float(first["value"]), 3)
    caught = beta(found.values.iloc[0], found.values.iloc[-1])
    if caught:
        text += f"; {_caught(*caught)}"
        said |= {"beta_tau": round(caught[0], 3), "beta_p": round(caught[1], 4)}
    none = "" if any(one.has_interval for one in used) else f" ({NO_INTERVAL})"
    made = statement(
        id, f"Gaps within: {card.title}", f"{text}{none}.", used, [said],
        data=_people(found), computed=_how(found), notes=_notes(found), unit=SPREAD.unit,
    )  # fmt: skip
    return replace(made, area=place.area.code)


def _course(found: Spread) -> str:
    """What the gaps did, in words."""
    if found.tested is None:
        return _course_in_title(found)
    span = over(found.tested, found.cards[0].smoothed)
    if found.kind in ("widening", "narrowing"):
        return f"{_course_in_title(found)} by a steady trend {span}"
    way = "" if found.tested.direction == "none" else " that way"
    return f"{_course_in_title(found)}, without a steady trend{way} {span}"


def _course_in_title(found: Spread) -> str:
    first, last = (in_sentence(row["period"]) for row in found.ends)
    return {
        "widening": "widened",
        "narrowing": "narrowed",
        "wider": f"were wider in {last} than in {first}",
        "narrower": f"were narrower in {last} than in {first}",
    }.get(found.kind, f"were much the same in {last} as in {first}")


def _caught(tau: float, p: float) -> str:
    """Whether those that began lower rose faster, beyond chance."""
    if p >= LEVEL:
        return "those that began lower did not clearly rise faster or more slowly than the others"
    faster = "rise faster or fall less" if tau < 0 else "rise more slowly or fall more"
    return f"those that began lower tended to {faster} than the others"


def _spread(place: Place, indicator: str) -> Spread | None:
    """The spread over the authorities of the area, or around it."""
    parts = place.figures.parts(indicator, place.circle)
    values = _wide(place, indicator, parts)
    if values is None or len(values.columns) < FEWEST:
        return None
    weights, card = _weights(place, indicator, parts, values)
    if weights is None:
        return None
    found = variation_over_time(values, weights)
    if len(found) < 2:
        return None
    series = found.rename_axis(TIMES).rename("value").reset_index()
    own = place.figures.card(indicator)
    exact = own.aggregation.rule == "ratio" and bool(own.aggregation.numerator)
    weight = f"what its figure is divided by ({card.phrase} over it)" if exact else card.phrase
    return Spread(series, values.loc[found.index], weight, (own, card))


def _wide(place: Place, indicator: str, parts: list[Area]) -> pd.DataFrame | None:
    """Figures of the parts that have them, one row a period; periods without one left out."""
    panel = place.figures.panel(indicator, parts)
    panel = panel[panel["value"].notna()]
    if panel.empty or panel["area"].nunique() < 0.9 * len(parts):
        return None
    wide = panel.pivot_table(index=TIMES, columns="area", values="value")
    return wide.dropna().sort_index()


def _weights(
    place: Place, indicator: str, parts: list[Area], values: pd.DataFrame
) -> tuple[pd.DataFrame | None, Indicator]:
    """The size of each part, by period: what the card's rule divides or weighs by.

    The bottom of a ratio, such as hours worked, where the numerator is published; else the
    denominator or weight; else the population. Sizes of the nearest year stand for others.
    """
    figures = place.figures
    rule = figures.card(indicator).aggregation
    slug = rule.numerator or rule.denominator or rule.weight or WEIGHT
    card = figures.card(slug)
    sizes = _wide(place, slug, [a for a in parts if a.code in values.columns])
    if sizes is None or sizes.empty or set(values.columns) - set(sizes.columns):
        return None, card
    starts = sizes.index.get_level_values("period_start")
    nearest = [abs(starts - at[0]).argmin() for at in values.index]
    sizes = sizes.iloc[nearest].set_axis(values.index)[values.columns]
    return (sizes / values if rule.numerator else sizes), card


def _ends(place: Place, found: Spread) -> list[Figure]:
    """The lowest and highest part's figures at the newest period, which a claim rests on."""
    newest, areas = found.values.iloc[-1], place.figures.areas
    slug, period = found.cards[0].slug, str(found.ends[1]["period"])
    both = [place.at(areas[str(c)], slug, period) for c in (newest.idxmax(), newest.idxmin())]
    return [one for one in both if one]


def _people(found: Spread) -> pd.DataFrame:
    table = found.series[["period", "value"]].round({"value": 3})
    return table.set_axis(["Period", "Typical distance from the average (%)"], axis=1)


def _how(found: Spread) -> str:
    return (
        "weighted coefficient of variation: the root of the mean squared distance of the "
        f"authorities from their average, over the average, each weighed by {found.weight}; "
        "only years with a figure of every authority"
    )


def _notes(found: Spread) -> tuple[str, ...]:
    few = (f"With only {found.parts} authorities, one large employer can move this by itself.",)
    return few if found.parts < FEW else ()


def _no_spread(place: Place, id: str, indicator: str) -> Block:
    card = place.figures.card(indicator)
    count = len(place.figures.parts(indicator, place.circle))
    if count >= FEWEST:
        return gaps.no_members(place, id, indicator)
    number = format_value(count)
    text = (
        f"{sentence_case(place.circle.in_text)} has "
        f"{number} {'authority' if count == 1 else 'authorities'} with figures for "
        f"{card.phrase}: too few to say whether the gaps between them widen."
    )
    return gaps.gap(place, id, f"Gaps within not known: {card.title}", text)
