"""Fetch ONS Explore Local Statistics from its API, and read what it gives.

The API says for each indicator when its figures were last changed. Only those that changed
since the copy that is held, or that are not held, are fetched: each on its own, or, where there
are many, with the whole data set in one file. Only CSV is asked for: values in the API's
JSON-stat can stand at the wrong place. What the API says of an indicator also proves that a
body is that indicator's, and all of it: first and last period, smallest and largest number.

Figures, marks and periods are those of the publisher's files (`ons_els_files`), with three
differences: the API has no notes on figures (`carry_notes` keeps those that are held); it gives
regions and nations under their GSS codes where some files use ITL 1; and it leaves out rows
with neither a value nor a mark.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evidencebook import settings
from evidencebook.errors import DataError, FetchError
from evidencebook.indicators import Indicator, Source
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources import ons_els_files as files
from evidencebook.sources.bodies import MEGABYTE, unpacked
from evidencebook.sources.fetch import Client, Fetched, Held, Say
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import Table, arrange

SOURCE = files.SOURCE
Answer = tuple[list[Table], list[dict[str, Any]], list[files.Report]]

# What the answers are called among the raw files: of the files' own names none is like these.
METADATA, WHOLE, SINGLE = "els-indicators.json", "els-all-datasets.csv", "els-{slug}.csv"
# Up to so many indicators are fetched one by one.
FEW = 10
# How a CSV may be announced; the API itself says nothing. JSON is an error, or JSON-stat.
CSV_TYPES = (
    *("text/csv", "text/plain", "application/csv", "application/octet-stream"),
    *("application/gzip", "application/x-gzip"),
)

PLAIN = ["areacd", "areanm", "period", "value"]
INTERVAL = ["lci_95", "uci_95"]
NUMBERS = ["value", *INTERVAL]
# Not available, confidential, of low reliability, not applicable: each without a value.
MARKS = {"x", "c", "u", "z"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# How many slugs a line names.
NAMED = 5


@dataclass(frozen=True)
class Offer:
    """What the API says of one indicator.

    Attributes
    ----------
    slug, label : str
        Its name in requests, and in a CSV of several.
    modified : str
        ISO date of the last change to its figures.
    publication : Publication
    first, last : str
        The ends of its periods, as published.
    low, high : float
        The smallest and largest number among values and ends of intervals.
    intervals : bool
        Whether it has 95% intervals.
    unit : str
        As the publisher names it; empty if it does not.
    """

    slug: str
    label: str
    modified: str
    publication: files.Publication
    first: str
    last: str
    low: float
    high: float
    intervals: bool
    unit: str = ""


def fetch(card: Source, client: Client, held: Held, say: Say) -> list[Fetched]:
    """Fetch the indicators whose figures changed since they were last fetched.

    Parameters
    ----------
    card : Source
        The source's card.
    client : Client
    held : Held
    say : callable
        Gets lines about what is fetched, and what is not and why.

    Returns
    -------
    list of Fetched
        Nothing if nothing changed; else the API's metadata, then the whole data set or one
        CSV an indicator. All of it is checked.

    Raises
    ------
    FetchError
        If an answer does not come, or is not what was asked for.
    """
    base, cards = settings.address("ONS_ELS"), _own(read_cards(settings.data_folder()))
    about = client.get(
        f"{base}/api/v1/metadata/indicators",
        accept="application/json",
        name=METADATA,
        limit=10 * MEGABYTE,
        types=("application/json",),
    )
    known = offers(about)
    wanted = _wanted(known, cards, held.tables, say)
    if not wanted:
        say(f"  {card.title}: nothing new")
        return []
    say(f"  {card.title}: {_named(wanted)} to fetch")
    bodies = _whole(client, base, wanted) if len(wanted) > FEW else _single(client, base, wanted)
    for body in bodies:
        rows(body, known)
    return [replace(about, wanted=tuple(wanted)), *bodies]


def read(fetched: Sequence[Fetched] | Path, cards: Mapping[str, Indicator] | None = None) -> Answer:
    """Read what `fetch` gave.

    Parameters
    ----------
    fetched : sequence of Fetched or Path
        The answers; or a folder that holds them under their names. If its own name is a date,
        that is the date of retrieval.
    cards : mapping, optional
        Indicator cards by slug; those of the data folder unless given.

    Returns
    -------
    tables : list of Table
        One for each indicator that was fetched and has a card.
    raw : list of dict
        Name, SHA-256, size, address and time of each answer.
    reports : list of Report
        One for each CSV.

    Raises
    ------
    DataError
        If a body is not in the known layout, or not that of its indicator.
    """
    found = _in_folder(fetched) if isinstance(fetched, Path) else list(fetched)
    cards = read_cards(settings.data_folder()) if cards is None else cards
    known: dict[str, Offer] = {}
    for body in (body for body in found if body.name == METADATA):
        known = offers(body)
    tables: list[Table] = []
    reports: list[files.Report] = []
    for body in (body for body in found if body.name != METADATA):
        observed, report = _observations(body, known, _own(cards))
        reports.append(report)
        for slug, frame in observed.items():
            said = known[slug]
            made = files.table(
                cards[slug], frame, said.publication, body.time[:10], said.modified, said.unit
            )
            tables.append(made)
    return tables, [body.raw_entry() for body in found], reports


def carry_notes(after: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Keep the notes on figures that have not changed: the API has none, the files have.

    Parameters
    ----------
    after, before : DataFrame
        An indicator's observations as just read, and as they are held.

    Returns
    -------
    DataFrame
        ``after``, with the notes of rows that are in ``before`` with the same numbers and mark.
    """
    if "note" not in before:
        return after
    plain = [column for column in after if column != "note" and column in before]
    noted = before.loc[before["note"] != "", [*plain, "note"]]
    kept = after[plain].merge(noted, how="left", on=plain, validate="one_to_one")["note"].fillna("")
    own = after["note"] if "note" in after else pd.Series("", after.index)
    note = own.where(own != "", kept.to_numpy())
    return arrange(after.assign(note=note)) if (note != "").any() else after


