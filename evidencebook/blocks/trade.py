"""Trade: exports and investment, with partners; for the smallest area that has the figures.

Exports and investment are published for few areas. Where the place has no figures, those of
the smallest area that holds it whole are shown, and every block says so.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, Area
from evidencebook.blocks import charts, claims, gaps
from evidencebook.blocks.block import Block, anchor
from evidencebook.blocks.charts import alt
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import company
from evidencebook.blocks.metrics import metric
from evidencebook.blocks.numbers import format_value
from evidencebook.blocks.wording import NO_INTERVAL, listed, possessive, sentence_case, when

EXPORTS = "value-uk-exports"
GOODS, SERVICES = "goods-exports", "services-exports"
INWARD, OUTWARD = "inward-foreign-direct-investment", "outward-foreign-direct-investment"
OUTPUT, OUTPUT_PER_JOB = "gross-value-added-current-prices", "gross-value-added-per-filled-job"
ALL = "All countries"
BLOCS = ("EU", "Non-EU", ALL)
MOST_PARTNERS = 12
FEW = 3
# Groups that stand beside their parts in smaller areas; of the first, the parts are often withheld.
PRODUCTION = "Production and construction"
PARTS_OF_PRODUCTION = ("Manufacturing", "Primary, utilities and construction")
GROUPS = (
    "Business-based professional services",
    "Services other than business-based professional services",
)
MILLIONS = Measure("£ million", prefix="£", suffix=" million", decimals=0)
POUNDS = Measure("£ per filled job", prefix="£", decimals=0)
# Stocks of investment from this year on come from another survey and method.
BREAK = 2020
BROKEN = (
    f"Years before {BREAK} are left out: a change of survey and method makes them hard to compare. "
    "One large company can move the figure."
)
PER_JOB = "exports over filled jobs; jobs are gross value added over gross value added per job"
__all__ = [
    "amount",
    "change",
    "compared_per_job",
    "exports_per_job",
    "goods_and_services",
    "goods_partners",
    "goods_partners_in_words",
    "headline",
    "investment",
    "services_by_industry",
    "services_in_words",
    "trend",
]


def amount(place: Place, id: str, indicator: str = EXPORTS) -> Block:
    """Claim: an amount and its share of the United Kingdom's, or the area shown instead."""
    if place.own(indicator):
        return claims.share(place, id, indicator)
    near = _near(place, indicator)
    if near is None:
        return gaps.missing(place, id, indicator)
    card = place.figures.card(indicator)
    text = (
        f"{card.title} is not published for {place.area.in_text}, and none can be computed. What "
        f"follows is of {_told(near.area)}, the smallest area with a figure that holds it whole: "
        f"{claims.share(near, id, indicator).text}"
    )
    release = place.figures.store.release(indicator)
    return gaps.gap(place, id, f"Not published here: {card.title}", text, [release])


def headline(place: Place, id: str, indicator: str = EXPORTS) -> Block:
    """Metric: an amount, here or in the smallest area with figures.

    The change is left out for stocks of investment, whose series is broken.
    """
    near = _near(place, indicator)
    if near is None:
        return gaps.missing(place, id, indicator)
    made = metric(near, id, indicator)
    if indicator in (INWARD, OUTWARD) and made.data is not None:
        alone = {key: text for key, text in made.detail.items() if key != "change"}
        text = f"{alone['value']} in {alone['period']}."
        made = replace(made, detail=alone, text=text, data=made.data.head(1))
    if near is not place:
        made = replace(made, title=f"{made.title}, {near.area.name}")
    return _of(place, near.area, made)


def change(place: Place, id: str, indicator: str = EXPORTS, years: int = claims.YEARS) -> Block:
    """Claim: how an amount has moved, here or in the smallest area with figures."""
    near = _near(place, indicator)
    if near is None:
        return gaps.missing(place, id, indicator)
    return _of(place, near.area, claims.change(near, id, indicator, years))


