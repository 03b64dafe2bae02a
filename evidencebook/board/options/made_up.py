"""What is told of a consultation that is marked as test data: which suggestions are made up."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencebook.blocks.counting import counted
from evidencebook.board.options.models import COMMENT, WORKSHOP, Consultation, Suggestion


def told(session: Session, found: Consultation) -> str:
    """How many suggestions of a consultation are made up, after ``Test data:``.

    Empty where it is not marked as test data.
    """
    if not found.test:
        return ""
    asked = (
        select(Suggestion.source, func.count(Suggestion.id))
        .where(Suggestion.consultation_id == found.id)
        .group_by(Suggestion.source)
    )
    numbers = {str(source): int(number) for source, number in session.execute(asked)}
    return sentence(numbers.get(WORKSHOP, 0), numbers.get(COMMENT, 0))


def sentence(workshops: int, comments: int) -> str:
    """The same in figures. What comes from comments is what readers wrote, and not made up.

    >>> sentence(60, 2)
    '60 of the 62 suggestions here are made up, to try things out; the others come from comments.'
    >>> sentence(60, 0)
    'the suggestions here are made up, to try things out.'
    >>> sentence(0, 1)
    'this is to try things out; the 1 suggestion here comes from comments.'
    """
    if not comments:
        return "the suggestions here are made up, to try things out."
    come = "comes" if comments == 1 else "come"
    if not workshops:
        these = f"the {counted(comments, 'suggestion')} here"
        return f"this is to try things out; {these} {come} from comments."
    some = f"{workshops:,} of the {counted(workshops + comments, 'suggestion')} here"
    others = "other" if comments == 1 else "others"
    are = "is" if workshops == 1 else "are"
    return f"{some} {are} made up, to try things out; the {others} {come} from comments."
