"""The pages on which moderators remove personal details from suggestions and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from evidencebook.board.models import User
from evidencebook.board.options import gathering, redacting, scoring
from evidencebook.board.options.models import Remark, Suggestion
from evidencebook.board.web.consulting import CONSULTATIONS, acted
from evidencebook.board.web.context import Form, board, number_asked, posted, render
from evidencebook.board.web.sent import UNSENT, Sent, carried_out
from evidencebook.board.web.signing_in import csrf, for_moderators, from_moderators


@for_moderators
def suggestion(request: Request, user: User) -> Response:
    """A suggestion of a workshop, and the form to remove something from it."""
    return _suggestion(request, user)


@posted
@from_moderators
def redact_suggestion(request: Request, form: Form, user: User) -> Response:
    """Remove personal details from a suggestion."""
    number, chosen = number_asked(request, "number"), number_asked(request, "suggestion")

    def deed(session: Any) -> str:
        redacting.redact_suggestion(session, number, chosen, form, acted(request, form, user))
        return f"{CONSULTATIONS}/{number}?done=1#suggestion-{chosen}"

    return carried_out(request, form, deed, lambda sent: _suggestion(request, user, sent))


@for_moderators
def remark(request: Request, user: User) -> Response:
    """A remark, and the form to remove something from it."""
    return _remark(request, user)


@posted
@from_moderators
def redact_remark(request: Request, form: Form, user: User) -> Response:
    """Remove personal details from a remark."""
    number, option = number_asked(request, "number"), number_asked(request, "option")
    place = number_asked(request, "place")

    def deed(session: Any) -> str:
        act = acted(request, form, user)
        redacting.redact_remark(session, number, option, place, form, act)
        return f"{CONSULTATIONS}/{number}/results?done=1"

    return carried_out(request, form, deed, lambda sent: _remark(request, user, sent))


def _suggestion(request: Request, user: User, sent: Sent = UNSENT) -> Response:
    number, chosen = number_asked(request, "number"), number_asked(request, "suggestion")
    here = f"{CONSULTATIONS}/{number}"
    with board(request).database.reading() as session:
        found = redacting.suggestion(session, number, chosen)
        return render(
            "redaction.html",
            user=user,
            csrf=csrf(request),
            consultation=gathering.consultation(session, number),
            what=f"suggestion {chosen}",
            back=f"{here}#suggestion-{chosen}",
            here=f"{here}/suggestions/{chosen}",
            longest=redacting.FIELDS,
            **_form(found, {key: getattr(found, key) for key in redacting.FIELDS}, sent),
        )


def _remark(request: Request, user: User, sent: Sent = UNSENT) -> Response:
    number, option = number_asked(request, "number"), number_asked(request, "option")
    place, base = number_asked(request, "place"), f"{CONSULTATIONS}/{number}"
    with board(request).database.reading() as session:
        found = redacting.remark(session, number, option, place)
        return render(
            "redaction.html",
            user=user,
            csrf=csrf(request),
            consultation=gathering.consultation(session, number),
            what="a remark",
            back=f"{base}/results",
            here=f"{base}/options/{option}/remarks/{place}",
            longest={"text": scoring.LONGEST},
            **_form(found, {"text": found.text}, sent),
        )


def _form(found: Suggestion | Remark, now: Mapping[str, str], sent: Sent) -> dict[str, Any]:
    """What the form holds: what is there now, or what was sent and is to be put right.

    What was sent upon something that has changed since is not: it may hold what was removed.
    """
    kept = {key: sent.filled.get(key, text) for key, text in now.items()}
    return {
        "redacted": found.redacted_at,
        "seen": sent.filled.get("seen", "") if sent.wrong else redacting.state(found),
        "said": kept if sent.wrong else now,
        **sent.shown,
    }
