"""Industries looked at one by one: their weight and growth; those that live by knowledge."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.industries import in_sentence
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block, releases_of
from evidencebook.blocks.cautions import ONSHORE, onshore
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import ends, figures_table, statement
from evidencebook.blocks.economy import CONSTANT, YEARS, grown, moved_by, rough
from evidencebook.blocks.facts import fact, fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import beside, by_place, company, labels, role_of, shortened
from evidencebook.blocks.numbers import MISSING, format_value, percent
from evidencebook.blocks.quotients import (
    CURRENT,
    HEAD,
    HOW_QUOTIENT,
    QUOTIENT,
    no_yardstick,
    outweighing,
    quotient_figure,
    quotient_table,
    quotients,
    times,
)
from evidencebook.blocks.wording import (
    NO_INTERVAL,
    difference,
    possessive,
    printed,
    relation_words,
    sentence_case,
    when,
)

# As nearly as the source tells them apart, what Eurostat groups as high and medium-high
# technology manufacturing and as knowledge-intensive market and financial services.
KNOWLEDGE = (
    "Manufacture of electrical products and machinery",
    "Manufacture of petroleum, chemicals and other minerals",
    "Publishing; film and TV production and broadcasting",
    "Telecommunications; information technology",
    "Financial and insurance activities",
    "Legal and accounting activities",
    "Head offices and management consultancy",
    "Architectural and engineering activities",
    "Other professional, scientific and technical activities",
)
# Output is known in whole £ million: growth from less than this is mostly rounding.
TOO_SMALL = 10.0
# Of the industries that live by knowledge, those that must have a figure for a set of them.
FEWEST = 3
SHARE = Measure("% of gross value added", suffix="%", decimals=1)
HOW_SHARE = "the industry's gross value added over that of all industries"
WHICH = (
    "Counted here as knowledge-intensive, as nearly as the source allows: the makers of computers, "
    "electrical products, machinery, vehicles and aircraft (one group in the source), of "
    "petroleum, chemicals, medicines and minerals; publishing and broadcasting; "
    "telecommunications and information technology; finance; and the professional, scientific and "
    "technical industries."
)
COARSE = (
    "Output is known in whole £ million, so the growth of an industry that began below "
    f"{format_value(TOO_SMALL, '£', ' million')} is not shown."
)
NOT_KNOWN = "knowledge-intensive industries"
__all__ = [
    "across",
    "compared",
    "growth",
    "headline",
    "knowledge",
    "knowledge_in_words",
    "knowledge_table",
    "weight",
]
# What these rest on, for `evidencebook coverage`.
READS = (
    "gross-value-added-current-prices",
    "gross-value-added-constant-prices",
)


def weight(place: Place, id: str, industry: str, years: int = YEARS) -> Block:
    """Claim: one industry's share of output, the nation's, and its real growth."""
    own = share_of_output(place, place.area, industry)
    if own is None:
        return gaps.missing(place, id, CURRENT)
    share, used = own
    period = used[0].period
    text = (
        f"{when(period)}, {in_sentence(industry)} made up {percent(share)} of output in "
        f"{place.area.in_text} ({printed(used[0])})"
    )
    nation = _nations_share(place, industry, period)
    if nation:
        text += f", against {percent(nation[0])} in the United Kingdom"
        used = [*used, *nation[1]]
    pair = _volumes(place, place.area, industry, years)
    if pair:
        change = grown(*pair)
        text += (
            f"; its real output {moved_by(change, roughly=rough(*pair))} between "
            f"{pair[0].period} and {pair[1].period}"
        )
        used = [*used, *pair]
        whole = None if UK in place.area.codes else _volumes(place, _uk(place), industry, years)
        if whole:
            text += f" ({percent(grown(*whole))} in the United Kingdom)"
            used = [*used, *whole]
    return statement(
        id, industry, f"{text} ({NO_INTERVAL}).", used,
        [fact("level", CURRENT, place.area.code, period, value=round(share, 3))],
        unit=SHARE.unit, computed="share of the area's output; change at constant prices",
        notes=onshore(used),
    )  # fmt: skip


def headline(place: Place, id: str, industry: str, years: int = YEARS) -> Block:
    """Metric: one industry's share of output, its change, and the nation's share."""
    own = share_of_output(place, place.area, industry)
    if own is None:
        return gaps.missing(place, id, CURRENT)
    share, used = own
    detail = {"value": percent(share), "period": used[0].period}
    pair = ends(place, place.area, CURRENT, years, industry=industry)
    before = share_of_output(place, place.area, industry, pair[0].period) if pair else None
    if before:
        moved = {"higher": "Up from", "lower": "Down from"}
        word = moved.get(difference(share, before[0]), "Little changed from")
        detail["change"] = f"{word} {percent(before[0])} in {before[1][0].period}"
        used = [*used, *before[1]]
    nation = _nations_share(place, industry, used[0].period)
    if nation:
        beside = relation_words(difference(share, nation[0]))
        detail["comparison"] = sentence_case(f"{beside} the United Kingdom ({percent(nation[0])})")
        used = [*used, *nation[1]]
    said = [f"{detail['value']} of output in {detail['period']}"]
    said += [detail[part] for part in ("change", "comparison") if part in detail]
    return Block(
        id=id,
        kind="metric",
        title=f"{industry}, share of output",
        text=". ".join(said) + ".",
        unit=SHARE.unit,
        area=place.area.code,
        period=used[0].period,
        indicators=(CURRENT,),
        sources=releases_of(used),
        computed=HOW_SHARE,
        data=figures_table(used),
        detail=detail,
    )


def compared(place: Place, id: str, industry: str) -> Block:
    """Figure: one industry's share of output beside the wider areas' and the neighbours'."""
    own = share_of_output(place, place.area, industry)
    if own is None:
        return gaps.missing(place, id, CURRENT)
    period, named = own[1][0].period, company(place, CURRENT)
    names = labels(area for area, _ in named)
    rows = [
        _row(area, made[0], role) | {"label": names[area.code]}
        for area, role in named
        if (made := share_of_output(place, area, industry, period))
    ]
    table = pd.DataFrame(rows)
    title = f"{industry} made up {percent(own[0])} of output in {place.area.in_text} in {period}"
    wider = table[table["role"].isin(["uk", "nation"])].head(1)
    nations = ""
    for code, value in zip(wider["area"], wider["value"], strict=True):
        area = place.figures.areas[code]
        title += f", against {percent(value)} in {area.in_text}"
        nations = f"{possessive(area)} {percent(value)}"
    if len(table) - len(wider) < 2:
        what = f"the share of {in_sentence(industry)} in output in {period}"
        said = f"{industry}, share of output"
        return gaps.alone(place, id, said, what, percent(own[0]), releases_of(own[1]), nations)
    subtitle = f"{industry}, share of gross value added, {period}"
    return _shares(place, id, title, subtitle, table, period, beside(place, table))


