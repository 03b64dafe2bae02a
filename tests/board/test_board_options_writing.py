"""Options, as moderators write them."""

from __future__ import annotations

import pytest

from board.gathered import DRAFT, Desk, consultation, propose
from board.samples import BOOK, NOW, SAME
from evidencebook import settings
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping, resting, writing
from evidencebook.board.options.references import Places
from evidencebook.board.options.resting import Behind, Naming
from evidencebook.board.options.writing import Draft
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

KNOWN = Places(settings.data_folder())


@pytest.fixture
def desk(database: Database, books: Books, moderator: User) -> Desk:
    """A moderator at a consultation."""
    return Desk(database, books, moderator)


def _draft(books: Books, priorities: tuple[str, ...] = (), **said: str) -> Draft:
    filled = {"title": "Late buses", "rationale": "", "places": "", **said}
    return writing.draft(books.book(BOOK), KNOWN, filled, priorities)


def test_a_draft(books: Books) -> None:
    """Places by name, slug or code; priorities in the book's order."""
    made = _draft(
        books, ("digital", "energy"), title=" Late  buses", places="highland\nS12000017\n"
    )
    assert made == Draft("Late buses", "", ("energy", "digital"), ("S12000017",))


@pytest.mark.parametrize(
    ("said", "field", "part"),
    [
        ({"title": " "}, "title", "a title"),
        ({"title": "x" * 151}, "title", "up to 150"),
        ({"rationale": "x" * 5001}, "rationale", "5,000"),
        ({"places": "Burnley\nHighland\nAtlantis"}, "places", "in Highland: Burnley; Atlantis."),
        ({"places": "Scotland"}, "places", "Scotland"),
    ],
)
def test_what_is_no_draft(books: Books, said: dict[str, str], field: str, part: str) -> None:
    """It is said which field, and which place is not known."""
    with pytest.raises(InvalidError) as caught:
        _draft(books, (), **said)
    assert part in caught.value.fields[field]
    with pytest.raises(InvalidError, match="no chapter farming"):
        _draft(books, ("energy", "farming"))


def test_up_to_a_number(desk: Desk) -> None:
    """No more options than the consultation may have."""
    for title in ("One", "Two", "Three"):
        desk.add(Draft(title, ""))
    assert desk.titles() == ["One", "Two", "Three"]
    with pytest.raises(AlreadyDoneError, match="as many as there may be"):
        desk.add(Draft("Four", ""))


def test_a_form_that_is_sent_twice(desk: Desk) -> None:
    """It makes one option."""
    with desk.database.reading() as session:
        seen = writing.list_state(writing.options(session, desk.number))
    for _ in range(2):
        try:
            with desk.database.writing() as session:
                writing.add(session, desk.number, DRAFT, desk.act(seen))
        except AlreadyDoneError:
            continue
    assert desk.titles() == ["Late buses"]


def test_two_change_it_at_once(desk: Desk) -> None:
    """The second is told, whatever part of it the first one changed."""
    option = desk.add()
    seen = desk.seen(option)
    desk.cite(option, SAME)
    with pytest.raises(AlreadyDoneError), desk.database.writing() as session:
        writing.change(session, desk.number, option, Draft("x", ""), desk.act(seen))
    with desk.database.writing() as session:
        writing.change(
            session, desk.number, option, Draft("Buses", ""), desk.act(desk.seen(option))
        )
    assert desk.titles() == ["Buses"]


def test_nothing_of_another_consultation(desk: Desk) -> None:
    """Neither options nor suggestions nor groups, whatever a form says."""
    option = desk.add()
    with desk.database.writing() as session:
        other = consultation(session, ["Otters", "Otters", "Seals"] * 3, "Another").id
        propose(session, other, desk.user)
        far = grouping.groups(session, other)[0].id
    for chosen, groups in (([9], []), ([], [far])):
        with pytest.raises(NotThereError):
            desk.rest_on(option, chosen, groups)
    with pytest.raises(NotThereError), desk.database.writing() as session:
        writing.change(session, other, option, DRAFT, desk.act(desk.seen(option)))


def test_the_order_and_deletion(desk: Desk) -> None:
    """Options move by one place; one that is deleted leaves its suggestions."""
    ids = [desk.add(Draft(title, "")) for title in ("One", "Two", "Three")]
    desk.cite(ids[1], SAME)
    desk.rest_on(ids[1], [1], [])

    def shift(option: int, direction: str, seen: str = "") -> None:
        with desk.database.writing() as session:
            now = writing.list_state(writing.options(session, desk.number))
            writing.shift(session, desk.number, option, direction, desk.act(seen or now))

    with desk.database.reading() as session:
        before = writing.list_state(writing.options(session, desk.number))
    shift(ids[2], writing.UP)
    assert desk.titles() == ["One", "Three", "Two"]
    with pytest.raises(AlreadyDoneError):
        shift(ids[2], writing.UP, before)
    for option, direction in ((ids[0], writing.UP), (ids[1], writing.DOWN), (ids[0], "away")):
        with pytest.raises(NotThereError):
            shift(option, direction)
    with desk.database.writing() as session:
        writing.remove(session, desk.number, ids[1], desk.act(desk.seen(ids[1])))
    assert desk.titles() == ["One", "Three"]
    with desk.database.reading() as session:
        assert len(gathering.not_taken_up(session, desk.number)) == 6


def test_scoring_fixes_them(desk: Desk) -> None:
    """Nothing of an option can be changed once members score it."""
    option, seen = desk.add(), ""
    seen = desk.seen(option)
    with desk.database.writing() as session:
        gathering.consultation(session, desk.number).scoring_since = NOW
    with desk.database.writing() as session:
        listed = writing.list_state(writing.options(session, desk.number))
        number, act = desk.number, desk.act(seen)
        deeds = (
            lambda: writing.add(session, number, DRAFT, desk.act(listed)),
            lambda: writing.change(session, number, option, DRAFT, act),
            lambda: resting.cite(session, desk.books, number, option, Naming([SAME], "for"), act),
            lambda: resting.uncite(session, number, option, 1, act),
            lambda: resting.rest_on(session, number, option, Behind([1]), act),
            lambda: writing.shift(session, number, option, "up", desk.act(listed)),
            lambda: writing.remove(session, number, option, act),
        )
        for deed in deeds:
            with pytest.raises(AlreadyDoneError, match="Scoring has begun"):
                deed()


def test_the_log_holds_no_words(desk: Desk) -> None:
    """Numbers alone."""
    option = desk.add()
    desk.cite(option, SAME, note="A note.")
    desk.rest_on(option, [1], [])
    with desk.database.reading() as session:
        told = [(one.action, one.detail) for one in audit.lines(session)][:3]
        assert told == [
            ("suggestions behind option", "consultation 1: option 1, 1 suggestions"),
            ("evidence named", "consultation 1: option 1, 1 for"),
            ("option added", "consultation 1: option 1"),
        ]
