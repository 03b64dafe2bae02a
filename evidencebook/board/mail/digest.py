"""Tell moderators and authors, each piece of news once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial

from evidencebook.board import audit
from evidencebook.board.addresses import address
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
        What could not be sent, and why; without an address. It is tried again.
    given_up : tuple of str
        What can never be sent to its author, and why.
    """

    moderators: int
    authors: int
    failed: tuple[str, ...]
    given_up: tuple[str, ...] = ()


@dataclass(frozen=True)
class _One:
    """A message that is still to be made: for whom, and the news in it.

    That for an author has the number of the comment.
    """

    who: str
    keys: Sequence[str]
    through: int
    make: Callable[[], EmailMessage]
    comment: int | None = None


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

    Raises
    ------
    InvalidError
        When the sender's address is none: no other is then to blame.
    """
    address(frame.sender)
    post = _Round(database, send, frame.now)
    first = sum(map(post.send, list(_for_moderators(database, frame, moderators, since))))
    second = sum(map(post.send, list(_for_authors(database, frame))))
    return Told(first, second, tuple(post.failed), tuple(post.given_up))


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
        yield _One(f"the author of comment {one.comment}", one.keys, 0, make, one.comment)


@dataclass
class _Round:
    """Sends messages, and keeps what came of those that were not sent."""

    database: Database
    post: Send
    now: dt.datetime
    failed: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def send(self, one: _One) -> bool:
        """Claim, send, mark; whether it was sent."""
        if not news.claim(self.database, one.keys, self.now, one.through):
            return False
        try:
            self.post(one.make())
        except InvalidError:
            self._not_sent(one, "the address is none that can be written to", for_good=True)
            return False
        except RefusedError as reason:
            self._not_sent(one, str(reason), for_good=reason.for_good)
            return False
        except BaseException:
            news.let_go(self.database, one.keys)
            raise
        news.sent(self.database, one.keys, self.now)
        return True

    def _not_sent(self, one: _One, why: str, *, for_good: bool) -> None:
        """Give up an author who cannot be reached; a moderator's address can be corrected."""
        if not (for_good and one.comment):
            news.let_go(self.database, one.keys)
            self.failed.append(f"{one.who}: {why}")
            return
        with self.database.writing() as session:
            news.give_up(session, one.keys, self.now)
            audit.note(session, audit.SYSTEM, "not told", self.now, comment=one.comment, detail=why)
        self.given_up.append(f"{one.who}: {why}")