def growth(place: Place, id: str, industry: str, years: int = YEARS) -> Block:
    """Figure: one industry's real output over some years, the first year being 100."""
    pair = _volumes(place, place.area, industry, years)
    if pair is None:
        return _too_small(place, id, industry)
    first, last = pair
    table = _lines(place, industry, first)
    change = grown(first, last)
    title = (
        f"{industry} {moved_by(change, roughly=rough(*pair))} in {place.area.in_text} between "
        f"{first.period} and {last.period}"
    )
    measure = Measure(f"{first.period} = 100", decimals=0)
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Real output of {in_sentence(industry)}, {first.period} = 100",
        chart=charts.line_chart(table, measure, reference=charts.Reference(100, "")),
        data=by_place(table, {"period": "Period", "value": measure.unit}, decimals=2),
        cards=[place.figures.card(CONSTANT)],
        period=last.period,
        computed="gross value added in constant prices over that of the first year",
        unit=measure.unit,
        notes=(*beside(place, table), *_onshore(table)),
    )  # fmt: skip


def across(place: Place, id: str, industry: str) -> Block:
    """Figure: one industry's share of output in each of the authorities."""
    period = place.own(CURRENT)
    members = [place.figures.areas[m] for m in place.circle.members]
    place.figures.read_ahead(CURRENT, members)
    place.figures.read_ahead(CURRENT, members, industry=industry)
    found = [
        (area, made[0])
        for area in members
        if period and (made := share_of_output(place, area, industry, period.period))
    ]
    if period is None or len(found) < 2:
        return gaps.no_members(place, id, CURRENT)
    found.sort(key=lambda pair: (-pair[1], pair[0].name))
    shown, few = shortened(place, [area.code for area, _ in found])
    rows = [_row(area, share, role_of(place, area)) for area, share in found if area.code in shown]
    nation = share_of_output(place, _uk(place), industry, period.period)
    rows += [_row(_uk(place), nation[0], "uk")] if nation else []
    table = pd.DataFrame(rows)
    title = f"{industry} weighs most in {found[0][0].in_text} and least in {found[-1][0].in_text}"
    subtitle = f"Share of gross value added, {period.period}, by local authority{few}"
    return _shares(place, id, title, subtitle, table, period.period, whole=not few)


