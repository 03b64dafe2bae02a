"""Long CSV files of one figure per authority and date: population, homes, prices.

Columns ``geography_code``, ``date``, ``value`` and perhaps ``geography_name`` and ``Measure``.
Each source writes its dates in its own way: a year, a quarter's last month (``Sep 2024``) or a
financial year (``2000-01``, which is not January 2000).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.errors import DataError
from evidencebook.sources import geography
from evidencebook.sources.snapshot import Table, arrange, raw_file

MONTHS = {"Mar": 3, "Jun": 6, "Sep": 9, "Dec": 12}
ALL_TENURES = "All tenures"
ONS = "Office for National Statistics"
MHCLG = "Ministry of Housing, Communities and Local Government"
Answer = tuple[list[Table], list[dict[str, Any]], dict[str, Any]]


def on_30_june(date: str) -> str:
    """Period of a mid-year estimate."""
    return f"{int(date)}-06-30"


def on_31_march(date: str) -> str:
    """Period of a count at the end of the financial year."""
    return f"{int(date)}-03-31"


def year_to_month(date: str) -> str:
    """Period of the twelve months that end with a quarter, such as ``Sep 2024``."""
    found = re.fullmatch(r"(Mar|Jun|Sep|Dec) (\d{4})", date)
    if not found:
        raise _bad_date(date, "a quarter's last month and the year, such as Sep 2024")
    month, year = MONTHS[found[1]], int(found[2])
    return f"{year}-01-01/P1Y" if month == 12 else f"{year - 1}-{month + 1:02d}-01/P1Y"


def financial_year(date: str) -> str:
    """Period of a financial year written ``2023-24``, April to March."""
    found = re.fullmatch(r"(\d{4})-(\d\d)", date)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise _bad_date(date, "a financial year, such as 2023-24")
    return f"{found[1]}-04-01/P1Y"


def parse(
    path: Path, slug: str, when: Callable[[str], str], dimension: str = ""
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Read one file into observations.

    Parameters
    ----------
    path : Path
    slug : str
        The indicator.
    when : callable
        Turns a date of the file into a period that `periods.parse` reads.
    dimension : str
        The dimension that the column ``Measure`` holds, if it holds one.

    Returns
    -------
    (DataFrame, dict)
        Observations, and what was dropped: rows without a figure and areas the project has not.
    """
    raw = pd.read_csv(path, dtype={"geography_code": "str", "date": "str"})
    if not {"geography_code", "date", "value"} <= set(raw.columns):
        raise DataError(
            "The file has other columns than expected",
            where=str(path),
            expected="geography_code, date, value",
            found=", ".join(raw.columns),
            do="use the file that the source's card names",
        )
    report: dict[str, Any] = {"dropped": {"rows without a figure": int(raw["value"].isna().sum())}}
    raw = raw.dropna(subset="value")
    frame = pd.DataFrame(
        {
            "indicator": slug,
            "area": raw["geography_code"],
            "when": raw["date"].map({date: when(date) for date in raw["date"].unique()}),
            "value": raw["value"].astype("float64"),
        }
    )
    if dimension:
        frame[dimension] = raw["Measure"]
    frame = geography.keep_known(frame.reset_index(drop=True), report)
    return periods.add_periods(frame, "when").drop(columns="when"), report


def _read(
    path: Path,
    slug: str,
    when: Callable[[str], str],
    publication: dict[str, str],
) -> Answer:
    frame, report = parse(path, slug, when)
    table = Table(slug, arrange(frame), "indicator", **publication)
    return [table], [raw_file(path)], _finish(report, [table], publication)


def _finish(
    report: dict[str, Any], tables: list[Table], publication: dict[str, str]
) -> dict[str, Any]:
    rows = {table.name: len(table.frame) for table in tables}
    return {"source": publication["source"], "rows": rows, **report}


def read_affordable_homes(path: Path) -> Answer:
    """Read affordable homes by tenure, and add the sum over tenures, marked ``computed``.

    The file has no row where an authority had no home of a tenure.
    """
    frame, report = parse(path, "affordable-homes", financial_year, "tenure")
    key = ["indicator", "area", "period_start", "period_end", "period"]
    total = frame.groupby(key, as_index=False)["value"].sum()
    total = total.assign(tenure=ALL_TENURES, status="computed")
    frame = pd.concat([frame.assign(status=""), total], ignore_index=True)
    table = Table("affordable-homes", arrange(frame), "indicator", **AFFORDABLE)
    return [table], [raw_file(path)], _finish(report, [table], AFFORDABLE)


