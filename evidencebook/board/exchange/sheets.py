"""Comments, responses and evidence as CSV files, and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from evidencebook.board.exchange.rows import COMMENT, EVIDENCE, PRIVATE, RESPONSE, Row, Rows
from evidencebook.board.sheets import sheet, unguarded

FILES = {"comments.csv": COMMENT, "responses.csv": RESPONSE, "evidence.csv": EVIDENCE}
# Columns for people to read: made from the record, and passed over when it is read back.
SHOWN = ("title", "says")
# What files of older versions do not tell.
_NEW = {"responses.csv": {"redacted"}}
_LONGEST_CELL = 2**31 - 1


def written(rows: Rows, *, public: bool = False) -> dict[str, bytes]:
    """The CSV files of some rows, by name.

    Parameters
    ----------
    rows : Rows
    public : bool
        Whether to leave out the columns of `PRIVATE`.
    """
    hidden = PRIVATE if public else set()
    lists = (rows.comments, rows.responses, [_readable(row) for row in rows.evidence])
    return {
        name: _csv(_headed(name, hidden), listed) for name, listed in zip(FILES, lists, strict=True)
    }


def read(name: str, content: bytes, faults: list[str]) -> list[Row]:
    """The rows of one of the files.

    Parameters
    ----------
    name : str
        Of `FILES`.
    content : bytes
    faults : list of str
        What is wrong is added to it.
    """
    csv.field_size_limit(_LONGEST_CELL)
    try:
        cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        faults.append(f"{name}: it is no CSV file in UTF-8 ({type(error).__name__})")
        return []
    head = cells[0] if cells else []
    if wrong := _wrong_head(name, head):
        faults.append(f"{name}: {wrong}")
        return []
    return [
        row for at, line in enumerate(cells[1:], 2) if (row := _row(name, at, head, line, faults))
    ]


def _headed(name: str, hidden: set[str]) -> list[str]:
    columns = [column for column in FILES[name] if column not in hidden]
    return [*columns[:-1], *SHOWN, columns[-1]] if name == "evidence.csv" else columns


def _csv(head: Sequence[str], rows: Iterable[Row]) -> bytes:
    return sheet(head, ([row.get(column) for column in head] for row in rows)).encode()


def _readable(row: Row) -> Row:
    record = json.loads(row.get("record"))
    shown = {"title": str(record.get("title") or ""), "says": str(record.get("text") or "")}
    return Row({**row.said, **shown})


def _wrong_head(name: str, head: Sequence[str]) -> str:
    known, needed = {*FILES[name], *SHOWN}, set(FILES[name]) - PRIVATE - _NEW.get(name, set())
    if len(set(head)) != len(head):
        return "a column stands in it twice"
    if strange := [column for column in head if column not in known]:
        return f"there is no column {', '.join(strange)}"
    if missing := [column for column in FILES[name] if column in needed - set(head)]:
        return f"the column {', '.join(missing)} is missing"
    return ""


def _row(
    name: str, at: int, head: Sequence[str], line: Sequence[str], faults: list[str]
) -> Row | None:
    if not line:
        return None
    where = f"{name}, row {at}"
    if len(line) != len(head):
        faults.append(f"{where}: it has {len(line)} cells; the head has {len(head)}")
        return None
    said = {key: unguarded(text) for key, text in zip(head, line, strict=True)}
    return Row({key: text for key, text in said.items() if key not in SHOWN}, where)
