"""What moderators do: decide, remove personal details, respond. Each deed is in the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencebook.board import audit, words
from evidencebook.board.addresses import EMAIL
from evidencebook.board.models import (
    CHANGED,
    LONGEST,
    OUTCOMES,
    PUBLISHED,
    REJECTED,
    STATES,
    WAITING,
    Comment,
    Response,
    User,
)
from evidencebook.board.options import gathering
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

PAGE = 50
REDACTABLE = ("text", "link", "name", "organisation", "email")
# What is either whole or nothing: of an address with "[removed]" in it none is left.
_WHOLE: dict[str, Callable[[str], object]] = {
    "link": words.is_link,
    "email": EMAIL.fullmatch,
}


def queue(session: Session, state: str, page: int = 1) -> Sequence[Comment]:
    """A page of the comments in one state: waiting ones the oldest first, others the newest."""
    order = Comment.id.desc() if state in (PUBLISHED, REJECTED) else Comment.id
    asked = (
        select(Comment)
        .where(Comment.state == state)
        .options(joinedload(Comment.evidence), selectinload(Comment.responses))
        .order_by(order)
    )
    return session.scalars(asked.limit(PAGE).offset((page - 1) * PAGE)).all()


def sizes(session: Session) -> dict[str, int]:
    """How many comments are in each state."""
    asked = select(Comment.state, func.count(Comment.id)).group_by(Comment.state)
    found: dict[str, int] = dict(session.execute(asked).all())
    return {state: found.get(state, 0) for state in STATES}


def first_waiting(session: Session) -> int | None:
    """The number of the comment that has waited longest; None where none waits."""
    return session.scalar(select(func.min(Comment.id)).where(Comment.state == WAITING))


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
    audit.note(session, user.name, state, now, comment=number, detail=f"was {seen}")
    return found


def redact(
    session: Session, number: int, fields: Mapping[str, str], *, user: User, now: dt.datetime
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
    user : User
    now : datetime

    Raises
    ------
    InvalidError
        When the comment would be empty, or nothing would change.
    """
    found = comment(session, number, lock=True)
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
        When the form was sent before, or the comment is not published any more.
    """
    text = words.clean(text)
    if wrong := _wrong(outcome, text, edition, editions):
        raise InvalidError(wrong)
    found = comment(session, number, lock=True)
    if found.state != PUBLISHED:
        raise AlreadyDoneError("The comment is not published.", do="publish it first")
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