def trend(place: Place, id: str, indicator: str = EXPORTS) -> Block:
    """Figure: an amount over time, here or in the smallest area with figures."""
    near = _near(place, indicator)
    if near is None:
        return gaps.missing(place, id, indicator)
    series = place.figures.series(indicator, near.area)
    series = series[series["value"].notna()]
    broken = indicator in (INWARD, OUTWARD)
    if broken:
        series = series[series["period_start"].dt.year >= BREAK]
    if len(series) < 2:
        return gaps.no_change(near, id, indicator)
    first, last = series.iloc[0], series.iloc[-1]
    card = place.figures.card(indicator)
    moved = "rose" if last["value"] > first["value"] else "fell"
    title = (
        f"{card.title} {'in' if card.slug != EXPORTS else 'from'} {near.area.in_text} {moved} from "
        f"{MILLIONS.text(first['value'])} in {first['period']} to "
        f"{MILLIONS.text(last['value'])} in "
        f"{last['period']}"
    )
    drawn = series.assign(
        area=near.area.code, label=near.area.name, role="area",
        x=series["period_start"].dt.year + 0.5,
    )  # fmt: skip
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, {card.unit}, {first['period']} to {last['period']}, in the money "
        "of each year",
        svg=charts.both(charts.line, drawn, MILLIONS, uid=anchor(id)),
        alt_text=alt.line_alt(drawn, MILLIONS, title),
        data=drawn[["area", "label", "period", "value"]].set_axis(
            ["Area code", "Area", "Period", "£ million"], axis=1
        ),
        cards=[card],
        period=str(last["period"]),
        computed=str(last["computed"]),
        notes=(BROKEN,) if broken else (),
    )
    return _of(place, near.area, made)


def exports_per_job(place: Place, id: str) -> Block:
    """Claim: the value of exports for each filled job, against the United Kingdom's."""
    near = _near(place, EXPORTS)
    own = _per_job(place, near.area) if near else None
    if near is None or own is None:
        return gaps.missing(place, id, EXPORTS)
    value, used = own
    period = used[0].period
    text = f"{when(period)}, exports from {near.area.in_text} came to {POUNDS.text(value)} a job"
    fact = {"kind": "level", "indicator": EXPORTS, "area": near.area.code, "value": round(value)}
    wider = near.widest(EXPORTS, period)
    there = _per_job(place, wider.area, period) if wider else None
    if wider and there:
        more = "more" if value > there[0] else "less"
        text += f", {more} than {possessive(wider.area)} {POUNDS.text(there[0])}"
        used = [*used, *there[1]]
        fact |= {"kind": "higher" if value > there[0] else "lower", "than": wider.area.code}
    made = statement(
        id, "Exports per job", f"{text} ({NO_INTERVAL}).", used, [fact], computed=PER_JOB
    )  # fmt: skip
    return _of(place, near.area, made)


def compared_per_job(place: Place, id: str) -> Block:
    """Figure: exports per job beside the wider areas' and those of areas alike."""
    near = _near(place, EXPORTS)
    own = _per_job(place, near.area) if near else None
    if near is None or own is None:
        return gaps.missing(place, id, EXPORTS)
    period = own[1][0].period
    table = pd.DataFrame(_beside(place, near, period))
    wider = table[table["role"].isin(["uk", "nation"])].head(1)
    against = ""
    for area, value in zip(wider["area"], wider["value"], strict=True):
        side = "more" if own[0] > value else "less"
        against = f", {side} than in {place.figures.areas[area].in_text}"
    title = (
        f"Exports came to {POUNDS.text(own[0])} a job in {near.area.in_text} in {period}{against}"
    )
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"Value of exports of goods and services, £ per filled job, {period}",
        svg=charts.both(charts.ranked, table, POUNDS, uid=anchor(id), kind="bars"),
        alt_text=alt.ranked_alt(table, POUNDS, title),
        data=table[["area", "label", "value"]].round(0).set_axis(
            ["Area code", "Area", "£ per filled job"], axis=1
        ),
        cards=[place.figures.card(slug) for slug in (EXPORTS, OUTPUT, OUTPUT_PER_JOB)],
        period=period,
        computed=PER_JOB,
    )  # fmt: skip
    return _of(place, near.area, made)


