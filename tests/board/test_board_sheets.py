"""Tables as CSV that no spreadsheet computes."""

from __future__ import annotations

import csv
import doctest
import io

from evidencebook.board import sheets


def test_the_examples_hold() -> None:
    """Those of the docstrings."""
    assert doctest.testmod(sheets).failed == 0


def test_text_is_guarded_and_numbers_are_not() -> None:
    """Also behind spaces; commas, quotes and lines stay in their cell."""
    text = sheets.sheet(("a", "b"), [("=1+1", -1), (" @x", None), ('a,"b"\nc', 0.5), ("\t=x", 1)])
    assert list(csv.reader(io.StringIO(text))) == [
        ["a", "b"],
        ["'=1+1", "-1"],
        ["' @x", ""],
        ['a,"b"\nc', "0.5"],
        ["'\t=x", "1"],
    ]
