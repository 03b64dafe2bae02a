"""Bring the snapshot up to date: fetch what is new, check it, compare it, publish it.

A refresh goes: lock → fetch → keep the bytes → read → today's codes → check → doubts → compare
→ publish. Sources are taken one by one, and one that fails keeps the figures it had. All that
is new is published by one rename (`snapshot.publish`), so that a refresh that is killed leaves
the old snapshot or the new one.

What changed is kept in ``data/revisions/<old>-<new>.json``, named after the first digits of the
two snapshots' hashes. It is written under another name before the new snapshot is published and
gets its own right after; if the refresh is killed in between, the next one sees to it.
"""

from __future__ import annotations

import difflib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import settings
from evidencebook.errors import (
    DataError,
    EvidenceBookError,
    SettingsError,
    UsageError,
    of_the_system,
)
from evidencebook.indicators import Source, indicators, sources
from evidencebook.sources import guards, recode
from evidencebook.sources.fetch import Client, Held, keep
from evidencebook.sources.lock import LOCK, WAIT, locked
from evidencebook.sources.registry import CONNECTORS, Connector
from evidencebook.sources.revisions import Revision, between, record
from evidencebook.sources.snapshot import Table, publish
from evidencebook.sources.summary import summarise
from evidencebook.store import MANIFEST, Store

# The cadence of a source that gets no new editions; corrections may still come.
ENDED = "ended"
# How many doubts an error names.
NAMED = 5
_PENDING = ".pending"
_UNIT = (
    "where the unit is another, correct title, unit and definition in the indicator's card, and "
    "the unit under its upstream, then refresh again"
)
log = logging.getLogger(__name__)
Raw = list[dict[str, Any]]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """What became of one source.

    Attributes
    ----------
    source : str
        The slug of its card.
    tables : tuple of Table
        What it has that is new, under today's codes.
    raw : list of dict
        What these were read from, for the manifest.
    error : EvidenceBookError or None
        Why figures are as they were: all of the source's if it failed, else those held back.
    """

    source: str
    tables: tuple[Table, ...] = ()
    raw: Sequence[dict[str, Any]] = ()
    error: EvidenceBookError | None = None

    def line(self) -> str:
        """The result in one line."""
        if self.error and not self.tables:
            return f"{self.source}: FAILED, its figures are as they were. {self.error.what}"
        if not self.tables:
            return f"{self.source}: nothing new"
        plural = "" if len(self.tables) == 1 else "s"
        rows = sum(len(table.frame) for table in self.tables)
        but = f". FAILED in part: {self.error.what}" if self.error else ""
        return f"{self.source}: {len(self.tables)} table{plural}, {rows:,} rows{but}"


@dataclass(frozen=True)
class Outcome:
    """What a refresh came to.

    Attributes
    ----------
    results : tuple of Result
        One for each source.
    old, new : str
        Hashes of the snapshot before and after; of a dry run, as it would be.
    revisions : tuple of Revision
        What the two give otherwise.
    published : bool
    record : Path or None
        Where that is kept; None if nothing was published, or if an import came in between, so
        that it does not tell all.
    """

    results: tuple[Result, ...]
    old: str
    new: str
    revisions: tuple[Revision, ...] = ()
    published: bool = False
    record: Path | None = None

    @property
    def failed(self) -> tuple[Result, ...]:
        """The sources whose figures are as they were though there may be new ones."""
        return tuple(result for result in self.results if result.error)

    def lines(self) -> list[str]:
        """A line for each source, and one for the snapshot."""
        states = f"snapshot {self.old[:8]} → {self.new[:8]}"
        if self.old == self.new:
            states = f"snapshot {self.old[:8]} as it was"
        elif not self.published:
            states = f"not published: {states}"
        else:
            kept = self.record or "no file, as an import came in between"
            states += f"; revisions in {kept}"
        return [*(result.line() for result in self.results), states]


def refresh(
    names: Iterable[str],
    data: Path,
    say: Say,
    *,
    dry_run: bool = False,
    accept: bool = False,
    wait: float = WAIT,
) -> Outcome:
    """Fetch what is new of some sources or all, and publish it in the snapshot.

    Parameters
    ----------
    names : iterable of str
        Slugs of source cards; none means all that can be fetched.
    data : Path
        The data folder.
    say : callable
        Gets lines about what is done.
    dry_run : bool
        Do all of it but publish nothing.
    accept : bool
        Take figures that give rise to doubts, see `guards.doubts`.
    wait : float
        Seconds to wait for another refresh or import into the same data folder.

    Raises
    ------
    UsageError
        If a source is not known, or cannot be fetched.
    SnapshotError
        If there is no snapshot, it is damaged, or another refresh is at work for too long.
    """
    cards = fetchable(data, names)
    with locked(data / LOCK, "refresh", say, wait):
        store = Store(data / "snapshot")
        _settle(data, store.hash)
        with Client(say=say) as client:
            results = tuple(_take(card, client, store, say, accept) for card in cards)
        return _published(results, data, store, dry_run)


