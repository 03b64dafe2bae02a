"""What moderators do, and what of it is on record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board.samples import BOOK, FILLED, JUNE, MARCH, NOW, SAME, redacted, sent
from evidencebook.board import audit, comments, moderation, person
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import (
    CHANGED,
    NOTED,
    PUBLISHED,
    REFUSED,
    REJECTED,
    SPAM,
    WAITING,
    Comment,
    User,
)
from evidencebook.board.moderation import TO_ANSWER
from evidencebook.board.options import gathering
from evidencebook.board.options.models import Group, Suggestion
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError


@pytest.fixture
def waiting(database: Database, books: Books) -> int:
    """The number of a comment that waits."""
    with database.writing() as session:
        return sent(session, books, SAME, "form").id


def _decide(database: Database, number: int, state: str, user: User, **said: str) -> None:
    with database.writing() as session:
        moderation.decide(
            session, number, state, seen=said.pop("seen", WAITING), user=user, now=NOW, **said
        )


@pytest.mark.parametrize("state", [PUBLISHED, SPAM])
def test_a_decision(database: Database, moderator: User, waiting: int, state: str) -> None:
    """The comment leaves the queue, and the log says who decided."""
    _decide(database, waiting, state, moderator)
    with database.reading() as session:
        assert [one.id for one in moderation.queue(session, state)] == [waiting]
        assert moderation.queue(session, WAITING) == []
        assert moderation.sizes(session)[state] == 1
        (line,) = audit.lines(session, comment=waiting)
        assert (line.actor, line.action, line.detail) == ("Mo", state, "was waiting")


def test_a_rejection_needs_a_reason(database: Database, moderator: User, waiting: int) -> None:
    """Its author can read it."""
    with pytest.raises(InvalidError):
        _decide(database, waiting, REJECTED, moderator, reason="  ")
    _decide(database, waiting, REJECTED, moderator, reason="It is about another place.")
    with database.reading() as session:
        assert moderation.comment(session, waiting).reason == "It is about another place."


def test_two_decide_at_once(database: Database, moderator: User, waiting: int) -> None:
    """The second is told, and changes nothing."""
    _decide(database, waiting, REJECTED, moderator, reason="Off the point.")
    with pytest.raises(AlreadyDoneError, match="now rejected"):
        _decide(database, waiting, PUBLISHED, moderator)
    _decide(database, waiting, PUBLISHED, moderator, seen=REJECTED)
    with database.reading() as session:
        assert moderation.comment(session, waiting).reason == ""


def test_no_such_decision(database: Database, moderator: User, waiting: int) -> None:
    """Neither a state nor a comment is made up."""
    with pytest.raises(InvalidError):
        _decide(database, waiting, "burnt", moderator)
    with pytest.raises(NotThereError):
        _decide(database, 999, PUBLISHED, moderator)


def test_personal_details_are_removed(database: Database, moderator: User, waiting: int) -> None:
    """For good: a trace is left, and no word of what it was."""
    fields = {"text": "Does this count [removed]?", "name": "", "email": ""}
    with database.writing() as session:
        redacted(session, waiting, fields, moderator)
    with database.reading() as session:
        found = moderation.comment(session, waiting)
        assert (found.text, found.name, found.email) == (fields["text"], "", "")
        assert found.organisation == FILLED["organisation"]
        assert found.redacted_at == NOW
        (line,) = audit.lines(session, comment=waiting)
        assert (line.action, line.detail) == ("redacted", "text, name, email")
    with database.engine.connect() as connection:
        for table in ("comments", "audit", "evidence"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert "Ann Example" not in repr(rows) and "islands" not in repr(rows)


@pytest.mark.parametrize("fields", [{"text": " "}, {}, {"name": FILLED["name"]}])
def test_what_is_no_redaction(
    database: Database, moderator: User, waiting: int, fields: dict[str, str]
) -> None:
    """Some text stays, and something changes."""
    with pytest.raises(InvalidError), database.writing() as session:
        redacted(session, waiting, fields, moderator)


def test_two_redact_at_once(database: Database, moderator: User, waiting: int) -> None:
    """The second has a form that still shows what the first removed; it does not come back."""
    with database.reading() as session:
        found = moderation.comment(session, waiting)
        seen, held = moderation.as_shown(found), _held(found)
    with database.writing() as session:
        moderation.redact(
            session, waiting, {**held, "text": "[removed]"}, seen=seen, user=moderator, now=NOW
        )
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        moderation.redact(
            session, waiting, {**held, "name": "[removed]"}, seen=seen, user=moderator, now=NOW
        )
    with database.reading() as session:
        found = moderation.comment(session, waiting)
        assert _held(found) == {**held, "text": "[removed]"}
        assert len(audit.lines(session, comment=waiting)) == 1


def test_what_was_erased_does_not_come_back(
    database: Database, moderator: User, waiting: int
) -> None:
    """By a form that was opened before its author asked for it."""
    with database.reading() as session:
        found = moderation.comment(session, waiting)
        seen, held = moderation.as_shown(found), _held(found)
    with database.writing() as session:
        person.erase(session, person.comments(session, [str(waiting)]), NOW, texts=True)
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        moderation.redact(
            session, waiting, {**held, "name": ""}, seen=seen, user=moderator, now=NOW
        )
    with database.reading() as session:
        assert moderation.comment(session, waiting).text == person.REMOVED


def test_what_is_withdrawn_names_no_group(
    database: Database, books: Books, moderator: User, waiting: int
) -> None:
    """A draft that its words named, or those of a reply, is left without a name."""
    _decide(database, waiting, PUBLISHED, moderator)
    with database.writing() as session:
        reply = sent(session, books, SAME, "reply", waiting).id
        found = gathering.add(session, BOOK, "Strategy", actor="Mo", now=NOW)
        for number, comment in enumerate((waiting, reply), 1):
            group = Group(
                consultation_id=found.id, name=f"Island {number}", words=["island"], draft=True
            )
            session.add(group)
            session.flush()
            session.add(
                Suggestion(
                    consultation_id=found.id, number=number, source="comment", origin="comments",
                    row=comment, comment_id=comment, text="", participants="", priority="",
                    place="", group_id=group.id,
                )
            )  # fmt: skip
    _decide(database, reply, PUBLISHED, moderator)
    with database.reading() as session:
        assert all(one.words for one in session.scalars(select(Group)))
    _decide(database, waiting, WAITING, moderator, seen=PUBLISHED)
    with database.reading() as session:
        groups = session.scalars(select(Group)).all()
        assert [(one.name, one.words) for one in groups] == [(gathering.NAMELESS, [])] * 2


def _held(found: Comment) -> dict[str, str]:
    return {key: getattr(found, key) for key in moderation.REDACTABLE}


def _respond(database: Database, number: int, user: User, **said: str) -> None:
    asked = {"outcome": NOTED, "text": "Thank you.", "edition": "", "form": "form", **said}
    with database.writing() as session:
        moderation.respond(session, number, editions=(MARCH, JUNE), user=user, now=NOW, **asked)  # type: ignore[arg-type]


def test_a_response(database: Database, moderator: User, waiting: int) -> None:
    """With the edition in which the book was changed."""
    _decide(database, waiting, PUBLISHED, moderator)
    _respond(database, waiting, moderator, outcome=CHANGED, edition=JUNE)
    with database.reading() as session:
        (found,) = moderation.comment(session, waiting).responses
        assert (found.outcome, found.edition, found.text) == (CHANGED, JUNE, "Thank you.")
        assert audit.lines(session)[0].action == "responded"


def _answered(database: Database, number: int, user: User) -> tuple[int, str]:
    """The number of a response that names someone, and what a form shows of it."""
    _decide(database, number, PUBLISHED, user)
    _respond(database, number, user, text="Ann Example told us.")
    with database.reading() as session:
        (found,) = moderation.comment(session, number).responses
        return found.id, moderation.as_shown(found)


def _remove(database: Database, number: int, text: str, user: User, of: int, seen: str) -> None:
    with database.writing() as session:
        moderation.redact_response(session, number, of, text, seen=seen, user=user, now=NOW)


def test_personal_details_are_removed_from_a_response(
    database: Database, moderator: User, waiting: int
) -> None:
    """For good, with a trace; a form that still shows them does not bring them back."""
    response, seen = _answered(database, waiting, moderator)
    _remove(database, waiting, "[removed] told us.", moderator, response, seen)
    with pytest.raises(AlreadyDoneError):
        _remove(database, waiting, "Ann Example told [removed].", moderator, response, seen)
    with database.reading() as session:
        (found,) = moderation.comment(session, waiting).responses
        assert (found.text, found.redacted_at) == ("[removed] told us.", NOW)
        line = audit.lines(session, comment=waiting)[0]
        assert (line.action, line.detail) == ("response redacted", f"response {response}")
    with database.engine.connect() as connection:
        for table in ("responses", "audit"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert "Ann Example" not in repr(rows)


@pytest.mark.parametrize("text", [" ", "Ann Example told us.", "x" * 5001])
def test_what_is_no_redaction_of_a_response(
    database: Database, books: Books, moderator: User, waiting: int, text: str
) -> None:
    """Some text stays, and something changes; of a response to that comment."""
    response, seen = _answered(database, waiting, moderator)
    with pytest.raises(InvalidError):
        _remove(database, waiting, text, moderator, response, seen)
    with database.writing() as session:
        other = sent(session, books, SAME, "other").id
    with pytest.raises(NotThereError):
        _remove(database, other, "Less.", moderator, response, seen)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"outcome": "burnt"}, "outcome"),
        ({"outcome": REFUSED, "text": " "}, "response"),
        ({"text": "x" * 5001}, "response"),
        ({"outcome": CHANGED, "edition": "2027-01-01-00000000"}, "edition"),
    ],
)
def test_what_is_no_response(
    database: Database, moderator: User, waiting: int, said: dict[str, str], field: str
) -> None:
    """Outcome, reason and edition must be given."""
    with pytest.raises(InvalidError) as raised:
        _respond(database, waiting, moderator, **said)
    assert list(raised.value.fields) == [field]


def test_only_published_comments_are_answered_and_each_form_once(
    database: Database, books: Books, moderator: User, waiting: int
) -> None:
    """Answers stand beside comments that readers see, which a reply to a rejected one is not."""
    with pytest.raises(AlreadyDoneError):
        _respond(database, waiting, moderator)
    _decide(database, waiting, PUBLISHED, moderator)
    _respond(database, waiting, moderator)
    with pytest.raises(AlreadyDoneError):
        _respond(database, waiting, moderator)
    with database.writing() as session:
        reply = sent(session, books, SAME, "reply", waiting).id
    _decide(database, reply, PUBLISHED, moderator)
    _decide(database, waiting, SPAM, moderator, seen=PUBLISHED)
    with pytest.raises(AlreadyDoneError, match="Readers do not see"):
        _respond(database, reply, moderator, form="another")


def test_the_longest_waiting_come_first(database: Database, books: Books, waiting: int) -> None:
    """And the rest follow on further pages."""
    with database.writing() as session:
        for number in range(moderation.PAGE):
            sent(session, books, SAME, f"form {number}")
    with database.reading() as session:
        first = moderation.queue(session, WAITING)
        assert first[0].id == waiting and len(first) == moderation.PAGE
        assert len(moderation.queue(session, WAITING, page=2)) == 1


@pytest.mark.parametrize("state", [PUBLISHED, REJECTED, SPAM])
def test_what_is_decided_comes_newest_first(
    database: Database, books: Books, moderator: User, state: str
) -> None:
    """A moderator looks for what was done last."""
    with database.writing() as session:
        numbers = [sent(session, books, SAME, f"form {n}").id for n in range(2)]
    for number in numbers:
        _decide(database, number, state, moderator, reason="Off the point.")
    with database.reading() as session:
        assert [one.id for one in moderation.queue(session, state)] == numbers[::-1]


def test_what_is_to_be_answered(
    database: Database, books: Books, moderator: User, waiting: int
) -> None:
    """Threads and replies that readers see without a response, the oldest first."""
    with database.writing() as session:
        other = sent(session, books, SAME, "other").id
    for number in (waiting, other):
        _decide(database, number, PUBLISHED, moderator)
    with database.writing() as session:
        replies = [sent(session, books, SAME, f"{n}", n).id for n in (waiting, other)]
        sent(session, books, SAME, "waits")
    for number in replies:
        _decide(database, number, PUBLISHED, moderator)
    assert _to_answer(database) == [waiting, other, *replies]
    _respond(database, waiting, moderator)
    assert _to_answer(database) == [other, *replies]
    _decide(database, other, SPAM, moderator, seen=PUBLISHED)
    assert _to_answer(database) == [replies[0]]


def _to_answer(database: Database) -> list[int]:
    """The numbers in that list, as which its size and its first are told too."""
    with database.reading() as session:
        found = [one.id for one in moderation.queue(session, TO_ANSWER)]
        assert moderation.sizes(session)[TO_ANSWER] == len(found)
        assert moderation.first(session, TO_ANSWER) == found[0]
        return found


def test_the_lists_of_one_book(
    database: Database, books: Books, moderator: User, waiting: int
) -> None:
    """Each holds that book's alone."""
    with database.writing() as session:
        other = sent(session, books, SAME, "other").id
        moderation.comment(session, other).book = "burnley"
        third = sent(session, books, SAME, "third").id
    for number in (other, third):
        _decide(database, number, PUBLISHED, moderator)
    with database.reading() as session:
        assert moderation.books(session) == ["burnley", BOOK]
        for which, mine in ((WAITING, [waiting]), (PUBLISHED, [third]), (TO_ANSWER, [third])):
            assert [one.id for one in moderation.queue(session, which, book=BOOK)] == mine
        assert moderation.sizes(session, "burnley") == {
            WAITING: 0, TO_ANSWER: 1, PUBLISHED: 1, REJECTED: 0, SPAM: 0,
        }  # fmt: skip


def test_authors_see_their_own_alone(database: Database, books: Books, waiting: int) -> None:
    """By a reference that no one can guess."""
    with database.reading() as session:
        ref = moderation.comment(session, waiting).ref
        assert len(ref) == 32
        assert comments.by_ref(session, BOOK, ref).id == waiting
        with pytest.raises(NotThereError):
            comments.by_ref(session, "burnley", ref)


@pytest.mark.parametrize("field", ["link", "email"])
def test_no_half_of_an_address_is_left(
    database: Database, waiting: int, moderator: User, field: str
) -> None:
    """Where anything is removed of it, all of it goes."""
    with database.writing() as session:
        moderation.comment(session, waiting).link = "https://example.org/ann"
    with database.writing() as session:
        redacted(session, waiting, {field: "[removed]"}, moderator)
    with database.reading() as session:
        assert getattr(moderation.comment(session, waiting), field) == ""
