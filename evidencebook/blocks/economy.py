"""What the economy is made of: growth by industry, specialisms, the gap in output per worker."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.industries import (
    REAL_ESTATE,
    SECTIONS,
    TOTAL,
    contributions,
    gap_split,
    in_sentence,
)
from evidencebook.analysis.place import Place
from evidencebook.areas import GREAT_BRITAIN, UK
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import ONSHORE, onshore
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import ends, statement
from evidencebook.blocks.facts import fact, fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.movement import UNSTEADY, moved
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.quotients import (
    CURRENT,
    HOW_QUOTIENT,
    quotient_figure,
    quotient_table,
    quotients,
    times,
)
from evidencebook.blocks.wording import NO_INTERVAL, listed, when

CONSTANT = "gross-value-added-constant-prices"
EMPLOYEES = "employees"
NATIONS = ("E92000001", "W92000004", "S92000003")
# Output is published for these together only, where small.
MERGED = {
    "Agriculture, forestry and fishing": SECTIONS[0],
    "Mining and quarrying": SECTIONS[0],
    "Electricity, gas, steam and air conditioning supply": SECTIONS[2],
    "Water supply; sewerage and waste management": SECTIONS[2],
}
LEFT_OUT = (REAL_ESTATE, "Activities of households")
YEARS = 10
POINTS = Measure("percentage points", suffix=" points", decimals=1)
# Within brackets, where the sentence has said of what.
POINT = Measure("percentage points", decimals=1)
POUNDS = Measure("£ per employee", prefix="£", decimals=0)
CHAINED = (
    "Chained volumes do not add up exactly over industries and areas; what is left over is shown "
    "as not attributed."
)
HOW_CONTRIBUTED = "each industry's share of the year before times its real growth, added over years"
# Growth that no industry accounts for, in points, from which the total itself is in doubt.
DOUBTFUL = 3.0
__all__ = [
    "gap_by_industry",
    "gap_in_words",
    "growth",
    "growth_by_industry",
    "growth_in_words",
    "specialisms",
    "specialisms_in_words",
]
# What these rest on, for `evidencebook coverage`.
READS = (
    "gross-value-added-current-prices",
    "gross-value-added-constant-prices",
    "employees",
)


def growth(place: Place, id: str, years: int = YEARS) -> Block:
    """Claim: real growth of the area's output over some years, and the United Kingdom's."""
    pair = ends(place, place.area, CONSTANT, years)
    if pair is None:
        return gaps.no_change(place, id, CONSTANT)
    found = _contributions(place, years)
    if found and _doubt(found[0]) and not _hidden(found[0]):
        return _doubtful(place, id, "Real growth", found[0])
    own = grown(*pair)
    text = (
        f"Between {pair[0].period} and {pair[1].period}, output in {place.area.in_text} "
        f"{moved_by(own)} after allowing for inflation"
    )
    how = moved(place, *pair)
    used = list(pair)
    nation = [place.at(place.figures.areas[UK], CONSTANT, figure_.period) for figure_ in pair]
    if nation[0] and nation[1] and UK not in place.area.codes:
        whole = grown(nation[0], nation[1])
        text += f", against {percent(whole)} in the United Kingdom"
        used += [nation[0], nation[1]]
    if how.kind in UNSTEADY.values():
        text += f", without a steady trend {how.tested}"
    text += f" (gross value added; {NO_INTERVAL})."
    said = fact_of(pair[1], how.kind, since=pair[0].period, value=round(own, 3)) | how.fact()
    used = [used[1], used[0], *used[2:]]
    return statement(
        id, "Real growth", text, used, [said], unit="%",
        computed="change in gross value added at constant prices", notes=onshore(used),
    )  # fmt: skip


def growth_in_words(place: Place, id: str, years: int = YEARS) -> Block:
    """Claim: the industries that added most to growth and those that took from it."""
    found = _contributions(place, years)
    if found is None:
        return gaps.missing(place, id, CONSTANT)
    table, pair = found
    if _doubt(table):
        return _doubtful(place, id, "Where growth came from", table)
    text = _parts_of_growth(place, table, pair)
    return statement(
        id, "Where growth came from", text, (pair[1], pair[0]), data=_people(table),
        notes=(CHAINED,),
        computed=HOW_CONTRIBUTED, unit=POINTS.unit,
    )  # fmt: skip


def _parts_of_growth(place: Place, table: pd.DataFrame, pair: tuple[Figure, Figure]) -> str:
    """The industries that moved output most, and those that went against it."""
    points = table.set_index("industry")["points"]
    whole = float(points[TOTAL])
    parts = points.drop([TOTAL, "Not attributed"]).dropna()
    parts = parts if whole > 0 else -parts[::-1]
    sign = 1 if whole > 0 else -1
    most = [
        f"{in_sentence(str(name))} ({POINT.text(sign * value)})"
        for name, value in parts[:3].items()
    ]
    back = parts[parts.round(POINT.decimals) < 0][-2:]
    against = [
        f"{in_sentence(str(name))} ({POINT.text(sign * value)})" for name, value in back.items()
    ]
    span = f"between {pair[0].period} and {pair[1].period}"
    text = (
        f"Of the {_points(whole)} of real growth in {place.area.in_text} {span}"
        if whole > 0
        else f"Of the {_points(-whole)} by which real output in {place.area.in_text} fell {span}"
    )
    text += f", the largest parts came from {listed(most)}"
    if against:
        text += f"; {listed(against)} {'took away' if whole > 0 else 'went the other way'}"
    if float(parts.iloc[0]) > abs(whole):
        text += " (a part can be larger than the whole, where others went the other way)"
    return text + "."


def growth_by_industry(place: Place, id: str, years: int = YEARS) -> Block:
    """Figure: each industry's contribution to real growth."""
    found = _contributions(place, years)
    if found is None:
        return gaps.missing(place, id, CONSTANT)
    table, pair = found
    if _doubt(table):
        return _doubtful(place, id, "Growth by industry", table)
    drawn = table[(table["industry"] != TOTAL) & table["points"].notna()].rename(
        columns={"industry": "label", "points": "value"}
    )
    whole = float(table.set_index("industry")["points"][TOTAL])
    named = drawn.loc[drawn["label"] != "Not attributed", "label"]
    title = (
        f"{named.iloc[0]} added most to" if whole > 0 else f"{named.iloc[-1]} took most from"
    ) + f" real output in {place.area.in_text} between {pair[0].period} and {pair[1].period}"
    return figure(
        place,
        id,
        title=title,
        subtitle=(
            f"Contribution of each industry to real growth of {_points(whole)}, percentage points"
        ),
        chart=charts.contributions_chart(drawn, POINTS),
        data=_people(table),
        cards=[place.figures.card(CONSTANT), place.figures.card(CURRENT)],
        period=f"{pair[0].period} to {pair[1].period}",
        computed=HOW_CONTRIBUTED,
        notes=(CHAINED,),
        unit=POINTS.unit,
    )


