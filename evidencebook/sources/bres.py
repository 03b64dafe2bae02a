"""ONS Business Register and Employment Survey: employees by industry section.

The file says ITL in its codes and NUTS 2016 in its labels, and holds the areas of NUTS 2016:
`geography.current_itl` tells which of them are areas of 2025.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.errors import DataError
from evidencebook.sources import geography
from evidencebook.sources.snapshot import Table, arrange, raw_file

SOURCE = "ons-bres"
# Names as in the regional accounts where the section is the same.
INDUSTRIES = {
    "Water supply; sewerage, waste management and remediation activities": (
        "Water supply; sewerage and waste management"
    ),
    "Wholesale and retail trade; repair of motor vehicles and motorcycles": (
        "Wholesale and retail trade; repair of motor vehicles"
    ),
    "Public administration and defence; compulsory social security": (
        "Public administration and defence"
    ),
}
NOT_SURVEYED = ("T", "U")
PUBLICATION = {
    "source": SOURCE,
    "publisher": "Office for National Statistics",
    "title": "Business Register and Employment Survey: provisional results 2022",
    "released": "2023-10-25",
    "url": "https://www.ons.gov.uk/employmentandlabourmarket/peopleinwork/"
    "employmentandemployeetypes/bulletins/businessregisterandemploymentsurveybresprovisionalresults/"
    "previousReleases",
    "retrieved": "2024-03-20",
}


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read the file into the table ``employees``."""
    report: dict[str, Any] = {"source": SOURCE}
    frame = geography.keep_known(employees(pd.read_parquet(path), report), report)
    table = Table("employees", arrange(frame), "indicator", **PUBLICATION)
    report["rows"] = {"employees": len(table.frame)}
    report["areas kept under an earlier code"] = sorted(set(frame["area"]) & geography.CHANGED)
    return [table], [raw_file(path)], report


def employees(raw: pd.DataFrame, report: dict[str, Any]) -> pd.DataFrame:
    """Turn the survey's long table into observations of employees by section.

    Parameters
    ----------
    raw : DataFrame
        The file as it is.
    report : dict
        Gains the number of rows left out because the survey does not cover the section.

    Raises
    ------
    DataError
        If the sections that the survey leaves out have employees after all.
    """
    outside = raw["industry.code"].isin(NOT_SURVEYED)
    if (raw.loc[outside, "value"] != 0).any():
        raise DataError(
            "The employment survey has employees in sections T or U",
            expected="zero in every row, because the survey leaves these sections out",
            do="keep the sections in evidencebook/sources/bres.py",
        )
    report["dropped"] = {"sections T and U, not surveyed": int(outside.sum())}
    raw = raw[~outside]
    frame = pd.DataFrame(
        {
            "indicator": "employees",
            "area": raw["geography.code"].map(_code),
            "year": pd.to_datetime(raw["dates.date"]).dt.year.astype("str"),
            "value": raw["value"],
            "industry": raw["industry.name"].replace(INDUSTRIES),
            "industry_code": raw["industry.code"],
        }
    )
    return periods.add_periods(frame, "year").drop(columns="year")


def _code(area: str) -> str:
    # The row called UK is labelled Great Britain, and is the sum of England, Wales and Scotland.
    return geography.GREAT_BRITAIN if area == "UK" else geography.current_itl(area)
