"""The pages of moderators on options: what each is, its evidence, the suggestions behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from evidencebook.board.evidence import Book
from evidencebook.board.models import User
from evidencebook.board.options import gathering, grouping, made_up, references, resting, writing
from evidencebook.board.options.acts import Act
from evidencebook.board.options.models import Consultation, Option
from evidencebook.board.options.resting import Behind, Naming
from evidencebook.board.web import consulting
from evidencebook.board.web.citing import cited
from evidencebook.board.web.consulting import CONSULTATIONS, acted
from evidencebook.board.web.context import (
    Form,
    board,
    number_asked,
    posted,
    posted_in_bulk,
    render,
    whole,
)
from evidencebook.board.web.panel import Panel, panel
from evidencebook.board.web.sent import UNSENT, Sent, carried_out, refused
from evidencebook.board.web.signing_in import csrf, for_moderators, from_moderators
from evidencebook.errors import InvalidError


@for_moderators
def new(request: Request, user: User) -> Response:
    """The form to write an option, from a group if one is named."""
    return _new_page(request, user)


@posted
@from_moderators
def add(request: Request, form: Form, user: User) -> Response:
    """Add an option."""
    number = number_asked(request, "number")
    groups = [group] if (group := whole(form.get("group", ""))) else []

    def deed(session: Any) -> str:
        said = _draft(request, form, gathering.consultation(session, number))
        act = acted(request, form, user)
        made = writing.add(session, number, said, act)
        if groups:
            act = replace(act, seen=writing.state(made))
            resting.rest_on(session, number, made.id, Behind(groups=groups), act)
        return f"{CONSULTATIONS}/{number}/options/{made.id}?done=1"

    return carried_out(request, form, deed, lambda sent: _new_page(request, user, sent))


@for_moderators
def one(request: Request, user: User) -> Response:
    """One option: all that can be said of it."""
    return _page(request, user)


@posted
@from_moderators
def change(request: Request, form: Form, user: User) -> Response:
    """Say what an option is."""
    number = number_asked(request, "number")

    def deed(session: Any, option: int, act: Act) -> None:
        said = _draft(request, form, gathering.consultation(session, number))
        writing.change(session, number, option, said, act)

    return _done(request, form, user, deed)


@posted_in_bulk
@from_moderators
def cite(request: Request, form: Form, user: User) -> Response:
    """Name evidence."""
    number, books = number_asked(request, "number"), board(request).books
    blocks = (*form.every("block"), *form.get("blocks", "").split())
    naming = Naming(blocks, form.get("stance", ""), form.get("note", ""))

    def deed(session: Any, option: int, act: Act) -> None:
        resting.cite(session, books, number, option, naming, act)

    return _done(request, form, user, deed, then="evidence")


@posted
@from_moderators
def uncite(request: Request, form: Form, user: User) -> Response:
    """Name a piece of evidence no longer."""
    number, evidence = number_asked(request, "number"), number_asked(request, "evidence")

    def deed(session: Any, option: int, act: Act) -> None:
        resting.uncite(session, number, option, evidence, act)

    return _done(request, form, user, deed, then="evidence")


@posted_in_bulk
@from_moderators
def rest_on(request: Request, form: Form, user: User) -> Response:
    """Say which suggestions stand behind it."""
    number = number_asked(request, "number")
    chosen = [whole(text) or 0 for text in form.every("suggestion")]
    behind = Behind(chosen, [whole(text) or 0 for text in form.every("group")])

    def deed(session: Any, option: int, act: Act) -> None:
        resting.rest_on(session, number, option, behind, act)

    return _done(request, form, user, deed, then="suggestions")


@posted
@from_moderators
def shift(request: Request, form: Form, user: User) -> Response:
    """Move an option up or down."""
    return _of_list(request, form, user, writing.shift, form.get("direction", ""))


@posted
@from_moderators
def remove(request: Request, form: Form, user: User) -> Response:
    """Delete an option."""
    if form.get("sure") != "yes":
        fault = {"sure": "Tick the box if the option is to be deleted for good."}
        return _page(request, user, refused(form, InvalidError(fault)))
    return _of_list(request, form, user, writing.remove)


def _of_list(request: Request, form: Form, user: User, deed: Any, *given: str) -> Response:
    """A deed after which the consultation is shown."""
    number, option = number_asked(request, "number"), number_asked(request, "option")

    def carried(session: Any) -> str:
        deed(session, number, option, *given, acted(request, form, user))
        return "?done=1#options"

    return consulting.done(request, form, user, carried)


def _done(
    request: Request, form: Form, user: User, deed: Callable[..., None], then: str = ""
) -> Response:
    """Do it and show the option as it then is; or show what is wrong, with what was written."""
    option = number_asked(request, "option")
    at = f"{CONSULTATIONS}/{number_asked(request, 'number')}/options/{option}"

    def carried(session: Any) -> str:
        deed(session, option, acted(request, form, user))
        return f"{at}?done=1{'#' if then else ''}{then}"

    return carried_out(request, form, carried, lambda sent: _page(request, user, sent))


def _draft(request: Request, form: Form, found: Consultation) -> writing.Draft:
    where = board(request)
    book = where.books.book(found.book)
    return writing.draft(book, where.places, form, form.every("priority"))


def _new_page(request: Request, user: User, sent: Sent = UNSENT) -> Response:
    where, number = board(request), number_asked(request, "number")
    asked = sent.filled.get("group") or request.query_params.get("group", "")
    with where.database.reading() as session:
        found = gathering.consultation(session, number)
        book = where.books.book(found.book)
        options = writing.options(session, number)
        groups = {one.id: one for one in grouping.groups(session, number)}
        return render(
            "new-option.html",
            user=user,
            csrf=csrf(request),
            consultation=found,
            test=made_up.told(session, found),
            book=book,
            count=len(options),
            seen=_seen_before(sent) or writing.list_state(options),
            group=groups.get(whole(str(asked)) or 0),
            chapters=references.chapters(book),
            longest=writing.LONGEST,
            said=_said(sent.filled, None, where.places),
            **sent.shown,
        )


def _page(request: Request, user: User, sent: Sent = UNSENT) -> Response:
    """The page of an option. Raises NotThereError where there is none."""
    where, number = board(request), number_asked(request, "number")
    with where.database.reading() as session:
        found = gathering.consultation(session, number)
        book = where.books.book(found.book)
        option = writing.option(session, number, number_asked(request, "option"))
        chapters = references.chapters(book)
        chapter = sent.filled.get("chapter") or request.query_params.get("chapter", "")
        return render(
            "option.html",
            user=user,
            csrf=csrf(request),
            consultation=found,
            test=made_up.told(session, found),
            book=book,
            option=option,
            seen=_seen_before(sent) or writing.state(option),
            cited=cited(where, book, option),
            chapters=chapters,
            chapter=chapter if chapter in chapters else "",
            blocks=_blocks(book, chapter, option),
            groups=grouping.groups(session, number),
            ungrouped=grouping.ungrouped(session, number),
            behind={link.suggestion_id for link in option.behind},
            longest={**writing.LONGEST, "note": resting.NOTE},
            said=_said(sent.filled, option, where.places),
            places=[where.places.name(code) for code in option.places],
            chosen=set(sent.filled.every("block")),
            done=sent.follows(request),
            **sent.shown,
        )


def _seen_before(sent: Sent) -> str:
    """What the moderator saw who must fill the form in again: others may have changed it since."""
    return sent.filled.get("seen", "") if sent.wrong else ""


def _said(filled: Form, option: Option | None, known: references.Places) -> dict[str, Any]:
    """What stands in the form: what was sent with it, or what the option says."""
    if "title" in filled:
        return {**filled, "priorities": filled.every("priority")}
    if option is None:
        return {"title": "", "rationale": "", "places": "", "priorities": ()}
    places = "\n".join(known.typed(code) for code in option.places)
    return {
        "title": option.title,
        "rationale": option.rationale,
        "places": places,
        "priorities": tuple(option.priorities),
    }


def _blocks(book: Book, chapter: str, option: Option) -> list[tuple[str, Panel]]:
    """The blocks of a chapter that can be named, by their ids."""
    there = {(one.evidence.block, one.evidence.hash) for one in option.evidence}
    return [
        (block["id"], panel(block, None))
        for block in references.blocks(book, chapter)
        if (block["id"], block["hash"]) not in there
    ]
