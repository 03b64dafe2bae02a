"""DESNZ subnational electricity and gas: workbooks with one sheet a year.

A sheet has some lines of text, a row of headings that starts with ``Code``, and a row for each
area. Codes are GSS codes from 2012 and older ones until then. An authority gets the newest code
that the same workbook has for its region and name, so that its series stays whole where only
the code or a little of the border changed (Gateshead, Glasgow); others keep their old code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.sources import geography
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import Table, arrange, raw_file
from evidencebook.sources.workbooks import Layout, Workbook

LAYOUT = Layout("energy consumption", "subnational_energy")
# Gas years; electricity has calendar years (see the source's card).
GAS_YEARS = {
    "2015": "2014-10-01/P1Y",
    "2016": "2016-07-15/P1Y",
    "2017": "2017-06-15/P1Y",
    "2018": "2018-05-15/P1Y",
    "2019": "2019-05-15/P1Y",
    "2020": "2020-05-15/P1Y",
    "2021": "2021-05-15/P1Y",
}
LARGE_CONSUMER = "leaves out at least one power station or very large consumer"
PARTS = ("domestic", "non-domestic", "total")
HEADS = {
    "Domestic": "domestic",
    "All Domestic": "domestic",
    "Non-Domestic": "non-domestic",
    "All Non-Domestic": "non-domestic",
    "All meters": "total",
}


@dataclass(frozen=True)
class Fuel:
    """One workbook: which fuel, and where it was published."""

    name: str
    source: str
    publication: dict[str, str]


_PUBLISHED = {
    "publisher": "Department for Energy Security and Net Zero",
    "released": "2022-12-22",
    "retrieved": "2023-01-11",
}
ELECTRICITY = Fuel(
    "electricity",
    "desnz-subnational-electricity",
    {
        **_PUBLISHED,
        "title": "Subnational electricity consumption, Great Britain, 2005 to 2021",
        "url": "https://www.gov.uk/government/statistical-data-sets/"
        "regional-and-local-authority-electricity-consumption-statistics",
    },
)
GAS = Fuel(
    "gas",
    "desnz-subnational-gas",
    {
        **_PUBLISHED,
        "title": "Subnational gas consumption, Great Britain, 2015 to 2021, not weather-corrected",
        "url": "https://www.gov.uk/government/statistical-data-sets/"
        "gas-sales-and-numbers-of-customers-by-region-and-local-authority",
    },
)


def read_electricity(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read the electricity workbook into domestic, non-domestic and total consumption."""
    return _read(path, ELECTRICITY)


def read_gas(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read the gas workbook into domestic, non-domestic and total consumption."""
    return _read(path, GAS)


def _read(path: Path, fuel: Fuel) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    workbook = Workbook(path, LAYOUT)
    years = [name for name in workbook.sheets if name.strip().isdigit()]
    sheets = [parse(workbook.rows(year), year) for year in years]
    report: dict[str, Any] = {"source": fuel.source, "rows": {}}
    frame = with_codes(pd.concat(sheets, ignore_index=True), report)
    tables = []
    for part in PARTS:
        slug = f"{fuel.name}-consumption-{part}"
        rows = observations(frame, slug, part, fuel)
        tables.append(Table(slug, rows, "indicator", fuel.source, **fuel.publication))
        report["rows"][slug] = len(rows)
    return tables, [raw_file(path)], report


def parse(rows: list[list[Any]], year: str) -> pd.DataFrame:
    """Read one year's sheet.

    Returns
    -------
    DataFrame
        Columns year, code, region and authority (as printed), note, and consumption in GWh:
        domestic, non-domestic, total.
    """
    start = next((i for i, row in enumerate(rows) if str(row[0]).strip() == "Code"), None)
    if start is None:
        raise LAYOUT.other("a row of headings that starts with Code", "none", year)
    heads = [" ".join(str(head).split()) for head in rows[start]]
    places = {}
    for index, head in enumerate(heads):
        if head.startswith("Total consumption (GWh):"):
            part = HEADS.get(head.split(":", 1)[1].strip())
            if part:
                places[part] = index
    if set(places) != set(PARTS):
        raise LAYOUT.other("total consumption of " + ", ".join(PARTS), ", ".join(places), year)
    body = {
        number: row
        for number, row in enumerate(rows[start + 1 :])
        if any(str(cell).strip() for cell in row[:3])
    }
    frame = pd.DataFrame(
        [[str(cell).strip() for cell in row[:3]] for row in body.values()],
        index=list(body),
        columns=["code", "region", "authority"],
    )
    for part, index in places.items():
        cells = pd.Series(
            [row[index] for row in body.values()], index=frame.index, name=heads[index]
        )
        frame[part] = numbers(cells, f"sheet {year}", first_row=start + 2)
    note = heads.index("Notes") if "Notes" in heads else None
    frame["note"] = [str(row[note]).strip() if note is not None else "" for row in body.values()]
    return frame.reset_index(drop=True).assign(year=year)


def with_codes(frame: pd.DataFrame, report: dict[str, Any]) -> pd.DataFrame:
    """Give every row the code of its area; drop and count the rows that have none.

    A former authority of before 2009 is in no later sheet, and has no code in the project.
    """
    gss = frame["code"].str.fullmatch(r"[EWSNK]\d{8}")
    names = frame["region"].map(geography.plain) + "|" + frame["authority"].map(geography.plain)
    known = pd.DataFrame({"name": names, "code": frame["code"], "year": frame["year"]})[gss]
    newest = known.sort_values("year").drop_duplicates("name", keep="last")
    found = names.map(newest.set_index("name")["code"])
    whole = frame["authority"] == "All local authorities"
    area = found.where(~whole, frame["region"].map(geography.region_code))
    # Inner and Outer London have a code but are no region; the workbook's own code says so.
    area = area.where(~(area.isna() & gss), frame["code"])
    unallocated = (frame["authority"] == "Unallocated") | (frame["region"] == "Unallocated")
    lost = area.isna() & ~unallocated
    report["former authorities without a code"] = sorted(set(frame.loc[lost, "authority"]))
    report["rows given a newer code"] = int((gss & ~whole & (area != frame["code"])).sum())
    frame = frame.assign(area=area.mask(unallocated, "unallocated"))
    return geography.keep_known(frame, report, key="former authorities without a code")


def observations(frame: pd.DataFrame, slug: str, part: str, fuel: Fuel) -> pd.DataFrame:
    """Put one kind of consumption into the contract's columns (an area without gas has zero)."""
    rows = pd.DataFrame(
        {"indicator": slug, "area": frame["area"], "value": frame[part], "year": frame["year"]}
    )
    if fuel is GAS:
        if part != "domestic":
            rows["note"] = (frame["note"] != "").map({True: LARGE_CONSUMER, False: ""})
        rows["year"] = rows["year"].map(GAS_YEARS)
    return arrange(periods.add_periods(rows, "year").drop(columns="year"))
