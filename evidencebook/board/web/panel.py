"""A piece of evidence as the board shows it: from the record, current or kept, alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evidencebook.blocks.html import cited
from evidencebook.board.drawings import Drawing, drawings
from evidencebook.board.evidence import Book
from evidencebook.build.said import EVIDENCE

ROWS = 60


@dataclass(frozen=True)
class Image:
    """A drawing as a page shows it.

    Attributes
    ----------
    address : str
        Another one for each content.
    width, height : int
    """

    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Panel:
    """What is shown of a block.

    Attributes
    ----------
    kind, title, subtitle, text, alt, computed : str
    notes, sources : tuple of str
    head : tuple of str
        The columns of its table; empty without one.
    rows : tuple of tuples of str
        The first of its rows.
    more : int
        How many rows are left out.
    images : mapping of str to Image
        A figure's drawings, ``wide`` and ``narrow``; empty for other evidence, and for a figure
        of an edition that is kept no more.
    """

    kind: str
    title: str
    subtitle: str
    text: str
    alt: str
    computed: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int
    images: Mapping[str, Image] = field(default_factory=dict)

    @property
    def undrawn(self) -> bool:
        """Whether it is a figure whose drawing is not there any more."""
        return self.kind == EVIDENCE["figure"] and not self.images

    @property
    def name(self) -> str:
        """What it is called where there is one line for it."""
        return self.title or self.text


def panel(block: Mapping[str, Any], book: Book | None) -> Panel:
    """A block's record, as it is shown.

    Parameters
    ----------
    block : mapping
        With its data as ``csv``.
    book : Book or None
        Where its drawings are looked for; None for a book that is published no more.
    """
    head, *rows = [tuple(row) for row in csv.reader(io.StringIO(block.get("csv") or ""))] or [()]
    return Panel(
        kind=EVIDENCE.get(str(block["kind"]), "Evidence"),
        title=str(block.get("title") or ""),
        subtitle=str(block.get("subtitle") or ""),
        text=str(block.get("text") or ""),
        alt=str(block.get("alt") or ""),
        computed=str(block.get("computed") or ""),
        notes=tuple(block.get("notes") or ()),
        sources=tuple(cited(source) for source in block.get("sources") or ()),
        head=head,
        rows=tuple(rows[:ROWS]),
        more=max(0, len(rows) - ROWS),
        images=_images(block, book) if book else {},
    )


def _images(block: Mapping[str, Any], book: Book) -> dict[str, Image]:
    found = drawings(book, block)
    return {width: _image(block, book, width, drawn) for width, drawn in found.items()}


def _image(block: Mapping[str, Any], book: Book, width: str, drawn: Drawing) -> Image:
    place = f"/board/{book.slug}/{block['id']}/{block['hash']}/{width}.svg"
    return Image(f"{place}?v={drawn.version}", drawn.width, drawn.height)
