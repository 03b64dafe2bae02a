"""What a book is told of what was said of it: what is published, and nothing else."""

from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path

import pytest
from sqlalchemy import select

from board import samples
from board.samples import BOOK, CHANGED, MARCH, NOW, SAME
from evidencebook.board import baked, moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, REJECTED, SPAM, WAITING, Comment, User
from evidencebook.build.said import Said
from evidencebook.build.said_file import parsed
from evidencebook.errors import EvidenceBookError, SettingsError


def _said(database: Database, book: str = BOOK) -> Said:
    with database.reading() as session:
        return baked.of_book(session, book)


@pytest.fixture
def talked(database: Database, books: Books, moderator: User) -> Database:
    """A board on which was published a comment with a reply and a response, and one more."""
    with database.writing() as session:
        first = samples.sent(session, books, SAME, "one", text="See https://example.org/a")
        second = samples.sent(session, books, CHANGED, "two", name="", kind="support")
        for one in (first, second):
            moderation.decide(session, one.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        reply = samples.sent(session, books, SAME, "three", parent=first.id, text="Me too.")
        moderation.decide(session, reply.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        moderation.respond(
            session,
            first.id,
            outcome="noted",
            text="It does.",
            edition="",
            editions=(),
            form="answer",
            user=moderator,
            now=NOW + dt.timedelta(days=2),
        )
        samples.sent(session, books, SAME, "four", text="This one waits.", name="Secret Waiter")
        spam = samples.sent(session, books, SAME, "five", text="Buy gold.", name="Spammer")
        moderation.decide(session, spam.id, SPAM, seen=WAITING, user=moderator, now=NOW)
    return database


def test_what_is_published(talked: Database) -> None:
    """Comments by number, each with replies, responses and the evidence that it is about."""
    said = _said(talked)
    assert [[one.id for one in comment.all] for comment in said.comments] == [[1, 3], [2]]
    first, second = said.comments
    assert (first.block, first.edition, first.released) == (SAME, MARCH, "2026-03-24")
    assert (first.name, first.organisation, first.date) == (
        "Ann Example", "Example College", "2026-07-01"
    )  # fmt: skip
    assert [(one.outcome, one.text, one.date) for one in first.responses] == [
        ("noted", "It does.", "2026-07-03")
    ]
    assert second.name == ""
    assert said.read[CHANGED, second.hash].name
    assert vars(said.figures) == {"received": 4, "published": 3, "answered": 1, "days": 2.0}


def test_it_is_read_again_as_it_was_written(talked: Database) -> None:
    """From both databases the same text, which a build takes."""
    text = _said(talked).text
    assert text == _said(talked).text
    assert parsed(text) == _said(talked)


def test_nothing_else_leaves_the_board(talked: Database) -> None:
    """No e-mail, no secret address, no form, no moderator, nothing that was not published."""
    text = _said(talked).text
    with talked.reading() as session:
        refs = session.scalars(select(Comment.ref)).all()
    for secret in ("ann@example.org", "Secret Waiter", "waits", "Buy gold", "Mo", "four", *refs):
        assert f'"{secret}' not in text and f" {secret} " not in text
    assert "form" not in text.replace('"format"', "")


def test_what_waits_is_nothing_new(talked: Database, books: Books, moderator: User) -> None:
    """Nor is what was rejected: a book is made again for what is published."""
    before = _said(talked)
    with talked.writing() as session:
        number = samples.sent(session, books, SAME, "six").id
    waiting = _said(talked)
    with talked.writing() as session:
        moderation.decide(
            session, number, REJECTED, seen=WAITING, user=moderator, now=NOW, reason="No."
        )
    rejected = _said(talked)
    assert waiting.digest != before.digest
    assert before.published == waiting.published == rejected.published
    with talked.writing() as session:
        moderation.decide(session, number, PUBLISHED, seen=REJECTED, user=moderator, now=NOW)
    assert _said(talked).published != before.published


def test_another_book(talked: Database) -> None:
    """Has none of it."""
    said = _said(talked, "lancashire")
    assert (said.comments, said.evidence, said.figures.received) == ((), (), 0)


def test_asking_a_board(talked: Database) -> None:
    """By its address; a book of which nothing was sent is as one that no board knows."""
    address = talked.url.render_as_string(hide_password=False)
    with baked.asking(address) as ask:
        assert ask(BOOK) == _said(talked)
        assert ask("lancashire") is None


def test_a_database_without_tables(url: str) -> None:
    """Is told of, and not changed by asking."""
    Database(url).close()
    with pytest.raises(EvidenceBookError, match="not as this version"), baked.asking(url):
        pass


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Is not made by asking."""
    path = tmp_path / "none.sqlite3"
    with pytest.raises(EvidenceBookError, match="is not there"), baked.asking(f"sqlite:///{path}"):
        pass
    assert not path.exists()


def test_a_database_that_does_not_answer() -> None:
    """Fails the build, and says so."""
    pytest.importorskip("psycopg")
    with socket.socket() as closed:  # bound, but not listening: nobody else has the port
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://x@127.0.0.1:{closed.getsockname()[1]}/x"
        with pytest.raises(EvidenceBookError, match="does not answer"), baked.asking(url):
            pass


def test_an_address_that_is_none() -> None:
    """Is told of as ever."""
    with pytest.raises(SettingsError), baked.asking("mysql://x/y"):
        pass
