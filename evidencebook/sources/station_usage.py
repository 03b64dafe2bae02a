"""ORR estimates of station usage: every railway station, and its use by local authority.

The file names each station's local authority as it stood in 2021, in Wales in both languages.
A former authority's stations go to the authority that took its place, which in every case took
it whole. The list is complete for the railway of Great Britain, so an authority there without a
station has none; nothing is known of Northern Ireland. Stations on heritage lines that the
publisher lists without figures are in the lookup only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.errors import DataError
from evidencebook.sources import geography
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import Table, arrange, raw_file

SOURCE = "orr-station-usage"
STATIONS = "station-usage"
ENTRIES, INTERCHANGES, COUNT = "station-entries-exits", "station-interchanges", "railway-stations"
BEFORE, PANDEMIC = "2019-04-01/P1Y", "2020-04-01/P1Y"
# What the publisher writes where a station has no figure: it was not open, or not in use.
NOT_OPEN = ":"
UNKNOWN_AUTHORITY = "stations in an authority that is not known"
COLUMNS = {
    "TLC": "code",
    "Station name": "station",
    "Local authority: district/unitary": "authority",
    "2019-20 Entries and exits - TOTAL": "entries_exits_2019_20",
    "2020-21 Entries and exits - TOTAL": "entries_exits_2020_21",
    "2020-21 Interchanges": "interchanges_2020_21",
    "OS grid Easting": "x",
    "OS grid Northing": "y",
}
FIGURES = tuple(name for name in COLUMNS.values() if name.endswith(("_20", "_21")))
# Each indicator: of which columns, in which year.
MEASURES = {
    ENTRIES: {"entries_exits_2019_20": BEFORE, "entries_exits_2020_21": PANDEMIC},
    INTERCHANGES: {"interchanges_2020_21": PANDEMIC},
    COUNT: {"in_use_2019_20": BEFORE, "in_use_2020_21": PANDEMIC},
}
PUBLICATION: dict[str, Any] = {
    "source": SOURCE,
    "publisher": "Office of Rail and Road",
    "title": "Estimates of station usage, April 2020 to March 2021",
    "released": "2021-11-25",
    "url": "https://dataportal.orr.gov.uk/statistics/usage/estimates-of-station-usage/",
}


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read the stations, find their authorities, and add up their use.

    Parameters
    ----------
    path : Path
        The CSV file. The lookup of authorities is sought in the folder ``area-lookups`` beside
        the file's own folder.
    """
    codes = path.resolve().parent.parent / geography.AUTHORITIES
    if not codes.is_file():
        raise DataError(
            "What gives railway stations their local authorities is missing",
            where=str(codes),
            do="keep the folder area-lookups beside the folder of the file",
        )
    lookup = pd.read_csv(codes, dtype="str")
    stations = with_areas(parse(path), geography.authorities_by_name(lookup))
    tables = [Table(STATIONS, stations, "lookup", **PUBLICATION)]
    for slug in MEASURES:
        rows = by_authority(stations, slug, british(lookup))
        tables.append(Table(slug, rows, "indicator", **PUBLICATION))
    return tables, [raw_file(path)], _report(stations, tables)


def parse(path: Path) -> pd.DataFrame:
    """Read the file: one row a station.

    Returns
    -------
    DataFrame
        The columns that `COLUMNS` names; a figure that is not given is NaN.

    Raises
    ------
    DataError
        If a column is missing or a number cannot be read.
    """
    raw = pd.read_csv(path, dtype="str", encoding="latin-1")
    if missing := [column for column in COLUMNS if column not in raw]:
        raise DataError(
            "The file of station usage has other columns than expected",
            where=str(path),
            expected=", ".join(missing),
            found=", ".join(raw.columns),
            do="use the file of 2020-21, or adapt evidencebook/sources/station_usage.py",
        )
    cells = {column: raw[column].str.strip() for column in COLUMNS}
    frame = pd.DataFrame({COLUMNS[column]: texts for column, texts in cells.items()})
    for column, name in COLUMNS.items():
        if name in (*FIGURES, "x", "y"):
            marks = (NOT_OPEN,) if name in FIGURES else ()
            texts = cells[column].str.replace(",", "")
            frame[name] = numbers(texts, path.name, first_row=2, marks=marks)
    return frame


def with_areas(stations: pd.DataFrame, by_name: dict[str, str]) -> pd.DataFrame:
    """Add ``area``: the code of today's authority, missing where the name is not known.

    Parameters
    ----------
    stations : DataFrame
        As from `parse`.
    by_name : dict
        Plain name → code of today's authority, of former authorities too.
    """
    # Cardiff - Caerdydd: the English name stands first.
    english = stations["authority"].fillna("").str.split(" - ").str[0]
    stations = stations.assign(area=english.map(geography.plain).map(by_name).astype("str"))
    return stations.sort_values("code", ignore_index=True)


def british(lookup: pd.DataFrame) -> list[str]:
    """Codes of today's authorities of England, Wales and Scotland."""
    codes = lookup["LADCD_ACTIVE"].dropna().unique()
    return sorted(code for code in codes if code[0] in "EWS")


def by_authority(stations: pd.DataFrame, slug: str, authorities: list[str]) -> pd.DataFrame:
    """Add up one measure by authority, and over Great Britain.

    An authority without a station has a zero, but only where every station's authority is
    known: else it is left out.
    """
    for year in ("2019_20", "2020_21"):
        in_use = stations[f"entries_exits_{year}"].notna()
        stations = stations.assign(**{f"in_use_{year}": in_use.astype("float64")})
    whole = bool(stations["area"].notna().all())
    frames = []
    for column, when in MEASURES[slug].items():
        summed = stations.groupby("area")[column].sum()
        summed = summed.reindex(authorities, fill_value=0.0) if whole else summed
        summed[geography.GREAT_BRITAIN] = stations[column].sum()
        frame = summed.rename_axis("area").rename("value").reset_index()
        frames.append(frame.assign(indicator=slug, when=when))
    rows = periods.add_periods(pd.concat(frames, ignore_index=True), "when")
    return arrange(rows.drop(columns="when"))


def _report(stations: pd.DataFrame, tables: list[Table]) -> dict[str, Any]:
    unknown = stations["area"].isna()
    unused = stations[list(FIGURES)].isna().all(axis=1)
    return {
        "source": SOURCE,
        "rows": {table.name: len(table.frame) for table in tables},
        UNKNOWN_AUTHORITY: sorted(stations.loc[unknown, "authority"].fillna("none")),
        "stations listed without a figure": sorted(stations.loc[unused, "station"]),
        "stations not yet open in 2019-20": sorted(
            stations.loc[~unused & stations["entries_exits_2019_20"].isna(), "station"]
        ),
    }
