"""A book's data for readers to take away: CSV files described, one workbook, one data package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evidencebook.build.downloads.csvw import metadata
from evidencebook.build.downloads.licences import Licences
from evidencebook.build.downloads.names import METADATA, PACKAGE, workbook_name
from evidencebook.build.downloads.package import descriptor
from evidencebook.build.downloads.tables import tables
from evidencebook.build.downloads.workbook import workbook
from evidencebook.build.edition import Book

__all__ = ["Licences", "write"]


def write(book: Book, folder: Path, licences: Licences) -> None:
    """Write what describes the CSV files of a book, and the workbook, beside them.

    Parameters
    ----------
    book : Book
    folder : Path
        Where `edition.write_records` has put the CSV files.
    licences : Licences
        Of the sources.
    """
    found = tables(book.blocks)
    for table in found:
        _write_json(folder / f"{table.id}{METADATA}", metadata(table, licences))
    name = workbook_name(book.slug)
    (folder / name).write_bytes(workbook(book, found, licences))
    _write_json(folder / PACKAGE, descriptor(book, found, name, licences))


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
