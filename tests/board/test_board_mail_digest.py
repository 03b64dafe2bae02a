"""A digest: claimed, sent, marked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from email.message import EmailMessage

import pytest

from board.mail_samples import FRAME, Inbox, serving
from board.samples import NOW, SAME, sent
from evidencebook.board import audit, moderation, person
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.mail import digest, post
from evidencebook.board.mail.digest import Told
from evidencebook.board.mail.post import RefusedError, Send
from evidencebook.board.models import PUBLISHED, WAITING, Comment, User
from evidencebook.errors import InvalidError

MODERATORS = ["mo@example.org", "nan@example.org"]


@pytest.fixture
def board(database: Database, books: Books, moderator: User) -> Database:
    """A board with a comment that is published, and one that waits."""
    with database.writing() as session:
        one = sent(session, books, SAME, "1")
        moderation.decide(session, one.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        sent(session, books, SAME, "2", email="")
    return database


def _tell(board: Database, send: Send, hours: int = 0, since: dt.datetime | None = None) -> Told:
    frame = dataclasses.replace(FRAME, now=NOW + dt.timedelta(hours=hours))
    return digest.tell(board, send, frame, MODERATORS, since)


def test_each_message_is_sent_once(board: Database) -> None:
    """By a real server; the second time there is nothing to tell."""
    inbox = Inbox()
    with serving(inbox) as where, post.server(*where) as send:
        assert _tell(board, send) == Told(2, 1, ())
        assert _tell(board, send) == Told(0, 0, ())
    assert inbox.to == [["mo@example.org"], ["nan@example.org"], ["ann@example.org"]]
    said = "".join(one.as_string() for one in inbox.taken)
    for private in ("islands", "Ann Example", "Example College"):
        assert private not in said
    assert "ann@example.org" not in "".join(one.as_string() for one in inbox.taken[:2])


def test_what_is_refused_is_tried_again(board: Database) -> None:
    """The others are sent; it is told of without an address."""
    taken: list[EmailMessage] = []

    def send(message: EmailMessage) -> None:
        if "ann@" in str(message["To"]):
            raise RefusedError("full")
        taken.append(message)

    assert _tell(board, send) == Told(2, 0, ("the author of comment 1: full",))
    assert _tell(board, taken.append) == Told(0, 1, ())


@pytest.mark.parametrize("reply", ["550 no such user", "550 5.1.1 <ann@example.org>: unknown"])
def test_what_is_refused_for_good_is_told_no_more(board: Database, reply: str) -> None:
    """A line of the log says so, without the address; it is not among the e-mails about it."""
    inbox = Inbox()
    inbox.refused["ann@example.org"] = reply
    why = "the mail server refuses its address (550)"
    with serving(inbox) as where, post.server(*where) as send:
        assert _tell(board, send) == Told(2, 0, (), (f"the author of comment 1: {why}",))
        assert _tell(board, send, hours=2) == Told(0, 0, ())
    with board.writing() as session:
        (line,) = [one for one in audit.lines(session) if one.action == "not told"]
        assert (line.comment, line.actor, line.detail) == (1, audit.SYSTEM, why)
        told = person.told(session, person.comments(session, ["1"]), NOW)
        assert told["comments"][0]["e-mails about it"] == []


@pytest.mark.parametrize(
    "reply",
    ["450 later", "452 full", "554 no", "550 5.7.1 relaying denied", "550 5.1.8 sender unknown"],
)
def test_what_may_be_taken_another_time_is_tried_again(board: Database, reply: str) -> None:
    """So is what the server has against the sender, and not against the address."""
    inbox = Inbox()
    inbox.refused["ann@example.org"] = reply
    with serving(inbox) as where, post.server(*where) as send:
        told = _tell(board, send)
        assert (told.authors, len(told.failed), told.given_up) == (0, 1, ())
        inbox.refused.clear()
        assert _tell(board, send) == Told(0, 1, ())
    with board.reading() as session:
        assert "not told" not in [one.action for one in audit.lines(session)]


@pytest.mark.parametrize("email", ["ann@example..org", "ann@example.org.", "ann@[1.2"])
def test_an_authors_address_that_is_none(board: Database, email: str) -> None:
    """As forms once took it: it is given up, and others are told."""
    with board.writing() as session:
        session.get_one(Comment, 1).email = email
    taken: list[EmailMessage] = []
    told = _tell(board, taken.append)
    why = "the address is none that can be written to"
    assert told == Told(2, 0, (), (f"the author of comment 1: {why}",))
    assert _tell(board, taken.append) == Told(0, 0, ())


def test_a_sender_that_is_none(board: Database) -> None:
    """It is no fault of those who are written to: nothing is sent or given up."""
    frame = dataclasses.replace(FRAME, sender="board@example..org")
    taken: list[EmailMessage] = []
    with pytest.raises(InvalidError):
        digest.tell(board, taken.append, frame, MODERATORS)
    assert _tell(board, taken.append) == Told(2, 1, ())


def test_an_address_that_is_none(board: Database) -> None:
    """Of a moderator, whom the settings name: it is told of, and the others are sent."""
    taken: list[EmailMessage] = []
    told = digest.tell(board, taken.append, FRAME, ["mo@example.org\nBcc: x@example.org"])
    assert told.moderators == 0 and told.authors == 1
    assert told.failed == ("moderator 1: the address is none that can be written to",)


def test_what_stops_in_between_is_told_again(board: Database) -> None:
    """A program that ends after sending and before marking: a second copy, of the same name."""
    taken: list[EmailMessage] = []

    def killed(message: EmailMessage) -> None:
        taken.append(message)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _tell(board, killed)
    assert _tell(board, taken.append, hours=2) == Told(2, 1, ())
    assert taken[0]["Message-ID"] == taken[1]["Message-ID"]


def test_since_a_day(board: Database) -> None:
    """What moderators are told came since then; once as well."""
    taken: list[EmailMessage] = []
    _tell(board, taken.append)
    assert _tell(board, taken.append, since=NOW) == Told(2, 0, ())
    assert "Came since 1 July 2026" in taken[-1].get_content()
    assert _tell(board, taken.append, since=NOW) == Told(0, 0, ())
