"""Scoring: when it begins and ends, and what a member gives each option by each criterion."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencebook.board import audit, words
from evidencebook.board.options.gathering import consultation
from evidencebook.board.options.models import (
    HIGHEST,
    LOWEST,
    Consultation,
    Criterion,
    Member,
    Option,
    Remark,
    Score,
)
from evidencebook.errors import AlreadyDoneError, InvalidError, NotAllowedError

BEGIN, BACK, END, RESUME = DEEDS = ("begin", "back", "end", "resume")
_NOTED = {
    BEGIN: "scoring begun",
    BACK: "scoring taken back",
    END: "scoring ended",
    RESUME: "scoring resumed",
}
LONGEST = 2000
# What a form holds where a member gives no score.
NO_VIEW = ""
_FIELD = re.compile(r"(score)-(\d{1,9})-(\d{1,9})|(remark)-(\d{1,9})")

# An option and a criterion, by their numbers.
Place = tuple[int, int]


@dataclass(frozen=True)
class Sent:
    """What a member sends: points, None for no view, by option and criterion; remarks by option."""

    points: Mapping[Place, int | None]
    remarks: Mapping[int, str]


def is_open(found: Consultation) -> bool:
    """Whether scores are taken."""
    return found.scoring_since is not None and found.scoring_until is None


def given(session: Session, number: int) -> int:
    """How many scores were given in a consultation."""
    asked = select(func.count(Score.id)).join(Member).where(Member.consultation_id == number)
    return session.scalar(asked) or 0


def turn(session: Session, number: int, deed: str, *, actor: str, now: dt.datetime) -> None:
    """Begin scoring, take the beginning back, end scoring, or let it go on.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The consultation's.
    deed : str
        Of `DEEDS`.
    actor : str
        Who does it.
    now : datetime

    Raises
    ------
    InvalidError
        When there is no such deed, or no option or criterion to begin with.
    AlreadyDoneError
        When it cannot be done as things stand now.
    """
    found = consultation(session, number, lock=True)
    if deed not in DEEDS:
        raise InvalidError({"deed": "Choose what is to be done."})
    if deed not in possible(session, found):
        raise AlreadyDoneError(
            "That cannot be done as scoring stands now.", do="look at the page again"
        )
    if deed == BEGIN:
        _check_ready(found)
        found.scoring_since = now
    elif deed == BACK:
        found.scoring_since = None
    else:
        found.scoring_until = now if deed == END else None
    audit.note(session, actor, _NOTED[deed], now, detail=f"consultation {number}")


def possible(session: Session, found: Consultation) -> tuple[str, ...]:
    """Which of `DEEDS` can be done as things stand.

    A beginning can be taken back as long as no member has said anything.
    """
    if found.scoring_since is None:
        return (BEGIN,)
    if found.scoring_until is not None:
        return (RESUME,)
    remarks = select(func.count(Remark.id)).join(Member).where(Member.consultation_id == found.id)
    said = given(session, found.id) or session.scalar(remarks)
    return (END,) if said else (BACK, END)


def _check_ready(found: Consultation) -> None:
    wrong = {}
    if not found.options:
        wrong["options"] = "Write at least one option first."
    if not found.criteria:
        wrong["name-1"] = "Set at least one criterion first."
    if wrong:
        raise InvalidError(wrong)


def sent(form: Mapping[str, str], found: Consultation) -> Sent:
    """What a form holds of scores and remarks.

    Parameters
    ----------
    form : mapping
        Fields such as ``score-3-1`` (option and criterion) and ``remark-3``.
    found : Consultation

    Raises
    ------
    NotAllowedError
        When a field is of no option or criterion of this consultation, or the points are none
        that the page offers: no person sends that.
    InvalidError
        When a remark is too long.
    """
    options = {one.id for one in found.options}
    asked = {one.id for one in found.criteria}
    points: dict[Place, int | None] = {}
    remarks: dict[int, str] = {}
    for field, value in form.items():
        if not field.startswith(("score-", "remark-")):
            continue
        named = _FIELD.fullmatch(field)
        option = int(named[2] or named[5]) if named else 0
        if not named or option not in options:
            raise _not_asked()
        if named[4]:
            remarks[option] = words.clean(value)
        elif int(named[3]) in asked:
            points[option, int(named[3])] = _points(value)
        else:
            raise _not_asked()
    long = {f"remark-{id}" for id, text in remarks.items() if len(text) > LONGEST}
    if long:
        raise InvalidError(dict.fromkeys(sorted(long), f"A remark has up to {LONGEST} characters."))
    return Sent(points, remarks)


def _points(value: str) -> int | None:
    if value == NO_VIEW:
        return None
    if value not in {str(points) for points in range(LOWEST, HIGHEST + 1)}:
        raise _not_asked()
    return int(value)


def take(
    session: Session, member: Member, kept: Sent, *, opened: dt.datetime, now: dt.datetime
) -> None:
    """Keep what a member sent: it replaces what they gave before; what is not in it stays.

    Parameters
    ----------
    session : Session
        One that writes.
    member : Member
        Held against others who write.
    kept : Sent
    opened : datetime
        When the member was shown what they change.
    now : datetime

    Raises
    ------
    AlreadyDoneError
        When scores are not taken, or no more, or options may be others than the member was shown.
    InvalidError
        When personal details were removed from a remark since: it would bring them back.
    """
    # Held until these are kept, so that no score comes in after the end.
    found = session.scalars(
        select(Consultation)
        .where(Consultation.id == member.consultation_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    if not is_open(found):
        raise AlreadyDoneError(
            "Scores are not taken now.", do="ask whoever invited you if you have more to say"
        )
    if found.scoring_since and found.scoring_since > opened:
        raise AlreadyDoneError(
            "Scoring has begun anew since you opened the page; the options may have changed.",
            do="read them again, and score them as they are now",
        )
    _check_remarks(member, kept, opened)
    for (option, criterion), points in kept.points.items():
        _keep_score(session, member, option, criterion, points, now)
    for option, text in kept.remarks.items():
        _keep_remark(session, member, option, text, now)


def _check_remarks(member: Member, kept: Sent, opened: dt.datetime) -> None:
    told = (
        "A moderator has removed personal details from this remark since you opened the page. "
        "Here it is without them; change it if it should say more."
    )
    wrong = {
        f"remark-{one.option_id}": told
        for one in member.remarks
        if one.redacted_at
        and one.redacted_at > opened
        and kept.remarks.get(one.option_id) not in (None, "", one.text)
    }
    if wrong:
        raise InvalidError(wrong)


def _keep_score(
    session: Session,
    member: Member,
    option: int,
    criterion: int,
    points: int | None,
    now: dt.datetime,
) -> None:
    old = next(
        (s for s in member.scores if (s.option_id, s.criterion_id) == (option, criterion)), None
    )
    if old and points is None:
        member.scores.remove(old)
        session.delete(old)
    elif old and points is not None and old.points != points:
        old.points, old.at = points, now
    elif not old and points is not None:
        made = Score(option_id=option, criterion_id=criterion, points=points, at=now)
        member.scores.append(made)


def _keep_remark(
    session: Session, member: Member, option: int, text: str, now: dt.datetime
) -> None:
    old = next((one for one in member.remarks if one.option_id == option), None)
    if old and not text:
        member.remarks.remove(old)
        session.delete(old)
    elif old and old.text != text:
        old.text, old.at, old.redacted_at = text, now, None
    elif not old and text:
        member.remarks.append(Remark(option_id=option, text=text, at=now))


def own(member: Member) -> dict[str, str]:
    """What a member has given so far, by the fields of the form."""
    scores = {f"score-{s.option_id}-{s.criterion_id}": str(s.points) for s in member.scores}
    return scores | {f"remark-{one.option_id}": one.text for one in member.remarks}


def everyones(session: Session, number: int) -> list[Score]:
    """All scores of a consultation, in an order that tells nothing of who gave them first."""
    asked = (
        select(Score)
        .join(Option, Score.option_id == Option.id)
        .join(Criterion, Score.criterion_id == Criterion.id)
        .where(Option.consultation_id == number)
        .order_by(Option.position, Option.id, Criterion.position, Score.points, Score.id)
    )
    return list(session.scalars(asked))


def remarks(session: Session, number: int) -> dict[int, list[Remark]]:
    """All remarks by option, in the order of the alphabet, which tells nothing of who wrote them.

    Parameters
    ----------
    session : Session
    number : int
        The consultation's.
    """
    asked = select(Remark).join(Option).where(Option.consultation_id == number)
    made: dict[int, list[Remark]] = {}
    for one in sorted(session.scalars(asked), key=lambda one: (one.text, one.id)):
        made.setdefault(one.option_id, []).append(one)
    return made


def _not_asked() -> NotAllowedError:
    return NotAllowedError(
        "The form holds what this page does not ask for.", do="load the page again and send it anew"
    )
