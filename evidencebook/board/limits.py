"""How often one address may do something, told apart by a hash that is kept for a day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evidencebook.board.models import Attempt
from evidencebook.errors import TooOftenError

COMMENT, SIGN_IN, SCORE = "comment", "sign-in", "score"
KEPT = dt.timedelta(days=1)


def count(
    session: Session, kind: str, who: str, now: dt.datetime, *, most: int, within: dt.timedelta
) -> None:
    """Note that someone tried something, or refuse it.

    Parameters
    ----------
    session : Session
        One that writes.
    kind : str
        What was tried.
    who : str
        The hash of the address that it came from, or a panel member's number.
    now : datetime
    most : int
        How many are let through.
    within : timedelta
        In how long.

    Raises
    ------
    TooOftenError
        When it was tried as often before.
    """
    session.execute(delete(Attempt).where(Attempt.at < now - KEPT))
    tried = select(func.count(Attempt.id)).where(
        Attempt.kind == kind, Attempt.who == who, Attempt.at > now - within
    )
    if (session.scalar(tried) or 0) >= most:
        raise TooOftenError(
            "More was sent from your network than we can take at once.",
            do=f"try again in {round(within.total_seconds() / 60)} minutes",
        )
    session.add(Attempt(kind=kind, who=who, at=now))
