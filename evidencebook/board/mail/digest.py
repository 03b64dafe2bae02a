"""Tell moderators and authors, each piece of news once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial

from evidencebook.board.database import Database
from evidencebook.board.mail import messages, news
from evidencebook.board.mail.messages import Frame
from evidencebook.board.mail.post import RefusedError, Send
from evidencebook.board.signing import signer
from evidencebook.errors import InvalidError


@dataclass(frozen=True)
class Told:
    """What came of a digest.

    Attributes
    ----------
    moderators, authors : int
        Messages sent.
    failed : tuple of str
        What could not be sent, and why; without an address.
    """

    moderators: int
    authors: int
    failed: tuple[str, ...]


@dataclass(frozen=True)
class _One:
    """A message that is still to be made: for whom, and the news in it."""

    who: str
    keys: Sequence[str]
    through: int
    make: Callable[[], EmailMessage]


def tell(
    database: Database,
    send: Send,
    frame: Frame,
    moderators: Sequence[str],
    since: dt.datetime | None = None,
) -> Told:
    """Send what there is to tell.

    Parameters
    ----------
    database : Database
    send : callable
        Sends one message, or raises RefusedError. What else it raises ends the digest.
    frame : Frame
    moderators : sequence of str
        Their addresses.
    since : datetime, optional
        From when on moderators are told what came; by default since their last digest.
    """
    failed: list[str] = []
    to_moderators = list(_for_moderators(database, frame, moderators, since))
    first = sum(_send(database, send, one, frame.now, failed) for one in to_moderators)
    to_authors = list(_for_authors(database, frame))
    second = sum(_send(database, send, one, frame.now, failed) for one in to_authors)
    return Told(first, second, tuple(failed))


def _for_moderators(
    database: Database, frame: Frame, moderators: Sequence[str], since: dt.datetime | None
) -> Iterator[_One]:
    sign = signer(database)
    for at, to in enumerate(moderators, 1):
        reader = sign.digest(f"reader.{to.lower()}")[:16]
        with database.reading() as session:
            found = news.for_moderators(session, frame.now, reader, since)
        if found:
            make = partial(messages.for_moderators, found, to, frame)
            yield _One(f"moderator {at}", [found.key], found.through, make)


def _for_authors(database: Database, frame: Frame) -> Iterator[_One]:
    with database.reading() as session:
        found = news.for_authors(session, frame.now)
    for one in found:
        make = partial(messages.for_author, one, frame)
        yield _One(f"the author of comment {one.comment}", one.keys, 0, make)


def _send(database: Database, send: Send, one: _One, now: dt.datetime, failed: list[str]) -> bool:
    """Claim, send, mark; whether it was sent."""
    if not news.claim(database, one.keys, now, one.through):
        return False
    done = False
    try:
        send(one.make())
        done = True
    except InvalidError:
        failed.append(f"{one.who}: the address is none that can be written to")
    except RefusedError as reason:
        failed.append(f"{one.who}: {reason}")
    finally:
        if not done:
            news.let_go(database, one.keys)
    if done:
        news.sent(database, one.keys, now)
    return done
