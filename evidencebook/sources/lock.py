"""One process at a time: a lock file that says who holds it.

The system lets go of the lock when its process ends, however that happens; the file stays.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from evidencebook.errors import SnapshotError

try:
    import fcntl
except ImportError:  # Windows has no advisory locks: one process at a time is up to the user
    fcntl = None  # type: ignore[assignment]

# The lock of a data folder: whoever holds it may change the snapshot.
LOCK = ".refresh.lock"
# Seconds that another process is waited for, and seconds between two looks.
WAIT, LOOK = 60.0, 0.1


@contextmanager
def locked(path: Path, what: str, say: Callable[[str], None], wait: float) -> Iterator[None]:
    """Hold a lock file while the block runs.

    Parameters
    ----------
    path : Path
        The lock file; made if there is none.
    what : str
        What is done under the lock, for others to be told: "refresh".
    say : callable
        Told who holds the lock, if it has to be waited for.
    wait : float
        Seconds to wait at most.

    Raises
    ------
    SnapshotError
        If another process still holds it then.
    """
    with path.open("a+", encoding="utf-8") as file:
        if fcntl is not None:
            _take(file, path, say, wait)
        now = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        _write(file, f"process {os.getpid()}, since {now}, {what}")
        try:
            yield
        finally:
            _write(file, "")


def _take(file: IO[str], path: Path, say: Callable[[str], None], wait: float) -> None:
    """Take the lock; wait for it if another process has it."""
    until, told = time.monotonic() + wait, False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = path.read_text(encoding="utf-8").strip() or "a process that has just begun"
        if time.monotonic() >= until:
            raise SnapshotError(
                "Another process is at work on this data folder.",
                where=str(path),
                found=holder,
                do="try again when it is done, or end that process",
            )
        if not told:
            say(f"another process is at work ({holder}): waiting up to {wait:.0f} seconds for it")
            told = True
        time.sleep(LOOK)


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
