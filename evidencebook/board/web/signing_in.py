"""Moderators sign in and out; what only they may see or send."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from evidencebook.board import accounts, limits
from evidencebook.board.models import User
from evidencebook.board.web.context import Form, address, board, posted, render
from evidencebook.board.web.sent import STATUS, told, written
from evidencebook.errors import BoardError, NotAllowedError

SIGN_IN = "sign-in"
HOME = "/board/moderation"
# How often one address may try to sign in, in how long.
TRIES, WITHIN = 20, dt.timedelta(minutes=15)
_ENDED = "Your session has ended. What you sent was not kept."
_LOCAL = ("127.0.0.1", "localhost", "::1")
_COOKIE = "evidencebook-session"


def sign_in_page(request: Request) -> Response:
    """The form to sign in."""
    return _page(request)


@posted
def sign_in(request: Request, form: Form) -> Response:
    """Begin a session, with a token that no one knew before."""
    where, now = board(request), board(request).clock()
    try:
        where.signer.opened(SIGN_IN, form.get("form", ""), now)
        with where.database.writing() as session:
            who = address(request)
            limits.count(session, limits.SIGN_IN, who, now, most=TRIES, within=WITHIN)
        name, password = form.get("name", ""), form.get("password", "")
        token = accounts.sign_in(where.database, name, password, now, _token(request))
    except BoardError as error:
        return _page(request, error)
    answer = RedirectResponse(HOME, 303)
    # Without a limit of its own it ends with the browser; the board ends it sooner.
    answer.set_cookie(
        _cookie(request), token, path="/", secure=_is_secure(request), httponly=True,
        samesite="strict",
    )  # fmt: skip
    return answer


def sign_out(request: Request, form: Form, user: User) -> Response:
    """End the session."""
    with board(request).database.writing() as session:
        accounts.sign_out(session, _token(request))
    answer = RedirectResponse(f"{HOME}/sign-in", 303)
    answer.delete_cookie(
        _cookie(request), path="/", secure=_is_secure(request), httponly=True, samesite="strict"
    )
    return answer


def for_moderators(
    view: Callable[[Request, User], Response],
) -> Callable[[Request], Response]:
    """A page that only moderators see; others are led to the form to sign in."""

    @wraps(view)
    def answer(request: Request) -> Response:
        return _answer(request, view, [])

    return answer


def from_moderators(
    view: Callable[[Request, Form, User], Response],
) -> Callable[[Request, Form], Response]:
    """A form that only moderators send, from a page that their own session was shown.

    Where the session has ended, what was written is shown, to be copied.
    """

    @wraps(view)
    def answer(request: Request, form: Form) -> Response:
        def checked(request: Request, user: User) -> Response:
            if not hmac.compare_digest(form.get("csrf", "").encode(), csrf(request).encode()):
                raise NotAllowedError(
                    "This form did not come from a page of your session.",
                    do="go back, load the page again, and send it from there",
                )
            return view(request, form, user)

        return _answer(request, checked, written(form))

    return answer


def _answer(
    request: Request, view: Callable[[Request, User], Response], words: list[tuple[str, str]]
) -> Response:
    """What a moderator is shown; for others the way to sign in, with the words they sent."""
    where = board(request)
    user = accounts.signed_in(where.database, _token(request), where.clock())
    if user:
        made = view(request, user)
    elif words:
        made = render("error.html", status=403, what=_ENDED, do="", written=words, sign_in=True)
    else:
        return RedirectResponse(f"{HOME}/sign-in", 303)
    made.headers["Cache-Control"] = "no-store"
    return made


def csrf(request: Request) -> str:
    """What the forms of a session hold, and no other site knows."""
    return board(request).signer.digest(f"csrf.{_token(request)}")


def _page(request: Request, error: BoardError | None = None) -> Response:
    where = board(request)
    form = where.signer.sign(SIGN_IN, where.clock())
    status = STATUS.get(type(error), 400) if error else 200
    said = " What to do: ".join(told(error, sent=False)) if error else ""
    answer = render("sign-in.html", status=status, form=form, trouble=said)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _token(request: Request) -> str:
    return request.cookies.get(_cookie(request), "")


def _is_secure(request: Request) -> bool:
    """Whether the cookie travels only by HTTPS: always, but on this machine itself."""
    return request.url.scheme == "https" or request.url.hostname not in _LOCAL


def _cookie(request: Request) -> str:
    return f"__Host-{_COOKIE}" if _is_secure(request) else _COOKIE


sign_out_posted = posted(from_moderators(sign_out))
