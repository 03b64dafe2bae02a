"""What an option rests on: evidence for and against it, and the suggestions behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from evidencebook.board import evidence, words
from evidencebook.board.evidence import Book, Books, is_block
from evidencebook.board.options import gathering, writing
from evidencebook.board.options.acts import Act
from evidencebook.board.options.models import (
    STANCES,
    Option,
    OptionEvidence,
    OptionSuggestion,
)
from evidencebook.errors import InvalidError, NotThereError

# The longest note, in characters, and how many pieces of evidence an option names.
NOTE, EVIDENCE = 500, 40


@dataclass(frozen=True)
class Naming:
    """Evidence that is named.

    Attributes
    ----------
    blocks : sequence of str
        Ids of blocks, all of which the newest edition must have.
    stance : str
        Of `STANCES`.
    note : str
        What it says about the option; may be empty.
    """

    blocks: Sequence[str]
    stance: str
    note: str = ""


@dataclass(frozen=True)
class Behind:
    """Suggestions that stand behind an option: single ones, and all of some groups.

    Attributes
    ----------
    chosen : sequence of int
        Numbers of suggestions of the same consultation.
    groups : sequence of int
        Groups of the same consultation, of which all are meant.
    """

    chosen: Sequence[int] = ()
    groups: Sequence[int] = ()


def cite(
    session: Session, books: Books, number: int, option: int, naming: Naming, act: Act
) -> None:
    """Name evidence for or against an option, as the newest edition has it.

    Parameters
    ----------
    session : Session
        One that writes.
    books : Books
    number, option : int
    naming : Naming
    act : Act
        With the option's `writing.state` as it was seen.

    Raises
    ------
    InvalidError
        When one of them is not known, or named already; it says which, and none is taken.
    AlreadyDoneError
        As `writing.change` does.
    """
    found = writing.held(session, number, option, act)
    wanted = tuple(dict.fromkeys(filter(None, naming.blocks)))
    naming = replace(naming, blocks=wanted, note=words.clean(naming.note))
    book = books.book(gathering.consultation(session, number).book)
    if wrong := _wrong(book, found, naming):
        raise InvalidError(wrong)
    for block in wanted:
        made = OptionEvidence(
            option_id=found.id,
            evidence=evidence.copied(session, book.slug, books.today(book.slug, block)),
            edition=book.edition.id,
            released=book.released,
            stance=naming.stance,
            note=naming.note,
        )
        session.add(made)
    found.updated_at = act.now
    session.flush()
    writing.note(session, act, "evidence named", found, f", {len(wanted)} {naming.stance}")


def uncite(session: Session, number: int, option: int, cited: int, act: Act) -> None:
    """Name a piece of evidence no longer. Raises as `writing.change` does."""
    found = writing.held(session, number, option, act)
    if (one := next((one for one in found.evidence if one.id == cited), None)) is None:
        raise NotThereError("The option names no such evidence.", do="look at it again")
    session.delete(one)
    found.updated_at = act.now
    writing.note(session, act, "evidence taken out", found)


def rest_on(session: Session, number: int, option: int, behind: Behind, act: Act) -> None:
    """Say which suggestions stand behind an option: single ones, and all of some groups.

    Parameters
    ----------
    session : Session
        One that writes.
    number, option : int
    behind : Behind
    act : Act
        With the option's `writing.state` as it was seen.

    Raises
    ------
    NotThereError
        When one of them is not of this consultation.
    AlreadyDoneError
        As `writing.change` does.
    """
    found = writing.held(session, number, option, act)
    singles, whole = set(behind.chosen), set(behind.groups)
    every = gathering.suggestions(session, number)
    if singles - {one.number for one in every} or whole - {one.group_id for one in every}:
        raise NotThereError(
            "This consultation has no such suggestion or group.", do="look at the page again"
        )
    wanted = [one.id for one in every if one.number in singles or one.group_id in whole]
    session.execute(delete(OptionSuggestion).where(OptionSuggestion.option_id == option))
    session.expire(found, ["behind"])
    session.add_all(OptionSuggestion(option_id=option, suggestion_id=id) for id in wanted)
    found.updated_at = act.now
    session.flush()
    told = f", {len(wanted)} suggestions"
    writing.note(session, act, "suggestions behind option", found, told)


def _wrong(book: Book, found: Option, naming: Naming) -> dict[str, str]:
    wrong, wanted = {}, naming.blocks
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
    if naming.stance not in STANCES:
        wrong["stance"] = "Choose whether it speaks for or against the option."
    if len(naming.note) > NOTE:
        wrong["note"] = f"Up to {NOTE} characters are kept."
    return wrong
