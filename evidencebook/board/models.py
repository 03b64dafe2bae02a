"""The tables of the board."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    exists,
    or_,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

# What kinds and outcomes there are, books say as well.
from evidencebook.build.said import CHANGED as CHANGED
from evidencebook.build.said import KINDS as KINDS
from evidencebook.build.said import NOTED as NOTED
from evidencebook.build.said import OUTCOMES as OUTCOMES
from evidencebook.build.said import REFUSED as REFUSED
from evidencebook.build.said import WILL_CHANGE as WILL_CHANGE

WAITING, PUBLISHED, REJECTED, SPAM = STATES = ("waiting", "published", "rejected", "spam")
# The longest text of each field, in characters.
LONGEST = {"text": 5000, "link": 500, "name": 100, "organisation": 150, "email": 254}

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[dt.datetime]):
    """A moment, kept as its time in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """As the database keeps it: without a zone, which SQLite does not know."""
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """As the program knows it."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 (as SQLAlchemy reads it)
        dt.datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: Text,
    }


def new_uid() -> str:
    """A name for a comment or a response that no other board gives another."""
    return str(uuid.uuid4())


def one_of(column: str, values: Any) -> CheckConstraint:
    """That a column holds one of these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Evidence(Base):
    """A block as people commented on it, kept once for all comments on it.

    `record` is the block as `blocks.json` has it, with its data as ``csv``; `hash` is the block's
    own, of what it says and shows.
    """

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("book", "block", "hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str] = mapped_column(String(200))
    block: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64))
    record: Mapped[dict[str, Any]]


class Comment(Base):
    """What one person said of one block of one edition; a reply has the comment it answers."""

    __tablename__ = "comments"
    __table_args__ = (
        Index(None, "book", "state", "block", "parent_id"),
        Index(None, "state", "received_at"),
        one_of("state", STATES),
        one_of("kind", KINDS),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The same on every board that it is taken to; its number is another there.
    uid: Mapped[str] = mapped_column(String(36), index=True, unique=True, default=new_uid)
    # Known to its author alone: where to see what became of it.
    ref: Mapped[str] = mapped_column(String(64), unique=True)
    # The form that it was sent with: each is taken once.
    form: Mapped[str] = mapped_column(String(64), unique=True)
    book: Mapped[str] = mapped_column(String(200))
    block: Mapped[str] = mapped_column(String(200))
    # The edition that the reviewer read, by its id and the date of its newest release.
    edition: Mapped[str] = mapped_column(String(200))
    released: Mapped[str] = mapped_column(String(10))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    link: Mapped[str]
    name: Mapped[str]
    organisation: Mapped[str]
    email: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    received_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]
    redacted_at: Mapped[dt.datetime | None]
    # When what is held on its author was erased at their request.
    erased_at: Mapped[dt.datetime | None]

    evidence: Mapped[Evidence] = relationship()
    responses: Mapped[list[Response]] = relationship(
        order_by="Response.id", back_populates="comment"
    )
    replies: Mapped[list[Comment]] = relationship(order_by="Comment.id", back_populates="parent")
    parent: Mapped[Comment | None] = relationship(remote_side=[id], back_populates="replies")

    @hybrid_property
    def is_shown(self) -> bool:
        """Whether readers see it: where it is published and, as a reply, what it replies to is."""
        above = self.parent
        return self.state == PUBLISHED and (above is None or above.state == PUBLISHED)

    @is_shown.inplace.expression
    @classmethod
    def _is_shown(cls) -> ColumnElement[bool]:
        above = aliased(cls)
        under = exists().where(above.id == cls.parent_id, above.state == PUBLISHED)
        return (cls.state == PUBLISHED) & or_(cls.parent_id.is_(None), under)


class Response(Base):
    """What was done about a comment; a later one adds to it and replaces nothing."""

    __tablename__ = "responses"
    __table_args__ = (one_of("outcome", OUTCOMES), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), index=True, unique=True, default=new_uid)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    # The edition in which it was changed.
    edition: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    at: Mapped[dt.datetime]
    redacted_at: Mapped[dt.datetime | None]

    comment: Mapped[Comment] = relationship(back_populates="responses")
    user: Mapped[User] = relationship()

    @property
    def redacted(self) -> bool:
        """Whether a moderator removed personal details."""
        return self.redacted_at is not None


class User(Base):
    """A moderator."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    password: Mapped[str]
    active: Mapped[bool]
    failures: Mapped[int]
    locked_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class SignedIn(Base):
    """A moderator's session, by the hash of the token that the browser holds."""

    __tablename__ = "sessions"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()


class Event(Base):
    """A line of the audit log. Triggers of the database refuse to change or remove it.

    It holds no text of a comment, no name of a reviewer and no address, as these must be erasable.
    """

    __tablename__ = "audit"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (as SQLAlchemy reads it)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(40))
    comment: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[str]


class Attempt(Base):
    """That someone tried something: a salted hash of their address, or a member's number.

    Kept for a day.
    """

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "kind", "who", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(index=True)


class Message(Base):
    """A piece of news that was sent by e-mail, or is being sent: none is sent twice.

    It holds no address: `key` names the comment and what became of it, or the reader by a hash.
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    claimed_at: Mapped[dt.datetime]
    # None while it is being sent.
    sent_at: Mapped[dt.datetime | None]
    # Of a digest for moderators: the number of the newest comment that it tells of. None where it
    # counts as told, and no message went.
    through: Mapped[int | None]


class Secret(Base):
    """What forms are signed and addresses are salted with, made once for each database."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
