"""The sentences of a board paper, the same in print and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evidencebook.blocks.counting import counted
from evidencebook.board.evidence import CURRENT, GONE
from evidencebook.board.options import made_up
from evidencebook.board.options.models import HIGHEST, LOWEST, WORKSHOP
from evidencebook.board.options.paper import Paper, PaperOption, Remark, Said, Shown, in_a_line
from evidencebook.board.options.results import ENOUGH, POINTS, Spread
from evidencebook.build.said import month
from evidencebook.periods import long_date

# What stands in brackets beside a mean over all criteria.
BRACKETS = (
    "In brackets: how many members scored every criterion; of two or more, the lowest and the "
    "highest of their means, and the standard deviation (SD) of these. The mean before the "
    "brackets rests on all scores."
)
REMOVED = "personal details removed"
# The same as on the page of readers.
NONE_NAMED = "None is named."
ABOUT = "What it says about the option:"
NO_ORDER = "The scores do not bear out that any one option is first."
_NONE = "–"
_ENOUGH = {3: "three"}[ENOUGH]


def listed(parts: Sequence[object]) -> str:
    """Parts of a sentence.

    >>> listed(["Preston", "Burnley", "Pendle"])
    'Preston, Burnley and Pendle'
    """
    *before, last = map(str, parts)
    return f"{', '.join(before)} and {last}" if before else last


def decimal(value: float | None) -> str:
    """A mean or deviation, to one place; a dash for none.

    >>> decimal(3.25), decimal(None)
    ('3.2', '–')
    """
    return _NONE if value is None else f"{value:.1f}"


def whole(value: float | None) -> str:
    """A score or median, as short as it is.

    >>> whole(4.0), whole(3.5)
    ('4', '3.5')
    """
    return _NONE if value is None else f"{value:g}"


def extent(spread: Spread) -> str:
    """From the lowest to the highest score.

    >>> extent(Spread(2, 3, 3, 2, 4)), extent(Spread(0))
    ('2 to 4', '–')
    """
    if spread.lowest is None or spread.highest is None:
        return _NONE
    whole_ones = spread.lowest == int(spread.lowest) and spread.highest == int(spread.highest)
    form = ".0f" if whole_ones else ".1f"
    low, high = (f"{value:{form}}" for value in (spread.lowest, spread.highest))
    return low if low == high else f"{low} to {high}"


def test(paper: Paper) -> str:
    """That its suggestions are made up, or how many are; empty where it is no test data."""
    if not paper.test:
        return ""
    workshops = sum(number for _, number in paper.workshops)
    return f"Test data: {made_up.sentence(workshops, paper.comments)}"


def dated(paper: Paper) -> str:
    """When the paper's newest content was made, and from which edition its evidence is read."""
    edition = f"{paper.book}. {paper.edition}"
    return f"As of {long_date(paper.dated)}. {edition}."


def came_about(paper: Paper) -> list[str]:
    """How the options came about, in figures."""
    if not paper.suggestions:
        return ["The options were written without suggestions."] if paper.options else []
    made = [f"{counted(len(paper.suggestions), 'suggestion')} came in{_sources(paper)}."]
    if paper.groups:
        made.append(_grouped(paper))
    left = len(paper.left)
    stand = "stands" if paper.taken_up == 1 else "stand"
    taken = f"{paper.taken_up:,} {stand} behind {counted(len(paper.options), 'option')}"
    if paper.options:
        end = f"; {left:,} {'is' if left == 1 else 'are'} listed in the annex" if left else ""
        made.append(f"{taken}{end}.")
    return made