def knowledge(place: Place, id: str) -> Block:
    """Figure: location quotients of the industries that live by knowledge."""
    found = quotients(place, KNOWLEDGE)
    if found is None:
        return no_yardstick(place, id, NOT_KNOWN)
    table, period = found
    if len(table) < FEWEST:
        return _too_few(place, id)
    title = outweighing(place, table, "knowledge-intensive")
    return quotient_figure(place, id, title, table, period, (WHICH,))


def knowledge_table(place: Place, id: str, years: int = YEARS) -> Block:
    """Table: weight, location quotient and real growth of the industries that live by knowledge."""
    found, own = quotients(place, KNOWLEDGE), place.own(CURRENT)
    if found is None or own is None:
        return no_yardstick(place, id, NOT_KNOWN)
    if len(found[0]) < FEWEST:
        return _too_few(place, id)
    title = f"Knowledge-intensive industries in {place.area.in_text}"
    return quotients_and_growth(place, id, title, found[0], own, years)


def quotients_and_growth(
    place: Place, id: str, title: str, table: pd.DataFrame, own: Figure, years: int = YEARS
) -> Block:
    """Table: weight, location quotient and real growth of the industries of a frame.

    Parameters
    ----------
    table : DataFrame
        As from `quotients.quotients`.
    own : Figure
        The output of all industries, of the same period.
    """
    rows, used = [], [own]
    for row in table.itertuples():
        here = _volumes(place, place.area, str(row.industry), years)
        rows.append(
            {
                "Industry": row.industry,
                "Share of output": percent(row.share),
                "UK share": percent(row.nation_share),
                HEAD: QUOTIENT.text(row.quotient),
                "Real growth": _growth_text(here),
            }
        )
        used = [*used, *(here or ())]
    first = place.figures.series(CONSTANT, place.area)["period"].iloc[-1 - years :].iloc[0]
    return Block(
        id=id,
        kind="table",
        title=title,
        subtitle=f"Share of gross value added in {own.period} and real growth since {first}",
        area=place.area.code,
        period=own.period,
        sources=releases_of(used),
        computed="; ".join(dict.fromkeys(f.computed for f in used if f.computed)),
        data=pd.DataFrame(rows),
        notes=(COARSE, ONSHORE),
    )


def knowledge_in_words(place: Place, id: str, years: int = YEARS) -> Block:
    """Claim: the weight of the industries that live by knowledge, and which stand out."""
    found, own = quotients(place, KNOWLEDGE), place.own(CURRENT)
    if found is None or own is None:
        return no_yardstick(place, id, NOT_KNOWN)
    table, _ = found
    if len(table) < FEWEST:
        return _too_few(place, id)
    share, there = float(table["share"].sum()), float(table["nation_share"].sum())
    top = table.iloc[0]
    known = "" if len(table) == len(KNOWLEDGE) else f"the {len(table)} of {len(KNOWLEDGE)} "
    text = (
        f"{when(own.period)}, {known}knowledge-intensive industries "
        f"{'with a figure here ' if known else ''}made up {percent(share)} of output in "
        f"{place.area.in_text}, against {percent(there)} in the United Kingdom; the most "
        f"concentrated were {_activity(top['industry'])} ({times(top['quotient'])} the UK share)"
    )
    used = [own]
    names = [str(name) for name in table.loc[table["share"] >= 1, "industry"]]
    pairs = {name: _volumes(place, place.area, name, years) for name in names}
    grew = {name: pair for name, pair in pairs.items() if pair}
    if grew:
        name, pair = max(grew.items(), key=lambda one: grown(*one[1]))
        change = grown(*pair)
        text += (
            f"; of those that make up 1% of output or more, {_activity(name)} "
            f"{'grew fastest' if change > 0 else 'shrank least'}, by {percent(abs(change))} in "
            f"real terms between {pair[0].period} and {pair[1].period}"
        )
        used = [*used, *pair]
    return statement(
        id, "Knowledge-intensive industries", f"{text} ({NO_INTERVAL}).", used,
        [fact_of(own, "level", value=round(share, 3))], data=quotient_table(table),
        notes=(WHICH, ONSHORE), unit=SHARE.unit,
        computed=f"share of the area's output; {HOW_QUOTIENT}",
    )  # fmt: skip


