"""How the board does: received, published, answered, and how long an answer takes."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencebook.board.models import SPAM, WAITING, Comment, Response

_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Tally:
    """The figures of one book, replies counted as comments.

    Attributes
    ----------
    received : int
        Comments sent, but for spam.
    waiting : int
    published : int
        Comments that readers see.
    answered : int
        Those of them with a response.
    days : float or None
        The median of days from a published comment to its first response; None without one.
    """

    received: int
    waiting: int
    published: int
    answered: int
    days: float | None


def tally(session: Session, book: str) -> Tally:
    """The figures of a book."""
    mine = Comment.book == book
    asked = select(Comment.state, func.count(Comment.id)).where(mine).group_by(Comment.state)
    states: dict[str, int] = dict(session.execute(asked).all())
    shown = select(func.count(Comment.id)).where(mine, Comment.is_shown)
    first = (
        select(Comment.received_at, func.min(Response.at))
        .join(Response, Response.comment_id == Comment.id)
        .where(mine, Comment.is_shown)
        .group_by(Comment.id, Comment.received_at)
    )
    waits = [(at - received).total_seconds() / _DAY for received, at in session.execute(first)]
    return Tally(
        received=sum(number for state, number in states.items() if state != SPAM),
        waiting=states.get(WAITING, 0),
        published=session.scalar(shown) or 0,
        answered=len(waits),
        days=median(waits) if waits else None,
    )
