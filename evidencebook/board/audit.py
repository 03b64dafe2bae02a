"""The log of who did what. It takes lines and gives them; the database lets none be changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencebook.board.models import Event

SYSTEM = "the board"
PAGE = 100


def note(
    session: Session,
    actor: str,
    action: str,
    now: dt.datetime,
    *,
    comment: int | None = None,
    detail: str = "",
) -> None:
    """Add a line, in the transaction of what it tells of.

    Parameters
    ----------
    session : Session
        One that writes.
    actor : str
        The moderator's name.
    action : str
        In a few words.
    now : datetime
    comment : int, optional
        The comment's number.
    detail : str
        Never a text, a name or an address of a reviewer: it could not be erased.
    """
    session.add(Event(at=now, actor=actor, action=action, comment=comment, detail=detail))


def lines(session: Session, *, page: int = 1, comment: int | None = None) -> Sequence[Event]:
    """One page of the log, the newest first; of one comment if it is named."""
    asked = select(Event).order_by(Event.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    if comment is not None:
        asked = asked.where(Event.comment == comment)
    return session.scalars(asked).all()
