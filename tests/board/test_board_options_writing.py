"""Options, as moderators write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from board.gathered import consultation, propose
from board.samples import BOOK, CHANGED, JUNE, MARCH, NOW, SAME, publish_june, without
from evidencebook import settings
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.evidence import CURRENT, EARLIER, GONE, Books
from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping, writing
from evidencebook.board.options.references import Places
from evidencebook.board.options.writing import Draft
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

DRAFT = Draft("Late buses", "People work late.", ("connections",), ("S12000017",))
KNOWN = Places(settings.data_folder())


class Desk:
    """A moderator, who has seen everything a moment ago."""

    def __init__(self, database: Database, books: Books, user: User) -> None:
        self.database, self.books, self.user = database, books, user
        with database.writing() as session:
            self.number = consultation(session).id

    @property
    def by(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"user": self.user, "now": NOW}

    def add(self, said: Draft = DRAFT) -> int:
        """Add an option."""
        with self.database.writing() as session:
            seen = writing.list_state(writing.options(session, self.number))
            return writing.add(session, self.number, said, seen=seen, **self.by).id

    def seen(self, option: int) -> str:
        """The state of an option."""
        with self.database.reading() as session:
            return writing.state(writing.option(session, self.number, option))

    def cite(self, option: int, *blocks: str, stance: str = "for", note: str = "") -> None:
        """Name evidence."""
        seen = self.seen(option)
        said: dict[str, Any] = {"stance": stance, "note": note, "seen": seen}
        with self.database.writing() as session:
            writing.cite(session, self.books, self.number, option, blocks, **said, **self.by)

    def rest_on(self, option: int, chosen: list[int], groups: list[int]) -> None:
        """Say what stands behind it."""
        seen = self.seen(option)
        with self.database.writing() as session:
            writing.rest_on(session, self.number, option, chosen, groups, seen=seen, **self.by)

    def titles(self) -> list[str]:
        """The titles of the options, in their order."""
        with self.database.reading() as session:
            found = writing.options(session, self.number)
            assert [one.position for one in found] == list(range(1, len(found) + 1))
            return [one.title for one in found]


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
                writing.add(session, desk.number, DRAFT, seen=seen, **desk.by)
        except AlreadyDoneError:
            continue
    assert desk.titles() == ["Late buses"]


def test_two_change_it_at_once(desk: Desk) -> None:
    """The second is told, whatever part of it the first one changed."""
    option = desk.add()
    seen = desk.seen(option)
    desk.cite(option, SAME)
    with pytest.raises(AlreadyDoneError), desk.database.writing() as session:
        writing.change(session, desk.number, option, Draft("x", ""), seen=seen, **desk.by)
    with desk.database.writing() as session:
        writing.change(
            session, desk.number, option, Draft("Buses", ""), seen=desk.seen(option), **desk.by
        )
    assert desk.titles() == ["Buses"]


def test_evidence_is_checked(desk: Desk) -> None:
    """Against the newest edition; what is not there is named, and nothing is taken."""
    option = desk.add()
    for blocks, part in (
        ((SAME, "energy.nothing", "../etc"), "no block energy.nothing, ../etc"),
        ((), "Choose some evidence"),
    ):
        with pytest.raises(InvalidError, match=part):
            desk.cite(option, *blocks)
    with pytest.raises(InvalidError, match="for or against"):
        desk.cite(option, SAME, stance="maybe")
    with pytest.raises(InvalidError, match="500"):
        desk.cite(option, SAME, note="x" * 501)
    desk.cite(option, SAME, CHANGED, SAME, note="It\u202e tells.")
    with pytest.raises(InvalidError, match=f"already: {SAME}"):
        desk.cite(option, SAME, stance="against")
    with desk.database.reading() as session:
        named = writing.option(session, desk.number, option).evidence
        assert [(one.evidence.block, one.stance, one.note, one.edition) for one in named] == [
            (SAME, "for", "It tells.", MARCH),
            (CHANGED, "for", "It tells.", MARCH),
        ]


def test_evidence_is_kept_as_it_was(desk: Desk, site: Path) -> None:
    """A later edition that says something else changes no option, and is told."""
    option = desk.add()
    desk.cite(option, SAME, CHANGED, "exports.investment")
    without(publish_june(site), "exports.investment")
    with desk.database.reading() as session:
        book = desk.books.book(BOOK)
        named = writing.option(session, desk.number, option).evidence
        found = [book.standing(one.evidence.block, one.evidence.hash) for one in named]
        assert found == [CURRENT, EARLIER, GONE]
    desk.cite(option, CHANGED, stance="against")
    with desk.database.reading() as session:
        last = writing.option(session, desk.number, option).evidence[-1]
        assert (last.evidence.block, last.edition) == (CHANGED, JUNE)


def test_evidence_taken_out(desk: Desk) -> None:
    """It is named no longer; of another option it stays."""
    one, two = desk.add(), desk.add()
    desk.cite(one, SAME)
    desk.cite(two, SAME)
    with desk.database.reading() as session:
        cited = writing.option(session, desk.number, one).evidence[0].id
    with pytest.raises(NotThereError), desk.database.writing() as session:
        writing.uncite(session, desk.number, two, cited, seen=desk.seen(two), **desk.by)
    with desk.database.writing() as session:
        writing.uncite(session, desk.number, one, cited, seen=desk.seen(one), **desk.by)
    with desk.database.reading() as session:
        found = writing.options(session, desk.number)
        assert [len(option.evidence) for option in found] == [0, 1]


def test_suggestions_behind_it(desk: Desk) -> None:
    """Single ones and whole groups; what no option rests on is told."""
    option = desk.add()
    with desk.database.writing() as session:
        propose(session, desk.number, desk.user)
        group = next(
            one.id
            for one in grouping.groups(session, desk.number)
            if one.suggestions[0].number == 1
        )
    desk.rest_on(option, [2, 5], [group])
    with desk.database.reading() as session:
        left = gathering.not_taken_up(session, desk.number)
        assert [one.number for one in left] == [4, 6]
        behind = writing.behind(writing.options(session, desk.number))
        assert sorted(behind.values()) == [[1]] * 4
    desk.rest_on(option, [4], [])
    with desk.database.reading() as session:
        links = writing.option(session, desk.number, option).behind
        assert [link.suggestion.number for link in links] == [4]


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
        writing.change(session, other, option, DRAFT, seen=desk.seen(option), **desk.by)


def test_the_order_and_deletion(desk: Desk) -> None:
    """Options move by one place; one that is deleted leaves its suggestions."""
    ids = [desk.add(Draft(title, "")) for title in ("One", "Two", "Three")]
    desk.cite(ids[1], SAME)
    desk.rest_on(ids[1], [1], [])

    def shift(option: int, direction: str, seen: str = "") -> None:
        with desk.database.writing() as session:
            now = writing.list_state(writing.options(session, desk.number))
            writing.shift(session, desk.number, option, direction, seen=seen or now, **desk.by)

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
        writing.remove(session, desk.number, ids[1], seen=desk.seen(ids[1]), **desk.by)
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
        number, named = desk.number, {"seen": seen, **desk.by}
        deeds = (
            lambda: writing.add(session, number, DRAFT, seen=listed, **desk.by),
            lambda: writing.change(session, number, option, DRAFT, **named),
            lambda: writing.cite(
                session, desk.books, number, option, [SAME], stance="for", note="", **named
            ),
            lambda: writing.uncite(session, number, option, 1, **named),
            lambda: writing.rest_on(session, number, option, [1], [], **named),
            lambda: writing.shift(session, number, option, "up", seen=listed, **desk.by),
            lambda: writing.remove(session, number, option, **named),
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
