"""ONS UK business: activity, size and location, a workbook of counts for local authorities.

A sheet starts with three lines of text, then one or two lines of headings, then a row for each
area, whose first cell holds code and name: ``E06000047 : County Durham``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.sources import geography
from evidencebook.sources.snapshot import Table, arrange, raw_file
from evidencebook.sources.workbooks import Layout, Workbook

SOURCE = "ons-uk-business"
LAYOUT = Layout("business counts", "uk_business", "2024")
# The register is read in March; the workbook names the year and not the day.
PERIOD = "{year}-03-01/P1M"
CONTENTS, _YEAR = "Contents", re.compile(r"UK business, .*; (20\d\d)")
PUBLICATION = {
    "source": SOURCE,
    "publisher": "Office for National Statistics",
    "title": "UK business: activity, size and location, 2024",
    "released": "2024-09-25",
    "url": "https://www.ons.gov.uk/businessindustryandtrade/business/activitysizeandlocation/"
    "datasets/ukbusinessactivitysizeandlocation",
    "retrieved": "2025-08-11",
}


@dataclass(frozen=True)
class Sheet:
    """Which sheet holds which indicator, and by what it is broken down."""

    name: str
    subject: str
    indicator: str
    dimension: str
    total: str


SHEETS = (
    Sheet("Table 1", "enterprises", "enterprises-by-industry", "industry", "All industries"),
    Sheet("Table 10", "enterprises", "enterprises-by-size-band", "size_band", "All sizes"),
    Sheet("Table 11", "enterprises", "enterprises-by-turnover", "turnover", "All turnovers"),
    Sheet("Table 16", "local units", "local-units-by-industry", "industry", "All industries"),
    Sheet("Table 22", "local units", "local-units-by-size-band", "size_band", "All sizes"),
)


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read the five sheets on local authorities."""
    workbook = Workbook(path, LAYOUT)
    period = _period(workbook.rows(CONTENTS))
    report: dict[str, Any] = {"source": SOURCE, "rows": {}}
    tables = []
    for sheet in SHEETS:
        frame = geography.keep_known(parse(workbook.rows(sheet.name), sheet, period), report)
        tables.append(Table(sheet.indicator, arrange(frame), "indicator", **PUBLICATION))
        report["rows"][sheet.indicator] = len(frame)
    return tables, [raw_file(path)], report


def _period(rows: list[list[Any]]) -> str:
    """The month in which the register was read, by the list of contents."""
    found = _YEAR.fullmatch(str(rows[0][0]).strip())
    if not found:
        raise LAYOUT.other("'UK business, …; ' and a year", str(rows[0][0]), CONTENTS)
    return PERIOD.format(year=found[1])


def parse(rows: list[list[Any]], sheet: Sheet, period: str) -> pd.DataFrame:
    """Turn a sheet's rows into observations of its indicator, all of one period.

    Raises
    ------
    DataError
        If the sheet is about something else, or its last column is no total.
    """
    if sheet.subject not in str(rows[0][0]):
        raise LAYOUT.other(f"a table of {sheet.subject}", str(rows[0][0]), sheet.name)
    start = next(i for i, row in enumerate(rows) if str(row[0]).startswith("K02000001"))
    heads = [str(head).strip() for head in rows[start - 1][1:]]
    if heads[-1] != "Total":
        raise LAYOUT.other("the last column to be the total", heads[-1], sheet.name)
    wide = pd.DataFrame([row[1:] for row in rows[start:]], columns=heads)
    wide.insert(0, "area", [str(row[0]).split(":")[0].strip() for row in rows[start:]])
    frame = wide.melt("area", var_name="head", value_name="value")
    frame[sheet.dimension] = frame["head"].map({head: value_name(head, sheet) for head in heads})
    if sheet.dimension == "industry":
        frame["industry_code"] = frame["head"].map(
            {head: head.split(":")[0].strip() for head in heads}
        )
    frame = frame.assign(indicator=sheet.indicator, when=period).drop(columns="head")
    return periods.add_periods(frame, "when").drop(columns="when")


def value_name(head: str, sheet: Sheet) -> str:
    """Name a column's group as a reader would: ``10-19`` becomes ``10 to 19``."""
    if head == "Total":
        return sheet.total
    if sheet.dimension == "industry":
        return head.split(":", 1)[1].strip().replace("&", "and")
    if head.endswith("+"):
        low, high = head[:-1], ""
    else:
        low, high = head.split("-")
    if sheet.dimension == "size_band":
        return f"{low} to {high} people" if high else f"{low} people or more"
    low, high = f"{int(low):,}", f"{int(high):,}" if high else ""
    return f"£{low} to £{high} thousand" if high else f"£{low} thousand or more"