def fetchable(data: Path, names: Iterable[str] = ()) -> list[Source]:
    """The cards of the sources that a connector can fetch: those named, or all.

    Raises
    ------
    UsageError
        If a source is not known, or cannot be fetched.
    """
    cards = sources(data)
    able = {slug: card for slug, card in cards.items() if card.fetch}
    for name in (wanted := list(dict.fromkeys(names))):
        if name in able:
            continue
        near = difflib.get_close_matches(name, cards, n=1, cutoff=0.5)
        raise UsageError(
            f"The source '{name}' cannot be fetched; its files are imported{_ended(cards[name])}."
            if name in cards
            else f"There is no source '{name}'.",
            expected=f"one of {', '.join(able)}",
            do="run 'evidencebook data import' with its file"
            if name in cards
            else (f"did you mean {near[0]}?" if near else f"look in {data / 'sources'}"),
        )
    return [able[name] for name in wanted] if wanted else list(able.values())


def _ended(card: Source) -> str:
    return ", and its publisher gives out no more" if card.cadence == ENDED else ""


def _take(card: Source, client: Client, store: Store, say: Say, accept: bool) -> Result:
    """Fetch, read and check one source; its error is its result."""
    say(f"{card.slug}:" + (" has ended; looking for corrections" if card.cadence == ENDED else ""))
    try:
        return _taken(card, client, store, say, accept)
    except EvidenceBookError as error:
        return Result(card.slug, error=error)
    except OSError as error:
        return Result(card.slug, error=of_the_system(error))
    except Exception as fault:  # a fault of one connector must not keep the others from going on
        log.exception("%s: a fault of the program", card.slug)
        found = f"{type(fault).__name__}: {fault}"
        what = "The program has a fault in how it takes this source."
        return Result(card.slug, error=DataError(what, where=card.slug, found=found))


def _taken(card: Source, client: Client, store: Store, say: Say, accept: bool) -> Result:
    connector, manifest = _connector(card), store.manifest
    entries = manifest["tables"].items()
    held = Held(
        {name: entry for name, entry in entries if entry["source"] == card.slug},
        manifest["raw"].get(card.slug, ()),
    )
    fetched = connector.fetch(card, client, held, say)
    if not fetched:
        return Result(card.slug)
    for body in fetched:
        keep(body, settings.cache_folder())
    read, raw, report = connector.read(card, fetched)
    for line in summarise([report], read).lines():
        say(line)
    current = _Current(store)
    tables = [_current(table, connector, current) for table in read]
    wrong, doubts = _other_units(tables, current), _judge(card, tables, current)
    held_back = wrong if accept else {**doubts, **wrong}
    for name in doubts.keys() - held_back.keys():
        say(f"  accepted: {name}: {'; '.join(doubts[name])}")
    if not held_back:
        return Result(card.slug, tuple(tables), raw)
    error = _held_back(card, held_back, wrong)
    if not connector.apart:
        raise error
    sure = tuple(table for table in tables if table.name not in held_back)
    return Result(card.slug, sure, raw, error)


def _connector(card: Source) -> Connector:
    name = card.fetch.connector if card.fetch else ""
    if name not in CONNECTORS:
        raise SettingsError(
            "A card names a connector that there is not.",
            where=f"{card.slug}.yml, fetch, connector",
            expected=" or ".join(CONNECTORS),
            found=repr(name),
            do="correct the card",
        )
    return CONNECTORS[name]


def _current(table: Table, connector: Connector, held: _Current) -> Table:
    """A table as just read: today's codes, and what of the held one it does not say itself."""
    table = recode.under_current_codes(table, held.codes)
    if table.kind != "indicator" or not held.has(table.name):
        return table
    return replace(table, frame=connector.carry(table.frame, held.observations(table.name)))


def _other_units(tables: list[Table], held: _Current) -> dict[str, list[str]]:
    """The tables whose figures are in another unit than the book would give them."""
    cards = indicators(held.folder.parent)
    found = {t.name: guards.other_unit(t.unit, cards.get(t.name)) for t in tables}
    return {name: [why] for name, why in found.items() if why}


