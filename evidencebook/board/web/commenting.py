"""Taking a comment."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from evidencebook.board import comments, limits
from evidencebook.board.comments import Target
from evidencebook.board.evidence import Book
from evidencebook.board.web.context import Board, Form, address, board, whole
from evidencebook.board.web.reading import COMMENT, block_page
from evidencebook.board.web.sent import STATUS, led, refused
from evidencebook.errors import (
    BoardError,
    NotAllowedError,
    NotThereError,
)

# A field that people do not see, and machines fill in.
TRAP = "website"
KEPT = ("kind", "text", "link", "name", "organisation", "email", "consent")


def send(request: Request, form: Form) -> Response:
    """Take a comment, and lead its author to where they see what becomes of it.

    Whatever is wrong, what was written comes back in the form.
    """
    where = board(request)
    book = where.books.book(request.path_params["book"])
    block = request.path_params["block"]
    parent = whole(form.get("reply", ""))  # by which an aged form is known to be a reply
    try:
        about, number = _about(where, book, block, form)
        parent = about.parent
        ref = _keep(request, about, number, form)
    except BoardError as error:
        back = refused(form, error)
    else:
        return led(f"/board/{book.slug}/sent/{ref}")
    # The page is there: what is not, is the evidence of the form, or what it replies to.
    status = 409 if back.status == STATUS[NotThereError] else back.status
    filled = Form([(key, form[key]) for key in KEPT if key in form])
    return block_page(
        where, book, block, parent=parent, sent=replace(back, filled=filled, status=status)
    )


def _about(where: Board, book: Book, block: str, form: Form) -> tuple[Target, str]:
    """What a form is about, and its number, as the board signed them."""
    said = where.signer.opened(COMMENT, form.get("form", ""), where.clock())
    number = str(said.pop("form"))
    del said["at"]
    about = Target(**said)
    if (about.book, about.block) != (book.slug, block):
        raise NotAllowedError("This form is about other evidence.", do="send it again from here")
    return about, number


def _keep(request: Request, about: Target, number: str, form: Form) -> str:
    where = board(request)
    sent, now = comments.draft(form), where.clock()
    with where.database.writing() as session:
        hour = dt.timedelta(hours=1)
        most = where.comments_per_hour
        limits.count(session, limits.COMMENT, address(request), now, most=most, within=hour)
    with where.database.writing() as session:
        trapped = bool(form.get(TRAP))
        made = comments.submit(
            session, where.books, about, sent, form=number, now=now, spam=trapped
        )
        return made.ref
