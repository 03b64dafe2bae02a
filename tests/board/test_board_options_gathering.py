"""Consultations, and how suggestions come to them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from board.gathered import BUSES, consultation, lines
from board.samples import BOOK, NOW, SAME, sent
from evidencebook.board import audit, moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, REJECTED, WAITING, User
from evidencebook.board.options import gathering
from evidencebook.board.options.gathering import Taken
from evidencebook.board.options.models import Consultation
from evidencebook.board.options.workshops import Line
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError


def _take(session: Session, found: Consultation, some: list[Line], *, test: bool = False) -> Taken:
    return gathering.take_lines(session, found, "Wick", some, test=test, actor="Mo", now=NOW)


def _comments(session: Session, found: Consultation) -> Taken:
    return gathering.take_comments(session, found, chapters=("energy",), actor="Mo", now=NOW)


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


def test_each_line_is_taken_once(database: Database) -> None:
    """Wherever in the file it stands; two people may say the same; changed lines are told."""
    with database.writing() as session:
        found = consultation(session, ())
        same = [*lines("a", "b"), Line(9, "b", "business", "energy", "Highland")]
        assert _take(session, found, same) == Taken(3, 0)
        assert _take(session, found, same) == Taken(0, 3)
        moved = lines("b", "a", "new", "b")
        assert _take(session, found, moved) == Taken(1, 3)
        assert _take(session, found, lines("other")) == Taken(0, 0, (2,))
        said = [(one.number, one.text) for one in gathering.suggestions(session, found.id)]
        assert said == [(1, "a"), (2, "b"), (3, "b"), (4, "new")]


def test_a_line_may_be_put_before_others(database: Database) -> None:
    """It is new, as what stood there stands further down; the file again adds nothing."""
    with database.writing() as session:
        found = consultation(session, ())
        _take(session, found, lines("a", "b"))
        longer = lines("new", "a", "newer", "b", "last")
        assert _take(session, found, longer) == Taken(3, 2)
        assert _take(session, found, longer) == Taken(0, 5)
        said = [(one.row, one.text) for one in gathering.suggestions(session, found.id)]
        assert said == [(2, "a"), (3, "b"), (7, "new"), (4, "newer"), (6, "last")]
        assert _take(session, found, lines("first", *(one.text for one in longer))) == Taken(1, 5)


def test_a_line_said_twice_is_changed_once(database: Database) -> None:
    """Where one of two that are alike is gone, one line stands in its place."""
    with database.writing() as session:
        found = consultation(session, ())
        _take(session, found, lines("b", "b"))
        assert _take(session, found, lines("b", "x")) == Taken(0, 1, (3,))
        assert _take(session, found, lines("x", "y", "b")) == Taken(1, 1, (2,))
        assert _take(session, found, lines("x", "y", "b")) == Taken(0, 2, (2,))


def test_a_test_file_marks_all(database: Database) -> None:
    """And nothing takes the mark away."""
    with database.writing() as session:
        found = consultation(session)
        _take(session, found, lines("a"), test=True)
        _take(session, found, lines("b", "c"), test=False)
    with database.reading() as session:
        assert gathering.consultation(session, found.id).test


def test_limits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of suggestions, and of a workshop's name."""
    monkeypatch.setattr(gathering, "LINES", 7)
    with database.writing() as session:
        number = consultation(session).id
    with pytest.raises(InvalidError, match="at most 7"), database.writing() as session:
        _take(session, gathering.consultation(session, number), lines("a", "b"))
    for name in ("", "x" * 101, "Comments"):
        with pytest.raises(InvalidError), database.writing() as session:
            found = gathering.consultation(session, number)
            gathering.take_lines(session, found, name, [], test=False, actor="Mo", now=NOW)


def test_a_reply_goes_with_what_it_replies_to(
    database: Database, books: Books, moderator: User
) -> None:
    """As readers see it: neither is taken nor shown once the comment is withdrawn."""
    with database.writing() as session:
        found = consultation(session)
        one = sent(session, books, SAME, "one", kind="question", text="Why not wind?")
        moderation.decide(session, one.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        two = sent(session, books, SAME, "two", one.id, kind="suggestion", text="Wind.")
        moderation.decide(session, two.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        assert _comments(session, found) == Taken(1, 0)
        moderation.decide(
            session, one.id, REJECTED, seen=PUBLISHED, user=moderator, now=NOW, reason="No."
        )
        assert gathering.said(gathering.suggestions(session, found.id)[-1]) == gathering.WITHDRAWN
        again = gathering.add(session, BOOK, "Another strategy", actor="Mo", now=NOW)
        assert _comments(session, again) == Taken(0, 1)


def test_comments_keep_their_words(database: Database, books: Books, moderator: User) -> None:
    """Each published suggestion is taken once; what is removed from it is removed here."""
    with database.writing() as session:
        found = consultation(session)
        one = sent(session, books, SAME, "one", kind="suggestion", text="Ask Jo Bloggs of Wick.")
        two = sent(session, books, SAME, "two", kind="suggestion", text="Wind.")
        other = sent(session, books, SAME, "three", kind="question", text="Why?")
        for comment in (one, other):
            moderation.decide(session, comment.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        assert _comments(session, found) == Taken(1, 0)
        assert _comments(session, found) == Taken(0, 1)
        moderation.decide(session, two.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        assert _comments(session, found) == Taken(1, 1)
        removed = {"text": "Ask [removed]."}
        moderation.redact(session, one.id, removed, user=moderator, now=NOW)
        moderation.decide(
            session, two.id, REJECTED, seen=PUBLISHED, user=moderator, now=NOW, reason="No."
        )
    with database.reading() as session:
        taken = gathering.suggestions(session, found.id)[-2:]
        assert [gathering.said(one) for one in taken] == [
            "Ask [removed].", gathering.WITHDRAWN,
        ]  # fmt: skip
        assert [one.text for one in taken] == ["", ""] and taken[0].priority == "energy"
        assert [gathering.is_withdrawn(one) for one in taken] == [False, True]


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
