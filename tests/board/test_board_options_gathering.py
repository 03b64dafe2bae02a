"""Consultations, and how suggestions come to them."""

from __future__ import annotations

import pytest

from board.gathered import BUSES, consultation
from board.samples import BOOK, NOW
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.options import gathering
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError


def test_a_consultation(database: Database) -> None:
    """It goes by its title, of which a book has one."""
    with database.writing() as session:
        made = gathering.add(session, BOOK, " Über  Innovation ", actor="Mo", now=NOW)
        assert (made.title, made.slug, made.options_at_most) == (
            "Über Innovation", "uber-innovation", 6,
        )  # fmt: skip
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        gathering.add(session, BOOK, "uber innovation", actor="Mo", now=NOW)
    with database.reading() as session:
        assert gathering.named(session, BOOK, "Über innovation")
        assert gathering.named(session, "lancashire", "Über innovation") is None
        assert [one.id for one in gathering.every(session)] == [made.id]


@pytest.mark.parametrize(("title", "options"), [("", 6), ("?!", 6), ("x" * 101, 6), ("a", 0)])
def test_what_is_no_consultation(database: Database, title: str, options: int) -> None:
    """A title of words, and a number of options that a board can weigh."""
    with pytest.raises(InvalidError), database.writing() as session:
        gathering.add(session, BOOK, title, actor="Mo", now=NOW, options=options)


def test_an_address_is_no_longer_than_its_column(database: Database) -> None:
    """However long a title becomes in plain letters; it is cut at a word, and stays its own."""
    squares, words = "㎯" * 60, "㎯㎯㎯㎯㎯ " * 16
    with database.writing() as session:
        made = [
            gathering.add(session, BOOK, title, actor="Mo", now=NOW)
            for title in (squares, squares + "s", words)
        ]
        assert len({one.slug for one in made}) == 3
        assert all(len(one.slug) <= gathering.SLUG for one in made)
        *parts, _ = made[2].slug.split("-")
        assert parts == ["rads2" * 5] * 3
    with database.reading() as session:
        for one in made:
            found = gathering.named(session, BOOK, one.title)
            assert found and found.id == one.id
            assert gathering.by_name(session, f"{BOOK}/{one.slug}").id == one.id


def test_readers_see_what_a_moderator_shows(database: Database) -> None:
    """Two who decide at once are told."""
    with database.writing() as session:
        found = consultation(session)
        assert gathering.public(session, BOOK) == []
        with pytest.raises(NotThereError):
            gathering.of_slug(session, BOOK, "strategy")
        gathering.publish(session, found.id, True, seen=False, actor="Mo", now=NOW)
        assert gathering.of_slug(session, BOOK, "strategy").id == found.id
        with pytest.raises(AlreadyDoneError):
            gathering.publish(session, found.id, True, seen=False, actor="Jo", now=NOW)
        gathering.publish(session, found.id, False, seen=True, actor="Mo", now=NOW)
        assert gathering.public(session, BOOK) == []


def test_the_log_holds_no_words(database: Database) -> None:
    """Numbers alone."""
    with database.writing() as session:
        consultation(session)
    with database.reading() as session:
        told = [(one.action, one.detail) for one in audit.lines(session)]
        assert told == [
            ("suggestions imported", "consultation 1: 6 suggestions"),
            ("consultation made", "consultation 1"),
        ]
        assert not any(text in repr(told) for text in (*BUSES, "Inverness"))
