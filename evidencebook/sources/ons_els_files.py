"""Read data sets of ONS Explore Local Statistics from a folder of files.

A folder holds one folder a data set, with a CSV of figures and a JSON that says where they
come from: ``<folder>/<data set>/<data set>.csv`` and ``.json`` (see `ons_els_folders`). Two
layouts are read, and told by their headings: that of 2026 (``areacd, …, period, observation, …,
lci_95, uci_95, status, notes``, periods as ISO intervals) and that of 2025 (the same in long
headings, periods as plain years).
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods, settings
from evidencebook.errors import DataError
from evidencebook.indicators import Indicator
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources import ons_els_folders
from evidencebook.sources.numbers import numbers
from evidencebook.sources.ons_els_folders import DataSet
from evidencebook.sources.snapshot import OBSERVATION_COLUMNS, Table, arrange, raw_entry

SOURCE = "ons-explore-local-statistics"

# Headings as published (in lower case) → ours. The first of each pair is the layout of 2026.
HEADINGS = {
    "areacd": "area",
    "geography": "level",
    "indicator": "indicator",
    "period": "published_period",
    "observation": "value",
    "lci_95": "lower_95",
    "lower confidence interval (95%)": "lower_95",
    "uci_95": "upper_95",
    "upper confidence interval (95%)": "upper_95",
    "status": "status",
    "observation status": "status",
    "notes": "note",
    "unit": "unit",
}
NEEDED = ["area", "indicator", "published_period", "value", "lower_95", "upper_95", "status"]
NUMBERS = ["value", "lower_95", "upper_95"]
KEY = ["area", "indicator", "published_period"]

# Local authorities, counties, combined authorities, regions, nations, the UK and the two
# groups of nations, ITL areas. Left out are areas that no part of the project knows: police
# forces (E23, W15), city regions without a combined authority (W42, N34, "na"), Inner and
# Outer London (E13), Greater London as an authority (E61, the same figures as region
# E12000007), pairs of authorities joined to protect small ones (E67), and "outside England
# or unknown" (K99000004).
KNOWN_AREA = re.compile(
    r"(E0[6-9]|E1[0-2]|E47|W06|S12|N09)\d{6}|[EWSN]92\d{6}|K0[234]000001|TL[B-N][0-9A-Z]{0,2}"
)

# Productivity is measured for the UK without its offshore economy, to which no place belongs;
# the publisher's own comparisons with the UK use that figure.
ONSHORE_UK, UK = "K99000002", "K02000001"
ONSHORE_NOTE = "UK without its offshore economy"

# Notes as published (their beginnings) → what we keep of them; "" = says nothing of the figure.
NOTES = {
    "This data has been aggregated": "combined from smaller areas by the publisher",
    "Estimate and confidence interval unreliable": "unreliable: a sample of 3 to 9 people",
    "Value suppressed due to a base value of fewer than 5": "withheld: a base under 5",
    "Observation suppressed due to a base observation": "withheld: a base under 5",
    "Value for Cornwall and Isles of Scilly": "Cornwall and Isles of Scilly together",
    "Obsolete code since": "",
    "North Yorkshire CC renamed": "",
    "North Ayrshire and East Ayrshire renamed": "",
    "Data not available": "",
}


@dataclass(frozen=True)
class Publication:
    """Where a data set's figures were published: names, ISO date of release, address."""

    publisher: str
    released: str
    url: str


@dataclass(frozen=True)
class Report:
    """What became of the rows of one data set.

    ``read`` = ``kept`` + the sum of ``unknown_areas`` + ``repeated`` + ``conflicting``.

    Attributes
    ----------
    dataset : str
    read, kept : int
        Rows in the CSV, and rows in our tables.
    unknown_areas : dict
        Area code → rows left out because the project knows no such area.
    repeated : int
        Rows left out because the same figure stood there already.
    conflicting : tuple of str
        A line for each row left out because another row gives a different figure for the
        same area and period: neither can be taken for true.
    problem : str
        Why nothing was read, if nothing was.
    """

    dataset: str
    read: int = 0
    kept: int = 0
    unknown_areas: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    conflicting: tuple[str, ...] = ()
    problem: str = ""

    def __str__(self) -> str:
        if self.problem:
            return f"{self.dataset}: {self.problem}"
        parts = [f"{self.dataset}: {self.kept:,} of {self.read:,} rows kept"]
        if self.unknown_areas:
            codes = ", ".join(f"{code} ({rows})" for code, rows in self.unknown_areas.items())
            parts.append(f"{sum(self.unknown_areas.values())} of unknown areas: {codes}")
        if self.repeated:
            parts.append(f"{self.repeated} repeated")
        if self.conflicting:
            parts.append(f"{len(self.conflicting)} in conflict: {'; '.join(self.conflicting)}")
        return "; ".join(parts)


