"""The page of a panel member: reached by an address of their own, that no one else knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from evidencebook.board import limits
from evidencebook.board.evidence import Book
from evidencebook.board.options import gathering, made_up, panel, scoring
from evidencebook.board.options.models import (
    AGAINST,
    FOR,
    HIGHEST,
    LOWEST,
    Member,
    Option,
)
from evidencebook.board.web.citing import cited
from evidencebook.board.web.context import Board, Form, board, render
from evidencebook.board.web.sent import UNSENT, Sent, refused
from evidencebook.errors import (
    BoardError,
    NotAllowedError,
    NotThereError,
)

SCORE = "score"
# How often one member may save, in how long.
SAVES, WITHIN = 60, dt.timedelta(minutes=15)


def page(request: Request) -> Response:
    """The options, the evidence for and against each, and the member's own scores."""
    return _page(request)


def save(request: Request, form: Form) -> Response:
    """Keep what is sent, and show it again; or say what is wrong, with what was filled in."""
    where, now = board(request), board(request).clock()
    token = request.path_params["token"]
    try:
        with where.database.writing() as session:
            member = panel.by_token(session, token)
            who = f"member {member.id}"
            limits.count(session, limits.SCORE, who, now, most=SAVES, within=WITHIN)
        with where.database.writing() as session:
            member = panel.by_token(session, token, lock=True)
            opened = _opened(request, form, member)
            found = gathering.consultation(session, member.consultation_id)
            scoring.take(session, member, scoring.sent(form, found), opened=opened, now=now)
    except NotThereError:
        raise
    except BoardError as error:
        return _page(request, refused(form, error))
    return _private(RedirectResponse(f"/board/panel/{token}?saved=1", 303))


def _opened(request: Request, form: Form, member: Member) -> dt.datetime:
    """When the form was shown to the member."""
    where = board(request)
    said = where.signer.opened(SCORE, form.get("form", ""), where.clock())
    if said.get("member") != member.id:
        raise NotAllowedError("This form is another member's.", do="send it again from here")
    return dt.datetime.fromisoformat(said["shown"])


def _page(request: Request, sent: Sent = UNSENT) -> Response:
    where, token = board(request), request.path_params["token"]
    # Taken before anything is read, and to the part of a second: what changes later is later.
    now = where.clock()
    with where.database.reading() as session:
        member = panel.by_token(session, token)
        found = gathering.consultation(session, member.consultation_id)
        kept, is_open = scoring.own(member), scoring.is_open(found)
        redacted = {f"remark-{one.option_id}" for one in member.remarks if one.redacted_at}
        stale = {field: sent.filled[field] for field in sent.wrong if field in redacted}
        filled = {**kept, **(sent.filled if is_open else {})}
        book = where.books.get(found.book)
        return _private(
            render(
                "score.html",
                token=token,
                member=member,
                consultation=found,
                test=made_up.told(session, found),
                book=book,
                options=[_option(where, book, one) for one in found.options],
                points=range(LOWEST, HIGHEST + 1),
                is_open=is_open,
                given=sum(field.startswith("score-") for field in kept),
                asked=len(found.options) * len(found.criteria),
                longest=scoring.LONGEST,
                form=where.signer.sign(SCORE, now, {"member": member.id, "shown": now.isoformat()}),
                saved=sent.fine and "saved" in request.query_params,
                # Once scoring has ended, what was refused must not stand there as given.
                redacted=redacted,
                stale=stale,
                **sent.shown | {"filled": filled | {field: kept[field] for field in stale}},
            )
        )


def _option(where: Board, book: Book | None, option: Option) -> dict[str, Any]:
    evidence = cited(where, book, option)
    behind = [
        {
            "number": row.suggestion.number,
            "text": gathering.said(row.suggestion),
            "redacted": gathering.is_redacted(row.suggestion),
        }
        for row in sorted(option.behind, key=lambda row: row.suggestion.number)
    ]
    return {
        "said": option,
        FOR: [one for one in evidence if one.stance == FOR],
        AGAINST: [one for one in evidence if one.stance == AGAINST],
        "behind": behind,
    }


def _private(answer: Response) -> Response:
    """Neither kept nor found nor told: its address is what lets its reader in."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
