"""How firms come and go, how long they live, and which of them grow fast."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.enterprises import part_of_mix, rounding_error
from evidencebook.analysis.place import Place
from evidencebook.analysis.series import joined
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import ROUNDED
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.enterprise.common import (
    against_in_words,
    beyond,
    parts_of,
)
from evidencebook.blocks.enterprise.industries import (
    HOW_NATIONAL,
    NATIONAL,
    NATIONAL_ONLY,
    by_industry,
    label,
    national_rates,
)
from evidencebook.blocks.facts import fact, fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import beside, by_place, company, labels
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import (
    NO_INTERVAL,
    listed,
    possessive,
    printed,
    relation,
    sentence_case,
    when,
)

ACTIVE, BIRTH_RATE = "active-businesses", "business-births"
BIRTHS, DEATHS = "business-births-number", "business-deaths-number"
FAST, TEN, FAST_SHARE = (
    "high-growth-businesses-number",
    "businesses-ten-or-more-employees",
    "high-growth-businesses",
)
SURVIVAL = {
    1: "business-survival-one-year",
    2: "business-survival-two-year",
    3: "business-survival-three-year",
    4: "business-survival-four-year",
    5: "business-survival-five-year",
}
ALIVE = Measure("% of businesses born in the year", suffix="%", decimals=1)
GROWTH = Measure("% of businesses with ten or more employees", suffix="%", decimals=1)
PROVISIONAL = "Deaths of the two newest years are first estimates and are revised."
WHAT_IS_GROWTH = (
    "High growth: over three years the number of employees grew by more than 20% a year on "
    "average, from ten or more. Some of it comes from mergers and takeovers."
)
# Below so many, a share of high growth and a split of a birth rate say little.
FEW, ROUGH = 30, 100


def net(place: Place, id: str) -> Block:
    """Claim: businesses born and dead in the newest year, what is left, and over all years."""
    born = place.own(BIRTHS)
    dead = place.own(DEATHS, born.period) if born else None
    stock = place.own(ACTIVE, born.period) if born else None
    if born is None or dead is None or stock is None or not stock.value:
        return gaps.missing(place, id, BIRTHS)
    gain = born.value - dead.value
    text = (
        f"{when(born.period)}, {printed(born)} businesses were born in {place.area.in_text} and "
        f"{printed(dead)} died, {_balance(gain)}"
    )
    text += f" ({percent(100 * gain / stock.value, signed=True)} of"
    text += " active businesses)" if gain else " them)"
    used = [born, dead, stock]
    wider = beyond(place)
    nation = (
        [place.at(wider, slug, born.period) for slug in (BIRTHS, DEATHS, ACTIVE)] if wider else []
    )
    if len(nation) == 3 and nation[0] and nation[1] and nation[2]:
        there = 100 * (nation[0].value - nation[1].value) / nation[2].value
        text += f"; in the United Kingdom the balance was {percent(there, signed=True)}"
        used += [nation[0], nation[1], nation[2]]
    over_years, how = _over_years(place)
    text += over_years
    return statement(
        id, "Births less deaths", f"{text}.", used,
        [fact("level", BIRTHS, place.area.code, born.period, value=gain)],
        computed="; ".join(filter(None, ["births less deaths, over active businesses", how])),
        notes=(PROVISIONAL, ROUNDED, *_marked(place, born.period)),
        unit="businesses",
    )  # fmt: skip


def mix_of_births(place: Place, id: str) -> Block:
    """Claim: how much of the gap in birth rates the mix of industries explains."""
    rates, wider = national_rates(place), beyond(place)
    own = place.own(BIRTH_RATE, rates.period) if wider else None
    nation = place.at(wider, BIRTH_RATE, rates.period) if wider else None
    here = by_industry(place, place.area)
    if own is None or nation is None or wider is None or here.empty:
        return _no_mix(place, id)
    firms, there = (
        table.set_index("industry_code")["value"].astype(float)
        for table in (here, by_industry(place, wider))
    )
    mix = part_of_mix(firms, there, rates.table["births"])
    gap = own.value - nation.value
    text = (
        f"{when(own.period)}, the business birth rate in {place.area.in_text} was {printed(own)}, "
        f"against {printed(nation)} in the United Kingdom. Of the difference of "
        f"{_points(gap)}, the mix of industries makes up {_points(mix)} and what is left "
        f"over, such as birth rates within industries, {_points(gap - mix)} ({NO_INTERVAL})"
    )
    born = place.own(BIRTHS, own.period)
    if born and born.value < ROUGH:
        text += f"; with {printed(born)} births, the parts are rough"
    said = fact_of(own, "above" if gap > 0 else "below", value=round(gap, 3))
    return statement(
        id, "Births and the mix of industries", f"{text}.", [own, nation], [said],
        computed="enterprises by broad industry, times the United Kingdom's birth rate in each, "
        f"less the same for the United Kingdom; {HOW_NATIONAL}",
        notes=(NATIONAL_ONLY,), unit="percentage points",
    )  # fmt: skip


def survival_curve(place: Place, id: str) -> Block:
    """Figure: the share of one year's births alive one to five years later."""
    own = place.own(SURVIVAL[5])
    if own is None:
        return gaps.missing(place, id, SURVIVAL[5])
    born, who = own.period, company(place, SURVIVAL[5])
    names = labels(area for area, _ in who)
    for slug in SURVIVAL.values():
        place.figures.read_ahead(slug, [area for area, _ in who])
    rows = []
    for area, role in who:
        for years, slug in SURVIVAL.items():
            found = place.at(area, slug, born)
            rows.append(
                {"area": area.code, "label": names[area.code], "role": role, "x": float(years)}
                | {"period": _years(years), "value": found.value if found else None}
                | {"computed": found.computed if found else ""}
            )
    table = pd.DataFrame(rows).astype({"value": float})
    title = (
        f"Of the businesses born in {place.area.in_text} in {born}, {printed(own)} were alive "
        "five years later"
    )
    number = place.own(BIRTHS, born)
    births = f" ({printed(number)} births here)" if number else ""
    made = table[(table["computed"] != "") & (table["x"] == 5)]
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Share of the businesses born in {born} still active, by years since{births}",
        chart=charts.line_chart(table, ALIVE),
        data=by_place(table, {"period": "After", "value": "Still active (%)"}),
        cards=[place.figures.card(slug) for slug in SURVIVAL.values()],
        period=born,
        computed="; ".join(f"{row.label}: {row.computed}" for row in made.itertuples()),
        unit=ALIVE.unit,
        notes=beside(place, table),
    )


