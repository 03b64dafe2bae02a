"""Tables as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins so is taken for a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV: numbers as they are, text so that no spreadsheet computes it.

    Parameters
    ----------
    head : sequence of str
    rows : iterable of sequences
        Text, numbers, and None for an empty cell.
    """
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return made.getvalue()


def cell(value: object) -> str:
    """A value as a cell holds it.

    >>> cell("=HYPERLINK(1)"), cell(-2), cell(None), cell(2.5)
    ("'=HYPERLINK(1)", '-2', '', '2.5')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    # As OWASP advises: an apostrophe before it, which spreadsheets take for "this is text".
    return f"'{value}" if value.lstrip(" \n").startswith(_FORMULA) else value
