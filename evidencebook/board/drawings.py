"""The drawing of a figure that a comment is about: of today's edition, or of one that is kept.

It is found by the hash of what the figure said, as all evidence is. Once no edition with that hash
is kept on the site, there is no drawing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from evidencebook.board.evidence import Book, Books
from evidencebook.build.drawings import Look, as_file, inline, look, page_of, size
from evidencebook.errors import NotThereError

_TRIES = 5


@dataclass(frozen=True)
class Drawing:
    """What is said of a drawing before it is shown.

    Attributes
    ----------
    width, height : int
        In pixels.
    version : str
        That of its file.
    """

    width: int
    height: int
    version: str


def drawings(book: Book, record: Mapping[str, Any]) -> Mapping[str, Drawing]:
    """The drawings of a figure by width; empty for other evidence, and where none is kept.

    Parameters
    ----------
    book : Book
    record : mapping
        The figure, as the board or the book has it.
    """
    if record["kind"] != "figure":
        return {}
    block = str(record["id"])
    try:
        page = page_of(book.holding(block, str(record["hash"])), block)
        found = page.stat()
    except (NotThereError, OSError):
        return {}
    return _known(page, block, found.st_mtime_ns, found.st_ino)


def file(books: Books, slug: str, block: str, hash: str, width: str) -> bytes:
    """A drawing as an SVG file.

    Parameters
    ----------
    books : Books
    slug, block, hash, width : str
        The book's slug, the figure's id and hash, and which of `build.drawings.WIDTHS`.

    Raises
    ------
    NotThereError
        When no edition that is kept has it.
    """
    for _ in range(_TRIES):
        book = books.book(slug)
        found = _read(page_of(book.holding(block, hash), block), block).get(width)
        # Another edition may have been published meanwhile, and the page be another's.
        if books.book(slug) is book:
            if found is None:
                break
            return found.encode()
    raise NotThereError("There is no such drawing.", do="go back to the evidence")


def version(content: bytes) -> str:
    """What tells a drawing's file from any other: the beginning of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


@lru_cache(maxsize=8192)
def _known(page: Path, block: str, changed: int, node: int) -> Mapping[str, Drawing]:
    """What is said of the drawings in a page, which is read once for each figure."""
    return {width: _described(svg) for width, svg in _read(page, block).items()}


def _described(svg: str) -> Drawing:
    return Drawing(*size(svg), version(svg.encode()))


def _read(page: Path, block: str) -> dict[str, str]:
    """The drawings of a figure as files; none where the page or the figure is not there."""
    try:
        found = inline(page.read_text(encoding="utf-8"), block)
        shown = look(page.parent) if found else Look()
    except OSError:
        return {}
    return {width: as_file(svg, shown) for width, svg in found.items()}
