"""A few places side by side on the same measures: in words, in a table, in a chart.

Which places is said by those that were chosen for the chapter, else by the first of the area's
neighbours. Figures are of one period where all have it; one of another period, or of a larger
area that stands in, is shown and marked, and never said to be higher or lower.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import pandas as pd

from evidencebook.analysis.alongside import Alongside, Standing, alongside
from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block, releases_of
from evidencebook.blocks.cautions import cautions
from evidencebook.blocks.claims import against, statement
from evidencebook.blocks.facts import fact_of, tidy
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import headed, labels, measure, titled
from evidencebook.blocks.numbers import MISSING
from evidencebook.blocks.tables import how_made
from evidencebook.blocks.wording import (
    in_sentence,
    listed,
    newest_of,
    printed,
    relation,
    relation_words,
    sentence_case,
    when,
    with_interval,
)
from evidencebook.indicators import Indicator

__all__ = ["at_a_glance", "chart", "in_words", "tally"]

# How many places stand beside the area where none were chosen.
MOST = 3
Measures = Mapping[str, Sequence[str]]
_HERE = {"same": "the same", "similar": "similar", "unclear": "not certainly different"}
_AMOUNT = (
    "Amounts that grow with the size of a place are shown, and not said to be higher or lower."
)
_MARKED = (
    "A period after a figure means that it is of another period than the others, and a name that "
    "it is a larger area's: neither is said to be higher or lower."
)


def companions(place: Place) -> list[Area]:
    """The places beside the area: those that were chosen, else the first of its neighbours."""
    return list(place.chosen) or place.neighbours[:MOST]


def in_words(place: Place, id: str, indicator: str) -> Block:
    """Claim: a measure of the area, and whether it is higher or lower than those beside it."""
    found = alongside(place, companions(place), indicator)
    own = found.own
    if own is None:
        own_ones = (s.figure for s in found.others if s.figure and not s.stands_in)
        there = [f"{figure.area.in_text} has {_value(figure)}" for figure in own_ones]
        instead = f"Of those beside it, {listed(there)}." if there else ""
        return gaps.missing(place, id, indicator, instead)
    alike = [s.figure for s in found.others if s.figure and found.comparable(s)]
    card = own.indicator
    text = (
        f"{when(own.period)}, {card.phrase} in {place.area.in_text} {card.verb} "
        f"{with_interval(own)}{against(own, alike) if alike else ''}."
    )
    said = [_apart(found, other) for other in found.others if not found.comparable(other)]
    facts = [
        fact_of(own, relation(own, other), than=other.area.code, reference=tidy(other))
        for other in alike
    ]
    used = [own, *(s.figure for s in found.others if s.figure)]
    return statement(
        id,
        card.title,
        " ".join([text, *said]),
        used,
        facts or [fact_of(own, "level")],
        notes=cautions(place, [own, *alike]),
    )


def _value(figure: Figure) -> str:
    return f"{printed(figure)} in {in_sentence(figure.period)}"


def _apart(found: Alongside, other: Standing) -> str:
    """A sentence on a place whose figure is not held against the area's."""
    name, figure, own = other.area.in_text, other.figure, found.own
    if figure is None:
        return f"No figure of this measure is held for {name}."
    if other.stands_in:
        return (
            f"No figure is held for {name}; {figure.area.in_text}, of which it is a part, has "
            f"{_value(figure)}."
        )
    if own is not None and figure.period == own.period:
        return (
            f"In {name} it was {printed(figure)}."
            if not own.indicator.plural
            else (f"In {name} they were {printed(figure)}.")
        )
    return f"The newest figure of {name} is {_value(figure)}, which is another period."


def at_a_glance(place: Place, id: str, measures: Measures) -> Block:
    """Table: every measure of the area and of those beside it.

    Parameters
    ----------
    measures : mapping of str to sequence of str
        Slugs of indicators by the title of the chapter that they head.
    """
    others = companions(place)
    named = labels([place.area, *others])
    rows, used = [], []
    for title, slugs in measures.items():
        for slug in slugs:
            found = alongside(place, others, slug)
            used += found.figures()
            rows.append({"Chapter": title} | _row(place, slug, found, named))
    if not used:
        return gaps.missing(place, id, next(chain.from_iterable(measures.values())))
    return Block(
        id=id,
        kind="table",
        title=sentence_case(f"{_names([place.area, *others])} side by side"),
        subtitle="Higher and lower are said of the first place, and only where 95% intervals do "
        "not overlap, or where none are published",
        area=place.area.code,
        period=_years(used),
        indicators=tuple(dict.fromkeys(one.indicator.slug for one in used)),
        sources=releases_of(used),
        computed="; ".join(dict.fromkeys(how_made(one) for one in used if one.computed)),
        data=pd.DataFrame(rows),
        notes=(_AMOUNT, _MARKED, *cautions(place, used)),
    )


