"""A worker: a process that builds one area's book after another.

A program of its own (``python -m evidencebook.build.worker``), started by
`evidencebook.build.pool`. Each line that it reads is a `Unit`, and it answers each with a line, an
`Outcome`. An empty line ends it when it is idle. Where its input ends, whoever started it is gone,
and it ends at once, whatever it does, with all that it has started.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import TextIO

from evidencebook import settings
from evidencebook.build import book
from evidencebook.build.engine import Unforkable, WarmProcess
from evidencebook.build.make import make
from evidencebook.build.plan import Order
from evidencebook.build.results import Results
from evidencebook.build.results import folder as kept_in
from evidencebook.build.unit import Outcome, Unit, told
from evidencebook.errors import BuildError, EvidenceBookError, of_the_system
from evidencebook.store import Store

END = "\n"
# How long it may take to end when it is told to; then the system ends it.
END_SECONDS = 10


class Worker:
    """What the process does with each unit; its chapters are all forked from one warm process."""

    def __init__(self) -> None:
        self._warm: WarmProcess | None = None
        self._read: tuple[str, str] | None = None

    def build(self, unit: Unit) -> Outcome:
        """Build a book, and tell what came of it, whatever that is."""
        start, lines = time.monotonic(), list[str]()
        made, stale, error = False, False, dict[str, str]()
        try:
            order = book.of_unit(unit)
            stale = self._is_stale(order)
            if not stale:
                made = self._make(order, unit, lines)
        except EvidenceBookError as failure:
            error = told(failure)
        except OSError as failure:
            error = told(of_the_system(failure))
        except Exception as failure:  # a fault in the program must not end the other books
            error = told(_unexpected(failure))
        seconds = round(time.monotonic() - start, 3)
        return Outcome(unit.area, unit.name, seconds, tuple(lines), made, error, stale)

    def _make(self, order: Order, unit: Unit, lines: list[str]) -> bool:
        options = unit.options
        if not (options.fresh or options.strict) and book.stands(order):
            lines.append(f"{order.area.name}: nothing changed")
            return False
        make(
            order,
            strict=options.strict,
            workers=unit.workers,
            say=lines.append,
            fresh=options.fresh,
            explain=options.explain,
            warm_process=self._warm_process(order, unit),
            alone=False,
        )
        return True

    def close(self) -> None:
        """End the warm process."""
        if self._warm:
            self._warm.close()
        self._warm = None

    def _warm_process(self, order: Order, unit: Unit) -> WarmProcess | None:
        """The one there is, or a new one; None where chapters are not forked."""
        if self._warm and not self._warm.alive:
            self.close()
        if settings.engine() == "fork":
            with contextlib.suppress(Unforkable):  # the build says why, where it starts kernels
                self._warm = self._warm or WarmProcess(_rehearsal(order, unit))
        return self._warm

    def _is_stale(self, order: Order) -> bool:
        """Whether the data or the code are no longer those that this process has read."""
        at_hand = (order.snapshot, order.made_from["code"])
        self._read = self._read or at_hand
        return self._read != at_hand


def main() -> None:
    """Answer each line of the input with one of the output."""
    answers = _own_output()
    signal.signal(signal.SIGTERM, _end)
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    with contextlib.closing(Worker()) as worker:
        while (line := lines.get()) != END:
            print(worker.build(Unit.unpacked(line)).packed(), file=answers, flush=True)
    _prune()


def _rehearsal(order: Order, unit: Unit) -> tuple[str, list[Path]] | None:
    """What its warm process practises with, where it is to build many books."""
    notebooks = [page.path for page in order.contents.chapters]
    return (unit.area, notebooks) if unit.one_of_many else None


def _own_output() -> TextIO:
    """The output, for answers alone: what anything else prints goes where errors go."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _listen(lines: queue.Queue[str]) -> None:
    """Pass on what is read; when no one is left to write it, end."""
    for line in sys.stdin:
        lines.put(line)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(END_SECONDS)
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def _end(*_: int | FrameType | None) -> None:
    """End what was started in this group of processes, and then this one, as it would by itself."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGTERM)
    sys.exit(143)


def _prune() -> None:
    data = settings.data_folder()
    with contextlib.suppress(EvidenceBookError):  # without a snapshot nothing was kept either
        Results(kept_in(), data, Store(data / "snapshot")).prune(settings.cache_bytes())


def _unexpected(failure: Exception) -> BuildError:
    last = traceback.extract_tb(failure.__traceback__)[-1]
    return BuildError(
        "The program failed in a way that it does not know.",
        where=f"{Path(last.filename)}, line {last.lineno}, in {last.name}",
        found="".join(traceback.format_exception(failure)).replace("\n", "\n    ").rstrip(),
        do="build this area alone; if it fails again, it is a fault to report",
    )


if __name__ == "__main__":
    main()
