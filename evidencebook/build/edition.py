"""An edition of one area's book: what it is made of, and what it says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from evidencebook import __version__
from evidencebook.areas import Area
from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.history import History
from evidencebook.build.inputs import sha256
from evidencebook.build.past import BLOCKS, RECORD
from evidencebook.build.plan import Contents
from evidencebook.build.said import COMMENTS, Said
from evidencebook.periods import long_date

DOWNLOADS = "downloads"
_FIELDS = (
    *("id", "chapter", "kind", "group", "title", "text", "alt", "unit", "area", "period"),
    *("subtitle", "indicators", "asserts", "notes", "detail", "sources"),
)


@dataclass(frozen=True)
class Book:
    """What one area's book is made of.

    Attributes
    ----------
    slug, name : str
        The area's; the name as it stands in a title.
    contents : Contents
    executed : mapping of str to Path
        Executed notebooks by chapter.
    blocks : sequence of dict
        Every block of the chapters, in order.
    snapshot : str
        The snapshot's hash.
    used : frozenset of str
        Slugs of the indicators that the blocks rest on.
    members, comparators : tuple of Area
        The area's authorities, and the areas that were chosen to compare it with.
    compared : tuple of Area
        The places that a page of the book sets beside the area.
    whereabouts : mapping
        The area's codes, level, nation and region; see `whereabouts`.
    history : History
        The editions before, and what changed since.
    made_from : mapping
        Digests of the code, cards and templates, as the build found them.
    publisher : mapping
        Who publishes it; see `settings.publisher`.
    with_pdf : bool
        Whether a PDF stands beside the pages.
    folder : str
        The name of the folder that it is published in.
    said : Said or None
        What was said of it on the board; None where nobody asked.
    annex : bool
        Whether that stands in the PDF too.
    """

    slug: str
    name: str
    contents: Contents
    executed: Mapping[str, Path] = field(default_factory=dict)
    blocks: Sequence[Record] = ()
    snapshot: str = ""
    used: frozenset[str] = frozenset()
    members: tuple[Area, ...] = ()
    comparators: tuple[Area, ...] = ()
    compared: tuple[Area, ...] = ()
    whereabouts: Mapping[str, Any] = field(default_factory=dict)
    history: History = field(default_factory=History)
    made_from: Mapping[str, str] = field(default_factory=dict)
    publisher: Mapping[str, str] = field(default_factory=dict)
    with_pdf: bool = True
    folder: str = ""
    said: Said | None = None
    annex: bool = False

    @property
    def title(self) -> str:
        """The book's title."""
        return f"{self.name} evidence base"

    @property
    def board(self) -> str:
        """Where its evidence is commented on; empty where the publisher names no board."""
        address = self.publisher.get("board", "")
        return f"{address}/{self.folder}" if address else ""

    @property
    def released(self) -> str:
        """The newest ISO date of an official release that it rests on; empty if none is known."""
        return collect.latest_release(self.blocks)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the evidence: the blocks, each with what it says, shows and rests on.

        Text around them may be edited, and the snapshot may change elsewhere: that makes no
        other edition, so that what it is compared with stays the edition before.
        """
        content = [self.slug, [(block["id"], block["hash"]) for block in self.blocks]]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    @property
    def id(self) -> str:
        """Its name among the editions of the book: ``2026-06-26-1f2e3d4c``."""
        return f"{self.released or 'undated'}-{self.hash[:8]}"

    @property
    def edition_line(self) -> str:
        """Which data the book rests on, and which edition it is."""
        released = long_date(self.released)
        data = f"Official statistics released up to {released}, edition" if released else "Edition"
        return f"{data} {self.hash[:8]}"

    def chapter_title(self, slug: str) -> str:
        """The heading of a chapter's notebook."""
        return collect.title_of(self.executed[slug])


def write_records(book: Book, folder: Path, *, root: Path) -> None:
    """Write ``edition.json``, ``blocks.json``, ``comments.json`` and ``downloads/<block-id>.csv``.

    Parameters
    ----------
    book : Book
    folder : Path
        The edition's.
    root : Path
        The project's folder, for ``requirements.txt``.
    """
    _write_json(folder / RECORD, record(book, root=root))
    _write_json(folder / BLOCKS, [block_record(block) for block in book.blocks])
    if book.said is not None:
        (folder / COMMENTS).write_text(book.said.text, encoding="utf-8")
    (folder / DOWNLOADS).mkdir()
    for block in book.blocks:
        if block.get("csv"):
            path = folder / DOWNLOADS / f"{block['id']}.csv"
            path.write_text(block["csv"], encoding="utf-8", newline="")


def record(book: Book, *, root: Path) -> dict[str, Any]:
    """What ``edition.json`` says: no clock time, and no path."""
    changes = book.history.changes
    return {
        **about(book),
        "claims": changes.counts if changes else None,
        "sources": collect.used_sources(book.blocks),
        "lock": sha256(root / "requirements.txt"),
        "made_from": dict(book.made_from),
        "publisher": dict(book.publisher),
        "pdf": "book.pdf" if book.with_pdf else None,
        "comments": book.said.digest if book.said is not None else None,
        "comments_annex": book.annex,
        "blocks": [{"id": block["id"], "hash": block["hash"]} for block in book.blocks],
    }


def about(book: Book) -> dict[str, Any]:
    """The edition's name, area, data, chapters and version."""
    before = book.history.before
    return {
        "id": book.id,
        "area": book.slug,
        "name": book.name,
        **book.whereabouts,
        "edition": book.edition_line,
        "before": before.id if before else None,
        "snapshot": book.snapshot,
        "released": book.released,
        "members": _named(book.members),
        "comparators": _named(book.comparators),
        "compared": _named(book.compared),
        "chapters": {page.slug: sha256(page.path) for page in book.contents.chapters},
        "version": __version__,
    }


def _named(areas: Sequence[Area]) -> list[dict[str, str]]:
    return [{"code": area.code, "name": area.name} for area in areas]


def block_record(block: Record) -> dict[str, Any]:
    """A block as `blocks.json` lists it."""
    data = f"{DOWNLOADS}/{block['id']}.csv" if block.get("csv") else None
    made = {key: block.get(key) for key in _FIELDS}
    return {**made, "computed": block.get("computed"), "data": data, "hash": block["hash"]}


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
