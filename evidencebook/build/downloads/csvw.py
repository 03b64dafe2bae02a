"""What a CSV file holds, in the terms of the W3C's CSV on the Web."""

from __future__ import annotations

from typing import Any

from evidencebook.build.collect import Record, latest_release
from evidencebook.build.downloads.licences import Licences
from evidencebook.build.downloads.tables import UNIT, Column, Table

_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}]
# What is said of a column whose numbers are of several units.
BY_ROW = f"Each number is in the unit that the column {UNIT} gives for its row."
_DATATYPES = {"string": "string", "year": "gYear", "integer": "integer", "number": "number"}


def metadata(table: Table, licences: Licences) -> dict[str, Any]:
    """The description of one table's file, which lies beside it.

    Parameters
    ----------
    table : Table
    licences : Licences
        Of the sources.
    """
    block = table.block
    said = {
        "dc:identifier": table.id,
        "dc:title": table.title,
        "dc:description": described(block),
        "dc:license": [
            {"@id": one.url} if one.url else one.title for one in licences.licences(block)
        ],
        "dc:rights": licences.attributions(block),
        "dc:source": [_source(source) for source in block["sources"]],
        "dc:publisher": list(dict.fromkeys(s["publisher"] for s in block["sources"])),
        "dc:issued": _date(latest_release([block])),
    }
    return {
        "@context": _CONTEXT,
        "url": table.file,
        **{key: value for key, value in said.items() if value},
        "tableSchema": _schema(table),
    }


def described(block: Record) -> str:
    """What a block's data are, in words: measure, unit and period, how computed, caveats."""
    computed = f"Computed: {block['computed']}" if block.get("computed") else ""
    says = block["text"] if block["text"] != block["title"] else ""
    parts = [block.get("subtitle") or "", says, *block.get("notes", ()), computed]
    return " ".join(_sentence(part) for part in parts if part)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _source(source: Record) -> dict[str, Any]:
    said = {
        "@id": source["url"],
        "dc:title": source["title"],
        "dc:publisher": source["publisher"],
        "dc:issued": _date(source["released"]),
    }
    return {key: value for key, value in said.items() if value}


def _date(released: str | None) -> dict[str, str] | None:
    return {"@value": released, "@type": "xsd:date"} if released else None


def _schema(table: Table) -> dict[str, Any]:
    key = [column.name for column in table.key]
    columns = [_column(column) for column in table.columns]
    return {"columns": columns, **({"primaryKey": key} if key else {})}


def _column(column: Column) -> dict[str, Any]:
    unit = {"schema:unitText": column.unit} if column.unit else {}
    if column.by_row:
        unit = {"dc:description": BY_ROW}
    datatype = _DATATYPES[column.kind]
    return {"name": column.name, "titles": column.title, "datatype": datatype, **unit}
