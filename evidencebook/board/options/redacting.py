"""Personal details in what participants of workshops and members of a panel wrote: removed.

As `moderation.redact` does it for comments: for good, with a mark that says so, and with a line in
the log. Neither holds what was there.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencebook.board import words
from evidencebook.board.options import gathering, scoring
from evidencebook.board.options.acts import Act
from evidencebook.board.options.models import WORKSHOP, Remark, Suggestion
from evidencebook.board.options.workshops import LONGEST
from evidencebook.errors import InvalidError, NotThereError

# Of a suggestion, with the longest text of each.
FIELDS = {
    "text": LONGEST["suggestion"],
    "participants": LONGEST["participants"],
    "place": LONGEST["place"],
}


def suggestion(session: Session, number: int, suggestion: int) -> Suggestion:
    """A workshop's suggestion by its number in the consultation.

    Raises NotThereError when there is none, or it is a comment's: its words stay with the comment.
    """
    asked = select(Suggestion).where(
        Suggestion.consultation_id == number,
        Suggestion.number == suggestion,
        Suggestion.source == WORKSHOP,
    )
    if (found := session.scalar(asked)) is None:
        raise NotThereError(
            "This consultation has no such suggestion from a workshop.",
            do="go back to the consultation; remove details of a comment from the comment itself",
        )
    return found


def remark(session: Session, number: int, option: int, place: int) -> Remark:
    """A remark on an option by its place among them, from 1. Raises NotThereError."""
    found = scoring.remarks(session, number).get(option, [])
    if not 1 <= place <= len(found):
        raise NotThereError("There is no such remark any more.", do="go back to the results")
    return found[place - 1]


def state(one: Suggestion | Remark) -> str:
    """What one of them was when it was shown."""
    if isinstance(one, Remark):
        return words.digest([one.text])
    return words.digest([getattr(one, key) for key in FIELDS])


def redact_suggestion(
    session: Session, number: int, chosen: int, fields: Mapping[str, str], act: Act
) -> Suggestion:
    """Put other texts in the place of those of a suggestion that hold personal details.

    Parameters
    ----------
    session : Session
        One that writes.
    number, chosen : int
        The consultation's, and that of the suggestion in it.
    fields : mapping
        The new text of each of `FIELDS`.
    act : Act
        With the suggestion's `state` as it was seen.

    Raises
    ------
    InvalidError
        When nothing would be left of it, or nothing would change.
    AlreadyDoneError
        When it is not as it was seen.
    """
    gathering.consultation(session, number, lock=True)
    found = suggestion(session, number, chosen)
    act.check(state(found), "this suggestion")
    changed = _changed(found, fields, FIELDS)
    if "text" in changed:
        gathering.forget_group(session, found.group_id)
    found.redacted_at = act.now
    told = f"suggestion {chosen}: {', '.join(changed)}"
    act.note(session, "suggestion redacted", number, told)
    return found


def redact_remark(
    session: Session, number: int, option: int, place: int, fields: Mapping[str, str], act: Act
) -> Remark:
    """Put another text in the place of a remark. The log does not say whose it is.

    Parameters
    ----------
    session : Session
        One that writes.
    number, option, place : int
        The consultation's, the option's, and that of the remark among those on it.
    fields : mapping
        Its new ``text``.
    act : Act
        With the remark's `state` as it was seen.

    Raises
    ------
    InvalidError, AlreadyDoneError
        As `redact_suggestion` does.
    """
    gathering.consultation(session, number, lock=True)  # members who save wait
    found = remark(session, number, option, place)
    act.check(state(found), "the remarks")
    _changed(found, fields, {"text": scoring.LONGEST})
    found.redacted_at = act.now
    act.note(session, "remark redacted", number, f"option {option}")
    return found


def _changed(
    found: Suggestion | Remark, fields: Mapping[str, str], longest: Mapping[str, int]
) -> list[str]:
    """Put the new texts in place; the names of those that are others."""
    new = {
        key: (words.clean if key == "text" else words.one_line)(fields[key])
        for key in longest
        if key in fields
    }
    changed = [key for key, text in new.items() if text != getattr(found, key)]
    if not new.get("text", found.text):
        raise InvalidError({"text": "Leave some text, such as [removed]."})
    if not changed:
        raise InvalidError({"text": "Nothing is changed: remove what must not be kept."})
    if long := [key for key in changed if len(new[key]) > longest[key]]:
        raise InvalidError({key: f"Up to {longest[key]:,} characters are kept." for key in long})
    for key in changed:
        setattr(found, key, new[key])
    return changed
