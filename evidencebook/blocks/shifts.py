"""What has shifted: growth beside the nation's, and which specialisations have deepened."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.industries import (
    SECTIONS,
    TOTAL,
    in_sentence,
    location_quotients,
    quotient_changes,
)
from evidencebook.analysis.place import Place
from evidencebook.analysis.shift_share import volumes, yearly_shift_share
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts, economy, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import ONSHORE
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import ends, statement
from evidencebook.blocks.economy import CONSTANT, MERGED, POINTS, grown, moved_by
from evidencebook.blocks.facts import Fact, fact, fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import headed
from evidencebook.blocks.numbers import format_value
from evidencebook.blocks.quotients import CURRENT, QUOTIENT
from evidencebook.blocks.wording import NO_INTERVAL, listed

YEARS = 10
# Output is known in whole £ million: quotients of less than this are mostly rounding.
TOO_SMALL = 10.0
# An industry of a smaller share (%) is no specialisation; a smaller change is not worth a word.
LEAST_SHARE, WORTH_A_WORD = 1.0, 0.05
# Points of growth that chained volumes leave over, from which the claim says so.
NOTABLE = 0.1
# On the chart the unit stands above: the bars need the room.
BARE = Measure(POINTS.unit, decimals=1)
CHANGE = Measure("change in the location quotient", decimals=2)
RESIDUAL = (
    "The local part is what is left over when the nation's growth and its industries' are taken "
    "out. It does not say why: one site, chance or a finer mix of industries can all be in it. The "
    "United Kingdom's part can differ from its growth, because each year builds on what output "
    "here had become."
)
HOW_SHIFTED = (
    "shift-share (Dunn 1960) of real output, year by year with the shares of the year before, "
    "against the United Kingdom"
)
HOW_DEEPENED = (
    "location quotient (share of the area's output over share of the United Kingdom's) of the "
    "newest year less that of the first"
)
RELATIVE = (
    "A quotient also rises where the industry shrinks faster in the United Kingdom than here: "
    "the shares stand in the data. It is of output in the prices of each year."
)
__all__ = ["deepened", "deepened_in_words", "shift_share", "shift_share_in_words"]


def shift_share(place: Place, id: str, years: int = YEARS) -> Block:
    """Figure: each industry's growth beyond the nation's, by industry mix and local."""
    found = _shifted(place, years)
    if isinstance(found, str):
        return _no_shift(place, id, found)
    table, pair = found
    long = table.melt(id_vars="industry", value_vars=["mix", "local"], var_name="series")
    long = long.rename(columns={"industry": "label"})
    long["series"] = long["series"].map({"mix": "Industry mix", "local": "Local"})
    sums = table[["mix", "local"]].sum()
    title = (
        f"Beside the United Kingdom's growth, the mix of industries in {place.area.in_text} "
        f"{_did(sums['mix'])} and the local part {_did(sums['local'])}"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=(
            "Real growth beyond the United Kingdom's by industry, percentage points, "
            f"{pair[0].period} to {pair[1].period}"
        ),
        chart=charts.diverging_chart(long, BARE, told=POINTS),
        data=_shift_table(table),
        cards=[place.figures.card(CONSTANT), place.figures.card(CURRENT)],
        period=f"{pair[0].period} to {pair[1].period}",
        computed=HOW_SHIFTED,
        notes=(RESIDUAL, ONSHORE),
        unit=POINTS.unit,
    )


def shift_share_in_words(place: Place, id: str, years: int = YEARS) -> Block:
    """Claim: how much of growth is the nation's, the industry mix's, and what is left over."""
    found = _shifted(place, years)
    if isinstance(found, str):
        return _no_shift(place, id, found)
    table, pair = found
    parts = table[["national", "mix", "local"]].sum()
    whole = grown(*pair)
    left = whole - float(parts.sum())
    rest = f", and {_signed(left)} belongs to no industry" if abs(left) >= NOTABLE else ""
    most = table.reindex(table["local"].abs().sort_values(ascending=False, kind="stable").index)
    named = [
        f"{in_sentence(str(row.industry))} ({_signed(row.local)})"
        for row in most.head(2).itertuples()
    ]
    text = (
        f"Between {pair[0].period} and {pair[1].period}, real output in {place.area.in_text} "
        f"{moved_by(whole)}: growth like the United Kingdom's would have given "
        f"{_signed(parts['national'])} points, the mix of industries {_signed(parts['mix'])}, and "
        f"{_signed(parts['local'])} is left over as local, most of all in {listed(named)}{rest} "
        f"({NO_INTERVAL})."
    )
    said = fact_of(pair[1], "shift-share", since=pair[0].period, value=round(whole, 3))
    said |= {name: round(float(parts[name]), 3) for name in ("national", "mix", "local")}
    return statement(
        id, "Growth beside the nation's", text, (pair[1], pair[0]), [said],
        data=_shift_table(table), computed=HOW_SHIFTED, notes=(ONSHORE,), unit=POINTS.unit,
    )  # fmt: skip


def deepened(place: Place, id: str, years: int = YEARS) -> Block:
    """Figure: by how much each industry's location quotient has changed."""
    found = _quotients(place, years)
    if found is None:
        return _no_quotients(place, id)
    table, pair = found
    drawn = table.assign(label=table["industry"], value=table["change"])
    top = table.iloc[0]
    title = (
        f"{top['industry']} gained most weight in {place.area.in_text} against the United "
        f"Kingdom between {pair[0].period} and {pair[1].period}"
        if top["change"] > 0
        else f"No industry gained weight in {place.area.in_text} against the United Kingdom "
        f"between {pair[0].period} and {pair[1].period}"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=(
            f"Change in the location quotient (UK = 1), {pair[0].period} to {pair[1].period}, "
            f"industries of {format_value(LEAST_SHARE, suffix='%')} of output or more"
        ),
        chart=charts.contributions_chart(drawn, CHANGE),
        data=_quotient_table(table, pair),
        cards=[place.figures.card(CURRENT)],
        period=f"{pair[0].period} to {pair[1].period}",
        computed=HOW_DEEPENED,
        notes=(RELATIVE, ONSHORE),
        unit=CHANGE.unit,
    )


