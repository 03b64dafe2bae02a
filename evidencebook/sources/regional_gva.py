"""ONS regional gross value added by industry: local authorities and ITL areas in two files.

Both are long tables (area, industry, variable, year). Local authorities come in 49 industries,
larger areas in up to 129; of the latter those 49 are kept, the four sections that the 49 merge,
so that the same industry can be compared from a district to the United Kingdom, and the divisions
of transport and storage. Where a larger area has only the parts of an industry, the current-price
parts are added up and the row is marked ``computed``; constant prices are not additive and are
left out there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evidencebook import periods
from evidencebook.errors import DataError
from evidencebook.sources import geography
from evidencebook.sources.snapshot import Table, arrange, raw_file

SOURCE = "ons-regional-gva"
AUTHORITIES = "RGVA_LAD.parquet"
LARGER_AREAS = "RGVA.parquet"
CURRENT = "gross-value-added-current-prices"
CONSTANT = "gross-value-added-constant-prices"
VARIABLES = {
    "GVA Current Prices £m": CURRENT,
    "Current prices": CURRENT,
    "GVA Constant Prices £m": CONSTANT,
    "Constant prices": CONSTANT,
}
SECTIONS_BESIDE = ("A (1-3)", "B (5-9)", "D (35)", "E (36-39)")
TRANSPORT_BESIDE = ("49", "50", "51", "50-51", "52", "53")
# The United Kingdom is held without what belongs to no region (Extra-Regio), as output per hour
# is: shares of a region are then of what regions have. The areas that are no areas of the project,
# the United Kingdom with Extra-Regio among them, go by "dropped" in the report.
AREAS = {"UKX": geography.UNITED_KINGDOM, "TLB": geography.ENGLAND, "TLE32": "TLE36"}
# Industries → parts they have in larger areas, finest first.
PARTS = {
    "AB (1-9)": [["A (1-3)", "B (5-9)"]],
    "CA-CB (10-15)": [["CA (10-12)", "CB (13-15)"]],
    "CD-CG (19-23)": [["CD-CE (19-20)", "CF (21)", "CG (22-23)"], ["CD-CF (19-21)", "CG (22-23)"]],
    "CI-CL (26-30)": [
        ["CI (26)", "CJ (27)", "CK (28)", "CL (29-30)"],
        ["CI-CJ (26-27)", "CK-CL (28-30)"],
        ["CI (26)", "CJ (27)", "CK-CL (28-30)"],
        ["CI-CJ (26-27)", "CK (28)", "CL (29-30)"],
    ],
    "DE (35-39)": [["D (35)", "E (36-39)"]],
    "49-51": [["49", "50", "51"], ["49", "50-51"]],
    "50-51": [["50", "51"]],
    "52-53": [["52", "53"]],
    "58-60": [["58", "59", "60"]],
    "61-63": [["61", "62", "63"]],
    "72-75": [["72", "73", "74", "75"], ["72-73", "74-75"]],
    "78-80": [["78", "79", "80"]],
    "94-95": [["94", "95"]],
}
COLUMNS = {
    "dates.date": "year",
    "geography.code": "area",
    "variable.name": "variable",
    "industry.name": "industry",
    "industry.code": "industry_code",
    "value": "value",
}
PUBLICATION = {
    "source": SOURCE,
    "publisher": "Office for National Statistics",
    "title": "Regional gross value added (balanced) by industry",
    "released": "2025-04-17",
    "url": "https://www.ons.gov.uk/economy/grossvalueaddedgva/datasets/"
    "nominalandrealregionalgrossvalueaddedbalancedbyindustry",
    "retrieved": "2025-05-07",
}


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read both files of the release into two tables, current and constant prices.

    Parameters
    ----------
    path : Path
        The folder that holds both files, or one of the two.

    Raises
    ------
    DataError
        If either file is missing or laid out otherwise.
    """
    folder = path if path.is_dir() else path.parent
    files = [folder / AUTHORITIES, folder / LARGER_AREAS]
    report: dict[str, Any] = {"source": SOURCE}
    authorities = read_long(files[0])
    names = authorities[["industry_code", "industry"]].drop_duplicates()
    larger = larger_areas(read_long(files[1]), names)
    frame = pd.concat([authorities, larger], ignore_index=True)
    frame = geography.keep_known(frame, report)
    tables = [
        Table(slug, observations(slug, frame), "indicator", **PUBLICATION)
        for slug in (CURRENT, CONSTANT)
    ]
    report["rows"] = {table.name: len(table.frame) for table in tables}
    report["computed"] = int((frame["status"] == "computed").sum())
    report["suppressed"] = int(frame["value"].isna().sum())
    return tables, [raw_file(file) for file in files], report


