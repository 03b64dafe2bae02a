"""What is held on one person, told and erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from board.samples import BOOK, NOW, SAME, sent
from evidencebook.board import audit, person
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import Comment, User
from evidencebook.board.options.models import Consultation, Group, Suggestion
from evidencebook.board.person import REMOVED
from evidencebook.errors import UsageError


@pytest.fixture
def numbers(database: Database, books: Books, moderator: User) -> tuple[int, int, int]:
    """Two comments of one person, one of them taken into a consultation; one of another."""
    with database.writing() as session:
        one = sent(session, books, SAME, "1", email="Ann@Example.org", link="https://ann.org/")
        two = sent(session, books, SAME, "2")
        three = sent(session, books, SAME, "3", email="annexample.org@x.org", name="Bea")
        consultation = Consultation(
            book=BOOK, slug="a", title="A", test=True, options_at_most=3, created_at=NOW
        )
        session.add(consultation)
        session.flush()
        group = Group(consultation_id=consultation.id, name="Island", words=["island"], draft=True)
        session.add(group)
        session.flush()
        session.add(
            Suggestion(
                consultation_id=consultation.id, number=1, source="comment", origin="comments",
                row=one.id, comment_id=one.id, text="", participants="", priority="",
                place="", group_id=group.id,
            )
        )  # fmt: skip
        return one.id, two.id, three.id


def _held(database: Database, *who: str) -> dict[str, list[dict[str, object]]]:
    with database.writing() as session:
        return person.told(session, person.comments(session, who), NOW)


def _erased(database: Database, *who: str, texts: bool = False) -> int:
    with database.writing() as session:
        found = person.comments(session, who, lock=True)
        return person.erase(session, found, NOW, texts=texts)


def test_all_is_told(database: Database, numbers: tuple[int, int, int]) -> None:
    """By address, whatever its case, or by number; of nobody else."""
    for who in (["ANN@example.ORG "], [str(number) for number in numbers[:2]]):
        found = _held(database, *who)
        assert [one["number"] for one in found["comments"]] == list(numbers[:2])
        assert found["suggestions"] == [{"comment": numbers[0], "number": 1}]
        said = json.dumps(found)
        assert "Ann@Example.org" in said and "Example College" in said and "Bea" not in said


def test_what_is_told_leaves_a_trace(database: Database, numbers: tuple[int, int, int]) -> None:
    """A line for each comment, which tells of no person; none where nothing was told."""
    _held(database, "no@example.org")
    found = _held(database, "ann@example.org")
    with database.reading() as session:
        lines = [one for one in audit.lines(session) if one.action == "told"]
        said = [(one.comment, one.actor, one.detail) for one in lines]
    assert said == [(number, audit.SYSTEM, "") for number in numbers[1::-1]]
    assert "told" not in [line["what"] for line in found["comments"][0]["log"]]  # type: ignore[attr-defined]


def test_who_is_nobody_is_not_found(database: Database, numbers: tuple[int, int, int]) -> None:
    """An address that holds signs of a pattern matches nothing but itself."""
    for who in ("%@example.org", "_nn@example.org", "no@example.org"):
        assert _held(database, who)["comments"] == []


def test_letters_beyond_ascii(database: Database, books: Books) -> None:
    """Upper and lower case are the same for them too."""
    with database.writing() as session:
        sent(session, books, SAME, "1").email = "Änn@example.org"  # as forms once took it
    assert len(_held(database, "äNN@example.org")["comments"]) == 1


def test_what_is_neither_address_nor_number(
    database: Database, numbers: tuple[int, int, int]
) -> None:
    """It is wrong use, and nothing is erased."""
    for who in ("Ann", "99", "-1"):
        with pytest.raises(UsageError):
            _erased(database, "ann@example.org", who)
    assert len(_held(database, "ann@example.org")["comments"]) == 2


def test_who_wrote_is_erased(database: Database, numbers: tuple[int, int, int]) -> None:
    """What was written stays, with a mark; the log tells of no person."""
    assert _erased(database, "ann@example.org") == 2
    with database.reading() as session:
        one = session.get_one(Comment, numbers[0])
        assert (one.name, one.organisation, one.email, one.erased_at) == ("", "", "", NOW)
        assert one.text == "Does this count the islands?" and one.link
        assert session.get_one(Comment, numbers[2]).name == "Bea"
        lines = [(one.comment, one.action, one.detail) for one in audit.lines(session)][:2]
        said = "name, organisation, email"
        assert lines == [(numbers[1], "erased", said), (numbers[0], "erased", said)]
    assert _held(database, "ann@example.org")["comments"] == []
    assert _erased(database, str(numbers[0])) == 0


def test_what_is_erased_is_not_in_the_file(database: Database, books: Books) -> None:
    """Nor in the log beside it, while others have it open."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has files of its own")
    words = [f"Secret-{number}." for number in range(30)]
    with database.writing() as session:
        for at, word in enumerate(words):
            sent(session, books, SAME, f"{at}", text=word * 300, name=word, email="")
    assert _erased(database, "11", texts=True) == 1
    assert database.emptied_log()
    path = str(database.url.database)
    held = b"".join(Path(f"{path}{end}").read_bytes() for end in ("", "-wal"))
    assert [word for word in words if word.encode() not in held] == [words[10]]


def test_what_was_written_is_erased(database: Database, numbers: tuple[int, int, int]) -> None:
    """Also the words that it gave a group; who has had a name erased may ask for it later."""
    _erased(database, "ann@example.org")
    assert _erased(database, *map(str, numbers[:2]), texts=True) == 2
    with database.reading() as session:
        one = session.get_one(Comment, numbers[0])
        assert (one.text, one.link) == (REMOVED, "")
        (line,) = audit.lines(session, comment=numbers[0])[:1]
        assert line.detail == "text, link"
        (group,) = session.scalars(select(Group))
        assert (group.name, group.words) == ("Without a name", [])