def goods_and_services(place: Place, id: str) -> Block:
    """Claim: exports of goods and of services, each for the newest year with a breakdown."""
    for area in _from_near_to_far(place):
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
        text += f": {_share(shares[0])} and {_share(shares[1])} of {possessive(wider[0].area)}"
        used = [*used, wider[0], wider[1]]
    notes = (
        "Goods and services come from separate publications, with methods of their own; the newest "
        "breakdowns held are older than the totals, and from before the United Kingdom left the EU "
        "single market.",
    )
    made = statement(id, "Goods and services", f"{text} ({NO_INTERVAL}).", used, notes=notes)
    return _of(place, area, made)


def investment(place: Place, id: str) -> Block:
    """Claim: inward and outward investment against output, and the United Kingdom's."""
    near = _near(place, INWARD)
    found = _stocks(place, near.area) if near else None
    if near is None or found is None:
        return gaps.missing(place, id, INWARD)
    period, shares, used = found
    text = (
        f"At the end of {used[0].period}, companies abroad held stakes worth "
        f"{MILLIONS.text(used[0].value)} in businesses in {near.area.in_text}, and businesses "
        "there "
        f"held stakes worth {MILLIONS.text(used[1].value)} abroad"
    )
    whole = near.widest(INWARD, used[0].period)
    there = _stocks(place, whole.area) if whole else None
    if whole and there and there[0] == period:
        text += (
            f"; against output of {period} that is {_share(shares[0])} inward and "
            f"{_share(shares[1])} outward ({_share(there[1][0])} and {_share(there[1][1])} in "
            f"{whole.area.in_text})"
        )
        used = [*used, *there[2]]
    fact = {"kind": "level", "indicator": INWARD, "area": near.area.code, "value": used[0].value}
    notes = (
        "Stakes are counted where the company that reports them stands, often its head office, "
        "and a "
        "single large company can move the figure.",
    )
    made = statement(
        id, "Foreign direct investment", f"{text} ({NO_INTERVAL}).", used, [fact],
        computed="the position at the end of the year over gross value added at current prices",
        notes=notes,
    )  # fmt: skip
    return _of(place, near.area, made)


def goods_partners(place: Place, id: str) -> Block:
    """Figure: the countries that bought most goods."""
    found = _partners(place)
    if found is None:
        return gaps.missing(place, id, GOODS)
    area, table, period = found
    top = table.head(MOST_PARTNERS).rename(columns={"partner": "label"}).assign(role="member")
    title = sentence_case(
        f"{_country(top['label'].iloc[0])} bought most goods from {area.in_text} in {period}"
    )
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"Exports of goods by country, £ million, {period}, {MOST_PARTNERS} largest",
        svg=charts.both(charts.ranked, top, MILLIONS, uid=anchor(id), kind="bars"),
        alt_text=alt.ranked_alt(top, MILLIONS, title, "countries"),
        data=table[["partner", "value"]].set_axis(["Country", "£ million"], axis=1),
        cards=[place.figures.card(GOODS)],
        period=period,
        computed=str(table["computed"].iloc[0] or ""),
        notes=(_old(period),),
    )
    return _of(place, area, made)


def goods_partners_in_words(place: Place, id: str) -> Block:
    """Claim: the European Union's share of goods exports, and the largest partners if known."""
    found = _partners(place)
    near = _near(place, GOODS)
    if found is None and near is None:
        return gaps.missing(place, id, GOODS)
    area = found[0] if found else near.area  # type: ignore[union-attr]
    whole = place.at(area, GOODS, None)
    union = place.at(area, GOODS, whole.period, partner="EU") if whole else None
    if union is None or whole is None:
        return gaps.missing(place, id, GOODS)
    text = (
        f"In {whole.period}, the newest year for which partners are known here, "
        f"{_share(100 * union.value / whole.value)} of the goods exported from {area.in_text} "
        "went to "
        "the European Union"
    )
    if found:
        most = listed([_country(name) for name in found[1]["partner"].head(FEW)])
        text += f"; the largest buyers were {most}"
    text = f"{text} ({NO_INTERVAL})."
    made = statement(id, "Partners in goods", text, [whole, union], notes=(_old(whole.period),))
    return _of(place, area, made)


