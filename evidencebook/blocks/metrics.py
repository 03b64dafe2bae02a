"""Metrics: one headline figure with its change and what it is read against."""

from __future__ import annotations

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block, releases_of
from evidencebook.blocks.cautions import crowded, for_each_resident, rough
from evidencebook.blocks.claims import ends, figures_table
from evidencebook.blocks.frames import middles
from evidencebook.blocks.movement import movement
from evidencebook.blocks.wording import (
    in_pandemic,
    in_sentence,
    printed,
    relation,
    relation_words,
    sentence_case,
    with_interval,
)
from evidencebook.indicators import Indicator

YEARS = 5
# Two figures are told by the change; a line takes three.
FEWEST = 3


def metric(place: Place, id: str, indicator: str, **dims: str) -> Block:
    """The newest figure, its change over some years, and the widest area's figure."""
    own = place.own(indicator, **dims)
    if own is None:
        return gaps.missing(place, id, indicator)
    card, used = own.indicator, [own]
    detail = {"value": printed(own), "period": own.period}
    if place.outdated(own, **dims):
        detail["period"] += ", the newest figure here"
    pair = ends(place, place.area, indicator, YEARS, **dims)
    if pair:
        used.append(pair[0])
        detail["change"] = _change(movement(*pair), printed(pair[0]), pair[0].period)
        detail["change"] += ", in the pandemic" if in_pandemic(pair[0]) else ""
        detail["change"] += ", before allowing for inflation" if card.nominal else ""
    widest = place.widest(indicator, own.period, **dims)
    if widest and card.aggregation.rule != "sum":
        used.append(widest)
        beside = relation_words(relation(own, widest))
        detail["comparison"] = sentence_case(f"{beside} {widest.area.in_text} ({printed(widest)})")
    for jobs in crowded(place, [own.area] if for_each_resident(card) else []).values():
        detail["comparison"] = "; ".join(filter(None, [detail.get("comparison"), f"{jobs} here"]))
    if rough(used):
        detail["period"] += ", of counts rounded to five"
    said = [f"{with_interval(own)}{_per(card, ' ')} in {in_sentence(detail['period'])}"]
    detail["period"] = _per(card, after=", ") + detail["period"]
    said += [detail[part] for part in ("change", "comparison") if part in detail]
    return Block(
        id=id,
        kind="metric",
        title=card.title,
        text=". ".join(said) + ".",
        unit=card.unit,
        area=place.area.code,
        period=own.period,
        indicators=(indicator,),
        sources=releases_of(used),
        computed=_computed(own, pair[0] if pair else None),
        data=figures_table(used),
        svg=_line(place, indicator, **dims),
        detail=detail,
    )


def _line(place: Place, indicator: str, **dims: str) -> dict[str, str]:
    """The small line of the figures over time; none of fewer than three."""
    rows = place.figures.series(indicator, place.area, **dims).dropna(subset=["value"])
    if len(rows) < FEWEST:
        return {}
    rows = rows.assign(label=place.area.name, role="area", x=middles(rows))
    return {"line": charts.sparkline(rows)}


def _per(card: Indicator, before: str = "", after: str = "") -> str:
    """``per 100,000 people``, where the value is printed without it; else nothing."""
    alone = card.unit.startswith("per ") and not card.suffix
    return f"{before}{card.unit}{after}" if alone else ""


def _change(moved: str, before: str, period: str) -> str:
    words = {"rising": "Up from", "falling": "Down from", "unchanged": "Unchanged from"}
    words["not certainly changed"] = "Not certainly different from"
    return f"{words.get(moved, 'Little changed from')} {before} in {in_sentence(period)}"


def _computed(own: Figure, before: Figure | None) -> str:
    """How the figure was made, and the one that it is set beside where that differs."""
    if before is None or before.computed in ("", own.computed):
        return own.computed
    return "; ".join(filter(None, [own.computed, f"{before.period}: {before.computed}"]))
