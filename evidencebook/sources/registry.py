"""Which module reads or fetches which source, and where its files lie in a folder of raw data.

`import_path` is what ``evidencebook data import`` does: find the importers for a file or a
folder, run them, and publish what they read as one change of the snapshot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook.errors import DataError
from evidencebook.indicators import Source
from evidencebook.sources import (
    areas,
    authority_csv,
    bres,
    business_demography,
    hmrc_trade,
    lsbs,
    ons_els,
    ons_els_files,
    recode,
    regional_gva,
    repd,
    services_trade,
    station_usage,
    subnational_energy,
    tabular,
    uk_business,
)
from evidencebook.sources.fetch import Client, Fetched, Say
from evidencebook.sources.snapshot import Table, publish
from evidencebook.sources.summary import summarise
from evidencebook.store import MANIFEST, Store

ELS = "ons-explore-local-statistics"
Answer = tuple[list[Table], Any, Any]


@dataclass(frozen=True)
class Importer:
    """How one source is read.

    Attributes
    ----------
    read : callable
        Takes a path; returns tables, raw files and a report.
    paths : tuple of str
        Files or folders below a folder of raw data, each given to ``read``; of tables with the
        same name the first path's is kept.
    names : tuple of str
        Further names that a file may have when it is imported alone.
    suffixes : tuple of str
        How the name of any file ends that it reads, when that is imported alone.
    """

    read: Callable[[Path], Answer]
    paths: tuple[str, ...]
    names: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()

    def found_in(self, folder: Path) -> list[Path]:
        """Return the paths of this source that a folder of raw data has."""
        return [folder / path for path in self.paths if (folder / path).exists()]


IMPORTERS: dict[str, Importer] = {
    "areas": Importer(areas.read, ("",), ("area-lookups", "boundaries")),
    ELS: Importer(ons_els_files.read, (f"{ELS}/2026-06-26", f"{ELS}/2025-05-07")),
    "ons-regional-gva": Importer(
        regional_gva.read,
        ("regional-accounts",),
        (regional_gva.AUTHORITIES, regional_gva.LARGER_AREAS),
    ),
    "ons-bres": Importer(bres.read, ("labour/BRES.parquet",)),
    "ons-population-estimates": Importer(
        authority_csv.read_population, ("denominators/population_all_ages.csv",)
    ),
    "voa-council-tax-stock": Importer(
        authority_csv.read_dwelling_stock, ("denominators/dwelling_stock_all_properties.csv",)
    ),
    "ons-uk-business": Importer(uk_business.read, ("firms/ukbusinessworkbook2024.xlsx",)),
    "ons-business-demography": Importer(
        business_demography.read, ("firms/businessdemographyexceltables2024.xlsx",)
    ),
    "dbt-small-business-survey": Importer(
        lsbs.read, ("firms/lsbs_2024_sme_employers_tables.xlsx",)
    ),
    "desnz-repd": Importer(repd.read, ("energy/repd-q2-july-2024.csv",)),
    "desnz-subnational-electricity": Importer(
        subnational_energy.read_electricity,
        ("energy/subnational_electricity_consumption_statistics_2005-2021.xlsx",),
    ),
    "desnz-subnational-gas": Importer(
        subnational_energy.read_gas,
        ("energy/subnational_gas_consumption_statistics_non_weather_corrected_2015-2021.xlsx",),
    ),
    "ons-median-house-prices": Importer(
        authority_csv.read_house_prices, ("housing/median_house_prices.csv",)
    ),
    "mhclg-net-additional-dwellings": Importer(
        authority_csv.read_net_additions, ("housing/net_additional_dwellings.csv",)
    ),
    "mhclg-affordable-housing": Importer(
        authority_csv.read_affordable_homes, ("housing/affordable_homes_by_tenure.csv",)
    ),
    "mhclg-brownfield": Importer(authority_csv.read_brownfield, ("housing/brownfield_sites.csv",)),
    "hmrc-regional-trade": Importer(hmrc_trade.read, ("trade/hmrc_local_area_tables_2019.xlsx",)),
    "ons-services-trade": Importer(
        services_trade.read, ("trade/ons_services_trade_subnational_2018.xlsx",)
    ),
    "orr-station-usage": Importer(station_usage.read, ("transport/orr_station_usage_2020-21.csv",)),
    # A table of one's own, by its mapping; last, as any name will do.
    "tabular": Importer(tabular.read, (), suffixes=tabular.SUFFIXES),
}


def _as_read(after: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    return after


@dataclass(frozen=True)
class Connector:
    """How a source is fetched.

    Attributes
    ----------
    fetch : callable
        Takes the source's card, a client, the manifest's tables of the source and where to say
        what is done; returns checked answers, none if nothing is new.
    read : callable
        Takes these; returns tables, raw files and a report, as an importer does.
    carry : callable
        Takes an indicator's observations as just read and as held; returns the former with what
        only the latter have.
    """

    fetch: Callable[[Source, Client, Mapping[str, Mapping[str, Any]], Say], list[Fetched]]
    read: Callable[[Sequence[Fetched]], Answer]
    carry: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame] = _as_read


# What a source's card may name as its `connector` for it to be fetched.
CONNECTORS: dict[str, Connector] = {
    "ons_els": Connector(ons_els.fetch, ons_els.read, ons_els.carry_notes),
}


def find(path: Path) -> dict[str, list[Path]]:
    """Find the importers for a path, and what each of them is to read.

    Parameters
    ----------
    path : Path
        A folder of raw data laid out as `IMPORTERS` says, one of its folders or files, or a
        single file under a name that an importer knows.

    Returns
    -------
    dict
        Source → paths for its importer, in the order of `IMPORTERS`.

    Raises
    ------
    DataError
        If the path does not exist, or no importer knows it.
    """
    if not path.exists():
        raise DataError("There is nothing to import.", where=str(path), do="check the path")
    found = {source: _matches(importer, path) for source, importer in IMPORTERS.items()}
    found = {source: paths for source, paths in found.items() if paths}
    if not found:
        known = sorted(Path(p).name for importer in IMPORTERS.values() for p in importer.paths if p)
        raise DataError(
            "No importer knows this file or folder.",
            where=str(path),
            expected="a folder of raw data, a mapping (.yml) of a table of your own, or one of "
            + ", ".join(known),
            do="see IMPORTERS in evidencebook/sources/registry.py for what is read, and where from",
        )
    return found


def import_path(path: Path, folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Read everything that a path holds and publish it in the snapshot.

    Parameters
    ----------
    path : Path
        What to import, see `find`.
    folder : Path
        The snapshot's folder.
    say : callable
        Gets lines about each source that was read: the tables and rows kept, the rows left out
        and why, conflicts, and rows without a value; then about the publishing.

    Returns
    -------
    dict
        Source → the importer's report.
    """
    tables: dict[str, Table] = {}
    raw: dict[str, list[dict[str, Any]]] = {}
    reports: dict[str, Any] = {}
    for source, paths in find(Path(path)).items():
        started = time.perf_counter()
        kept: dict[str, Table] = {}
        for part in paths:
            read, files, report = _read(IMPORTERS[source], part)
            for table in read:
                if table.name not in tables:
                    tables[table.name] = kept[table.name] = table
            _add_raw(raw, source, files)
            reports.setdefault(source, []).append(report)
        summary = summarise(reports[source], list(kept.values()))
        took = time.perf_counter() - started
        say(f"{source}: {_count(kept)}, {summary.kept:,} rows kept, in {took:.1f} s")
        for line in summary.lines():
            say(line)
    _publish(folder, tables, raw, say)
    return reports


