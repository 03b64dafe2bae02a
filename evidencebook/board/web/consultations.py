"""What readers see of a consultation: its options, and every suggestion that was made."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from evidencebook.board.options import gathering, made_up, references, writing
from evidencebook.board.web.citing import of_each
from evidencebook.board.web.context import board, render


def one(request: Request) -> Response:
    """The page of a consultation that a moderator has opened to readers."""
    where = board(request)
    book = where.books.book(request.path_params["book"])
    with where.database.reading() as session:
        found = gathering.of_slug(session, book.slug, request.path_params["consultation"])
        options = writing.options(session, found.id)
        places = {code for option in options for code in option.places}
        return render(
            "options.html",
            book=book,
            consultation=found,
            test=made_up.told(session, found),
            options=options,
            cited=of_each(where, book, options),
            not_taken_up=gathering.not_taken_up(session, found.id),
            count=len(gathering.suggestions(session, found.id)),
            chapters=references.chapters(book),
            places={code: where.places.name(code) for code in sorted(places)},
        )
