"""A network of places: how fast each grows, and who is ahead on what."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block, releases_of
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import ends, statement, within
from evidencebook.blocks.facts import fact, tidy
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import by_place, headed, labels, shortened, titled
from evidencebook.blocks.numbers import MISSING
from evidencebook.blocks.wording import (
    listed,
    newest_of,
    printed,
    relation,
    sentence_case,
    uncapitalised,
    with_interval,
)

GROWTH = Measure("% change", suffix="%", decimals=1)
YEARS, LEADERS = 10, 3
# A measure ranks the authorities only where at least this share of them has a figure.
ENOUGH = 0.8
__all__ = ["growth", "leaders", "leaders_in_words"]


def growth(place: Place, id: str, indicator: str = "population", years: int = YEARS) -> Block:
    """Figure: how much a total has grown in each authority, in per cent."""
    card = place.figures.card(indicator)
    pair = ends(place, place.area, indicator, years)
    if pair is None:
        return gaps.no_change(place, id, indicator)
    span = pair[0].period, pair[1].period
    who = _who(place, indicator, span[1])
    rows = [_grown(place, area, indicator, span) | {"role": role} for area, role in who]
    table = pd.DataFrame(rows).dropna(subset="value")
    table["label"] = table["area"].map(labels(area for area, _ in who))
    members = table[table["area"].isin(place.circle.members)]
    members = members.sort_values(["value", "label"], ascending=[False, True])
    shown, few = shortened(place, members["area"].tolist())
    table = table[~table["area"].isin(set(members["area"]) - set(shown))]
    heads = {"first": headed(span[0], card.unit), "last": headed(span[1], card.unit)}
    heads["value"] = GROWTH.unit
    title = _growth_title(place, members, table, card.phrase, span)
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, % change, {span[0]} to {span[1]}{few}",
        chart=charts.ranked_chart(table, GROWTH, whole=not few),
        data=by_place(table, heads),
        cards=[card],
        period=f"{span[0]} to {span[1]}",
        unit=GROWTH.unit,
    )


def leaders(place: Place, id: str, title: str, indicators: Sequence[str]) -> Block:
    """Table: for each measure, which authority is ahead and which behind, and by how much."""
    found = _ranked(place, indicators)
    if not found:
        return gaps.no_members(place, id, indicators[0])
    rows, used = [], []
    for ranked in found:
        best, worst = ranked[0], ranked[-1]
        widest = place.widest(best.indicator.slug, best.period)
        used += [best, worst, *([widest] if widest else [])]
        rows.append(
            {
                "Measure": titled(best.indicator),
                "Period": best.period,
                "Ahead": f"{_names(_alike(ranked, best))}: {with_interval(best)}",
                "Behind": f"{_names(_alike(ranked, worst))}: {with_interval(worst)}",
                "The two differ": _sure(best, worst),
                "Wider area": f"{widest.area.name}: {printed(widest)}" if widest else MISSING,
            }
        )
    return Block(
        id=id,
        kind="table",
        title=title,
        subtitle=f"{place.among}; ahead means higher or lower as is better for the measure",
        area=place.area.code,
        period=used[0].period,
        sources=releases_of(used),
        data=pd.DataFrame(rows),
    )


def leaders_in_words(place: Place, id: str, indicators: Sequence[str]) -> Block:
    """Claim: which authorities come first on most measures, and which last."""
    found = _ranked(place, indicators)
    if not found:
        return gaps.no_members(place, id, indicators[0])
    first = _count([_alike(ranked, ranked[0]) for ranked in found])
    last = _count([_alike(ranked, ranked[-1]) for ranked in found])
    lead = [
        f"{name} {'comes first ' if not n else ''}on {len(measures)} ({listed(measures)})"
        for n, (name, measures) in enumerate(_named(first))
    ]
    lead = lead or ["no authority comes first on more than one"]
    newest = newest_of([ranked[0] for ranked in found])
    text = f"{place.among}, of {len(found)} measures ({newest}) {listed(lead)}"
    # Of two authorities, the one that is not first is last.
    text += "." if len(found[0]) == 2 else f"; {_first_and_last(first, last)}"
    if any(r[0].has_interval and relation(r[0], r[1]) in ("similar", "unclear") for r in found):
        text += " Where intervals overlap, who is first is not certain."
    used = [ranked[0] for ranked in found] + [ranked[-1] for ranked in found]
    facts = [
        fact("first", one.indicator.slug, one.area.code, one.period)
        for ranked in found
        for one in _alike(ranked, ranked[0])
    ]
    return statement(
        id, "Who is ahead on what", text, used, facts, data=_order(found),
        computed="authorities put in order on each measure", unit="measures",
    )  # fmt: skip


def _first_and_last(first: dict[str, list[str]], last: dict[str, list[str]]) -> str:
    """How many authorities come first on something, and which comes last most often."""
    back, behind = next(iter(last.items()))
    if len(behind) == 1 and len(last) > 1:
        return f"{len(first)} authorities come first on at least one; none comes last on two."
    alone = len(last) == 1 or len(list(last.values())[1]) < len(behind)
    said = "comes last on most" if alone else "is among those that come last most often"
    return (
        f"{len(first)} authorities come first on at least one. {sentence_case(back)} {said} "
        f"({len(behind)}: {listed(behind)})."
    )


def _named(counted: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Those to name: all if they are few, else such as stand out with more than one measure."""
    few = len(counted) <= LEADERS
    return [(name, found) for name, found in counted.items() if few or len(found) > 1][:LEADERS]


