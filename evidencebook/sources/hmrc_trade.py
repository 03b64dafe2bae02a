"""HMRC regional trade in goods for smaller areas, 2019: a workbook of five tables.

Values are whole £ million by NUTS area's name. Each level also has rows that are no areas (BTTA,
trade of businesses below the reporting threshold; Energy; Other): those are dropped and counted.
Energy (through pipelines, or straight from rigs, without a business that HMRC knows to trade it) is
kept for its region, as if it were a partner: it is in the region's trade, and not in its output.
A combination that is not in the tables was zero, rounded to zero, or withheld.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.sources import geography
from evidencebook.sources.numbers import numbers
from evidencebook.sources.partners import ALL, ENERGY
from evidencebook.sources.snapshot import Table, arrange, raw_file
from evidencebook.sources.workbooks import Layout, Workbook

SOURCE = "hmrc-regional-trade"
YEAR = "2019"
LAYOUT = Layout("regional trade in goods", "hmrc_trade", YEAR)
FLOWS = {"Exp": "exports", "Imp": "imports"}
NOT_PARTNERS = ("Below Threshold Traders", "Residual Trade - no SITC Section displayed")
SITC = {
    "0": "Food and live animals",
    "1": "Beverages and tobacco",
    "2": "Crude materials, inedible, except fuels",
    "3": "Mineral fuels, lubricants and related materials",
    "4": "Animal and vegetable oils, fats and waxes",
    "5": "Chemicals and related products",
    "6": "Manufactured goods classified chiefly by material",
    "7": "Machinery and transport equipment",
    "8": "Miscellaneous manufactured articles",
    "9": "Commodities and transactions not classified elsewhere",
}
COUNTRIES = {
    "Irish Republic": "Ireland",
    "Fyr Macedonia": "North Macedonia",
    "Equat Guinea": "Equatorial Guinea",
    "Dominican Rep": "Dominican Republic",
    "Trinidad:Tobago": "Trinidad and Tobago",
    "UAE": "United Arab Emirates",
    "USA": "United States",
    "OtherLatin America and Caribbean": "Other Latin America and Caribbean",
}
PUBLICATION = {
    "source": SOURCE,
    "publisher": "HM Revenue and Customs",
    "title": "Regional trade in goods statistics disaggregated by smaller geographical areas, 2019",
    "released": "2020-11-05",
    "url": "https://www.gov.uk/government/statistics/"
    "regional-trade-in-goods-statistics-disaggregated-by-smaller-geographical-areas-2019",
}


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read exports and imports, by partner and by section of goods, into four tables."""
    workbook = Workbook(path, LAYOUT)
    sheets = {name[:2]: workbook.rows(name) for name in _tables(workbook)}
    report: dict[str, Any] = {"source": SOURCE, "rows": {}}
    by_partner = pd.concat(
        [
            with_all_countries(regions(sheets["T1"], report), ["flow", "area"]),
            united_kingdom(sheets["T1"]),
            with_all_countries(small_areas(sheets["T2"], 2, report), ["flow", "area"]),
            with_all_countries(small_areas(sheets["T3"], 3, report), ["flow", "area"]),
            energy(sheets["T2"]),
            countries(sheets["T5"], report),
        ],
        ignore_index=True,
    )
    by_section = sections(sheets["T4"], report)
    tables = []
    for flow, word in FLOWS.items():
        for slug, frame in ((f"goods-{word}", by_partner), (f"goods-{word}-by-sitc", by_section)):
            rows = observations(slug, frame[frame["flow"] == flow])
            tables.append(Table(slug, rows, "indicator", **PUBLICATION))
            report["rows"][slug] = len(rows)
    return tables, [raw_file(path)], report


def small_areas(rows: list[list[Any]], level: int, report: dict[str, Any]) -> pd.DataFrame:
    """Read exports and imports by EU or not of NUTS 2 or 3 areas: flow, partner, area, value."""
    return _areas(_table(rows), level, report)[["flow", "partner", "area", "value"]]


def energy(rows: list[list[Any]]) -> pd.DataFrame:
    """Read the energy in the trade of regions, and add up that of the United Kingdom."""
    table = _table(rows, lambda table: table["NUTS2"].astype("str").str.endswith(" Energy"))
    table["area"] = table["NUTS1"].map(geography.region_code)
    whole = table.assign(area=geography.UNITED_KINGDOM)
    both = pd.concat([table, whole]).groupby(["flow", "area"], as_index=False)["value"].sum()
    return both.assign(partner=ENERGY, status="computed")