def read(
    path: Path, cards: Mapping[str, Indicator] | None = None
) -> tuple[list[Table], list[dict[str, Any]], list[Report]]:
    """Read every data set in a folder; of several copies the newest of each indicator.

    Parameters
    ----------
    path : Path
        A folder that holds one folder a data set, a folder of such folders, or a zip of either.
        A folder's name, if it is a date, is the date of retrieval.
    cards : mapping, optional
        Indicator cards by slug; those of the data folder unless given.

    Returns
    -------
    tables : list of Table
        One for each indicator, ready to publish.
    raw : list of dict
        Name, SHA-256 and size of each file that a table was read from.
    reports : list of Report
        One for each data set that a table was read from, and for each without a CSV.

    Raises
    ------
    DataError
        If there are no data sets, or a file is not in a known layout.
    """
    cards = read_cards(settings.data_folder()) if cards is None else cards
    tables: dict[str, Table] = {}
    raw: dict[str, dict[str, Any]] = {}
    reports: list[Report] = []
    without: dict[str, Report] = {}
    for found in ons_els_folders.data_sets(Path(path)):
        if found.figures is None:
            without[found.name] = Report(found.name, problem="no CSV, so no figures")
            continue
        rows = _rows(found.figures, found.name)
        frames, report = tidy(rows, cards, found.name)
        source = publication(found.facts, f"{found.name}.json")
        units = dict(zip(rows["indicator"], rows["unit"], strict=True))
        new = [slug for slug in frames if slug not in tables]
        for slug in new:
            card = cards[slug]
            unit = units[card.upstream["indicator"]]
            tables[slug] = table(card, frames[slug], source, found.date, unit=unit)
        if new:
            raw |= _raw_of(found, raw)
            reports.append(report)
    for report in reports:
        without.pop(report.dataset, None)
    return list(tables.values()), list(raw.values()), [*reports, *without.values()]


def observations(csv_bytes: bytes, cards: Mapping[str, Indicator]) -> dict[str, pd.DataFrame]:
    """Turn one data set's CSV into observations.

    Parameters
    ----------
    csv_bytes : bytes
        The file, in either layout, with or without a byte-order mark.
    cards : mapping
        Indicator cards by slug; ``upstream["indicator"]`` is the name in the file.

    Returns
    -------
    dict
        Slug → observations, in the order of the slugs. Where the publisher's notes say
        something of a figure, a column ``note`` holds it in our words.

    Raises
    ------
    DataError
        If a column is missing, a number or period cannot be read, or an indicator has no card.
    """
    return tidy(_rows(csv_bytes, "a data set"), cards, "a data set")[0]


def publication(json_bytes: bytes, where: str = "") -> Publication:
    """Read publisher, date of release and address from a data set's JSON.

    Several sources of one data set stand in one field, separated by ``|``: the publishers
    are named together, the date is the latest, the address is the first.
    """
    try:
        content = json.loads(json_bytes.decode("utf-8-sig"), strict=False)
        facts = content.get("ess-beta-metadata", content)
        facts = {**facts, **facts.get("shared", {})}
        publishers = list(dict.fromkeys(_parts(facts["sourceOrg"])))
        dates = [dt.datetime.strptime(d, "%d/%m/%Y").date() for d in _parts(facts["sourceDate"])]
        url = next(iter(_parts(facts["sourceURL"])), "")
    except (ValueError, KeyError, AttributeError) as cause:
        raise DataError(
            "The facts of a data set cannot be read",
            where=where,
            expected="JSON with sourceOrg, sourceDate (day/month/year) and sourceURL",
            found=str(cause),
            do="correct the file by hand, or fetch it again",
        ) from cause
    return Publication("; ".join(publishers), max(dates).isoformat(), url)


def _raw_of(found: DataSet, known: Container[str]) -> dict[str, dict[str, Any]]:
    """What a data set's files are called among the raw files, and their description."""
    dated = f"{found.date}/" if f"{found.name}.csv" in known else ""
    files = {"csv": found.figures or b"", "json": found.facts}
    entries = [raw_entry(f"{dated}{found.name}.{kind}", body) for kind, body in files.items()]
    return {entry["name"]: entry for entry in entries}


def table(
    card: Indicator,
    frame: pd.DataFrame,
    source: Publication,
    retrieved: str,
    modified: str = "",
    unit: str = "",
) -> Table:
    """Make an indicator's table of its observations and where they were published.

    Parameters
    ----------
    card : Indicator
    frame : DataFrame
        Observations as `tidy` gives them.
    source : Publication
    retrieved, modified : str
        ISO dates: of the copy, and of the publisher's last change to it.
    unit : str
        As the publisher names it.
    """
    return Table(
        name=card.slug,
        frame=frame,
        kind="indicator",
        source=SOURCE,
        publisher=source.publisher,
        title=card.upstream.get("publication", card.title),
        released=source.released,
        url=source.url,
        retrieved=retrieved,
        modified=modified,
        unit=unit,
    )


