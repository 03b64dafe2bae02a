"""What a moderator does: who it is, when, and what they saw, so that nothing is done unseen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evidencebook.board import audit
from evidencebook.board.models import User
from evidencebook.errors import AlreadyDoneError


@dataclass(frozen=True)
class Act:
    """One deed of a moderator.

    Attributes
    ----------
    user : User
    now : datetime
    seen : str
        What is to be changed as the moderator saw it, by its `words.digest`.
    """

    user: User
    now: dt.datetime
    seen: str

    def check(self, state: str, what: str) -> None:
        """Raise AlreadyDoneError where what is to be changed is not as it was seen."""
        if state != self.seen:
            raise changed(what)

    def note(self, session: Session, action: str, number: int, told: str) -> None:
        """Say in the log what was done, in a consultation of this number."""
        detail = f"consultation {number}: {told}"
        audit.note(session, self.user.name, action, self.now, detail=detail)


def changed(what: str) -> AlreadyDoneError:
    """The error that says that something is not as it was seen."""
    return AlreadyDoneError(
        f"Someone has changed {what} since you opened the page.",
        do="look at it again, and change it anew if you think otherwise",
    )
