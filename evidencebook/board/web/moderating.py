"""The pages of moderators."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from evidencebook.board import audit, moderation
from evidencebook.board.evidence import EARLIER, GONE, Book
from evidencebook.board.models import PUBLISHED, REJECTED, SPAM, WAITING, Comment, User
from evidencebook.board.models import Response as Answer
from evidencebook.board.web.context import (
    Board,
    Form,
    board,
    number_asked,
    page_asked,
    posted,
    render,
    whole,
)
from evidencebook.board.web.panel import Panel, panel
from evidencebook.board.web.sent import UNSENT, Sent, carried_out, refused
from evidencebook.board.web.signing_in import csrf, for_moderators, from_moderators
from evidencebook.errors import NotAllowedError, NotThereError

RESPOND = "respond"
LABELS = {
    WAITING: "Waiting",
    moderation.TO_ANSWER: "To answer",
    PUBLISHED: "Published",
    REJECTED: "Rejected",
    SPAM: "Spam",
}


@for_moderators
def queue(request: Request, user: User) -> Response:
    """One list of comments, those that wait by default; of one book if one is chosen."""
    where, page = board(request), page_asked(request)
    asked = request.query_params
    state, book = asked.get("state", WAITING), asked.get("book", "")
    with where.database.reading() as session:
        books = {slug: _title(where, slug) for slug in moderation.books(session)}
        if state not in moderation.LISTS or (book and book not in books):
            raise NotThereError("There is no such list.", do="go back to the queue")
        sizes = moderation.sizes(session, book)
        pages = max(1, -(-sizes[state] // moderation.PAGE))
        page = min(page, pages)  # the last one empties as its comments are decided on
        return render(
            "queue.html",
            user=user,
            csrf=csrf(request),
            state=state,
            labels=LABELS,
            sizes=sizes,
            book=book,
            books=books,
            comments=moderation.queue(session, state, page, book),
            page=page,
            pages=pages,
            done=_decided(session, asked.get("done", "")),
        )


@for_moderators
def comment(request: Request, user: User) -> Response:
    """One comment: all of it, the evidence, and what can be done."""
    return _comment_page(request, user)


@for_moderators
def log(request: Request, user: User) -> Response:
    """The audit log."""
    page = page_asked(request)
    with board(request).database.reading() as session:
        lines = audit.lines(session, page=page)
    more = len(lines) == audit.PAGE
    return render("audit.html", user=user, csrf=csrf(request), lines=lines, page=page, more=more)


@posted
@from_moderators
def decide(request: Request, form: Form, user: User) -> Response:
    """Publish, reject, mark as spam, or let wait again."""
    with_reason = {"seen": form.get("seen", ""), "reason": form.get("reason", "")}
    answer = _done(request, form, user, moderation.decide, form.get("state", ""), **with_reason)
    if answer.status_code == 303 and form.get("from") == "queue":
        return RedirectResponse(_queue(request, form), 303)
    return answer


@posted
@from_moderators
def redact(request: Request, form: Form, user: User) -> Response:
    """Remove personal details."""
    return _done(request, form, user, moderation.redact, form, seen=form.get("seen", ""))


@posted
@from_moderators
def redact_response(request: Request, form: Form, user: User) -> Response:
    """Remove personal details from a response."""
    response, seen = number_asked(request, "response"), form.get("seen", "")
    text = form.get("answer", "")
    return _done(request, form, user, moderation.redact_response, response, text, seen=seen)


@posted
@from_moderators
def respond(request: Request, form: Form, user: User) -> Response:
    """Answer a comment for all to read."""
    where, number = board(request), number_asked(request, "number")
    try:
        said = where.signer.opened(RESPOND, form.get("form", ""), where.clock())
    except NotAllowedError as error:
        return _comment_page(request, user, refused(form, error))
    return _done(
        request,
        form,
        user,
        moderation.respond,
        outcome=form.get("outcome", ""),
        text=form.get("response", ""),
        edition=form.get("edition", ""),
        editions=_editions(request, number),
        form=str(said["form"]),
    )


def _done(
    request: Request, filled: Form, user: User, deed: Any, *given: Any, **named: Any
) -> Response:
    """Do it and show the comment as it then is; or show what is wrong, with what was written."""
    number, now = number_asked(request, "number"), board(request).clock()

    def carried(session: Any) -> str:
        deed(session, number, *given, user=user, now=now, **named)
        return f"/board/moderation/comments/{number}?done=1"

    return carried_out(request, filled, carried, lambda sent: _comment_page(request, user, sent))


def _queue(request: Request, form: Form) -> str:
    """The address of the list in which a moderator decided, which says what was decided."""
    list_of = {"state": form.get("seen", WAITING), "page": form.get("page", "1")}
    if book := form.get("book"):
        list_of["book"] = book
    return f"/board/moderation?{urlencode({**list_of, 'done': number_asked(request, 'number')})}"


def _title(where: Board, slug: str) -> str:
    """What a book is called; its slug where it is published no more."""
    book = where.books.get(slug)
    return book.title if book else slug


def _decided(session: Any, number: str) -> Comment | None:
    """The comment that has just been decided on, if the address of the queue names one."""
    try:
        return moderation.comment(session, whole(number) or 0)
    except NotThereError:
        return None


def _comment_page(request: Request, user: User, sent: Sent = UNSENT) -> Response:
    where, number = board(request), number_asked(request, "number")
    editions = _editions(request, number)
    with where.database.reading() as session:
        found = moderation.comment(session, number)
        book = where.books.get(found.book)
        standing = book.standing(found.block, found.evidence.hash) if book else GONE
        return render(
            "comment.html",
            user=user,
            csrf=csrf(request),
            comment=found,
            book=book,
            evidence=panel(found.evidence.record, book),
            standing=standing,
            today=_today(where, book, found.block) if standing == EARLIER else None,
            next=moderation.first(session, WAITING),
            unanswered=moderation.first(session, moderation.TO_ANSWER),
            lines=audit.lines(session, comment=number),
            labels=LABELS,
            editions=editions,
            removing=_removing(found, sent),
            answers=[(one, _removing_of(request, one, sent)) for one in found.responses],
            answered=_answered(request),
            form=where.signer.sign(RESPOND, where.clock()),
            done=sent.follows(request),
            **sent.shown,
        )


def _removing(found: Comment, sent: Sent) -> dict[str, str]:
    """What stands in the form that removes details: what the comment holds, and that it does.

    What was sent with it comes back only where it can be mended; what is gone does not.
    """
    if sent.wrong and "text" in sent.filled:
        return dict(sent.filled)
    held = {field: getattr(found, field) for field in moderation.REDACTABLE}
    return {**held, "seen": moderation.as_shown(found)}


def _removing_of(request: Request, found: Answer, sent: Sent) -> dict[str, str]:
    """The same for one response."""
    if sent.wrong and _answered(request) == found.id:
        return dict(sent.filled)
    return {"answer": found.text, "seen": moderation.as_shown(found)}


def _answered(request: Request) -> int | None:
    """The number of the response that a form was about."""
    return whole(request.path_params.get("response", ""))


def _today(where: Board, book: Book | None, block: str) -> Panel | None:
    return panel(where.books.today(book.slug, block), book) if book else None


def _editions(request: Request, number: int) -> tuple[str, ...]:
    """The editions that the site has of the book that a comment is about, the newest first."""
    where = board(request)
    with where.database.reading() as session:
        slug = moderation.comment(session, number).book
    book = where.books.get(slug)
    return tuple(past.id for past in book.kept()) if book else ()
