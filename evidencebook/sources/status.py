"""How fresh the snapshot is: of each source what is held, how old it is, and when more is due.

A source's card says how often it is released, in a word of `CADENCES`. Where it says
``irregular``, as for a collection of many publications, each table is taken on its own, and its
cadence is the step between its last periods: what is measured every year is published every year.
Months and quarters may be published several at a time, so that such steps tell nothing. The next
release is due one cadence after the last, which is right to some weeks at best. Nothing is
guessed: without a date of release, or steps that agree, it is not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook.errors import SettingsError
from evidencebook.indicators import Source, indicators
from evidencebook.indicators import sources as read_sources
from evidencebook.periods import long_date
from evidencebook.store import Store

ENDED, IRREGULAR = "ended", "irregular"
# What a card may say of how often a source is released → months; none for no rule.
CADENCES: dict[str, int | None] = {
    "monthly": 1,
    "quarterly": 3,
    "half-yearly": 6,
    "annual": 12,
    "two-yearly": 24,
    "three-yearly": 36,
    IRREGULAR: None,
    ENDED: None,
}
# How much later than due a release is overdue, as a share of its cadence.
GRACE = 0.1
# The last steps between periods that are looked at, how many there must be, and the shortest, in
# months, that tells a cadence.
STEPS, FEWEST, SHORTEST = 6, 2, 12
# How many overdue tables of a collection are listed for people.
NAMED = 10
HEAD: tuple[str, ...] = (
    *("source", "released", "newest period", "copied", "age", "cadence", "next release"),
)
_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Held:
    """What is held of a source, or of one table of a collection, and when more is due.

    Attributes
    ----------
    name, title : str
        The slug of the source or the table, and what it is called.
    tables : int
        How many the snapshot has.
    cadence : str
        A key of `CADENCES`; empty if not known.
    released : str
        ISO date of the newest release that is held; empty if no date is known.
    period, period_end : str
        Label and last day (ISO) of the newest period held; empty for lookups.
    retrieved : str
        ISO date of the newest copy; empty if not known.
    age : int or None
        Days from the release to the date in question.
    due : str
        ISO date about which the next release is due; empty if not known, or if none comes.
    late : int
        Days by which that is overdue; nought if it is not.
    parts : tuple of Held
        The tables, of a source that is released irregularly.
    """

    name: str
    title: str
    tables: int = 1
    cadence: str = ""
    released: str = ""
    period: str = ""
    period_end: str = ""
    retrieved: str = ""
    age: int | None = None
    due: str = ""
    late: int = 0
    parts: tuple[Held, ...] = ()

    @property
    def overdue(self) -> tuple[Held, ...]:
        """The parts of a collection that are overdue, the longest first."""
        return tuple(part for part in self.parts if part.late)


def status(data: Path, at: dt.date) -> list[Held]:
    """What is held of each source on a day.

    Parameters
    ----------
    data : Path
        The data folder.
    at : date
        The day for which ages are told.

    Returns
    -------
    list of Held
        One for each source card, and for each source of the snapshot without one: those overdue
        first, the longest first of all; then by when they are due; then those of which that is not
        known; then those that have ended.

    Raises
    ------
    SettingsError
        If a card's cadence is none of `CADENCES`.
    SnapshotError
        If there is no snapshot, or it is damaged.
    """
    store, cards = Store(data / "snapshot"), read_sources(data)
    for slug, card in cards.items():
        _check(card, data / "sources" / f"{slug}.yml")
    tables: dict[str, list[str]] = {slug: [] for slug in cards}
    for name, entry in store.manifest["tables"].items():
        tables.setdefault(entry["source"], []).append(name)
    dated = frozenset(slug for slug, card in indicators(data).items() if card.dated)
    found = []
    for slug, names in tables.items():
        parts = [_part(name, store, at, name in dated) for name in sorted(names)]
        found.append(_source(slug, cards.get(slug), parts, at))
    return sorted(found, key=_order)


def lines(found: Sequence[Held]) -> list[str]:
    """The sources as a table for people, with the tables that are overdue below each collection."""
    rows = [HEAD]
    for one in found:
        rows.append(_row(one, one.name))
        rows += [_row(part, f"  {part.name}") for part in one.overdue[:NAMED]]
        if (more := len(one.overdue) - NAMED) > 0:
            rows.append((f"  and {more} more overdue: see --json", *[""] * (len(HEAD) - 1)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    padded = (
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return [line.rstrip() for line in padded]


def record(found: Iterable[Held], at: dt.date, snapshot: str) -> dict[str, Any]:
    """The same as JSON data, with the date in question and the snapshot's hash."""
    return {
        "at": at.isoformat(),
        "snapshot": snapshot,
        "sources": [asdict(one) for one in found],
    }