def _sources(paper: Paper) -> str:
    """From which workshops and comments, in figures."""
    total, parts = sum(number for _, number in paper.workshops), []
    both = bool(paper.workshops and paper.comments)
    if paper.workshops:
        several = len(paper.workshops) > 1
        names = [f"{name}: {number:,}" if several else name for name, number in paper.workshops]
        of = f"from {counted(len(paper.workshops), 'workshop')}"
        if names != [WORKSHOP]:  # as the file is called, where no one named it
            of += f" ({'; '.join(names)})"
        parts.append(f"{total:,} {of}" if both else of)
    if paper.comments:
        of = "from published comments on the book"
        parts.append(f"{paper.comments:,} {of}" if both else of)
    return f": {listed(parts)}" if both else f" {parts[0]}"


def panel(paper: Paper) -> list[str]:
    """How far scoring is: who was asked, when, and how many answered."""
    if not paper.criteria and not paper.invited:
        return ["No panel has been asked to score the options."]
    if not paper.begun:
        return ["The options have not been scored: scoring has not begun."]
    asked = counted(paper.invited, "invited member")
    since = f"Scoring began on {long_date(paper.begun)}"
    until = f" and ended on {long_date(paper.ended)}" if paper.ended else " and is still open"
    if not paper.scored:
        return [f"{since}{until}. None of {asked} has scored yet."]
    return [f"{paper.scored:,} of {asked} scored. {since}{until}."]


def verdict(paper: Paper) -> list[str]:
    """What the scores bear out of an order among the options, and where the panel is divided."""
    if not paper.scored:
        return []
    made = []
    if len(paper.options) > 1:
        made += [_first(paper), *_pairs(paper)]
    for option in paper.options:
        if option.divided:
            made.append(
                f"The panel is divided on option {option.number}: {listed(option.divided)}."
            )
    return made


def _first(paper: Paper) -> str:
    if paper.first is not None:
        return f"The scores put option {paper.first} ahead of each of the others."
    if not any(option.ahead_of for option in paper.options):
        return f"{NO_ORDER} They put no option ahead of another."
    return NO_ORDER


def _pairs(paper: Paper) -> Iterable[str]:
    """Who is ahead of whom, said once for all that are ahead of the same."""
    found: dict[tuple[int, ...], list[int]] = {}
    for option in paper.options:
        if option.ahead_of and option.number != paper.first:
            found.setdefault(option.ahead_of, []).append(option.number)
    for behind, ahead in found.items():
        others = f"{'option' if len(behind) == 1 else 'options'} {listed(behind)}"
        if len(ahead) == 1:
            yield f"Option {ahead[0]} is ahead of {others}."
        else:
            yield f"Options {listed(ahead)} are each ahead of {others}."


def overall(option: PaperOption) -> str:
    """An option's mean over all criteria, and the means of members who scored each, in a cell."""
    if option.mean is None:
        return _NONE
    about = option.members
    if not about.count:
        return decimal(option.mean)
    told = counted(about.count, "member")
    if about.count > 1:  # the mean of one has no spread
        told += f": {extent(about)}"
    more = f", SD\u00a0{decimal(about.deviation)}" if about.deviation is not None else ""
    return f"{decimal(option.mean)} ({told}{more})"


def overall_said(option: PaperOption) -> str:
    """An option's mean over all criteria in a sentence; why there is none, where there is none."""
    if option.mean is None:
        return "There is no mean over all criteria, as not every criterion has a score."
    about = option.members
    made = f"Mean over all criteria: {decimal(option.mean)}."
    if about.count:
        deviation = (
            f", standard deviation {decimal(about.deviation)}"
            if about.deviation is not None
            else ""
        )
        who = "the one member" if about.count == 1 else f"the {about.count:,} members"
        means = "Mean" if about.count == 1 else "Means"
        made += f" {means} of {who} who scored every criterion: {extent(about)}{deviation}."
    return made


def distribution(spread: Spread) -> str:
    """How often each score was given.

    >>> distribution(Spread(3, counts=(0, 1, 0, 2, 0)))
    '2: once, 4: 2 times'
    """
    often = {1: "once"}
    told = [
        f"{points}: {often.get(count, f'{count} times')}"
        for points, count in zip(POINTS, spread.counts, strict=True)
        if count
    ]
    return ", ".join(told) or "no score"


