"""The published site, its links to comment leading to the board."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from evidencebook.board import published
from evidencebook.board.web.context import Board
from evidencebook.errors import NotThereError

# As the build writes them: `blocks.html` and book/about.md.
_COMMENT = re.compile(
    r'<a class="evb-comment" href="[^"]*" data-block="([a-z0-9.-]+)">(Comment on this evidence)'
)
_CLOSED = re.compile(r'<p class="evb-board">.*?</p>', re.DOTALL)


class Site(StaticFiles):
    """The files of the site; pages of books that are published now lead to the board.

    Parameters
    ----------
    board : Board
    """

    def __init__(self, board: Board) -> None:
        super().__init__(directory=board.site, html=True, follow_symlink=False)
        self.board = board

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
            return _Page(self.board, Path(full_path), slug)
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


class _Page(Response):
    """A page that is read and altered when it is sent."""

    def __init__(self, board: Board, path: Path, slug: str) -> None:
        super().__init__()
        self.board, self.path, self.slug = board, path, slug

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
        with self.board.database.reading() as session:
            numbers = published.counts(session, self.slug)
        return with_links(text, self.slug, numbers)


def with_links(page: str, book: str, numbers: dict[str, int]) -> str:
    """A page whose links to comment lead to the board, with the number of published comments.

    Parameters
    ----------
    page : str
        HTML, as a build writes it.
    book : str
        The book's slug.
    numbers : dict of str to int
        Published comments by block.
    """

    def linked(found: re.Match[str]) -> str:
        block, words = found.groups()
        number = numbers.get(block, 0)
        shown = f' ({number}<span class="evb-hidden"> published</span>)' if number else ""
        return f'<a class="evb-comment" href="/board/{book}/{block}">{words}{shown}'

    opened = (
        '<p class="evb-board">The sounding board is open: follow <em>Comment on this evidence</em> '
        f'beside a claim, figure or table. <a href="/board/{book}">You said, we did</a> lists what '
        "was said so far, and what became of it.</p>"
    )
    return _CLOSED.sub(opened, _COMMENT.sub(linked, page))
