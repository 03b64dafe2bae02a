"""Claims: sentences whose every number and comparison is computed.

Each function makes one claim about one indicator, or a gap block where the figures for it
are not there. What a claim asserts is kept apart from its words, in `asserts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.analysis.ranks import Estimate, rank_interval
from evidencebook.areas import Area
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block, releases_of
from evidencebook.blocks.cautions import cautions
from evidencebook.blocks.facts import Fact, fact_of, tidy
from evidencebook.blocks.movement import UNSTEADY, Movement, moved, relative_path
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.wording import (
    NO_INTERVAL,
    NO_SUM_INTERVAL,
    PANDEMIC,
    Relation,
    bare,
    certain,
    from_to,
    in_pandemic,
    in_sentence,
    listed,
    ordinal,
    possessive,
    printed,
    rank_words,
    relation,
    relation_in,
    relation_words,
    sentence_case,
    when,
    with_interval,
    within_pandemic,
)

YEARS = 10
HOW_RANKED = (
    "range of ranks: every difference from the others tested, all of them jointly at 95%, from "
    "the published intervals"
)


def compare(place: Place, id: str, indicator: str, **dims: str) -> Block:
    """The newest figure, and whether it is higher or lower than the wider areas'.

    An amount is given as a share of the widest area's instead: it grows with the area.
    """
    own = place.own(indicator, **dims)
    if own is None:
        return gaps.missing(place, id, indicator)
    card = own.indicator
    if card.aggregation.rule == "sum":
        return share(place, id, indicator, **dims)
    others = place.references(indicator, own.period, **dims)
    text = (
        f"{when(own.period)}, {card.phrase} in {place.area.in_text} {card.verb} "
        f"{with_interval(own)}{against(own, others)}.{_newest_here(place, own, **dims)}"
    )
    facts = [_asserts(own, other) for other in others] or [fact_of(own, "level")]
    used = [own, *others]
    return _claim(id, used, text, facts, notes=cautions(place, used))


def change(place: Place, id: str, indicator: str, years: int = YEARS, **dims: str) -> Block:
    """How the figure has moved over some years, and how the widest area's has.

    Without published intervals, a rise or fall is said only of a trend that passes a test,
    where there are figures enough for one; see `blocks.movement`.

    Parameters
    ----------
    years : int
        The first figure is the one nearest to that many years before the newest.
    """
    pair = ends(place, place.area, indicator, years, **dims)
    if pair is None:
        return gaps.no_change(place, id, indicator)
    first, last = pair
    how = moved(place, first, last, **dims)
    text = f"{_span(first, last)}, {_moved(place.area, first, last, how)}"
    wider = place.widest(indicator, last.period, **dims)
    before = place.at(wider.area, indicator, first.period, **dims) if wider else None
    used = [last, first]
    if turn := _turn(place, first, last, how, **dims):
        verb = "fell" if how.kind == "rising" else "rose"
        text += f", but {verb} at the end, from {printed(turn)} in {in_sentence(turn.period)}"
        used.append(turn)
    if wider and before:
        used += [wider, before]
        also = moved(place, before, wider, **dims)
        text += f"; in {wider.area.in_text} {_moved_short(before, wider, also.kind)}"
    text += _money(last)
    text += f"; {in_sentence(first.period)} was in the pandemic" if in_pandemic(first) else ""
    said = fact_of(last, how.kind, since=first.period) | {"from": first.value} | how.fact()
    return _claim(id, used, text + ".", [said], notes=cautions(place, used))


def rank(place: Place, id: str, indicator: str, **dims: str) -> Block:
    """Where the area stands among all areas of its kind, and how sure that is."""
    own = place.own(indicator, **dims)
    field = place.ranked_among(indicator, own.period, **dims) if own else []
    if own is None or len(field) < 3:
        return gaps.no_rank(place, id, indicator)
    if own.sampled and not own.has_interval:
        return gaps.unsure_rank(place, id, own)
    standing, place_words = _standing(own, field)
    text = (
        f"{when(own.period)}, {possessive(place.area)} {bare(own.indicator.phrase)} "
        f"{own.indicator.verb} {place_words} of {len(field)} {place.kind_of_peers} "
        f"with a figure"
    )
    said = fact_of(own, "rank", rank=standing, of=len(field))
    if own.has_interval:
        best, worst = _rank_interval(own, field)
        text += f": {_between(best, worst, len(field), from_top=place_words.endswith('highest'))}"
        said |= {"best": best, "worst": worst}
    made = HOW_RANKED if own.has_interval else ""
    ordered = sorted(field, key=lambda f: -f.value)
    return _claim(
        id, ordered, text + _no_interval([own]) + ".", [said], made,
        notes=cautions(place, [own]),
    )  # fmt: skip


def spread(place: Place, id: str, indicator: str, **dims: str) -> Block:
    """The highest and the lowest of the area's authorities."""
    found = within(place, indicator, **dims)
    if len(found) < 2:
        return gaps.no_members(place, id, indicator)
    low, high = found[0], found[-1]
    card = low.indicator
    text = (
        f"{place.among}, {card.phrase} ranged from {with_interval(low)} in "
        f"{named_end(found, low)} to {with_interval(high)} in {named_end(found, high)} "
        f"({in_sentence(low.period)}, {_how_many(place, found, **dims)}"
        f"{_none_published([low, high])})"
    )
    if any(one.has_interval for one in (low, high)) and not certain(high, low):
        text += f"; {_overlap(low, high)}, so their order is not certain"
    facts = [fact_of(low, "lowest"), fact_of(high, "highest")]
    return _claim(
        id, found, text + _own_place(place, found) + ".", facts,
        notes=cautions(place, [low, high, *_mine(place, found)]),
    )  # fmt: skip


