"""In which industries the firms are, and how firms of those industries fare in the nation."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evidencebook.analysis.enterprises import into_groups
from evidencebook.analysis.industries import location_quotients
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block, unique
from evidencebook.blocks.cautions import ROUNDED
from evidencebook.blocks.enterprise.common import AGAINST_UK, FEWEST, HEAD_OFFICE, beyond
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.quotients import HEAD, QUOTIENT, quotient_figure

ENTERPRISES = "enterprises-by-industry"
SURVIVAL = "business-survival-by-industry"
NATIONAL = {
    "births": "business-births-number",
    "deaths": "business-deaths-number",
    "active": "active-businesses-by-industry",
    "fast": "high-growth-businesses-number",
    "ten": "businesses-ten-or-more-employees",
}
HOW_QUOTIENT = (
    "location quotient: share of the area's enterprises over share of the United Kingdom's"
)
HOW_NATIONAL = "the published divisions of each industry added up, one count over another"
TOO_FEW = "too few"
LABELS = {"Transport and Storage (inc postal)": "Transport and storage"}
NATIONAL_ONLY = (
    "Births, deaths, survival and high growth by industry are published for the United Kingdom "
    "alone: they say how such firms fare anywhere, not here. Agriculture and public "
    "administration are not covered."
)


@dataclass(frozen=True)
class Rates:
    """How firms of each broad industry fare in the United Kingdom.

    Attributes
    ----------
    period : str
    table : DataFrame
        Indexed by the group's code: `births`, `deaths` (per cent of active businesses), `fast`
        (per cent of those with ten or more employees), `whole` for all industries together.
    """

    period: str
    table: pd.DataFrame


def label(industry: str) -> str:
    """An industry's name as it is printed."""
    return LABELS.get(industry, industry)


def by_industry(place: Place, area: Area) -> pd.DataFrame:
    """Enterprises by broad industry: `industry`, `industry_code`, `value`, `period`, `computed`."""
    return place.figures.breakdown(ENTERPRISES, area, "industry")


def specialisms(place: Place, id: str) -> Block:
    """Figure: location quotients of the industries, by number of enterprises."""
    wider = beyond(place)
    here = by_industry(place, place.area)
    if wider is None or here.empty:
        return _no_yardstick(place, id)
    found = location_quotients(
        *(t[["industry", "value"]] for t in (here, by_industry(place, wider)))
    )
    large = found[found["value"] >= FEWEST]
    if large.empty:
        return _no_yardstick(place, id)
    table = large.assign(industry=large["industry"].map(label))
    top, period = table["industry"].iloc[0], str(here["period"].iloc[0])
    people = found.assign(industry=found["industry"].map(label)).round(3)
    names = ["Industry", "Number of enterprises", "Share (%)", "UK share (%)", HEAD]
    left = len(found) - len(large)
    small = f"Industries with fewer than {FEWEST} enterprises are not drawn. " if left else ""
    return quotient_figure(
        place, id, f"{top} is the most concentrated industry of firms in {place.area.in_text}",
        table, period, (HEAD_OFFICE, small + ROUNDED), of="enterprises", slug=ENTERPRISES,
        computed=HOW_QUOTIENT, data=people.set_axis(names, axis=1),
    )  # fmt: skip


def industry_table(place: Place, id: str) -> Block:
    """Table: enterprises by industry here, and how firms of each fare in the United Kingdom."""
    here = by_industry(place, place.area)
    if here.empty:
        return gaps.missing(place, id, ENTERPRISES)
    nation, rates = by_industry(place, place.figures.areas[UK]), national_rates(place)
    quotients = location_quotients(*(t[["industry", "value"]] for t in (here, nation)))
    survived, born = _survived(place)
    codes = dict(zip(nation["industry"], nation["industry_code"], strict=True))
    rows = []
    for row in quotients.sort_values("value", ascending=False).itertuples():
        code = codes[row.industry]
        rows.append(
            {
                "Industry": label(str(row.industry)),
                "Number of enterprises": format_value(row.value),
                "Share": percent(row.share),
                AGAINST_UK: QUOTIENT.text(row.quotient) if row.value >= FEWEST else TOO_FEW,
                "UK: births": percent(rates.table["births"].get(code)),
                "UK: deaths": percent(rates.table["deaths"].get(code)),
                "UK: five-year survival": percent(survived.get(row.industry)),
                "UK: high growth": percent(rates.table["fast"].get(code)),
            }
        )
    store, period = place.figures.store, str(here["period"].iloc[0])
    slugs = (ENTERPRISES, *NATIONAL.values(), SURVIVAL)
    return Block(
        id=id,
        kind="table",
        title=f"Industries of the firms in {place.area.in_text}, and how such firms fare in the UK",
        subtitle=f"Enterprises in {period}; births and deaths of {rates.period} as a share of "
        f"active businesses; survival of those born in {born}; high growth to {rates.period} as a "
        "share of businesses with ten or more employees",
        area=place.area.code,
        period=period,
        unit="enterprises; %",
        indicators=(ENTERPRISES, *NATIONAL.values()),
        sources=unique(store.release(slug) for slug in slugs),
        computed=f"{HOW_QUOTIENT}; {HOW_NATIONAL}",
        data=pd.DataFrame(rows),
        notes=(NATIONAL_ONLY, ROUNDED),
    )


def national_rates(place: Place) -> Rates:
    """Rates of birth, death and high growth by broad industry in the United Kingdom."""
    uk = place.figures.areas[UK]
    tables = {name: place.figures.breakdown(s, uk, "industry") for name, s in NATIONAL.items()}
    period = min(str(table["period"].max()) for table in tables.values())
    groups = [c for c in by_industry(place, uk)["industry_code"] if c != "Total"]
    sums = {}
    for name, table in tables.items():
        now = table[(table["period"] == period) & (table["industry_code"] != "Total")]
        sums[name] = into_groups(dict(zip(now["industry_code"], now["value"], strict=True)), groups)
    counts = pd.DataFrame(sums)
    rates = {
        "births": 100 * counts["births"] / counts["active"],
        "deaths": 100 * counts["deaths"] / counts["active"],
        "fast": 100 * counts["fast"] / counts["ten"],
    }
    return Rates(period, pd.DataFrame(rates))


def _survived(place: Place) -> tuple[pd.Series, str]:
    """The share of firms alive after five years by industry, of the newest births that have one."""
    table = place.figures.breakdown(SURVIVAL, place.figures.areas[UK], "industry")
    table = place.figures.store.observations(SURVIVAL, [UK]) if table.empty else table
    table = table[table["survived"] == "5 years"]
    born = str(table["period"].max())
    return table[table["period"] == born].set_index("industry")["value"], born


def _no_yardstick(place: Place, id: str) -> Block:
    text = (
        f"The weight of industries among the firms in {place.area.in_text} is read against the "
        "United Kingdom's, and there are too few figures to do so."
    )
    release = [place.figures.store.release(ENTERPRISES)]
    return gaps.gap(place, id, "Not known: industries of the firms", text, release)
