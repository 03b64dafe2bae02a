"""What the scores say: for each option and criterion, over all criteria, and how options compare.

How they are computed, and when one option is said to be ahead of another, is written down in
``docs/decisions/0022-what-scores-bear-out.md``.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from evidencebook.board.options.models import HIGHEST, LOWEST, Consultation, Score

# With fewer scores nothing is said of how they spread but the lowest and the highest.
ENOUGH = 3
# The panel is divided where this share of it scores low, and this share high.
DIVIDED = 0.25
POINTS = range(LOWEST, HIGHEST + 1)
_MIDDLE = (LOWEST + HIGHEST) / 2

# Member → (option, criterion) → points.
Given = Mapping[int, Mapping[tuple[int, int], int]]


@dataclass(frozen=True)
class Spread:
    """Some scores in figures; None where there are too few to say.

    Attributes
    ----------
    count : int
        How many scores.
    median, mean, lowest, highest : float or None
        None where there is no score.
    deviation : float or None
        The standard deviation (n − 1); None with fewer than `ENOUGH` scores.
    counts : tuple of int
        How often each of `POINTS` was given; empty for means of members.
    divided : bool
        See `divided`.
    """

    count: int
    median: float | None = None
    mean: float | None = None
    lowest: float | None = None
    highest: float | None = None
    deviation: float | None = None
    counts: tuple[int, ...] = ()
    divided: bool = False


@dataclass(frozen=True)
class OptionResult:
    """What the panel gave one option.

    Attributes
    ----------
    option : int
    by_criterion : mapping
        Criterion → the spread of its scores.
    mean : float or None
        The mean of the criteria's means, each with equal weight; None unless each has a score.
    members : Spread
        Of the means of those members who scored it by every criterion.
    ahead_of : tuple of int
        The options that the scores put it ahead of; see `ahead`.
    """

    option: int
    by_criterion: Mapping[int, Spread]
    mean: float | None
    members: Spread
    ahead_of: tuple[int, ...]

    @property
    def divided(self) -> tuple[int, ...]:
        """The criteria by which the panel is divided on it."""
        return tuple(id for id, spread in self.by_criterion.items() if spread.divided)


@dataclass(frozen=True)
class Results:
    """What the scores of a consultation say.

    Attributes
    ----------
    scored, invited : int
        How many members gave a score, and how many were invited.
    options : mapping
        By the number of the option, in the order that moderators gave the options.
    """

    scored: int
    invited: int
    options: Mapping[int, OptionResult]

    @property
    def first(self) -> int | None:
        """The option that is ahead of each of the others; None where there is none."""
        others = len(self.options) - 1
        found = [id for id, one in self.options.items() if 0 < others == len(one.ahead_of)]
        return found[0] if found else None


def results(found: Consultation, scores: Iterable[Score]) -> Results:
    """What the scores of a consultation say.

    Parameters
    ----------
    found : Consultation
    scores : iterable of Score
    """
    given: dict[int, dict[tuple[int, int], int]] = {}
    for one in scores:
        given.setdefault(one.member_id, {})[one.option_id, one.criterion_id] = one.points
    options, asked = [one.id for one in found.options], [one.id for one in found.criteria]
    before: dict[int, list[int]] = {id: [] for id in options}
    for one_id, other in permutations(options, 2):
        if ahead(differences(given, one_id, other)):
            before[one_id].append(other)
    made = {id: _of_option(id, asked, given, before[id]) for id in options}
    return Results(len(given), len(found.members), made)


def spread(scores: Sequence[int]) -> Spread:
    """Scores of one option by one criterion, in figures.

    >>> spread([2, 4, 5]).deviation
    1.5275252316519468
    >>> spread([2, 4]).deviation
    """
    counts = tuple(scores.count(points) for points in POINTS)
    return _spread(scores, counts, divided(scores))


def divided(scores: Sequence[int]) -> bool:
    """Whether a panel is divided: a quarter or more of its scores are low, and as many high.

    Low are scores below the middle of the scale, high those above; it takes `ENOUGH` scores.

    >>> divided([1, 3, 4, 5]), divided([3, 4, 4, 5]), divided([1, 5])
    (True, False, False)
    """
    low = sum(points < _MIDDLE for points in scores)
    high = sum(points > _MIDDLE for points in scores)
    return len(scores) >= ENOUGH and min(low, high) >= DIVIDED * len(scores)


def differences(given: Given, one: int, other: int) -> list[float]:
    """By how much each member put one option above another: the mean over what they scored of both.

    Parameters
    ----------
    given : mapping
    one, other : int
        The options'.
    """
    found = []
    for points in given.values():
        both = [at for option, at in points if option == one and (other, at) in points]
        if both:
            found.append(statistics.fmean(points[one, at] - points[other, at] for at in both))
    return found


def ahead(differences: Sequence[float]) -> bool:
    """Whether members' differences bear out that one option is ahead of another.

    They do where there are `ENOUGH`, and their mean is above their standard deviation: the members
    differ less from one another than the two options do.

    >>> ahead([1, 0.5, 1]), ahead([2, -1, 1]), ahead([3, 3])
    (True, False, False)
    """
    if len(differences) < ENOUGH:
        return False
    mean = statistics.fmean(differences)
    # A hair's breadth is an error of reckoning, not a lead.
    return mean > statistics.stdev(differences) + 1e-9


def _of_option(
    option: int, criteria: Sequence[int], given: Given, ahead_of: Sequence[int]
) -> OptionResult:
    found = {
        at: spread([own[option, at] for own in given.values() if (option, at) in own])
        for at in criteria
    }
    means = [one.mean for one in found.values() if one.mean is not None]
    whole = bool(criteria) and len(means) == len(criteria)
    own_means = [
        statistics.fmean(own[option, at] for at in criteria)
        for own in given.values()
        if criteria and all((option, at) in own for at in criteria)
    ]
    mean = statistics.fmean(means) if whole else None
    return OptionResult(option, found, mean, _spread(own_means), tuple(ahead_of))


def _spread(
    scores: Sequence[float], counts: tuple[int, ...] = (), is_divided: bool = False
) -> Spread:
    if not scores:
        return Spread(0, counts=counts)
    return Spread(
        len(scores),
        float(statistics.median(scores)),
        statistics.fmean(scores),
        min(scores),
        max(scores),
        statistics.stdev(scores) if len(scores) >= ENOUGH else None,
        counts,
        is_divided,
    )