def specialisms(place: Place, id: str) -> Block:
    """Figure: location quotients of the industries, by gross value added."""
    found = quotients(place)
    if found is None:
        return gaps.missing(place, id, CURRENT)
    table, period = found
    title = f"{table['industry'].iloc[0]} is the most concentrated industry in {place.area.in_text}"
    return quotient_figure(place, id, title, table, period)


def specialisms_in_words(place: Place, id: str) -> Block:
    """Claim: the industries that weigh most here compared with the nation."""
    found = quotients(place)
    own = place.own(CURRENT)
    if found is None or own is None:
        return gaps.missing(place, id, CURRENT)
    table, period = found
    top = table[(table["quotient"] > 1) & (table["share"] >= 1)].head(3)
    if top.empty:
        return gaps.missing(place, id, CURRENT)
    said = [
        f"{in_sentence(r.industry)} ({times(r.quotient)} the UK share, "
        f"{percent(r.share)} of output)"
        for r in top.itertuples()
    ]
    text = (
        f"{when(period)}, the industries that weighed most in {place.area.in_text} against the "
        f"United Kingdom were {listed(said)}."
    )
    return statement(
        id, "Specialisms", text, [own], data=quotient_table(table),
        computed=HOW_QUOTIENT, notes=(ONSHORE,), unit="UK share = 1",
    )  # fmt: skip


def gap_by_industry(place: Place, id: str) -> Block:
    """Figure: the gap in output per employee, by industry mix and within industries."""
    found = _gap(place)
    if isinstance(found, str):
        return _no_gap(place, id, found)
    table, period = found
    long = table.melt(id_vars="industry", value_vars=["mix", "within"], var_name="series")
    long = long.rename(columns={"industry": "label"})
    long["series"] = long["series"].map({"mix": "Industry mix", "within": "Within the industry"})
    title = (
        f"What makes the gap in output per employee between {place.area.in_text} and Great Britain"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Contribution of each industry to the gap, £ per employee, {period}",
        chart=charts.diverging_chart(long, POUNDS),
        data=_gap_table(table),
        cards=[place.figures.card(CURRENT), place.figures.card(EMPLOYEES)],
        period=period,
        computed=_HOW_GAP,
        notes=(_GAP_NOTE,),
        unit=POUNDS.unit,
    )


