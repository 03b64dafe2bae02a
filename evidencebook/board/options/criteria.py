"""By what the options of a consultation are scored: the criteria, in the words of whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from evidencebook.board import audit, words
from evidencebook.board.options import gathering
from evidencebook.board.options.models import Criterion
from evidencebook.errors import AlreadyDoneError, InvalidError

AT_MOST = 8
# The longest text of each field, in characters.
LONGEST = {"name": 80, "lowest": 160, "highest": 160}
_NAMED = {
    "name": "The name",
    "lowest": "What the lowest score means",
    "highest": "What the highest score means",
}


@dataclass(frozen=True)
class Draft:
    """A row of the form: a criterion, and its place among the others."""

    name: str
    lowest: str
    highest: str
    place: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is written in it."""
        return not (self.name or self.lowest or self.highest)


def replace(
    session: Session, number: int, rows: Sequence[Draft], *, actor: str, now: dt.datetime
) -> None:
    """Let these criteria stand in the place of those there were.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The consultation's.
    rows : sequence of Draft
        Empty ones are left out. They are put in the order of their places.
    actor : str
        Who does it.
    now : datetime

    Raises
    ------
    AlreadyDoneError
        When scoring has begun: scores are of the criteria as they were then.
    InvalidError
        When something is missing, too long, or written twice.
    """
    found = gathering.consultation(session, number, lock=True)
    if found.scoring_since:
        raise AlreadyDoneError(
            "Scoring has begun, and criteria stay as they are.",
            do="take the beginning back, as long as nobody has scored",
        )
    kept = _checked(rows)
    session.execute(delete(Criterion).where(Criterion.consultation_id == number))
    session.add_all(
        Criterion(
            consultation_id=number,
            position=at,
            name=row.name,
            lowest=row.lowest,
            highest=row.highest,
        )
        for at, row in enumerate(kept, start=1)
    )
    session.expire(found, ["criteria"])
    detail = f"consultation {number}: {len(kept)}"
    audit.note(session, actor, "criteria set", now, detail=detail)


def _checked(rows: Sequence[Draft]) -> list[Draft]:
    """The rows that are filled in, in order. Raises InvalidError by the row's number."""
    clean = [Draft(*map(words.one_line, (r.name, r.lowest, r.highest, r.place))) for r in rows]
    wrong: dict[str, str] = {}
    names: set[str] = set()
    for at, row in enumerate(clean, start=1):
        if not row.empty:
            wrong |= _wrong(at, row)
            if row.name.casefold() in names:
                wrong[f"name-{at}"] = f"Criterion {at} has the name of another."
            names.add(row.name.casefold())
    kept = [(at, row) for at, row in enumerate(clean, start=1) if not row.empty]
    if len(kept) > AT_MOST:
        wrong[f"name-{AT_MOST + 1}"] = f"Up to {AT_MOST} criteria can be set."
    if wrong:
        raise InvalidError(wrong)
    return [row for _, row in sorted(kept, key=lambda one: (int(one[1].place or one[0]), one[0]))]


def _wrong(at: int, row: Draft) -> dict[str, str]:
    wrong = {}
    for field, longest in LONGEST.items():
        text = getattr(row, field)
        if not text:
            wrong[f"{field}-{at}"] = f"{_NAMED[field]} is missing from criterion {at}."
        elif len(text) > longest:
            wrong[f"{field}-{at}"] = f"{_NAMED[field]} has up to {longest} characters."
    if row.place and not (row.place.isascii() and row.place.isdecimal() and len(row.place) < 4):
        wrong[f"place-{at}"] = f"The place of criterion {at} is a whole number."
    return wrong
