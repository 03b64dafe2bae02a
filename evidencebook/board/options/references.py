"""What an option refers to: the chapters of a book, its blocks, and the places within it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencebook.blocks.block import CAVEATS, SOURCES
from evidencebook.board import words
from evidencebook.board.evidence import Book
from evidencebook.errors import EvidenceBookError, UnknownAreaError

if TYPE_CHECKING:
    from evidencebook.areas import Area, Areas

_HEADING = re.compile(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink\"|</h1>)", re.DOTALL)
# The heading stands near the beginning of a page; the rest need not be read.
_READ = 200_000


def chapters(book: Book) -> dict[str, str]:
    """The titles of a book's chapters, by slug and in the book's order, as its pages have them."""
    folder = book.edition.folder
    return {
        slug: _title(folder / f"{slug}.html", book.edition.id) or slug.capitalize()
        for slug in book.edition.said.get("chapters") or {}
    }


def chapter(book: Book, text: str) -> str:
    """The slug of the chapter with that slug or title; empty where there is none."""
    wanted = words.one_line(text).casefold()
    for slug, title in chapters(book).items():
        if wanted in (slug, title.casefold()):
            return slug
    return ""


def blocks(book: Book, chapter: str) -> list[dict[str, Any]]:
    """What can be evidence of one chapter, in the book's order.

    Its tables of its sources and of what it does not know speak for or against nothing.
    """
    own = (f"{chapter}{SOURCES}", f"{chapter}{CAVEATS}")
    return [
        block for id, block in book.blocks.items() if block["chapter"] == chapter and id not in own
    ]


class Places:
    """The areas that suggestions and options name.

    Parameters
    ----------
    data : Path
        The data folder; it is opened when a place is first asked for.
    """

    def __init__(self, data: Path) -> None:
        self.data = data

    @property
    def _areas(self) -> Areas:
        from evidencebook.analysis.figures import opened

        return opened(self.data).areas

    def within(self, book: Book, texts: Iterable[str]) -> tuple[list[str], list[str]]:
        """Codes of the places that a book's area holds, and the texts that name no such place.

        Parameters
        ----------
        book : Book
        texts : iterable of str
            Codes, slugs or names; the book's own name means its area, whoever else bears it.
        """
        whole = self._meant(str(book.edition.said["area"]))
        own = str(book.edition.said["name"]).casefold()
        found: list[str] = []
        unknown: list[str] = []
        for text in texts:
            area = whole if text.strip().casefold() == own else self._meant(text)
            if area and whole and area.members and set(area.members) <= set(whole.members):
                found.append(area.code)
            else:
                unknown.append(text)
        return list(dict.fromkeys(found)), unknown

    def name(self, text: str) -> str:
        """The name of the area with that code, slug or name; the text where there is none."""
        area = self._meant(text) if text else None
        return area.name if area else text

    def typed(self, code: str) -> str:
        """What a person types for an area: its name, or its slug where others share the name."""
        area = self._meant(code)
        if area is None:
            return code
        same = self._meant(area.name)
        return area.name if same and same.code == area.code else area.slug

    def _meant(self, text: str) -> Area | None:
        try:
            return self._areas.meant(text)
        except UnknownAreaError:
            return None
        except EvidenceBookError:  # the board may run where there are no figures
            return None


@lru_cache(maxsize=1000)
def _title(path: Path, edition: str) -> str:
    """The heading of a page of an edition; empty where there is none."""
    try:
        with path.open(encoding="utf-8") as file:
            found = _HEADING.search(file.read(_READ))
    except (OSError, ValueError):
        return ""
    text = re.sub(r"<[^>]+>", "", found.group(1)) if found else ""
    return words.one_line(html.unescape(text))
