"""The drawing of the panel's scores."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from board import option_samples as made
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import paper_chart

SVG = "{http://www.w3.org/2000/svg}"


def test_marks_are_scores(database: Database, books: Books) -> None:
    """One for each that was given, as large as it was often; its number stands in it."""
    paper = made.gathered(database, books)
    drawn = ET.fromstring(paper_chart.chart(paper, paper.options[0]))
    marks = drawn.findall(f"{SVG}circle")
    assert [float(one.get("cx") or 0) for one in marks] == [382, 452, 312, 382, 452]
    assert [one.get("r") for one in marks] == ["11.31", "11.31", "8", "11.31", "8"]
    texts = [one.text for one in drawn.findall(f"{SVG}text")]
    assert texts[:5] == ["1", "2", "3", "4", "5"] and {"Effect", "Cost"} < set(texts)
    assert paper_chart.alt(paper, paper.options[0]) == (
        "How often each score was given to option 1. "
        "Effect: 4: 2 times, 5: 2 times; Cost: 3: once, 4: 2 times, 5: once."
    )


def test_names_of_criteria_are_text(database: Database, books: Books) -> None:
    """None is markup, and each fits where it stands."""
    with database.writing() as session:
        number = made.hostile(session, books)
    paper = made.gathered(database, books, number)
    drawn = ET.fromstring(paper_chart.chart(paper, paper.options[0]))
    assert {one.tag for one in drawn} == {f"{SVG}{name}" for name in ("text", "line")}
    assert not any(list(one) for one in drawn)