def offers(about: Fetched) -> dict[str, Offer]:
    """Read the API's metadata: slug → what it says of that indicator.

    Raises
    ------
    FetchError
        If it is not in the known layout, or names an indicator twice.
    """
    try:
        listed = [_offer(facts) for facts in json.loads(about.content)]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as cause:
        raise _wrong(
            about,
            "The API's list of indicators cannot be read.",
            "a JSON list of indicators with slug, label, source, dataModified, periodDomain, "
            "valueDomain and confidenceIntervals",
            f"{type(cause).__name__}: {cause}",
        ) from cause
    found = {offer.slug: offer for offer in listed}
    if not found or not len(found) == len(listed) == len({offer.label for offer in listed}):
        counts = f"{len(listed)} indicators, {len(found)} of them with slugs of their own"
        what = "The API's list of indicators is empty or names one twice."
        raise _wrong(about, what, "each indicator once", counts)
    return found


def rows(body: Fetched, known: Mapping[str, Offer]) -> pd.DataFrame:
    """Read a CSV of the API, and check that it is what was asked for and all of it.

    Parameters
    ----------
    body : Fetched
        The whole data set, or the data of its one `wanted` indicator.
    known : mapping
        What the API says of each indicator.

    Returns
    -------
    DataFrame
        `slug`, `area`, `published_period`, `value`, `lower_95`, `upper_95`, `status`, `note`
        of the indicators wanted.

    Raises
    ------
    FetchError
        If columns, an indicator, a mark, a period or a number is not as the API says.
    """
    table = _csv(body)
    single = None if body.name == WHOLE else known[body.wanted[0]]
    named = [] if single else ["indicator"]
    interval = INTERVAL if single is None or single.intervals else []
    expected = [*named, *PLAIN, *interval, "status"]
    if missing := [column for column in expected if column not in table]:
        what = "The API's CSV is not in the known layout."
        raise _wrong(body, what, f"columns {', '.join(expected)}", f"no {', '.join(missing)}")
    table = table.assign(slug=single.slug) if single else _with_slugs(table, body, known)
    _check_further_columns(body, table, [*expected, "slug"])
    for column in NUMBERS:
        cells = table[column] if column in table else pd.Series("", table.index, name=column)
        table[column] = numbers(cells, body.url or body.name, first_row=2, marks=("",))
    for slug, group in table.groupby("slug", sort=True):
        _check_extent(body, group, known[str(slug)])
    _check_marks(body, table)
    names = {"areacd": "area", "period": "published_period"}
    table = table.rename(columns=names | {"lci_95": "lower_95", "uci_95": "upper_95"})
    return table.assign(note="")[
        ["slug", "area", "published_period", *files.NUMBERS, "status", "note"]
    ]


