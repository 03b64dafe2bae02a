"""What the board holds on one person: told, or erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from evidencebook.board import audit
from evidencebook.board.exchange.rows import moment
from evidencebook.board.models import Comment, Event, Message
from evidencebook.board.options import gathering
from evidencebook.board.options.models import Suggestion
from evidencebook.errors import UsageError

REMOVED = "[removed at the author's request]"


def comments(session: Session, who: Sequence[str], *, lock: bool = False) -> Sequence[Comment]:
    """The comments of one person.

    Parameters
    ----------
    session : Session
    who : sequence of str
        E-mail addresses, upper and lower case being the same, and numbers of comments.
    lock : bool
        Whether to hold them against others who write.

    Raises
    ------
    UsageError
        When something is neither, or a number is no comment's. An address is not repeated.
    """
    addresses = [text.strip().lower() for text in who if "@" in text]
    numbers = [_number(text) for text in who if "@" not in text]
    mine: list[ColumnElement[bool]] = [Comment.id.in_(numbers)]
    mine.append(func.lower(Comment.email).in_(addresses))
    if any(not address.isascii() for address in addresses):
        mine.append(Comment.email != "")  # SQLite knows the lower case of ASCII alone
    asked = select(Comment).where(or_(*mine)).order_by(Comment.id)
    if lock:
        asked = asked.with_for_update()
    asked = asked.options(selectinload(Comment.evidence), selectinload(Comment.responses))
    found = [
        one for one in session.scalars(asked) if one.id in numbers or one.email.lower() in addresses
    ]
    if missing := sorted(set(numbers) - {one.id for one in found}):
        raise UsageError("There is no such comment.", found=", ".join(map(str, missing)))
    return found


def told(session: Session, found: Sequence[Comment], now: dt.datetime) -> dict[str, Any]:
    """All that is held on the author of some comments, to hand over as JSON.

    The log says that it was told.

    Parameters
    ----------
    session : Session
        One that writes.
    found : sequence of Comment
    now : datetime
    """
    numbers = [one.id for one in found]
    held = {
        "comments": [_comment(session, one) for one in found],
        "suggestions": [
            {"comment": one.comment_id, "number": one.number}
            for one in _suggestions(session, numbers)
        ],
    }
    for number in numbers:
        audit.note(session, audit.SYSTEM, "told", now, comment=number)
    return held


def erase(
    session: Session, found: Iterable[Comment], now: dt.datetime, *, texts: bool = False
) -> int:
    """Erase who wrote some comments, and on request what they wrote; how many were changed.

    The comments stay, with a mark. Neither mark nor log holds what was there.

    Parameters
    ----------
    session : Session
        One that writes.
    found : iterable of Comment
        Held against others who write.
    now : datetime
    texts : bool
        Whether to replace their texts too, which suggestions taken from them show as well.
    """
    changed = 0
    for comment in found:
        fields = _erased(comment, texts)
        if texts:
            gathering.forget_words(session, comment.id)
        if fields:
            comment.erased_at = now
            detail = ", ".join(fields)
            audit.note(session, audit.SYSTEM, "erased", now, comment=comment.id, detail=detail)
            changed += 1
    return changed


def _erased(comment: Comment, texts: bool) -> list[str]:
    """Erase what a comment holds; the names of the fields that held something."""
    new = dict.fromkeys(("name", "organisation", "email"), "")
    if texts:
        new |= {"text": REMOVED, "link": ""}
    fields = [key for key, text in new.items() if getattr(comment, key) != text]
    for key in fields:
        setattr(comment, key, new[key])
    return fields


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise UsageError(
            "This is neither an e-mail address nor the number of a comment.",
            expected="such as ann@example.org or 12",
        )
    return int(text)


def _suggestions(session: Session, numbers: Sequence[int]) -> Sequence[Suggestion]:
    asked = select(Suggestion).where(Suggestion.comment_id.in_(numbers))
    return session.scalars(asked.order_by(Suggestion.id)).all()


def _comment(session: Session, one: Comment) -> dict[str, Any]:
    """A comment, what became of it, and what the board has noted of it."""
    given = ("kind", "text", "link", "name", "organisation", "email", "state", "reason", "ref")
    record = one.evidence.record
    return {
        "number": one.id,
        "id": f"urn:uuid:{one.uid}",
        "book": one.book,
        "block": one.block,
        "edition": one.edition,
        "evidence": {"title": record.get("title", ""), "says": record.get("text", "")},
        "in reply to": one.parent_id,
        **{key: getattr(one, key) for key in given},
        "received": moment(one.received_at),
        "decided": moment(one.decided_at),
        "personal details removed": moment(one.redacted_at),
        "erased": moment(one.erased_at),
        "responses": [
            {
                "outcome": a.outcome,
                "edition": a.edition,
                "text": a.text,
                "at": moment(a.at),
                "personal details removed": moment(a.redacted_at),
            }
            for a in one.responses
        ],
        "e-mails about it": _mails(session, one),
        "log": _log(session, one),
    }


def _mails(session: Session, one: Comment) -> list[str]:
    """When the board wrote to its author; not what counts as told though no message went."""
    asked = select(Message.sent_at).where(
        Message.key.startswith(f"author/{one.uid}/", autoescape=True),
        Message.sent_at.is_not(None),
        Message.through.is_not(None),
    )
    return [moment(at) for at in session.scalars(asked.order_by(Message.id))]


def _log(session: Session, one: Comment) -> list[dict[str, str]]:
    asked = select(Event).where(Event.comment == one.id).order_by(Event.id)
    return [
        {"at": moment(line.at), "what": line.action, "detail": line.detail}
        for line in session.scalars(asked)
    ]
