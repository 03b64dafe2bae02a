"""Take rows into a board: all of them or none, each once, and never over what the board has."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidencebook.board import accounts, audit
from evidencebook.board.exchange import checking
from evidencebook.board.exchange.rows import (
    Row,
    Rows,
    of_comments,
    of_responses,
    parts,
    place,
    read_moment,
)
from evidencebook.board.mail.news import mark_told
from evidencebook.board.models import Comment, Evidence, Response, User
from evidencebook.errors import DataError

# By whom responses are whose files do not say.
EDITORS = "The editors"
# What a block's hash is not of.
_OUTSIDE = {"data", "group", "svg"}
_SHOWN = 50


@dataclass(frozen=True)
class Taken:
    """What was new to a board.

    Attributes
    ----------
    comments, responses, evidence : int
    accounts : tuple of str
        Of moderators who had none; they are closed.
    """

    comments: int
    responses: int
    evidence: int
    accounts: tuple[str, ...]


def take(session: Session, rows: Rows, now: dt.datetime) -> Taken:
    """Take rows into a board.

    Copies of evidence are trusted as what their file says: the site may keep that edition no more.

    Parameters
    ----------
    session : Session
        One that writes.
    rows : Rows
    now : datetime

    Raises
    ------
    DataError
        When anything is wrong, or the board has another comment, response or copy under the same
        name. It tells all of it, and nothing is written.
    """
    if found := checking.faults(rows):
        raise refused(found)
    here = _Here(session, rows)
    if found := here.conflicts():
        raise refused(found)
    try:
        return _written(session, here, now)
    except IntegrityError as error:  # someone has just added the same
        raise refused(["the board has changed in the meantime: run it again"]) from error


def refused(found: list[str]) -> DataError:
    """The error that tells what is wrong."""
    more = len(found) - _SHOWN
    listed = [*found[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
    return DataError(
        "This cannot be taken in, and nothing was written.",
        found="".join(f"\n    {one}" for one in listed),
        do="correct the files; what the board has under the same name is never overwritten",
    )


class _Here:
    """What a board has of some rows.

    Parameters
    ----------
    session : Session
    rows : Rows
        Without faults.
    """

    def __init__(self, session: Session, rows: Rows) -> None:
        self.rows = rows
        named = {row.get("id") for row in rows.comments}
        named |= {row.get("parent") for row in rows.comments} - {""}
        named |= {row.get("comment") for row in rows.responses}
        self.comments = of_comments(session, sorted(named))
        self.responses = of_responses(session, [row.get("id") for row in rows.responses])
        wanted = {place(row) for row in (*rows.evidence, *rows.comments)}
        self.evidence = _evidence(session, wanted)
        self.refs = _refs(session, [row.get("ref") for row in rows.comments if row.get("ref")])

    def new_comments(self) -> list[Row]:
        """Those that the board has not."""
        return [row for row in self.rows.comments if row.get("id") not in self.comments]

    def new_responses(self) -> list[Row]:
        """Those that the board has not."""
        return [row for row in self.rows.responses if row.get("id") not in self.responses]

    def new_evidence(self) -> list[Row]:
        """Those that the board has not."""
        return [row for row in self.rows.evidence if place(row) not in self.evidence]

    def conflicts(self) -> list[str]:
        """What the board has otherwise, and what rows name that is nowhere."""
        return [
            *_others(self.rows.comments, self.comments, "comment"),
            *_others(self.rows.responses, self.responses, "response"),
            *self._other_evidence(),
            *self._homeless(),
        ]

    def _other_evidence(self) -> list[str]:
        return [
            f"{row.where}: the board has other words of this evidence under the same hash"
            for row in self.rows.evidence
            if (kept := self.evidence.get(place(row)))
            and _content(kept.record) != _content(json.loads(row.get("record")))
        ]

    def _homeless(self) -> list[str]:
        found = []
        coming = {row.get("id"): row for row in self.rows.comments}
        evidence = {place(row) for row in self.rows.evidence} | self.evidence.keys()
        for row in self.new_comments():
            if place(row) not in evidence:
                found.append(
                    f"{row.where}: the evidence that it is about is neither here nor there"
                )
            if (owner := self.refs.get(row.get("ref"))) and owner != row.get("id"):
                found.append(f"{row.where}, ref: another comment has it")
            if parent := row.get("parent"):
                above = coming.get(parent) or Row(self.comments.get(parent, {}))
                same = (above.get("book"), above.get("block")) == (
                    row.get("book"),
                    row.get("block"),
                )
                if not same or above.get("parent"):
                    found.append(
                        f"{row.where}, parent: no comment on the same evidence to reply to"
                    )
        for row in self.new_responses():
            if row.get("comment") not in coming.keys() | self.comments.keys():
                found.append(f"{row.where}, comment: there is no such comment")
        return found


def _others(rows: Iterable[Row], here: Mapping[str, Mapping[str, str]], what: str) -> list[str]:
    """Of each row that the board has with other contents: in which columns, and not what."""
    found = []
    for row in rows:
        kept = here.get(row.get("id"))
        columns = [key for key, text in row.said.items() if kept and kept[key] != text]
        if columns:
            found.append(
                f"{row.where}: the board has the {what} {row.get('id')} with another "
                f"{', '.join(columns)}"
            )
    return found


def _content(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in _OUTSIDE}


def _evidence(
    session: Session, wanted: Iterable[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Evidence]:
    columns = tuple_(Evidence.book, Evidence.block, Evidence.hash)
    found = (
        one
        for part in parts(sorted(wanted))
        for one in session.scalars(select(Evidence).where(columns.in_(part)))
    )
    return {(one.book, one.block, one.hash): one for one in found}


def _refs(session: Session, refs: Iterable[str]) -> dict[str, str]:
    return {
        ref: uid
        for part in parts(refs)
        for ref, uid in session.execute(
            select(Comment.ref, Comment.uid).where(Comment.ref.in_(part))
        )
    }


def _written(session: Session, here: _Here, now: dt.datetime) -> Taken:
    copies, added = here.new_evidence(), here.new_comments()
    for row in copies:
        made = _copy(row)
        session.add(made)
        here.evidence[place(row)] = made
    session.flush()
    _add_comments(session, here, added)
    answers = here.new_responses()
    people, strangers = _people(session, answers, now)
    numbers = _numbers(session, {row.get("comment") for row in answers})
    session.add_all(_response(row, numbers, people) for row in answers)
    session.flush()
    taken = Taken(len(added), len(answers), len(copies), strangers)
    _note(session, taken, [row.get("id") for row in added], now)
    told = {row.get("id") for row in added} | {row.get("comment") for row in answers}
    mark_told(session, sorted(told), now)
    return taken


def _copy(row: Row) -> Evidence:
    book, block, hash = place(row)
    return Evidence(book=book, block=block, hash=hash, record=json.loads(row.get("record")))


def _add_comments(session: Session, here: _Here, rows: Iterable[Row]) -> None:
    """Add comments as they were received, and then replies, which need a number to reply to."""
    ordered = sorted(rows, key=lambda row: (read_moment(row.get("received")), row.get("id")))
    for replies in (False, True):
        batch = [row for row in ordered if bool(row.get("parent")) == replies]
        numbers = _numbers(session, {row.get("parent") for row in batch} - {""})
        session.add_all(_comment(row, here.evidence[place(row)], numbers) for row in batch)
        session.flush()


def _comment(row: Row, evidence: Evidence, numbers: Mapping[str, int]) -> Comment:
    same = ("book", "block", "edition", "released", "kind", "text", "link")
    given = ("name", "organisation", "email", "reason")
    return Comment(
        uid=row.get("id"),
        ref=row.get("ref") or secrets.token_urlsafe(24),
        form=f"imported:{row.get('id')}",
        evidence_id=evidence.id,
        parent_id=numbers.get(row.get("parent")),
        state=checking.state(row),
        received_at=read_moment(row.get("received")),
        decided_at=read_moment(row.get("decided")),
        redacted_at=read_moment(row.get("redacted")),
        erased_at=read_moment(row.get("erased")),
        **{column: row.get(column) for column in (*same, *given)},
    )


def _response(row: Row, numbers: Mapping[str, int], people: Mapping[str, User]) -> Response:
    return Response(
        uid=row.get("id"),
        form=f"imported:{row.get('id')}",
        comment_id=numbers[row.get("comment")],
        user_id=people[row.get("by") or EDITORS].id,
        outcome=row.get("outcome"),
        edition=row.get("edition"),
        text=row.get("text"),
        at=read_moment(row.get("at")),
        redacted_at=read_moment(row.get("redacted")),
    )


def _numbers(session: Session, uids: Iterable[str]) -> dict[str, int]:
    return {
        uid: number
        for part in parts(sorted(uids))
        for uid, number in session.execute(
            select(Comment.uid, Comment.id).where(Comment.uid.in_(part))
        )
    }


def _people(
    session: Session, rows: Iterable[Row], now: dt.datetime
) -> tuple[dict[str, User], tuple[str, ...]]:
    """The accounts of those who responded, and the names of those that were made for it."""
    known = {user.name: user for user in accounts.everyone(session)}
    wanted = {row.get("by") or EDITORS for row in rows}
    made = {name: accounts.add_closed(session, name, now) for name in sorted(wanted - known.keys())}
    session.flush()
    return known | made, tuple(made)


def _note(session: Session, taken: Taken, uids: list[str], now: dt.datetime) -> None:
    """Say in the log what came; nothing where nothing did."""
    if not (taken.comments or taken.responses or taken.evidence):
        return
    said = (
        f"{taken.comments} comments, {taken.responses} responses, "
        f"{taken.evidence} copies of evidence"
    )
    audit.note(session, audit.SYSTEM, "imported", now, detail=said)
    for number in _numbers(session, uids).values():
        audit.note(session, audit.SYSTEM, "imported", now, comment=number)
