"""One builder of a book at a time: another one waits, and then finds the book made."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from evidencebook.build.plan import Say

try:
    import fcntl
except ImportError:  # on Windows, where the last of two builds is the one that is published
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def of_book(site: Path, name: str, say: Say = lambda _: None) -> Iterator[bool]:
    """Hold a book's lock; tell whether another builder had to be waited for.

    The lock is the system's, on a hidden file beside the book, so that it ends with the process
    that holds it, however that ends.

    Parameters
    ----------
    site : Path
        The folder of all books.
    name : str
        The book's folder in it.
    say : callable
        Told when there is another builder to wait for.
    """
    if fcntl is None:
        yield False
        return
    site.mkdir(parents=True, exist_ok=True)
    path, waited = site / f".building-{name}", False
    while True:
        held = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
        try:
            waited |= _lock(held, name, say)
            if _is(held, path):
                try:
                    yield waited
                finally:
                    path.unlink(missing_ok=True)
                return
        finally:
            os.close(held)


def _lock(held: int, name: str, say: Say) -> bool:
    """Take the lock; whether it had to be waited for."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say(f"  {name}: waiting for another build of this book to end")
        fcntl.flock(held, fcntl.LOCK_EX)
        return True
    return False


def _is(held: int, path: Path) -> bool:
    """Whether the file is still the one there; whoever held it before has removed it."""
    try:
        return os.path.samestat(os.fstat(held), path.stat())
    except FileNotFoundError:
        return False