def _observations(
    body: Fetched, known: Mapping[str, Offer], cards: Mapping[str, Indicator]
) -> tuple[dict[str, pd.DataFrame], files.Report]:
    """The observations of the indicators of a body that have a card."""
    table = rows(body, known)
    named = {slug: card.upstream["indicator"] for slug, card in cards.items()}
    table = table[table["slug"].isin(list(named))]
    table = table.assign(indicator=table["slug"].map(named)).reset_index(drop=True)
    return files.tidy(table, cards, body.name)


def _own(cards: Mapping[str, Indicator]) -> dict[str, Indicator]:
    return {slug: card for slug, card in cards.items() if card.source == SOURCE}


def _wanted(
    known: Mapping[str, Offer],
    cards: Mapping[str, Indicator],
    held: Mapping[str, Mapping[str, Any]],
    say: Say,
) -> list[str]:
    """The indicators to fetch, in order; tells what is offered or held and not fetched."""
    ours = {slug: offer for slug, offer in known.items() if slug in cards}
    older = [slug for slug in ours if _older(ours[slug], held.get(slug, {}))]
    for slugs, what in (
        (set(known) - set(cards), "offered, but without a card here"),
        (set(held) - set(known), "held, but not offered by the API: kept as they are"),
        (older, "older at the API than what is held: kept as they are"),
    ):
        if slugs:
            say(f"  {_named(slugs)} {what}")
    return sorted(s for s in ours if s not in older and _changed(ours[s], held.get(s)))


def _older(offer: Offer, entry: Mapping[str, Any]) -> bool:
    """Whether the API is behind: by its own dates, or by the publication's where none is held."""
    if entry.get("modified"):
        return bool(offer.modified < entry["modified"])
    return offer.publication.released < entry.get("released", "")


def _changed(offer: Offer, entry: Mapping[str, Any] | None) -> bool:
    """Whether the API may have another state than what is held.

    The API tells the day of a change, not the hour: what was fetched on that day may miss it.
    A copy that does not say which state it is of was taken after all changes up to its day.
    """
    if entry is None or offer.modified >= entry.get("retrieved", ""):
        return True
    now = (offer.modified, *vars(offer.publication).values())
    held = (entry.get("modified") or offer.modified,)
    return now != (*held, entry.get("publisher"), entry.get("released"), entry.get("url"))


def _whole(client: Client, base: str, wanted: Sequence[str]) -> list[Fetched]:
    body = client.get(f"{base}/files/all-datasets.csv", name=WHOLE, types=CSV_TYPES)
    content = unpacked(body.content, body.url)
    return [replace(body, content=content, wanted=tuple(wanted))]


def _single(client: Client, base: str, wanted: Sequence[str]) -> list[Fetched]:
    """Each indicator's data: all areas, all periods, intervals and marks."""
    found = []
    for slug in wanted:
        body = client.get(
            f"{base}/api/v1/data.csv",
            params={"indicator": slug, "time": "all", "includeStatus": "true"},
            name=SINGLE.format(slug=slug),
            limit=50 * MEGABYTE,
            types=CSV_TYPES,
        )
        found.append(replace(body, wanted=(slug,)))
    return found


