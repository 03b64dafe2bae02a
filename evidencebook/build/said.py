"""What was said of a book on the sounding board, as an edition keeps it beside its pages.

It is an input of the edition, as the snapshot is: ``comments.json`` holds all of it that is
published, and nothing else of the board. The same comments give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from evidencebook.periods import long_date

COMMENTS = "comments.json"
# What people comment on, by a block's kind.
EVIDENCE = {
    "claim": "Claim",
    "figure": "Figure",
    "table": "Table",
    "metric": "Metric",
    "gap": "What is not known",
}
KINDS = {
    "question": "Question",
    "correction": "Correction",
    "evidence": "Further evidence",
    "suggestion": "Suggestion",
    "support": "Support",
}
CHANGED, WILL_CHANGE, NOTED, REFUSED = "changed", "will-change", "noted", "not-accepted"
OUTCOMES = {
    CHANGED: "Changed",
    WILL_CHANGE: "Will be changed",
    NOTED: "Noted",
    REFUSED: "Not accepted",
}
# How a comment stands to the newest edition.
CURRENT, EARLIER, GONE = "current", "earlier", "gone"
# How many rows of a table tell what it was.
ROWS = 6
FORMAT = 1


@dataclass(frozen=True)
class Response:
    """What was done about a comment.

    Attributes
    ----------
    outcome : str
        Of `OUTCOMES`.
    edition : str
        The id of the edition in which it was changed; else empty.
    text : str
    date : str
        ISO, as all dates here.
    redacted : bool
        Whether a moderator removed personal details.
    """

    outcome: str
    edition: str
    text: str
    date: str
    redacted: bool = False


@dataclass(frozen=True)
class Comment:
    """A published comment, or a reply to one.

    Attributes
    ----------
    id : int
    block, hash : str
        The evidence that it is about: the block's id, and the hash of what it said.
    edition, released : str
        The edition that was read, by its id and the date of its newest release.
    kind : str
        Of `KINDS`.
    text, link, name, organisation, date : str
    redacted : bool
        Whether a moderator removed personal details.
    responses : tuple of Response
    replies : tuple of Comment
    """

    id: int
    block: str
    hash: str
    edition: str
    released: str
    kind: str
    text: str
    link: str
    name: str
    organisation: str
    date: str
    redacted: bool
    responses: tuple[Response, ...] = ()
    replies: tuple[Comment, ...] = ()

    @property
    def all(self) -> tuple[Comment, ...]:
        """It and its replies."""
        return (self, *self.replies)


@dataclass(frozen=True)
class Evidence:
    """A block as someone read it, in short.

    Attributes
    ----------
    block, hash, kind, title, text, alt, period, unit : str
        As `blocks.json` has them.
    rows : tuple of tuples of str
        The head and the first rows of its data.
    more : int
        How many rows are left out.
    """

    block: str
    hash: str
    kind: str
    title: str
    text: str
    alt: str
    period: str
    unit: str
    rows: tuple[tuple[str, ...], ...]
    more: int

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Evidence:
        """What a block's record, with its data as ``csv``, says in short."""
        rows = [tuple(row) for row in csv.reader(io.StringIO(record.get("csv") or ""))]
        said = {key: str(record.get(key) or "") for key in ("title", "text", "alt")}
        return cls(
            block=str(record["id"]),
            hash=str(record["hash"]),
            kind=str(record["kind"]),
            period=str(record.get("period") or ""),
            unit=str(record.get("unit") or ""),
            rows=tuple(rows[: ROWS + 1]),
            more=max(0, len(rows) - ROWS - 1),
            **said,
        )

    @property
    def name(self) -> str:
        """What it is called where there is one line for it."""
        return self.title or self.text


def in_days(days: float | None) -> str:
    """A time in days as pages have it; a dash where there is none.

    >>> in_days(0.2), in_days(2.46), in_days(None)
    ('less than 1', '2.5', '–')
    """
    if days is None:
        return "–"
    return f"{days:.1f}" if days >= 1 else "less than 1"


@dataclass(frozen=True)
class Figures:
    """How the board does: received, published, answered, and the median days to an answer."""

    received: int
    published: int
    answered: int
    days: float | None


@dataclass(frozen=True)
class Said:
    """All that was said of a book, and published.

    Attributes
    ----------
    figures : Figures
    comments : tuple of Comment
        Those that are no replies, by number.
    evidence : tuple of Evidence
        What they are about, once each, by block and hash.
    """

    figures: Figures
    comments: tuple[Comment, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @cached_property
    def text(self) -> str:
        """As ``comments.json`` holds it."""
        made = {"format": FORMAT, **asdict(self)}
        return json.dumps(made, ensure_ascii=False, indent=1) + "\n"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of ``comments.json``."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def published(self) -> Said:
        """It without how many comments were received, which counts those that nobody may read."""
        return replace(self, figures=replace(self.figures, received=0))

    @cached_property
    def read(self) -> dict[tuple[str, str], Evidence]:
        """The evidence by block and hash."""
        return {(one.block, one.hash): one for one in self.evidence}


# What was said of the book in a folder; None where nobody asked a board.
Ask = Callable[[str], Said | None]


def nothing_said(book: str) -> Said | None:
    """What was said of a book where no board is asked."""
    return None


def standing(blocks: Mapping[str, str], block: str, hash: str) -> str:
    """Whether evidence that was commented on is still what an edition says.

    Parameters
    ----------
    blocks : mapping
        The hashes of the edition's blocks, by id.
    block, hash : str
        What was commented on. Nothing is matched by resemblance.
    """
    if block not in blocks:
        return GONE
    return CURRENT if blocks[block] == hash else EARLIER


def about(standing: str, released: str) -> str:
    """Which edition a comment is about, where that is not the newest; else empty."""
    if standing == CURRENT:
        return ""
    when = month(released)
    return f"about the edition of {when}" if when else "about an earlier edition"


def month(released: str) -> str:
    """The month of an ISO date, in words; empty without one.

    >>> month("2026-06-24")
    'June 2026'
    """
    return long_date(released).partition(" ")[2] if released else ""
