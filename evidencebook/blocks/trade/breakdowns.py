"""Exports of goods by partner and of services by industry."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.claims import statement
from evidencebook.blocks.figures import figure
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.trade.stand_ins import MILLIONS, near, of_place, old
from evidencebook.blocks.wording import (
    NO_INTERVAL,
    listed,
    possessive,
    sentence_case,
    uncapitalised,
)
from evidencebook.sources.partners import ALL, ENERGY

GOODS, SERVICES = "goods-exports", "services-exports"
BLOCS = ("EU", "Non-EU", ALL, ENERGY)
# Of what kind the rows are: the column that names them, and its title for people.
COLUMNS = {"countries": ("partner", "Country"), "industries": ("industry", "Industry")}
MOST_PARTNERS = 12
# What goods did, and what their largest partner did.
PARTNERS = {
    GOODS: ("Exports", "bought most goods from"),
    "goods-imports": ("Imports", "sold most goods to"),
}
# How many partners a sentence names, and how many industries make a breakdown.
FEW = 3
# Groups that stand beside their parts in smaller areas; of the first, the parts are often withheld.
PRODUCTION = "Production and construction"
PARTS_OF_PRODUCTION = ("Manufacturing", "Primary, utilities and construction")
GROUPS = (
    "Business-based professional services",
    "Services other than business-based professional services",
)


def goods_and_services(place: Place, id: str) -> Block:
    """Claim: exports of goods and of services, each for the newest year with a breakdown."""
    for area in place.outward:
        goods, services = place.at(area, GOODS, None), place.at(area, SERVICES, None)
        if goods and services:
            break
    else:
        return gaps.missing(place, id, GOODS)
    text = (
        f"Goods exported from {area.in_text} were worth {MILLIONS.text(goods.value)} in "
        f"{goods.period}, services {MILLIONS.text(services.value)} in {services.period}"
    )
    wider = [place.widest(f.indicator.slug, f.period) for f in (goods, services)]
    used = [goods, services]
    if wider[0] and wider[1]:
        shares = [100 * f.value / w.value for f, w in zip(used, wider, strict=True) if w]
        text += f": {percent(shares[0])} and {percent(shares[1])} of {possessive(wider[0].area)}"
        used = [*used, wider[0], wider[1]]
    notes = (
        "Goods and services come from separate publications, with methods of their own.",
        *old(goods.period, services.period),
    )
    made = statement(
        id, "Goods and services", f"{text} ({NO_INTERVAL}).", used, notes=notes,
        computed="each over the United Kingdom's",
    )  # fmt: skip
    known = [n for n, s in (("goods", GOODS), ("services", SERVICES)) if place.own(s)]
    lacking = f"only {known[0]} are published" if known else "no figure is published"
    return of_place(place, area, made, lacking)


def goods_partners(place: Place, id: str, indicator: str = GOODS) -> Block:
    """Figure: the countries that bought most goods, or those that sold most."""
    found = _partners(place, indicator)
    if found is None:
        return _no_countries(place, id, indicator)
    area, table, period = found
    top = table.head(MOST_PARTNERS)
    flow, deed = PARTNERS[indicator]
    title = f"{_country(top['partner'].iloc[0])} {deed} {area.in_text} in {period}"
    subtitle = f"{flow} of goods by country, £ million, {period}, {MOST_PARTNERS} largest"
    made = _ranked(place, id, indicator, title, subtitle, top, table, "countries", old(period))
    return of_place(place, area, made)


def goods_partners_in_words(place: Place, id: str) -> Block:
    """Claim: the European Union's share of goods exports, and the largest partners if known."""
    found = _partners(place)
    held = near(place, GOODS)
    if found is None and held is None:
        return gaps.missing(place, id, GOODS)
    area = found[0] if found else held.area  # type: ignore[union-attr]
    whole = place.at(area, GOODS, None)
    union = place.at(area, GOODS, whole.period, partner="EU") if whole else None
    if union is None or whole is None:
        return gaps.missing(place, id, GOODS)
    text = (
        f"In {whole.period}, the newest year for which partners are known here, "
        f"{percent(100 * union.value / whole.value)} of the goods exported from {area.in_text} "
        "went to the European Union"
    )
    if found:
        most = listed([_country(name) for name in found[1]["partner"].head(FEW)])
        text += f"; the largest buyers were {most}"
    text = f"{text} ({NO_INTERVAL})."
    made = statement(
        id, "Partners in goods", text, [whole, union], notes=old(whole.period),
        computed="goods sold to the European Union over those sold to all countries", unit="%",
    )  # fmt: skip
    lacking = "the countries are not published" if held is place else "no figure is published"
    return of_place(place, area, made, lacking)


def services_by_industry(place: Place, id: str) -> Block:
    """Figure: the industries that sold most services abroad."""
    found = _services(place)
    if found is None:
        return gaps.missing(place, id, SERVICES)
    area, table, period = found
    known = table[table["value"].notna()]
    told = "Of the industries that are published, " if len(known) < len(table) else ""
    first = known["industry"].iloc[0]
    title = (
        f"{told}{uncapitalised(first) if told else first} sold most services abroad from "
        f"{area.in_text} in {period}"
    )
    subtitle = f"Exports of services by industry, £ million, {period}"
    notes = (*old(period), *_withheld(table.rename(columns={"industry": "label"})))
    made = _ranked(place, id, SERVICES, title, subtitle, table, table, "industries", notes)
    return of_place(place, area, made)