def gap_in_words(place: Place, id: str) -> Block:
    """Claim: how much of the gap comes from the mix and how much from within industries."""
    found = _gap(place)
    if isinstance(found, str):
        return _no_gap(place, id, found)
    (table, period), own = found, place.own(EMPLOYEES)
    if own is None:
        return gaps.missing(place, id, EMPLOYEES)
    mix, inside = float(table["mix"].sum()), float(table["within"].sum())
    whole = mix + inside
    side = "above" if whole > 0 else "below"
    text = (
        f"{when(period)}, output per employee in {place.area.in_text} was "
        f"{POUNDS.text(abs(whole))} {side} Great Britain's: {POUNDS.text(mix, signed=True)} "
        f"from the mix of industries and {POUNDS.text(inside, signed=True)} from output per "
        f"employee within them ({NO_INTERVAL})."
    )
    said = fact(side, CURRENT, place.area.code, period)
    return statement(
        id, "The gap in output per employee", text, [own], [said], data=_gap_table(table),
        computed=_HOW_GAP, notes=(_GAP_NOTE,), unit=POUNDS.unit,
    )  # fmt: skip


_HOW_GAP = (
    "gross value added over employees by industry, the gap to Great Britain split into the "
    "difference in shares of employees, valued at Great Britain's output per employee, and the "
    "difference in output per employee"
)
_GAP_NOTE = (
    "Employees leave out the self-employed, so output per employee overstates output per worker "
    "where many work for themselves. Real estate is left out: most of its output is the rent that "
    "owner-occupiers are reckoned to pay themselves. The split depends on whose output per "
    "employee values the mix: with the place's own, the part of the mix is another."
)


def _gap(place: Place) -> tuple[pd.DataFrame, str] | str:
    """The split of the gap to Great Britain in the newest year of both sources, or why none."""
    figures = place.figures
    if GREAT_BRITAIN in place.area.codes:
        return "Great Britain is what others are set against"
    if outside := gaps.not_covered(place, figures.card(EMPLOYEES)):
        return f"the survey that counts employees by industry {outside}"
    workers = figures.breakdown(EMPLOYEES, place.area, "industry")
    output = figures.breakdown(CURRENT, place.area, "industry")
    workers_there = figures.breakdown(EMPLOYEES, figures.areas[GREAT_BRITAIN], "industry")
    output_there = [figures.breakdown(CURRENT, figures.areas[n], "industry") for n in NATIONS]
    if workers.empty:
        return (
            "employees by industry are published here for ITL areas and larger ones only, and it "
            "is not made up of whole ITL areas with figures"
        )
    shared = set(workers["period"]) & set(output["period"]) & set(workers_there["period"])
    if not shared:
        return "its output and its employees by industry are not known for one and the same year"
    period = max(shared)
    here = _per_industry(workers, [output], period)
    there = _per_industry(workers_there, output_there, period)
    if here.isna().any(axis=None) or there.isna().any(axis=None):
        return "output or employees of some of its industries are not published"
    return gap_split(here, there), period


def _per_industry(
    workers: pd.DataFrame, outputs: Sequence[pd.DataFrame], period: str
) -> pd.DataFrame:
    """`industry`, `output`, `workers` for the industries that both sources tell apart."""
    sides = [_at(output, period) for output in outputs]
    output = pd.concat(sides).groupby("industry")["value"].agg(lambda v: v.sum(skipna=False))
    staff = _at(workers, period)
    staff["industry"] = staff["industry"].replace(MERGED)
    people = staff.groupby("industry")["value"].agg(lambda v: v.sum(skipna=False))
    table = pd.concat([output, people], axis=1, keys=["output", "workers"])
    table = table.reindex([section for section in SECTIONS if section not in LEFT_OUT])
    return table.reset_index(names="industry")


def _at(table: pd.DataFrame, period: str) -> pd.DataFrame:
    return table.loc[table["period"] == period, ["industry", "value"]].copy()