def services_by_industry(place: Place, id: str) -> Block:
    """Figure: the industries that sold most services abroad."""
    found = _services(place)
    if found is None:
        return gaps.missing(place, id, SERVICES)
    area, table, period = found
    drawn = table.rename(columns={"industry": "label"}).assign(role="member")
    known = drawn[drawn["value"].notna()]
    told = "Of the industries that are published, " if len(known) < len(drawn) else ""
    first = known["label"].iloc[0]
    title = (
        f"{told}{_lower(first) if told else first} sold most services abroad from {area.in_text} "
        f"in {period}"
    )
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"Exports of services by industry, £ million, {period}",
        svg=charts.both(charts.ranked, drawn, MILLIONS, uid=anchor(id), kind="bars"),
        alt_text=alt.ranked_alt(drawn, MILLIONS, title, "industries"),
        data=table[["industry", "value"]].set_axis(["Industry", "£ million"], axis=1),
        cards=[place.figures.card(SERVICES)],
        period=period,
        computed=str(table["computed"].iloc[0] or ""),
        notes=(_old(period), *_withheld(drawn)),
    )
    return _of(place, area, made)


def services_in_words(place: Place, id: str) -> Block:
    """Claim: the value of services exports, the industries behind it, and what is withheld."""
    found = _services(place)
    total = place.at(found[0], SERVICES, found[2]) if found else None
    if found is None or total is None:
        return gaps.missing(place, id, SERVICES)
    area, table, period = found
    known = table[table["value"].notna()]
    most = [f"{_lower(r.industry)} ({MILLIONS.text(r.value)})" for r in known.head(2).itertuples()]
    text = (
        f"In {period}, the newest year for which services are known by industry here, "
        f"{area.in_text} "
        f"exported services worth {MILLIONS.text(total.value)}; the largest sums published came "
        "from "
        f"{listed(most)}"
    )
    if len(known) < len(table) - 1:
        hidden = total.value - float(known["value"].sum())
        names = [_lower(name) for name in table.loc[table["value"].isna(), "industry"]]
        text += (
            f"; {MILLIONS.text(hidden)} came from industries whose figures are withheld "
            f"({'; '.join(names)})"
        )
    made = statement(
        id, "Services", f"{text} ({NO_INTERVAL}).", [total], notes=(_old(period), *_withheld(table))
    )
    return _of(place, area, made)


def _near(place: Place, indicator: str) -> Place | None:
    """The place itself, or the smallest area that holds it and has a figure, as a place."""
    if place.own(indicator):
        return place
    around = _from_near_to_far(place)
    near = next((a for a in around if place.at(a, indicator, None, "published")), None)
    return Place(place.figures, near) if near else None


def _of(place: Place, shown: Area, made: Block) -> Block:
    """The block as one of the place's, with a note where it shows a larger area."""
    if set(shown.codes) & set(place.area.codes):
        return made
    note = (
        f"Not published for {place.area.in_text}: the figures are of {_told(shown)}, which is "
        "larger "
        "and holds it."
    )
    return replace(made, area=place.area.code, notes=(note, *made.notes))


def _told(area: Area) -> str:
    """``East Lancashire (ITL 3 area)``, ``the North West``."""
    nation = area.nation[:1] == "N" and len(area.members) > 1
    return (
        area.in_text
        if nation or area.level[:3] != "itl"
        else f"{area.in_text} ({LEVELS[area.level]})"
    )


