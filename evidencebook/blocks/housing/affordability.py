"""What homes cost beside what people earn."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.housing import growth
from evidencebook.analysis.place import Place
from evidencebook.analysis.ranks import Estimate
from evidencebook.areas import Area
from evidencebook.blocks import charts, claims, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import named_end, statement, within
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import by_place, labels, shortened
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.wording import (
    NO_INTERVAL,
    Relation,
    difference,
    in_sentence,
    printed,
    relation,
)

PRICE, PAY, RATIO = "median-house-price", "gross-median-weekly-pay", "housing-affordability-ratio"
YEARS, FEWEST_YEARS = 10, 2
MORE = Measure("% by which prices grew more than pay", suffix="%", decimals=0)
NOMINAL = (
    "Both are in the money of each year, before allowing for inflation. Prices are of all "
    "registered sales; pay comes from a survey of employers, part-time jobs among them."
)
BY_HOME = "Pay is of the people who live in an area, wherever they work."
NO_PRICES = "Nor are prices held that could be set beside pay."
_GREW: dict[Relation, str] = {
    "higher": "Prices grew by more than pay",
    "lower": "Prices grew by less than pay",
    "similar": "The two grew alike",
    "same": "The two grew alike",
    "unclear": "The survey of pay is too uncertain to tell which of the two grew more",
}


class Ends(NamedTuple):
    """Price and pay at the two ends of some years."""

    price: tuple[Figure, Figure]
    pay: tuple[Figure, Figure]

    @property
    def figures(self) -> list[Figure]:
        """All four, the newest price first."""
        return [self.price[1], self.price[0], self.pay[1], self.pay[0]]


def affordability_in_words(place: Place, id: str) -> Block:
    """Claim: how many years' pay a home costs, here or from authority to authority.

    No ratio can be made for a set of authorities, so the range within it is given, and in how
    many of them the ratio is above or below that of the widest area.
    """
    if place.own(RATIO) is not None:
        return claims.compare(place, id, RATIO)
    found = within(place, RATIO)
    if place.area.single or len(found) < 2:
        return gaps.missing(place, id, RATIO)
    low, high = found[0], found[-1]
    text = (
        f"{place.among}, the median price of a home was between {printed(low)} times "
        f"({named_end(found, low)}) and {printed(high)} times ({named_end(found, high)}) what a "
        f"full-time employee living there earns in a year ({in_sentence(low.period)}; "
        f"{NO_INTERVAL})"
    )
    facts = [fact_of(low, "lowest"), fact_of(high, "highest")]
    used, widest = list(found), place.widest(RATIO, low.period)
    if widest:
        sides = [relation(one, widest) for one in found]
        text += (
            f"; of the {len(found)} authorities with a figure, it was higher than in "
            f"{widest.area.in_text} ({printed(widest)}) in {_number(sides.count('higher'))} and "
            f"lower in {_number(sides.count('lower'))}"
        )
        used.append(widest)
    return statement(id, low.indicator.title, f"{text}.", used, facts)


def prices_and_pay_in_words(place: Place, id: str) -> Block:
    """Claim: how prices have grown, and whether pay has kept up; pay alone without prices."""
    if pair := _ends(place, place.area):
        return _own_in_words(place, id, pair)
    table = _members(place)
    if table is None:
        return claims.change(place, id, PAY, YEARS)
    sides = table["side"].tolist()
    prices = table.sort_values("price")
    low, high, nation = prices.iloc[0], prices.iloc[-1], table.attrs["nation"]
    first, last = table["ends"].iloc[0].price
    text = (
        f"{_between(first, last)}, the median price of "
        f"homes sold grew by more than residents' median pay in {_number(sides.count('higher'))} "
        f"of {len(table)} authorities of {place.circle.in_text} and by less in "
        f"{_number(sides.count('lower'))}"
    )
    if unsure := len(sides) - sides.count("higher") - sides.count("lower"):
        text += f"; in {unsure} the survey of pay is too uncertain to tell"
    text += (
        f". Prices changed most in {high['label']} ({_signed(high['price'])}) and least in "
        f"{low['label']} ({_signed(low['price'])}); in {nation['label']} they changed by "
        f"{_signed(nation['price'])} and pay by {_signed(nation['pay'])}."
    )
    used = [one for ends in table["ends"] for one in ends.figures]
    facts = [fact_of(ends.price[1], side) for ends, side in zip(table["ends"], sides, strict=True)]
    return statement(
        id, "House prices and pay", text, used, facts, data=_growth_table(table),
        computed="growth of the price and of pay, authority by authority",
        notes=(NOMINAL, BY_HOME), unit="%",
    )  # fmt: skip


def prices_and_pay(place: Place, id: str) -> Block:
    """Figure: prices and pay as an index, or how far prices outran pay in each authority."""
    if pair := _ends(place, place.area):
        return _own_index(place, id, pair)
    table = _members(place)
    if table is None:
        return _not_together(place, id)
    return _by_member(place, id, table)


def _not_together(place: Place, id: str) -> Block:
    if place.own(PRICE) is None or place.own(PAY) is None:
        return gaps.missing(place, id, RATIO, NO_PRICES if place.own(PRICE) is None else "")
    text = (
        f"Prices and residents' pay in {place.area.in_text} are known together for too few years "
        "to say which has grown more."
    )
    store = place.figures.store
    releases = [store.release(slug) for slug in (PRICE, PAY)]
    return gaps.gap(place, id, "Change not known: house prices and pay", text, releases)


def _ends(place: Place, area: Area, years: tuple[int, int] | None = None) -> Ends | None:
    """Price of the years ending in September and pay in April, of two years.

    The newest year with both and the one nearest to `YEARS` before it, unless they are given.
    """
    if years is None:
        known = sorted(_years(place, PRICE, area) & _years(place, PAY, area))
        if not known or known[-1] - known[0] < FEWEST_YEARS:
            return None
        first = min(known, key=lambda year: abs(year - (known[-1] - YEARS)))
        years = first, known[-1]
    price = [place.at(area, PRICE, f"year ending Sep {year}") for year in years]
    pay = [place.at(area, PAY, f"Apr {year}") for year in years]
    if price[0] and price[1] and pay[0] and pay[1]:
        return Ends((price[0], price[1]), (pay[0], pay[1]))
    return None


def _years(place: Place, slug: str, area: Area) -> set[int]:
    """Years with a figure for April, or for the twelve months that end in September."""
    series = place.figures.series(slug, area)
    series = series[series["value"].notna()]
    return {
        int(end.year)
        for end in series["period_end"]
        if (slug == PAY and end.month == 4) or (slug == PRICE and end.month == 9)
    }


def _members(place: Place) -> pd.DataFrame | None:
    """Growth of price and pay in each authority of a set, for the years of the nation."""
    if place.area.single or not place.area.nation:
        return None
    whole = _ends(place, place.figures.areas[place.area.nation])
    if whole is None:
        return None
    years = tuple(one.end.year for one in whole.pay)
    areas = [place.figures.areas[code] for code in place.area.members]
    for slug in (PRICE, PAY):
        place.figures.read_ahead(slug, areas)
    found = {area: _ends(place, area, (years[0], years[1])) for area in areas}
    rows = [_grown(area, ends) for area, ends in found.items() if ends]
    if len(rows) < max(2, len(areas) / 2):
        return None
    table = pd.DataFrame([*rows, _grown(whole.price[0].area, whole)])
    table["label"] = table["area"].map(labels(e.price[0].area for e in table["ends"]))
    table["role"] = ["member"] * len(rows) + ["uk"]
    nation, table = table.iloc[-1:], table.iloc[:-1]
    table.attrs["nation"] = nation.to_dict("records")[0]
    return table.reset_index(drop=True)


def _grown(area: Area, ends: Ends) -> dict[str, Any]:
    price, pay = growth(*ends.price), growth(*ends.pay)
    ahead = [100 * ((100 + price.value) / (100 + by) - 1) for by in (pay.value, pay.upper_95)]
    return {
        "area": area.code,
        "ends": ends,
        "price": price.value,
        "pay": pay.value,
        "side": _side(price, pay),
        "value": ahead[0],
        "lower_95": ahead[1],
        "upper_95": 100 * ((100 + price.value) / (100 + pay.lower_95) - 1),
    }


def _side(price: Estimate, pay: Estimate) -> Relation:
    """Whether prices grew by more or less than pay, as far as the survey of pay can tell."""
    if pd.isna(pay.lower_95):
        return difference(100 + price.value, 100 + pay.value)
    if price.value > pay.upper_95:
        return "higher"
    return "lower" if price.value < pay.lower_95 else "unclear"


def _own_in_words(place: Place, id: str, pair: Ends) -> Block:
    price, pay = growth(*pair.price), growth(*pair.pay)
    side = _side(price, pay)
    if pair.pay[1].sampled and pd.isna(pay.lower_95):
        side = "unclear"
    first, last = pair.price
    text = (
        f"{_between(first, last)}, the median price of "
        f"homes sold in {place.area.in_text} went from {printed(first)} to "
        f"{printed(last)} ({_signed(price.value)}), and the median weekly pay of residents went "
        f"from {printed(pair.pay[0])} to {printed(pair.pay[1])} ({_signed(pay.value)}, April to "
        f"April). {_GREW[side]}."
    )
    facts = [fact_of(last, side, than=PAY, growth=round(price.value, 3))]
    return statement(
        id, "House prices and pay", text, pair.figures, facts,
        computed="growth of the price and of pay, from the figures named",
        notes=(NOMINAL, BY_HOME), unit="£; £ a week",
    )  # fmt: skip


def _own_index(place: Place, id: str, pair: Ends) -> Block:
    since = pair.pay[0].end.year
    who = [(place.area, PRICE, "area", "Price of a home"), (place.area, PAY, "region", "Pay")]
    widest = place.widest(PRICE, pair.price[1].period)
    if widest:
        who.append((widest.area, PRICE, "uk", f"Price, {widest.area.name}"))
    years = since, pair.pay[1].end.year
    frames = [_index(place, *one, years=years) for one in who]
    table = pd.concat(frames, ignore_index=True)
    price, pay = growth(*pair.price), growth(*pair.pay)
    title = (
        f"From {since} to {pair.pay[1].end.year} the median price of homes in "
        f"{place.area.in_text} changed by {_signed(price.value)} and residents' pay by "
        f"{_signed(pay.value)}"
    )
    unit = Measure(f"{since} = 100", decimals=0)
    return figure(
        place,
        id,
        title=title,
        subtitle="Median price, years ending in September, and median weekly pay in April, "
        f"{since} = 100",
        chart=charts.line_chart(table, unit, reference=charts.Reference(100, "")),
        data=table[["label", "period", "original", "value"]]
        .round({"value": 3})
        .set_axis(["Series", "Year", "£ (pay: £ a week)", unit.unit], axis=1),
        cards=[place.figures.card(slug) for slug in (PRICE, PAY)],
        period=f"{since} to {pair.pay[1].end.year}",
        computed=f"each year over {since}",
        notes=(NOMINAL, BY_HOME),
        unit=unit.unit,
    )


def _index(
    place: Place, area: Area, slug: str, role: str, label: str, years: tuple[int, int]
) -> pd.DataFrame:
    """One series between two years, the first being 100."""
    series = place.figures.series(slug, area)
    ends = series["period_end"].dt
    month = 4 if slug == PAY else 9
    kept = series[(ends.month == month) & ends.year.between(*years) & series["value"].notna()]
    base = kept.loc[kept["period_end"].dt.year == years[0], "value"]
    return pd.DataFrame(
        {
            "label": label,
            "role": role,
            "x": kept["period_end"].dt.year.astype(float),
            "period": kept["period_end"].dt.year.astype(str),
            "original": kept["value"],
            "value": 100 * kept["value"] / (base.iloc[0] if len(base) else float("nan")),
        }
    ).dropna(subset="value")  # fmt: skip


def _by_member(place: Place, id: str, table: pd.DataFrame) -> Block:
    nation = table.attrs["nation"]
    drawn = table.sort_values(["value", "label"], ascending=[False, True])
    shown, few = shortened(place, drawn["area"].tolist())
    drawn = drawn[drawn["area"].isin(shown)]
    drawn = pd.concat([drawn, pd.DataFrame([nation])], ignore_index=True)
    counted = table["side"].tolist().count("higher")
    first, last = table["ends"].iloc[0].price
    title = (
        f"House prices certainly outgrew residents' pay in {_number(counted)} of {len(table)} "
        f"authorities of {place.area.in_text}"
    )
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Growth of the median price beyond that of residents' median pay, %, "
        f"{first.period} to {last.period}{few}, with bounds from the intervals of pay",
        chart=charts.ranked_chart(drawn, MORE, kind="dots", whole=not few),
        data=_growth_table(table),
        cards=[place.figures.card(slug) for slug in (PRICE, PAY)],
        period=f"{first.period} to {last.period}",
        computed="price growth over pay growth; the bounds follow from the intervals of pay, "
        "whose errors are taken as independent",
        notes=(NOMINAL, BY_HOME),
        unit=MORE.unit,
    )


def _growth_table(table: pd.DataFrame) -> pd.DataFrame:
    heads = {"price": "Price growth (%)", "pay": "Pay growth (%)", "value": MORE.unit}
    return by_place(table, heads | {"lower_95": "Lower bound (%)", "upper_95": "Upper bound (%)"})


def _number(count: int) -> str:
    return str(count) if count else "none"


def _between(first: Figure, last: Figure) -> str:
    """``Between the years ending Sep 2014 and Sep 2024``."""
    start, end = (one.period.removeprefix("year ending ") for one in (first, last))
    return f"Between the years ending {start} and {end}"


def _signed(value: float) -> str:
    return percent(value, signed=True)
