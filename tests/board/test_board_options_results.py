"""What scores bear out: figures, spread, division, order."""

from __future__ import annotations

import doctest

import pytest
from sqlalchemy.orm import Session

from board import option_samples as made
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import gathering, results, scoring
from evidencebook.board.options.results import Results, ahead, differences, divided, spread


def _results(session: Session, number: int) -> Results:
    found = gathering.consultation(session, number)
    return results.results(found, scoring.everyones(session, number))


def test_the_examples_hold() -> None:
    """Those of the docstrings."""
    assert doctest.testmod(results).failed == 0


def test_scores_in_figures() -> None:
    """By hand: the mean of 2, 4, 4, 5 is 3.75, its standard deviation the root of 19 twelfths."""
    found = spread([2, 4, 4, 5])
    assert (found.count, found.median, found.mean) == (4, 4, 3.75)
    assert (found.lowest, found.highest) == (2, 5)
    assert found.deviation == pytest.approx((19 / 12) ** 0.5)
    assert found.counts == (0, 1, 0, 2, 1)


def test_few_scores() -> None:
    """Of two only the range is told; of none nothing."""
    assert (spread([1, 5]).deviation, spread([1, 5]).divided) == (None, False)
    nothing = spread([])
    assert (nothing.count, nothing.mean, nothing.median, nothing.lowest) == (0, None, None, None)
    assert nothing.counts == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([1, 5, 5, 5], True),
        ([1, 5, 5, 5, 5], False),
        ([3, 3, 3, 3], False),
        ([1, 3, 3, 5], True),
        ([2, 2, 4, 4], True),
        ([1, 1, 3, 3], False),
    ],
)
def test_a_divided_panel(scores: list[int], said: bool) -> None:
    """A quarter low and a quarter high; the middle is neither."""
    assert divided(scores) is said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([1, 1, 1], True),
        ([0, 0, 0], False),
        ([1, 1], False),
        ([2, 0, 1], False),  # the mean is the deviation, not above it
        ([2, 0.5, 1], True),
        ([4, -1, 0], False),
        ([0.1, 0.1, 0.1], True),
        ([-1, -1, -1], False),
    ],
)
def test_when_one_is_ahead(found: list[float], said: bool) -> None:
    """Where members differ less from one another than the options do."""
    assert ahead(found) is said


def test_differences_are_of_what_a_member_scored_of_both() -> None:
    """Who scored only one of them says nothing of the two."""
    given = {1: {(1, 1): 5, (2, 1): 3, (1, 2): 1}, 2: {(1, 1): 4}, 3: {(1, 2): 2, (2, 2): 4}}
    assert differences(given, 1, 2) == [2, -2]


def test_a_whole_consultation(database: Database, books: Books) -> None:
    """The first is ahead of the second; the panel is divided on the second by one criterion."""
    with database.writing() as session:
        number = made.whole(session, books)
        found = _results(session, number)
        one, two = found.options
        effect, cost = (row.id for row in gathering.consultation(session, number).criteria)
    assert (found.scored, found.invited, found.first) == (4, 4, one)
    first, second = found.options.values()
    assert (first.ahead_of, second.ahead_of) == ((two,), ())
    assert first.mean == (4.5 + 4) / 2
    assert (first.divided, second.divided) == ((), (effect,))
    assert second.by_criterion[cost].counts == (1, 3, 0, 0, 0)
    assert (first.members.count, first.members.lowest, first.members.highest) == (4, 4, 4.5)


def test_no_mean_over_all_without_each_criterion(database: Database) -> None:
    """A criterion without a score is not passed over; one option alone is ahead of none."""
    with database.writing() as session:
        number = made.consultation(session)
        option = made.option(session, number, "Test sites")
        effect, _ = made.criteria(session, number)
        member, _ = made.member(session, number, "Ann")
        made.scores(session, member, {(option, effect): 4})
        found = _results(session, number)
    assert (found.scored, found.first) == (1, None)
    assert (found.options[option].mean, found.options[option].members.count) == (None, 0)


def test_nothing_at_all(database: Database) -> None:
    """A consultation without options, criteria or members has no results, and no error."""
    with database.writing() as session:
        found = _results(session, made.consultation(session))
    assert (found.scored, found.invited, dict(found.options), found.first) == (0, 0, {}, None)
