"""What can be commented on: the blocks of the published books, as the site's folder has them.

A comment hangs on a block's id, on the hash of what the block said, and on the edition that was
read. It is never matched by resemblance: a later edition has the block with that hash, has it with
another, or has it no more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidencebook.blocks.block import anchor
from evidencebook.board.models import Evidence
from evidencebook.build.past import BLOCKS, EDITIONS, RECORD, Past, opened, published
from evidencebook.build.said import CURRENT as CURRENT
from evidencebook.build.said import EARLIER as EARLIER
from evidencebook.build.said import GONE as GONE
from evidencebook.build.said import standing
from evidencebook.errors import BuildError, NotThereError, UsageError

# Addresses under /board that are no book's.
RESERVED = {"api", "moderation", "panel", "shared", "static"}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BLOCK = re.compile(r"[a-z0-9.-]{1,200}")
_TRIES = 5


class _Blocks(Mapping[str, dict[str, Any]]):
    """Blocks by id, each kept as its text: those of many books are too many to keep opened."""

    def __init__(self, listed: list[dict[str, Any]]) -> None:
        self._texts = {block["id"]: json.dumps(block, ensure_ascii=False) for block in listed}

    def __getitem__(self, id: str) -> dict[str, Any]:
        return dict(json.loads(self._texts[id]))

    def __contains__(self, id: object) -> bool:
        return id in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@dataclass(frozen=True)
class Book:
    """The newest edition of a published book.

    Attributes
    ----------
    slug : str
        The name of its folder.
    edition : Past
    blocks : mapping
        Its blocks by id, each as `blocks.json` has it.
    """

    slug: str
    edition: Past
    blocks: Mapping[str, dict[str, Any]]

    @property
    def title(self) -> str:
        """The book's title."""
        return f"{self.edition.said['name']} evidence base"

    @property
    def publisher(self) -> str:
        """Who publishes it; empty where that is not said."""
        return str((self.edition.said.get("publisher") or {}).get("name") or "")

    @property
    def released(self) -> str:
        """The ISO date of its newest release; empty if none is known."""
        return str(self.edition.said.get("released") or "")

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The hashes of its blocks, by id."""
        return {id: str(block["hash"]) for id, block in self.blocks.items()}

    def standing(self, block: str, hash: str) -> str:
        """Whether evidence that was commented on is still what the book says."""
        return standing(self.hashes, block, hash)

    def kept(self) -> tuple[Past, ...]:
        """The editions that the site has of it, the newest first."""
        return published(self.edition.folder.parent, self.slug)

    def holding(self, block: str, hash: str) -> Path:
        """The folder of the newest kept edition in which a block had that hash.

        Raises NotThereError when there is none.
        """
        newest = self.blocks.get(block)
        if newest and newest["hash"] == hash:
            return self.edition.folder
        if found := self._held.get((block, hash)):
            return found
        raise _no_evidence()

    @cached_property
    def _held(self) -> Mapping[tuple[str, str], Path]:
        """Which edition holds what, by id and hash: read once, as editions change together."""
        held: dict[tuple[str, str], Path] = {}
        for past in self.kept():
            for one in past.said["blocks"]:
                held.setdefault((one["id"], one["hash"]), past.folder)
        return held

    def page_of(self, block: str, edition: str = "") -> str:
        """Where a block stands on the site; empty where that edition is kept no more.

        Parameters
        ----------
        block : str
            The block's id.
        edition : str
            The id of the edition that is meant; by default the newest.
        """
        chapter, folder = f"{block.partition('.')[0]}.html", ""
        if edition not in ("", self.edition.id):
            folder = f"{EDITIONS}/{edition}/"
            if not (self.edition.folder / folder / chapter).is_file():
                return ""
        return f"/{self.slug}/{folder}{chapter}#{anchor(block)}"


class Books:
    """The published books of a site.

    Parameters
    ----------
    site : Path
        The folder of all books.
    """

    def __init__(self, site: Path) -> None:
        self.site = site
        self._read: dict[str, tuple[tuple[int, int], Book]] = {}

    def slugs(self) -> list[str]:
        """The folders of all published books."""
        found = (path.parent.name for path in self.site.glob(f"*/{RECORD}"))
        return sorted(slug for slug in found if is_book(slug))

    def every(self) -> list[Book]:
        """All published books, but for those that cannot be read."""
        return [book for slug in self.slugs() if (book := self.get(slug))]

    def book(self, slug: str) -> Book:
        """The newest edition of a book, read again when another is published.

        Raises NotThereError when there is none.
        """
        if not is_book(slug):
            raise _no_book()
        for _ in range(_TRIES):
            stamp = self._stamp(slug)
            kept = self._read.get(slug)
            if kept and kept[0] == stamp:
                return kept[1]
            try:
                made = _opened(self.site / slug)
            # A block without an id is no block either.
            except (BuildError, UsageError, OSError, KeyError, TypeError) as error:
                raise _no_book() from error
            # Another edition may have been published between one file and the next.
            if self._stamp(slug) == stamp:
                self._read[slug] = (stamp, made)
                return made
        raise _no_book()

    def get(self, slug: str) -> Book | None:
        """The newest edition of a book; None where it is published no more."""
        try:
            return self.book(slug)
        except NotThereError:
            return None

    def today(self, slug: str, block: str) -> dict[str, Any]:
        """A block of the newest edition, with its data as ``csv``.

        Raises NotThereError when the edition has no such block.
        """
        book = self.book(slug)
        if block not in book.blocks:
            raise _no_evidence()
        return self.as_read(slug, block, book.blocks[block]["hash"])[1]

    def as_read(self, slug: str, block: str, hash: str) -> tuple[Past, dict[str, Any]]:
        """The newest kept edition in which a block had that hash, and the block with its data.

        Raises NotThereError when no edition that is kept has it.
        """
        for _ in range(_TRIES):
            book = self.book(slug)
            stamp = self._stamp(slug)
            try:
                found = _among(book, block, hash)
            except (BuildError, OSError):
                continue
            if found:
                edition, record = found
                try:
                    made = {**record, "csv": _data(edition.folder, record)}
                except OSError:
                    continue
                if self._stamp(slug) == stamp:
                    return edition, made
            elif self._stamp(slug) == stamp:
                break
        raise _no_evidence()

    def _stamp(self, slug: str) -> tuple[int, int]:
        try:
            found = (self.site / slug / RECORD).stat()
        except OSError as error:
            raise _no_book() from error
        return found.st_mtime_ns, found.st_ino


def copied(session: Session, book: str, record: Mapping[str, Any]) -> Evidence:
    """The copy that the board keeps of a block, made if this is the first comment on it.

    Parameters
    ----------
    session : Session
        One that writes.
    book : str
        The book's slug.
    record : mapping
        The block with its data.
    """
    asked = select(Evidence).where(
        Evidence.book == book,
        Evidence.block == record["id"],
        Evidence.hash == record["hash"],
    )
    if found := session.scalar(asked):
        return found
    made = Evidence(book=book, block=record["id"], hash=record["hash"], record=dict(record))
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # someone else has just made it
        return session.scalars(asked).one()
    return made


def is_block(id: str) -> bool:
    """Whether a text may be the id of a block, of whatever edition."""
    return bool(_BLOCK.fullmatch(id))


def is_book(slug: str) -> bool:
    """Whether a text may be the name of a book's folder."""
    return bool(_SLUG.fullmatch(slug)) and slug not in RESERVED


def _opened(folder: Path) -> Book:
    edition = opened(folder)
    listed = _blocks(edition)
    return Book(folder.name, edition, _Blocks(listed))


def _blocks(edition: Past) -> list[dict[str, Any]]:
    path = edition.folder / BLOCKS
    try:
        return list(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise BuildError("An edition's list of blocks cannot be read.", where=str(path)) from error


def _among(book: Book, block: str, hash: str) -> tuple[Past, dict[str, Any]] | None:
    newest = book.blocks.get(block)
    if newest and newest["hash"] == hash:
        return book.edition, newest
    for edition in book.kept():
        if {"id": block, "hash": hash} in edition.said["blocks"]:
            for one in _blocks(edition):
                if (one["id"], one["hash"]) == (block, hash):
                    return edition, one
    return None


def _data(folder: Path, record: Mapping[str, Any]) -> str:
    return (folder / record["data"]).read_text(encoding="utf-8") if record["data"] else ""


def _no_book() -> NotThereError:
    return NotThereError("There is no such book.", do="see the list of books")


def _no_evidence() -> NotThereError:
    return NotThereError(
        "The book has no such evidence.",
        do="follow 'Comment on this evidence' beside the claim, figure or table you mean",
    )
