"""How long the board keeps what it need not keep."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from evidencebook.board import accounts, audit, limits
from evidencebook.board.models import Attempt, Comment, Response, SignedIn


@dataclass(frozen=True)
class Purged:
    """How many were removed.

    Attributes
    ----------
    addresses : int
        E-mail addresses of comments.
    attempts, sessions : int
        Marks of network addresses; moderators' sessions that have ended.
    """

    addresses: int
    attempts: int
    sessions: int


def purge(session: Session, now: dt.datetime, days: int, *, dry_run: bool = False) -> Purged:
    """Remove e-mail addresses that were kept long enough, old attempts and ended sessions.

    An address is kept for so many days after its comment was last dealt with: received, decided on
    or responded to, whichever was last.

    Parameters
    ----------
    session : Session
        One that writes; for a dry run, any.
    now : datetime
    days : int
    dry_run : bool
        Whether to count alone.
    """
    old = _old(now - dt.timedelta(days))
    tried, ended = Attempt.at < now - limits.KEPT, accounts.ended(now)
    found = Purged(
        _count(session, Comment.id, old),
        _count(session, Attempt.id, tried),
        _count(session, SignedIn.token, ended),
    )
    if dry_run or found == Purged(0, 0, 0):
        return found
    emptied = update(Comment).where(old).values(email="")
    session.execute(emptied, execution_options={"synchronize_session": False})
    session.execute(delete(Attempt).where(tried))
    session.execute(delete(SignedIn).where(ended))
    said = f"{found.addresses} addresses, {found.attempts} attempts, {found.sessions} sessions"
    audit.note(session, audit.SYSTEM, "purged", now, detail=said)
    return found


def _old(before: dt.datetime) -> ColumnElement[bool]:
    """The comments with an address that were last dealt with before a moment."""
    answered = select(Response.comment_id).where(Response.at >= before)
    return and_(
        Comment.email != "",
        Comment.received_at < before,
        or_(Comment.decided_at.is_(None), Comment.decided_at < before),
        Comment.id.not_in(answered),
    )


def _count(session: Session, what: Any, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(what)).where(which)) or 0
