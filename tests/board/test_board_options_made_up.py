"""What is told of made-up suggestions."""

from __future__ import annotations

import doctest

from board import option_samples as made
from board.samples import NOW, SAME, sent
from evidencebook.board import moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, WAITING, User
from evidencebook.board.options import incoming, made_up, paper_words
from evidencebook.board.options.models import Consultation


def test_the_examples_hold() -> None:
    """Those of the docstrings."""
    assert doctest.testmod(made_up).failed == 0


def test_comments_are_not_made_up(database: Database, books: Books, moderator: User) -> None:
    """How many suggestions are, on pages and in the paper; nothing where none is marked so."""
    with database.writing() as session:
        number = made.consultation(session)
        real = session.get_one(Consultation, made.consultation(session, slug="real", test=False))
        found = session.get_one(Consultation, number)
        made.suggestions(session, number, ["One.", "Two."])
        assert made_up.told(session, found) == made_up.sentence(2, 0)
        one = sent(session, books, SAME, "one", kind="suggestion", text="A real one.")
        moderation.decide(session, one.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        incoming.take_comments(session, found, chapters=(), actor="Mo", now=NOW)
        told = made_up.told(session, found)
        assert told.startswith("2 of the 3 suggestions here are made up")
        assert made_up.told(session, real) == ""
    paper = made.gathered(database, books, number)
    assert paper_words.test(paper) == f"Test data: {told}"
