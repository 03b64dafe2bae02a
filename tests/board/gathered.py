"""Consultations that the tests of suggestions and options begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from board.samples import BOOK, NOW
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping, incoming, resting, writing
from evidencebook.board.options.acts import Act
from evidencebook.board.options.models import Consultation
from evidencebook.board.options.resting import Behind, Naming
from evidencebook.board.options.workshops import Line
from evidencebook.board.options.writing import Draft

DATA = Path(__file__).parents[1] / "data"
WORKSHOP, THEMES = DATA / "workshop.csv", DATA / "workshop-themes.csv"
BUSES = (
    "A late bus to the harbour.",
    "The late bus must meet the train.",
    "Late bus, please!",
)
DRAFT = Draft("Late buses", "People work late.", ("connections",), ("S12000017",))
FIBRE = ("Fibre for the islands.", "Dig fibre to every croft.", "Fibre, fibre to the crofts.")


def lines(*texts: str) -> list[Line]:
    """Lines of a workshop's file."""
    return [Line(row, text, "business", "energy", "Highland") for row, text in enumerate(texts, 2)]


def consultation(
    session: Session, texts: Sequence[str] = (*BUSES, *FIBRE), title: str = "Strategy"
) -> Consultation:
    """A consultation with the suggestions of one workshop."""
    made = gathering.add(session, BOOK, title, actor="Mo", now=NOW, options=3)
    incoming.take_lines(session, made, "Inverness", lines(*texts), test=False, actor="Mo", now=NOW)
    return made


def propose(session: Session, number: int, user: User, count: int | None = None) -> int:
    """Draft groups of what is there; how many."""
    proposal = grouping.drafted(grouping.free(session, number), count)
    return grouping.propose(session, number, proposal, user=user, now=NOW)


def sorted_groups(session: Session, number: int) -> list[list[int]]:
    """The numbers of the suggestions in each group, and last of those in none."""
    found = [
        [one.number for one in group.suggestions] for group in grouping.groups(session, number)
    ]
    return [*sorted(found), [one.number for one in grouping.ungrouped(session, number)]]


class Desk:
    """A moderator, who has seen everything a moment ago."""

    def __init__(self, database: Database, books: Books, user: User) -> None:
        self.database, self.books, self.user = database, books, user
        with database.writing() as session:
            self.number = consultation(session).id

    def act(self, seen: str) -> Act:
        """A deed on what was seen."""
        return Act(self.user, NOW, seen)

    def add(self, said: Draft = DRAFT) -> int:
        """Add an option."""
        with self.database.writing() as session:
            seen = writing.list_state(writing.options(session, self.number))
            return writing.add(session, self.number, said, self.act(seen)).id

    def seen(self, option: int) -> str:
        """The state of an option."""
        with self.database.reading() as session:
            return writing.state(writing.option(session, self.number, option))

    def cite(self, option: int, *blocks: str, stance: str = "for", note: str = "") -> None:
        """Name evidence."""
        act, naming = self.act(self.seen(option)), Naming(blocks, stance, note)
        with self.database.writing() as session:
            resting.cite(session, self.books, self.number, option, naming, act)

    def rest_on(self, option: int, chosen: list[int], groups: list[int]) -> None:
        """Say what stands behind it."""
        act, behind = self.act(self.seen(option)), Behind(chosen, groups)
        with self.database.writing() as session:
            resting.rest_on(session, self.number, option, behind, act)

    def titles(self) -> list[str]:
        """The titles of the options, in their order."""
        with self.database.reading() as session:
            found = writing.options(session, self.number)
            assert [one.position for one in found] == list(range(1, len(found) + 1))
            return [one.title for one in found]
