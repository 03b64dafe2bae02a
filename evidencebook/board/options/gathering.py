"""Consultations, and what was suggested in them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from evidencebook.board import audit, words
from evidencebook.board.options.models import (
    WORKSHOP,
    Consultation,
    Group,
    Option,
    Suggestion,
)
from evidencebook.board.options.models import OptionSuggestion as Behind
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

TITLE = 100
# The longest part of an address that is made of a title, as its column holds it.
SLUG = 100
OPTIONS, OPTIONS_AT_MOST = 6, 20
NAMELESS = "Without a name"
WITHDRAWN = "Withdrawn: the comment is no longer published."


def add(
    session: Session,
    book: str,
    title: str,
    *,
    actor: str,
    now: dt.datetime,
    options: int = OPTIONS,
    test: bool = False,
) -> Consultation:
    """A new consultation for a book.

    Parameters
    ----------
    session : Session
        One that writes.
    book : str
        The slug of a published book.
    title : str
    actor : str
        Who makes it, for the audit log.
    now : datetime
    options : int
        How many options there may be.
    test : bool
        Whether its suggestions are made up.

    Raises
    ------
    InvalidError
        When the title says nothing, or the number is none that can be.
    AlreadyDoneError
        When the book has one of that title.
    """
    title, wrong = words.one_line(title), {}
    if not _slug(title) or len(title) > TITLE:
        wrong["title"] = f"Give it a title of words, of up to {TITLE} characters."
    if not 1 <= options <= OPTIONS_AT_MOST:
        wrong["options"] = f"There can be 1 to {OPTIONS_AT_MOST} options."
    if wrong:
        raise InvalidError(wrong)
    made = Consultation(
        book=book,
        slug=_slug(title),
        title=title,
        test=test,
        options_at_most=options,
        created_at=now,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError(
            "The book has a consultation of that title.", do="choose another title"
        ) from error
    note(session, actor, "consultation made", made, now)
    return made


def named(session: Session, book: str, title: str) -> Consultation | None:
    """The consultation of a book that has that title, or one with the same slug."""
    asked = select(Consultation).where(
        Consultation.book == book, Consultation.slug == _slug(words.one_line(title))
    )
    return session.scalar(asked)


def every(session: Session) -> Sequence[Consultation]:
    """All consultations, the newest first."""
    return session.scalars(select(Consultation).order_by(Consultation.id.desc())).all()


def public(session: Session, book: str) -> Sequence[Consultation]:
    """The consultations of a book that readers see, by title."""
    asked = select(Consultation).where(
        Consultation.book == book, Consultation.published_at.is_not(None)
    )
    return session.scalars(asked.order_by(Consultation.title, Consultation.id)).all()


def consultation(session: Session, number: int, *, lock: bool = False) -> Consultation:
    """One consultation, held against others who write if `lock`.

    Raises NotThereError when there is none.
    """
    asked = select(Consultation).where(Consultation.id == number)
    if lock:  # what was read before may not be so any more
        asked = asked.with_for_update().execution_options(populate_existing=True)
    if (found := session.scalar(asked)) is None:
        raise NotThereError("There is no such consultation.", do="go back to the list of them")
    return found


def by_name(session: Session, name: str) -> Consultation:
    """The consultation of a book by its name, such as ``lancashire/innovation-strategy``.

    Raises NotThereError when there is none.
    """
    book, _, slug = name.partition("/")
    asked = select(Consultation).where(Consultation.book == book, Consultation.slug == slug)
    if (found := session.scalar(asked)) is None:
        known = select(Consultation.book, Consultation.slug).order_by("book", "slug")
        names = [f"{book}/{slug}" for book, slug in session.execute(known)]
        raise NotThereError(
            "There is no such consultation.",
            expected=f"one of {', '.join(names)}" if names else "book/consultation",
            found=name,
            do="name the book and the consultation, as in lancashire/innovation-strategy",
        )
    return found


def of_slug(session: Session, book: str, slug: str) -> Consultation:
    """A consultation that readers see. Raises NotThereError when there is none."""
    for found in public(session, book):
        if found.slug == slug:
            return found
    raise NotThereError("There is no such consultation.", do="see what the book has")


def sizes(session: Session) -> dict[int, tuple[int, int]]:
    """How many suggestions and options each consultation has, by its number."""

    def counted(table: type[Suggestion] | type[Option]) -> dict[int, int]:
        asked = select(table.consultation_id, func.count(table.id)).group_by(table.consultation_id)
        return dict(session.execute(asked).all())

    suggestions, options = counted(Suggestion), counted(Option)
    return {
        number: (suggestions.get(number, 0), options.get(number, 0))
        for number in suggestions.keys() | options.keys()
    }


def suggestions(session: Session, number: int) -> Sequence[Suggestion]:
    """All suggestions of a consultation, by number, with the comments that they come from."""
    asked = (
        select(Suggestion)
        .where(Suggestion.consultation_id == number)
        .options(joinedload(Suggestion.comment))
        .order_by(Suggestion.number)
    )
    return session.scalars(asked).all()


def said(suggestion: Suggestion) -> str:
    """What a suggestion says: of one from a comment, what the comment says today.

    A comment that is published no more is not repeated, and one of which a part was removed is
    shown without it.
    """
    if suggestion.source == WORKSHOP:
        return suggestion.text
    found = suggestion.comment
    return found.text if found and found.is_shown else WITHDRAWN


def is_withdrawn(suggestion: Suggestion) -> bool:
    """Whether it comes from a comment that is published no more."""
    return said(suggestion) is WITHDRAWN


def is_redacted(suggestion: Suggestion) -> bool:
    """Whether personal details were removed from what it says."""
    if suggestion.source == WORKSHOP:
        return suggestion.redacted_at is not None
    found = suggestion.comment
    return bool(found and found.redacted_at) and not is_withdrawn(suggestion)


def not_taken_up(session: Session, number: int) -> Sequence[Suggestion]:
    """The suggestions of a consultation that stand behind none of its options."""
    behind = select(Behind.suggestion_id).join(Option).where(Option.consultation_id == number)
    taken = set(session.scalars(behind))
    return [one for one in suggestions(session, number) if one.id not in taken]


def publish(
    session: Session, number: int, shown: bool, *, seen: bool, actor: str, now: dt.datetime
) -> Consultation:
    """Let readers see a consultation's page, or see it no more.

    Raises AlreadyDoneError when someone else has decided since `seen` was so.
    """
    found = consultation(session, number, lock=True)
    if (found.published_at is not None) != seen or seen == shown:
        raise AlreadyDoneError(
            "Someone has decided on this page since you opened it.", do="look at it again"
        )
    found.published_at = now if shown else None
    action = "consultation shown" if shown else "consultation hidden"
    note(session, actor, action, found, now)
    return found


def forget_words(session: Session, comment: int) -> None:
    """Take from groups the words that a suggestion from a comment may have given them."""
    held = select(Suggestion.group_id).where(Suggestion.comment_id == comment)
    for group in session.scalars(held):
        forget_group(session, group)


def forget_group(session: Session, number: int | None) -> None:
    """Take from a group, if there is one, its words; a draft that is named by them loses its name.

    It is done when one of its suggestions says something else.
    """
    if number is not None and (group := session.get(Group, number)):
        group.words = []
        if group.draft:
            group.name = NAMELESS


def _slug(title: str) -> str:
    """A title in plain letters, of which one sign may become several; cut, with a digest, if long.

    The digest is of the whole, so that two that are cut alike are not the same.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    whole = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")
    if len(whole) <= SLUG:
        return whole
    room = whole[: SLUG - 9 + 1]
    start = room.rpartition("-")[0] or room[:-1]
    return f"{start}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def note(
    session: Session,
    actor: str,
    action: str,
    found: Consultation,
    now: dt.datetime,
    detail: str = "",
) -> None:
    """Say in the log what was done with a consultation."""
    numbered = f"consultation {found.id}"
    audit.note(session, actor, action, now, detail=f"{numbered}: {detail}" if detail else numbered)
