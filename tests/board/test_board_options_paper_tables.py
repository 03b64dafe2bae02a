"""The board paper's tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from board import option_samples as made
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import paper_tables as tables
from evidencebook.board.options import paper_words as say
from evidencebook.board.options.paper import Paper
from evidencebook.board.options.paper_markdown import markdown
from evidencebook.board.options.paper_pdf import content

EVERY = (tables.options, tables.evidence, tables.suggestions, tables.scores)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_options_evidence_and_suggestions(database: Database, books: Books) -> None:
    """A row each, with the numbers by which they refer to one another."""
    paper = made.gathered(database, books)
    one, two = _rows(tables.options(paper))
    assert (one["Title"], one["Evidence for"], one["Suggestions"]) == ("Test sites", "1", "2")
    assert (one["Ahead of"], two["Divided on"]) == ("2", "Effect")
    rows = _rows(tables.evidence(paper))
    assert [(row["Option"], row["Stance"], row["Block"]) for row in rows] == [
        ("1", "for", "energy.emissions"),
        ("1", "against", "digital.gigabit"),
    ]
    rows = _rows(tables.suggestions(paper))
    assert [(row["Suggestion"], row["Options"]) for row in rows] == [
        ("1", "1"),
        ("2", "1"),
        ("3", ""),
    ]
    assert {row["Test data"] for row in rows} == {"yes"}


def test_scores(database: Database, books: Books) -> None:
    """By option and criterion, and over all criteria."""
    rows = _rows(tables.scores(made.gathered(database, books)))
    assert [row["Criterion"] for row in rows] == ["Effect", "Cost", tables.ALL] * 2
    assert (rows[0]["Mean"], rows[0]["Median"], rows[0]["Scores of 5"]) == ("4.5", "4.5", "2")
    assert (rows[1]["Median"], rows[3]["Median"]) == ("4.0", "3.0")
    assert (rows[2]["Mean"], rows[2]["Number of scores"], rows[2]["Lowest"]) == ("4.25", "8", "")
    assert (rows[2]["Members who scored every criterion"], rows[2]["Lowest of their means"]) == (
        "4", "4.0",
    )  # fmt: skip
    assert [row["Divided"] for row in rows] == ["no", "no", "", "yes", "no", ""]


def test_no_mean_lies_outside_its_own_range(database: Database, books: Books) -> None:
    """That over all criteria is of every score, also of members who scored some criteria alone."""
    with database.writing() as session:
        number = made.consultation(session)
        one = made.option(session, number, "Test sites")
        effect, cost = made.criteria(session, number)
        ann, ben = (made.member(session, number, name)[0] for name in ("Ann", "Ben"))
        made.begun(session, number)
        made.scores(session, ann, {(one, effect): 5, (one, cost): 5})
        made.scores(session, ben, {(one, effect): 1})
    paper = made.gathered(database, books, number)
    *_, whole = _rows(tables.scores(paper))
    assert (whole["Mean"], whole["Number of scores"]) == ("4.0", "3")
    assert (whole["Median"], whole["Lowest"], whole["Highest"]) == ("", "", "")
    assert [whole[f"{end} of their means"] for end in ("Lowest", "Highest")] == ["5.0"] * 2
    assert whole["Members who scored every criterion"] == "1"
    assert say.overall(paper.options[0]) == "4.0 (1 member)"
    assert say.BRACKETS in markdown(paper) and content(paper)["brackets"] == say.BRACKETS


@pytest.mark.parametrize("table", EVERY)
def test_no_cell_is_a_formula(
    database: Database, books: Books, table: Callable[[Paper], str]
) -> None:
    """Whatever people wrote."""
    with database.writing() as session:
        number = made.hostile(session, books)
    for row in csv.reader(io.StringIO(table(made.gathered(database, books, number)))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize("table", EVERY)
def test_an_empty_paper(database: Database, books: Books, table: Callable[[Paper], str]) -> None:
    """The head alone, with no column for a mark that is not needed."""
    with database.writing() as session:
        number = made.consultation(session, test=False)
    (head,) = csv.reader(io.StringIO(table(made.gathered(database, books, number))))
    assert "Test data" not in head
