"""Which module reads or fetches which source, and where its files lie in a folder of raw data.

`import_path` is what ``evidencebook data import`` does: find the importers for a file or a
folder, run them, and publish what they read as one change of the snapshot.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import settings
from evidencebook.errors import DataError
from evidencebook.indicators import Source, indicators
from evidencebook.sources import (
    areas,
    authority_csv,
    bres,
    business_demography,
    govuk,
    guards,
    hmrc_trade,
    lsbs,
    nomis,
    ons_els,
    ons_els_files,
    ons_els_folders,
    ons_website,
    pages,
    recode,
    regional_gva,
    repd,
    services_trade,
    station_usage,
    subnational_energy,
    tabular,
    uk_business,
)
from evidencebook.sources.fetch import Client, Fetched, Held, Say, keep
from evidencebook.sources.lock import LOCK, WAIT, locked
from evidencebook.sources.snapshot import Table, publish, read_manifest
from evidencebook.sources.summary import summarise
from evidencebook.store import MANIFEST, Store

ELS = "ons-explore-local-statistics"
# How many tables a line names.
NAMED = 4
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
    holds : callable
        Tells whether any other folder or file has what it reads.
    """

    read: Callable[[Path], Answer]
    paths: tuple[str, ...]
    names: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    holds: Callable[[Path], bool] = lambda path: False

    def found_in(self, folder: Path) -> list[Path]:
        """Return the paths of this source that a folder of raw data has."""
        return [folder / path for path in self.paths if (folder / path).exists()]


def _by_recipe(source: str) -> Callable[[Path], Answer]:
    """The reader of a table by the recipe in its source's card."""
    return partial(tabular.read_official, source=source)


