"""How long addresses are kept."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from board.conftest import PASSWORD
from board.samples import NOW, SAME, sent
from evidencebook.board import accounts, audit, limits, moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import NOTED, PUBLISHED, WAITING, Attempt, Comment, SignedIn, User
from evidencebook.board.retention import Purged, purge

DAY = dt.timedelta(days=1)


@pytest.fixture
def kept(database: Database, books: Books, moderator: User) -> None:
    """Comments received on the first day, decided on on the tenth, answered on the twentieth."""
    with database.writing() as session:
        ids = [sent(session, books, SAME, f"{n}").id for n in range(3)]
        sent(session, books, SAME, "none", email="")
        for number in ids[1:]:
            moderation.decide(
                session, number, PUBLISHED, seen=WAITING, user=moderator, now=NOW + 10 * DAY
            )
        moderation.respond(
            session, ids[2], outcome=NOTED, text="Thank you.", edition="", editions=(),
            form="r", user=moderator, now=NOW + 20 * DAY,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "removed"), [(29, 0), (30, 0), (31, 1), (39, 1), (41, 2), (50, 2), (51, 3)]
)
def test_addresses_go_after_the_comment_was_last_dealt_with(
    database: Database, kept: None, days: int, removed: int
) -> None:
    """Received, decided on or responded to; a dry run says the same and removes nothing."""
    now = NOW + days * DAY
    with database.reading() as session:
        assert purge(session, now, 30, dry_run=True).addresses == removed
    with database.writing() as session:
        assert purge(session, now, 30).addresses == removed
    with database.reading() as session:
        assert len(session.scalars(select(Comment).where(Comment.email != "")).all()) == 3 - removed
        assert {one.name for one in session.scalars(select(Comment))} == {"Ann Example"}


def test_old_marks_and_sessions_go_too(database: Database, moderator: User) -> None:
    """Those that are worth something stay; the log says how many went, once."""
    accounts.sign_in(database, "Mo", PASSWORD, NOW)
    accounts.sign_in(database, "Mo", PASSWORD, NOW + 2 * DAY)
    with database.writing() as session:
        session.add(Attempt(kind=limits.COMMENT, who="a", at=NOW))
        session.add(Attempt(kind=limits.COMMENT, who="b", at=NOW + 2 * DAY))
    with database.writing() as session:
        assert purge(session, NOW + 2 * DAY, 365).attempts == 1
        assert purge(session, NOW + 2 * DAY, 365) == Purged(0, 0, 0)
        assert purge(session, NOW + 3 * DAY, 365) == Purged(0, 0, 1)
    with database.reading() as session:
        assert session.scalars(select(Attempt.who)).all() == ["b"]
        assert session.scalars(select(SignedIn)).all() == []
        said = [one.detail for one in audit.lines(session) if one.action == "purged"]
        assert len(said) == 2 and said[0] == "0 addresses, 0 attempts, 1 sessions"
