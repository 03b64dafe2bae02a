"""Publish an edition by one rename: a reader sees the old one or the new one, whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from evidencebook.errors import BuildError

# How the folder of a book of some chapters ends; the front page leaves it out.
DRAFT = "-draft"
# And that of one with a page that sets other places beside its own.
COMPARED = "-compared"
_STAGED, _OLD = ".staging", ".old"
_LEFTOVER = re.compile(rf"(?P<kind>\{_STAGED}|\{_OLD})-(?P<slug>.+)-(?P<pid>\d+)-[0-9a-f]{{8}}")
_EXCHANGE = 2
_HERE = -100


def folder_name(slug: str, compared: bool, whole: bool) -> str:
    """The folder of an area's book.

    A book of some chapters, or one that sets other places beside its own, never takes the place
    of the plain whole one.
    """
    return f"{slug}{COMPARED if compared else ''}{'' if whole else DRAFT}"


@contextlib.contextmanager
def staging(site: Path, slug: str) -> Iterator[Path]:
    """A folder beside the published editions to assemble one in; removed afterwards.

    Parameters
    ----------
    site : Path
        The folder of all editions.
    slug : str
        The area's.
    """
    site.mkdir(parents=True, exist_ok=True)
    clean(site)
    folder = site / f"{_STAGED}-{slug}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BuildError(
                "The disk is full.",
                where=str(error.filename or folder),
                do="free some space and build again; the edition published before is untouched",
            ) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(staged: Path, site: Path, slug: str) -> Path:
    """Put a staged edition in the place of the published one, and return where it is.

    On Linux the two change places in one step. Elsewhere the old edition is moved aside
    first; should the process die between the two renames, the next build moves it back.
    """
    target = site / slug
    if target.exists() and not target.is_dir():
        raise BuildError(
            "A file stands where the book should go.",
            where=str(target),
            expected="a folder, or nothing",
            found="a file",
            do="move the file away, or choose another folder with --out",
        )
    if not target.exists():
        os.rename(staged, target)
    elif exchange(staged, target):
        shutil.rmtree(staged, ignore_errors=True)
    else:
        _replace(staged, target, site / f"{_OLD}-{slug}-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    return target


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def clean(site: Path) -> None:
    """Remove what builds that died left behind, and restore an edition they had moved aside."""
    for path in sorted(site.iterdir()):
        found = _LEFTOVER.fullmatch(path.name)
        if found and not _alive(int(found["pid"])):
            if found["kind"] == _OLD and not (site / found["slug"]).exists():
                os.rename(path, site / found["slug"])
            else:
                shutil.rmtree(path, ignore_errors=True)


def _replace(staged: Path, target: Path, aside: Path) -> None:
    os.rename(target, aside)
    try:
        os.rename(staged, target)
    except BaseException:
        os.rename(aside, target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
