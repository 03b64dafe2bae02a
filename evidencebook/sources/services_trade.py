"""ONS subnational trade in services, 2018: the tidy sheet of the workbook.

Totals of regions and the United Kingdom include travel; those of smaller areas do not. Travel
is an import only here, so exports can be compared over levels and imports cannot.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.sources import geography
from evidencebook.sources.numbers import numbers
from evidencebook.sources.partners import ALL
from evidencebook.sources.snapshot import Table, arrange, raw_file
from evidencebook.sources.workbooks import Layout, Workbook

SOURCE = "ons-services-trade"
SHEET = "9. Tidy format"
YEAR = "2018"
LAYOUT = Layout("trade in services", "services_trade", YEAR)
WITHHELD = ".."
COLUMNS = ["level", "code", "name", "industry", "destination", "direction", "value"]
LEVELS = ("NUTS1", "NUTS2", "NUTS3", "City Region", "N/A")
# City regions that are combined authorities; the North of Tyne's ended in 2024.
CITY_REGIONS = {
    "Greater Manchester Combined Authority": "E47000001",
    "Sheffield City Region": "E47000002",
    "Liverpool City Region Combined Authority": "E47000004",
    "Tees Valley Combined Authority": "E47000006",
    "West Midlands Combined Authority": "E47000007",
    "Cambridgeshire and Peterborough Combined Authority": "E47000008",
    "West of England Combined Authority": "E47000009",
    "North of Tyne Combined Authority": "E47000011",
}
INDUSTRIES = {
    "All Industries": "All industries",
    "Production (A-F)": "Production and construction",
    "Business-based professional services (L-N)": "Business-based professional services",
    "Other services (G-K, O-S)": "Services other than business-based professional services",
    "Non-manufacturing": "Primary, utilities and construction",
}
DESTINATIONS = {"All Countries": ALL, "Rest of the World": "Rest of the world"}
PUBLICATION = {
    "source": SOURCE,
    "publisher": "Office for National Statistics",
    "title": "International trade in UK nations, regions and cities: services, 2018",
    "released": "2021-02-05",
    "url": "https://www.ons.gov.uk/businessindustryandtrade/internationaltrade/datasets/"
    "subnationaltradeinservices",
}


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read exports and imports of services into two tables; balances are left out."""
    report: dict[str, Any] = {"source": SOURCE, "rows": {}}
    frame = parse(Workbook(path, LAYOUT).rows(SHEET), report)
    tables = []
    for word in ("Exports", "Imports"):
        slug = f"services-{word.lower()}"
        rows = frame[frame["direction"] == word].drop(columns="direction")
        table = Table(slug, arrange(rows.assign(indicator=slug)), "indicator", **PUBLICATION)
        tables.append(table)
        report["rows"][slug] = len(rows)
    report["suppressed"] = int((frame["status"] == "c").sum())
    return tables, [raw_file(path)], report


def parse(rows: list[list[Any]], report: dict[str, Any]) -> pd.DataFrame:
    """Turn the tidy sheet into observations with a column ``direction``.

    ``..`` in the sheet is a figure withheld as confidential or unreliable: status ``c``.
    """
    if not str(rows[0][0]).strip().endswith(YEAR):
        raise LAYOUT.other(f"figures of {YEAR}", str(rows[0][0]))
    start = next((i for i, row in enumerate(rows) if row[0] == "NUTS level"), None)
    if start is None:
        raise LAYOUT.other("a row of headings that starts with NUTS level", str(rows[3]), SHEET)
    raw = pd.DataFrame([row[:7] for row in rows[start + 1 :]], columns=COLUMNS)
    raw = raw[raw["level"].isin(LEVELS) & (raw["direction"] != "Balance")]
    places = raw[["level", "code", "name"]].drop_duplicates()
    codes = {tuple(place): area_code(*place) for place in places.itertuples(index=False)}
    keys = zip(raw["level"], raw["code"], raw["name"], strict=True)
    frame = pd.DataFrame(
        {
            "area": [codes[key] for key in keys],
            "value": numbers(raw["value"], SHEET, first_row=start + 2, marks=(WITHHELD,)),
            "status": (raw["value"].map(str).str.strip() == WITHHELD).map({True: "c", False: ""}),
            "industry": raw["industry"].str.strip().replace(INDUSTRIES),
            "destination": raw["destination"].str.strip().replace(DESTINATIONS),
            "direction": raw["direction"],
            "year": YEAR,
        }
    )
    frame = geography.keep_known(frame, report, key="city regions that are no combined authority")
    return periods.add_periods(frame, "year").drop(columns="year")


def area_code(level: str, code: str, name: str) -> str | None:
    """Code in the project of a row's area; None for a city region that is no area here."""
    if level == "N/A":
        return geography.UNITED_KINGDOM
    if level == "City Region":
        return CITY_REGIONS.get(name.strip())
    return geography.from_nuts(code.strip())
