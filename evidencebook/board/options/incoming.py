"""How suggestions come to a consultation: from workshops and from comments, each once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencebook.board import words
from evidencebook.board.models import Comment as Said
from evidencebook.board.options import gathering
from evidencebook.board.options.models import COMMENT, WORKSHOP, Consultation, Suggestion
from evidencebook.board.options.workshops import LINES, Line
from evidencebook.errors import InvalidError

NAME = 100
COMMENTS = "comments"


@dataclass(frozen=True)
class Taken:
    """What became of a file's lines.

    Attributes
    ----------
    added, known : int
        How many suggestions are new, and how many were there already.
    changed : tuple of int
        Lines that say something else than when they were imported; they were left as they are.
    redacted : bool
        Whether `changed` are all lines that are not known, as personal details were removed from
        the workshop's suggestions: one of them may be what such a suggestion was.
    """

    added: int
    known: int
    changed: tuple[int, ...] = ()
    redacted: bool = False


def take_lines(
    session: Session,
    found: Consultation,
    workshop: str,
    lines: Sequence[Line],
    *,
    test: bool,
    actor: str,
    now: dt.datetime,
) -> Taken:
    """Take a workshop's lines in, each once.

    Lines that are there already are passed over, wherever in the file they stand now. A line that
    stands in the place of one that is in the file no more is told and left alone; and so are all
    lines that are not known, once personal details were removed from one of the workshop's.

    Parameters
    ----------
    session : Session
        One that writes.
    found : Consultation
    workshop : str
        The workshop's name.
    lines : sequence of Line
    test : bool
        Whether they are made up; the whole consultation is then marked so.
    actor : str
    now : datetime

    Raises
    ------
    InvalidError
        When the workshop has no name, or the consultation would have too many suggestions.
    """
    workshop = words.one_line(workshop)
    if not 1 <= len(workshop) <= NAME or workshop.casefold() == COMMENTS:
        fault = f"A workshop has a name of up to {NAME} characters, other than '{COMMENTS}'."
        raise InvalidError({"workshop": fault})
    found = gathering.consultation(session, found.id, lock=True)
    before = [one for one in gathering.suggestions(session, found.id) if one.origin == workshop]
    new, changed = _sorted_out(before, lines)
    _keep(session, found, [_of_line(line, workshop) for line in new])
    mark_test(session, found, test, actor=actor, now=now)
    if new:
        gathering.note(
            session, actor, "suggestions imported", found, now, f"{len(new)} suggestions"
        )
    known = len(lines) - len(new) - len(changed)
    return Taken(len(new), known, tuple(changed), bool(changed) and _redacted(before))


def mark_test(
    session: Session, found: Consultation, test: bool, *, actor: str, now: dt.datetime
) -> None:
    """Mark a consultation as one on made-up suggestions, if `test`; nothing takes that back."""
    if test and not found.test:
        found.test = True
        gathering.note(session, actor, "marked as test data", found, now)


def take_comments(
    session: Session, found: Consultation, *, chapters: Sequence[str], actor: str, now: dt.datetime
) -> Taken:
    """Take in the book's published comments of the kind 'suggestion', each once.

    Their words stay with the comment, so that what is removed there is gone here as well.

    Parameters
    ----------
    session : Session
        One that writes.
    found : Consultation
    chapters : sequence of str
        The slugs of the book's chapters.
    actor : str
    now : datetime
    """
    found = gathering.consultation(session, found.id, lock=True)
    asked = select(Said).where(Said.book == found.book, Said.is_shown, Said.kind == "suggestion")
    comments = session.scalars(asked.order_by(Said.id)).all()
    known = {one.comment_id for one in gathering.suggestions(session, found.id)}
    new = [one for one in comments if one.id not in known]
    _keep(session, found, [_of_comment(one, chapters) for one in new])
    if new:
        gathering.note(
            session, actor, "suggestions imported", found, now, f"{len(new)} from comments"
        )
    return Taken(len(new), len(comments) - len(new))


def _sorted_out(
    before: Sequence[Suggestion], lines: Sequence[Line]
) -> tuple[list[Line], list[int]]:
    """The lines that are new, each with a row of its own, and the rows of those that changed.

    A line has changed where what stood on its row stands nowhere in the file any more. Where that
    has only moved, the line was put in, and its row is the next after all others.
    """
    there = Counter(map(_content, before))
    unknown: list[Line] = []
    for line in lines:
        if there[_content(line)]:
            there[_content(line)] -= 1
        else:
            unknown.append(line)
    if _redacted(before):  # what was removed must not come back
        return [], [line.row for line in unknown]
    stood = {one.row: _content(one) for one in before}
    free = count(max([*stood, *(line.row for line in lines)], default=0) + 1)
    new: list[Line] = []
    changed: list[int] = []
    for line in unknown:
        if line.row not in stood:
            new.append(line)
        elif there[stood[line.row]]:
            there[stood[line.row]] -= 1
            changed.append(line.row)
        else:
            new.append(replace(line, row=next(free)))
    return new, changed


def _redacted(before: Sequence[Suggestion]) -> bool:
    return any(one.redacted_at for one in before)


def _keep(session: Session, found: Consultation, made: Sequence[Suggestion]) -> None:
    """Number suggestions after those that are there, and add them."""
    numbers = select(func.max(Suggestion.number)).where(Suggestion.consultation_id == found.id)
    last = session.scalar(numbers) or 0
    if last + len(made) > LINES:
        fault = f"A consultation has at most {LINES:,} suggestions; it would have more."
        raise InvalidError({"suggestions": fault})
    for number, one in enumerate(made, last + 1):
        one.consultation_id, one.number = found.id, number
        session.add(one)
    session.flush()


def _of_line(line: Line, workshop: str) -> Suggestion:
    return Suggestion(
        source=WORKSHOP,
        origin=workshop,
        row=line.row,
        text=line.text,
        participants=line.participants,
        priority=line.priority,
        place=line.place,
    )


def _of_comment(comment: Said, chapters: Sequence[str]) -> Suggestion:
    chapter = comment.block.partition(".")[0]
    return Suggestion(
        source=COMMENT,
        origin=COMMENTS,
        row=comment.id,
        comment_id=comment.id,
        text="",
        participants="",
        priority=chapter if chapter in chapters else "",
        place="",
    )


def _content(one: Line | Suggestion) -> tuple[str, ...]:
    return one.text, one.participants, one.priority, one.place
