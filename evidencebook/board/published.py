"""What readers see: published comments, what the evidence was, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencebook.board.evidence import Book
from evidencebook.board.models import PUBLISHED, Comment, Evidence, Response
from evidencebook.build.said import about

PAGE = 50
# Numbers are given in the order of coming in here, which of comments taken in from another board
# is not that of being received.
_OLDEST = (Comment.received_at, Comment.id)
_NEWEST = (Comment.received_at.desc(), Comment.id.desc())


@dataclass(frozen=True)
class Answer:
    """A response of the editors.

    Attributes
    ----------
    outcome : str
        One of ``changed``, ``will-change``, ``noted``, ``not-accepted``.
    edition : str
        The id of the one in which it was changed; else empty.
    text : str
    at : datetime
    redacted : bool
        Whether a moderator removed personal details.
    """

    outcome: str
    edition: str
    text: str
    at: dt.datetime
    redacted: bool


@dataclass(frozen=True)
class Said:
    """One published comment.

    Attributes
    ----------
    id : int
    block, kind, text, link, name, organisation : str
    received : datetime
    edition : str
        The id of the edition that the reviewer read.
    released : str
        The ISO date of that edition's newest release.
    standing : str
        Whether the newest edition says what the reviewer read: ``current``, ``earlier`` if it
        says something else, ``gone`` if it has no such block.
    evidence : dict
        The block as the reviewer read it, with its data.
    redacted : bool
        Whether a moderator removed personal details.
    answers : tuple of Answer
    replies : tuple of Said
    """

    id: int
    block: str
    kind: str
    text: str
    link: str
    name: str
    organisation: str
    received: dt.datetime
    edition: str
    released: str
    standing: str
    evidence: dict[str, Any]
    redacted: bool
    answers: tuple[Answer, ...] = ()
    replies: tuple[Said, ...] = field(default=())

    @property
    def about(self) -> str:
        """Which edition it is about, where that is not the newest; else empty."""
        return about(self.standing, self.released)


def on_block(session: Session, book: Book, block: str, page: int = 1) -> list[Said]:
    """A page of the published comments on a block, the oldest first, each with its replies."""
    asked = _asked(book.slug).where(Comment.block == block).order_by(*_OLDEST)
    return _said(session, book, asked, page)


def of_book(session: Session, book: Book, page: int = 1) -> list[Said]:
    """A page of a book's published comments, the newest first, each with its replies."""
    return _said(session, book, _asked(book.slug).order_by(*_NEWEST), page)


def whole(session: Session, book: str) -> tuple[list[Comment], dict[int, Evidence]]:
    """All published comments of a book that are no replies, by number, and what they are about."""
    found = list(session.scalars(_asked(book).order_by(Comment.id)).unique())
    return found, _evidence(session, _each(found))


def counts(session: Session, book: str) -> dict[str, int]:
    """How many comments that readers see, replies among them, each block of a book has."""
    asked = (
        select(Comment.block, func.count(Comment.id))
        .where(Comment.book == book, Comment.is_shown)
        .group_by(Comment.block)
        .order_by(Comment.block)
    )
    return dict(session.execute(asked).all())


def last_known(session: Session, book: str, block: str) -> dict[str, Any] | None:
    """A block as a comment that readers see had it last; None where none is about it."""
    asked = (
        select(Evidence.record)
        .join(Comment, Comment.evidence_id == Evidence.id)
        .where(Comment.book == book, Comment.block == block, Comment.is_shown)
        .order_by(*_NEWEST)
        .limit(1)
    )
    return session.scalar(asked)


def unanswered() -> ColumnElement[bool]:
    """Which comments readers see that have no response."""
    return Comment.is_shown & ~Comment.responses.any()


