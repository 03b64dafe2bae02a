"""Options, as a moderator writes them: what they are, and in which order they stand.

Once panel members have begun to score, options stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from evidencebook.board import words
from evidencebook.board.evidence import Book
from evidencebook.board.options import gathering, references
from evidencebook.board.options.acts import Act
from evidencebook.board.options.models import (
    Consultation,
    Option,
    OptionEvidence,
    OptionSuggestion,
    Suggestion,
)
from evidencebook.board.options.references import Places
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

LONGEST = {"title": 150, "rationale": 5000}
PLACES = 50
_LIST = "the list of options"
UP, DOWN = "up", "down"
_WHOLE = (
    selectinload(Option.evidence).joinedload(OptionEvidence.evidence),
    selectinload(Option.behind)
    .joinedload(OptionSuggestion.suggestion)
    .joinedload(Suggestion.comment),
)


@dataclass(frozen=True)
class Draft:
    """What an option is.

    Attributes
    ----------
    title, rationale : str
    priorities, places : tuple of str
        Slugs of chapters; codes or slugs of areas.
    """

    title: str
    rationale: str
    priorities: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def draft(book: Book, known: Places, said: Mapping[str, str], priorities: Sequence[str]) -> Draft:
    """What a form says of an option.

    Parameters
    ----------
    book : Book
    known : Places
    said : mapping
        ``title``, ``rationale``, and ``places``, one a line.
    priorities : sequence of str
        Slugs of chapters.

    Raises
    ------
    InvalidError
        With what is wrong with each field; a place or chapter that is not known is named.
    """
    title = words.one_line(said.get("title", ""))
    rationale = words.clean(said.get("rationale", ""))
    lines = [words.one_line(line) for line in said.get("places", "").splitlines()]
    places, unknown = known.within(book, [line for line in lines if line][: PLACES + 1])
    wrong = {}
    if not 1 <= len(title) <= LONGEST["title"]:
        wrong["title"] = f"Give the option a title, of up to {LONGEST['title']} characters."
    if len(rationale) > LONGEST["rationale"]:
        wrong["rationale"] = f"Up to {LONGEST['rationale']:,} characters are kept."
    if unknown:
        name = book.edition.said["name"]
        wrong["places"] = f"Not known as a place in {name}: {'; '.join(unknown)}."
    elif len(places) > PLACES:
        wrong["places"] = f"Up to {PLACES} places can be named; name the whole instead."
    chapters = references.chapters(book)
    if missing := [slug for slug in priorities if slug not in chapters]:
        wrong["priorities"] = f"The book has no chapter {', '.join(missing)}."
    if wrong:
        raise InvalidError(wrong)
    ordered = tuple(slug for slug in chapters if slug in priorities)
    return Draft(title, rationale, ordered, tuple(places))


def options(session: Session, number: int) -> Sequence[Option]:
    """The options of a consultation in their order, with evidence and suggestions."""
    asked = (
        select(Option)
        .where(Option.consultation_id == number)
        .options(*_WHOLE)
        .order_by(Option.position, Option.id)
    )
    return session.scalars(asked).all()


def option(session: Session, number: int, option: int) -> Option:
    """One option of a consultation, with evidence and suggestions. Raises NotThereError."""
    asked = select(Option).where(Option.id == option, Option.consultation_id == number)
    if (found := session.scalar(asked.options(*_WHOLE))) is None:
        raise NotThereError(
            "There is no such option in this consultation.", do="go back to the consultation"
        )
    return found


def behind(found: Sequence[Option]) -> dict[int, list[int]]:
    """The places in the list of the options that each suggestion stands behind, by its id."""
    made: dict[int, list[int]] = {}
    for place, one in enumerate(found, 1):
        for link in one.behind:
            made.setdefault(link.suggestion_id, []).append(place)
    return made


def state(option: Option) -> str:
    """What an option was when it was shown; changes with anything in it."""
    named = [(one.evidence_id, one.stance, one.note) for one in option.evidence]
    behind = [one.suggestion_id for one in option.behind]
    content = [option.title, option.rationale, option.priorities, option.places, named, behind]
    return words.digest(content)


def list_state(found: Sequence[Option]) -> str:
    """Which options there were, and in which order, when they were shown."""
    return words.digest([one.id for one in found])


def add(session: Session, number: int, said: Draft, act: Act) -> Option:
    """Add an option after those that there are.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The consultation's.
    said : Draft
    act : Act
        With the `list_state` as it was seen; so a form that is sent twice makes one option.

    Raises
    ------
    AlreadyDoneError
        When there are as many as there may be, another list was seen, or scoring has begun.
    """
    found = _open(session, number)
    there = options(session, number)
    act.check(list_state(there), _LIST)
    if len(there) >= found.options_at_most:
        raise AlreadyDoneError(
            f"There are {len(there)} options, as many as there may be.",
            do="change one of them, or delete one first",
        )
    made = Option(
        consultation_id=number, position=len(there) + 1, updated_at=act.now, **_fields(said)
    )
    session.add(made)
    session.flush()
    note(session, act, "option added", made)
    return made


def change(session: Session, number: int, option: int, said: Draft, act: Act) -> Option:
    """Give an option another title, rationale, priorities and places.

    Raises AlreadyDoneError when its `state` is not as it was seen, or scoring has begun.
    """
    found = held(session, number, option, act)
    for key, value in _fields(said).items():
        setattr(found, key, value)
    found.updated_at = act.now
    note(session, act, "option changed", found)
    return found


def shift(session: Session, number: int, option: int, direction: str, act: Act) -> None:
    """Move an option up or down the list, whose state was seen. Raises as `add` does."""
    _open(session, number)
    there = list(options(session, number))
    act.check(list_state(there), _LIST)
    place = next((n for n, one in enumerate(there) if one.id == option), None)
    step = {UP: -1, DOWN: 1}.get(direction)
    if place is None or step is None or not 0 <= place + step < len(there):
        raise NotThereError("It cannot be moved there.", do="look at the list again")
    there.insert(place + step, there.pop(place))
    _number(there)
    note(session, act, "option moved", there[place + step])


def remove(session: Session, number: int, option: int, act: Act) -> None:
    """Delete an option for good; its suggestions stay. Raises as `change` does."""
    found = held(session, number, option, act)
    session.execute(delete(OptionSuggestion).where(OptionSuggestion.option_id == option))
    session.execute(delete(OptionEvidence).where(OptionEvidence.option_id == option))
    session.expire(found)
    note(session, act, "option deleted", found)
    session.delete(found)
    session.flush()
    _number(list(options(session, number)))


def held(session: Session, number: int, chosen: int, act: Act) -> Option:
    """An option that is as it was seen, and can be changed, held against others who write.

    Raises as `change` does, and NotThereError when there is none.
    """
    _open(session, number)
    found = option(session, number, chosen)
    act.check(state(found), "this option")
    return found


def note(session: Session, act: Act, action: str, option: Option, more: str = "") -> None:
    """Say in the log what was done with an option."""
    act.note(session, action, option.consultation_id, f"option {option.id}{more}")


def _open(session: Session, number: int) -> Consultation:
    """A consultation whose options can still be changed, held against others who write."""
    found = gathering.consultation(session, number, lock=True)
    if found.scoring_since is not None:
        raise AlreadyDoneError(
            "Scoring has begun: the options stay as the panel sees them.",
            do="make another consultation if they must change",
        )
    return found


def _fields(said: Draft) -> dict[str, Any]:
    return {
        "title": said.title,
        "rationale": said.rationale,
        "priorities": list(said.priorities),
        "places": list(said.places),
    }


def _number(there: Sequence[Option]) -> None:
    for position, one in enumerate(there, 1):
        one.position = position