def _judge(card: Source, tables: list[Table], held: _Current) -> dict[str, list[str]]:
    """Refuse tables that cannot be right; the doubts about others, by table."""
    cards, known, found = indicators(held.folder.parent), held.areas(), {}
    for table in tables:
        guards.check(table)
        if table.kind == "indicator":
            before = held.observations(table.name) if held.has(table.name) else None
            if doubts := guards.doubts(table.frame, before, known, cards.get(table.name)):
                found[table.name] = doubts
    return found


def _held_back(
    card: Source, doubts: Mapping[str, list[str]], wrong: Mapping[str, list[str]]
) -> DataError:
    """Why tables keep the figures they had: for doubts, or for a unit that no one can accept."""
    found = [f"{name}: {doubt}" for name, listed in doubts.items() for doubt in listed]
    more = [f"and {len(found) - NAMED} more"] if len(found) > NAMED else []
    return DataError(
        f"New figures of {card.title} are held back: they may be wrong.",
        where=", ".join(doubts),
        expected=f"figures like those held: at most {guards.LOST:.0%} of an indicator's areas "
        f"or periods gone, no median moved {guards.FOLD:.0f}-fold, not most values revised "
        f"typically by over {guards.SHIFT:.0%}",
        found="; ".join([*found[:NAMED], *more]),
        do=_UNIT
        if len(wrong) == len(doubts)
        else f"see what would change: evidencebook data refresh {card.slug} --accept --dry-run; "
        "if it is right, leave out --dry-run" + (f"; {_UNIT}" if wrong else ""),
    )


def _published(results: tuple[Result, ...], data: Path, store: Store, dry_run: bool) -> Outcome:
    """Compare what is new with the snapshot, and publish it unless this is a dry run."""
    tables = [table for result in results for table in result.tables]
    raw: dict[str, Raw] = {result.source: list(result.raw) for result in results if result.tables}
    old = store.hash
    if not tables:
        return Outcome(results, old, old)
    with tempfile.TemporaryDirectory(prefix="evidencebook-") as folder:
        staged = _staged(Path(folder), store, tables, raw)
        found, new = tuple(between(_Current(store), staged)), staged.hash
    if dry_run or new == old:
        return Outcome(results, old, new, found)
    pending = _write_pending(data, old, new, found)
    publish(store.folder, tables, raw)
    _settle(data, Store(store.folder).hash)
    kept = pending.with_suffix("")
    new = Store(store.folder).hash
    return Outcome(results, old, new, found, True, kept if kept.exists() else None)


def _staged(folder: Path, store: Store, tables: list[Table], raw: Mapping[str, Raw]) -> Store:
    """The snapshot as it would be: the manifest, and of the tables the new ones."""
    shutil.copy(store.folder / MANIFEST, folder / MANIFEST)
    publish(folder, tables, raw)
    return Store(folder)


def _write_pending(data: Path, old: str, new: str, found: Iterable[Revision]) -> Path:
    folder = data / "revisions"
    folder.mkdir(exist_ok=True)
    path = folder / f"{old[:8]}-{new[:8]}.json{_PENDING}"
    text = json.dumps(record(old, new, found), ensure_ascii=False, indent=1, allow_nan=False)
    with path.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def _settle(data: Path, now: str) -> None:
    """Give records that wait their names if they end in the snapshot as it is; else drop them."""
    for path in (data / "revisions").glob(f"*.json{_PENDING}"):
        if path.with_suffix("").stem.endswith(f"-{now[:8]}"):
            os.replace(path, path.with_suffix(""))
        else:
            path.unlink()


class _Current(Store):
    """A snapshot whose figures are read under today's codes."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.folder)
        known = self.lookup("successors") if self.has("successors") else None
        self.codes = recode.ALWAYS if known is None else recode.recoded(known)

    def observations(
        self,
        indicator: str,
        areas: Iterable[str] | None = None,
        dims: Mapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """One indicator's observations."""
        frame = super().observations(indicator, areas, dims)
        table = Table(indicator, frame, "indicator", "")
        return recode.under_current_codes(table, self.codes).frame

    def areas(self) -> frozenset[str]:
        """Codes of the areas that there are or were, as far as the snapshot knows."""
        named = {"areas": ("code",), "successors": ("former", "current")}
        return frozenset(
            code
            for name, columns in named.items()
            if self.has(name)
            for column in columns
            for code in self.lookup(name)[column]
        )
