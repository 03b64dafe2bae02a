"""The pages that anyone reads."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from evidencebook.board import comments, drawings, published
from evidencebook.board.comments import Target
from evidencebook.board.evidence import EARLIER, Book, is_block
from evidencebook.board.models import PUBLISHED, REJECTED
from evidencebook.board.options import gathering
from evidencebook.board.published import Said
from evidencebook.board.tally import tally
from evidencebook.board.web.context import Board, board, page_asked, render, whole
from evidencebook.board.web.panel import Panel, panel
from evidencebook.board.web.sent import UNSENT, Sent
from evidencebook.errors import NotThereError

COMMENT = "comment"
# Opened by itself, a drawing may do nothing but be seen, in its own colours and font.
DRAWING = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'none'; sandbox"
)
SHARED = {
    "icon.svg": "icon.svg",
    "regular.woff": "fonts/SourceSansPro-Regular.woff",
    "semibold.woff": "fonts/SourceSansPro-Semibold.woff",
}


def all_books(request: Request) -> Response:
    """The books that can be commented on."""
    where = board(request)
    with where.database.reading() as session:
        numbers = published.numbers(session)
    return render("books.html", books=where.books.every(), numbers=numbers)


def of_book(request: Request) -> Response:
    """You said, we did: the comments on a book, and what became of them."""
    where, page = board(request), page_asked(request)
    book = where.books.book(request.path_params["book"])
    with where.database.reading() as session:
        found = published.of_book(session, book, page)
        last = published.pages(session, book.slug, page, found)
        figures = tally(session, book.slug)
        consultations = gathering.public(session, book.slug)
    _check_page(page, last)
    return render(
        "book.html",
        book=book,
        comments=found,
        panels=_panels(found, book),
        today=_today(where, book, found),
        figures=figures,
        consultations=consultations,
        page=page,
        pages=last,
    )


def of_block(request: Request) -> Response:
    """One piece of evidence, what was said of it, and the form to say more."""
    where = board(request)
    book = where.books.book(request.path_params["book"])
    block, page, asked = request.path_params["block"], page_asked(request), request.query_params
    parent, comment = whole(asked.get("reply", "")), whole(asked.get("comment", ""))
    if comment is not None:
        with where.database.reading() as session:
            page = published.page_with(session, book.slug, block, comment)
    return block_page(where, book, block, page, parent)


def sent(request: Request) -> Response:
    """What became of a comment, for who wrote it."""
    where = board(request)
    book = where.books.book(request.path_params["book"])
    with where.database.reading() as session:
        comment = comments.by_ref(session, book.slug, request.path_params["ref"])
        state = comment.state if comment.state in (PUBLISHED, REJECTED) else "waiting"
        answer = render("sent.html", book=book, comment=comment, state=state)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def block_page(
    where: Board,
    book: Book,
    block: str,
    page: int = 1,
    parent: int | None = None,
    sent: Sent = UNSENT,
) -> Response:
    """The page of a block, with what was filled in and what is wrong with it.

    Raises NotThereError where neither the book nor any comment has such evidence.
    """
    if not is_block(block):
        raise NotThereError("There is no such evidence.", do="go to the book and choose some")
    record, form = None, ""
    if block in book.blocks:
        record = where.books.today(book.slug, block)
    with where.database.reading() as session:
        found = published.on_block(session, book, block, page)
        last = published.pages(session, book.slug, page, found, block)
        shown = record or published.last_known(session, book.slug, block)
        replied = published.thread(session, book, block, parent) if parent else None
    if shown is None:
        raise NotThereError("The book has no such evidence.", do="go to the book and choose some")
    _check_page(page, last)
    if record:
        about = Target(
            book.slug, block, record["hash"], book.edition.id, replied.id if replied else None
        )
        form = where.signer.sign(COMMENT, where.clock(), about.said())
    evidence = panel(shown, book)
    return render(
        "block.html",
        book=book,
        block=block,
        evidence=evidence,
        comments=found,
        panels=_panels(found, book),
        today={block: evidence} if record else {},
        page=page,
        pages=last,
        form=form,
        replied=replied,
        email_days=where.email_days,
        **sent.shown,
    )


def shared(request: Request) -> Response:
    """A font or the icon, as any of the published books has it."""
    where = board(request)
    if name := SHARED.get(request.path_params["name"]):
        for slug in where.books.slugs():
            if (path := where.site / slug / "_static" / name).is_file():
                return FileResponse(path, headers={"Cache-Control": "max-age=86400"})
    raise NotThereError("There is no such file.")


def drawing(request: Request) -> Response:
    """A figure's drawing as an image: one of today's edition, or of one that is kept.

    An address that names the drawing's content leads to the same for good.
    """
    where, asked = board(request), request.path_params
    found = drawings.file(where.books, asked["book"], asked["block"], asked["hash"], asked["width"])
    version = drawings.version(found)
    same = request.query_params.get("v") == version
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if same else "no-cache",
        "Content-Security-Policy": DRAWING,
        "ETag": f'"{version}"',
    }
    if f'"{version}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found, media_type="image/svg+xml", headers=headers)


def _panels(found: list[Said], book: Book) -> dict[int, Panel]:
    """The evidence of each comment, as its author read it."""
    every: list[Said] = [*found, *(reply for one in found for reply in one.replies)]
    made: dict[tuple[str, str], Panel] = {}
    for one in every:
        key = (one.block, one.evidence["hash"])
        made[key] = made.get(key) or panel(one.evidence, book)
    return {one.id: made[one.block, one.evidence["hash"]] for one in every}


def _today(where: Board, book: Book, found: list[Said]) -> dict[str, Panel]:
    """What the book says now of the evidence that has changed since a comment, by block."""
    every: list[Said] = [*found, *(reply for one in found for reply in one.replies)]
    changed = sorted({one.block for one in every if one.standing == EARLIER})
    return {block: panel(where.books.today(book.slug, block), book) for block in changed}


def _check_page(page: int, last: int) -> None:
    if page > last:
        raise NotThereError("There is no such page.", do="begin with the first")
