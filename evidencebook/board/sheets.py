"""Tables as CSV, safe to open in a spreadsheet.

A cell that a spreadsheet would take for a formula begins with an apostrophe more; one that begins
with an apostrophe does too. So whoever reads a file back takes one away wherever one stands.

A file is UTF-8 without a byte-order mark, as those that the books' readers download are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV: numbers as they are, text so that no spreadsheet computes it.

    Parameters
    ----------
    head : sequence of str
    rows : iterable of sequences
        Text, numbers, and None for an empty cell.
    """
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return made.getvalue()


def guarded(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("'tis"), guarded("a=1")
    ("'=1+1", "''tis", 'a=1')
    """
    computed = text.startswith("'") or text.lstrip(" ").startswith(_FORMULA)
    return f"'{text}" if computed else text


def unguarded(text: str) -> str:
    """The text that a cell stands for."""
    return text.removeprefix("'").replace("\r\n", "\n")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)
