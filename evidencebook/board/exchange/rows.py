"""Comments, responses and evidence as rows of text: what both kinds of file hold.

A row is a mapping of column to text; what is not known is empty. Columns that a row lacks are not
told by its file at all, as those of `PRIVATE` in what is handed on.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencebook.board.models import Comment, Evidence, Response

COMMENT = (
    *("id", "parent", "book", "block", "hash", "edition", "released", "kind", "text", "link"),
    *("name", "organisation", "email", "received", "state", "reason", "decided", "redacted"),
    *("erased", "ref"),
)
RESPONSE = ("id", "comment", "outcome", "edition", "text", "by", "at", "redacted")
EVIDENCE = ("book", "block", "hash", "record")
_PART = 500
# What only those who look after a board may see.
PRIVATE = {"email", "state", "reason", "decided", "erased", "ref", "by"}


@dataclass(frozen=True)
class Row:
    """One row, and where in a file it stands.

    Attributes
    ----------
    said : mapping of str to str
    where : str
        Such as ``comments.csv, line 3``; empty for what comes from a board.
    """

    said: Mapping[str, str]
    where: str = ""

    def get(self, column: str) -> str:
        """A column's text; empty where the row does not tell."""
        return self.said.get(column, "")


@dataclass(frozen=True)
class Rows:
    """What a board, or a file, holds: each list in an order that its contents give.

    Attributes
    ----------
    comments, responses, evidence : list of Row
        With the columns `COMMENT`, `RESPONSE` and `EVIDENCE`, or some of them.
    """

    comments: list[Row] = field(default_factory=list)
    responses: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


def held(session: Session, book: str = "", *, public: bool = False) -> Rows:
    """What a board holds.

    Parameters
    ----------
    session : Session
    book : str
        A book's slug; by default all books.
    public : bool
        Only what is published, as readers see it: no columns of `PRIVATE`.
    """
    found = session.scalars(_asked(book, public)).all()
    comments = [_comment(one) for one in found]
    responses = [_response(answer) for one in found for answer in one.responses]
    evidence = {one.evidence_id: one.evidence for one in found}
    return Rows(
        sorted(_told(comments, public), key=lambda row: (row.get("received"), row.get("id"))),
        sorted(_told(responses, public), key=lambda row: (row.get("at"), row.get("id"))),
        sorted((_evidence(one) for one in evidence.values()), key=place),
    )


def of_comments(session: Session, uids: Iterable[str]) -> dict[str, dict[str, str]]:
    """The rows of some comments, by their names; of those that the board has."""
    asked = select(Comment).options(selectinload(Comment.evidence), joinedload(Comment.parent))
    found = (
        one for part in parts(uids) for one in session.scalars(asked.where(Comment.uid.in_(part)))
    )
    return {one.uid: _comment(one) for one in found}


def of_responses(session: Session, uids: Iterable[str]) -> dict[str, dict[str, str]]:
    """The rows of some responses, by their names; of those that the board has."""
    asked = select(Response).options(joinedload(Response.user), joinedload(Response.comment))
    found = (
        one for part in parts(uids) for one in session.scalars(asked.where(Response.uid.in_(part)))
    )
    return {one.uid: _response(one) for one in found}


def parts(listed: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """What is listed, in parts that a database takes in one question."""
    every = list(listed)
    return (every[at : at + _PART] for at in range(0, len(every), _PART))


def place(row: Row) -> tuple[str, str, str]:
    """What evidence a row is about: book, block and hash."""
    return row.get("book"), row.get("block"), row.get("hash")


def moment(at: dt.datetime | None) -> str:
    """A moment as text; empty for none.

    >>> moment(dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC))
    '2026-07-01T12:00:00Z'
    """
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if at else ""


def read_moment(text: str) -> dt.datetime | None:
    """The moment that a text names, in UTC; None for an empty one. Raises ValueError for any other.

    >>> read_moment("2026-07-01T13:00:00+01:00")
    datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.timezone.utc)
    """
    if not text:
        return None
    made = dt.datetime.fromisoformat(text)
    if made.tzinfo is None:
        raise ValueError("without a time zone")
    try:
        return made.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("before or after all years") from error


def as_json(record: Mapping[str, Any]) -> str:
    """A block's record as text, the same for the same record."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _asked(book: str, public: bool) -> Select[Comment]:
    asked = select(Comment).options(
        selectinload(Comment.evidence),  # each copy once
        joinedload(Comment.parent),
        selectinload(Comment.responses).joinedload(Response.user),
    )
    if book:
        asked = asked.where(Comment.book == book)
    if public:
        asked = asked.where(Comment.is_shown)
    return asked


def _told(rows: Iterable[dict[str, str]], public: bool) -> list[Row]:
    kept = PRIVATE if public else set()
    return [Row({key: text for key, text in row.items() if key not in kept}) for row in rows]


def _comment(one: Comment) -> dict[str, str]:
    return {
        "id": one.uid,
        "parent": one.parent.uid if one.parent else "",
        "book": one.book,
        "block": one.block,
        "hash": one.evidence.hash,
        "edition": one.edition,
        "released": one.released,
        "kind": one.kind,
        "text": one.text,
        "link": one.link,
        "name": one.name,
        "organisation": one.organisation,
        "email": one.email,
        "received": moment(one.received_at),
        "state": one.state,
        "reason": one.reason,
        "decided": moment(one.decided_at),
        "redacted": moment(one.redacted_at),
        "erased": moment(one.erased_at),
        "ref": one.ref,
    }


def _response(one: Response) -> dict[str, str]:
    return {
        "id": one.uid,
        "comment": one.comment.uid,
        "outcome": one.outcome,
        "edition": one.edition,
        "text": one.text,
        "by": one.user.name,
        "at": moment(one.at),
        "redacted": moment(one.redacted_at),
    }


def _evidence(one: Evidence) -> Row:
    return Row(
        {"book": one.book, "block": one.block, "hash": one.hash, "record": as_json(one.record)}
    )