def read_long(path: Path) -> pd.DataFrame:
    """Read current and constant prices from one of the files.

    Returns
    -------
    DataFrame
        Columns year, area (as printed), industry_code, industry, value (£ million), indicator
        and status (``x`` where the value is suppressed).
    """
    if not path.is_file():
        raise DataError(
            "A file of regional gross value added is missing",
            where=str(path),
            expected=f"{AUTHORITIES} and {LARGER_AREAS} in one folder",
            do="put both files side by side and import the folder",
        )
    table = pq.read_table(path, columns=list(COLUMNS))
    table = table.filter(pc.is_in(table["variable.name"], pa.array(list(VARIABLES))))
    frame = table.to_pandas().rename(columns=COLUMNS)
    frame["year"] = pd.to_datetime(frame["year"]).dt.year.astype("str")
    frame["indicator"] = frame.pop("variable").map(VARIABLES)
    frame["area"] = frame["area"].map({a: code(a) for a in frame["area"].unique()})
    frame["status"] = frame["value"].isna().map({True: "x", False: ""})
    return frame


def code(area: str) -> str:
    """Code in the project of an area of either file (codes of ITL 2025)."""
    return AREAS.get(area) or geography.ITL1.get(area, area)


def larger_areas(frame: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Bring the file of larger areas to the industries of the local authorities and a few beside.

    Parameters
    ----------
    frame : DataFrame
        As from `read_long`.
    names : DataFrame
        Columns industry_code and industry of the local authorities' file.
    """
    wanted = [*names["industry_code"], *SECTIONS_BESIDE, *TRANSPORT_BESIDE]
    kept = frame[frame["industry_code"].isin(wanted)]
    own = kept[["industry_code", "industry"]].drop_duplicates()
    labels = pd.concat([names, own]).drop_duplicates("industry_code")
    labels = labels.set_index("industry_code")["industry"]
    summed = [
        sum_parts(frame, kept, target, labels[target]) for target in PARTS if target in labels
    ]
    return pd.concat([kept, *summed], ignore_index=True)


def sum_parts(frame: pd.DataFrame, published: pd.DataFrame, target: str, name: str) -> pd.DataFrame:
    """Add up current-price parts of an industry where an area has no row for the whole."""
    has_it = set(published.loc[published["industry_code"] == target, "area"])
    current = frame[(frame["indicator"] == CURRENT) & ~frame["area"].isin(has_it)]
    wide_rows: list[pd.Series] = []
    done: set[str] = set()
    for parts in PARTS[target]:
        rows = current[current["industry_code"].isin(parts) & ~current["area"].isin(done)]
        wide = rows.pivot(index=["area", "year"], columns="industry_code", values="value")
        if set(parts) <= set(wide.columns):
            total = wide[parts].sum(axis=1, skipna=False).dropna()
            done |= set(total.index.get_level_values("area"))
            wide_rows.append(total)
    if not wide_rows:
        return frame.head(0)
    summed = pd.concat(wide_rows).rename("value").reset_index()
    return summed.assign(indicator=CURRENT, industry_code=target, industry=name, status="computed")


def observations(slug: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of one indicator into the contract's columns."""
    frame = frame[frame["indicator"] == slug]
    frame = periods.add_periods(frame, "year").drop(columns="year").assign(indicator=slug)
    return arrange(frame)