def _beside(place: Place, near: Place, period: str) -> list[dict[str, object]]:
    """Exports per job of the area and the wider areas, and of its neighbours or its kind."""
    alike = near is not place or near.area.level in ("rgn", "ctry")
    who = company(near, EXPORTS, neighbours=not alike)
    rows = [row for area, role in who if (row := _job_row(near, area, role, period))]
    if len(rows) < FEW + FEW:
        taken = {area.code for area, _ in who}
        wide = near.area.level in ("rgn", "ctry")
        kin = near.figures.areas.of_level(near.area.level)
        kin = [a for a in kin if a.code not in taken and (wide or a.region == near.area.region)]
        rows += [row for area in kin if (row := _job_row(near, area, "peer", period))]
    return rows


def _job_row(place: Place, area: Area, role: str, period: str) -> dict[str, object] | None:
    found = _per_job(place, area, period)
    if found is None:
        return None
    return {"area": area.code, "label": area.name, "role": role, "value": found[0]}


def _per_job(
    place: Place, area: Area, period: str | None = None
) -> tuple[float, list[Figure]] | None:
    """Pounds of exports for each filled job, for a period or the newest, and its figures."""
    series = place.figures.series(EXPORTS, area)
    years = [period] if period else list(series.loc[series["value"].notna(), "period"])[::-1]
    for year in years:
        used = [place.at(area, slug, year) for slug in (EXPORTS, OUTPUT, OUTPUT_PER_JOB)]
        if used[0] and used[1] and used[2]:
            value = used[0].value * used[2].value / used[1].value
            return value, [one for one in used if one]
    return None


def _stocks(place: Place, area: Area) -> tuple[str, list[float], list[Figure]] | None:
    """Inward and outward investment as per cent of the output of the nearest year held."""
    both = [place.at(area, slug, None) for slug in (INWARD, OUTWARD)]
    output = place.at(area, OUTPUT, both[0].period) if both[0] else None
    output = output or place.at(area, OUTPUT, None)
    if both[0] is None or both[1] is None or output is None:
        return None
    shares = [100 * one.value / output.value for one in (both[0], both[1])]
    return output.period, shares, [both[0], both[1], output]


def _partners(place: Place) -> tuple[Area, pd.DataFrame, str] | None:
    """The smallest area with partner countries, their table and its period."""
    for area in _from_near_to_far(place):
        table = place.figures.breakdown(GOODS, area, "partner")
        table = table[~table["partner"].isin(BLOCS)] if not table.empty else table
        if len(table) >= MOST_PARTNERS and table["value"].notna().any():
            table = table.sort_values(["value", "partner"], ascending=[False, True])
            return area, table.reset_index(drop=True), str(table["period"].iloc[0])
    return None


def _services(place: Place) -> tuple[Area, pd.DataFrame, str] | None:
    """The smallest area with services by industry, their table and its period."""
    total = place.figures.card(SERVICES).dimensions["industry"]
    for area in _from_near_to_far(place):
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


def _from_near_to_far(place: Place) -> list[Area]:
    """The area, then those that hold it whole, smallest first: ITL, combined, region, nation."""
    areas, inside = place.figures.areas, set(place.area.members)
    around = [a for level in ("itl3", "cauth", "itl2") for a in areas.of_level(level)]
    holding = [a for a in around if inside < set(a.members) and not a.approximate]
    holding.sort(key=lambda a: len(a.members))
    return [place.area, *holding, *place.wider[::-1]]


def _withheld(table: pd.DataFrame) -> tuple[str, ...]:
    missing = int(table["value"].isna().sum())
    if not missing:
        return ()
    return ("Some industries are withheld so that no business can be recognised.",)


def _old(period: str) -> str:
    return f"The figures are of {period}, before the United Kingdom left the EU single market."


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _country(name: str) -> str:
    return f"the {name}" if name.startswith(("United", "Netherlands")) else name


def _share(value: float) -> str:
    return format_value(value, suffix="%", decimals=1)
