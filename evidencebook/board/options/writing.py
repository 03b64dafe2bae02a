"""Options, as a moderator writes them: what they are, the evidence, the suggestions behind them.

Once panel members have begun to score, options stay as they are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from evidencebook.board import audit, evidence, words
from evidencebook.board.evidence import Book, Books, is_block
from evidencebook.board.models import User
from evidencebook.board.options import gathering, references
from evidencebook.board.options.models import (
    STANCES,
    Consultation,
    Option,
    OptionEvidence,
    OptionSuggestion,
    Suggestion,
)
from evidencebook.board.options.references import Places
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

LONGEST = {"title": 150, "rationale": 5000, "note": 500}
PLACES, EVIDENCE = 50, 40
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
    return _digest(content)


def list_state(found: Sequence[Option]) -> str:
    """Which options there were, and in which order, when they were shown."""
    return _digest([one.id for one in found])


def add(
    session: Session, number: int, said: Draft, *, seen: str, user: User, now: dt.datetime
) -> Option:
    """Add an option after those that there are.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The consultation's.
    said : Draft
    seen : str
        The list as the moderator saw it, by `list_state`; so a form that is sent twice makes one.
    user : User
    now : datetime

    Raises
    ------
    AlreadyDoneError
        When there are as many as there may be, another list was seen, or scoring has begun.
    """
    found = _open(session, number)
    there = options(session, number)
    if list_state(there) != seen:
        raise _changed("the list of options")
    if len(there) >= found.options_at_most:
        raise AlreadyDoneError(
            f"There are {len(there)} options, as many as there may be.",
            do="change one of them, or delete one first",
        )
    made = Option(consultation_id=number, position=len(there) + 1, updated_at=now, **_fields(said))
    session.add(made)
    session.flush()
    _note(session, user, "option added", number, now, made.id)
    return made


def change(
    session: Session,
    number: int,
    option: int,
    said: Draft,
    *,
    seen: str,
    user: User,
    now: dt.datetime,
) -> Option:
    """Give an option another title, rationale, priorities and places.

    Raises AlreadyDoneError when it is not as it was `seen`, or scoring has begun.
    """
    found = _seen(session, number, option, seen)
    for key, value in _fields(said).items():
        setattr(found, key, value)
    found.updated_at = now
    _note(session, user, "option changed", number, now, option)
    return found


def cite(
    session: Session,
    books: Books,
    number: int,
    option: int,
    blocks: Sequence[str],
    *,
    stance: str,
    note: str,
    seen: str,
    user: User,
    now: dt.datetime,
) -> None:
    """Name evidence for or against an option, as the newest edition has it.

    Parameters
    ----------
    session : Session
        One that writes.
    books : Books
    number, option : int
    blocks : sequence of str
        Ids of blocks, all of which the newest edition must have.
    stance : str
        Of `STANCES`.
    note : str
        What it says about the option; may be empty.
    seen : str
        The option as the moderator saw it.
    user : User
    now : datetime

    Raises
    ------
    InvalidError
        When one of them is not known, or named already; it says which, and none is taken.
    AlreadyDoneError
        As `change` does.
    """
    found = _seen(session, number, option, seen)
    wanted, note = list(dict.fromkeys(filter(None, blocks))), words.clean(note)
    book = books.book(gathering.consultation(session, number).book)
    if wrong := _wrong(book, found, wanted, stance, note):
        raise InvalidError(wrong)
    for block in wanted:
        made = OptionEvidence(
            option_id=found.id,
            evidence=evidence.copied(session, book.slug, books.today(book.slug, block)),
            edition=book.edition.id,
            released=book.released,
            stance=stance,
            note=note,
        )
        session.add(made)
    found.updated_at = now
    session.flush()
    _note(session, user, "evidence named", number, now, option, f", {len(wanted)} {stance}")


def uncite(
    session: Session,
    number: int,
    option: int,
    cited: int,
    *,
    seen: str,
    user: User,
    now: dt.datetime,
) -> None:
    """Name a piece of evidence no longer. Raises as `change` does."""
    found = _seen(session, number, option, seen)
    if (one := next((one for one in found.evidence if one.id == cited), None)) is None:
        raise NotThereError("The option names no such evidence.", do="look at it again")
    session.delete(one)
    found.updated_at = now
    _note(session, user, "evidence taken out", number, now, option)


def rest_on(
    session: Session,
    number: int,
    option: int,
    chosen: Iterable[int],
    groups: Iterable[int],
    *,
    seen: str,
    user: User,
    now: dt.datetime,
) -> None:
    """Say which suggestions stand behind an option: single ones, and all of some groups.

    Parameters
    ----------
    session : Session
        One that writes.
    number, option : int
    chosen : iterable of int
        Numbers of suggestions of the same consultation.
    groups : iterable of int
        Groups of the same consultation, of which all are meant.
    seen : str
        The option as the moderator saw it.
    user : User
    now : datetime

    Raises
    ------
    NotThereError
        When one of them is not of this consultation.
    AlreadyDoneError
        As `change` does.
    """
    found = _seen(session, number, option, seen)
    singles, whole = set(chosen), set(groups)
    every = gathering.suggestions(session, number)
    if singles - {one.number for one in every} or whole - {one.group_id for one in every}:
        raise NotThereError(
            "This consultation has no such suggestion or group.", do="look at the page again"
        )
    wanted = [one.id for one in every if one.number in singles or one.group_id in whole]
    session.execute(delete(OptionSuggestion).where(OptionSuggestion.option_id == option))
    session.expire(found, ["behind"])
    session.add_all(OptionSuggestion(option_id=option, suggestion_id=id) for id in wanted)
    found.updated_at = now
    session.flush()
    told = f", {len(wanted)} suggestions"
    _note(session, user, "suggestions behind option", number, now, option, told)


def shift(
    session: Session,
    number: int,
    option: int,
    direction: str,
    *,
    seen: str,
    user: User,
    now: dt.datetime,
) -> None:
    """Move an option up or down the list; `seen` is the list's state. Raises as `add` does."""
    _open(session, number)
    there = list(options(session, number))
    if list_state(there) != seen:
        raise _changed("the list of options")
    place = next((n for n, one in enumerate(there) if one.id == option), None)
    step = {UP: -1, DOWN: 1}.get(direction)
    if place is None or step is None or not 0 <= place + step < len(there):
        raise NotThereError("It cannot be moved there.", do="look at the list again")
    there.insert(place + step, there.pop(place))
    _number(there)
    _note(session, user, "option moved", number, now, option)


