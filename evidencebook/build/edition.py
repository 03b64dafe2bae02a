"""What an edition says of itself: edition.json, blocks.json and the downloads."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.pages import Book

DOWNLOADS = "downloads"
EDITIONS = "editions"
_FIELDS = (
    *("id", "chapter", "kind", "group", "title", "text", "alt", "unit", "area", "period"),
    *("indicators", "asserts", "notes", "sources"),
)


def write_records(book: Book, folder: Path, *, root: Path, pdf: bool = True) -> None:
    """Write ``edition.json``, ``blocks.json`` and ``downloads/<block-id>.csv`` to `folder`.

    Parameters
    ----------
    book : Book
    folder : Path
        The edition's.
    root : Path
        The project's folder, for ``requirements.txt``.
    pdf : bool
        Whether the edition has a PDF.
    """
    _write_json(folder / "edition.json", record(book, root=root, pdf=pdf))
    _write_json(folder / "blocks.json", [block_record(block) for block in book.blocks])
    (folder / DOWNLOADS).mkdir()
    for block in book.blocks:
        if block.get("csv"):
            path = folder / DOWNLOADS / f"{block['id']}.csv"
            path.write_text(block["csv"], encoding="utf-8", newline="")


def record(book: Book, *, root: Path, pdf: bool) -> dict[str, Any]:
    """The edition: its area, data, chapters, versions and blocks. It holds no clock time."""
    return {
        "area": book.slug,
        "name": book.name,
        "edition": book.edition_line,
        "snapshot": book.snapshot,
        "released": collect.latest_release(book.blocks),
        "sources": collect.used_sources(book.blocks),
        "chapters": {page.slug: sha256(page.path) for page in book.contents.chapters},
        "version": package_version(),
        "lock": sha256(root / "requirements.txt"),
        "pdf": "book.pdf" if pdf else None,
        "blocks": [{"id": block["id"], "hash": block["hash"]} for block in book.blocks],
    }


def block_record(block: Record) -> dict[str, Any]:
    """A block as `blocks.json` lists it."""
    data = f"{DOWNLOADS}/{block['id']}.csv" if block.get("csv") else None
    made = {key: block.get(key) for key in _FIELDS}
    return {**made, "computed": block.get("computed"), "data": data, "hash": block["hash"]}


def published(site: Path, slug: str) -> dict[Path, dict[str, Any]]:
    """The editions of one area's book: folder → what its ``edition.json`` says, newest first.

    An older edition lies in ``editions/<id>`` of the book's folder. One whose record cannot be
    read is left out.
    """
    newest = site / slug
    older = sorted((newest / EDITIONS).glob("[!.]*/edition.json"))
    found = {path.parent: _said(path) for path in [newest / "edition.json", *older]}
    known = {folder: said for folder, said in found.items() if said}
    return dict(sorted(known.items(), key=lambda item: item[1]["released"] or "", reverse=True))


def _said(path: Path) -> dict[str, Any]:
    """What an edition says of itself; nothing where that cannot be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) and {"edition", "released", "blocks"} <= set(said) else {}


def package_version() -> str:
    """The version of this package as installed."""
    try:
        return version("evidencebook")
    except PackageNotFoundError:
        return "0"


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes; empty when there is no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
