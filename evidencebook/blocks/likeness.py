"""Where a place differs from places like it: its distance from its comparators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from evidencebook.analysis.distance import Distance, distance
from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.numbers import format_value
from evidencebook.blocks.wording import (
    amount,
    bare,
    listed,
    newest_of,
    printed,
    sentence_case,
    uncapitalised,
)

SPREADS = Measure("spreads of all areas of its kind", decimals=1)
# Nearer than half a spread to the median of its comparators, a place is like them.
ALIKE, NAMED = 0.5, 3
HOW = (
    "the area's figure less the median of its comparators, over the spread of all {kind} (the "
    "range of their middle half over 1.349, near the standard deviation)"
)
__all__ = ["distances", "distances_in_words"]


@dataclass(frozen=True)
class Standing:
    """An area's figure, and how far it stands from those of its comparators."""

    own: Figure
    far: Distance

    @property
    def certain(self) -> bool:
        """Whether the comparators' median lies outside the area's own interval, if there is one."""
        inside = self.own.lower_95 <= self.far.median <= self.own.upper_95
        return not (self.own.has_interval and inside)

    @property
    def side(self) -> str:
        """``higher``, ``lower`` or ``alike``."""
        if abs(self.far.spreads) < ALIKE or not self.certain:
            return "alike"
        return "higher" if self.far.spreads > 0 else "lower"


def distances(place: Place, id: str, indicators: Sequence[str]) -> Block:
    """Figure: how far the area stands from its comparators on each of some measures."""
    found = _standings(place, indicators)
    if not found:
        return _not_known(place, id)
    table = pd.DataFrame(
        {
            "label": [one.own.indicator.title for one in found],
            "value": [one.far.spreads for one in found],
        }
    )
    apart = [one for one in found if one.side != "alike"]
    title = sentence_case(
        f"{place.area.in_text} stands apart from {_like(place)} on {len(apart)} of "
        f"{len(found)} measures"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=(
            "Distance from the median of its comparators, in spreads of all "
            f"{place.kind_of_peers}; newest figures"
        ),
        chart=replace(charts.contributions_chart(table, SPREADS), tell=partial(_alt, found)),
        data=_people(found),
        cards=[one.own.indicator for one in found],
        period=found[0].own.period,
        computed=HOW.format(kind=place.kind_of_peers),
        notes=(_who(place), *_unsure(found)),
        unit=SPREADS.unit,
    )


def distances_in_words(place: Place, id: str, indicators: Sequence[str]) -> Block:
    """Claim: on what the area stands furthest from places like it."""
    found = _standings(place, indicators)
    if not found:
        return _not_known(place, id)
    apart = [one for one in found if one.side != "alike"]
    apart.sort(key=lambda one: -abs(one.far.spreads))
    told = [
        f"{bare(one.own.indicator.phrase)} ({printed(one.own)} in {one.own.period}, {one.side} "
        f"than their median of {amount(one.own.indicator, one.far.median)})"
        for one in apart[:NAMED]
    ]
    newest = newest_of([one.own for one in found])
    among = f"Of {len(found)} measures ({newest}), {place.area.in_text}"
    near = len(found) - len(apart)
    rest = f"was near them or not certainly apart on {near}" if near else "was near them on none"
    text = (
        f"{among} stood furthest from {_like(place)} on {listed(told)}; it {rest}."
        if told
        else f"{among} stood near {_like(place)}, or not certainly apart from them, on all."
    )
    facts = [
        fact_of(
            one.own,
            f"neighbours: {one.side}",
            spreads=round(one.far.spreads, 3),
            reference=round(one.far.median, one.own.indicator.decimals + 3),
        )
        for one in found
    ]
    return statement(
        id, "Where it differs from places like it", text, [one.own for one in found], facts,
        data=_people(found), computed=HOW.format(kind=place.kind_of_peers), unit=SPREADS.unit,
    )  # fmt: skip


def _standings(place: Place, indicators: Sequence[str]) -> list[Standing]:
    """The measures on which the distance is known, the most above first."""
    found = [one for slug in indicators if (one := _standing(place, slug))]
    return sorted(found, key=lambda one: (-one.far.spreads, one.own.indicator.title))


def _standing(place: Place, indicator: str) -> Standing | None:
    own = place.own(indicator)
    if own is None:
        return None
    near = place.figures.values(indicator, place.neighbours, own.period)
    far = distance(own.value, [f.value for f in near if f], _of_kind(place, own))
    return Standing(own, far) if far else None


def _of_kind(place: Place, own: Figure) -> list[float]:
    """Values of all areas of its kind: of authorities in one reading, else one by one."""
    slug, figures = own.indicator.slug, place.figures
    if place.area.single:
        table = figures.newest(slug, figures.areas.of_level("ltla"))
        return table.loc[table["period"] == own.period, "value"].tolist()
    return [one.value for one in place.ranked_among(slug, own.period)]


def _people(found: Sequence[Standing]) -> pd.DataFrame:
    rows = []
    for one in found:
        places = one.own.indicator.decimals + 3
        rows.append(
            {
                "Measure": one.own.indicator.title,
                "Unit": one.own.indicator.unit,
                "Period": one.own.period,
                "This area": round(one.own.value, places),
                "Median of its comparators": round(one.far.median, places),
                "Spread of all of its kind": round(one.far.spread, places),
                "Distance (spreads)": round(one.far.spreads, 3),
                "Number of comparators with a figure": one.far.neighbours,
                "Beyond its own interval": _beyond(one),
                "Computed": "yes" if one.own.computed else "no",
            }
        )
    return pd.DataFrame(rows)


def _beyond(one: Standing) -> str:
    if not one.own.has_interval:
        return "no interval"
    return "yes" if one.certain else "no"


def _unsure(found: Sequence[Standing]) -> tuple[str, ...]:
    """A note on the measures whose distance is within the area's own interval."""
    names = [one.own.indicator.title for one in found if not one.certain]
    if not names:
        return ()
    return (f"Within the area's own 95% interval, so not certainly apart: {', '.join(names)}.",)


def _like(place: Place) -> str:
    """What its comparators are called: those that a user chose need not be like it."""
    return "the places chosen to compare with" if place.chosen else "places like it"


def _who(place: Place) -> str:
    names = "; ".join(area.name for area in place.neighbours)
    return f"Comparators: {names}. {sentence_case(place.origin_of_neighbours)}."


def _alt(found: Sequence[Standing], title: str) -> str:
    ends = [
        f"{SPREADS.text(one.far.spreads, signed=True)} on {uncapitalised(one.own.indicator.title)}"
        for one in (found[0], found[-1])
    ]
    half = float(np.median([abs(one.far.spreads) for one in found]))
    return (
        f"{title}. The distances run from {ends[0]} to {ends[1]}. Half of them are within "
        f"{format_value(half, decimals=1)} spreads."
    )


def _not_known(place: Place, id: str) -> Block:
    text = (
        f"Too few areas that {place.area.in_text} is compared with have figures for the same "
        "measures and periods, so how far it stands from places like it is not known."
    )
    return gaps.gap(place, id, "Not known: distance from places like it", text)
