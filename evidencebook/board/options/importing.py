"""What the command does that takes suggestions in: the file, the consultation, what was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.evidence import Book, Books
from evidencebook.board.options import gathering, incoming, made_up, references, workshops
from evidencebook.board.options.incoming import Taken
from evidencebook.board.options.models import Consultation
from evidencebook.board.options.references import Places
from evidencebook.board.options.workshops import Workshop
from evidencebook.errors import InvalidError, NotThereError, UsageError


@dataclass(frozen=True)
class Asked:
    """What is to be imported, and where to.

    Attributes
    ----------
    book, title : str
        The book's slug, and the consultation's title.
    file : Path or None
        The workshop's.
    workshop : str
        Its name; by default the file's.
    options : int or None
        How many options a new consultation may have.
    test : bool
        Whether the suggestions are made up.
    comments : bool
        Whether published comments are to be taken in.
    """

    book: str
    title: str
    file: Path | None = None
    workshop: str = ""
    options: int | None = None
    test: bool = False
    comments: bool = False


def imported(
    database: Database, site: Path, data: Path, asked: Asked, *, now: dt.datetime
) -> list[str]:
    """Import what is asked for, all of it or nothing, and tell what was done.

    Parameters
    ----------
    database : Database
    site, data : Path
        The folder of all published books, and that of the figures.
    asked : Asked
    now : datetime

    Raises
    ------
    UsageError
        When there is no such book, or an option does not fit the consultation that is there.
    DataError
        When the file cannot be taken.
    """
    book = _book(Books(site), asked.book)
    read = _read(asked.file, book, Places(data)) if asked.file else None
    test = asked.test or (read is not None and read.test)
    try:
        with database.writing() as session:
            found, made = _consultation(session, book, asked, test, now)
            told = [f"A consultation was made: {found.title}."] if made else []
            if read and asked.file:
                name = asked.workshop or asked.file.stem
                take = partial(incoming.take_lines, test=test, actor=audit.SYSTEM, now=now)
                told += _told_of_lines(name, read, take(session, found, name, read.lines))
            if asked.comments:
                known = tuple(references.chapters(book))
                taken = incoming.take_comments(
                    session, found, chapters=known, actor=audit.SYSTEM, now=now
                )
                told.append(_told("Comments", taken))
            if found.test:
                told.append(f"It is marked as test data: {made_up.told(session, found)}")
    except InvalidError as error:
        raise UsageError("The suggestions cannot be taken in.", found=error.found) from error
    return [*told, f"Its page: /board/moderation/consultations/{found.id}"]


def _book(books: Books, slug: str) -> Book:
    try:
        return books.book(slug)
    except NotThereError as error:
        raise UsageError(
            "There is no published book of that name.",
            where=str(books.site),
            expected=", ".join(books.slugs()) or "a book that was built",
            found=slug,
            do="name one of these with --book, or build it with 'evidencebook build'",
        ) from error


def _read(file: Path, book: Book, known: Places) -> Workshop:
    chapters = references.chapters(book)
    named = tuple(f"{slug} ({title})" for slug, title in chapters.items())
    return workshops.read(
        file, chapter=partial(references.chapter, book), chapters=named, place=known.name
    )


def _consultation(
    session: Session, book: Book, asked: Asked, test: bool, now: dt.datetime
) -> tuple[Consultation, bool]:
    if found := gathering.named(session, book.slug, asked.title):
        if asked.options not in (None, found.options_at_most):
            raise UsageError(
                "The consultation is there already, with another number of options.",
                expected=str(found.options_at_most),
                found=str(asked.options),
                do="leave --options out, or choose another title",
            )
        incoming.mark_test(session, found, test, actor=audit.SYSTEM, now=now)
        return found, False
    number = gathering.OPTIONS if asked.options is None else asked.options
    made = gathering.add(
        session,
        book.slug,
        asked.title,
        actor=audit.SYSTEM,
        now=now,
        options=number,
        test=test,
    )
    return made, True


def _told_of_lines(name: str, read: Workshop, taken: Taken) -> Iterator[str]:
    if read.encoding != "UTF-8":
        yield f"The file is not in UTF-8; it was read as {read.encoding}."
    yield _told(name, taken)
    if taken.changed:
        lines = ", ".join(map(str, taken.changed))
        if taken.redacted:
            yield (
                f"Not taken: lines {lines}. Personal details were removed from a suggestion of "
                "this workshop, which one of these lines may still hold. Put new suggestions into "
                "a file of their own, and give it another name with --workshop."
            )
            return
        yield (
            f"Not taken: lines that say something else than when they were imported: {lines}. "
            "What was imported stays as it was; put new suggestions into a file of their own."
        )


def _told(name: str, taken: Taken) -> str:
    known = f"{taken.known} {'was' if taken.known == 1 else 'were'} there already"
    if not taken.added:
        return f"{name}: nothing was added; {known}."
    added = "1 suggestion was" if taken.added == 1 else f"{taken.added} suggestions were"
    return f"{name}: {added} added{f'; {known}' if taken.known else ''}."