def countries(rows: list[list[Any]], report: dict[str, Any]) -> pd.DataFrame:
    """Read the partner countries of NUTS 2 areas."""
    table = _table(rows, lambda table: ~table["Partner Country"].isin(NOT_PARTNERS))
    frame = _areas(table, 2, report)
    frame["partner"] = frame["Partner Country"].replace(COUNTRIES)
    return frame[["flow", "partner", "area", "value"]]


def sections(rows: list[list[Any]], report: dict[str, Any]) -> pd.DataFrame:
    """Read the sections of goods (Standard International Trade Classification) of NUTS 2 areas."""
    table = _table(rows, lambda table: _section(table).notna())
    frame = _areas(table.assign(sitc_section=_section(table)), 2, report)
    return with_all_countries(
        frame[["flow", "partner", "area", "sitc_section", "value"]],
        ["flow", "area", "sitc_section"],
    )


def regions(rows: list[list[Any]], report: dict[str, Any]) -> pd.DataFrame:
    """Read the left of table 1: regions and nations by EU or not."""
    table = _table([row[:5] for row in rows])
    table["area"] = table["NUTS1"].map(geography.region_code)
    frame = geography.keep_known(table, report, key="trade not given to a region")
    return frame[["flow", "partner", "area", "value"]]


def united_kingdom(rows: list[list[Any]]) -> pd.DataFrame:
    """Read the right of table 1: the United Kingdom, with trade not given to a region."""
    found, numbered = [], []
    for number, row in enumerate(rows[3:]):
        if row[6] in FLOWS:
            found.append((row[6], row[7], row[8]))
            numbered.append(number)
        if row[11] in FLOWS:
            found.append((row[11], ALL, row[12]))
            numbered.append(number)
    frame = pd.DataFrame(found, columns=["flow", "partner", "value"], index=numbered)
    frame["value"] = numbers(frame["value"], str(rows[0][0]), first_row=4)
    return frame.assign(area=geography.UNITED_KINGDOM, status="")


def with_all_countries(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Add the sum of EU and Non-EU, marked ``computed``, where the tables have both."""
    wide = frame.pivot(index=key, columns="partner", values="value")
    total = (wide["EU"] + wide["Non-EU"]).dropna().rename("value").reset_index()
    total = total.assign(partner=ALL, status="computed")
    return pd.concat([frame.assign(status=""), total], ignore_index=True)


def observations(slug: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of one flow into the contract's columns."""
    frame = frame.drop(columns="flow").assign(indicator=slug, year=YEAR)
    return arrange(periods.add_periods(frame, "year").drop(columns="year"))


def _areas(table: pd.DataFrame, level: int, report: dict[str, Any]) -> pd.DataFrame:
    names = table[f"NUTS{level}"]
    codes = {name: geography.itl_by_name(str(name), level) for name in names.unique()}
    table = table.assign(area=names.map(codes))
    return geography.keep_known(table, report, key=f"residual rows that are no NUTS {level} area")


def _section(table: pd.DataFrame) -> pd.Series:
    """The section of goods in words; missing for what is no section."""
    return table["SITC Section"].map(lambda cell: SITC.get(str(cell).removesuffix(".0")))


def _table(
    rows: list[list[Any]], wanted: Callable[[pd.DataFrame], pd.Series] | None = None
) -> pd.DataFrame:
    """Read a table's rows, those that are wanted: others have marks in place of figures."""
    heads = [str(head).strip() for head in rows[2]]
    frame = pd.DataFrame(rows[3:], columns=heads)
    value = next((head for head in heads if head.startswith("Statistical Value")), None)
    if value is None or heads[:2] != ["Flow", "EU / Non-EU"]:
        expected = "Flow, EU / Non-EU, …, Statistical Value"
        raise LAYOUT.other(expected, ", ".join(heads), str(rows[0][0]))
    if not str(rows[0][0]).strip().endswith(YEAR):
        raise LAYOUT.other(f"figures of {YEAR}", str(rows[0][0]), str(rows[0][0]))
    frame = frame[frame["Flow"].isin(list(FLOWS))]
    frame = frame.rename(columns={"Flow": "flow", "EU / Non-EU": "partner"})
    if wanted is not None:
        frame = frame[wanted(frame)]
    frame["value"] = numbers(frame[value], str(rows[0][0]), first_row=4)
    return frame.drop(columns=value)


def _tables(workbook: Workbook) -> list[str]:
    found = [name for name in workbook.sheets if name[:1] == "T" and name[1:2].isdigit()]
    if [name[:2] for name in found] != ["T1", "T2", "T3", "T4", "T5"]:
        raise LAYOUT.other("sheets T1 to T5", ", ".join(workbook.sheets))
    return found