def _own_place(place: Place, found: Sequence[Figure]) -> str:
    """Where a single authority stands among those around it."""
    own = _mine(place, found)
    if not own or own[0].area.in_text in (named_end(found, end) for end in (found[0], found[-1])):
        return ""
    return f"; {place.area.in_text} stood at {printed(own[0])}, {_standing(own[0], found)[1]}"


def _standing(own: Figure, found: Sequence[Figure]) -> tuple[int, str]:
    """A rank among figures, counted from the nearer end, and in words."""
    # Those with the same printed figure share a rank.
    others = [one for one in found if printed(one) != printed(own)]
    above = sum(one.value > own.value for one in others)
    alike = len(found) - len(others)
    rank = above + 1 if 2 * above < len(others) else above + alike
    words = rank_words(rank, len(found))
    return rank, words.replace("the ", "the joint ") if alike > 1 else words


def _mine(place: Place, found: Sequence[Figure]) -> list[Figure]:
    return [one for one in found if one.area.code == place.area.code]


def named_end(found: Sequence[Figure], end: Figure) -> str:
    """The highest or lowest area by name, or how many areas share its printed figure."""
    alike = sum(printed(one) == printed(end) for one in found)
    if alike > 1:
        return f"{alike} authorities"
    return f"{end.area.in_text} (county)" if end.area.level == "county" else end.area.in_text


def index(place: Place, id: str, indicator: str, years: int = YEARS, **dims: str) -> Block:
    """The figure as a share of the widest area's, now and before, and whether that has a trend."""
    pair = ends(place, place.area, indicator, years, **dims)
    last = pair[1] if pair else None
    wider = place.widest(indicator, last.period, **dims) if last else None
    before = place.at(wider.area, indicator, pair[0].period, **dims) if wider and pair else None
    if pair is None or last is None or wider is None or before is None:
        return gaps.no_change(place, id, indicator)
    now, then = 100 * last.value / wider.value, 100 * pair[0].value / before.value
    text = (
        f"{when(last.period)}, {possessive(place.area)} {bare(last.indicator.phrase)} "
        f"{last.indicator.verb} {percent(now)} of "
        f"{possessive(wider.area)}, against {percent(then)} "
        f"in {in_sentence(pair[0].period)}"
    )
    said = fact_of(last, "index", than=wider.area.code, index=round(now, 4))
    said |= {"since": pair[0].period, "from": round(then, 4)}
    path = relative_path(place, pair, wider.area, **dims)
    if path:
        text += f", {path.words}"
        said |= path.fact()
    text += f"{_no_interval([last, wider])}."
    made = f"each figure over {possessive(wider.area)} for the same period"
    used = [last, pair[0], wider, before]
    return _claim(id, used, text, [said], made, "%", cautions(place, used))


