"""What moderators do: decide, remove personal details, respond. Each deed is in the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencebook.board import audit, published, words
from evidencebook.board.addresses import EMAIL
from evidencebook.board.models import (
    CHANGED,
    LONGEST,
    OUTCOMES,
    PUBLISHED,
    REJECTED,
    SPAM,
    STATES,
    WAITING,
    Comment,
    Response,
    User,
)
from evidencebook.board.options import gathering
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

PAGE = 50
TO_ANSWER = "to-answer"
# The lists of the queue. Of what is still to be done the oldest comes first.
LISTS = (WAITING, TO_ANSWER, PUBLISHED, REJECTED, SPAM)
_TO_DO = (WAITING, TO_ANSWER)
REDACTABLE = ("text", "link", "name", "organisation", "email")
# What is either whole or nothing: of an address with "[removed]" in it none is left.
_WHOLE: dict[str, Callable[[str], object]] = {
    "link": words.is_link,
    "email": EMAIL.fullmatch,
}


def queue(session: Session, which: str, page: int = 1, book: str = "") -> Sequence[Comment]:
    """A page of one of `LISTS`, of one book if it is named.

    Those that wait for a decision or an answer come the oldest first, others the newest.
    """
    asked = (
        select(Comment)
        .where(*_listed(which, book))
        .options(
            joinedload(Comment.evidence),
            joinedload(Comment.parent),
            selectinload(Comment.responses),
        )
        .order_by(Comment.id if which in _TO_DO else Comment.id.desc())
    )
    return session.scalars(asked.limit(PAGE).offset((page - 1) * PAGE)).all()


def sizes(session: Session, book: str = "") -> dict[str, int]:
    """How many comments are in each of `LISTS`, of one book if it is named."""
    asked = select(Comment.state, func.count(Comment.id)).group_by(Comment.state)
    if book:
        asked = asked.where(Comment.book == book)
    found: dict[str, int] = dict(session.execute(asked).all())
    to_answer = select(func.count(Comment.id)).where(*_listed(TO_ANSWER, book))
    found[TO_ANSWER] = session.scalar(to_answer) or 0
    return {which: found.get(which, 0) for which in LISTS}


def books(session: Session) -> Sequence[str]:
    """The books that anyone has commented on, by their slugs."""
    return session.scalars(select(Comment.book).distinct().order_by(Comment.book)).all()


def first(session: Session, which: str) -> int | None:
    """The number of the oldest comment in one of `LISTS`; None where it is empty."""
    asked = select(Comment.id).where(*_listed(which)).order_by(Comment.id).limit(1)
    return session.scalar(asked)


def _listed(which: str, book: str = "") -> list[ColumnElement[bool]]:
    asked = published.unanswered() if which == TO_ANSWER else Comment.state == which
    return [asked, Comment.book == book] if book else [asked]


def comment(session: Session, number: int, *, lock: bool = False) -> Comment:
    """One comment, held against others who write if `lock`.

    Raises NotThereError when there is none.
    """
    asked = select(Comment).where(Comment.id == number)
    if (found := session.scalar(asked.with_for_update() if lock else asked)) is None:
        raise NotThereError("There is no such comment.", do="go back to the queue")
    return found


def decide(
    session: Session,
    number: int,
    state: str,
    *,
    seen: str,
    user: User,
    now: dt.datetime,
    reason: str = "",
) -> Comment:
    """Publish a comment, reject it, mark it as spam, or let it wait again.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The comment's.
    state : str
        Of `STATES`.
    seen : str
        The state in which the moderator saw it.
    user : User
    now : datetime
    reason : str
        Why it is rejected; its author can read it.

    Raises
    ------
    AlreadyDoneError
        When someone else has decided since the moderator saw it.
    InvalidError
        When it is rejected without a reason, or there is no such state.
    """
    if state not in STATES:
        raise InvalidError({"state": "Choose what is to become of the comment."})
    reason = words.clean(reason) if state == REJECTED else ""
    if state == REJECTED and not reason:
        raise InvalidError({"reason": "Say why; the author of the comment can read it."})
    if len(reason) > LONGEST["text"]:
        raise InvalidError({"reason": f"Up to {LONGEST['text']:,} characters can be sent."})
    found = comment(session, number, lock=True)
    if found.state != seen or found.state == state:
        raise AlreadyDoneError(
            "Someone has decided on this comment since you opened it.",
            found=f"it is now {found.state}",
            do="look at it again, and decide anew if you think otherwise",
        )
    found.state, found.reason, found.decided_at = state, reason, now
    if seen == PUBLISHED:  # what rests on it, or on a reply to it, is withdrawn with it
        for one in (found, *found.replies):
            gathering.forget_words(session, one.id)
    audit.note(session, user.name, state, now, comment=number, detail=f"was {seen}")
    return found


def as_shown(found: Comment | Response) -> str:
    """What a comment or a response held when a form showed it; changes with what can be removed."""
    fields = REDACTABLE if isinstance(found, Comment) else ("text",)
    content = [getattr(found, key) for key in fields]
    return words.digest(content)


def redact(
    session: Session,
    number: int,
    fields: Mapping[str, str],
    *,
    seen: str,
    user: User,
    now: dt.datetime,
) -> Comment:
    """Put other texts in the place of those that hold personal details, for good.

    Readers see that something was removed, and the log says in which fields; neither keeps what.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The comment's.
    fields : mapping
        The new text of each of `REDACTABLE`.
    seen : str
        What the comment held when the moderator saw it: see `as_shown`.
    user : User
    now : datetime

    Raises
    ------
    AlreadyDoneError
        When it holds something else since: what is gone must not come back.
    InvalidError
        When the comment would be empty, or nothing would change.
    """
    found = comment(session, number, lock=True)
    _check_shown(found, seen, "comment")
    new = {
        key: (words.clean if key == "text" else words.one_line)(fields[key])
        for key in REDACTABLE
        if key in fields
    }
    new |= {key: "" for key, right in _WHOLE.items() if key in new and not right(new[key])}
    changed = [key for key, text in new.items() if text != getattr(found, key)]
    if not new.get("text", found.text):
        raise InvalidError({"text": "Leave some text, such as [removed]."})
    if not changed:
        raise InvalidError({"text": "Nothing is changed: remove what must not be kept."})
    if any(len(new[key]) > LONGEST[key] for key in changed):
        raise InvalidError({"text": "A text has become too long."})
    for key in changed:
        setattr(found, key, new[key])
    if "text" in changed:
        gathering.forget_words(session, found.id)
    found.redacted_at = now
    audit.note(session, user.name, "redacted", now, comment=number, detail=", ".join(changed))
    return found


def redact_response(
    session: Session,
    number: int,
    response: int,
    text: str,
    *,
    seen: str,
    user: User,
    now: dt.datetime,
) -> Response:
    """Put another text in the place of a response that holds personal details, for good.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The comment's.
    response : int
        The response's.
    text : str
        Its new text.
    seen : str
        What it held when the moderator saw it: see `as_shown`.
    user : User
    now : datetime

    Raises
    ------
    NotThereError
        When the comment has no such response.
    AlreadyDoneError
        When it holds something else since.
    InvalidError
        When it would be empty or too long, or nothing would change.
    """
    answers = comment(session, number, lock=True).responses
    found = next((one for one in answers if one.id == response), None)
    if found is None:
        raise NotThereError("There is no such response.", do="go back to the comment")
    _check_shown(found, seen, "response")
    text = words.clean(text)
    if not text:
        raise InvalidError({"answer": "Leave some text, such as [removed]."})
    if text == found.text:
        raise InvalidError({"answer": "Nothing is changed: remove what must not be kept."})
    if len(text) > LONGEST["text"]:
        raise InvalidError({"answer": "The text has become too long."})
    found.text, found.redacted_at = text, now
    detail = f"response {found.id}"
    audit.note(session, user.name, "response redacted", now, comment=number, detail=detail)
    return found


def _check_shown(found: Comment | Response, seen: str, what: str) -> None:
    """See that nothing was removed since: a form that shows it would bring it back."""
    if as_shown(found) != seen:
        raise AlreadyDoneError(
            f"Something was removed from this {what} since you opened it.",
            do="look at what is left, and remove more if you must",
        )


def respond(
    session: Session,
    number: int,
    *,
    outcome: str,
    text: str,
    edition: str,
    editions: Sequence[str],
    form: str,
    user: User,
    now: dt.datetime,
) -> Response:
    """Answer a published comment, for all to read.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The comment's.
    outcome : str
        Of `OUTCOMES`.
    text : str
        What was done, or why not.
    edition : str
        Where the outcome is that the book was changed: in which edition.
    editions : sequence of str
        The editions there are.
    form : str
        The form's own number, by which it is taken once.
    user : User
    now : datetime

    Raises
    ------
    InvalidError
        When something is missing.
    AlreadyDoneError
        When the form was sent before, or readers do not see the comment any more.
    """
    text = words.clean(text)
    if wrong := _wrong(outcome, text, edition, editions):
        raise InvalidError(wrong)
    found = comment(session, number, lock=True)
    if not found.is_shown:
        fault = "Readers do not see the comment."
        raise AlreadyDoneError(fault, do="publish it, and what it replies to, first")
    made = Response(
        form=form,
        comment_id=found.id,
        user_id=user.id,
        outcome=outcome,
        edition=edition if outcome == CHANGED else "",
        text=text,
        at=now,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError("This response has been sent before.") from error
    audit.note(session, user.name, "responded", now, comment=number, detail=outcome)
    return made


def _wrong(outcome: str, text: str, edition: str, editions: Sequence[str]) -> dict[str, str]:
    wrong = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = "Choose what became of the comment."
    if not text:
        wrong["response"] = "Say what was done, or why not."
    elif len(text) > LONGEST["text"]:
        wrong["response"] = f"Up to {LONGEST['text']:,} characters can be sent."
    if outcome == CHANGED and edition not in editions:
        wrong["edition"] = "Choose the edition in which it was changed."
    return wrong
