"""A block with so many comments that they take two pages: replies and links find their place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from board.conftest import Clock
from board.samples import BOOK, FILLED, NOW, SAME, sent
from board.served import Person, shown
from evidencebook.board import comments, moderation, published
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, WAITING, User
from evidencebook.board.options import gathering, incoming

PLACE = f"/board/{BOOK}/{SAME}"
LAST = published.PAGE + 1
REPLY = LAST + 1


@pytest.fixture
def talked(database: Database, books: Books, moderator: User) -> None:
    """One comment more than a page holds, the last with a reply."""
    with database.writing() as session:
        for number in range(1, REPLY + 1):
            parent = LAST if number == REPLY else None
            made = sent(session, books, SAME, f"{number}", parent, kind="suggestion").id
            moderation.decide(session, made, PUBLISHED, seen=WAITING, user=moderator, now=NOW)


def test_a_reply_that_is_sent_again(talked: None, database: Database, reviewer: Person) -> None:
    """Answers the comment that it was written to, whatever was wrong with it at first."""
    page = reviewer.read(f"{PLACE}?page=2&reply={LAST}")
    answer = reviewer.fill(page, SAME, **{**FILLED, "consent": ""})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "lxml")
    assert f"Reply to comment {LAST}" in shown(page)
    ref = reviewer.fill(page, SAME, **FILLED).headers["location"].rpartition("/")[2]
    with database.reading() as session:
        assert comments.by_ref(session, BOOK, ref).parent_id == LAST


def test_an_aged_reply(talked: None, reviewer: Person, clock: Clock) -> None:
    """As well."""
    page = reviewer.read(f"{PLACE}?page=2&reply={LAST}")
    clock.now += timedelta(hours=13)
    answer = reviewer.fill(page, SAME, **FILLED)
    assert answer.status_code == 403
    assert f"Reply to comment {LAST}" in shown(BeautifulSoup(answer.text, "lxml"))


@pytest.mark.parametrize("number", [REPLY, 999])
def test_what_takes_no_reply(talked: None, reviewer: Person, number: int) -> None:
    """A reply, or what is not there: the form is one for a new comment."""
    assert "Write a comment" in shown(reviewer.read(f"{PLACE}?reply={number}"))


def _leads(reviewer: Person, link: str, number: int) -> bool:
    """Whether a link leads to a comment on the page where it stands."""
    assert link.endswith(f"#comment-{number}")
    return bool(reviewer.read(link).select(f"#comment-{number}"))


def test_links_lead_to_the_page_that_holds_a_comment(talked: None, reviewer: Person) -> None:
    """From the list of a book, from its author's page; of a reply, to that of what it answers."""
    page = reviewer.read(f"/board/{BOOK}")
    link = next(one for one in page.select("li h3 a") if f"#comment-{LAST}" in str(one["href"]))
    assert _leads(reviewer, str(link["href"]), LAST)
    for number in (1, LAST, REPLY):
        assert _leads(reviewer, f"{PLACE}?comment={number}#comment-{number}", number)
    assert "Page 1 of 2" in shown(reviewer.read(f"{PLACE}?comment=999"))
    assert "Page 1 of 2" in shown(reviewer.read(f"{PLACE}?comment=x"))


def test_authors_find_their_comment(talked: None, database: Database, reviewer: Person) -> None:
    """From the page that only they know."""
    for number in (LAST, REPLY):
        with database.reading() as session:
            ref = moderation.comment(session, number).ref
        page = reviewer.read(f"/board/{BOOK}/sent/{ref}")
        assert _leads(reviewer, str(page.select(".thanks a")[0]["href"]), number)


def test_consultations_lead_to_a_comment(
    talked: None, database: Database, reviewer: Person
) -> None:
    """That a suggestion was taken from."""
    with database.writing() as session:
        found = gathering.add(session, BOOK, "Strategy", actor="Mo", now=NOW)
        incoming.take_comments(session, found, chapters=(), actor="Mo", now=NOW)
        gathering.publish(session, found.id, True, seen=False, actor="Mo", now=NOW)
    page = reviewer.read(f"/board/{BOOK}/consultations/strategy")
    link = next(one for one in page.select("a") if one.get_text() == f"comment {LAST}")
    assert _leads(reviewer, str(link["href"]), LAST)
