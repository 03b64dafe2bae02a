"""Numbers typed into prose."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from evidencebook.build.prose import refuse_typed_numbers, typed_numbers
from evidencebook.errors import BuildError


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Output rose by 3.5% to £1,204.", ["3.5%", "£1,204"]),
        ("First line.\n\nIt grew in 2023.", ["2023"]),
        ("The target is 2.4% of output.", ["2.4%"]),
        ("Level 3 and 4G, people aged 16 to 64, `x = 1`, CO2 and UK = 100.", []),
        ("Levels 3 and 4, Key Stage 2, 30 Mbit/s, a 95% interval, SIC 2007.", []),
        ("1. one\n2. two\n\nSee [this](https://example.org/2024/x1) or https://a.b/9.", []),
        ("The share at level 3 is 54%.", ["54%"]),
    ],
)
def test_typed_numbers(markdown: str, expected: list[str]) -> None:
    """Numbers in prose are found; names, code, addresses and list numbers are not numbers."""
    assert [text for _, text in typed_numbers(markdown)] == expected


def test_typed_numbers_say_the_line() -> None:
    """Lines are counted from one, and code does not shift them."""
    assert typed_numbers("`a\n1`\n\nIt was 7.") == [(4, "7")]


def test_a_typed_number_fails_the_check(tmp_path: Path) -> None:
    """The error names the notebook, the cell, the line and the number."""
    cells = [new_markdown_cell(text) for text in ("# A", "Fine.\n\nIt is £5.")]
    path = tmp_path / "alpha.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    with pytest.raises(BuildError, match=r"cell 2.*line 3") as caught:
        refuse_typed_numbers(path)
    assert caught.value.found == "£5"
