"""ONS Business demography: the counts behind the rates, and what is known by industry.

Rates of birth, death, survival and high growth by area come from Explore Local Statistics, which
works them out from this workbook. Read here is what it does not give: the counts of births,
deaths, high-growth businesses and businesses of ten people or more by area, and the same, active
businesses and survival by industry for the United Kingdom. Left out are groups of three digits,
survival by area (given there), survival by group (counts too small), businesses with employees
(one year alone) and the two tables about revisions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.sources import geography
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import Table, arrange, raw_file
from evidencebook.sources.workbooks import Layout, Rows, Workbook

SOURCE = "ons-business-demography"
LAYOUT = Layout("business demography", "business_demography", "2024")
ALL_INDUSTRIES, ALL_CODE = "All industries", "Total"
NOT_YET = ":"
# The publisher marks areas with over 500 businesses registered at one postcode.
MARKED = "over 500 businesses at one postcode"
PUBLICATION = {
    "source": SOURCE,
    "publisher": "Office for National Statistics",
    "title": "Business demography, UK: 2024",
    "released": "2025-11-20",
    "url": "https://www.ons.gov.uk/businessindustryandtrade/business/activitysizeandlocation/"
    "datasets/businessdemographyreferencetable",
    "retrieved": "2025-11-20",
}
SURVIVAL = "business-survival-by-industry"
SURVIVAL_SHEET = "Table 4.2"
# Broad groups as the workbook of enterprises names them.
GROUPS = {
    "Transport and storage (inc. postal)": "Transport and Storage (inc postal)",
    "Finance and insurance (Excl 6420)": "Finance and insurance",
    "Total": ALL_INDUSTRIES,
}
_AREA = re.compile(r"[EWSNK]\d{8}")
_DIVISION = re.compile(r"(\d\d)( \(Excl 642\))? : (.+)")
_SURVIVED = re.compile(r"([1-5])-year\s+per cent")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class Count:
    """A count: its indicator, the tables by area and the table by industry.

    Attributes
    ----------
    areas : str
        What the tables by area have in common: ``1.1`` for 1.1a to 1.1d; empty without any.
    """

    indicator: str
    subject: str
    areas: str
    industries: str


COUNTS = (
    Count("business-births-number", "Births Of New Enterprises", "1.1", "1.2"),
    Count("business-deaths-number", "Deaths Of", "2.1", "2.2"),
    Count("active-businesses-by-industry", "Active Enterprises For", "", "3.2"),
    Count("high-growth-businesses-number", "High Growth Enterprises", "7.1", "7.2"),
    Count("businesses-ten-or-more-employees", "Active Enterprises With 10+", "7.3", "7.4"),
)


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read five counts and survival by industry."""
    workbook = Workbook(path, LAYOUT)
    report: dict[str, Any] = {"source": SOURCE, "dropped": {}, "rows": {}}
    frames = {count.indicator: _count(workbook, count, report) for count in COUNTS}
    rows = _rows(workbook, SURVIVAL_SHEET, "Broad Industry Group")
    frames[SURVIVAL] = parse_survival(rows, report)
    tables = []
    for slug, frame in frames.items():
        frame = geography.keep_known(frame.assign(indicator=slug), report)
        frame = periods.add_periods(frame, "year").drop(columns="year")
        tables.append(Table(slug, arrange(frame), "indicator", **PUBLICATION))
        report["rows"][slug] = len(frame)
    return tables, [raw_file(path)], report


def parse_areas(rows: list[list[Any]], sheet: str) -> pd.DataFrame:
    """Turn a table by area into `area`, `year`, `value`, `note`, all industries together."""
    start = next((i for i, row in enumerate(rows) if _AREA.match(str(row[0]))), 0)
    years = _years(rows[start - 1], sheet)
    # One table ends in two cells that belong to no area.
    listed = [(i, row) for i, row in enumerate(rows) if _AREA.fullmatch(str(row[0]).strip())]
    frames = []
    for column, year in years.items():
        cells = pd.Series([row[column] for _, row in listed], [i for i, _ in listed], name=year)
        frame = pd.DataFrame({"value": numbers(cells, sheet, first_row=1), "year": year})
        frame["area"] = [str(row[0]).strip() for _, row in listed]
        frame["note"] = [MARKED if "*" in str(row[1]) else "" for _, row in listed]
        frames.append(frame)
    return pd.concat(frames, ignore_index=True).assign(
        industry=ALL_INDUSTRIES, industry_code=ALL_CODE
    )


