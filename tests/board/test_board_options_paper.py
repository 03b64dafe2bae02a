"""What a board paper gathers: options, evidence as it was read, suggestions, scores."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from board import option_samples as made
from board import samples
from board.samples import NOW
from evidencebook.board import evidence
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, REJECTED, Comment
from evidencebook.board.options import gathering, paper
from evidencebook.board.options.models import COMMENT, Consultation, Option, Suggestion
from evidencebook.errors import NotThereError


def test_what_it_gathers(database: Database, books: Books) -> None:
    """Options in their order, each with its evidence, people's words, scores and remarks."""
    found = made.gathered(database, books)
    assert (found.title, found.book, found.test) == (
        *("Innovation strategy", "Highland evidence base", True),
    )
    assert found.released == "2026-03-24" and found.edition.startswith("Official statistics")
    assert (found.workshops, found.comments, found.groups) == ((("Inverness", 3),), 0, 1)
    assert (found.taken_up, [one.text for one in found.left]) == (2, ["Paint the bridge."])
    assert (found.invited, found.scored, found.first) == (4, 4, 1)
    one, two = found.options
    assert (one.number, one.title, one.places, one.remarks) == (
        *(1, "Test sites", ("Highland",), (paper.Remark("Ready to begin."),)),
    )
    assert [(row.number, row.origin) for row in one.said] == [
        (1, "workshop Inverness, line 2"),
        (2, "workshop Inverness, line 3"),
    ]
    assert [row.block for row in one.side("for")] == ["energy.emissions"]
    assert [row.block for row in one.side("against")] == ["digital.gigabit"]
    assert (one.ahead_of, two.divided) == ((2,), ("Effect",))


def test_evidence_is_what_the_edition_said(database: Database, books: Books, site: Path) -> None:
    """It stays when another edition says something else, or nothing; that is marked."""
    with database.writing() as session:
        number = made.whole(session, books)
    before = made.gathered(database, books, number).options[0].evidence
    assert [row.standing for row in before] == [evidence.CURRENT] * 2
    assert before[1].address == "highland/digital.html#digital-gigabit"
    book = samples.publish_june(site)
    samples.without(book, "energy.emissions")
    after = made.gathered(database, books, number).options[0].evidence
    assert [row.standing for row in after] == [evidence.GONE, evidence.EARLIER]
    assert [row.said for row in after] == [row.said for row in before]
    assert after[1].released == "2026-03-24"


def test_it_is_dated_by_the_newest_deed(database: Database, books: Books) -> None:
    """Not by the clock."""
    with database.writing() as session:
        number = made.whole(session, books)
        option = session.scalars(select(Option)).first()
        assert option
        option.updated_at = NOW + timedelta(days=3)
    assert made.gathered(database, books, number).dated == "2026-07-04"


def test_words_of_a_comment_are_what_it_says_today(database: Database, books: Books) -> None:
    """One that is published no more is not repeated."""
    with database.writing() as session:
        comment = samples.sent(session, books, samples.SAME, "a" * 20, text="Count the islands.")
        comment.state = PUBLISHED
        number = made.consultation(session)
        session.add(
            Suggestion(
                consultation_id=number, number=1, source=COMMENT, origin="comments",
                row=comment.id, comment_id=comment.id, text="", participants="", priority="",
                place="",
            )
        )  # fmt: skip
    (said,) = made.gathered(database, books, number).suggestions
    assert (said.text, said.origin) == ("Count the islands.", f"comment {comment.id}")
    with database.writing() as session:
        session.get_one(Comment, comment.id).state = REJECTED
    (said,) = made.gathered(database, books, number).suggestions
    assert said.text == gathering.WITHDRAWN


def test_a_book_that_is_published_no_more(database: Database, site: Path) -> None:
    """There is no edition to be the paper's."""
    with database.writing() as session:
        number = made.consultation(session, book="nowhere")
        with pytest.raises(NotThereError):
            paper.paper(session, Books(site), made.PLACES, session.get_one(Consultation, number))
