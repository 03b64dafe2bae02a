"""What a board paper says: a consultation's options, the book's evidence, the panel's scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencebook.blocks.html import cited
from evidencebook.board.evidence import EARLIER, GONE, Book, Books
from evidencebook.board.options import gathering, references, scoring
from evidencebook.board.options import results as scores
from evidencebook.board.options.models import (
    COMMENT,
    WORKSHOP,
    Consultation,
    Option,
    OptionEvidence,
    Suggestion,
)
from evidencebook.board.options.models import Remark as Row
from evidencebook.board.options.references import Places
from evidencebook.board.options.results import Results, Spread


@dataclass(frozen=True)
class Said:
    """A suggestion, and where it comes from: ``workshop Preston, line 4``, or ``comment 12``.

    `redacted` says whether personal details were removed from it.
    """

    number: int
    text: str
    origin: str
    source: str
    group: str
    options: tuple[int, ...]
    participants: str = ""
    priority: str = ""
    place: str = ""
    redacted: bool = False


@dataclass(frozen=True)
class Shown:
    """Evidence as the edition says it that it was named from.

    Attributes
    ----------
    block, address : str
        The block's id, and where the book has it.
    stance : str
        For or against.
    said, more : str
        Its claim, or its title; and what stands under that.
    period, released, note : str
        The ISO date of the edition's newest release; what the option's writer adds.
    sources : tuple of str
    edition : str
        The id of the edition that it was named from.
    standing : str
        Whether the newest edition says the same: current, earlier or gone.
    now : str
        What the newest edition says, where that is something else.
    """

    block: str
    address: str
    stance: str
    said: str
    more: str
    period: str
    released: str
    note: str
    sources: tuple[str, ...]
    edition: str
    standing: str
    now: str = ""


@dataclass(frozen=True)
class Criterion:
    """By what options are scored."""

    name: str
    lowest: str
    highest: str


@dataclass(frozen=True)
class Remark:
    """What a member says of an option, and whether personal details were removed from it."""

    text: str
    redacted: bool = False


@dataclass(frozen=True)
class PaperOption:
    """One option: what it is, what speaks for and against it, who asked for it, what it scored.

    Attributes
    ----------
    number : int
        From 1, in the order that moderators gave the options; never by scores.
    scores : tuple of Spread
        One for each criterion, in their order.
    mean : float or None
        Over all criteria; see `results`.
    members : Spread
        Of the means of members.
    divided : tuple of str
        The criteria by which the panel is divided on it.
    ahead_of : tuple of int
        The numbers of the options that it is ahead of.
    remarks : tuple of Remark
        Of members, in the order of the alphabet, which tells nothing of who wrote them.
    """

    number: int
    title: str
    rationale: str
    priorities: tuple[str, ...]
    places: tuple[str, ...]
    evidence: tuple[Shown, ...]
    said: tuple[Said, ...]
    scores: tuple[Spread, ...]
    mean: float | None
    members: Spread
    divided: tuple[str, ...]
    ahead_of: tuple[int, ...]
    remarks: tuple[Remark, ...]

    def side(self, stance: str) -> tuple[Shown, ...]:
        """The evidence for it, or against it."""
        return tuple(one for one in self.evidence if one.stance == stance)


@dataclass(frozen=True)
class Paper:
    """All that a board paper says.

    Attributes
    ----------
    title, book, edition : str
        The consultation's title, the book's, and which data its newest edition rests on.
    released, dated : str
        ISO dates of that edition's newest release, and of the newest of its options, scores and
        remarks, and of what was removed from them.
    test : bool
        Whether its suggestions are made up.
    workshops : tuple of (str, int)
        How many suggestions came from each, by name.
    comments, groups, drafts, grouped : int
        How many suggestions came from comments, how many groups there are, how many of these are
        still the tool's draft, that no person has looked at, and how many suggestions are in one.
    suggestions : tuple of Said
        All of them, by number.
    criteria : tuple of Criterion
    options : tuple of PaperOption
    invited, scored : int
        How many members there are, and how many of them gave a score.
    begun, ended : str
        ISO dates of when scoring began and ended; empty if it has not.
    first : int or None
        The number of the option that is ahead of each of the others.
    """

    title: str
    book: str
    edition: str
    released: str
    dated: str
    test: bool
    workshops: tuple[tuple[str, int], ...]
    comments: int
    groups: int
    drafts: int
    grouped: int
    suggestions: tuple[Said, ...]
    criteria: tuple[Criterion, ...]
    options: tuple[PaperOption, ...]
    invited: int
    scored: int
    begun: str
    ended: str
    first: int | None

    @property
    def left(self) -> tuple[Said, ...]:
        """The suggestions that stand behind no option."""
        return tuple(one for one in self.suggestions if not one.options)

    @property
    def taken_up(self) -> int:
        """How many suggestions stand behind an option."""
        return len(self.suggestions) - len(self.left)


def paper(session: Session, books: Books, places: Places, found: Consultation) -> Paper:
    """What a consultation's board paper says.

    Parameters
    ----------
    session : Session
    books : Books
    places : Places
        The areas that options name.
    found : Consultation

    Raises
    ------
    NotThereError
        When the book is published no more.
    """
    book, given = books.book(found.book), scoring.everyones(session, found.id)
    made, remarks = scores.results(found, given), scoring.remarks(session, found.id)
    suggestions = gathering.suggestions(session, found.id)
    read = _Read(book, places, found, _suggestions(suggestions, book, places, found), made, remarks)
    said, numbers = tuple(read.suggestions.values()), read.numbers
    newest = [found.created_at, found.scoring_since, found.scoring_until]
    newest += [one.updated_at for one in found.options] + [one.at for one in given]
    newest += [one.redacted_at for one in suggestions]
    newest += [at for some in remarks.values() for one in some for at in (one.at, one.redacted_at)]
    return Paper(
        title=found.title,
        book=book.title,
        edition=book.edition.line,
        released=book.released,
        dated=max(at for at in newest if at).date().isoformat(),
        test=found.test,
        workshops=_workshops(session, found),
        comments=sum(one.source == COMMENT for one in said),
        groups=len(found.groups),
        drafts=sum(one.draft for one in found.groups),
        grouped=sum(bool(one.group) for one in said),
        suggestions=said,
        criteria=tuple(Criterion(one.name, one.lowest, one.highest) for one in found.criteria),
        options=tuple(_option(read, one) for one in found.options),
        invited=made.invited,
        scored=made.scored,
        begun=_date(found.scoring_since),
        ended="" if scoring.is_open(found) else _date(found.scoring_until),
        first=None if made.first is None else numbers[made.first],
    )


@dataclass(frozen=True)
class _Read:
    """What options are told from."""

    book: Book
    places: Places
    found: Consultation
    suggestions: Mapping[int, Said]
    results: Results
    remarks: Mapping[int, Sequence[Row]]

    @property
    def numbers(self) -> dict[int, int]:
        """The place of each option among them."""
        return {option.id: at for at, option in enumerate(self.found.options, start=1)}


def _suggestions(
    every: Sequence[Suggestion], book: Book, places: Places, found: Consultation
) -> dict[int, Said]:
    """All suggestions by their keys, in the order of their numbers."""
    names, titles = {one.id: one.name for one in found.groups}, references.chapters(book)
    behind: dict[int, list[int]] = {}
    for number, option in enumerate(found.options, start=1):
        for link in option.behind:
            behind.setdefault(link.suggestion_id, []).append(number)
    return {
        one.id: Said(
            one.number,
            gathering.said(one),
            origin(one),
            one.source,
            names.get(one.group_id or 0, ""),
            tuple(behind.get(one.id, ())),
            one.participants,
            titles.get(one.priority, one.priority),
            places.name(one.place),
            gathering.is_redacted(one),
        )
        for one in every
    }


def origin(one: Suggestion) -> str:
    """Where a suggestion comes from, in words."""
    if one.source == COMMENT:
        return f"comment {one.comment_id or one.row}"
    kind = "" if "workshop" in one.origin.casefold() else "workshop "
    return f"{kind}{one.origin}, line {one.row}"


def _workshops(session: Session, found: Consultation) -> tuple[tuple[str, int], ...]:
    asked = (
        select(Suggestion.origin, func.count(Suggestion.id))
        .where(Suggestion.consultation_id == found.id, Suggestion.source == WORKSHOP)
        .group_by(Suggestion.origin)
    )
    return tuple(sorted((str(name), int(number)) for name, number in session.execute(asked)))


def _option(read: _Read, one: Option) -> PaperOption:
    titles, numbers = references.chapters(read.book), read.numbers
    result, names = read.results.options[one.id], {row.id: row.name for row in read.found.criteria}
    behind = (read.suggestions[link.suggestion_id] for link in one.behind)
    remarks = read.remarks.get(one.id, ())
    return PaperOption(
        number=numbers[one.id],
        title=one.title,
        rationale=one.rationale,
        priorities=tuple(titles.get(str(slug), str(slug)) for slug in one.priorities),
        places=tuple(read.places.name(str(code)) for code in one.places),
        evidence=tuple(_shown(read.book, row) for row in one.evidence),
        said=tuple(sorted(behind, key=lambda said: said.number)),
        scores=tuple(result.by_criterion.values()),
        mean=result.mean,
        members=result.members,
        divided=tuple(names[id] for id in result.divided),
        ahead_of=tuple(numbers[id] for id in result.ahead_of),
        remarks=tuple(Remark(row.text, row.redacted_at is not None) for row in remarks),
    )


def _shown(book: Book, row: OptionEvidence) -> Shown:
    record: Mapping[str, Any] = row.evidence.record
    said, more = _words(record)
    standing = book.standing(row.evidence.block, row.evidence.hash)
    return Shown(
        block=row.evidence.block,
        address=_address(book, row),
        stance=row.stance,
        said=said,
        more=more,
        period=str(record.get("period") or ""),
        released=row.released,
        note=row.note,
        sources=tuple(cited(source) for source in record.get("sources") or ()),
        edition=row.edition,
        standing=standing,
        now=in_a_line(*_words(book.blocks[row.evidence.block])) if standing == EARLIER else "",
    )


def in_a_line(said: str, more: str) -> str:
    """The words of evidence, as one text."""
    return ". ".join(part.rstrip(".") for part in (said, more) if part)


def _words(record: Mapping[str, Any]) -> tuple[str, str]:
    """What a block says: a claim its sentence, all else its title; and what stands under that."""
    text, title = str(record.get("text") or ""), str(record.get("title") or "")
    if record["kind"] == "claim" or not title:
        return text or title, ""
    # A text alternative begins with the title.
    alt = str(record.get("alt") or "").removeprefix(title).lstrip(". ")
    return title, text or alt or str(record.get("subtitle") or "")


def _address(book: Book, row: OptionEvidence) -> str:
    """Where the book has a block: on the web if its board says where that is, else on the site."""
    standing = book.standing(row.evidence.block, row.evidence.hash)
    edition = row.edition if standing != "current" else ""
    page = book.page_of(row.evidence.block, edition)
    if not page and standing != GONE:
        page = book.page_of(row.evidence.block)
    board = str((book.edition.said.get("publisher") or {}).get("board") or "")
    return f"{board.removesuffix('/board')}{page}" if page and board else page.lstrip("/")


def _date(moment: dt.datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
