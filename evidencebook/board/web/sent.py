"""What becomes of a form: done and led on, or its page again with what is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from evidencebook.board.web.context import Form, board
from evidencebook.errors import (
    AlreadyDoneError,
    BoardError,
    InvalidError,
    NotAllowedError,
    NotThereError,
    TooOftenError,
    UnansweredError,
)

log = logging.getLogger(__name__)

STATUS: dict[type[BoardError], int] = {
    NotThereError: 404,
    NotAllowedError: 403,
    AlreadyDoneError: 409,
    TooOftenError: 429,
    InvalidError: 422,
    UnansweredError: 503,
}
_UNANSWERED = "The board’s database does not answer at the moment"
# What people write in forms, and what it is called; a number may follow a field's name.
_WRITTEN = {
    "title": "Title",
    "text": "Comment",
    "response": "Response",
    "answer": "Response",
    "rationale": "Rationale",
    "reason": "Reason",
    "note": "Note",
    "remark": "Remark",
    "participants": "Participants",
    "places": "Places",
    "blocks": "Evidence",
    "link": "Link",
    "name": "Name",
    "lowest": "What the lowest score means",
    "highest": "What the highest score means",
    "organisation": "Organisation",
    "email": "E-mail address",
}


@dataclass(frozen=True)
class Sent:
    """A form as its page shows it: empty, or as it was sent with what is wrong.

    Attributes
    ----------
    filled : Form
    wrong : mapping of str to str
        What is wrong with each field.
    trouble : str
        Why it could not be done, in sentences.
    status : int
        Of the answer.
    """

    filled: Form = field(default_factory=Form)
    wrong: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    status: int = 200

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.wrong and not self.trouble

    @property
    def shown(self) -> dict[str, Any]:
        """As templates are given it."""
        given = {"filled": self.filled, "wrong": self.wrong, "trouble": self.trouble}
        return {"status": self.status, **given}

    def follows(self, request: Request) -> bool:
        """Whether the page follows on something that was done."""
        return self.fine and "done" in request.query_params


UNSENT = Sent()


def refused(form: Form, error: BoardError) -> Sent:
    """A form that could not be taken."""
    status = STATUS.get(type(error), 400)
    if isinstance(error, InvalidError):
        return Sent(form, error.fields, status=status)
    return Sent(form, trouble=sentences(error), status=status)


def led(address: str) -> Response:
    """Lead a browser on, so that loading the page again sends nothing again."""
    return RedirectResponse(address, 303)


def carried_out(
    request: Request,
    form: Form,
    deed: Callable[[Any], Any],
    page: Callable[[Sent], Response],
    then: Callable[[Any], Response] = led,
) -> Response:
    """Do what a form asks for, all of it or nothing; or show its page with what is wrong.

    Parameters
    ----------
    request : Request
    form : Form
    deed : callable
        Given a session that writes; by default it returns the address to lead on to.
    page : callable
        The form's page.
    then : callable
        The answer, from what the deed returned, when it is done.
    """
    try:
        with board(request).database.writing() as session:
            made = deed(session)
    except BoardError as error:
        return page(refused(form, error))
    return then(made)


def told(error: BoardError, *, sent: bool) -> tuple[str, str]:
    """What an error says to anyone: what happened, and what to do.

    Why the database does not answer is for the log.

    Parameters
    ----------
    error : BoardError
    sent : bool
        Whether something was sent, that was to be kept.
    """
    if not isinstance(error, UnansweredError):
        return error.what, error.do
    log.warning("%s", " ".join(str(error).split()))
    if sent:
        what = f"{_UNANSWERED}, so that, as far as we can tell, nothing of this was kept."
        return what, "wait a minute, and send it again"
    return f"{_UNANSWERED}.", "wait a minute, and load the page again"


def written(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a person wrote in a form: what each text is called, and the text."""
    found = ((_WRITTEN.get(key.rstrip("-0123456789"), ""), text) for key, text in form.items())
    return [(called, text) for called, text in found if called and text.strip()]


def sentences(error: BoardError) -> str:
    """What an error says to who sent a form, as sentences."""
    what, do = told(error, sent=True)
    found = "" if isinstance(error, UnansweredError) else error.found
    parts = [part.rstrip(".") for part in (what, found, do) if part]
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)