def fast_growers(place: Place, id: str) -> Block:
    """Claim: the number of businesses of high growth, among those large enough to count."""
    share = place.own(FAST_SHARE)
    fast = place.own(FAST, share.period) if share else None
    ten = place.own(TEN, share.period) if share else None
    if share is None or fast is None or ten is None or not ten.value:
        return gaps.missing(place, id, FAST_SHARE)
    text = (
        f"{when(fast.period)}, {printed(fast) if fast.value else 'none'} of the {printed(ten)} "
        f"businesses with ten or more employees in {place.area.in_text} had grown fast over "
        f"three years ({percent(100 * fast.value / ten.value)}"
    )
    used = [share, fast, ten]
    wider = beyond(place)
    nation = place.at(wider, FAST_SHARE, share.period) if wider else None
    said = fact_of(share, "level", value=round(share.value, 3))
    if nation:
        found = relation(share, nation)
        text += f", {against_in_words(found)} the United Kingdom's {printed(nation)}"
        used.append(nation)
        said |= {"kind": found, "than": UK, "reference": round(nation.value, 3)}
    few = "; so few that the share may change much from year to year" if fast.value < FEW else ""
    return statement(
        id, "Fast-growing businesses", f"{text}){few}.", used, [said],
        notes=(WHAT_IS_GROWTH, ROUNDED), unit=GROWTH.unit,
        computed="high-growth businesses over businesses with ten or more employees",
    )  # fmt: skip