def _ranked(
    place: Place, id: str, indicator: str, title: str, subtitle: str, shown: pd.DataFrame,
    table: pd.DataFrame, kind: str, notes: Sequence[str],
) -> Block:  # fmt: skip
    """The largest countries or industries as bars; all of them as data."""
    dimension, head = COLUMNS[kind]
    drawn, title = shown.rename(columns={dimension: "label"}), sentence_case(title)
    drawn = drawn.assign(role="member")
    return figure(
        place,
        id,
        title=title,
        subtitle=subtitle,
        chart=charts.ranked_chart(drawn, MILLIONS, rows=kind),
        data=table[[dimension, "value"]].set_axis([head, "£ million"], axis=1),
        cards=[place.figures.card(indicator)],
        period=str(table["period"].iloc[0]),
        computed=str(table["computed"].iloc[0] or ""),
        notes=notes,
    )


def services_in_words(place: Place, id: str) -> Block:
    """Claim: the value of services exports, the industries behind it, and what is withheld."""
    found = _services(place)
    total = place.at(found[0], SERVICES, found[2]) if found else None
    if found is None or total is None:
        return gaps.missing(place, id, SERVICES)
    area, table, period = found
    known = table[table["value"].notna()]
    most = [
        f"{uncapitalised(r.industry)} ({MILLIONS.text(r.value)})"
        for r in known.head(2).itertuples()
    ]
    text = (
        f"In {period}, the newest year for which services are known by industry here, "
        f"{area.in_text} "
        f"exported services worth {MILLIONS.text(total.value)}; the largest sums published came "
        f"from {listed(most)}"
    )
    if len(known) < len(table) - 1:
        hidden = total.value - float(known["value"].sum())
        names = [uncapitalised(name) for name in table.loc[table["value"].isna(), "industry"]]
        text += (
            f"; {MILLIONS.text(hidden)} came from industries whose figures are withheld "
            f"({'; '.join(names)})"
        )
    made = statement(
        id,
        "Services",
        f"{text} ({NO_INTERVAL}).",
        [total],
        notes=(*old(period), *_withheld(table)),
    )
    return of_place(place, area, made)


def _partners(place: Place, indicator: str = GOODS) -> tuple[Area, pd.DataFrame, str] | None:
    """The smallest area with partner countries, their table and its period."""
    areas = place.figures.areas
    # A nation's own rows know the blocs alone, those of the ITL 2 area of its extent more.
    everywhere = [(a, areas[code]) for a in place.outward for code in a.codes or (a.code,)]
    for area, same in everywhere:
        table = place.figures.breakdown(indicator, same, "partner")
        table = table[~table["partner"].isin(BLOCS)] if not table.empty else table
        if len(table) >= MOST_PARTNERS and table["value"].notna().any():
            table = table.sort_values(["value", "partner"], ascending=[False, True])
            return area, table.reset_index(drop=True), str(table["period"].iloc[0])
    return None


def _services(place: Place) -> tuple[Area, pd.DataFrame, str] | None:
    """The smallest area with services by industry, their table and its period."""
    total = place.figures.card(SERVICES).dimensions["industry"]
    for area in place.outward:
        table = place.figures.breakdown(SERVICES, area, "industry")
        table = _apart(table[table["industry"] != total]) if not table.empty else table
        if table["value"].notna().sum() >= FEW:
            table = table.sort_values(["value", "industry"], ascending=[False, True])
            return area, table.reset_index(drop=True), str(table["period"].iloc[0])
    return None


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """Industries without the groups that they are parts of, so that none counts twice."""
    table = table[~table["industry"].isin(GROUPS)]
    parts = table["industry"].isin(PARTS_OF_PRODUCTION)
    whole = table["industry"] == PRODUCTION
    if table.loc[whole, "value"].notna().any() and table.loc[parts, "value"].isna().any():
        return table[~parts]
    return table[~whole]


def _no_countries(place: Place, id: str, indicator: str) -> Block:
    """Countries are known for few areas: the two blocs stand instead."""
    text = (
        f"The partner countries behind {place.figures.card(indicator).phrase} are published for "
        f"ITL 2 areas with the boundaries of their year, and none that still exists holds "
        f"{place.area.in_text} whole. What went to or came from the European Union is known for "
        "more places."
    )
    title = f"Not published here: {uncapitalised(PARTNERS[indicator][0])} of goods by country"
    return gaps.gap(place, id, title, text, [place.figures.store.release(indicator)])


def _withheld(table: pd.DataFrame) -> tuple[str, ...]:
    missing = int(table["value"].isna().sum())
    if not missing:
        return ()
    return ("Some industries are withheld so that no business can be recognised.",)


def _country(name: str) -> str:
    return f"the {name}" if name.startswith(("United", "Netherlands")) else name
