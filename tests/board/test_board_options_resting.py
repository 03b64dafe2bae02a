"""What options rest on: evidence and suggestions."""

from __future__ import annotations

from pathlib import Path

import pytest

from board.gathered import Desk, propose
from board.samples import BOOK, CHANGED, JUNE, MARCH, SAME, publish_june, without
from evidencebook.board.database import Database
from evidencebook.board.evidence import CURRENT, EARLIER, GONE, Books
from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping, resting, writing
from evidencebook.errors import InvalidError, NotThereError


@pytest.fixture
def desk(database: Database, books: Books, moderator: User) -> Desk:
    """A moderator at a consultation."""
    return Desk(database, books, moderator)


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
        resting.uncite(session, desk.number, two, cited, desk.act(desk.seen(two)))
    with desk.database.writing() as session:
        resting.uncite(session, desk.number, one, cited, desk.act(desk.seen(one)))
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
