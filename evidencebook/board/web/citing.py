"""The evidence that options name, as it was named beside what the newest edition says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidencebook.board.evidence import EARLIER, GONE, Book
from evidencebook.board.options.models import Option
from evidencebook.board.web.context import Board
from evidencebook.board.web.panel import Panel, panel
from evidencebook.build.said import month
from evidencebook.errors import NotThereError


@dataclass(frozen=True)
class Cited:
    """A piece of evidence for or against an option.

    Attributes
    ----------
    id : int
    block, stance, note, edition, month, standing : str
        `standing` as `Book.standing` has it; `month` that of the edition's newest release.
    then : Panel
        As it was when it was named.
    today : Panel or None
        As the newest edition has it, where that says something else.
    page : str
        Where it stands in the book: that of the edition in which it was named if it is gone.
    """

    id: int
    block: str
    stance: str
    note: str
    edition: str
    month: str
    standing: str
    then: Panel
    today: Panel | None
    page: str


def cited(where: Board, book: Book | None, option: Option) -> list[Cited]:
    """The evidence of an option, in the order in which it was named.

    The book is None where it is published no more: then all evidence is gone.
    """
    made = []
    for one in option.evidence:
        block = one.evidence.block
        standing = book.standing(block, one.evidence.hash) if book else GONE
        found = Cited(
            id=one.id,
            block=block,
            stance=one.stance,
            note=one.note,
            edition=one.edition,
            month=month(one.released),
            standing=standing,
            then=panel(one.evidence.record, book),
            today=_today(where, book, block) if book and standing == EARLIER else None,
            page=book.page_of(block, "" if block in book.blocks else one.edition) if book else "",
        )
        made.append(found)
    return made


def of_each(where: Board, book: Book, options: Sequence[Option]) -> dict[int, list[Cited]]:
    """The evidence of some options, by their numbers."""
    return {option.id: cited(where, book, option) for option in options}


def _today(where: Board, book: Book, block: str) -> Panel | None:
    try:
        return panel(where.books.today(book.slug, block), book)
    except NotThereError:  # another edition has just been published
        return None