def tidy(
    rows: pd.DataFrame, cards: Mapping[str, Indicator], dataset: str
) -> tuple[dict[str, pd.DataFrame], Report]:
    """Turn a data set's rows into observations: known areas, one row a key, periods as dates.

    Parameters
    ----------
    rows : DataFrame
        The columns of `NEEDED` and ``note``: the indicator by its name in the publisher's
        files, periods as published, numbers as numbers.
    cards : mapping
        Indicator cards by slug.
    dataset : str
        What the report and any error call the rows.

    Returns
    -------
    dict
        Slug → observations, in the order of the slugs.
    Report

    Raises
    ------
    DataError
        If a period cannot be read or an indicator has no card.
    """
    named = _name_onshore_uk(rows)
    known = named["area"].str.fullmatch(KNOWN_AREA)
    unknown = named.loc[~known, "area"].value_counts().sort_index()
    kept, repeated, conflicting = _one_row_a_key(named[known])
    frames = _by_indicator(kept, cards, dataset)
    report = Report(
        dataset,
        read=len(rows),
        kept=len(kept),
        unknown_areas={str(code): int(count) for code, count in unknown.items()},
        repeated=repeated,
        conflicting=conflicting,
    )
    return frames, report


def _rows(csv_bytes: bytes, dataset: str) -> pd.DataFrame:
    """Read the file as it stands: our headings, numbers as numbers, notes in our words."""
    text = csv_bytes.decode("utf-8-sig")
    rows = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    rows = rows.rename(columns=lambda heading: HEADINGS.get(heading.strip().lower(), heading))
    missing = [column for column in NEEDED if column not in rows]
    if missing:
        raise DataError(
            "A data set is not in a known layout",
            where=dataset,
            expected=f"columns for {', '.join(NEEDED)}",
            found=f"none for {', '.join(missing)}",
            do="look at the file's first line; the publisher may have changed it",
        )
    for column in ("note", "unit"):
        if column not in rows:
            rows[column] = ""
    for column in NUMBERS:
        rows[column] = numbers(rows[column], dataset, first_row=2, marks=("",))
    rows["area"] = rows["area"].str.strip()
    rows["note"] = rows["note"].map({note: _our_note(note) for note in rows["note"].unique()})
    return rows[[*NEEDED, "note", "unit"]]


def _our_note(note: str) -> str:
    for beginning, ours in NOTES.items():
        if note.startswith(beginning):
            return ours
    return note.strip()


def _name_onshore_uk(rows: pd.DataFrame) -> pd.DataFrame:
    """Let the onshore UK stand for the UK wherever the UK itself has no figure."""
    keys = pd.MultiIndex.from_frame(rows[["indicator", "published_period"]])
    has_uk = keys.isin(keys[rows["area"] == UK])
    stands_in = (rows["area"] == ONSHORE_UK) & ~has_uk
    return rows.assign(
        area=rows["area"].mask(stands_in, UK), note=rows["note"].mask(stands_in, ONSHORE_NOTE)
    )


def _one_row_a_key(rows: pd.DataFrame) -> tuple[pd.DataFrame, int, tuple[str, ...]]:
    """Keep one of several equal rows, and none of several that differ."""
    distinct = rows.drop_duplicates([*KEY, *NUMBERS, "status"])
    clash = distinct.duplicated(KEY, keep=False)
    lines = tuple(
        f"{row.area}, {row.indicator}, {row.published_period}: {row.value}"
        for row in distinct[clash].itertuples()
    )
    return distinct[~clash], len(rows) - len(distinct), lines


def _by_indicator(
    rows: pd.DataFrame, cards: Mapping[str, Indicator], dataset: str
) -> dict[str, pd.DataFrame]:
    slugs = {c.upstream.get("indicator"): s for s, c in cards.items() if c.source == SOURCE}
    without_card = sorted(set(rows["indicator"]) - set(slugs))
    if without_card:
        raise DataError(
            "An indicator of the data set has no card",
            where=dataset,
            expected="a card in indicators/ whose upstream names it",
            found=", ".join(without_card),
            do="write the card, then import again",
        )
    rows = periods.add_periods(rows.assign(indicator=rows["indicator"].map(slugs)), KEY[2])
    groups = rows.groupby("indicator", sort=True)
    return {str(slug): _observations(frame) for slug, frame in groups}


def _observations(rows: pd.DataFrame) -> pd.DataFrame:
    extra = ["note"] if (rows["note"] != "").any() else []
    return arrange(rows[[*OBSERVATION_COLUMNS, *extra]])


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]
