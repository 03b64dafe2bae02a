"""What there is to tell, and that it is told once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from board.samples import BOOK, NOW, SAME, sent
from evidencebook.board import moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.mail import news
from evidencebook.board.mail.news import CLAIMED, OLDEST, REMINDED, ForAuthor, ForModerators
from evidencebook.board.models import NOTED, PUBLISHED, REJECTED, SPAM, WAITING, User

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def numbers(database: Database, books: Books, moderator: User) -> list[int]:
    """Comments: published and answered, rejected, spam, waiting; and one without an address."""
    with database.writing() as session:
        made = [sent(session, books, SAME, f"{n}").id for n in range(4)]
        made.append(sent(session, books, SAME, "none", email="").id)
        for number, state in zip(made, (PUBLISHED, REJECTED, SPAM), strict=False):
            moderation.decide(
                session, number, state, seen=WAITING, user=moderator, now=NOW, reason="No."
            )
        moderation.decide(session, made[4], PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        _respond(database, session, made[0], moderator, "r")
    return made


def _respond(database: Database, session: object, number: int, user: User, form: str) -> None:
    moderation.respond(
        session, number, outcome=NOTED, text="Thank you.", edition="", editions=(),  # type: ignore[arg-type]
        form=form, user=user, now=NOW,
    )  # fmt: skip


def _authors(database: Database, now: dt.datetime = NOW) -> list[ForAuthor]:
    with database.reading() as session:
        return news.for_authors(session, now)


def _moderators(database: Database, now: dt.datetime = NOW) -> ForModerators | None:
    with database.reading() as session:
        return news.for_moderators(session, now, "mo")


def _tell(database: Database, keys: tuple[str, ...], now: dt.datetime, through: int = 0) -> None:
    assert news.claim(database, keys, now, through)
    news.sent(database, keys, now)


def test_authors_are_told_what_became_of_it(database: Database, numbers: list[int]) -> None:
    """Those who left an address, of what is not spam; each piece once."""
    found = _authors(database)
    assert [(one.comment, one.said) for one in found] == [
        (numbers[0], (PUBLISHED, "answered")),
        (numbers[1], (REJECTED,)),
    ]
    _tell(database, found[0].keys, NOW)
    assert [one.comment for one in _authors(database)] == [numbers[1]]


def test_what_comes_later_is_told_later(
    database: Database, numbers: list[int], moderator: User
) -> None:
    """Another response, or another decision."""
    for one in _authors(database):
        _tell(database, one.keys, NOW)
    with database.writing() as session:
        _respond(database, session, numbers[0], moderator, "another")
        moderation.decide(
            session, numbers[1], PUBLISHED, seen=REJECTED, user=moderator, now=NOW + HOUR
        )
    said = [(one.comment, one.said) for one in _authors(database, NOW + HOUR)]
    assert said == [(numbers[0], ("answered",)), (numbers[1], (PUBLISHED,))]


def test_a_reply_to_what_is_published_no_more(
    database: Database, books: Books, numbers: list[int], moderator: User
) -> None:
    """Readers do not see it: its author is told that it is published when they do."""
    with database.writing() as session:
        reply = sent(session, books, SAME, "reply", numbers[0]).id
        for number, state, seen in (
            (reply, PUBLISHED, WAITING), (numbers[0], SPAM, PUBLISHED),
        ):  # fmt: skip
            moderation.decide(session, number, state, seen=seen, user=moderator, now=NOW)
    assert [one.comment for one in _authors(database)] == [numbers[1]]
    with database.writing() as session:
        moderation.decide(session, numbers[0], PUBLISHED, seen=SPAM, user=moderator, now=NOW)
    told = [(one.comment, one.said) for one in _authors(database)]
    assert told[-1] == (reply, (PUBLISHED,))


def test_old_news_is_none(database: Database, numbers: list[int]) -> None:
    """A board that begins to send messages does not tell of years."""
    assert _authors(database, NOW + OLDEST + HOUR) == []


def test_what_is_claimed_is_left_alone(database: Database, numbers: list[int]) -> None:
    """By whoever comes second; after a while it is taken to be lost, and told again."""
    (one, _) = _authors(database)
    with ThreadPoolExecutor(4) as pool:
        took = list(pool.map(lambda _: news.claim(database, one.keys, NOW), range(4)))
    assert sum(took) == 1
    assert one.comment not in [other.comment for other in _authors(database)]
    later = NOW + CLAIMED + HOUR
    assert one in _authors(database, later)
    assert news.claim(database, one.keys, later)
    news.let_go(database, one.keys)
    assert one in _authors(database, later)


def test_moderators_are_told_what_waits_and_came(
    database: Database, books: Books, numbers: list[int]
) -> None:
    """By book; nothing twice; what waits is recalled after a week."""
    found = _moderators(database)
    assert found is not None
    assert (found.waiting, found.came, found.since) == ({BOOK: 1}, {BOOK: 4}, None)
    assert found.unanswered == {BOOK: 1}
    _tell(database, (found.key,), NOW, found.through)
    assert _moderators(database, NOW + HOUR) is None
    with database.writing() as session:
        sent(session, books, SAME, "new", now=NOW + HOUR)
    found = _moderators(database, NOW + HOUR)
    assert found is not None
    assert (found.waiting, found.came, found.since) == ({BOOK: 2}, {BOOK: 1}, NOW)
    _tell(database, (found.key,), NOW + HOUR, found.through)
    again = _moderators(database, NOW + HOUR + REMINDED)
    assert again is not None and again.came == {} and again.waiting == {BOOK: 2}
