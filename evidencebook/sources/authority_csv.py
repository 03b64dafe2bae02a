"""CSV files of figures by authority that need more than a recipe: affordable homes, brownfield."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.sources import tabular
from evidencebook.sources.snapshot import Table, arrange, raw_file

ALL_TENURES = "All tenures"
MHCLG = "Ministry of Housing, Communities and Local Government"
Answer = tuple[list[Table], list[dict[str, Any]], dict[str, Any]]


def read_affordable_homes(path: Path) -> Answer:
    """Read affordable homes by tenure, and add the sum over tenures, marked ``computed``.

    The file has no row where an authority had no home of a tenure.
    """
    (table,), raw, report = tabular.read_official(path, "mhclg-affordable-housing")
    key = ["indicator", "area", "period_start", "period_end", "period"]
    total = table.frame.groupby(key, as_index=False)["value"].sum()
    total = total.assign(tenure=ALL_TENURES, status="computed")
    frame = arrange(pd.concat([table.frame, total], ignore_index=True))
    return [replace(table, frame=frame)], raw, {**report, "rows": {table.name: len(frame)}}


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
    rows = {table.name: len(table.frame) for table in tables}
    return tables, [raw_file(path)], {"source": BROWNFIELD["source"], "rows": rows, **report}


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
