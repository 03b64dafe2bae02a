"""The pages of moderators about scoring: criteria, panel, beginning and end, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from evidencebook.board.models import User
from evidencebook.board.options import (
    criteria,
    gathering,
    made_up,
    panel,
    paper,
    paper_files,
    paper_words,
    results,
    scoring,
)
from evidencebook.board.options.criteria import Draft
from evidencebook.board.options.models import Consultation
from evidencebook.board.options.results import Spread
from evidencebook.board.web.context import (
    Board,
    Form,
    board,
    download,
    number_asked,
    posted,
    render,
)
from evidencebook.board.web.sent import UNSENT, Sent, carried_out, led
from evidencebook.board.web.signing_in import csrf, for_moderators, from_moderators
from evidencebook.errors import NotThereError

FIELDS = ("place", "name", "lowest", "highest")


@for_moderators
def page(request: Request, user: User) -> Response:
    """Criteria, the panel, and how far scoring is."""
    return _page(request, user)


@posted
@from_moderators
def set_criteria(request: Request, form: Form, user: User) -> Response:
    """Let the criteria of the form stand for those before."""
    rows = [
        Draft(**{field: form.get(f"{field}-{at}", "") for field in FIELDS})
        for at in range(1, criteria.AT_MOST + 2)
    ]
    return _done(request, form, user, criteria.replace, rows)


@posted
@from_moderators
def turn(request: Request, form: Form, user: User) -> Response:
    """Begin scoring, take that back, end it, or let it go on."""
    return _done(request, form, user, scoring.turn, form.get("deed", ""))


@posted
@from_moderators
def invite(request: Request, form: Form, user: User) -> Response:
    """Invite a member, and show their address."""
    return _done(request, form, user, panel.invite, form.get("member", ""))


@posted
@from_moderators
def renew(request: Request, form: Form, user: User) -> Response:
    """Give a member another address, and show it."""
    member = number_asked(request, "member")
    return _done(request, form, user, panel.renew, member)


@posted
@from_moderators
def close(request: Request, form: Form, user: User) -> Response:
    """Let a member's address end."""
    member = number_asked(request, "member")
    return _done(request, form, user, panel.close, member)


@for_moderators
def results_page(request: Request, user: User) -> Response:
    """What the scores say, without the names of who gave them."""
    where, number = board(request), number_asked(request, "number")
    with where.database.reading() as session:
        made = _made(where, session, number)
        options = [one.id for one in gathering.consultation(session, number).options]
    return render(
        "results.html",
        user=user,
        csrf=csrf(request),
        number=number,
        paper=made,
        test=paper_words.test(made),
        panel=paper_words.panel(made),
        verdict=paper_words.verdict(made),
        method=paper_words.method(made),
        points=results.POINTS,
        rows=[
            {**_result(made, one), "id": id} for id, one in zip(options, made.options, strict=True)
        ],
        done="done" in request.query_params,
    )


def _made(where: Board, session: Any, number: int) -> paper.Paper:
    found = gathering.consultation(session, number)
    return paper.paper(session, where.books, where.places, found)


def _result(made: paper.Paper, option: paper.PaperOption) -> dict[str, Any]:
    """An option's scores as a table prints them."""
    return {
        "title": f"Option {option.number}: {option.title}",
        "mean": paper_words.decimal(option.mean),
        "members": _printed(option.members),
        "overall": paper_words.overall_said(option),
        "remarks": option.remarks,
        "scores": [
            {"name": criterion.name, **_printed(found)}
            for criterion, found in zip(made.criteria, option.scores, strict=True)
        ],
    }


def _printed(found: Spread) -> dict[str, Any]:
    return {
        "count": found.count,
        "median": paper_words.whole(found.median),
        "mean": paper_words.decimal(found.mean),
        "extent": paper_words.extent(found),
        "deviation": paper_words.decimal(found.deviation),
        "counts": found.counts,
        "divided": found.divided,
    }


@for_moderators
def paper_file(request: Request, user: User) -> Response:
    """One of the files of the board paper."""
    where, number, name = board(request), number_asked(request, "number"), _name(request)
    with where.database.reading() as session:
        made = _made(where, session, number)
    return download(paper_files.made(made, name), name, paper_files.FILES[name])


def _name(request: Request) -> str:
    name = str(request.path_params["name"])
    if name not in paper_files.FILES:
        raise NotThereError("There is no such file.", do="choose one on the page about scoring")
    return name


def _done(request: Request, form: Form, user: User, deed: Any, *given: Any) -> Response:
    """Do it and show the page as it then is; or show what is wrong, with what was written."""
    number, now = number_asked(request, "number"), board(request).clock()
    return carried_out(
        request,
        form,
        lambda session: deed(session, number, *given, actor=user.name, now=now),
        lambda sent: _page(request, user, sent),
        lambda made: _shown(request, user, made),
    )


def _shown(request: Request, user: User, made: Any) -> Response:
    """The page after a deed; with a member's address, where the deed made one."""
    if not isinstance(made, tuple):
        number = number_asked(request, "number")
        return led(f"/board/moderation/consultations/{number}/scoring?done=1")
    # An address is shown in this answer and never again, so that no redirect can follow.
    member, token = made
    told = {"name": member.name, "address": f"{request.base_url}board/panel/{token}"}
    return _page(request, user, told=told)


def _page(
    request: Request, user: User, sent: Sent = UNSENT, told: Mapping[str, str] | None = None
) -> Response:
    where, number = board(request), number_asked(request, "number")
    with where.database.reading() as session:
        found = gathering.consultation(session, number)
        return render(
            "scoring.html",
            user=user,
            csrf=csrf(request),
            consultation=found,
            test=made_up.told(session, found),
            rows=_rows(found, sent.filled),
            longest={**criteria.LONGEST, "member": panel.LONGEST},
            points=results.POINTS,
            possible=scoring.possible(session, found),
            given=scoring.given(session, number),
            scored={one.id: len(one.scores) for one in found.members},
            files=paper_files.FILES,
            told=told,
            done=sent.follows(request),
            **sent.shown,
        )


def _rows(found: Consultation, filled: Form) -> list[dict[str, str]]:
    """Rows of the form of criteria: as it was sent, else as they are, with empty ones to fill."""
    if any(field.startswith("name-") for field in filled):
        count = criteria.AT_MOST
        return [
            {field: filled.get(f"{field}-{at}", "") for field in FIELDS}
            for at in range(1, count + 1)
        ]
    made = [
        {"place": str(one.position), "name": one.name, "lowest": one.lowest, "highest": one.highest}
        for one in found.criteria
    ]
    wanted = min(criteria.AT_MOST, max(4, len(made) + 2))
    return made + [dict.fromkeys(FIELDS, "") for _ in range(wanted - len(made))]
