"""What the files in a book's folder of downloads are called."""

from __future__ import annotations

PACKAGE = "datapackage.json"
CSV, METADATA = ".csv", ".csv-metadata.json"


def workbook_name(slug: str) -> str:
    """The file name of an area's workbook."""
    return f"{slug}.xlsx"


def files_of(block: str) -> tuple[str, str]:
    """The CSV file of the block with that id, and what describes it."""
    return f"{block}{CSV}", f"{block}{METADATA}"


def block_of(name: str) -> str:
    """The id of the block that a file is of; empty for the workbook and the package."""
    for ending in (METADATA, CSV):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return ""
