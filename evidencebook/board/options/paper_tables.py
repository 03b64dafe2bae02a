"""The tables of a board paper as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from evidencebook.board.options.models import FOR
from evidencebook.board.options.paper import Paper
from evidencebook.board.options.results import POINTS, Spread
from evidencebook.board.sheets import sheet

_SPREAD = ("Median", "Mean", "Lowest", "Highest", "Standard deviation")
# The mean over all criteria is of every score; those who scored by each are told apart from it.
_MEMBERS = (
    "Members who scored every criterion",
    "Lowest of their means",
    "Highest of their means",
    "Standard deviation of their means",
)
ALL = "All criteria"


def options(paper: Paper) -> str:
    """A row for each option."""
    head = ("Option", "Title", "Rationale", "Priorities", "Places", "Evidence for",
            "Evidence against", "Suggestions", "Mean over all criteria", "Divided on", "Ahead of",
            *_mark(paper))  # fmt: skip
    return sheet(
        head,
        (
            (
                one.number,
                one.title,
                one.rationale,
                "; ".join(one.priorities),
                "; ".join(one.places),
                sum(row.stance == FOR for row in one.evidence),
                sum(row.stance != FOR for row in one.evidence),
                len(one.said),
                _rounded(one.mean),
                "; ".join(one.divided),
                "; ".join(map(str, one.ahead_of)),
                *_marked(paper),
            )
            for one in paper.options
        ),
    )


def evidence(paper: Paper) -> str:
    """A row for each piece of evidence of each option."""
    head = ("Option", "Stance", "Block", "What it says", "More", "Period", "Sources",
            "Edition", "Edition of", "Newest edition", "Newest edition says",
            "Address", "Note", *_mark(paper))  # fmt: skip
    return sheet(
        head,
        (
            (
                one.number,
                row.stance,
                row.block,
                row.said,
                row.more,
                row.period,
                "; ".join(row.sources),
                row.edition,
                row.released,
                {"current": "the same", "earlier": "something else", "gone": "no more"}[
                    row.standing
                ],
                row.now,
                row.address,
                row.note,
                *_marked(paper),
            )
            for one in paper.options
            for row in one.evidence
        ),
    )


def suggestions(paper: Paper) -> str:
    """A row for each suggestion, with its group and the options that it stands behind."""
    head = ("Suggestion", "Text", "From", "Participants", "Priority", "Place", "Group", "Options",
            "Personal details removed", *_mark(paper))  # fmt: skip
    return sheet(
        head,
        (
            (
                one.number,
                one.text,
                one.origin,
                one.participants,
                one.priority,
                one.place,
                one.group,
                "; ".join(map(str, one.options)),
                "yes" if one.redacted else "no",
                *_marked(paper),
            )
            for one in paper.suggestions
        ),
    )


def scores(paper: Paper) -> str:
    """A row for each option and criterion, and one over all criteria for each option."""
    counts = tuple(f"Scores of {points}" for points in POINTS)
    head = ("Option", "Title", "Criterion", "Number of scores", *_SPREAD, *counts, "Divided",
            *_MEMBERS, *_mark(paper))  # fmt: skip
    return sheet(head, _scores(paper))


def _scores(paper: Paper) -> Iterator[tuple[object, ...]]:
    for one in paper.options:
        for criterion, found in zip(paper.criteria, one.scores, strict=True):
            divided = "yes" if found.divided else "no"
            yield (one.number, one.title, criterion.name, found.count, *_figures(found),
                   *found.counts, divided, *(None for _ in _MEMBERS), *_marked(paper))  # fmt: skip
        if paper.criteria:
            about = one.members
            extent = map(_rounded, (about.lowest, about.highest, about.deviation))
            yield (one.number, one.title, ALL, sum(found.count for found in one.scores), None,
                   _rounded(one.mean), None, None, None, *(None for _ in POINTS), None,
                   about.count, *extent, *_marked(paper))  # fmt: skip


def _figures(found: Spread) -> tuple[float | None, ...]:
    figures = (found.median, found.mean, found.lowest, found.highest, found.deviation)
    return tuple(map(_rounded, figures))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _mark(paper: Paper) -> tuple[str, ...]:
    return ("Test data",) if paper.test else ()


def _marked(paper: Paper) -> tuple[str, ...]:
    return ("yes",) if paper.test else ()
