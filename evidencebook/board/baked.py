"""What was said of a book, as its next edition takes it in: what is published, and nothing else.

No e-mail address, no address that only an author knows, no form, and nothing of a comment that is
not published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from evidencebook.board import published
from evidencebook.board.database import Database
from evidencebook.board.models import Comment, Evidence, Response
from evidencebook.board.tally import tally
from evidencebook.build import said
from evidencebook.build.said import Ask, Said
from evidencebook.errors import EvidenceBookError

_DAY = "%Y-%m-%d"


def of_book(session: Session, book: str) -> Said:
    """All that is published of what was said of a book.

    Parameters
    ----------
    session : Session
    book : str
        The folder of the book.
    """
    found, read = published.whole(session, book)
    figures = tally(session, book)
    evidence = {(one.block, one.hash): said.Evidence.of(_record(one)) for one in read.values()}
    return Said(
        said.Figures(figures.received, figures.published, figures.answered, figures.days),
        tuple(_comment(one, read) for one in found),
        tuple(evidence[key] for key in sorted(evidence)),
    )


@contextmanager
def asking(url: str) -> Iterator[Ask]:
    """Ask the board's database what was said of each book.

    A book of which nothing was ever sent is one that nobody asked about: its pages are those of a
    place without a board.

    Parameters
    ----------
    url : str
        The database's address.

    Raises
    ------
    EvidenceBookError
        When the database is not there, does not answer, or is not as this version needs it.
    """
    _refuse_absent(url)
    database = Database(url)

    def ask(book: str) -> Said | None:
        with database.reading() as session:
            found = of_book(session, book)
        return found if found.figures.received else None

    try:
        database.check()
        yield ask
    finally:
        database.close()


def _refuse_absent(url: str) -> None:
    """See that a file that is named is there: opening it would make it."""
    try:
        address = make_url(url)
    except ArgumentError:
        return  # opening it says what is wrong
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).is_file():
        raise EvidenceBookError(
            "The board's database is not there.",
            where=str(address.database),
            do="correct EVIDENCEBOOK_DATABASE_URL, run 'evidencebook board migrate', or build with "
            "--no-comments",
        )


def _record(one: Evidence) -> dict[str, object]:
    return {**one.record, "id": one.block, "hash": one.hash}


def _comment(comment: Comment, read: Mapping[int, Evidence]) -> said.Comment:
    replies = [] if comment.parent_id else comment.replies
    return said.Comment(
        id=comment.id,
        block=comment.block,
        hash=read[comment.evidence_id].hash,
        edition=comment.edition,
        released=comment.released,
        kind=comment.kind,
        text=comment.text,
        link=comment.link,
        name=comment.name,
        organisation=comment.organisation,
        date=comment.received_at.strftime(_DAY),
        redacted=comment.redacted_at is not None,
        responses=tuple(map(_response, comment.responses)),
        replies=tuple(_comment(reply, read) for reply in replies),
    )


def _response(one: Response) -> said.Response:
    date = one.at.strftime(_DAY)
    return said.Response(one.outcome, one.edition, one.text, date, one.redacted)
