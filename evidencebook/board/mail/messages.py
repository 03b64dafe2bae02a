"""The messages: plain text, with no text of a comment and no name in them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from evidencebook.board import words
from evidencebook.board.addresses import address
from evidencebook.board.mail.news import ANSWERED, ForAuthor, ForModerators
from evidencebook.board.models import PUBLISHED, REJECTED
from evidencebook.periods import long_date

# Seven bits alone, so that every server takes it as it is.
_POLICY = SMTP.clone(cte_type="7bit")
_SAID = {
    PUBLISHED: "Your comment is published.",
    REJECTED: "Your comment is not published. The moderator's reason is on the page below.",
    ANSWERED: "Your comment is answered.",
}


@dataclass(frozen=True)
class Frame:
    """What all messages share.

    Attributes
    ----------
    sender : str
        The address that they come from.
    board : str
        The address of the board, without a slash at the end.
    title : callable
        The title of a book, by its slug.
    days : int
        For how many days e-mail addresses are kept.
    now : datetime
    """

    sender: str
    board: str
    title: Callable[[str], str]
    days: int
    now: dt.datetime


def for_moderators(news: ForModerators, to: str, frame: Frame) -> EmailMessage:
    """What waits and what came. Raises InvalidError for an address that is none."""
    number = sum(news.waiting.values())
    came = f"Came since {_day(news.since)}" if news.since else "Came so far"
    lines = [
        *_listed(f"{_comments(number)} for a moderator", news.waiting, frame),
        *_listed(came, news.came, frame),
        *_listed(_unanswered(sum(news.unanswered.values())), news.unanswered, frame),
        f"The queue: {frame.board}/moderation",
        "",
        "What is written in them stays on the board.",
    ]
    return _made(f"Sounding board: {_comments(number)}", lines, to, [news.key], frame)


def for_author(news: ForAuthor, frame: Frame) -> EmailMessage:
    """What became of a comment. Raises InvalidError for an address that is none."""
    title = _title(news.book, frame)
    lines = [
        f"You commented on the {title}.",
        "",
        *(_SAID[said] for said in news.said),
        "",
        "Your own page, known to you alone:",
        f"{frame.board}/{news.book}/sent/{news.ref}",
        "",
        f"You left your address with the comment. It is kept for at most {frame.days} days after",
        "we last deal with the comment, and removed earlier if you ask: answer this message.",
    ]
    return _made(f"Your comment on the {title}", lines, news.email, news.keys, frame)


def _made(
    subject: str, lines: Sequence[str], to: str, keys: Sequence[str], frame: Frame
) -> EmailMessage:
    made = EmailMessage(_POLICY)
    made["From"] = address(frame.sender)
    made["To"] = address(to)
    made["Subject"] = words.one_line(subject)
    made["Date"] = format_datetime(frame.now)
    made["Message-ID"] = _id(keys, frame.board)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n".join(lines) + "\n")
    return made


def _id(keys: Sequence[str], board: str) -> str:
    """The same for the same news of the same board, so that a second copy is known as such."""
    digest = hashlib.sha256("\n".join([board, *sorted(keys)]).encode()).hexdigest()
    return f"<{digest[:32]}@{urlsplit(board).hostname}>"


def _listed(head: str, numbers: Mapping[str, int], frame: Frame) -> list[str]:
    if not numbers:
        return []
    rows = [f"  {_title(book, frame)}: {number}" for book, number in numbers.items()]
    return [f"{head}:", *rows, ""]


def _title(book: str, frame: Frame) -> str:
    return words.one_line(frame.title(book))


def _comments(number: int) -> str:
    return f"{number:,} comment waits" if number == 1 else f"{number:,} comments wait"


def _unanswered(number: int) -> str:
    one = number == 1
    return f"{number:,} published {'comment has' if one else 'comments have'} no answer yet"


def _day(at: dt.datetime) -> str:
    return long_date(at.strftime("%Y-%m-%d"))
