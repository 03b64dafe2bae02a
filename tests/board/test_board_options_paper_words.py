"""The sentences of a board paper."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

from board import option_samples as made
from evidencebook.board.database import Database
from evidencebook.board.evidence import CURRENT, EARLIER, GONE, Books
from evidencebook.board.options import paper_words as say
from evidencebook.board.options.paper import Paper, in_a_line
from evidencebook.board.options.results import Spread


@pytest.fixture
def whole(database: Database, books: Books) -> Paper:
    """A paper with scores."""
    return made.gathered(database, books)


def test_the_examples_hold() -> None:
    """Those of the docstrings."""
    assert doctest.testmod(say).failed == 0


def test_how_it_came_about(whole: Paper) -> None:
    """In figures, from workshops, comments, or both; nothing where there is nothing."""
    assert say.came_about(whole) == [
        "3 suggestions came in from 1 workshop (Inverness).",
        "2 of them are in 1 group; 1 is in none.",
        "2 stand behind 2 options; 1 is listed in the annex.",
    ]
    unnamed = say.came_about(replace(whole, workshops=(("workshop", 3),)))[0]
    assert unnamed == "3 suggestions came in from 1 workshop."
    several = replace(whole, groups=3, grouped=2)
    assert say.came_about(replace(several, drafts=2))[1] == (
        "2 of them are in 3 groups; 1 is in none. 2 of these groups are a program's draft, at "
        "which no person has looked yet."
    )
    assert "none. These are a program's draft" in say.came_about(replace(several, drafts=3))[1]
    both = say.came_about(replace(whole, comments=2))
    assert both[0].endswith(
        "came in: 3 from 1 workshop (Inverness) and 2 from published comments on the book."
    )
    bare = replace(whole, suggestions=(), workshops=(), groups=0)
    assert say.came_about(bare) == ["The options were written without suggestions."]
    assert say.came_about(replace(bare, options=())) == []


def test_how_far_scoring_is(whole: Paper) -> None:
    """From no panel to its end."""
    none = replace(whole, criteria=(), invited=0, scored=0, begun="")
    assert say.panel(none) == ["No panel has been asked to score the options."]
    waits = replace(whole, begun="", scored=0)
    assert say.panel(waits) == ["The options have not been scored: scoring has not begun."]
    assert say.panel(replace(whole, scored=0)) == [
        "Scoring began on 1 July 2026 and is still open. None of 4 invited members has scored yet."
    ]
    assert say.panel(replace(whole, ended="2026-07-09"))[0].endswith("and ended on 9 July 2026.")


def test_no_order_that_the_spread_does_not_bear_out(whole: Paper) -> None:
    """First is said of one that is ahead of all; else that none is."""
    assert say.verdict(whole) == [
        "The scores put option 1 ahead of each of the others.",
        "The panel is divided on option 2: Effect.",
    ]
    one, two = whole.options
    agreed = replace(two, divided=())
    three, four = replace(agreed, number=3), replace(agreed, number=4)
    level = replace(whole, first=None, options=(replace(one, ahead_of=()), agreed))
    assert say.verdict(level) == [f"{say.NO_ORDER} They put no option ahead of another."]
    both = (replace(one, ahead_of=(3, 4)), replace(agreed, ahead_of=(3, 4)))
    some = replace(level, options=(*both, three, four))
    assert say.verdict(some) == [
        say.NO_ORDER, "Options 1 and 2 are each ahead of options 3 and 4.",
    ]  # fmt: skip
    assert say.verdict(replace(whole, scored=0)) == []


def test_a_mean_is_told_with_its_spread(whole: Paper) -> None:
    """And why there is none where there is none."""
    one = whole.options[0]
    assert say.overall(one) == "4.2 (4 members: 4.0 to 4.5, SD\u00a00.3)"
    assert say.overall_said(one).startswith("Mean over all criteria: 4.2. Means of the 4 members")
    assert "no mean" in say.overall_said(replace(one, mean=None))
    assert say.overall(replace(one, mean=None)) == "–"
    assert say.overall(replace(one, members=Spread(0))) == "4.2"


def test_what_became_of_evidence(whole: Paper) -> None:
    """Nothing where the newest edition says the same."""
    shown = whole.options[0].evidence[0]
    assert say.standing(replace(shown, standing=CURRENT)) == ""
    earlier = replace(shown, standing=EARLIER, now="Emissions fell.")
    assert say.standing(earlier) == (
        "The newest edition says something else now: Emissions fell. (It was read in edition "
        "2026-06-24-a1d2ef05 of March 2026.)"
    )
    same = replace(earlier, now=in_a_line(shown.said, shown.more))
    assert "in the same words; its figures, or how" in say.standing(same)
    assert "no more. (It was read in" in say.standing(replace(shown, standing=GONE))


def test_the_method_tells_of_what_was_done(whole: Paper) -> None:
    """Of groups where there are some, of scores where there are some."""
    assert [name for name, _ in say.method(whole)] == [
        *("Groups", "Options and evidence", "Scores", "Order", "Divided"),
    ]
    assert (
        "order that moderators gave them, not by scores"
        in dict(say.method(whole))["Options and evidence"]
    )
    bare = replace(whole, groups=0, scored=0)
    assert [name for name, _ in say.method(bare)] == ["Options and evidence"]