IMPORTERS: dict[str, Importer] = {
    "areas": Importer(areas.read, ("",), ("area-lookups", "boundaries")),
    ELS: Importer(ons_els_files.read, (ELS,), holds=ons_els_folders.holds),
    "ons-regional-gva": Importer(
        regional_gva.read,
        ("regional-accounts",),
        (regional_gva.AUTHORITIES, regional_gva.LARGER_AREAS),
    ),
    "ons-bres": Importer(bres.read, ("labour/BRES.parquet",)),
    "ons-population-estimates": Importer(
        _by_recipe("ons-population-estimates"), ("denominators/population_all_ages.csv",)
    ),
    "voa-council-tax-stock": Importer(
        _by_recipe("voa-council-tax-stock"), ("denominators/dwelling_stock_all_properties.csv",)
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
        _by_recipe("ons-median-house-prices"), ("housing/median_house_prices.csv",)
    ),
    "mhclg-net-additional-dwellings": Importer(
        _by_recipe("mhclg-net-additional-dwellings"), ("housing/net_additional_dwellings.csv",)
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
        Takes the source's card, a client, what is held of the source and where to say what is
        done; returns checked answers, none if nothing is new.
    read : callable
        Takes the card and these; returns tables, raw files and a report, as an importer does.
    carry : callable
        Takes an indicator's observations as just read and as held; returns the former with what
        only the latter have.
    apart : bool
        Whether each indicator is published by itself, so that a doubtful one is held back alone.
    """

    fetch: Callable[[Source, Client, Held, Say], list[Fetched]]
    read: Callable[[Source, Sequence[Fetched]], Answer]
    carry: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame] = _as_read
    apart: bool = False


def _reader(card: Source) -> Callable[[Path], Answer]:
    """The importer of a source, else its card's recipe."""
    return IMPORTERS[card.slug].read if card.slug in IMPORTERS else _by_recipe(card.slug)


def _of_els(card: Source, fetched: Sequence[Fetched]) -> Answer:
    return ons_els.read(fetched)


def _of_page(
    publication: Callable[[Sequence[Fetched]], pages.Publication],
) -> Callable[[Source, Sequence[Fetched]], Answer]:
    """Read a page's file by the importer of its source."""

    def read(card: Source, fetched: Sequence[Fetched]) -> Answer:
        return pages.read(card, fetched, publication, _reader(card))

    return read


# What the section `fetch` of a source's card may name as its connector.
CONNECTORS: dict[str, Connector] = {
    "ons_els": Connector(ons_els.fetch, _of_els, ons_els.carry_notes, apart=True),
    "govuk": Connector(govuk.fetch, _of_page(govuk.publication)),
    "ons_website": Connector(ons_website.fetch, _of_page(ons_website.publication)),
    "nomis": Connector(nomis.fetch, nomis.read),
}


def find(path: Path) -> dict[str, list[Path]]:
    """Find the importers for a path, and what each of them is to read.

    Parameters
    ----------
    path : Path
        A folder of raw data laid out as `IMPORTERS` says, one of its folders or files, a single
        file under a name that an importer knows, or a dated folder of Explore Local Statistics,
        the zip of one, or a folder of such folders.

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
            expected="a folder of raw data, a folder or zip of Explore Local Statistics, a mapping "
            "(.yml) of a table of your own, or one of " + ", ".join(known),
            do="see IMPORTERS in evidencebook/sources/registry.py for what is read, and where from",
        )
    return found


def import_path(
    path: Path, folder: Path, say: Callable[[str], None], wait: float = WAIT
) -> dict[str, Any]:
    """Read everything that a path holds and publish it in the snapshot.

    Parameters
    ----------
    path : Path
        What to import, see `find`.
    folder : Path
        The snapshot's folder, in the data folder.
    say : callable
        Gets lines about each source that was read: the tables and rows kept, the rows left out
        and why, conflicts, and rows without a value; then about the publishing.
    wait : float
        Seconds to wait for a refresh or another import into the same data folder.

    Returns
    -------
    dict
        Source → the importer's report.

    Raises
    ------
    DataError
        If nothing can be imported from there, or a file is not as its importer expects.
    SnapshotError
        If a refresh or another import is at work for too long.
    """
    found = find(Path(path))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.parent / LOCK, "import", say, wait):
        return _import(found, folder, say)


def import_address(
    address: str, folder: Path, say: Callable[[str], None], wait: float = WAIT
) -> dict[str, Any]:
    """Fetch a file from a web address and import it; see `import_path`.

    The file goes by the last part of its address, such as ``2026-06-26.zip``, and is kept with
    what refreshes fetch. Raises FetchError as well, if it cannot be had.
    """
    with Client(say=say) as client:
        fetched = client.get(address)
    keep(fetched, settings.cache_folder())
    with tempfile.TemporaryDirectory(prefix="evidencebook-") as made:
        path = Path(made) / fetched.name
        path.write_bytes(fetched.content)
        return import_path(path, folder, say, wait)


def _import(
    found: Mapping[str, list[Path]], folder: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    tables: dict[str, Table] = {}
    raw: dict[str, list[dict[str, Any]]] = {}
    reports: dict[str, Any] = {}
    cards = indicators(folder.parent)
    for source, paths in found.items():
        started = time.perf_counter()
        kept: dict[str, Table] = {}
        for part in paths:
            read, files, report = _read(IMPORTERS[source], part)
            for table in read:
                if why := guards.other_unit(table.unit, cards.get(table.name)):
                    say(f"  left out: {table.name}, {why}: correct the card to import it")
                elif table.name not in tables:
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
    older = _older(tables, folder)
    publish(folder, current, raw)
    rows = sum(len(table.frame) for table in current)
    took = time.perf_counter() - started
    say(f"published {_count(tables)}, {rows:,} rows, in {took:.1f} s")
    if twice := sum(len(table.frame) for table in tables.values()) - rows:
        say(f"  left out: {twice:,} rows that an area has under its former code and today's")
    if older:
        more = f" and {len(older) - NAMED} more" if len(older) > NAMED else ""
        say(f"  in the place of figures released later: {', '.join(older[:NAMED])}{more}")


def _older(tables: Mapping[str, Table], folder: Path) -> list[str]:
    """The tables that are older than those of the same name in the snapshot."""
    held = read_manifest(folder)["tables"]
    released = {name: held.get(name, {}).get("released", "") for name in tables}
    return [n for n, table in tables.items() if "" < table.released < released[n]]


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
        found = importer.found_in(path) or _inside(importer, path.resolve())
        return found or ([path] if importer.holds(path) else [])
    names = {Path(known).name for known in importer.paths} | set(importer.names)
    known = path.name in names or path.suffix in importer.suffixes
    return [path] if known or importer.holds(path) else []


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
