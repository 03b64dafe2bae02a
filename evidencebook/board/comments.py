"""What a reviewer sends: looked through, tied to the evidence that was read, and kept."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidencebook.board import evidence, words
from evidencebook.board.addresses import address
from evidencebook.board.evidence import Books
from evidencebook.board.models import KINDS, LONGEST, PUBLISHED, SPAM, WAITING, Comment
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError

REF = re.compile(r"[A-Za-z0-9_-]{32}")
# That of the form: what is wrong is told in it.
_ORDER = ("text", "kind", "link", "name", "organisation", "email", "consent")
_NAMED = {
    "text": "Your comment",
    "link": "The address",
    "name": "Your name",
    "organisation": "Your organisation",
    "email": "Your e-mail address",
}


@dataclass(frozen=True)
class Draft:
    """What a reviewer wrote, as it will be kept."""

    kind: str
    text: str
    link: str = ""
    name: str = ""
    organisation: str = ""
    email: str = ""


@dataclass(frozen=True)
class Target:
    """The evidence that a form is about, as the reviewer saw it.

    Attributes
    ----------
    book, block, hash, edition : str
        The book's slug, the block's id and hash, and the id of the edition.
    parent : int or None
        The comment that a reply answers.
    """

    book: str
    block: str
    hash: str
    edition: str
    parent: int | None = None

    def said(self) -> dict[str, Any]:
        """As a form's token holds it."""
        return {
            "book": self.book,
            "block": self.block,
            "hash": self.hash,
            "edition": self.edition,
            "parent": self.parent,
        }


def draft(form: Mapping[str, str]) -> Draft:
    """What a form says. Raises InvalidError with what is wrong with each field."""
    one_line = ("link", "name", "organisation", "email")
    said = {key: words.one_line(form.get(key, "")) for key in one_line}
    made = Draft(form.get("kind", ""), words.clean(form.get("text", "")), **said)
    wrong = _wrong(made) | _too_long(made)
    if form.get("consent") != "yes":
        wrong["consent"] = "Tick the box if we may publish your comment; else we cannot take it."
    if wrong:
        raise InvalidError({key: wrong[key] for key in _ORDER if key in wrong})
    return made


def _too_long(made: Draft) -> dict[str, str]:
    sizes = {key: len(getattr(made, key)) for key in LONGEST}
    return {
        key: f"{_NAMED[key]} has {size:,} characters; up to {LONGEST[key]:,} can be sent."
        for key, size in sizes.items()
        if size > LONGEST[key]
    }


def _wrong(made: Draft) -> dict[str, str]:
    wrong = {}
    if made.kind not in KINDS:
        wrong["kind"] = "Choose what kind of comment it is."
    if not made.text:
        wrong["text"] = "Write your comment."
    elif words.links(made.text) > words.LINKS:
        wrong["text"] = f"Up to {words.LINKS} web addresses can stand in a comment."
    if made.link and not words.is_link(made.link):
        wrong["link"] = "A web address begins with https:// or http://, and has no spaces."
    if made.kind == "evidence" and not made.link:
        wrong["link"] = "Say where the further evidence is to be found on the web."
    return wrong | _wrong_address(made.email)


def _wrong_address(email: str) -> dict[str, str]:
    try:
        if email:
            address(email)
    except InvalidError as error:
        return error.fields
    return {}


def submit(
    session: Session,
    books: Books,
    target: Target,
    sent: Draft,
    *,
    form: str,
    now: dt.datetime,
    spam: bool = False,
) -> Comment:
    """Keep a comment, to wait for a moderator.

    Parameters
    ----------
    session : Session
        One that writes.
    books : Books
    target : Target
    sent : Draft
    form : str
        The form's own number, by which it is taken once.
    now : datetime
    spam : bool
        Whether a machine filled the form in; a moderator may still think otherwise.

    Raises
    ------
    AlreadyDoneError
        When the form was sent before.
    NotThereError
        When no edition that is kept has that evidence, or no published comment is there to
        reply to.
    """
    if session.scalar(select(Comment.id).where(Comment.form == form)) is not None:
        raise _sent_before()
    if target.parent is not None:
        _check_parent(session, target)
    read, record = books.as_read(target.book, target.block, target.hash)
    # Where only an older edition than the one that was read has it, that is the one kept.
    same = {past.id: past for past in books.book(target.book).kept()}
    edition = same.get(target.edition, read)
    made = Comment(
        ref=secrets.token_urlsafe(24),
        form=form,
        book=target.book,
        block=target.block,
        edition=edition.id,
        released=str(edition.said.get("released") or ""),
        evidence=evidence.copied(session, target.book, record),
        parent_id=target.parent,
        state=SPAM if spam else WAITING,
        reason="",
        received_at=now,
        **vars(sent),
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:  # the same form, at the same moment
        raise _sent_before() from error
    return made


def by_ref(session: Session, book: str, ref: str) -> Comment:
    """The comment that its author asks for. Raises NotThereError when there is none."""
    found = None
    if REF.fullmatch(ref):
        found = session.scalar(select(Comment).where(Comment.ref == ref, Comment.book == book))
    if found is None:
        raise NotThereError("There is no such comment.", do="look at the address again")
    return found


def _check_parent(session: Session, target: Target) -> None:
    """See that a reply answers a published comment on the same evidence that is no reply."""
    found = session.get(Comment, target.parent)
    same = found and (found.book, found.block) == (target.book, target.block)
    if not (found and same and found.state == PUBLISHED and found.parent_id is None):
        raise NotThereError("The comment that you reply to is not there.", do="comment anew")


def _sent_before() -> AlreadyDoneError:
    return AlreadyDoneError(
        "This form has been sent before.",
        do="if you have more to say, write it and send it again",
    )
