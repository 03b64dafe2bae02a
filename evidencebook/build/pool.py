"""Workers, as whoever starts them sees them: each builds one book at a time.

A worker is replaced after some books, so that what libraries keep does not add up, after a failed
one, so that what failed touches no other, and when data or code are no longer those that it read.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from evidencebook import settings
from evidencebook.build.unit import Outcome, Unit, told
from evidencebook.errors import BuildError

PROGRAM = "evidencebook.build.worker"
# How many books a worker builds before another takes its place.
BOOKS = 100
END_SECONDS = 10
# How much of a dead worker's last words an error shows.
SHOWN = 1500


class WorkerProcess:
    """One worker. End it, whatever happens: with `end` when it is idle, else with `kill`.

    Parameters
    ----------
    environment : mapping, optional
        Settings beside those of this process.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.books = 0
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 (kept with it)
        self.process = subprocess.Popen(
            [sys.executable, "-m", PROGRAM],
            cwd=settings.ROOT,  # so that it is this package, installed or not
            env={**os.environ, **_folders(), **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the builder, which then ends this one
        )

    def build(self, unit: Unit) -> Outcome:
        """Build a book; if the worker dies of it, that is the outcome."""
        assert self.process.stdin and self.process.stdout
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{unit.packed()}\n")
            self.process.stdin.flush()
        self.books += 1
        if line := self.process.stdout.readline():
            return Outcome.unpacked(line)
        self.kill()
        return Outcome(unit.area, unit.name, error=told(self._death(unit)))

    def end(self) -> None:
        """Let it end by itself; it is idle."""
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError, subprocess.TimeoutExpired):
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            self.process.wait(END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End it at once, with all that it has started."""
        self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # What it has started is in its group, and is left over if it could not end it.
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def _death(self, unit: Unit) -> BuildError:
        code = self.process.returncode
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        self._said.seek(0)
        words = self._said.read()[-SHOWN:].strip().replace("\n", "\n    ")
        return BuildError(
            "The process that built the book ended before it was done.",
            where=f"{unit.name} ({unit.area})",
            found=f"{how}\n    {words}" if words else how,
            do="look for a shortage of memory; build with fewer --workers",
        )


class Pool:
    """Some workers at once. A context; on its end all workers end.

    Parameters
    ----------
    workers : int
    environment : mapping, optional
        Settings of the workers beside those of this process.
    books : int
        How many books a worker builds before another takes its place.
    """

    def __init__(
        self, workers: int, environment: Mapping[str, str] | None = None, books: int = BOOKS
    ) -> None:
        self._environment, self._books = environment, books
        self._threads = ThreadPoolExecutor(workers)
        self._idle: queue.LifoQueue[WorkerProcess] = queue.LifoQueue()
        self._all: set[WorkerProcess] = set()
        self._changing, self._over = threading.Lock(), False

    def build(self, units: Sequence[Unit]) -> Iterator[Outcome]:
        """Build books, begun in the order given, and tell of each as it is done."""
        jobs = [self._threads.submit(self.build_one, unit) for unit in units]
        for job in as_completed(jobs):
            yield job.result()

    def build_one(self, unit: Unit) -> Outcome:
        """Build one book, in an idle worker or a new one."""
        worker = self._taken()
        outcome = worker.build(unit)
        while outcome.stale:
            self._drop(worker)
            worker = self._new()
            outcome = worker.build(unit)
        if outcome.error or worker.books >= self._books:
            self._drop(worker)
        else:
            self._idle.put(worker)
        return outcome

    def retire(self) -> None:
        """End the idle workers, and the others when their books are done."""
        self._books = 0
        while True:
            try:
                self._drop(self._idle.get_nowait())
            except queue.Empty:
                return

    def close(self, at_once: bool = False) -> None:
        """End every worker: when it has done what it does, or at once."""
        self._threads.shutdown(wait=not at_once, cancel_futures=True)
        with self._changing:
            self._over = True
            left, self._all = self._all, set()
        for worker in left:
            if at_once:
                worker.process.terminate()  # all of them, before the first is waited for
        for worker in left:
            worker.kill() if at_once else worker.end()
        self._threads.shutdown()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(at_once=kind is not None)

    def _taken(self) -> WorkerProcess:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._new()

    def _new(self) -> WorkerProcess:
        with self._changing:
            if self._over:
                raise RuntimeError("the pool is closed")
            worker = WorkerProcess(self._environment)
            self._all.add(worker)
            return worker

    def _drop(self, worker: WorkerProcess) -> None:
        worker.end()
        with self._changing:
            self._all.discard(worker)


def _folders() -> dict[str, str]:
    """The folders that are set, from the root, as a worker runs in another folder."""
    return {
        "EVIDENCEBOOK_DATA": str(settings.data_folder().resolve()),
        "EVIDENCEBOOK_CACHE": str(settings.cache_folder().resolve()),
    }
