"""All downloads of a book as one Frictionless Data Package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.downloads.csvw import BY_ROW, described
from evidencebook.build.downloads.licences import OURS, Licence, Licences
from evidencebook.build.downloads.tables import Column, Table
from evidencebook.build.edition import Book

_PROFILE = "https://datapackage.org/profiles/2.0"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def descriptor(
    book: Book, tables: Sequence[Table], workbook: str, licences: Licences
) -> dict[str, Any]:
    """What ``datapackage.json`` says.

    Parameters
    ----------
    book : Book
    tables : sequence of Table
    workbook : str
        The workbook's file name.
    licences : Licences
        Of the sources.
    """
    used = dict.fromkeys(one for table in tables for one in licences.licences(table.block))
    return {
        "$schema": f"{_PROFILE}/datapackage.json",
        "name": book.slug,
        "title": f"{book.title}: data",
        "description": (
            f"The tables behind every figure, table and claim of the {book.title}. "
            f"{book.edition_line}. Figures are under the licences of their sources; titles, "
            "descriptions and notes are under Creative Commons Attribution 4.0."
        ),
        "version": book.id,
        "licenses": [_licence(one) for one in dict.fromkeys([*used, OURS])],
        "sources": _sources(collect.used_sources(table.block for table in tables)),
        "resources": [
            _workbook(book, workbook, used),
            *(_resource(table, licences) for table in tables),
        ],
    }


def _resource(table: Table, licences: Licences) -> dict[str, Any]:
    block, content = table.block, table.block["csv"].encode()
    description, credit = described(block), licences.attributions(block)
    return {
        "name": table.id,
        "type": "table",
        "path": table.file,
        "title": table.title,
        **({"description": description} if description else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "licenses": [_licence(one) for one in licences.licences(block)],
        **({"attributions": credit} if credit else {}),
        "sources": _sources(block["sources"]),
        "schema": _schema(table),
    }


def _workbook(book: Book, name: str, used: Iterable[Licence]) -> dict[str, Any]:
    """The workbook, without its hash: what is zipped in it is fixed, how it is zipped is not."""
    return {
        "name": f"{book.slug}-workbook",
        "path": name,
        "title": f"{book.title}: workbook",
        "description": "The tables of this package in one workbook, with contents and notes.",
        "format": "xlsx",
        "mediatype": _EXCEL,
        "licenses": [_licence(one) for one in dict.fromkeys([*used, OURS])],
    }


def _licence(licence: Licence) -> dict[str, str]:
    path = {"path": licence.url} if licence.url else {}
    return {"name": licence.name, "title": licence.title, **path}


def _sources(found: Iterable[Mapping[str, Any] | Record]) -> list[dict[str, str]]:
    return [_source(source) for source in found]


def _source(source: Mapping[str, Any]) -> dict[str, str]:
    path = {"path": source["url"]} if source["url"] else {}
    version = {"version": source["released"]} if source["released"] else {}
    return {"title": f"{source['publisher']}: {source['title']}", **path, **version}


def _schema(table: Table) -> dict[str, Any]:
    key = [column.title for column in table.key]
    fields = [_field(column) for column in table.columns]
    return {"fields": fields, **({"primaryKey": key} if key else {})}


def _field(column: Column) -> dict[str, Any]:
    """A field, whose name has to be the head in the file."""
    unit = {"unit": column.unit} if column.unit else {}
    if column.by_row:
        unit = {"description": BY_ROW}
    return {"name": column.title, "type": column.kind, "title": column.title, **unit}
