"""Build the books of many areas, whatever builds each: a pool of processes, or a cluster."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TextIO

from tqdm import tqdm

from evidencebook.areas import Area
from evidencebook.build import plan, publish
from evidencebook.build.book import fix_data_folder
from evidencebook.build.past import RECORD
from evidencebook.build.pool import Pool
from evidencebook.build.said import Ask, nothing_said
from evidencebook.build.unit import Options, Outcome, Unit

# The pace is that of the last books, since those that stand take a moment and others do not.
RECENT = 20
# With so many books a worker, practice costs less time than it saves. Of a cluster it is not known
# how many workers it will have; it is taken to have as many as this machine has processors.
MANY = 6


class Builders(Protocol):
    """What builds books, in any order, several at once."""

    def build(self, units: Sequence[Unit]) -> Iterator[Outcome]:
        """Tell of each book as it is done."""
        ...


@dataclass(frozen=True)
class Summary:
    """What came of many books."""

    made: int
    stood: int
    failed: tuple[Outcome, ...]
    seconds: float

    def __str__(self) -> str:
        total = self.made + self.stood + len(self.failed)
        counts = {"made": self.made, "unchanged": self.stood, "failed": len(self.failed)}
        parts = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
        return f"{total:,} books in {duration(self.seconds)}: {parts}"


def build_many(
    areas: Sequence[Area],
    options: Options,
    *,
    workers: int,
    said: Ask = nothing_said,
    builders: Callable[[int], AbstractContextManager[Builders]] = Pool,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> Summary:
    """Build the books of areas, the largest first, and write the index when all are done.

    One book that fails stops no other. Books that stand as they are published are left alone, and
    chapters whose results are kept do not run: what was interrupted goes on where it stopped.

    Parameters
    ----------
    areas : sequence of Area
    options : Options
    workers : int
        How many books are built at once.
    said : callable
        Tells what was said on the board of the book in a folder.
    builders : callable
        What builds that many at once; by default processes on this machine.
    out, err : file, optional
        Where progress and failures are written.

    Raises
    ------
    UsageError
        When the chapters or the comparators are none; nothing is built then.
    """
    fix_data_folder()
    folder = _folders(options)
    workers, inside = min(workers, len(areas)), max(1, workers // len(areas))
    many = len(areas) >= MANY * min(workers, os.cpu_count() or 1)
    units = [
        Unit.of(area, options, inside, one_of_many=many, said=said(folder(area)))
        for area in largest_first(areas, options)
    ]
    # What it draws with takes a while to load, and nothing is built for wrong chapters.
    from evidencebook.build.front import write_index

    start, report = time.monotonic(), Report(len(units), out or sys.stdout, err or sys.stderr)
    try:
        with builders(workers) as running, report:
            for outcome in running.build(units):
                report.done(outcome)
    finally:
        if options.out.is_dir():
            write_index(options.out, options.root, report.say)
    return report.summary(time.monotonic() - start)


def largest_first(areas: Iterable[Area], options: Options) -> list[Area]:
    """Areas in the order in which to build them, so that none is left over at the end.

    First those without a published book, which certainly have to be built, by how many authorities
    they have; then those with one, by how many blocks it has.
    """
    folder = _folders(options)

    def size(area: Area) -> tuple[bool, int, int]:
        blocks = _blocks(options, folder(area))
        return bool(blocks), -blocks, -len(area.members)

    return sorted(areas, key=size)


class Report:
    """What is told of books as they are done: a bar on a terminal, and lines.

    Parameters
    ----------
    total : int
        How many books.
    out, err : file
        Where progress and failures are written.
    """

    def __init__(self, total: int, out: TextIO, err: TextIO) -> None:
        self.total, self.out, self.err = total, out, err
        self._outcomes: list[Outcome] = []
        self._times = deque([time.monotonic()], RECENT + 1)
        self._bar = tqdm(
            total=total, unit="book", file=err, disable=not err.isatty(), dynamic_ncols=True
        )

    def done(self, outcome: Outcome) -> None:
        """Tell of one book: a line, below it all that its build said, and what went wrong."""
        self._outcomes.append(outcome)
        self._times.append(time.monotonic())
        count = f"[{len(self._outcomes)}/{self.total}]"
        first, *rest = outcome.lines or ("",)
        first = f"{outcome.name}: failed" if outcome.error else first
        pace = "" if self._bar.disable is False else f" ({self.pace()})"
        self.say("\n".join([f"{count} {first}, {outcome.seconds:.1f} s{pace}", *rest]))
        if outcome.error:
            self._write(f"\n{outcome.name}: {outcome.failure}\n", self.err)
        self._bar.update()

    def pace(self) -> str:
        """How many books a minute, and how long the others take at this pace."""
        seconds = (self._times[-1] - self._times[0]) / (len(self._times) - 1)
        left = seconds * (self.total - len(self._outcomes))
        return f"{60 / max(seconds, 0.001):.1f} books a minute, {duration(left)} left"

    def say(self, text: str) -> None:
        """Write a line above the bar."""
        self._write(text, self.out)

    def summary(self, seconds: float) -> Summary:
        """What came of all."""
        failed = tuple(one for one in self._outcomes if one.error)
        made = sum(one.made for one in self._outcomes)
        return Summary(made, len(self._outcomes) - made - len(failed), failed, seconds)

    def _write(self, text: str, file: TextIO) -> None:
        if self._bar.disable:
            print(text, file=file, flush=True)
        else:
            self._bar.write(text, file=file)

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()


def duration(seconds: float) -> str:
    """A time as people say it: ``45 s``, ``12 min``, ``2 h 5 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _folders(options: Options) -> Callable[[Area], str]:
    """The folder that the book of an area is published in. Raises UsageError for wrong chapters."""
    compared, whole = bool(options.compare), True
    if options.chapters is not None:
        every = plan.contents(options.root, compared=compared)
        whole = every.only({*options.chapters, *([plan.COMPARED] if compared else [])}) == every
    return lambda area: publish.folder_name(area.slug, compared, whole)


def _blocks(options: Options, name: str) -> int:
    """How many blocks a published book has; nought if there is none that can be read."""
    try:
        said = json.loads((options.out / name / RECORD).read_text(encoding="utf-8"))
        return len(said["blocks"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