def deepened_in_words(place: Place, id: str, years: int = YEARS) -> Block:
    """Claim: of the industries that weigh more here, which have deepened and which faded."""
    found = _quotients(place, years)
    if found is None:
        return _no_quotients(place, id)
    table, pair = found
    special = table[table[["quotient_first", "quotient_last"]].max(axis=1) > 1]
    deeper = special[special["change"] >= WORTH_A_WORD].head(2)
    fainter = special[special["change"] <= -WORTH_A_WORD].iloc[::-1].head(2)
    pairs = ((deeper, "gained"), (fainter, "lost"))
    said = [f"{_those(rows)} {verb} weight" for rows, verb in pairs if len(rows)]
    text = (
        f"Between {pair[0].period} and {pair[1].period}, of the industries that weigh more in "
        f"{place.area.in_text} than in the United Kingdom or did so, "
        f"{'; '.join(said) or 'none gained or lost much weight'} against it ({NO_INTERVAL})."
    )
    facts = [
        fact_of(
            pair[1],
            "deepened" if row.change > 0 else "faded",
            industry=row.industry,
            since=pair[0].period,
            value=round(row.quotient_last, 3),
        )
        | {"from": round(row.quotient_first, 3)}
        for row in pd.concat([deeper, fainter]).itertuples()
    ]
    return statement(
        id, "Specialisations over time", text, (pair[1], pair[0]), facts or [_level(pair)],
        data=_quotient_table(table, pair), computed=HOW_DEEPENED, notes=(RELATIVE, ONSHORE),
        unit="UK share = 1",
    )  # fmt: skip


def _level(pair: tuple[Figure, Figure]) -> Fact:
    """What is asserted where no specialisation has changed much."""
    last = pair[1]
    return fact("little changed", CURRENT, last.area.code, last.period, since=pair[0].period)


def _those(rows: pd.DataFrame) -> str:
    """``manufacturing (from 1.62 to 1.95 times the UK share)``."""
    return listed(
        [
            f"{in_sentence(str(row.industry))} (from {QUOTIENT.text(row.quotient_first)} to "
            f"{QUOTIENT.text(row.quotient_last)} times the UK share)"
            for row in rows.itertuples()
        ]
    )


