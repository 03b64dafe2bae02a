"""What was said, as the annex of the PDF takes it: data alone, of which no text is markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont

from evidencebook.build.plain_text import is_link
from evidencebook.build.said import KINDS, OUTCOMES, Comment, Evidence, Response, in_days
from evidencebook.build.threads import OnBlock, Threads
from evidencebook.build.web_fonts import font_files
from evidencebook.periods import long_date

_UNKNOWN = "□"


def annex(threads: Threads, titles: Mapping[str, str]) -> dict[str, Any]:
    """All that was said, by chapter and block.

    Parameters
    ----------
    threads : Threads
    titles : mapping
        The chapters' titles by slug, in order.
    """
    found = threads.said.figures
    parts = [
        {"title": titles[slug], "blocks": [_block(threads, one) for one in on]}
        for slug, on in threads.by_chapter(titles).items()
    ]
    gone = [_block(threads, one) for one in threads.gone]
    return {
        "figures": [
            ["Received", f"{found.received:,}"],
            ["Published", f"{found.published:,}"],
            ["Answered", f"{found.answered:,}"],
            ["Median days to answer", in_days(found.days)],
        ],
        "parts": [*parts, *([{"title": "No longer in the book", "blocks": gone}] if gone else [])],
    }


def _block(threads: Threads, on: OnBlock) -> dict[str, Any]:
    return {
        "id": on.block,
        "name": set_in(on.last.name),
        "threads": [[_comment(threads, one) for one in comment.all] for comment in on.comments],
    }


def _comment(threads: Threads, one: Comment) -> dict[str, Any]:
    about = threads.about(one)
    who = ", ".join(part for part in (one.name or "No name given", one.organisation) if part)
    return {
        "kind": KINDS[one.kind],
        "by": set_in(f"{who}, {long_date(one.date)}"),
        "about": f"{about[:1].upper()}{about[1:]}",
        "then": _then(threads.read(one)) if about else "",
        "text": _paragraphs(one.text),
        "link": one.link if is_link(one.link) and set_in(one.link) == one.link else "",
        "redacted": one.redacted,
        "answers": [_answer(response) for response in one.responses],
    }


def _then(evidence: Evidence) -> str:
    """The evidence as it was read: what it said, else what it showed."""
    said = evidence.text if evidence.kind in ("claim", "metric", "gap") else evidence.alt
    parts = (part.rstrip(".") for part in dict.fromkeys((evidence.title, said)) if part)
    return set_in(f"{'. '.join(parts)}.")


def _answer(one: Response) -> dict[str, Any]:
    edition = f" in edition {one.edition}" if one.edition else ""
    outcome = f"{OUTCOMES[one.outcome]}{edition}"
    return {
        "outcome": outcome,
        "date": long_date(one.date),
        "text": _paragraphs(one.text),
        "redacted": one.redacted,
    }


def _paragraphs(text: str) -> list[str]:
    return [set_in(part) for part in text.split("\n\n") if part.strip()]


def set_in(text: str) -> str:
    """Text as the book's fonts can set it: a square stands for each sign that they have not.

    PDF/UA refuses a sign without a drawing, and nobody's comment may keep a book from being made.
    """
    drawn = _drawn()
    composed = unicodedata.normalize("NFC", text)
    return "".join(c if ord(c) in drawn or c == "\n" else _UNKNOWN for c in composed)


@cache
def _drawn() -> frozenset[int]:
    """The signs that every face of the book has."""
    faces = [set(TTFont(path).getBestCmap()) for path in font_files(("Regular", "Semibold"))]
    return frozenset(set.intersection(*faces))