def share(place: Place, id: str, indicator: str, **dims: str) -> Block:
    """An amount, and its share of the widest area's amount."""
    own = place.own(indicator, **dims)
    if own is None:
        return gaps.missing(place, id, indicator)
    card = own.indicator
    text = f"{when(own.period)}, {card.phrase} in {place.area.in_text} {card.verb} {printed(own)}"
    wider = place.widest(indicator, own.period, **dims)
    facts = [fact_of(own, "level")]
    if wider and wider.value:
        part = 100 * own.value / wider.value
        said = percent(part) if part >= 0.1 else "less than 0.1%"
        text += f", {said} of {possessive(wider.area)}"
        facts = [fact_of(own, "share", than=wider.area.code)]
    made = f"share: the figure over {possessive(wider.area)}" if wider else ""
    return _claim(id, [own, *([wider] if wider else [])], text + ".", facts, made)


def statement(
    id: str, title: str, text: str, used: Sequence[Figure], asserts: Sequence[Fact] = (),
    data: pd.DataFrame | None = None, computed: str = "", notes: Sequence[str] = (),
    unit: str | None = None,
) -> Block:  # fmt: skip
    """A claim in words of its own, made by an analysis from these figures.

    Parameters
    ----------
    used : sequence of Figure
        What the claim rests on; the first gives its area and period.
    asserts : sequence of dict
        What it asserts, apart from its words.
    data : DataFrame, optional
        The table behind it, instead of the figures used.
    computed : str
        How its own number was made from the figures.
    unit : str, optional
        Of its own number, where that is not the unit of the first figure.
    """
    made = _claim(id, used, text, list(asserts), computed, unit)
    data = made.data if data is None else data
    return replace(made, title=title, notes=tuple(notes), data=data)


def ends(
    place: Place, area: Area, indicator: str, years: int, **dims: str
) -> tuple[Figure, Figure] | None:
    """The newest figure and the one nearest to some years before it, at least one year apart.

    Of figures of months or quarters, both are of the same time of year. Where the first would be of
    the first year of the pandemic, the last figure from before it is taken, if there is one.
    """
    series = place.figures.series(indicator, area, **dims)
    series = series[series["value"].notna()]
    if len(series) < 2:
        return None
    last = series.iloc[-1]
    wanted = last["period_start"] - pd.Timedelta(days=365.25 * years)
    earlier = series[series["period_start"] < last["period_start"] - pd.Timedelta(days=300)]
    if earlier.empty:
        return None
    alike = earlier[earlier["period_start"].dt.month == last["period_start"].month]
    earlier = earlier if alike.empty else alike
    first = earlier.loc[(earlier["period_start"] - wanted).abs().idxmin()]
    before = earlier[earlier["period_start"] < PANDEMIC[0]]
    if within_pandemic(first["period_start"], first["period_end"]) and not before.empty:
        first = before.iloc[-1]
    pair = [place.at(area, indicator, str(row["period"]), **dims) for row in (first, last)]
    return (pair[0], pair[1]) if pair[0] and pair[1] else None


def within(place: Place, indicator: str, **dims: str) -> list[Figure]:
    """Figures of the authorities of the area, or around it, for one period, lowest first.

    Empty where fewer than half of them have one.
    """
    table = place.figures.members(indicator, place.circle, **dims)
    if len(table) < max(2, len(place.figures.parts(indicator, place.circle, **dims)) / 2):
        return []
    areas = [place.figures.areas[code] for code in table["area"]]
    found = place.figures.values(indicator, areas, str(table["period"].iloc[0]), **dims)
    return sorted((f for f in found if f), key=lambda f: (f.value, f.area.name))


