"""Write what lies in a book's folder of downloads beside the CSV files themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidencebook.build.downloads.csvw import metadata
from evidencebook.build.downloads.licences import Licences
from evidencebook.build.downloads.names import PACKAGE, files_of, workbook_name
from evidencebook.build.downloads.package import descriptor
from evidencebook.build.downloads.tables import tables
from evidencebook.build.downloads.workbook import workbook
from evidencebook.build.edition import Book


def write_downloads(book: Book, folder: Path, licences: Licences) -> None:
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
        _write_json(folder / files_of(table.id)[1], metadata(table, licences))
    name = workbook_name(book.slug)
    (folder / name).write_bytes(workbook(book, found, licences))
    _write_json(folder / PACKAGE, descriptor(book, found, name, licences))


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a line for each part and each member of a list: Python indents JSON slowly."""
    parts = (f"{json.dumps(key)}: {_lines(value)}" for key, value in content.items())
    text = ",\n".join(parts)
    path.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def _lines(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    members = ",\n".join(json.dumps(member, ensure_ascii=False) for member in value)
    return f"[\n{members}\n]"