def read_brownfield(path: Path) -> Answer:
    """Read the national brownfield land file: sites, hectares and homes by English authority.

    The file is wide, and has rows outside England that come of misplaced sites: those are
    dropped, since only English authorities keep a register.
    """
    raw = pd.read_csv(path)
    english = raw["LAD24CD"].str.startswith("E")
    report: dict[str, Any] = {"dropped": {"areas outside England": int((~english).sum())}}
    tables = []
    for column, slug in BROWNFIELD_MEASURES.items():
        frame = pd.DataFrame(
            {
                "indicator": slug,
                "area": raw["LAD24CD"],
                "value": raw[column],
                "when": BROWNFIELD_DAY,
            }
        )[english]
        frame = periods.add_periods(frame, "when").drop(columns="when")
        tables.append(Table(slug, arrange(frame), "indicator", **BROWNFIELD))
    return tables, [raw_file(path)], _finish(report, tables, BROWNFIELD)


def _bad_date(date: str, expected: str) -> DataError:
    return DataError(
        "A date could not be read",
        expected=expected,
        found=repr(date),
        do="look at the file: its layout may have changed",
    )


POPULATION = {
    "source": "ons-population-estimates",
    "publisher": ONS,
    "title": "Mid-year population estimates: mid-2023",
    "released": "2024-07-15",
    "url": "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/"
    "populationestimates",
    "retrieved": "2024-08-08",
}
DWELLINGS = {
    "source": "voa-council-tax-stock",
    "publisher": "Valuation Office Agency",
    "title": "Council Tax: stock of properties, 2024",
    "url": "https://www.gov.uk/government/statistics/council-tax-stock-of-properties-2024",
    "retrieved": "2024-08-12",
}
PRICES = {
    "source": "ons-median-house-prices",
    "publisher": ONS,
    "title": "Median house prices for administrative geographies, year ending September 2024",
    "url": "https://www.ons.gov.uk/peoplepopulationandcommunity/housing/datasets/"
    "medianhousepricefornationalandsubnationalgeographiesquarterlyrollingyearhpssadataset09",
    "retrieved": "2025-05-27",
}
NET_ADDITIONS = {
    "source": "mhclg-net-additional-dwellings",
    "publisher": MHCLG,
    "title": "Housing supply: net additional dwellings, England, 2023 to 2024",
    "released": "2024-11-28",
    "url": "https://www.gov.uk/government/statistics/"
    "housing-supply-net-additional-dwellings-england-2023-to-2024",
    "retrieved": "2025-05-27",
}
AFFORDABLE = {
    "source": "mhclg-affordable-housing",
    "publisher": MHCLG,
    "title": "Affordable housing supply in England, 2023 to 2024",
    "released": "2024-11-21",
    "url": "https://www.gov.uk/government/statistics/"
    "affordable-housing-supply-in-england-2023-to-2024",
    "retrieved": "2025-01-08",
}
BROWNFIELD = {
    "source": "mhclg-brownfield",
    "publisher": MHCLG,
    "title": "Brownfield land: the national data set of local registers",
    "url": "https://www.planning.data.gov.uk/dataset/brownfield-land",
    "retrieved": "2024-10-11",
}
BROWNFIELD_DAY = "2024-10-11"
BROWNFIELD_MEASURES = {
    "minimum-net-dwellings": "brownfield-dwellings-minimum",
    "maximum-net-dwellings": "brownfield-dwellings-maximum",
    "hectares": "brownfield-land",
    "sites": "brownfield-sites",
}

read_population = partial(_read, slug="population", when=on_30_june, publication=POPULATION)
read_dwelling_stock = partial(_read, slug="dwelling-stock", when=on_31_march, publication=DWELLINGS)
read_house_prices = partial(
    _read, slug="median-house-price", when=year_to_month, publication=PRICES
)
read_net_additions = partial(
    _read, slug="net-additional-dwellings", when=financial_year, publication=NET_ADDITIONS
)