def _part(name: str, store: Store, at: dt.date, ended: bool) -> Held:
    """One table, by its own release and periods."""
    release, ends, label = store.release(name), pd.Series(dtype="datetime64[s]"), ""
    if name in store.names("indicator"):
        frame = store.observations(name)
        ends = frame["period_end"].drop_duplicates().sort_values(ignore_index=True)
        label = str(frame["period"].iloc[int(frame["period_end"].argmax())])
    return _with_dates(
        Held(
            name,
            release.title or name,
            cadence=ENDED if ended else _of_steps(ends),
            released=release.released,
            period=label,
            period_end=f"{ends.iloc[-1]:%Y-%m-%d}" if len(ends) else "",
            retrieved=release.retrieved,
        ),
        at,
    )


def _source(slug: str, card: Source | None, parts: Sequence[Held], at: dt.date) -> Held:
    """A source, of its tables; an irregular one is as late as the latest of them."""
    newest = max(parts, key=lambda part: part.period_end, default=None)
    whole = Held(
        slug,
        card.title if card else slug,
        tables=len(parts),
        cadence=card.cadence if card else "",
        released=max((part.released for part in parts), default=""),
        period=newest.period if newest else "",
        period_end=newest.period_end if newest else "",
        retrieved=max((part.retrieved for part in parts), default=""),
    )
    whole = _with_dates(whole, at)
    if whole.cadence != IRREGULAR:
        return whole
    parts = sorted(parts, key=_order)
    due = min((part.due for part in parts if part.due), default="")
    late = max((part.late for part in parts), default=0)
    return replace(whole, due=due, late=late, parts=tuple(parts))


def _with_dates(held: Held, at: dt.date) -> Held:
    """Age, when the next release is due, and by how much it is overdue."""
    if not held.released:
        return held
    released = dt.date.fromisoformat(held.released)
    held = replace(held, age=(at - released).days)
    months = CADENCES.get(held.cadence)
    if months is None:
        return held
    due = (pd.Timestamp(released) + pd.DateOffset(months=months)).date()
    late = (at - due).days
    return replace(held, due=due.isoformat(), late=late if late > GRACE * months * _MONTH else 0)


def _of_steps(ends: pd.Series) -> str:
    """The cadence of a table by the last days of its periods: the step that most of them keep."""
    months = ends.dt.year * 12 + ends.dt.month
    steps = months.diff().dropna().tail(STEPS)
    usual = steps.median() if len(steps) >= FEWEST else None
    if usual is None or usual < SHORTEST or (steps == usual).sum() <= len(steps) / 2:
        return ""
    return next((word for word, months in CADENCES.items() if months == usual), "")


def _order(held: Held) -> tuple[int, int, str, str]:
    """Overdue, due, not known, ended; then by date and name."""
    group = 0 if held.late else 1 if held.due else 3 if held.cadence == ENDED else 2
    return group, -held.late, held.due, held.name


def _row(held: Held, name: str) -> tuple[str, ...]:
    nothing = "" if held.tables else "nothing held"
    return (
        name,
        held.released or nothing or "no date known",
        held.period,
        held.retrieved[:10] or nothing or "no date known",
        "" if held.age is None else f"{held.age:,} days",
        held.cadence or "not known",
        _next(held),
    )


def _next(held: Held) -> str:
    if held.cadence == ENDED:
        return "none: ended"
    if held.overdue:
        return f"{len(held.overdue)} of {held.tables} tables OVERDUE, one by {held.late:,} days"
    if not held.due:
        return "not known"
    late = f"OVERDUE by {held.late:,} days: " if held.late else "the first " if held.parts else ""
    return f"{late}about {long_date(held.due)}"


def _check(card: Source, path: Path) -> None:
    if card.cadence in CADENCES:
        return
    raise SettingsError(
        "A source's card has a cadence that is not known.",
        where=str(path),
        expected=f"one of {', '.join(CADENCES)}",
        found=str(card.cadence),
        do="correct the card",
    )