def parse_industries(
    rows: list[list[Any]], sheet: str, report: dict[str, Any], *, total: bool
) -> pd.DataFrame:
    """Turn a table by industry into `industry`, `industry_code`, `year`, `value`.

    Divisions (two digits) are kept; groups (three digits) are left out and counted, and so is
    the total unless it is asked for.
    """
    years = _years(rows[3], sheet)
    kept, dropped = [], report.setdefault("dropped", {})
    for number, row in enumerate(rows[4:]):
        found = _DIVISION.fullmatch(str(row[0]).strip())
        whole = total and str(row[0]).strip() == ALL_CODE
        if (found and not str(row[0]).startswith(" ")) or whole:
            name, code = (found[3], found[1]) if found else (ALL_INDUSTRIES, ALL_CODE)
            kept.append((number, name, code, row))
        else:
            what = "groups of three digits, and totals given by area too"
            dropped[what] = dropped.get(what, 0) + len(years)
    frames = []
    for column, year in years.items():
        cells = pd.Series([row[column] for *_, row in kept], [k[0] for k in kept], name=year)
        frame = pd.DataFrame({"value": numbers(cells, sheet, first_row=5), "year": year})
        frame["industry"], frame["industry_code"] = zip(*[k[1:3] for k in kept], strict=True)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True).assign(area=geography.UNITED_KINGDOM, note="")


def parse_survival(rows: list[list[Any]], report: dict[str, Any]) -> pd.DataFrame:
    """Turn the table of survival by broad industry into shares surviving (%), by year of birth.

    Columns `area`, `year`, `value`, `industry` and `survived` (``1 year`` to ``5 years``).
    Years that those born have not reached are left out and counted.
    """
    heads = {
        column: int(found[1])
        for column, head in enumerate(rows[3])
        if (found := _SURVIVED.fullmatch(str(head)))
    }
    if len(heads) != 5:
        raise LAYOUT.other("survival after one to five years", str(rows[3]), SURVIVAL_SHEET)
    kept, year, missing = [], "", 0
    for row in rows[4:]:
        if _YEAR.match(str(row[0])):
            year = str(row[0])[:4]
            continue
        for column, years in heads.items():
            if str(row[column]).strip() == NOT_YET:
                missing += 1
                continue
            name = str(row[0]).strip()
            kept.append((year, GROUPS.get(name, name), years, row[column]))
    report.setdefault("dropped", {})["survival not yet reached"] = missing
    frame = pd.DataFrame(kept, columns=["year", "industry", "survived", "value"])
    frame["value"] = numbers(frame["value"], SURVIVAL_SHEET, first_row=5)
    frame["survived"] = frame["survived"].map(lambda n: f"{n} year{'s' if n > 1 else ''}")
    return frame.assign(area=geography.UNITED_KINGDOM)


def _count(workbook: Workbook, count: Count, report: dict[str, Any]) -> pd.DataFrame:
    """All tables of one count; the total of the United Kingdom from the tables by area."""
    names = [n for n in workbook.sheets if count.areas and n.startswith(f"Table {count.areas}")]
    frames = [parse_areas(_rows(workbook, name, count.subject), name) for name in names]
    sheet = f"Table {count.industries}"
    rows = _rows(workbook, sheet, count.subject)
    frames.append(parse_industries(rows, sheet, report, total=not count.areas))
    return pd.concat(frames, ignore_index=True)


def _rows(workbook: Workbook, sheet: str, subject: str) -> Rows:
    rows = workbook.rows(sheet)
    if subject.lower() not in str(rows[0][0]).lower():
        raise LAYOUT.other(f"a table of {subject}", str(rows[0][0]), sheet)
    return rows


def _years(heads: list[Any], sheet: str) -> dict[int, str]:
    """Columns that are headed by a year."""
    found = {i: str(head)[:4] for i, head in enumerate(heads) if _YEAR.match(str(head))}
    if not found:
        raise LAYOUT.other("a heading with years", str(heads), sheet)
    return found
