"""Groups of suggestions: proposed by the tool, and made into what they are by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencebook.board import audit, words
from evidencebook.board.models import Comment, User
from evidencebook.board.options import gathering
from evidencebook.board.options.acts import Act, changed
from evidencebook.board.options.models import Consultation, Group, Suggestion
from evidencebook.board.options.proposing import Draft, proposed
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

NAME = 100
MOST = 50
_GROUP = "this group"
# A suggestion's number, and what it says.
Free = tuple[int, str]


@dataclass(frozen=True)
class Proposal:
    """Groups that are drafted, and the suggestions of which they are.

    Attributes
    ----------
    found : tuple of Free
    drafts : tuple of Draft
        Their members are places in `found`.
    """

    found: tuple[Free, ...]
    drafts: tuple[Draft, ...]


def groups(session: Session, number: int) -> Sequence[Group]:
    """The groups of a consultation, those that a person has looked at first, with all in them."""
    asked = (
        select(Group)
        .where(Group.consultation_id == number)
        .options(selectinload(Group.suggestions).joinedload(Suggestion.comment))
        .order_by(Group.draft, Group.id)
    )
    return session.scalars(asked).all()


def ungrouped(session: Session, number: int) -> Sequence[Suggestion]:
    """The suggestions of a consultation that are in no group."""
    return [one for one in gathering.suggestions(session, number) if one.group_id is None]


def state(group: Group) -> str:
    """What a group was when it was shown: changes with its name, its members, and its draft."""
    return words.digest([group.name, group.draft, [one.number for one in group.suggestions]])


def free(session: Session, number: int) -> list[Free]:
    """What may be grouped by the tool: what no person has put in a group, and is not withdrawn.

    Raises NotThereError when there is no such consultation.
    """
    gathering.consultation(session, number)
    drafts = select(Group.id).where(Group.consultation_id == number, Group.draft.is_(True))
    open_to = {None, *session.scalars(drafts)}
    return [
        (one.number, gathering.said(one))
        for one in gathering.suggestions(session, number)
        if one.group_id in open_to and not gathering.is_withdrawn(one)
    ]


def drafted(found: Sequence[Free], count: int | None = None) -> Proposal:
    """Groups of suggestions, in up to some seconds: no transaction should wait for them.

    Parameters
    ----------
    found : sequence of Free
        See `free`.
    count : int, optional
        About how many groups are wished; by default as many as set them apart best.

    Raises
    ------
    InvalidError
        When the number is none that can be.
    """
    if count is not None and not 1 <= count <= MOST:
        raise InvalidError({"count": f"Give a number from 1 to {MOST}, or none."})
    return Proposal(tuple(found), tuple(proposed([text for _, text in found], count)))


def propose(
    session: Session, number: int, proposal: Proposal, *, user: User, now: dt.datetime
) -> int:
    """Keep drafted groups, in place of earlier drafts, and say how many they are.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The consultation's.
    proposal : Proposal
    user : User
    now : datetime

    Raises
    ------
    AlreadyDoneError
        When the suggestions are not those any more, or say something else.
    """
    found = gathering.consultation(session, number, lock=True)
    _hold_comments(session, number)
    if free(session, number) != list(proposal.found):
        raise AlreadyDoneError(
            "Someone has changed these suggestions while groups were drafted.",
            do="look at them again, and have groups proposed anew",
        )
    _drop_drafts(session, number)
    there = {one.number: one for one in ungrouped(session, number)}
    for draft in proposal.drafts:
        made = _made(session, found, _name(draft.words), draft=True, words=list(draft.words))
        for place in draft.members:
            there[proposal.found[place][0]].group_id = made.id
    session.flush()
    told = f"{len(proposal.drafts)} groups of {len(proposal.found)} suggestions"
    _note(session, user, "groups proposed", number, now, told)
    return len(proposal.drafts)


def _hold_comments(session: Session, number: int) -> None:
    """Let no comment behind a suggestion change meanwhile: groups are named by their words."""
    asked = (
        select(Comment.id)
        .join(Suggestion, Suggestion.comment_id == Comment.id)
        .where(Suggestion.consultation_id == number)
        .order_by(Comment.id)
    )
    session.scalars(asked.with_for_update(read=True, of=Comment)).all()


def accept(session: Session, number: int, group: int, name: str, act: Act) -> Group:
    """Give a group a name, by which it is a draft no longer.

    Raises
    ------
    InvalidError
        When the name is none.
    AlreadyDoneError
        When the group's `state` is not as it was seen.
    """
    name = _named(name)
    found = _seen(session, number, group, act)
    found.name, found.draft = name, False
    act.note(session, "group named", number, f"group {group}")
    return found


def merge(session: Session, number: int, group: int, into: int, act: Act) -> Group:
    """Put all suggestions of a group into another, which then is a draft no longer.

    Raises AlreadyDoneError when the group's `state` is not as it was seen, NotThereError when there
    is no such other.
    """
    found = _seen(session, number, group, act)
    other = _group(session, number, into)
    if other.id == found.id:
        raise InvalidError({"into": "Choose another group to merge it with."})
    moved = len(found.suggestions)
    _put(session, found.suggestions, other)
    act.note(session, "groups merged", number, f"{moved} from {group} into {into}")
    return other


def split(
    session: Session,
    number: int,
    group: int | None,
    chosen: Iterable[int],
    name: str,
    *,
    user: User,
    now: dt.datetime,
) -> Group:
    """Make a new group of some suggestions of a group, or of those that are in none.

    Parameters
    ----------
    session : Session
        One that writes.
    number : int
        The consultation's.
    group : int or None
        The group that they are in, as the moderator saw it.
    chosen : iterable of int
        Numbers of the suggestions.
    name : str
    user : User
    now : datetime

    Raises
    ------
    InvalidError
        When none is chosen, or the name is none.
    AlreadyDoneError
        When one of them is in that group no longer.
    """
    name = _named(name)
    found = gathering.consultation(session, number, lock=True)
    moved = _chosen(session, number, group, chosen)
    made = _made(session, found, name, draft=False, words=[])
    _put(session, moved, made)
    _note(session, user, "group split", number, now, f"{len(moved)} into group {made.id}")
    return made


def move(
    session: Session,
    number: int,
    group: int | None,
    chosen: Iterable[int],
    into: int | None,
    *,
    user: User,
    now: dt.datetime,
) -> None:
    """Move some suggestions of a group to another, or out of all of them.

    Raises as `split` does, and NotThereError when there is no such other group.
    """
    gathering.consultation(session, number, lock=True)
    moved = _chosen(session, number, group, chosen)
    other = None if into is None else _group(session, number, into)
    if into == group:
        raise InvalidError({"into": "Choose another group to move them to."})
    _put(session, moved, other)
    where = f"group {into}" if into else "no group"
    _note(session, user, "suggestions moved", number, now, f"{len(moved)} into {where}")


def _seen(session: Session, number: int, group: int, act: Act) -> Group:
    """A group that is as it was seen."""
    gathering.consultation(session, number, lock=True)
    found = _group(session, number, group)
    act.check(state(found), _GROUP)
    return found


def _group(session: Session, number: int, group: int) -> Group:
    found = session.scalar(select(Group).where(Group.id == group, Group.consultation_id == number))
    if found is None:
        raise NotThereError(
            "There is no such group in this consultation any more.", do="look at the groups again"
        )
    return found


def _chosen(
    session: Session, number: int, group: int | None, chosen: Iterable[int]
) -> list[Suggestion]:
    wanted = sorted(set(chosen))
    if not wanted:
        raise InvalidError({"suggestions": "Choose one suggestion at least."})
    asked = select(Suggestion).where(
        Suggestion.consultation_id == number, Suggestion.number.in_(wanted)
    )
    found = session.scalars(asked.order_by(Suggestion.number)).all()
    if len(found) < len(wanted) or any(one.group_id != group for one in found):
        raise changed(_GROUP)
    return list(found)


def _put(session: Session, moved: Sequence[Suggestion], into: Group | None) -> None:
    """Put suggestions into a group or none; what a person changed is no draft any more."""
    left = {one.group_id for one in moved} - {None}
    for one in list(moved):
        one.group_id = into.id if into else None
    session.flush()
    session.expire_all()
    for group in session.scalars(select(Group).where(Group.id.in_(left))):
        group.draft = False
        if not group.suggestions:
            session.delete(group)
    if into:
        into.draft = False
    session.flush()


def _drop_drafts(session: Session, number: int) -> None:
    for group in groups(session, number):
        if group.draft:
            for one in group.suggestions:
                one.group_id = None
            session.flush()
            session.expire(group)
            session.delete(group)
    session.flush()


def _made(
    session: Session, found: Consultation, name: str, *, draft: bool, words: list[str]
) -> Group:
    made = Group(consultation_id=found.id, name=name, draft=draft, words=words)
    session.add(made)
    session.flush()
    return made


def _name(telling: Sequence[str]) -> str:
    """What a draft is called until a person gives it a name."""
    text = ", ".join(telling[:3])
    return f"{text[:1].upper()}{text[1:]}"[:NAME] or gathering.NAMELESS


def _named(name: str) -> str:
    name = words.one_line(name)
    if not 1 <= len(name) <= NAME:
        raise InvalidError({"name": f"Give the group a name, of up to {NAME} characters."})
    return name


def _note(
    session: Session, user: User, action: str, number: int, now: dt.datetime, told: str
) -> None:
    audit.note(session, user.name, action, now, detail=f"consultation {number}: {told}")
