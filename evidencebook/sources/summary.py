"""What became of a source's rows, in the few lines that an import prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evidencebook.sources.ons_els_files import Report
from evidencebook.sources.snapshot import Table

OUTSIDE = "of areas that the project does not know"
# How many codes, conflicts and notes are named; the rest is counted.
NAMED = 3
_CODE = re.compile(r"[A-Z]{2,3}[0-9A-Z]{0,4}|[A-Z]\d{8}|na")
# Told by the tables themselves.
_TOLD = {"source", "rows", "levels", "dropped", "suppressed", "notes"}


@dataclass(frozen=True)
class Summary:
    """What became of the rows of one source.

    Attributes
    ----------
    kept : int
        Rows in the tables.
    dropped : mapping of str to int
        Why rows of the files were left out → how many.
    conflicts : tuple of str
        A line for each row left out because another row contradicts it.
    withheld : int
        Observations kept that have no value: withheld, or not given for another reason.
    notes : tuple of str
        What else there is to know.
    """

    kept: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    withheld: int = 0
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The lines below the source's own, without those that would say nothing."""
        dropped = [f"{rows:,} {why}" for why, rows in self.dropped.items() if rows]
        found = {
            "rows of the files left out": _few(dropped, len(dropped)),
            "in conflict, so left out": self._conflicts(),
            "without a value": f"{self.withheld:,} of the rows kept" if self.withheld else "",
            "note": _few(self.notes),
        }
        return [f"  {what}: {text}" for what, text in found.items() if text]

    def _conflicts(self) -> str:
        number = f"{len(self.conflicts):,} rows: " if self.conflicts else ""
        return number + _few(self.conflicts)


def summarise(reports: Iterable[Any], tables: Sequence[Table]) -> Summary:
    """Bring the reports of one source's importer to one shape.

    Parameters
    ----------
    reports : iterable
        What the importer returned for each path: a dict, or a list of `Report`.
    tables : sequence of Table
        The source's tables that are kept.
    """
    parts: list[Summary] = []
    for report in reports:
        if isinstance(report, Mapping):
            parts.append(_of_mapping(report))
        else:
            parts += [_of_dataset(dataset) for dataset in report]
    dropped: Counter[str] = Counter()
    for part in parts:
        dropped.update(part.dropped)
    observed = [table.frame for table in tables if table.kind == "indicator"]
    return Summary(
        kept=sum(len(table.frame) for table in tables),
        dropped=_named_areas(dropped),
        conflicts=tuple(line for part in parts for line in part.conflicts),
        withheld=sum(int(frame["value"].isna().sum()) for frame in observed),
        notes=tuple(note for part in parts for note in part.notes),
    )


def _of_dataset(report: Report) -> Summary:
    repeated = {"that repeat another": report.repeated} if report.repeated else {}
    return Summary(
        report.kept,
        {**report.unknown_areas, **repeated},
        report.conflicting,
        notes=(f"{report.dataset}: {report.problem}",) if report.problem else (),
    )


def _of_mapping(report: Mapping[str, Any]) -> Summary:
    notes = [_fact(what, fact) for what, fact in report.items() if what not in _TOLD and fact]
    return Summary(0, report.get("dropped", {}), notes=(*notes, *report.get("notes", ())))


def _fact(what: str, fact: Any) -> str:
    if isinstance(fact, Mapping):
        return f"{what} " + ", ".join(f"{name} {number:,}" for name, number in fact.items())
    return f"{len(fact) if isinstance(fact, list) else fact:,} {what}"


def _named_areas(dropped: Mapping[str, int]) -> dict[str, int]:
    """Put the areas that are left out by code into one reason, which names the first codes."""
    codes = {why: rows for why, rows in dropped.items() if _CODE.fullmatch(why)}
    others = {why: rows for why, rows in dropped.items() if why not in codes}
    if not codes:
        return others
    return {f"{OUTSIDE} ({_few(list(codes), separator=', ')})": sum(codes.values()), **others}


def _few(texts: Sequence[str], most: int = NAMED, separator: str = "; ") -> str:
    more = f"{separator}and {len(texts) - most:,} more" if len(texts) > most else ""
    return separator.join(texts[:most]) + more