def remove(
    session: Session, number: int, option: int, *, seen: str, user: User, now: dt.datetime
) -> None:
    """Delete an option for good; its suggestions stay. Raises as `change` does."""
    found = _seen(session, number, option, seen)
    session.execute(delete(OptionSuggestion).where(OptionSuggestion.option_id == option))
    session.execute(delete(OptionEvidence).where(OptionEvidence.option_id == option))
    session.expire(found)
    session.delete(found)
    session.flush()
    _number(list(options(session, number)))
    _note(session, user, "option deleted", number, now, option)


def _open(session: Session, number: int) -> Consultation:
    """A consultation whose options can still be changed, held against others who write."""
    found = gathering.consultation(session, number, lock=True)
    if found.scoring_since is not None:
        raise AlreadyDoneError(
            "Scoring has begun: the options stay as the panel sees them.",
            do="make another consultation if they must change",
        )
    return found


def _seen(session: Session, number: int, number_of_option: int, seen: str) -> Option:
    _open(session, number)
    found = option(session, number, number_of_option)
    if state(found) != seen:
        raise _changed("this option")
    return found


def _wrong(
    book: Book, found: Option, wanted: Sequence[str], stance: str, note: str
) -> dict[str, str]:
    wrong = {}
    unknown = [block[:200] for block in wanted if not is_block(block) or block not in book.blocks]
    there = {(one.evidence.block, one.evidence.hash) for one in found.evidence}
    if not wanted:
        wrong["blocks"] = "Choose some evidence, or type the ids of blocks."
    elif unknown:
        wrong["blocks"] = f"The newest edition has no block {', '.join(unknown)}."
    elif twice := [one for one in wanted if (one, book.blocks[one]["hash"]) in there]:
        wrong["blocks"] = f"The option names this already: {', '.join(twice)}."
    elif len(there) + len(wanted) > EVIDENCE:
        wrong["blocks"] = f"An option names up to {EVIDENCE} pieces of evidence."
    if stance not in STANCES:
        wrong["stance"] = "Choose whether it speaks for or against the option."
    if len(note) > LONGEST["note"]:
        wrong["note"] = f"Up to {LONGEST['note']} characters are kept."
    return wrong


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


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:20]


def _changed(what: str) -> AlreadyDoneError:
    return AlreadyDoneError(
        f"Someone has changed {what} since you opened the page.",
        do="look at it again, and change it anew if you think otherwise",
    )


def _note(
    session: Session,
    user: User,
    action: str,
    number: int,
    now: dt.datetime,
    option: int,
    more: str = "",
) -> None:
    told = f"consultation {number}: option {option}{more}"
    audit.note(session, user.name, action, now, detail=told)
