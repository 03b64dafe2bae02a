"""The published site, its links to comment leading to the board."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from evidencebook.board import published
from evidencebook.board.web.context import Board
from evidencebook.build.commenting import with_links
from evidencebook.errors import NotThereError, UnansweredError

log = logging.getLogger(__name__)
# A database that does not answer is left alone for so many times as long as it was waited for.
_ALONE = 4


class Site(StaticFiles):
    """The files of the site; pages of books that are published now lead to the board.

    Parameters
    ----------
    board : Board
    """

    def __init__(self, board: Board) -> None:
        super().__init__(directory=board.site, html=True, follow_symlink=False)
        self.board = board
        self.numbers = _Numbers(board)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; nothing hidden, such as an edition that is being built."""
        if "\0" in path or any(part.startswith(".") and part != "." for part in Path(path).parts):
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A page of a book with its links, or the file as it is."""
        if slug := self._book_of(Path(full_path)):
            return _Page(self.numbers, Path(full_path), slug)
        return super().file_response(full_path, stat_result, scope, status_code)

    def _book_of(self, path: Path) -> str:
        """The book of whose newest edition a file is a page; empty for any other file."""
        inside = Path(os.path.realpath(path)).relative_to(os.path.realpath(self.board.site))
        if path.suffix != ".html" or len(inside.parts) != 2:
            return ""
        try:
            return self.board.books.book(inside.parts[0]).slug
        except NotThereError:
            return ""


class _Numbers:
    """How many comments are published: asked of a database that may not answer."""

    def __init__(self, board: Board) -> None:
        self.board, self.until = board, 0.0

    def of(self, slug: str) -> dict[str, int] | None:
        """Those of a book, by block; None where the database does not answer."""
        if (begun := time.monotonic()) < self.until:
            return None
        try:
            with self.board.database.reading() as session:
                return published.counts(session, slug)
        except UnansweredError as error:
            log.warning("%s", " ".join(str(error).split()))
            end = time.monotonic()
            self.until = end + _ALONE * (end - begun)
            return None


class _Page(Response):
    """A page that is read and altered when it is sent."""

    def __init__(self, numbers: _Numbers, path: Path, slug: str) -> None:
        super().__init__()
        self.numbers, self.path, self.slug = numbers, path, slug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            text = await run_in_threadpool(self._text)
        except OSError as error:  # another edition has just been published
            raise HTTPException(404) from error
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
        known = Headers(scope=scope).get("if-none-match", "")
        same = tag in (one.strip().removeprefix("W/") for one in known.split(","))
        made = Response(status_code=304) if same else HTMLResponse(text)
        made.headers["ETag"] = tag
        await made(scope, receive, send)

    def _text(self) -> str:
        text = self.path.read_text(encoding="utf-8")
        numbers = self.numbers.of(self.slug)
        # The file stands by itself: where the board does not answer, no link leads to it.
        return text if numbers is None else with_links(text, f"/board/{self.slug}", numbers)
