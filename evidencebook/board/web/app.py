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
from evidencebook.board.web import (
    api,
    commenting,
    consultations,
    consulting,
    members,
    moderating,
    optioning,
    reading,
    redacting,
    scoring,
    signing_in,
)
from evidencebook.board.web.context import HERE, Board, Form, posted, posted_in_bulk, render
from evidencebook.board.web.guard import Guard
from evidencebook.board.web.sent import STATUS, told, written
from evidencebook.board.web.site import Site
from evidencebook.errors import (
    BoardError,
    EvidenceBookError,
)

_SAID = {
    400: ("This form cannot be read.", "go back and send it again"),
    404: ("There is no such page.", "look at the address again, or begin with the list of books"),
    405: ("That cannot be done with this page.", "go back and try again"),
    415: ("This form cannot be read.", "send it from the page of the board"),
    422: ("There is no such page.", "look at the address again"),
}
_OTHER = ("Something went wrong on our side.", "try again in a while")
_MODERATION = "/board/moderation"
# So many pages are made at once. Their threads share one interpreter: more of them make no page
# sooner, and each page later, the more so where each asks another process for comments. Forms have
# a few of their own; see `posted`.
_THREADS = 3


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
    said = {
        "comments_per_hour": settings.comments_per_hour(),
        "email_days": settings.email_days(),
        **given,
    }
    app.state.board = Board(site, database, Books(site), signer(database), **said)  # type: ignore[arg-type]
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
        Route(f"{comment}/responses/{{response}}", moderating.redact_response, methods=post),
        *_scoring(),
        *_consultations(),
        Route("/board", reading.all_books),
        Route("/board/", reading.all_books),
        Route("/board/{book}", reading.of_book),
        Route("/board/{book}/sent/{ref}", reading.sent),
        Route("/board/{book}/{block}/{hash}/{width}.svg", reading.drawing),
        Route("/board/{book}/consultations/{consultation}", consultations.one),
        Route("/board/{book}/{block}", reading.of_block),
        Route("/board/{book}/{block}", posted(commenting.send), methods=post),
        Mount("/", Site(board)),
    ]


def _scoring() -> list[Route]:
    """Where options are scored, and where moderators look after that."""
    post, here = ["POST"], f"{_MODERATION}/consultations/{{number}}"
    member = f"{here}/scoring/members/{{member}}"
    return [
        Route("/board/panel/{token}", members.page),
        Route("/board/panel/{token}", posted_in_bulk(members.save), methods=post),
        Route(f"{here}/scoring", scoring.page),
        Route(f"{here}/scoring/criteria", scoring.set_criteria, methods=post),
        Route(f"{here}/scoring/state", scoring.turn, methods=post),
        Route(f"{here}/scoring/members", scoring.invite, methods=post),
        Route(f"{member}/renewal", scoring.renew, methods=post),
        Route(f"{member}/closing", scoring.close, methods=post),
        Route(f"{here}/results", scoring.results_page),
        Route(f"{here}/paper/{{name}}", scoring.paper_file),
    ]


def _consultations() -> list[Route]:
    """The pages of moderators on suggestions and options."""
    post = ["POST"]
    one = f"{consulting.CONSULTATIONS}/{{number}}"
    group, options = f"{one}/groups/{{group}}", f"{one}/options"
    option = f"{options}/{{option}}"
    return [
        Route(consulting.CONSULTATIONS, consulting.every),
        Route(consulting.CONSULTATIONS, consulting.make, methods=post),
        Route(one, consulting.one),
        Route(f"{one}/proposal", consulting.propose, methods=post),
        Route(f"{one}/comments", consulting.take_comments, methods=post),
        Route(f"{one}/publication", consulting.publish, methods=post),
        Route(f"{one}/suggestions/{{suggestion}}", redacting.suggestion),
        Route(
            f"{one}/suggestions/{{suggestion}}/redaction", redacting.redact_suggestion, methods=post
        ),
        Route(f"{group}/name", consulting.name, methods=post),
        Route(f"{group}/merging", consulting.merge, methods=post),
        Route(f"{group}/suggestions", consulting.sort, methods=post),
        Route(options, optioning.add, methods=post),
        Route(f"{options}/new", optioning.new),
        Route(option, optioning.one),
        Route(option, optioning.change, methods=post),
        Route(f"{option}/evidence", optioning.cite, methods=post),
        Route(f"{option}/evidence/{{evidence}}", optioning.uncite, methods=post),
        Route(f"{option}/suggestions", optioning.rest_on, methods=post),
        Route(f"{option}/place", optioning.shift, methods=post),
        Route(f"{option}/deletion", optioning.remove, methods=post),
        Route(f"{option}/remarks/{{place}}", redacting.remark),
        Route(f"{option}/remarks/{{place}}/redaction", redacting.redact_remark, methods=post),
    ]


def _refuse(request: Request, error: Exception) -> Response:
    """A page that says what is wrong, with what was written; or JSON where a program asked."""
    if isinstance(error, BoardError):
        status = STATUS.get(type(error), 400)
        what, do = told(error, sent=request.method == "POST")
    else:
        status = _status(error)
        what, do = _SAID.get(status, _OTHER)
    headers = getattr(error, "headers", None)
    if request.url.path.startswith("/board/api/"):
        return JSONResponse({"detail": what}, status, headers=headers)
    words = written(getattr(request.state, "form", Form()))
    answer = render("error.html", status=status, what=what, do=do, written=words, sign_in=False)
    if words:
        answer.headers["Cache-Control"] = "no-store"
    answer.headers.update(headers or {})
    return answer


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.status_code
    return 422 if isinstance(error, RequestValidationError) else 500
