"""Consultations that the tests of suggestions and options begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from board.samples import BOOK, NOW
from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping
from evidencebook.board.options.models import Consultation
from evidencebook.board.options.workshops import Line

DATA = Path(__file__).parents[1] / "data"
WORKSHOP, THEMES = DATA / "workshop.csv", DATA / "workshop-themes.csv"
BUSES = (
    "A late bus to the harbour.",
    "The late bus must meet the train.",
    "Late bus, please!",
)
FIBRE = ("Fibre for the islands.", "Dig fibre to every croft.", "Fibre, fibre to the crofts.")


def lines(*texts: str) -> list[Line]:
    """Lines of a workshop's file."""
    return [Line(row, text, "business", "energy", "Highland") for row, text in enumerate(texts, 2)]


def consultation(
    session: Session, texts: Sequence[str] = (*BUSES, *FIBRE), title: str = "Strategy"
) -> Consultation:
    """A consultation with the suggestions of one workshop."""
    made = gathering.add(session, BOOK, title, actor="Mo", now=NOW, options=3)
    gathering.take_lines(session, made, "Inverness", lines(*texts), test=False, actor="Mo", now=NOW)
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
