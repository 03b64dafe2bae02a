"""The application: the board under ``/board``, the published site under all else."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import AsyncIterator
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from evidencebook import __version__, settings
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.signing import signer
from evidencebook.board.web import api, commenting, moderating, reading, signing_in
from evidencebook.board.web.context import HERE, Board, posted, render
from evidencebook.board.web.guard import Guard
from evidencebook.board.web.site import Site
from evidencebook.errors import (
    AlreadyDoneError,
    BoardError,
    EvidenceBookError,
    InvalidError,
    NotAllowedError,
    NotThereError,
    TooOftenError,
)

_STATUS: dict[type[BoardError], int] = {
    NotThereError: 404,
    NotAllowedError: 403,
    AlreadyDoneError: 409,
    TooOftenError: 429,
    InvalidError: 422,
}
_SAID = {
    400: ("This form cannot be read.", "go back and send it again"),
    404: ("There is no such page.", "look at the address again, or begin with the list of books"),
    405: ("That cannot be done with this page.", "go back and try again"),
    415: ("This form cannot be read.", "send it from the page of the board"),
    422: ("There is no such page.", "look at the address again"),
}
_OTHER = ("Something went wrong on our side.", "try again in a while; what was sent is not lost")
_MODERATION = "/board/moderation"
# So many pages are made at once. Their threads share one interpreter: more of them make no page
# sooner, and each page later.
_THREADS = 8


def application() -> ASGIApp:
    """The application for a server of one's own, as the settings say.

    Raises EvidenceBookError when there is no site, or the database is not ready.
    """
    site = settings.site_folder()
    if not site.is_dir():
        raise EvidenceBookError(
            "There is no published book to show.",
            where=str(site),
            do="run 'evidencebook build lancashire', or name the folder with EVIDENCEBOOK_SITE",
        )
    database = Database(settings.database_url())
    database.check()
    return create(site, database)


def create(site: Path, database: Database, **given: object) -> ASGIApp:
    """The application for a site and a database whose tables are there.

    Parameters
    ----------
    site : Path
        The folder of all published books.
    database : Database
    given
        Other parts of `Board`.
    """
    app = FastAPI(
        title="Sounding board",
        summary="Published comments on the evidence, and what became of them.",
        version=__version__,
        openapi_url="/board/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_readied,
    )
    limit = {"comments_per_hour": settings.comments_per_hour(), **given}
    app.state.board = Board(site, database, Books(site), signer(database), **limit)  # type: ignore[arg-type]
    app.include_router(api.router)
    app.router.routes += _routes(app.state.board)
    for kind in (BoardError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _refuse)
    return Guard(app)


@contextlib.asynccontextmanager
async def _readied(_: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = _THREADS
    # What the program is made of stays. To look for waste in it again and again takes a tenth of
    # a second each time, for which every page waits.
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _routes(board: Board) -> list[Route | Mount]:
    post = ["POST"]
    comment = f"{_MODERATION}/comments/{{number}}"
    return [
        Mount("/board/static", StaticFiles(directory=HERE / "static")),
        Route("/board/shared/{name}", reading.shared),
        Route(_MODERATION, moderating.queue),
        Route(f"{_MODERATION}/audit", moderating.log),
        Route(f"{_MODERATION}/sign-in", signing_in.sign_in_page),
        Route(f"{_MODERATION}/sign-in", signing_in.sign_in, methods=post),
        Route(f"{_MODERATION}/sign-out", signing_in.sign_out_posted, methods=post),
        Route(comment, moderating.comment),
        Route(f"{comment}/decision", moderating.decide, methods=post),
        Route(f"{comment}/redaction", moderating.redact, methods=post),
        Route(f"{comment}/response", moderating.respond, methods=post),
        Route("/board", reading.all_books),
        Route("/board/", reading.all_books),
        Route("/board/{book}", reading.of_book),
        Route("/board/{book}/sent/{ref}", reading.sent),
        Route("/board/{book}/{block}", reading.of_block),
        Route("/board/{book}/{block}", posted(commenting.send), methods=post),
        Mount("/", Site(board)),
    ]


def _refuse(request: Request, error: Exception) -> Response:
    """A page that says what is wrong, or JSON where a program asked."""
    if isinstance(error, BoardError):
        status, what, do = _STATUS.get(type(error), 400), error.what, error.do
    else:
        status = _status(error)
        what, do = _SAID.get(status, _OTHER)
    headers = getattr(error, "headers", None)
    if request.url.path.startswith("/board/api/"):
        return JSONResponse({"detail": what}, status, headers=headers)
    answer = render("error.html", status=status, what=what, do=do)
    answer.headers.update(headers or {})
    return answer


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.status_code
    return 422 if isinstance(error, RequestValidationError) else 500