def _quotients(place: Place, years: int) -> tuple[pd.DataFrame, tuple[Figure, Figure]] | None:
    """Location quotients then and now, of industries large enough to tell."""
    pair = ends(place, place.area, CURRENT, years)
    if pair is None or UK in place.area.codes:
        return None
    figures, tables = place.figures, []
    for one in pair:
        sides = []
        for area in (place.area, figures.areas[UK]):
            table = figures.breakdown(CURRENT, area, "industry")
            wanted = table["industry"].isin([*SECTIONS, TOTAL]) & (table["period"] == one.period)
            sides.append(table[wanted])
        if any(TOTAL not in set(side["industry"]) for side in sides):
            return None
        tables.append(location_quotients(*sides))
    table = quotient_changes(*tables)
    large = (table[["value_first", "value_last"]] >= TOO_SMALL).all(axis=1)
    weighty = (table[["share_first", "share_last"]] >= LEAST_SHARE).any(axis=1)
    table = table[large & weighty].reset_index(drop=True)
    return (table, pair) if len(table) > 2 else None


def _shifted(place: Place, years: int) -> tuple[pd.DataFrame, tuple[Figure, Figure]] | str:
    """The yearly shift-share, or why there is none."""
    pair = ends(place, place.area, CONSTANT, years)
    if pair is None or UK in place.area.codes:
        return "there is nothing to set it against"
    here, there = (_volumes(place, area, pair) for area in (place.area, place.figures.areas[UK]))
    table = yearly_shift_share(here, there)
    if table.empty or table.isna().any(axis=None):
        return "output of some of its industries is not published"
    if economy.doubt(place, years):
        return "the published volumes of its authorities do not fit together"
    order = (table["mix"] + table["local"]).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True), pair


def _volumes(place: Place, area: Area, pair: tuple[Figure, Figure]) -> dict[str, pd.DataFrame]:
    """Output of the sections in the prices of the year before, by year."""
    sides = []
    for indicator in (CURRENT, CONSTANT):
        table = place.figures.breakdown(indicator, area, "industry")
        table = table[(table["period_end"] >= pair[0].end) & (table["period_end"] <= pair[1].end)]
        sides.append(table)
    parts = economy.told_apart(sides[1])
    made = volumes(*(side[side["industry"].isin(parts)] for side in sides))
    return {year: _sections(table) for year, table in made.items()}


def _sections(table: pd.DataFrame) -> pd.DataFrame:
    """Industries that are told apart for larger areas only, put together."""
    if not table["industry"].isin(MERGED).any():
        return table
    named = table.assign(industry=table["industry"].replace(MERGED))
    sums = named.groupby("industry")[["first", "last"]].agg(lambda v: v.sum(skipna=False))
    return sums.reset_index()


def _did(points: float) -> str:
    size = POINTS.text(abs(points))
    if size == POINTS.text(0):
        return "made no difference"
    return f"{'added' if points > 0 else 'took away'} {size}"


def _signed(points: float) -> str:
    return format_value(points, decimals=1, signed=True)


def _shift_table(table: pd.DataFrame) -> pd.DataFrame:
    parts = ["United Kingdom's growth", "Industry mix", "Local", "Change"]
    heads = ["Industry", *(headed(part, POINTS.unit) for part in parts)]
    return table.round(3).set_axis(heads, axis=1)


def _quotient_table(table: pd.DataFrame, pair: tuple[Figure, Figure]) -> pd.DataFrame:
    first, last = (one.period for one in pair)
    columns = {
        "industry": "Industry",
        "share_first": f"Share of output {first} (%)",
        "share_last": f"Share of output {last} (%)",
        "nation_share_first": f"UK share {first} (%)",
        "nation_share_last": f"UK share {last} (%)",
        "quotient_first": headed(f"Location quotient {first}", QUOTIENT.unit),
        "quotient_last": headed(f"Location quotient {last}", QUOTIENT.unit),
        "change": headed("Change in the location quotient", QUOTIENT.unit),
    }
    return table[list(columns)].rename(columns=columns).round(3)


def _no_shift(place: Place, id: str, why: str) -> Block:
    text = (
        f"Growth in {place.area.in_text} cannot be split into the nation's, its industries' and "
        f"its own part: {why}."
    )
    return gaps.gap(
        place, id, "Not known: growth beside the nation's", text,
        [place.figures.store.release(CONSTANT)],
    )  # fmt: skip


def _no_quotients(place: Place, id: str) -> Block:
    text = (
        f"Which specialisations of {place.area.in_text} have deepened is not known: there is "
        "nothing to set them against, or too few industries are large enough in figures of whole "
        "£ million."
    )
    return gaps.gap(
        place, id, "Not known: specialisations over time", text,
        [place.figures.store.release(CURRENT)],
    )  # fmt: skip
