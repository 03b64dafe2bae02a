"""What reviewers send, and what readers see of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from board import samples
from board.samples import BOOK, CHANGED, FILLED, MARCH, NOW, SAME, sent
from evidencebook.board import comments, moderation, published
from evidencebook.board.database import Database
from evidencebook.board.evidence import EARLIER, GONE, Books
from evidencebook.board.exchange import rows
from evidencebook.board.models import NOTED, PUBLISHED, SPAM, WAITING, Comment, User
from evidencebook.board.tally import Tally, tally
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

Publish = Callable[..., int]


@pytest.fixture
def publish(database: Database, books: Books, moderator: User) -> Publish:
    """Send a comment and publish it; its number."""

    def made(block: str, form: str, parent: int | None = None) -> int:
        with database.writing() as session:
            number = sent(session, books, block, form, parent).id
            moderation.decide(session, number, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        return number

    return made


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"text": "https://a.org " * 4}, "text"),
        ({"kind": "insult"}, "kind"),
        ({"kind": "evidence"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"email": "someone"}, "email"),
        ({"email": f"{'x' * 243}@example.org"}, "email"),
        ({"name": "x" * 101}, "name"),
        ({"consent": ""}, "consent"),
    ],
)
def test_what_is_not_taken(change: dict[str, str], field: str) -> None:
    """The message stands with the field."""
    with pytest.raises(InvalidError) as raised:
        comments.draft({**FILLED, **change})
    assert list(raised.value.fields) == [field]


def test_a_comment_waits(database: Database, books: Books) -> None:
    """It is kept with the evidence, and no reader sees it."""
    with database.writing() as session:
        ref = sent(session, books, CHANGED, "form").ref
    with database.reading() as session:
        found = comments.by_ref(session, BOOK, ref)
        assert (found.state, found.edition, found.released) == (WAITING, MARCH, "2026-03-24")
        assert found.evidence.record == books.today(BOOK, CHANGED)
        assert published.of_book(session, books.book(BOOK)) == []
        assert published.counts(session, BOOK) == {}


def test_name_and_address_may_be_left_out(database: Database, books: Books) -> None:
    """They are then empty."""
    with database.writing() as session:
        made = sent(session, books, SAME, "form", name="", organisation="", email="")
        assert (made.name, made.organisation, made.email) == ("", "", "")


def test_a_form_is_taken_once(database: Database, books: Books) -> None:
    """Also where it is sent many times at one moment."""

    def send(_: int) -> bool:
        try:
            with database.writing() as session:
                sent(session, books, SAME, "the same form")
        except AlreadyDoneError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(send, range(12))) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(Comment.id))) == 1


def test_a_comment_on_what_was_read(database: Database, books: Books, site: Path) -> None:
    """An edition that is published while someone writes is not what they commented on."""
    about = samples.target(books, CHANGED)
    samples.publish_june(site)
    with database.writing() as session:
        made = comments.submit(session, books, about, comments.draft(FILLED), form="form", now=NOW)
        assert made.edition == MARCH
        assert made.evidence.hash == about.hash != books.today(BOOK, CHANGED)["hash"]


def test_readers_see_what_is_published(database: Database, books: Books, publish: Publish) -> None:
    """With its replies, and without the address of who wrote it."""
    first = publish(SAME, "one")
    publish(SAME, "two", parent=first)
    publish(CHANGED, "three")
    with database.reading() as session:
        (said,) = published.on_block(session, books.book(BOOK), SAME)
        assert (said.id, said.text, said.about) == (first, FILLED["text"], "")
        assert [reply.text for reply in said.replies] == [FILLED["text"]]
        assert "ann@example.org" not in repr(said)
        assert published.counts(session, BOOK) == {CHANGED: 1, SAME: 2}
        newest = published.of_book(session, books.book(BOOK))
        assert [one.block for one in newest] == [CHANGED, SAME]
        assert published.threads(session, BOOK) == 2


def test_a_reply_is_seen_with_what_it_replies_to(
    database: Database, books: Books, moderator: User, publish: Publish
) -> None:
    """Neither counted nor handed on where that is published no more."""
    first = publish(SAME, "one")
    reply = publish(SAME, "two", parent=first)
    publish(CHANGED, "three")
    with database.writing() as session:
        moderation.respond(
            session, reply, outcome=NOTED, text="Thank you.", edition="", editions=(),
            form="answer", user=moderator, now=NOW,
        )  # fmt: skip
        moderation.decide(session, first, SPAM, seen=PUBLISHED, user=moderator, now=NOW)
    with database.reading() as session:
        assert not moderation.comment(session, reply).is_shown
        assert published.on_block(session, books.book(BOOK), SAME) == []
        assert published.counts(session, BOOK) == {CHANGED: 1}
        assert published.last_known(session, BOOK, SAME) is None
        assert tally(session, BOOK) == Tally(2, 0, 1, 0, None)
        assert len(rows.held(session, public=True).comments) == 1
    with database.writing() as session:
        moderation.decide(session, first, PUBLISHED, seen=SPAM, user=moderator, now=NOW)
    with database.reading() as session:
        assert published.counts(session, BOOK) == {CHANGED: 1, SAME: 2}
        assert tally(session, BOOK) == Tally(3, 0, 3, 1, 0.0)


def test_comments_over_editions(
    database: Database, books: Books, site: Path, publish: Publish
) -> None:
    """What was said of another edition stays, marked, with the evidence as it was."""
    publish(SAME, "one")
    publish(CHANGED, "two")
    old = books.today(BOOK, CHANGED)
    book = samples.publish_june(site)
    with database.reading() as session:
        changed, same = published.of_book(session, books.book(BOOK))
        assert same.about == ""
        assert (changed.standing, changed.about) == (EARLIER, "about the edition of March 2026")
        assert changed.evidence == old
        samples.without(book, CHANGED)
        changed, _ = published.of_book(session, books.book(BOOK))
        assert changed.standing == GONE
        assert published.last_known(session, BOOK, CHANGED) == old
        assert published.last_known(session, BOOK, "energy.nothing") is None


def test_replies_go_one_level_deep(database: Database, books: Books, publish: Publish) -> None:
    """To published comments on the same evidence, and to no reply."""
    first = publish(SAME, "one")
    reply = publish(SAME, "two", parent=first)
    with database.writing() as session:
        waiting = sent(session, books, SAME, "three").id
    for block, parent in [(SAME, reply), (CHANGED, first), (SAME, waiting), (SAME, 999)]:
        with pytest.raises(NotThereError), database.writing() as session:
            sent(session, books, block, "four", parent)


def test_what_a_machine_fills_in_is_set_aside(database: Database, books: Books) -> None:
    """It is kept, should a person have done it after all."""
    with database.writing() as session:
        made = comments.submit(
            session, books, samples.target(books, SAME), comments.draft(FILLED),
            form="form", now=NOW, spam=True,
        )  # fmt: skip
        assert made.state == SPAM


@pytest.mark.parametrize("ref", ["", "x' OR '1'='1", "a\x00", "0" * 32])
def test_a_comment_is_not_found_by_guessing(database: Database, ref: str) -> None:
    """Whatever is tried."""
    with database.reading() as session, pytest.raises(NotThereError):
        comments.by_ref(session, BOOK, ref)


def test_the_figures_of_a_board(
    database: Database, books: Books, moderator: User, publish: Publish
) -> None:
    """Spam is not counted; the median is of days to the first response."""
    with database.reading() as session:
        assert tally(session, BOOK) == Tally(0, 0, 0, 0, None)
    numbers = [publish(SAME, f"{n}") for n in range(4)]
    with database.writing() as session:
        sent(session, books, SAME, "waiting")
        junk = sent(session, books, SAME, "junk").id
        moderation.decide(session, junk, SPAM, seen=WAITING, user=moderator, now=NOW)
        for days, number in zip((1, 2, 9), numbers, strict=False):
            for later in (0, 5):
                moderation.respond(
                    session, number, outcome=NOTED, text="Thank you.", edition="", editions=(),
                    form=f"{number}-{later}", user=moderator, now=NOW + timedelta(days + later),
                )  # fmt: skip
    with database.reading() as session:
        assert tally(session, BOOK) == Tally(5, 1, 4, 3, 2.0)


def test_pages_of_comments(database: Database, books: Books, publish: Publish) -> None:
    """The second begins where the first ends."""
    numbers = [publish(SAME, f"{n}") for n in range(published.PAGE + 1)]
    with database.reading() as session:
        book = books.book(BOOK)
        first = published.on_block(session, book, SAME)
        second = published.on_block(session, book, SAME, page=2)
        assert [one.id for one in (*first, *second)] == numbers
        assert published.pages(session, BOOK, 1, first, SAME) == 2
        assert published.pages(session, BOOK, 2, second) == 2
        assert published.pages(session, BOOK, 1, second) == 1


def test_comments_stand_in_the_order_in_which_they_were_received(
    database: Database, books: Books, moderator: User
) -> None:
    """One taken in from another board has a later number, and may be older."""
    early = NOW - timedelta(1)
    with database.writing() as session:
        for form, at in (("one", NOW), ("two", early), ("three", NOW)):
            made = sent(session, books, SAME, form, text=form, now=at)
            moderation.decide(session, made.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
    with database.reading() as session:
        book = books.book(BOOK)
        listed = [one.text for one in published.on_block(session, book, SAME)]
        assert listed == ["two", "one", "three"]
        assert [one.text for one in published.of_book(session, book)] == ["three", "one", "two"]
