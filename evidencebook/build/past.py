"""Published editions: what each says of itself, and which one came before which.

The newest edition of a book lies in ``site/<area>``, those before it in
``site/<area>/editions/<id>``. Each names the one that it was compared with, its ``before``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencebook.errors import BuildError, UsageError

if TYPE_CHECKING:
    from evidencebook.build.collect import Record

EDITIONS = "editions"
RECORD, BLOCKS = "edition.json", "blocks.json"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # it becomes the name of a folder
_NEEDED = {"id", "area", "edition", "released", "snapshot", "blocks"}


@dataclass(frozen=True)
class Past:
    """A published edition.

    Attributes
    ----------
    folder : Path
    said : mapping
        What its ``edition.json`` says.
    """

    folder: Path
    said: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its name among the editions of the book: ``2026-06-26-1f2e3d4c``."""
        return str(self.said["id"])

    @property
    def line(self) -> str:
        """Which data it rests on, in words."""
        return str(self.said["edition"])

    @property
    def before(self) -> str:
        """The id of the edition that it was compared with; empty for a first one."""
        return str(self.said.get("before") or "")

    def blocks(self) -> list[Record]:
        """Its blocks, each with its data as ``csv``. Raises BuildError when they are damaged."""
        path = self.folder / BLOCKS
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return [{**block, "csv": _data(self.folder, block)} for block in found]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _damaged("An edition's list of blocks cannot be read.", path, error) from error


def opened(folder: Path) -> Past:
    """The edition in a folder.

    Raises
    ------
    UsageError
        When the folder holds no edition.
    BuildError
        When what it says of itself cannot be read.
    """
    path = Path(folder) / RECORD
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if missing := sorted(_NEEDED - set(said)):
            raise ValueError(f"nothing on {', '.join(missing)}")
        if not _ID.fullmatch(str(said["id"])):
            raise ValueError(f"an id that is none: {said['id']!r}")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            "There is no edition in the folder.",
            where=str(folder),
            expected=f"a published book: {RECORD}, {BLOCKS} and downloads/",
            do="name a book's folder, such as site/lancashire; 'evidencebook edition list' helps",
        ) from error
    except (OSError, ValueError, TypeError) as error:
        what = "What an edition says of itself cannot be read."
        raise _damaged(what, path, error) from error
    return Past(Path(folder), said)


def published(site: Path, slug: str) -> tuple[Past, ...]:
    """The editions of one area's book, the newest first, each after the one compared with it.

    One whose record cannot be read is left out.

    Parameters
    ----------
    site : Path
        The folder of all books.
    slug : str
        The area's.
    """
    newest = _readable(site / slug)
    folders = sorted((site / slug / EDITIONS).glob("[!.]*"), reverse=True)
    kept = {past.id: past for past in map(_readable, folders) if past}
    chain = [newest] if newest else []
    while chain and (older := kept.pop(chain[-1].before, None)):
        chain.append(older)
    return (*chain, *kept.values())


def _readable(folder: Path) -> Past | None:
    try:
        return opened(folder)
    except (UsageError, BuildError):
        return None


def _data(folder: Path, block: Record) -> str:
    return (folder / block["data"]).read_text(encoding="utf-8") if block["data"] else ""


def _damaged(what: str, path: Path, error: Exception) -> BuildError:
    return BuildError(
        what,
        where=str(path),
        expected="JSON as a build writes it",
        found=f"{type(error).__name__}: {error}",
        do="build the edition again",
    )
