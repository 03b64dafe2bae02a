"""Blocks for print: their numbers, their sources in words, how tables share the width."""

from __future__ import annotations

from typing import Any

import build_samples as samples
import pytest

from evidencebook.blocks.html import html
from evidencebook.build import exhibits
from evidencebook.errors import BuildError


def _record(slug: str, kind: str, **fields: Any) -> dict[str, Any]:
    return samples.block("alpha", slug, kind, **fields).record()


def test_figures_and_tables_are_counted_within_their_chapter() -> None:
    """Each kind by itself; the table of caveats has no number."""
    first = [_record("a", "figure"), _record("b", "table"), _record("c", "figure")]
    second = [_record("d", "table"), _record("unknowns", "table"), _record("e", "claim")]
    numbers = exhibits.numbers([first, second])
    assert numbers == {"alpha.a": "1.1", "alpha.c": "1.2", "alpha.b": "1.1", "alpha.d": "2.1"}


def test_looks() -> None:
    """A block looks as its kind does, but for key messages and the table of caveats."""
    assert exhibits.look(_record("a", "claim")) == "claim"
    assert exhibits.look(_record("a", "claim", group="key-messages")) == "key-messages"
    assert exhibits.look(_record("unknowns", "table")) == "caveats"


def test_a_message_is_shown_by_what_tells_of_the_same() -> None:
    """The same indicators first, then the same names and numbers, then a figure."""
    claim = _record("m", "claim", text="Output ranged from £30 in South to £36.", indicators=("a",))
    other = _record("other", "figure", indicators=("b",))
    more = _record("more", "figure", indicators=("a", "b"), alt="£30 in South, £36")
    trend = _record("trend", "figure", indicators=("a",), alt="It rose to £36.")
    across = _record("map", "table", indicators=("a",), title="£30 in South to £36")
    assert exhibits.shown_by(claim, [other, more, trend, across]) == "alpha.map"
    assert exhibits.shown_by(claim, [other, more, trend]) == "alpha.trend"
    assert exhibits.shown_by(claim, [other]) == ""


def test_sources_are_named_once_by_publisher() -> None:
    """With the dates of release, and how the figures were computed."""
    ons = {"publisher": "ONS", "title": "A", "released": "2025-06-09", "url": ""}
    block = {
        "sources": [ons, {**ons, "title": "B", "released": ""}, {**ons, "publisher": "DfT"}],
        "computed": "sum",
    }
    assert exhibits.source_line(block) == (
        "Source: ONS, A, released 9 June 2025; B; DfT, A, released 9 June 2025. Computed: sum."
    )
    assert exhibits.source_line({"sources": []}) == ""


def test_a_table_is_printed_as_the_page_shows_it() -> None:
    """Its cells as text, the columns of numbers told apart; the same notes under it."""
    block = samples.block("alpha", "t", "table", notes=("It's rough.",))
    made = exhibits.exhibit(block.record(), html(block), "1.1")
    assert [column["name"] for column in made["columns"]] == ["Area", "£ per hour"]
    assert [column["number"] for column in made["columns"]] == [False, True]
    assert made["rows"] == [["North *<b>*", "36.1"], ["South #x", "31.0"]]
    assert made["notes"] == ["It’s rough."]
    assert made["whole"]
    assert made["number"] == "1.1"
    with pytest.raises(BuildError, match="shows no table"):
        exhibits.exhibit(block.record(), "<p></p>")


def test_columns_share_the_width_by_their_texts() -> None:
    """A column of prose gets more than one of numbers, and every word fits."""
    number, name, note = exhibits.column_widths(
        [["Released", "1"], ["Area", "West End"], ["x y " * 90]]
    )
    assert number >= len("Released") + 3
    assert note > name > 7
    assert number + name + note == pytest.approx(exhibits.LINE, abs=1)


def test_columns_that_fit_on_a_line_do() -> None:
    """None is cut to give another more than it needs."""
    name, value = exhibits.column_widths([["Area", "West of England and more"], ["Value", "1"]])
    assert name >= len("West of England and more")
    assert value >= len("Value")


def test_lines_of_a_table() -> None:
    """A long cell takes several, and there is room between rows."""
    assert exhibits.lines([["a", "b"], ["a", "b"]], [50, 50]) == 3
    assert exhibits.lines([["a", "x" * 120]], [50, 50]) == 4
