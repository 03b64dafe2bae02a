"""Personal details that are removed from suggestions and remarks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board import option_samples as made
from board.gathered import consultation, lines, propose
from board.samples import NOW
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping, incoming, redacting, scoring
from evidencebook.board.options import paper_words as say
from evidencebook.board.options.acts import Act
from evidencebook.board.options.incoming import Taken
from evidencebook.board.options.models import Member
from evidencebook.board.options.paper_markdown import markdown
from evidencebook.board.options.paper_pdf import content
from evidencebook.board.options.paper_tables import suggestions
from evidencebook.board.options.scoring import Sent
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

LATER = NOW + timedelta(days=1)
NAMED = "Ask Jo Bloggs for a late bus."
LESS = {"text": "Ask [removed] for a late bus."}


@pytest.fixture
def number(database: Database) -> int:
    """A consultation in which a suggestion names someone."""
    with database.writing() as session:
        return consultation(session, (NAMED, "A late bus, as Jo Bloggs said.", "Otters!")).id


def _act(user: User, seen: str) -> Act:
    return Act(user, LATER, seen)


def _redact(database: Database, number: int, user: User, **fields: str) -> None:
    with database.writing() as session:
        seen = redacting.state(redacting.suggestion(session, number, 1))
        redacting.redact_suggestion(session, number, 1, fields, _act(user, seen))


def test_a_suggestion(database: Database, number: int, moderator: User) -> None:
    """The rest of it stays; readers and the log are told that something is gone, not what."""
    _redact(database, number, moderator, **LESS, participants="", place="Wick")
    with database.reading() as session:
        one, two, _ = gathering.suggestions(session, number)
        assert (one.text, one.participants, one.place) == (LESS["text"], "", "Wick")
        assert one.redacted_at == LATER
        assert gathering.is_redacted(one) and not gathering.is_redacted(two)
        (line,) = audit.lines(session)[:1]
        assert (line.actor, line.action) == ("Mo", "suggestion redacted")
        assert line.detail == f"consultation {number}: suggestion 1: text, participants, place"
    with database.engine.connect() as connection:
        for table in ("suggestions", "audit"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table} WHERE id <> 2").all()
            assert "Bloggs" not in repr(rows)


def test_groups_forget_its_words(database: Database, number: int, moderator: User) -> None:
    """A draft is named by such words."""
    with database.writing() as session:
        assert propose(session, number, moderator, 1) == 1
        (group,) = grouping.groups(session, number)
        assert "jo" in " ".join(group.words)
    _redact(database, number, moderator, place="Wick")
    with database.reading() as session:
        assert grouping.groups(session, number)[0].words
    _redact(database, number, moderator, **LESS)
    with database.reading() as session:
        (group,) = grouping.groups(session, number)
        assert (group.words, group.name) == ([], gathering.NAMELESS)


@pytest.mark.parametrize(
    "fields", [{"text": " "}, {}, {"text": NAMED}, {"text": "x" * 2001}, {"place": "x" * 101}]
)
def test_what_is_no_removal(
    database: Database, number: int, moderator: User, fields: dict[str, str]
) -> None:
    """Some text stays, something changes, and nothing grows too long."""
    with pytest.raises(InvalidError):
        _redact(database, number, moderator, **fields)


def test_an_old_form_brings_nothing_back(database: Database, number: int, moderator: User) -> None:
    """Who has seen what it was before is told."""
    with database.reading() as session:
        seen = redacting.state(redacting.suggestion(session, number, 1))
    _redact(database, number, moderator, **LESS)
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        old = {"text": NAMED, "place": "Wick"}
        redacting.redact_suggestion(session, number, 1, old, _act(moderator, seen))


def test_the_file_brings_nothing_back(database: Database, number: int, moderator: User) -> None:
    """Wherever in it the line stands now; what is new comes in a file of its own."""
    _redact(database, number, moderator, **LESS)
    longer = lines("one", "two", NAMED, "A late bus, as Jo Bloggs said.", "Otters!", "three")
    with database.writing() as session:
        found = gathering.consultation(session, number)

        def take(name: str) -> Taken:
            given = {"test": False, "actor": "Mo", "now": NOW}
            return incoming.take_lines(session, found, name, longer, **given)  # type: ignore[arg-type]

        assert take("Inverness") == Taken(0, 2, (2, 3, 4, 7), redacted=True)
        assert len(gathering.suggestions(session, number)) == 3
        assert take("Wick") == Taken(6, 0)


def test_what_is_no_workshops(database: Database, number: int, moderator: User) -> None:
    """Nothing of another consultation."""
    with database.writing() as session:
        other = consultation(session, (), "Another").id
        for place in ((other, 1), (number, 4)):
            with pytest.raises(NotThereError):
                redacting.redact_suggestion(session, *place, LESS, _act(moderator, ""))
        with pytest.raises(NotThereError):
            redacting.redact_remark(session, number, 1, 1, LESS, _act(moderator, ""))


def test_a_remark(database: Database, books: Books, moderator: User) -> None:
    """It is found by its place; the log does not say whose it is."""
    with database.writing() as session:
        number = made.whole(session, books)
        ann, *_ = gathering.consultation(session, number).members
        option = ann.remarks[0].option_id
        made.remark(session, ann.id + 1, option, "As Jo Bloggs says.")
        one, two = scoring.remarks(session, number)[option]
        assert (one.text, two.text) == ("As Jo Bloggs says.", "Ready to begin.")
        seen = redacting.state(one)
        for place in (0, 3):
            with pytest.raises(NotThereError):
                redacting.redact_remark(session, number, option, place, LESS, _act(moderator, seen))
        with pytest.raises(AlreadyDoneError):
            redacting.redact_remark(session, number, option, 2, LESS, _act(moderator, seen))
        less = {"text": "As [removed] says."}
        redacting.redact_remark(session, number, option, 1, less, _act(moderator, seen))
        line = audit.lines(session)[0]
        assert (line.action, line.detail) == (
            "remark redacted", f"consultation {number}: option {option}",
        )  # fmt: skip
    paper = made.gathered(database, books, number)
    told = f"As [removed] says. ({say.REMOVED})"
    assert [say.remark(one) for one in paper.options[0].remarks] == [told, "Ready to begin."]
    assert say.REMOVED in markdown(paper) and say.REMOVED in repr(content(paper)["options"])
    assert paper.dated == "2026-07-02"


def test_a_members_old_page_brings_nothing_back(
    database: Database, books: Books, moderator: User
) -> None:
    """Who saves what they had written before is told; what they write then is their own."""
    with database.writing() as session:
        number = made.whole(session, books)
        ann, *_ = gathering.consultation(session, number).members
        option = ann.remarks[0].option_id
        seen = redacting.state(ann.remarks[0])
        redacting.redact_remark(session, number, option, 1, LESS, _act(moderator, seen))
        member = ann.id

    def save(text: str, opened: int) -> None:
        with database.writing() as session:
            shown = LATER + timedelta(hours=opened)
            ann = session.get_one(Member, member)
            scoring.take(session, ann, Sent({}, {option: text}), opened=shown, now=LATER)

    with pytest.raises(InvalidError, match="removed personal details"):
        save("Ready to begin.", -1)
    save(LESS["text"], -1)
    with database.reading() as session:
        assert session.get_one(Member, member).remarks[0].redacted_at == LATER
    save("It is ready.", 1)
    with database.reading() as session:
        (remark,) = session.get_one(Member, member).remarks
        assert (remark.text, remark.redacted_at) == ("It is ready.", None)


def test_the_paper_tells(database: Database, books: Books, number: int, moderator: User) -> None:
    """Of which suggestions personal details were removed."""
    _redact(database, number, moderator, **LESS)
    paper = made.gathered(database, books, number)
    assert markdown(paper).count(f"line 2; {say.REMOVED})") == 1
    assert content(paper)["left"][0]["origin"] == f"workshop Inverness, line 2; {say.REMOVED}"
    rows = suggestions(paper).splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == [
        "Personal details removed", "yes", "no", "no",
    ]  # fmt: skip