def fast_growing_industries(place: Place, id: str) -> Block:
    """Figure: the share of high growth by broad industry in the United Kingdom."""
    rates, uk = national_rates(place), place.figures.areas[UK]
    names = by_industry(place, uk).set_index("industry_code")["industry"]
    table = pd.DataFrame({"value": rates.table["fast"].dropna()})
    table["label"] = [label(names[code]) for code in table.index]
    table["role"] = "member"
    whole = place.at(uk, FAST_SHARE, rates.period)
    if whole:
        row = {"label": "All industries", "role": "uk", "value": whole.value}
        table = pd.concat([table, pd.DataFrame([row])], ignore_index=True)
    top = table.sort_values("value", ascending=False).iloc[:2]["label"].str.lower().tolist()
    title = f"In the United Kingdom, fast growth is most frequent in {listed(top)}"
    return figure(
        place,
        id,
        title=title,
        subtitle=f"High-growth businesses, {GROWTH.unit}, United Kingdom, {rates.period}",
        chart=charts.ranked_chart(table, GROWTH, rows="industries"),
        data=table[["label", "value"]].round(3).set_axis(["Industry", "High growth (%)"], axis=1),
        cards=[place.figures.card(NATIONAL["fast"]), place.figures.card(NATIONAL["ten"])],
        period=rates.period,
        computed=HOW_NATIONAL,
        notes=(NATIONAL_ONLY, WHAT_IS_GROWTH),
        unit=GROWTH.unit,
    )


def _marked(place: Place, period: str) -> tuple[str, ...]:
    """Which of the authorities the publisher marks for many businesses at one postcode."""
    table = place.figures.store.observations(BIRTHS, [*place.area.codes, *place.area.members])
    marked = table.loc[(table["period"] == period) & (table["note"] != ""), "area"]
    names = sorted({place.figures.areas.name(code) for code in marked})
    if not names:
        return ()
    return (f"The publisher marks {listed(names)}: over 500 businesses at one postcode.",)


def _balance(gain: float) -> str:
    if not gain:
        return "as many as were born"
    return f"{'a gain' if gain > 0 else 'a loss'} of {format_value(abs(gain))}"


def _over_years(place: Place) -> tuple[str, str]:
    """What births and deaths of all years leave, and how figures of years before were made.

    For as many years as have both; nothing of fewer than three.
    """
    born, dead = (_counts(place, place.area, slug) for slug in (BIRTHS, DEATHS))
    both = born.index.intersection(dead.index)
    if len(both) < 3:
        return "", ""
    gain = float((born["value"] - dead["value"])[both].sum())
    counts = 2 * len(both) * parts_of(place)
    text = f"; over {both[0]} to {both[-1]}, births {_than(gain, rounding_error(counts))}"
    return text, joined(born.loc[both].reset_index())


def _than(gain: float, error: float) -> str:
    if abs(gain) <= error:
        return "and deaths were equal within the rounding of the counts"
    return f"{'exceeded' if gain > 0 else 'fell short of'} deaths by {format_value(abs(gain))}"


def _counts(place: Place, area: Area, indicator: str) -> pd.DataFrame:
    series = place.figures.series(indicator, area).set_index("period")
    return series.loc[series["value"].notna(), ["value", "computed", "joined"]]


def _years(number: int) -> str:
    return f"{number} year{'s' if number > 1 else ''}"


def _points(value: float) -> str:
    return format_value(value, suffix=" percentage points", decimals=1, signed=True)


def _no_mix(place: Place, id: str) -> Block:
    text = (
        f"{sentence_case(possessive(place.area))} birth rate is read "
        "against the United Kingdom's, industry by industry, and there are no figures to do so."
    )
    release = [place.figures.store.release(BIRTH_RATE)]
    return gaps.gap(place, id, "Not known: births and the mix of industries", text, release)