def _years(figures: Sequence[Figure]) -> str:
    """From when figures of several measures are: ``2022 to 2025``."""
    return newest_of(figures).removeprefix("newest figures, ")


def _names(areas: Sequence[Area]) -> str:
    """Places in a list; names that hold an "and" are kept apart by commas."""
    names = [area.in_text for area in areas]
    if not any(" and " in name for name in names):
        return listed(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def _row(place: Place, slug: str, found: Alongside, named: Mapping[str, str]) -> dict[str, str]:
    card, period = place.figures.card(slug), _period(found)
    row = {"Measure": f"{titled(card)}, {period}" if period else titled(card)}
    for at, one in enumerate(found.standings):
        said = _printed(one, period) if one.figure else MISSING
        if at and one.figure and found.own and found.comparable(one):
            kind = relation(found.own, one.figure)
            said += f": {_HERE.get(kind, f'{kind} here')}"
        row[named[one.area.code]] = said
    return row


def _period(found: Alongside) -> str:
    """The period of the first own figure of a place, else of the first that stands in."""
    there = sorted((one for one in found.standings if one.figure), key=lambda one: one.stands_in)
    return there[0].figure.period if there and there[0].figure else ""


def _printed(one: Standing, period: str) -> str:
    """A figure, its interval and what sets it apart, in brackets."""
    assert one.figure is not None
    marks = [one.figure.area.name] if one.stands_in else []
    marks += [one.figure.period] if one.figure.period != period else []
    marks += [how] if (how := _how(one.figure)) != "published" else []
    text = with_interval(one.figure)
    return f"{text} ({', '.join(marks)})" if marks else text


def _how(figure: Figure) -> str:
    """Whether a figure is published, computed, or an estimate."""
    if not figure.computed:
        return "published"
    return "estimate" if "estimate" in figure.computed else "computed"


def chart(place: Place, id: str, title: str, indicators: Sequence[str]) -> Block:
    """Figure: a strip for each place on each of several measures."""
    others = companions(place)
    found = {slug: alongside(place, others, slug) for slug in indicators}
    used = [one for row in found.values() for one in row.figures()]
    own = [row.own for row in found.values() if row.own]
    if not used:
        return gaps.missing(place, id, indicators[0])
    cards = [place.figures.card(slug) for slug in indicators if found[slug].figures()]
    frame = pd.DataFrame(
        [row for card in cards for row in _strips(found[card.slug], _headed(card, found))]
    )
    shown = charts.strips_chart(frame, {_headed(card, found): measure(card) for card in cards})
    made = dict.fromkeys(f"{one.area.name}: {one.computed}" for one in used if one.computed)
    return figure(
        place,
        id,
        title=f"{title}: {_names([place.area, *others])}",
        subtitle=f"Figures of {_years(used)}"
        f"{', with 95% intervals' if any(one.has_interval for one in used) else ''}",
        chart=shown,
        data=_numbers(found),
        cards=cards,
        period=(own or used)[0].period,
        computed="; ".join(made),
        sources=releases_of(used),
        notes=(*_notes(found), *cautions(place, used)),
    )


def _notes(found: Mapping[str, Alongside]) -> list[str]:
    """How to read the marks, where there are any."""
    marked = any(
        one.figure and (one.stands_in or one.figure.period != _period(row))
        for row in found.values()
        for one in row.standings
    )
    rules = {one.indicator.aggregation.rule for row in found.values() for one in row.figures()}
    return [*([_AMOUNT] if "sum" in rules else []), *([_MARKED] if marked else [])]


def _headed(card: Indicator, found: Mapping[str, Alongside]) -> str:
    """A measure with the period of its figures, as a panel is headed."""
    return f"{card.title}, {_period(found[card.slug])}"


def _strips(found: Alongside, panel: str) -> list[dict[str, object]]:
    """The rows of one panel."""
    named = labels([one.area for one in found.standings])
    period = _period(found)
    rows: list[dict[str, object]] = []
    for at, one in enumerate(found.standings):
        figure = one.figure
        marks = [figure.area.name] if figure and one.stands_in else []
        marks += [figure.period] if figure and figure.period != period else []
        rows.append(
            {
                "panel": panel,
                "label": named[one.area.code],
                "role": "other" if at else "area",
                "value": figure.value if figure else float("nan"),
                "lower_95": figure.lower_95 if figure else float("nan"),
                "upper_95": figure.upper_95 if figure else float("nan"),
                "mark": ", ".join(marks),
            }
        )
    return rows


def _numbers(found: Mapping[str, Alongside]) -> pd.DataFrame:
    """The figures with what they are: of which period, and whether the place's own."""
    rows = []
    for one in chain.from_iterable(row.standings for row in found.values()):
        if (figure := one.figure) is None:
            continue
        card = figure.indicator
        row: dict[str, object] = {
            "Area code": one.area.code,
            "Area": one.area.name,
            "Measure": card.title,
            "Period": figure.period,
            "Value": tidy(figure),
            "Unit": card.unit,
        }
        if any(each.has_interval for line in found.values() for each in line.figures()):
            row["Lower 95%"] = round(figure.lower_95, card.decimals + 3)
            row["Upper 95%"] = round(figure.upper_95, card.decimals + 3)
        row["Figure of"] = figure.area.name if one.stands_in else one.area.name
        row["Computed"] = "yes" if figure.computed else "no"
        rows.append(row)
    return pd.DataFrame(rows)


def tally(place: Place, id: str, measures: Measures) -> Block:
    """Claim: on how many measures the area is higher or lower than each place beside it.

    Parameters
    ----------
    measures : mapping of str to sequence of str
        As for `at_a_glance`.
    """
    slugs = list(dict.fromkeys(chain.from_iterable(measures.values())))
    others = companions(place)
    found = [alongside(place, others, slug) for slug in slugs]
    used = [figure for row in found for figure in row.figures()]
    if not used or not others:
        return gaps.missing(place, id, slugs[0])
    counts = [_count(found, at) for at in range(1, len(others) + 1)]
    said = [_counted(area, count) for area, count in zip(others, counts, strict=True)]
    text = (
        f"Side by side here are {len(slugs)} headline measures, with figures of {_years(used)}. "
        f"{' '.join(_opened(place.area, one) for one in said)} Higher is not always better."
    )
    lead = [figure for row in found if (figure := row.own)] or used
    rows = [
        {"Area code": area.code, "Area": area.name}
        | {headed(head, "measures"): number for head, number in _columns(count).items()}
        for area, count in zip(others, counts, strict=True)
    ]
    data = pd.DataFrame(rows)
    return statement(
        id, "Side by side", text, [*lead, *used], data=data, unit="measures",
        notes=[_AMOUNT],
    )  # fmt: skip


def _count(found: Sequence[Alongside], at: int) -> Counter[str]:
    """How the area stands to the place at some position: relations, and ``apart``."""
    kinds: Counter[str] = Counter()
    for row in found:
        other = row.standings[at]
        if row.own and other.figure and row.comparable(other):
            kinds[relation(row.own, other.figure)] += 1
        else:
            kinds["apart"] += 1
    return kinds


def _columns(count: Mapping[str, int]) -> dict[str, int]:
    alike = count["similar"] + count["same"]
    return {
        "Higher here": count["higher"],
        "Lower here": count["lower"],
        "Similar": alike,
        "Not certainly different": count["unclear"],
        "Not compared": count["apart"],
    }


def _counted(area: Area, count: Mapping[str, int]) -> str:
    """``higher than Burnley on 3 of 12, lower on 7``, of those that can be compared."""
    columns = _columns(count)
    total = sum(columns.values()) - columns["Not compared"]
    if not total:
        return f"not set against {area.in_text} on any, as no figures of one period are held"
    neither = columns["Similar"] + columns["Not certainly different"]
    parts = [
        f"{relation_words('higher')} {area.in_text} on {columns['Higher here'] or 'none'} of the "
        f"{total if total > 1 else 'one'} that can be compared",
        f"lower on {columns['Lower here'] or 'none'}",
        *([f"neither with certainty on {neither}"] if neither else []),
    ]
    return listed(parts)


def _opened(area: Area, said: str) -> str:
    return f"{sentence_case(area.in_text)} is {said}."