def standing(shown: Shown) -> str:
    """What to know of evidence that the newest edition does not say so any more; else empty."""
    if shown.standing == CURRENT:
        return ""
    of = f" of {month(shown.released)}" if shown.released else ""
    was = f"(It was read in edition {shown.edition}{of}.)"
    if shown.standing == GONE:
        return f"The newest edition has this evidence no more. {was}"
    if shown.now == in_a_line(shown.said, shown.more):
        what = "its figures, or how they were worked out, have changed"
        return f"The newest edition says it in the same words; {what}. {was}"
    return f"The newest edition says something else now: {shown.now.rstrip('.')}. {was}"


def source(shown: Shown) -> str:
    """Period, source and address of evidence, in a line."""
    parts = [f"Period: {shown.period}"] if shown.period else []
    parts += [f"Source: {'; '.join(shown.sources)}"] if shown.sources else []
    return ". ".join(parts) + ("." if parts else "")


def sayings(said: Sequence[Said]) -> str:
    """How many suggestions stand behind an option, in a sentence."""
    if not said:
        return "No suggestion stands behind this option."
    return (
        f"{counted(len(said), 'suggestion')} {'stands' if len(said) == 1 else 'stand'} behind it."
    )


def origin(said: Said) -> str:
    """Where a suggestion comes from, and whether something was removed from it."""
    return f"{said.origin}; {REMOVED}" if said.redacted else said.origin


def remark(said: Remark) -> str:
    """What a member says, and whether something was removed from it."""
    return f"{said.text} ({REMOVED})" if said.redacted else said.text


def scale(paper: Paper) -> list[tuple[str, str, str]]:
    """Criteria, and what their lowest and highest score mean."""
    return [(one.name, one.lowest, one.highest) for one in paper.criteria]


SCALE = (f"{LOWEST} means", f"{HIGHEST} means")


def _grouped(paper: Paper) -> str:
    groups, left = counted(paper.groups, "group"), len(paper.suggestions) - paper.grouped
    alone = f"; {left:,} {'is' if left == 1 else 'are'} in none" if left else ""
    made = f"{paper.grouped:,} of them are in {groups}{alone}."
    if not paper.drafts:
        return made
    which = "These are" if paper.drafts == paper.groups else f"{paper.drafts:,} of these groups are"
    return f"{made} {which} a program's draft, at which no person has looked yet."


def method(paper: Paper) -> list[tuple[str, str]]:
    """How the paper was made: what each paragraph is about, and the paragraph."""
    made = []
    if paper.groups:
        made.append(("Groups", _GROUPS))
    made.append(("Options and evidence", _OPTIONS))
    if paper.scored:
        made += [("Scores", _SCORES), ("Order", _ORDER), ("Divided", _DIVIDED)]
    return made


_GROUPS = (
    "A program drafts groups of suggestions that share words; people change, name and accept them. "
    "What became an option was decided by people."
)
_OPTIONS = (
    "People wrote the options. Evidence is quoted as it stood in the edition that it was taken "
    "from; where the newest edition says something else, that is said beside it. Options stand in "
    "the order that moderators gave them, not by scores."
)
_SCORES = (
    f"Invited members scored each option by each criterion from {LOWEST} to {HIGHEST}, or had no "
    "view. The mean over all criteria is the mean of the criteria’s means, each with equal weight. "
    f"The spread is the range and, from {_ENOUGH} scores on, the standard deviation (SD, n − 1): "
    "it uses each of them."
)
_ORDER = (
    f"One option is said to be ahead of another only where at least {_ENOUGH} members scored "
    "both, and the mean of their differences is greater than the standard deviation of these. An "
    "option is first only if it is ahead of each of the others."
)
_DIVIDED = (
    f"The panel is said to be divided where it gave at least {_ENOUGH} scores, a quarter or more "
    "of them below the middle of the scale and a quarter or more above."
)