def _no_gap(place: Place, id: str, why: str) -> Block:
    text = (
        f"The gap in output per employee of {place.area.in_text} cannot be split into industry "
        f"mix and output within industries: {why}. The growth and the specialisms of its "
        "industries are shown instead."
    )
    sources = [
        place.figures.store.release(n) for n in (EMPLOYEES, CURRENT) if place.figures.store.has(n)
    ]
    return gaps.gap(place, id, "Not known: what lies behind the gap", text, sources)


def _contributions(place: Place, years: int) -> tuple[pd.DataFrame, tuple[Figure, Figure]] | None:
    pair = ends(place, place.area, CONSTANT, years)
    if pair is None:
        return None
    frames = []
    for indicator in (CURRENT, CONSTANT):
        table = place.figures.breakdown(indicator, place.area, "industry")
        frames.append(
            table[(table["period_end"] >= pair[0].end) & (table["period_end"] <= pair[1].end)]
        )
    parts = told_apart(frames[1])
    return contributions(*(f[f["industry"].isin([*parts, TOTAL])] for f in frames)), pair


def told_apart(volumes: pd.DataFrame) -> list[str]:
    """The sections, those without volumes of their own (larger areas) by their parts."""
    known = set(volumes.loc[volumes["value"].notna(), "industry"])
    parts = {whole: [p for p in MERGED if MERGED[p] == whole] for whole in MERGED.values()}
    return [
        part
        for section in SECTIONS
        for part in ([section] if section in known else parts.get(section, [section]))
    ]


def doubt(place: Place, years: int = YEARS) -> float:
    """Points of growth that no industry accounts for, where they make all of it doubtful."""
    found = _contributions(place, years)
    return _doubt(found[0]) if found else 0.0


def _doubt(table: pd.DataFrame) -> float:
    """Points of growth that belong to no industry, where they are too many to believe in."""
    left = float(table.set_index("industry")["points"]["Not attributed"])
    return left if abs(left) >= DOUBTFUL else 0.0


def _hidden(table: pd.DataFrame) -> int:
    """How many industries have no published output."""
    return int(table["points"].isna().sum())


def _doubtful(place: Place, id: str, title: str, table: pd.DataFrame) -> Block:
    """Growth that cannot be told: industries are not published, or their volumes contradict."""
    if hidden := _hidden(table):
        many = f"{hidden} industries" if hidden > 1 else "1 industry"
        text = (
            f"Output after inflation of {many} in {place.area.in_text} is not published, for "
            "there are few firms in them. What each industry added to growth is therefore not "
            "known."
        )
    else:
        text = (
            f"Output after inflation is published for the authorities of {place.area.in_text}, "
            f"but their volumes do not fit together: {_points(_doubt(table))} of growth would "
            "belong to no industry. How fast output grew here, and in which industries, is "
            "therefore not known. The weight of each industry is shown instead."
        )
    return gaps.gap(place, id, f"Not known: {title}", text, [place.figures.store.release(CONSTANT)])


def _people(table: pd.DataFrame) -> pd.DataFrame:
    shown = table.assign(points=table["points"].round(3))
    return shown.set_axis(["Industry", "Percentage points of growth"], axis=1)


def _gap_table(table: pd.DataFrame) -> pd.DataFrame:
    names = ["Industry", "Industry mix (£)", "Within the industry (£)"]
    return table.round(0).set_axis([*names, "Output per employee (£)", "Great Britain (£)"], axis=1)


def grown(first: Figure, last: Figure) -> float:
    """Growth from one figure to another, in per cent."""
    return 100 * (last.value / first.value - 1)


def moved_by(change: float, *, roughly: bool = False) -> str:
    """A change in per cent in words: ``grew by 3.2%``, ``shrank by 1.0%``, ``did not change``.

    Parameters
    ----------
    roughly : bool
        Whether the amounts are so small that rounding moves it by a point: ``about 38%``.
    """
    size = format_value(abs(change), suffix="%") if roughly else percent(abs(change))
    if size in (percent(0), "0%"):
        return "did not change"
    return f"{'grew' if change > 0 else 'shrank'} by {'about ' if roughly else ''}{size}"


def rough(first: Figure, last: Figure) -> bool:
    """Whether rounding to whole £ million alone can move the growth by a point or more."""
    return 50 * last.value / first.value * (1 / first.value + 1 / max(last.value, 0.5)) >= 1


def _points(value: float) -> str:
    return format_value(value, suffix=" percentage points", decimals=1)
