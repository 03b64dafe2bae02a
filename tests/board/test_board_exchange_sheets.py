"""Rows as CSV: safe in a spreadsheet, and the same when they come back."""

from __future__ import annotations

import csv
import io

import pytest

from evidencebook.board.exchange import sheets
from evidencebook.board.exchange.rows import COMMENT, PRIVATE, Row, Rows
from evidencebook.board.sheets import guarded, unguarded

DANGEROUS = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''", "'", "-"]
PLAIN = ["", "a", "a=1", 'a,"b"', "a\nb", " a", "漢\U0001f600", "1", "a'b"]


@pytest.mark.parametrize("text", [*DANGEROUS, *PLAIN])
def test_no_cell_is_a_formula(text: str) -> None:
    """What might be one begins with an apostrophe; each text comes back as it was."""
    cell = guarded(text)
    assert unguarded(cell) == text.replace("\r\n", "\n")
    assert (cell != text) == (text in DANGEROUS)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_rows_come_back() -> None:
    """Whatever stands in them; lines may have been ended as another system ends them."""
    said = {column: f"{number}" for number, column in enumerate(COMMENT)}
    rows = [Row({**said, "text": text}) for text in (*PLAIN[1:], "=1", "'=1", "a\n=1")]
    files = sheets.written(Rows(comments=rows))
    assert list(files) == ["comments.csv", "responses.csv", "evidence.csv"]
    for content in (files["comments.csv"], files["comments.csv"].replace(b"\n", b"\r\n")):
        faults: list[str] = []
        found = sheets.read("comments.csv", b"\xef\xbb\xbf" + content, faults)
        assert faults == []
        assert [row.said for row in found] == [row.said for row in rows]


def test_what_is_handed_on_has_no_private_columns() -> None:
    """Their heads are not there either."""
    files = sheets.written(Rows(), public=True)
    heads = {column for content in files.values() for column in _head(content)}
    assert not heads & PRIVATE
    assert {"title", "says", "record"} <= heads


def _head(content: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(content.decode())))


def test_rows_of_another_length() -> None:
    """Each is named, and the others are read."""
    head = ",".join(column for column in COMMENT)
    faults: list[str] = []
    found = sheets.read("comments.csv", f"{head}\na,b\n\n{',' * 19}\n".encode(), faults)
    assert len(found) == 1 and found[0].where == "comments.csv, row 4"
    assert faults == ["comments.csv, row 2: it has 2 cells; the head has 20"]
