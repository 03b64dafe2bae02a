"""What is wrong with rows before anything is written: cells, and what rows say of one another."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from evidencebook.board import evidence, words
from evidencebook.board.addresses import EMAIL
from evidencebook.board.comments import REF
from evidencebook.board.exchange.rows import Row, Rows, place, read_moment
from evidencebook.board.models import KINDS, LONGEST, OUTCOMES, PUBLISHED, STATES

_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9-]{1,200}")


def faults(rows: Rows) -> list[str]:
    """What is wrong with some rows, each with where it stands; none if nothing is."""
    return [
        *_cells(rows.comments, _COMMENT),
        *_cells(rows.responses, _RESPONSE),
        *_cells(rows.evidence, _EVIDENCE),
        *_records(rows.evidence),
        *_twice("id", [*rows.comments, *rows.responses]),
        *_twice("ref", rows.comments),
        *_outcomes(rows.responses),
    ]


def is_uid(text: str) -> bool:
    """Whether a text is a name such as comments have.

    >>> is_uid("6f1c0c4e-51a5-4a52-9f5e-0a1f0a3b9f10"), is_uid("12")
    (True, False)
    """
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return read_moment(text) is not None
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return str(dt.date.fromisoformat(text)) == text
    except ValueError:
        return False


def _plain(longest: int) -> Callable[[str], bool]:
    return lambda text: words.one_line(text) == text and len(text) <= longest


def _text(longest: int) -> Callable[[str], bool]:
    return lambda text: words.clean(text) == text and len(text) <= longest


def _or_empty(check: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: not text or check(text)


def _given(check: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: bool(text) and check(text)


Checks = Mapping[str, tuple[Callable[[str], bool], str]]
_UID = (is_uid, "such as 6f1c0c4e-51a5-4a52-9f5e-0a1f0a3b9f10")
_BOOK = (evidence.is_book, "a book's name, such as highland")
_BLOCK = (evidence.is_block, "a block's id, such as energy.emissions")
_OF = (lambda text: bool(_HASH.fullmatch(text)), "64 signs of 0-9 and a-f")
_AT = (_is_moment, "a time with its zone, such as 2026-07-01T12:00:00Z")
_MAYBE_AT = (_or_empty(_is_moment), f"empty or {_AT[1]}")
_MAYBE_DAY = _or_empty(_is_day)
_COMMENT: Checks = {
    "id": _UID,
    "parent": (_or_empty(is_uid), "empty or the id of a comment"),
    "book": _BOOK,
    "block": _BLOCK,
    "hash": _OF,
    "edition": (lambda text: bool(_NAME.fullmatch(text)), "an edition's id"),
    "released": (_MAYBE_DAY, "empty or a date"),
    "kind": (KINDS.__contains__, ", ".join(KINDS)),
    "text": (_given(_text(LONGEST["text"])), "plain text without spaces around it"),
    "link": (_or_empty(words.is_link), "empty or a web address"),
    "name": (_plain(LONGEST["name"]), "one line of plain text"),
    "organisation": (_plain(LONGEST["organisation"]), "one line of plain text"),
    "email": (
        _or_empty(lambda text: bool(EMAIL.fullmatch(text)) and len(text) <= LONGEST["email"]),
        "empty or an e-mail address",
    ),
    "received": _AT,
    "state": (STATES.__contains__, ", ".join(STATES)),
    "reason": (_text(LONGEST["text"]), "plain text"),
    "decided": _MAYBE_AT,
    "redacted": _MAYBE_AT,
    "erased": _MAYBE_AT,
    "ref": (_or_empty(lambda text: bool(REF.fullmatch(text))), "empty or 32 signs"),
}
_RESPONSE: Checks = {
    "id": _UID,
    "comment": _UID,
    "outcome": (OUTCOMES.__contains__, ", ".join(OUTCOMES)),
    "edition": (_or_empty(lambda text: bool(_NAME.fullmatch(text))), "empty or an edition's id"),
    "text": (_given(_text(LONGEST["text"])), "plain text without spaces around it"),
    "by": (_given(_plain(100)), "the name of who responded"),
    "at": _AT,
    "redacted": _MAYBE_AT,
}
_EVIDENCE: Checks = {"book": _BOOK, "block": _BLOCK, "hash": _OF}


def _cells(rows: Iterable[Row], checks: Checks) -> Iterator[str]:
    """Of each cell that is not as it must be: where, and what is expected; never what it holds."""
    for row in rows:
        for column, (right, expected) in checks.items():
            if column in row.said and not right(row.said[column]):
                yield f"{row.where}, {column}: expected {expected}"


def _records(rows: Iterable[Row]) -> Iterator[str]:
    """Of each copy of evidence that is no block, or of another than its row says."""
    for row in rows:
        try:
            row.get("record").encode()  # half a character can be kept nowhere
            record = json.loads(row.get("record"))
        except (ValueError, RecursionError):
            record = None
        if not (isinstance(record, dict) and _is_shown(record)):
            yield f"{row.where}, record: expected a block as JSON, as blocks.json has it"
        elif (record.get("id"), record.get("hash")) != (row.get("block"), row.get("hash")):
            yield f"{row.where}, record: it is of another block than its row says"
    for about, number in Counter(place(row) for row in rows).items():
        if number > 1:
            yield f"evidence {'/'.join(about)}: it stands there {number} times"


def _is_shown(record: Mapping[str, Any]) -> bool:
    """Whether the board can show a block's record."""
    texts = [record.get(key) for key in ("kind", "title", "text")]
    texts += [record.get(key) or "" for key in ("subtitle", "alt", "computed", "csv")]
    notes, sources = record.get("notes") or [], record.get("sources") or []
    if not (isinstance(notes, list) and isinstance(sources, list)):
        return False
    if not all(isinstance(text, str) for text in (*texts, *notes)):
        return False
    return all(isinstance(one, dict) and _is_cited(one) for one in sources)


def _is_cited(source: Mapping[str, Any]) -> bool:
    named = all(isinstance(source.get(key), str) for key in ("publisher", "title"))
    released = source.get("released") or ""
    return named and isinstance(released, str) and _MAYBE_DAY(released)


def _twice(column: str, rows: Iterable[Row]) -> Iterator[str]:
    found: dict[str, str] = {}
    for row in rows:
        if (text := row.get(column)) and text in found:
            yield f"{row.where}, {column}: the same stands at {found[text]}"
        found[text] = row.where


def _outcomes(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if (row.get("outcome") == "changed") != bool(row.get("edition")):
            yield f"{row.where}, edition: expected where the outcome is changed, and only there"


def state(row: Row) -> str:
    """The state of a comment; what is handed on is published."""
    return row.get("state") or PUBLISHED
