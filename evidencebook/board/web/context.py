"""What every page of the board is given, and how it is rendered."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial, wraps
from ipaddress import IPv4Address, IPv6Network, ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, Semaphore, fail_after, to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from evidencebook import settings
from evidencebook.board import models, words
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import gathering
from evidencebook.board.options.references import Places
from evidencebook.board.signing import Signer
from evidencebook.build.said import in_days
from evidencebook.errors import NotThereError, UnansweredError
from evidencebook.periods import long_date

HERE = Path(__file__).parent
FORM = "application/x-www-form-urlencoded"
# How many fields a form has, and one in which someone chooses among many things.
_FIELDS, _MANY = 40, 4000
_PAGES = 10_000
# So many forms are dealt with at once, in threads of their own: where they wait for the database,
# those by which pages are made do not.
_WRITERS = 2


class Form(dict[str, str]):
    """The fields of a form, of each the last; `every` gives all of one that stands there often.

    Parameters
    ----------
    fields : sequence of pairs of str
    """

    def __init__(self, fields: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(fields)
        self._fields = tuple(fields)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field, in their order."""
        return tuple(value for key, value in self._fields if key == name)


Posted = Callable[[Request, Form], Response]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Board:
    """What the pages work with.

    Attributes
    ----------
    site : Path
        The folder of all published books.
    database : Database
    books : Books
    signer : Signer
    comments_per_hour : int
        How many are taken from one address.
    email_days : int
        For how many days e-mail addresses are kept.
    places : Places
        The areas that options name.
    clock : callable
        The time.
    writers : Semaphore
        Who may deal with a form.
    """

    site: Path
    database: Database
    books: Books
    signer: Signer
    comments_per_hour: int = 30
    email_days: int = 365
    places: Places = field(default_factory=lambda: Places(settings.data_folder()))
    clock: Callable[[], dt.datetime] = field(default=_now)
    writers: Semaphore = field(default_factory=lambda: Semaphore(_WRITERS))


def board(request: Request) -> Board:
    """The board that a request is made to."""
    made: Board = request.app.state.board
    return made


def address(request: Request) -> str:
    """A hash of the address that a request comes from, another each day."""
    where = board(request)
    line = _line(request.client.host if request.client else "")
    return where.signer.digest(f"address.{where.clock().date()}.{line}")


def _line(host: str) -> str:
    """Whose an address is: who has one of IPv6 has all that begin with the same 64 bits."""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if isinstance(found, IPv4Address):
        return host
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))


def page_asked(request: Request) -> int:
    """The number of the page that is asked for. Raises NotThereError for anything else."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= _PAGES):
        raise NotThereError("There is no such page.", do="begin with the first")
    return int(text)


def number_asked(request: Request, name: str) -> int:
    """A number in the address. Raises NotThereError for anything else."""
    if (found := whole(str(request.path_params[name]))) is None:
        raise NotThereError("There is no such page.", do="go back to the queue")
    return found


def whole(text: str) -> int | None:
    """The number that a text is; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def posted(view: Posted, *, fields: int = _FIELDS) -> Callable[[Request], Awaitable[Response]]:
    """A view that is given what a form holds, of so many fields, and runs beside the others.

    The form stays with the request, so that no fault loses what someone wrote.
    """

    @wraps(view)
    async def answer(request: Request) -> Response:
        form = request.state.form = _form(request, await request.body(), fields)
        async with _place(board(request)):
            return await to_thread.run_sync(view, request, form, limiter=CapacityLimiter(1))

    return answer


@asynccontextmanager
async def _place(where: Board) -> AsyncIterator[None]:
    """A place among those who write, had as soon as the database would have to answer."""
    try:
        with fail_after(where.database.wait):
            await where.writers.acquire()
    except TimeoutError as error:
        raise UnansweredError("Those who write have not come to an end.") from error
    try:
        yield
    finally:
        where.writers.release()


posted_in_bulk = partial(posted, fields=_MANY)


def _form(request: Request, body: bytes, most: int) -> Form:
    """The fields of a form. Raises HTTPException for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415)
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict"
        )
    except ValueError as error:
        raise HTTPException(400) from error
    return Form(fields)


def render(name: str, *, status: int = 200, **given: Any) -> HTMLResponse:
    """A page from its template."""
    return HTMLResponse(_TEMPLATES.get_template(name).render(given), status)


def download(content: bytes, name: str, media: str) -> Response:
    """A file that a browser keeps, and does not open as a page."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=headers)


def day(moment: dt.datetime | dt.date) -> str:
    """A date in words: 24 June 2026."""
    return long_date(moment.strftime("%Y-%m-%d"))


def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": day,
        "in_days": in_days,
        "text": words.as_html,
        "link": words.link,
        "long_date": long_date,
    }
    made.globals |= {
        "kinds": models.KINDS,
        "outcomes": models.OUTCOMES,
        "longest": models.LONGEST,
        "said_in": gathering.said,
        "is_withdrawn": gathering.is_withdrawn,
        "is_redacted": gathering.is_redacted,
    }
    return made


_TEMPLATES = _templates()