def _offer(facts: Mapping[str, Any]) -> Offer:
    sources = facts["source"]
    dates = [dt.date.fromisoformat(source["date"]).isoformat() for source in sources]
    publishers = list(dict.fromkeys(source["name"] for source in sources))
    (first, last), (low, high) = facts["periodDomain"], facts["valueDomain"]
    return Offer(
        slug=_text(facts["slug"]),
        label=_text(facts["label"]),
        modified=dt.date.fromisoformat(facts["dataModified"]).isoformat(),
        publication=files.Publication("; ".join(publishers), max(dates), sources[0]["href"]),
        first=_text(first),
        last=_text(last),
        low=float(low),
        high=float(high),
        intervals=bool(facts["confidenceIntervals"]),
        unit=str(facts.get("unit") or ""),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{value!r} where a text should be")
    return value


def _csv(body: Fetched) -> pd.DataFrame:
    try:
        text = unpacked(body.content, body.url or body.name).decode("utf-8-sig")
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except ValueError as cause:
        what = "The API's answer is no CSV"
        raise _wrong(body, what, "a table", f"{type(cause).__name__}: {cause}") from cause
    cells = len(next(csv.reader([text.rstrip("\n").rpartition("\n")[2]])))
    if table.empty or cells != len(table.columns):
        what, found = (
            "The API's CSV is cut short.",
            f"{len(table):,} rows, the last of {cells} cells",
        )
        raise _wrong(body, what, f"rows of {len(table.columns)} cells", found)
    return table


def _with_slugs(table: pd.DataFrame, body: Fetched, known: Mapping[str, Offer]) -> pd.DataFrame:
    """Name the indicators by their slugs, and keep those that are wanted: they must be there."""
    slugs = {offer.label: offer.slug for offer in known.values()}
    named = table["indicator"].map({label: slugs.get(label) for label in set(table["indicator"])})
    wanted = set(body.wanted or known)
    if missing := sorted(wanted - set(named.dropna())):
        strange = sorted(set(table.loc[named.isna(), "indicator"]))
        found = f"none for {', '.join(missing)}"
        found += f"; not in the API's list: {', '.join(strange)}" if strange else ""
        what = "The whole data set lacks indicators."
        raise _wrong(body, what, "figures for every indicator of the API's list", found)
    return table.assign(slug=named)[named.isin(list(wanted))].reset_index(drop=True)


def _check_further_columns(body: Fetched, table: pd.DataFrame, expected: Iterable[str]) -> None:
    """Refuse columns such as sex and age where they divide what is wanted."""
    further = [column for column in table if column not in set(expected)]
    filled = [column for column in further if (table[column] != "").any()]
    if filled:
        what = "The API's CSV has columns that are not known."
        raise _wrong(body, what, f"columns {', '.join(expected)}", f"also {', '.join(filled)}")


def _check_extent(body: Fetched, group: pd.DataFrame, offer: Offer) -> None:
    figures = group[NUMBERS].to_numpy()
    periods = (group["period"].min(), group["period"].max())
    numbered = np.isfinite(figures).any()
    ends = (np.nanmin(figures), np.nanmax(figures)) if numbered else (math.nan, math.nan)
    same = np.allclose(ends, (offer.low, offer.high), rtol=1e-9, atol=0)
    if same and periods == (offer.first, offer.last):
        return
    raise _wrong(
        body,
        f"The figures for {offer.slug} are not what the API says they are.",
        f"from {offer.low:.12g} to {offer.high:.12g}, {offer.first} to {offer.last}",
        f"from {ends[0]:.12g} to {ends[1]:.12g}, {periods[0]} to {periods[1]}",
    )


def _check_marks(body: Fetched, table: pd.DataFrame) -> None:
    """No value has a mark that says there is none; no value is missing without such a mark."""
    given, marked = table["value"].notna(), table["status"].isin(MARKS)
    if (wrong := given == marked).any():
        row = table[wrong].iloc[0]
        raise _wrong(
            body,
            "A figure has a status that is not known.",
            f"a value, or one of the marks {', '.join(sorted(MARKS))}",
            f"value {row['value']:g}, status '{row['status']}' for {row['slug']}, "
            f"{row['areacd']}, {row['period']}",
        )


def _wrong(body: Fetched, what: str, expected: str, found: str) -> FetchError:
    return FetchError(
        what,
        where=body.url or body.name,
        expected=expected,
        found=found,
        do="fetch again; if it stays so, the API has changed and the connector must follow",
    )


def _in_folder(folder: Path) -> list[Fetched]:
    """The answers that a folder holds, as if just fetched on the day that it is named after."""
    day = folder.name if _DATE.fullmatch(folder.name) else ""
    pattern = re.compile(re.escape(SINGLE).replace(r"\{slug\}", "(.+)"))
    found = []
    for path in sorted(folder.glob("els-*")):
        slug = pattern.fullmatch(path.name)
        wanted = (slug[1],) if slug and path.name != WHOLE else ()
        found.append(Fetched(path.name, path.read_bytes(), "", day, wanted=wanted))
    if METADATA not in {body.name for body in found}:
        raise DataError(
            "The folder holds no answers of the API.",
            where=str(folder),
            expected=f"{METADATA} and {WHOLE}, or one {SINGLE} an indicator",
            found=", ".join(body.name for body in found) or "none",
            do="give the folder that the answers were kept in",
        )
    return found


def _named(slugs: Iterable[str]) -> str:
    names = sorted(slugs)
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    plural = "indicator" if len(names) == 1 else "indicators"
    return f"{len(names)} {plural} ({', '.join(names[:NAMED])}{more})"