def pages(session: Session, book: str, page: int, found: Sequence[Said], block: str = "") -> int:
    """How many pages a book, or a block of it, takes; `found` is what one of them holds."""
    if page == 1 and len(found) < PAGE:  # the first holds all, which need not be counted
        return 1
    return max(1, -(-threads(session, book, block) // PAGE))


def threads(session: Session, book: str, block: str = "") -> int:
    """How many published comments that are no replies a book, or a block of it, has."""
    asked = select(func.count(Comment.id)).where(
        Comment.book == book, Comment.state == PUBLISHED, Comment.parent_id.is_(None)
    )
    return session.scalar(asked.where(Comment.block == block) if block else asked) or 0


def _asked(book: str) -> Select[Comment]:
    shown = Comment.state == PUBLISHED
    return (
        select(Comment)
        .where(Comment.book == book, shown, Comment.parent_id.is_(None))
        .options(
            joinedload(Comment.responses),
            selectinload(Comment.replies.and_(shown)).joinedload(Comment.responses),
        )
    )


def _said(session: Session, book: Book, asked: Select[Comment], page: int) -> list[Said]:
    found = session.scalars(asked.limit(PAGE).offset((page - 1) * PAGE)).unique().all()
    read = _evidence(session, _each(found))
    return [_one(comment, book, read) for comment in found]


def _each(found: Sequence[Comment]) -> list[Comment]:
    """Comments and their replies."""
    return [*found, *(reply for one in found for reply in one.replies)]


def _evidence(session: Session, found: Iterable[Comment]) -> dict[int, Evidence]:
    """The evidence of some comments, each read once."""
    wanted = {comment.evidence_id for comment in found}
    rows = session.scalars(select(Evidence).where(Evidence.id.in_(wanted)))
    return {row.id: row for row in rows}


def _one(comment: Comment, book: Book, read: dict[int, Evidence]) -> Said:
    evidence = read[comment.evidence_id]
    replies = [] if comment.parent_id else comment.replies
    return Said(
        id=comment.id,
        block=comment.block,
        kind=comment.kind,
        text=comment.text,
        link=comment.link,
        name=comment.name,
        organisation=comment.organisation,
        received=comment.received_at,
        edition=comment.edition,
        released=comment.released,
        standing=book.standing(comment.block, evidence.hash),
        evidence=evidence.record,
        redacted=comment.redacted_at is not None,
        answers=_answers(comment.responses),
        replies=tuple(_one(reply, book, read) for reply in replies),
    )


def _answers(found: Sequence[Response]) -> tuple[Answer, ...]:
    return tuple(Answer(one.outcome, one.edition, one.text, one.at, one.redacted) for one in found)


def thread(session: Session, book: Book, block: str, number: int) -> Said | None:
    """A published comment on a block that can be replied to, by its number; None for others."""
    asked = _asked(book.slug).where(Comment.block == block, Comment.id == number)
    return next(iter(_said(session, book, asked, 1)), None)


def page_with(session: Session, book: str, block: str, number: int) -> int:
    """The page of a block on which a comment stands, a reply with what it answers.

    The first for a comment that is not there.
    """
    begun = select(func.coalesce(Comment.parent_id, Comment.id)).where(
        Comment.id == number,
        Comment.book == book,
        Comment.block == block,
        Comment.is_shown,
    )
    first = session.execute(select(*_OLDEST).where(Comment.id == begun.scalar_subquery())).first()
    if first is None:
        return 1
    at, one = first
    before = select(func.count(Comment.id)).where(
        Comment.book == book,
        Comment.block == block,
        Comment.state == PUBLISHED,
        Comment.parent_id.is_(None),
        or_(Comment.received_at < at, and_(Comment.received_at == at, Comment.id < one)),
    )
    return 1 + (session.scalar(before) or 0) // PAGE


def numbers(session: Session) -> dict[str, int]:
    """How many comments that readers see, replies among them, each book has."""
    asked = (
        select(Comment.book, func.count(Comment.id))
        .where(Comment.is_shown)
        .group_by(Comment.book)
        .order_by(Comment.book)
    )
    return dict(session.execute(asked).all())
