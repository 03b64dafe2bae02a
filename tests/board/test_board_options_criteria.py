"""Criteria: set, put in order, fixed when scoring begins."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from board import option_samples as made
from board.samples import BOOK, NOW
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.options import criteria, gathering
from evidencebook.board.options.criteria import Draft
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

COST, EFFECT = Draft("Cost", "dear", "cheap", "2"), Draft("Effect", "none", "large", "1")
EMPTY = Draft("", "", "", "")


def _replace(session: Session, number: int, *rows: Draft) -> None:
    criteria.replace(session, number, rows, actor="Mo", now=NOW)


def _names(session: Session, number: int) -> list[str]:
    return [one.name for one in gathering.consultation(session, number).criteria]


def test_they_stand_in_the_order_of_their_places(database: Database) -> None:
    """Empty rows are left out; what is set later stands in the place of what was there."""
    with database.writing() as session:
        number = made.consultation(session)
        _replace(session, number, COST, EMPTY, EFFECT, Draft("Time", "late", "soon"))
        assert _names(session, number) == ["Effect", "Cost", "Time"]
        _replace(session, number, Draft(" Cost\n of it ", "dear", "cheap"))
        assert _names(session, number) == ["Cost of it"]
        _replace(session, number, EMPTY)
        assert _names(session, number) == []
    with database.reading() as session:
        (*_, first) = audit.lines(session)
    assert (first.actor, first.action, first.detail) == (
        "Mo",
        "criteria set",
        f"consultation {number}: 3",
    )


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([Draft("", "dear", "cheap")], "name-1"),
        ([EMPTY, Draft("Cost", "", "cheap")], "lowest-2"),
        ([Draft("Cost", "dear", "")], "highest-1"),
        ([Draft("C" * 81, "dear", "cheap")], "name-1"),
        ([Draft("Cost", "dear", "cheap", "-1")], "place-1"),
        ([Draft("Cost", "dear", "cheap", "²")], "place-1"),
        ([COST, Draft("COST", "dear", "cheap")], "name-2"),
        ([Draft(f"Cost {n}", "dear", "cheap") for n in range(9)], "name-9"),
    ],
)
def test_what_is_wrong_is_said_by_row(database: Database, rows: list[Draft], field: str) -> None:
    """And nothing is changed."""
    with database.writing() as session:
        number = made.consultation(session)
        _replace(session, number, EFFECT)
        with pytest.raises(InvalidError) as error:
            _replace(session, number, *rows)
        assert list(error.value.fields) == [field]
        assert _names(session, number) == ["Effect"]


def test_they_are_fixed_when_scoring_begins(database: Database) -> None:
    """Scores are of the criteria as they were."""
    with database.writing() as session:
        number = made.consultation(session)
        made.begun(session, number)
        with pytest.raises(AlreadyDoneError):
            _replace(session, number, COST)


def test_a_consultation_by_name(database: Database) -> None:
    """By book and slug; of any other name it is said which there are."""
    with database.writing() as session:
        number = made.consultation(session)
        assert gathering.by_name(session, f"{BOOK}/innovation-strategy").id == number
        for name in ("innovation-strategy", f"{BOOK}/", "/", f"{BOOK}/Innovation-strategy"):
            with pytest.raises(NotThereError, match=f"{BOOK}/innovation-strategy"):
                gathering.by_name(session, name)
        with pytest.raises(NotThereError):
            gathering.consultation(session, number + 1)