def _publish(
    folder: Path,
    tables: Mapping[str, Table],
    raw: Mapping[str, list[dict[str, Any]]],
    say: Callable[[str], None],
) -> None:
    started = time.perf_counter()
    codes = recode.recoded(_successors(tables, folder))
    current = [recode.under_current_codes(table, codes) for table in tables.values()]
    publish(folder, current, raw)
    rows = sum(len(table.frame) for table in current)
    took = time.perf_counter() - started
    say(f"published {_count(tables)}, {rows:,} rows, in {took:.1f} s")
    if twice := sum(len(table.frame) for table in tables.values()) - rows:
        say(f"  left out: {twice:,} rows that an area has under its former code and today's")


def _count(tables: Mapping[str, Table]) -> str:
    return f"{len(tables)} table{'' if len(tables) == 1 else 's'}"


def _read(importer: Importer, path: Path) -> Answer:
    """Read a path; an error names it."""
    try:
        return importer.read(path)
    except DataError as error:
        if str(path) in error.where:
            raise
        place = f"{path}: {error.where}" if error.where else str(path)
        raise DataError(
            error.what, where=place, expected=error.expected, found=error.found, do=error.do
        ) from error


def _successors(tables: Mapping[str, Table], folder: Path) -> pd.DataFrame:
    """The successors of former areas: as just read, else as the snapshot holds them, if any."""
    if "successors" in tables:
        return tables["successors"].frame
    if (folder / MANIFEST).exists() and (store := Store(folder)).has("successors"):
        return store.lookup("successors")
    return pd.DataFrame({"former": [], "current": [], "recoded": []}).astype({"recoded": bool})


def _matches(importer: Importer, path: Path) -> list[Path]:
    if path.is_dir():
        if importer.paths == ("",):
            return _whole(importer, path)
        return importer.found_in(path) or _inside(importer, path.resolve())
    names = {Path(known).name for known in importer.paths} | set(importer.names)
    return [path] if path.name in names or path.suffix in importer.suffixes else []


def _inside(importer: Importer, folder: Path) -> list[Path]:
    """Find the importer's paths in one of the folders of raw data, such as ``labour``."""
    found = []
    for known in map(Path, importer.paths):
        for depth in range(1, len(known.parts) + 1):
            head, rest = known.parts[:depth], known.parts[depth:]
            if folder.parts[-depth:] == head and folder.joinpath(*rest).exists():
                found.append(folder.joinpath(*rest))
    return found


def _whole(importer: Importer, path: Path) -> list[Path]:
    """Take the folder where all the folders that the importer needs are in it or beside it."""
    for folder in (path, path.resolve().parent):
        named = folder == path or path.name in importer.names
        if named and all((folder / name).is_dir() for name in importer.names):
            return [folder]
    return []


def _add_raw(raw: dict[str, list[dict[str, Any]]], source: str, files: Any) -> None:
    """Note the raw files: a list for this source, or lists for several sources."""
    of_sources: Mapping[str, list[dict[str, Any]]] = (
        files if isinstance(files, Mapping) else {source: files}
    )
    for name, listed in of_sources.items():
        raw.setdefault(name, []).extend(listed)
