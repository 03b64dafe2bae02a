"""How suggestions come to a consultation."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from board.gathered import consultation, lines
from board.samples import BOOK, NOW, SAME, redacted, sent
from evidencebook.board import moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, REJECTED, WAITING, User
from evidencebook.board.options import gathering, incoming
from evidencebook.board.options.incoming import Taken
from evidencebook.board.options.models import Consultation
from evidencebook.board.options.workshops import Line
from evidencebook.errors import InvalidError


def _take(session: Session, found: Consultation, some: list[Line], *, test: bool = False) -> Taken:
    return incoming.take_lines(session, found, "Wick", some, test=test, actor="Mo", now=NOW)


def _comments(session: Session, found: Consultation) -> Taken:
    return incoming.take_comments(session, found, chapters=("energy",), actor="Mo", now=NOW)


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
    monkeypatch.setattr(incoming, "LINES", 7)
    with database.writing() as session:
        number = consultation(session).id
    with pytest.raises(InvalidError, match="at most 7"), database.writing() as session:
        _take(session, gathering.consultation(session, number), lines("a", "b"))
    for name in ("", "x" * 101, "Comments"):
        with pytest.raises(InvalidError), database.writing() as session:
            found = gathering.consultation(session, number)
            incoming.take_lines(session, found, name, [], test=False, actor="Mo", now=NOW)


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
        assert _comments(session, again) == Taken(0, 0)


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
        redacted(session, one.id, removed, moderator)
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