def figures_table(figures: Sequence[Figure]) -> pd.DataFrame:
    """Figures as a table for people: place, period, value and interval.

    The value's column is named by its unit; figures of several measures have columns for the
    measure and the unit instead. Figures of several parts of a measure, or of a part and the whole,
    have one for what they are of, such as an industry.
    """
    mixed = len({f.indicator.slug for f in figures}) > 1
    rows = {"Area code": [f.area.code for f in figures], "Area": [f.area.name for f in figures]}
    if mixed:
        rows["Measure"] = [f.indicator.title for f in figures]
    parts = {(f.indicator.slug, f.category) for f in figures}
    if len(parts) > len({f.indicator.slug for f in figures}):
        rows["Category"] = [f.category for f in figures]
    rows["Period"] = [f.period for f in figures]
    table = pd.DataFrame(rows)
    unit = figures[0].indicator.unit if figures and not mixed else "Value"
    table[unit] = [tidy(f) for f in figures]
    if mixed:
        table["Unit"] = [f.indicator.unit for f in figures]
    if any(f.has_interval for f in figures):
        table["Lower 95%"] = [round(f.lower_95, f.indicator.decimals + 3) for f in figures]
        table["Upper 95%"] = [round(f.upper_95, f.indicator.decimals + 3) for f in figures]
    if any(f.computed for f in figures):
        table["Computed"] = ["yes" if f.computed else "no" for f in figures]
    return table.drop_duplicates(ignore_index=True)


def _claim(
    id: str,
    used: Sequence[Figure],
    text: str,
    facts: list[Fact],
    computed: str = "",
    unit: str | None = None,
    notes: tuple[str, ...] = (),
) -> Block:
    """A claim resting on figures, the first of which gives its area, period and unit."""
    lead = used[0]
    made = dict.fromkeys(f"{f.area.name}: {f.computed}" for f in used if f.computed)
    return Block(
        id=id,
        kind="claim",
        title=lead.indicator.title,
        text=sentence_case(text),
        unit=lead.indicator.unit if unit is None else unit,
        area=lead.area.code,
        period=lead.period,
        indicators=tuple(dict.fromkeys(figure.indicator.slug for figure in used)),
        sources=releases_of(used),
        computed="; ".join(filter(None, [computed, *made])),
        data=figures_table(used),
        asserts=tuple(facts),
        notes=notes,
    )


def _asserts(own: Figure, other: Figure) -> Fact:
    return fact_of(own, relation(own, other), than=other.area.code, reference=tidy(other))


def against(own: Figure, others: Sequence[Figure]) -> str:
    """``, lower than in the United Kingdom (£41.20) but similar to the North West (…)``."""
    groups: dict[Relation, list[str]] = {}
    for other in others:
        named = f"{other.area.in_text} ({printed(other)})"
        groups.setdefault(relation(own, other), []).append(named)
    parts = [
        f"{relation_in(found, plural=own.indicator.plural)} {listed(names)}"
        for found, names in groups.items()
    ]
    text = f", {' and '.join(parts)}" if parts else ""
    return text + _no_interval([own, *others])


def _no_interval(figures: Sequence[Figure]) -> str:
    without = [f for f in figures if not f.has_interval]
    if any(f.sampled and f.summed for f in without):
        return f" ({NO_SUM_INTERVAL})"
    if len(without) == len(figures) and not any(f.sampled for f in figures):
        return f" ({NO_INTERVAL})"
    names = listed([f.area.in_text for f in without])
    unsure = f" (no interval is known for {names}, so differences are not certain)"
    return unsure if without else ""


def _newest_here(place: Place, own: Figure, **dims: str) -> str:
    """That others have later figures, where they do."""
    later = place.outdated(own, **dims)
    if later is None:
        return ""
    return (
        f" No later figure is published for {place.area.in_text}; the newest for "
        f"{later.area.in_text} is of {in_sentence(later.period)}."
    )


def _overlap(one: Figure, other: Figure) -> str:
    if one.has_interval and other.has_interval:
        return "the intervals of the two overlap"
    if any(figure.sampled and figure.summed for figure in (one, other)):
        return NO_SUM_INTERVAL
    if one.rounding and not one.sampled:
        return "rounding of the counts behind them alone may set them apart"
    if one.has_interval or other.has_interval:
        return "an interval is missing"
    return "no intervals are published with them"


