"""The invited panel: members, each with an address that no one else knows."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencebook.board import audit, words
from evidencebook.board.options import gathering
from evidencebook.board.options.models import Member
from evidencebook.errors import InvalidError, NotThereError

AT_MOST = 60
LONGEST = 100
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def invite(
    session: Session, number: int, name: str, *, actor: str, now: dt.datetime
) -> tuple[Member, str]:
    """A new member, and the token of their address, which is shown this once.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The consultation's.
    name : str
        The member's.
    actor : str
        Who invites them.
    now : datetime

    Raises
    ------
    InvalidError
        When the name is missing, too long or taken, or the panel is full.
    """
    found, name = gathering.consultation(session, number, lock=True), words.one_line(name)
    if not 1 <= len(name) <= LONGEST:
        raise InvalidError({"member": f"A name has 1 to {LONGEST} characters."})
    if name in {one.name for one in found.members}:
        raise InvalidError(
            {"member": "Someone of that name is invited; add what tells them apart."}
        )
    if len(found.members) >= AT_MOST:
        raise InvalidError({"member": f"A panel has up to {AT_MOST} members."})
    token = secrets.token_urlsafe(32)
    made = Member(
        consultation_id=number, name=name, token=_digest(token), active=True, invited_at=now
    )
    session.add(made)
    session.flush()
    session.expire(found, ["members"])
    _note(session, made, "member invited", actor, now)
    return made, token


def renew(
    session: Session, number: int, member: int, *, actor: str, now: dt.datetime
) -> tuple[Member, str]:
    """Give a member another address, which opens again if it was closed; the old one ends.

    Raises NotThereError when the consultation has no such member.
    """
    found, token = _member(session, number, member), secrets.token_urlsafe(32)
    found.token, found.active = _digest(token), True
    _note(session, found, "member's address renewed", actor, now)
    return found, token


def close(session: Session, number: int, member: int, *, actor: str, now: dt.datetime) -> Member:
    """Let a member's address end; the scores that they gave stay.

    Raises NotThereError when the consultation has no such member.
    """
    found = _member(session, number, member)
    found.active = False
    _note(session, found, "member's address closed", actor, now)
    return found


def by_token(session: Session, token: str, *, lock: bool = False) -> Member:
    """Whose address it is, held against others who write if `lock`.

    Raises NotThereError when it is no one's, or closed; it does not say which.
    """
    found = None
    if _TOKEN.fullmatch(token):
        asked = select(Member).where(Member.token == _digest(token), Member.active.is_(True))
        found = session.scalar(asked.with_for_update() if lock else asked)
    if found is None:
        raise NotThereError("There is no such page.", do="ask whoever invited you for your address")
    return found


def by_name(session: Session, number: int, name: str) -> Member:
    """The member of a consultation who has that name. Raises NotThereError when there is none."""
    asked = select(Member).where(
        Member.consultation_id == number, Member.name == words.one_line(name)
    )
    if (found := session.scalar(asked)) is None:
        raise NotThereError(
            "The panel has no member of that name.",
            found=name,
            do="see 'evidencebook board panel list'",
        )
    return found


def _member(session: Session, number: int, member: int) -> Member:
    asked = select(Member).where(Member.id == member, Member.consultation_id == number)
    if (found := session.scalar(asked.with_for_update())) is None:
        raise NotThereError("The panel has no such member.", do="go back to the panel")
    return found


def _note(session: Session, member: Member, action: str, actor: str, now: dt.datetime) -> None:
    # Members are named by number: the log cannot forget a name.
    detail = f"consultation {member.consultation_id}, member {member.id}"
    audit.note(session, actor, action, now, detail=detail)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
