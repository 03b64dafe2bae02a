"""The pages of moderators on consultations: their suggestions, and the groups made of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping, incoming, made_up, references, writing
from evidencebook.board.options.acts import Act
from evidencebook.board.web.context import (
    Form,
    board,
    number_asked,
    posted,
    posted_in_bulk,
    render,
    whole,
)
from evidencebook.board.web.sent import UNSENT, Sent, carried_out, led, refused
from evidencebook.board.web.signing_in import HOME, csrf, for_moderators, from_moderators
from evidencebook.build.publish import DRAFT
from evidencebook.errors import InvalidError

CONSULTATIONS = f"{HOME}/consultations"
# What stands in the address in place of a group, for suggestions that are in none.
NONE = "none"
_NO_NUMBER = -1
Deed = Callable[[Any], str]


@for_moderators
def every(request: Request, user: User) -> Response:
    """All consultations, and the form to make one."""
    return _list(request, user)


@posted
@from_moderators
def make(request: Request, form: Form, user: User) -> Response:
    """Make a consultation."""
    where = board(request)

    def deed(session: Any) -> str:
        if where.books.get(form.get("book", "")) is None:
            raise InvalidError({"book": "Choose a book."})
        made = gathering.add(
            session,
            form["book"],
            form.get("title", ""),
            actor=user.name,
            now=where.clock(),
            options=_number(form.get("options", "")),
            test=form.get("test") == "yes",
        )
        return f"{CONSULTATIONS}/{made.id}?done=1"

    return carried_out(request, form, deed, lambda sent: _list(request, user, sent))


@for_moderators
def one(request: Request, user: User) -> Response:
    """One consultation: its options, its groups, and all suggestions."""
    return page(request, user)


@posted
@from_moderators
def propose(request: Request, form: Form, user: User) -> Response:
    """Draft groups."""
    wished = form.get("count", "").strip()
    count = _number(wished) if wished else None
    with board(request).database.reading() as session:
        found = grouping.free(session, number_asked(request, "number"))
    try:
        proposal = grouping.drafted(found, count)
    except InvalidError as error:
        return page(request, user, refused(form, error))
    return _deed(request, form, user, grouping.propose, proposal, then="groups")


@posted
@from_moderators
def take_comments(request: Request, form: Form, user: User) -> Response:
    """Take in published suggestions in comments."""
    where, number = board(request), number_asked(request, "number")

    def deed(session: Any) -> str:
        found = gathering.consultation(session, number)
        known = tuple(references.chapters(where.books.book(found.book)))
        taken = incoming.take_comments(
            session, found, chapters=known, actor=user.name, now=where.clock()
        )
        return f"?added={taken.added}"

    return done(request, form, user, deed)


@posted
@from_moderators
def publish(request: Request, form: Form, user: User) -> Response:
    """Let readers see the page, or not."""
    where, number = board(request), number_asked(request, "number")
    shown, seen = form.get("shown") == "yes", form.get("seen") == "yes"

    def deed(session: Any) -> str:
        gathering.publish(session, number, shown, seen=seen, actor=user.name, now=where.clock())
        return "?done=1"

    return done(request, form, user, deed)


@posted
@from_moderators
def name(request: Request, form: Form, user: User) -> Response:
    """Give a group a name."""
    group, said = _group(request) or 0, form.get("name", "")
    return _seen(request, form, user, grouping.accept, group, said, then=_at(group))


@posted
@from_moderators
def merge(request: Request, form: Form, user: User) -> Response:
    """Put a group into another."""
    group, into = _group(request) or 0, whole(form.get("into", "")) or 0
    return _seen(request, form, user, grouping.merge, group, into, then=_at(into))


@posted_in_bulk
@from_moderators
def sort(request: Request, form: Form, user: User) -> Response:
    """Move suggestions of a group: to another, to a new one, or out."""
    group, into = _group(request), form.get("into", "")
    chosen = [whole(text) or 0 for text in form.every("suggestion")]
    if into == "new":
        said = form.get("name", "")
        return _deed(request, form, user, grouping.split, group, chosen, said, then="groups")
    other = None if into == NONE else whole(into) or 0
    return _deed(request, form, user, grouping.move, group, chosen, other, then=_at(other))


def acted(request: Request, form: Form, user: User) -> Act:
    """Who sends a form, when, and what they saw."""
    return Act(user, board(request).clock(), form.get("seen", ""))


def done(request: Request, form: Form, user: User, deed: Deed) -> Response:
    """Do it and show the consultation as it then is; or what is wrong, with what was written.

    The deed returns what follows the consultation's address.
    """
    here = f"{CONSULTATIONS}/{number_asked(request, 'number')}"
    return carried_out(
        request,
        form,
        deed,
        lambda sent: page(request, user, sent),
        lambda told: led(f"{here}{told}"),
    )


def page(request: Request, user: User, sent: Sent = UNSENT) -> Response:
    """The page of a consultation, with what was filled in and what is wrong with it.

    Raises NotThereError where there is no such consultation, or no such book any more.
    """
    where, number = board(request), number_asked(request, "number")
    with where.database.reading() as session:
        found = gathering.consultation(session, number)
        book = where.books.book(found.book)
        options = writing.options(session, number)
        return render(
            "consultation.html",
            user=user,
            csrf=csrf(request),
            consultation=found,
            test=made_up.told(session, found),
            book=book,
            options=options,
            list_state=writing.list_state(options),
            groups=grouping.groups(session, number),
            ungrouped=grouping.ungrouped(session, number),
            not_taken_up=gathering.not_taken_up(session, number),
            behind=writing.behind(options),
            state=grouping.state,
            chapters=references.chapters(book),
            added=whole(request.query_params.get("added", "")),
            at=request.path_params.get("group", ""),
            chosen=set(sent.filled.every("suggestion")),
            done=sent.follows(request),
            **sent.shown,
        )


def _list(request: Request, user: User, sent: Sent = UNSENT) -> Response:
    where = board(request)
    with where.database.reading() as session:
        return render(
            "consultations.html",
            user=user,
            csrf=csrf(request),
            consultations=gathering.every(session),
            sizes=gathering.sizes(session),
            books=where.books.every(),
            draft=DRAFT,
            most=gathering.OPTIONS_AT_MOST,
            usual=gathering.OPTIONS,
            **sent.shown,
        )


def _seen(request: Request, form: Form, user: User, deed: Any, *given: Any, then: str) -> Response:
    """A deed of `grouping` on what the moderator saw, after which a part of the page is shown."""
    return _then(request, form, user, deed, *given, acted(request, form, user), then=then)


def _deed(request: Request, form: Form, user: User, deed: Any, *given: Any, then: str) -> Response:
    """One on what the form names."""
    by = {"user": user, "now": board(request).clock()}
    return _then(request, form, user, partial(deed, **by), *given, then=then)


def _then(request: Request, form: Form, user: User, deed: Any, *given: Any, then: str) -> Response:
    number = number_asked(request, "number")

    def carried(session: Any) -> str:
        deed(session, number, *given)
        return f"?done=1#{then}"

    return done(request, form, user, carried)


def _group(request: Request) -> int | None:
    """The group in the address; None for suggestions that are in none."""
    text = request.path_params["group"]
    return None if text == NONE else number_asked(request, "group")


def _at(group: int | None) -> str:
    return f"group-{group}" if group else "ungrouped"


def _number(text: str) -> int:
    found = whole(text.strip())
    return _NO_NUMBER if found is None else found
