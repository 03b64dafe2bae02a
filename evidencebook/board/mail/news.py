"""What there is to tell: to moderators what waits, to authors what became of their comment.

Each piece of news has a key, and a message is claimed by its keys before it is sent and marked
afterwards. Whoever finds a claim leaves it alone; where it was never marked, because the program
or the machine stopped in between, the message is sent again after `CLAIMED`. So nothing is
forgotten, and at worst a message comes twice, with the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from evidencebook.board import published
from evidencebook.board.database import Database
from evidencebook.board.exchange.rows import moment, parts
from evidencebook.board.models import PUBLISHED, REJECTED, SPAM, WAITING, Comment, Message, Response

ANSWERED = "answered"
CLAIMED = dt.timedelta(hours=1)
# News that is older is told no more: a board that begins to send digests does not tell of years.
OLDEST = dt.timedelta(days=30)
# Where something waits, moderators are reminded although nothing new came.
REMINDED = dt.timedelta(days=7)


@dataclass(frozen=True)
class ForAuthor:
    """What became of one comment, for its author.

    Attributes
    ----------
    comment, book, ref, email : int or str
        The comment's number, its book, its author's own page and address.
    said : tuple of str
        Of ``published``, ``rejected`` and ``answered``.
    keys : tuple of str
    """

    comment: int
    book: str
    ref: str
    email: str
    said: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class ForModerators:
    """What waits, and what came.

    Attributes
    ----------
    waiting, came, unanswered : dict of str to int
        Comments by book: that wait, that came since the last digest (but for spam), and that
        readers see without an answer.
    since : datetime or None
        When the last digest was; None where there was none.
    through : int
        The number of the newest comment.
    key : str
    """

    waiting: dict[str, int]
    came: dict[str, int]
    unanswered: dict[str, int]
    since: dt.datetime | None
    through: int
    key: str


def for_authors(session: Session, now: dt.datetime) -> list[ForAuthor]:
    """What authors who left an address are still to be told, by the comment's number."""
    oldest = now - OLDEST
    answered = select(Response.comment_id).where(Response.at >= oldest)
    asked = (
        select(Comment)
        .where(
            Comment.email != "",
            or_(Comment.decided_at >= oldest, Comment.id.in_(answered)),
            or_(Comment.is_shown, Comment.state == REJECTED),
        )
        .options(selectinload(Comment.responses))
        .order_by(Comment.id)
    )
    found = [(one, _events(one, oldest)) for one in session.scalars(asked)]
    told = _told(session, [key for _, events in found for key in events], now)
    new = ((one, {k: v for k, v in events.items() if k not in told}) for one, events in found)
    return [_for_author(one, events) for one, events in new if events]


def for_moderators(
    session: Session, now: dt.datetime, reader: str, since: dt.datetime | None = None
) -> ForModerators | None:
    """What a moderator is to be told; None where there is nothing.

    Parameters
    ----------
    session : Session
    now : datetime
    reader : str
        A hash of the moderator's address.
    since : datetime, optional
        From when on; by default since the last digest.
    """
    last = session.scalars(
        select(Message)
        .where(
            Message.key.startswith(f"moderators/{reader}/", autoescape=True),
            Message.sent_at.is_not(None),
        )
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    came_since = Comment.id > (last.through or 0 if last else 0)
    if since is not None:
        came_since = Comment.received_at >= since
    waiting = _by_book(session, Comment.state == WAITING)
    came = _by_book(session, came_since & (Comment.state != SPAM))
    rested = last is None or last.sent_at is None or now - last.sent_at >= REMINDED
    if not came and not (waiting and rested):
        return None
    through = session.scalar(select(func.max(Comment.id))) or 0
    about = moment(since) if since else f"{last.id if last else 0}"
    key = f"moderators/{reader}/{about}/{through}"
    if _told(session, [key], now):
        return None
    unanswered = _by_book(session, published.unanswered())
    since = since or (last.sent_at if last else None)
    return ForModerators(waiting, came, unanswered, since, through, key)


def claim(database: Database, keys: Sequence[str], now: dt.datetime, through: int = 0) -> bool:
    """Take news to be sent now; whether nobody else has it."""
    try:
        with database.writing() as session:
            old = Message.sent_at.is_(None) & (Message.claimed_at < now - CLAIMED)
            session.execute(delete(Message).where(Message.key.in_(keys), old))
            session.add_all(
                Message(key=key, claimed_at=now, sent_at=None, through=through) for key in keys
            )
    except IntegrityError:
        return False
    return True


def sent(database: Database, keys: Sequence[str], now: dt.datetime) -> None:
    """Mark news as sent."""
    with database.writing() as session:
        for one in session.scalars(select(Message).where(Message.key.in_(keys))):
            one.sent_at = now


def give_up(session: Session, keys: Sequence[str], now: dt.datetime) -> None:
    """Let news that can be sent to nobody count as told."""
    for one in session.scalars(select(Message).where(Message.key.in_(keys))):
        one.sent_at, one.through = now, None


def let_go(database: Database, keys: Sequence[str]) -> None:
    """Let news that could not be sent be sent another time."""
    with database.writing() as session:
        session.execute(delete(Message).where(Message.key.in_(keys), Message.sent_at.is_(None)))


def mark_told(session: Session, uids: Iterable[str], now: dt.datetime) -> None:
    """Let no message tell of what became of some comments until now, as another board has."""
    asked = select(Comment).options(selectinload(Comment.responses))
    keys: list[str] = []
    for part in parts(uids):
        for one in session.scalars(asked.where(Comment.uid.in_(part))):
            keys += _events(one, None)
    told = _told(session, keys, now)
    session.add_all(
        Message(key=key, claimed_at=now, sent_at=now, through=None)
        for key in keys
        if key not in told
    )


def _events(comment: Comment, oldest: dt.datetime | None) -> dict[str, str]:
    """What became of a comment, each by its key."""
    found = {}
    if comment.decided_at and (oldest is None or comment.decided_at >= oldest):
        at = moment(comment.decided_at)
        found[f"author/{comment.uid}/{comment.state}/{at}"] = comment.state
    if comment.state == PUBLISHED:
        found |= {
            f"author/{comment.uid}/{ANSWERED}/{one.uid}": ANSWERED
            for one in comment.responses
            if oldest is None or one.at >= oldest
        }
    return found


def _for_author(comment: Comment, events: dict[str, str]) -> ForAuthor:
    said = tuple(dict.fromkeys(events.values()))
    return ForAuthor(comment.id, comment.book, comment.ref, comment.email, said, tuple(events))


def _told(session: Session, keys: Iterable[str], now: dt.datetime) -> set[str]:
    """Those of some keys that were sent, or are being sent."""
    return {
        one.key
        for part in parts(keys)
        for one in session.scalars(select(Message).where(Message.key.in_(part)))
        if one.sent_at is not None or one.claimed_at >= now - CLAIMED
    }


def _by_book(session: Session, which: object) -> dict[str, int]:
    asked = select(Comment.book, func.count(Comment.id)).where(which)  # type: ignore[arg-type]
    return dict(session.execute(asked.group_by(Comment.book).order_by(Comment.book)).all())