def _none_published(figures: Sequence[Figure]) -> str:
    """That no interval is published, or, of a survey, none with these figures."""
    if any(f.has_interval for f in figures):
        return ""
    if any(f.sampled for f in figures):
        return "; no intervals are published with these two, so their order is not certain"
    return f"; {NO_INTERVAL}"


def _turn(place: Place, first: Figure, last: Figure, how: Movement, **dims: str) -> Figure | None:
    """The figure before the last, where too few make a trend and the newest move went back."""
    if how.trend or last.has_interval or how.kind not in UNSTEADY:
        return None
    series = place.figures.series(last.indicator.slug, place.area, **dims)
    known = series[series["value"].notna() & (series["period_start"] > first.start)]
    earlier = known.loc[known["period_start"] < last.start, "period"]
    found = place.own(last.indicator.slug, earlier.iloc[-1], **dims) if len(earlier) else None
    back = "lower" if how.kind == "rising" else "higher"
    return found if found and relation(last, found) == back else None


def _moved(area: Area, first: Figure, last: Figure, how: Movement) -> str:
    card, moved = last.indicator, how.kind
    subject = f"{card.phrase} in {area.in_text}"
    if moved == "unchanged":
        return f"{subject} {card.verb} unchanged at {printed(last)}{_no_interval([last])}"
    if moved == "little changed":
        span = from_to(first, last)
        return f"{subject} {card.verb} little changed, {span}{_no_interval([last])}"
    if moved == "not certainly changed":
        return (
            f"{subject} {card.verb} {moved}: {with_interval(first)} and then "
            f"{with_interval(last)}, and {_overlap(first, last)}"
        )
    span = from_to(first, last)
    if moved in UNSTEADY.values():
        side = relation_words(relation(last, first)).split()[0]
        return (
            f"{subject} went {span}: {side}, but without a steady trend {how.tested}"
            f"{_no_interval([last])}"
        )
    steady = f", a steady trend {how.tested}" if how.trend else ""
    verb = "rose" if moved == "rising" else "fell"
    return f"{subject} {verb} {span}{steady}{_no_interval([last])}"


def _moved_short(first: Figure, last: Figure, moved: str) -> str:
    it = "they" if last.indicator.plural else "it"
    if printed(first) == printed(last):
        return f"{it} stayed at {printed(last)}"
    verb = {"rising": "rose", "falling": "fell"}.get(moved, "went")
    return f"{it} {verb} {from_to(first, last)}"


def _money(last: Figure) -> str:
    return (
        ", in the money of each year, before allowing for inflation"
        if last.indicator.nominal
        else ""
    )


def _rank_interval(own: Figure, field: Sequence[Figure]) -> tuple[int, int]:
    """The best and worst rank that the intervals of all the areas allow."""
    others = [f for f in field if f.area.code != own.area.code]
    return rank_interval(_estimate(own), [_estimate(f) for f in others])


def _estimate(figure: Figure) -> Estimate:
    return Estimate(figure.value, figure.lower_95, figure.upper_95)


def _between(best: int, worst: int, count: int, *, from_top: bool) -> str:
    """How sure the rank is: ``its rank lies between 12th and 87th from the top``.

    Counted from the end that the rank itself is counted from.
    """
    end = "top" if from_top else "bottom"
    if not from_top:
        best, worst = count - worst + 1, count - best + 1
    if best == worst:
        return f"its rank, {ordinal(best)} from the {end}, is certain beyond the 95% intervals"
    certainty = "with the uncertainty of every figure allowed for"
    if (best, worst) == (1, count):
        return f"{certainty}, its rank lies anywhere from first to last"
    between = f"{ordinal(best)} and {ordinal(worst)} from the {end}"
    return f"{certainty}, its rank lies between {between}"


def _how_many(place: Place, found: Sequence[Figure], **dims: str) -> str:
    """``14 authorities``, or how many of the area's parts have a figure."""
    kind = "areas" if any(one.area.level == "county" for one in found) else "authorities"
    parts = len(place.figures.parts(found[0].indicator.slug, place.circle, **dims))
    return f"{len(found)} {kind}" if len(found) == parts else f"{len(found)} of {parts} {kind}"


def _span(first: Figure, last: Figure) -> str:
    return f"Between {in_sentence(first.period)} and {in_sentence(last.period)}"