def _who(place: Place, indicator: str, period: str) -> list[tuple[Area, str]]:
    areas, region = place.figures.areas, place.area.region
    who = [(place.area, "area")]
    if not place.area.single or place.circle is not place.area:
        who += [(areas[m], "member") for m in place.circle.members if m not in place.area.codes]
    widest = place.widest(indicator, period)
    who += [(widest.area, "uk" if widest.area.code == UK else "nation")] if widest else []
    if region and region not in place.area.codes and region != place.circle.code:
        who.append((areas[region], "region"))
    return who


def _grown(place: Place, area: Area, indicator: str, span: tuple[str, str]) -> dict[str, object]:
    pair = [place.at(area, indicator, period) for period in span]
    first, last = (one.value if one else float("nan") for one in pair)
    change = 100 * (last / first - 1) if first else float("nan")
    return {"area": area.code, "first": first, "last": last, "value": change}


def _growth_title(
    place: Place, members: pd.DataFrame, table: pd.DataFrame, phrase: str, span: tuple[str, str]
) -> str:
    if len(members) > 1:
        top = members.iloc[0]
        verb = "grew most" if top["value"] > 0 else "shrank least"
        base = f"{place.among}, {phrase} {verb} in {place.figures.areas[top['area']].in_text}"
    else:
        base = f"{sentence_case(phrase)} of {place.area.in_text}"
    own = table[table["area"] == place.area.code]["value"].iloc[0]
    tail = f"{place.area.in_text}: {GROWTH.text(own, signed=True)}"
    return f"{base} between {span[0]} and {span[1]} ({tail})"


def _ranked(place: Place, indicators: Sequence[str]) -> list[list[Figure]]:
    """For each measure that has a better side, the authorities' figures, the best first."""
    found = []
    for slug in indicators:
        card, figures = place.figures.card(slug), within(place, slug)
        enough = len(figures) >= max(2.0, ENOUGH * len(place.circle.members))
        if enough and card.better != "neither":
            found.append(figures if card.better == "lower" else figures[::-1])
    return found


def _sure(best: Figure, worst: Figure) -> str:
    if not (best.has_interval or worst.has_interval):
        return "no intervals are published"
    return (
        "not certain"
        if relation(best, worst) in ("similar", "unclear")
        else "yes, beyond 95% intervals"
    )


def _alike(ranked: Sequence[Figure], end: Figure) -> list[Figure]:
    """All that share the printed figure of the one at an end."""
    return [one for one in ranked if printed(one) == printed(end)]


def _names(figures: Sequence[Figure]) -> str:
    """The authorities of an end by name, or how many they are."""
    if len(figures) > LEADERS:
        return f"{len(figures)} authorities"
    return listed([one.area.name for one in figures])


def _count(ends: Sequence[Sequence[Figure]]) -> dict[str, list[str]]:
    """Measures by authority that comes first, or last, on them: the authority with most first."""
    counted: dict[str, list[str]] = {}
    for alike in ends:
        for one in alike:
            jointly = " (jointly)" if len(alike) > 1 else ""
            title = f"{_in_list(one.indicator.title)}{jointly}"
            counted.setdefault(one.area.in_text, []).append(title)
    return dict(sorted(counted.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _in_list(title: str) -> str:
    """A title as one of several in a sentence: no capital, no comma."""
    return uncapitalised(title).replace(", ", " ")


def _order(found: Sequence[Sequence[Figure]]) -> pd.DataFrame:
    rows = [
        {
            "Measure": one.indicator.title,
            "Period": one.period,
            "Order (1 is ahead)": rank,
            "Area": one.area.name,
        }
        | {"Value": tidy(one), "Unit": one.indicator.unit}
        for ranked in found
        for rank, one in enumerate(ranked, 1)
    ]
    return pd.DataFrame(rows)