def share_of_output(
    place: Place, area: Area, industry: str, period: str | None = None
) -> tuple[float, list[Figure]] | None:
    """One industry's share of output (per cent), and the two figures behind it."""
    own = place.at(area, CURRENT, period, industry=industry)
    total = place.at(area, CURRENT, own.period) if own else None
    return (100 * own.value / total.value, [own, total]) if own and total else None


def _shares(
    place: Place, id: str, title: str, subtitle: str, table: pd.DataFrame, period: str,
    notes: Sequence[str] = (), whole: bool = True,
) -> Block:  # fmt: skip
    """Figure: one industry's share of output in several places; see `ranked_chart` of `whole`."""
    return figure(
        place,
        id,
        title=title,
        subtitle=subtitle,
        chart=charts.ranked_chart(table, SHARE, whole=whole),
        data=by_place(table, {"value": "Share of output (%)"}),
        cards=[place.figures.card(CURRENT)],
        period=period,
        computed=HOW_SHARE,
        unit=SHARE.unit,
        notes=(*notes, *_onshore(table)),
    )


def _onshore(table: pd.DataFrame) -> tuple[str, ...]:
    """What the United Kingdom's output leaves out, where it is among the places of a chart."""
    return (ONSHORE,) if (table["area"] == UK).any() else ()


def _nations_share(place: Place, industry: str, period: str) -> tuple[float, list[Figure]] | None:
    """The same of the United Kingdom; None where the area is that itself."""
    return None if UK in place.area.codes else share_of_output(place, _uk(place), industry, period)


def _volumes(place: Place, area: Area, industry: str, years: int) -> tuple[Figure, Figure] | None:
    """Real output some years before and now; None where it began too small to tell."""
    if area.code == UK:
        series = place.figures.series(CONSTANT, area, how="published", industry=industry)
        if series["value"].isna().all():
            return None
    pair = ends(place, area, CONSTANT, years, industry=industry)
    return pair if pair and pair[0].value >= TOO_SMALL else None


def _lines(place: Place, industry: str, first: Figure) -> pd.DataFrame:
    """Real output of the area, the wider areas and the neighbours, the first year being 100."""
    frames = []
    for area, role in company(place, CONSTANT):
        series = place.figures.series(CONSTANT, area, industry=industry)
        base = series.loc[series["period"] == first.period, "value"]
        if base.notna().any() and base.iloc[0] >= TOO_SMALL:
            after = series[series["period_start"] >= first.start]
            frames.append(
                after.assign(
                    area=area.code, label=area.name, role=role, lower_95=float("nan"),
                    upper_95=float("nan"), x=after["period_start"].dt.year + 0.5,
                    value=100 * after["value"] / float(base.iloc[0]),
                )
            )  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _growth_text(pair: tuple[Figure, Figure] | None) -> str:
    if pair is None:
        return MISSING
    if rough(*pair):
        return f"about {format_value(grown(*pair), suffix='%', signed=True)}"
    return percent(grown(*pair), signed=True)


def _activity(industry: str) -> str:
    """An industry's name as it stands within a sentence, its parts joined by words."""
    return in_sentence(industry).replace("; ", " and ").replace("TV", "television")


def _row(area: Area, share: float, role: str) -> dict[str, object]:
    return {"area": area.code, "label": area.name, "role": role, "value": share}


def _uk(place: Place) -> Area:
    return place.figures.areas[UK]


def _too_few(place: Place, id: str) -> Block:
    text = (
        f"Output of too few knowledge-intensive industries in {place.area.in_text} is published "
        "to set them side by side."
    )
    return gaps.gap(place, id, f"Not known: {NOT_KNOWN}", text)


def _too_small(place: Place, id: str, industry: str) -> Block:
    text = (
        f"Output of {in_sentence(industry)} in {place.area.in_text} was below "
        f"{format_value(TOO_SMALL, '£', ' million')} at the start, or is not published. Output "
        "is known in whole £ million, so its growth would be mostly rounding."
    )
    release = place.figures.store.release(CONSTANT)
    return gaps.gap(place, id, f"Growth not known: {in_sentence(industry)}", text, [release])
