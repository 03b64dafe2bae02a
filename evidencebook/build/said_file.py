"""Read what was said of a book from a file, which may come from anyone."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from evidencebook.build.said import (
    COMMENTS,
    FORMAT,
    KINDS,
    OUTCOMES,
    Comment,
    Evidence,
    Figures,
    Response,
    Said,
)
from evidencebook.errors import BuildError

T = TypeVar("T")
_BLOCK = re.compile(r"[a-z0-9-]{1,100}\.[a-z0-9.-]{1,100}")
_HASH = re.compile(r"[0-9a-f]{1,64}")
_EDITION = re.compile(r"[a-z0-9-]{0,200}")
_PLAIN = {"int": (int,), "bool": (bool,), "str": (str,), "float | None": (float, int, type(None))}


def opened(path: Path) -> Said:
    """What a ``comments.json`` says. Raises BuildError when there is none, or it is not one."""
    try:
        return parsed(path.read_text(encoding="utf-8"), where=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(str(path), error) from error


def parsed(text: str, *, where: str = COMMENTS) -> Said:
    """What the text of a ``comments.json`` says, which may come from anyone.

    Raises
    ------
    BuildError
        When it is not as `Said.text` writes it.
    """
    try:
        made = _said(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _wrong(where, error) from error
    return made


def _said(content: Any) -> Said:
    if content.pop("format") != FORMAT:
        raise ValueError("another format")
    figures = _made(Figures, content.pop("figures"))
    made = Said(
        figures,
        tuple(_comment(one) for one in content.pop("comments")),
        tuple(_evidence(one) for one in content.pop("evidence")),
    )
    every = [one for comment in made.comments for one in comment.all]
    numbers = [one.id for one in every]
    _check(not content, "nothing else", ", ".join(content))
    _check(len(set(numbers)) == len(numbers), "each comment once", "the same number twice")
    unread = [one.id for one in every if (one.block, one.hash) not in made.read]
    _check(not unread, "the evidence of each comment", f"none of {unread}")
    return made


def _comment(said: Any, reply: bool = False) -> Comment:
    replies = tuple(_comment(one, reply=True) for one in said.pop("replies"))
    responses = tuple(_response(one) for one in said.pop("responses"))
    made = _made(Comment, said, replies=replies, responses=responses)
    _check(not (reply and replies), "replies one level deep", "a reply to a reply")
    _check(made.kind in KINDS, f"one of {', '.join(KINDS)}", made.kind)
    _check(bool(_EDITION.fullmatch(made.edition)), "the id of an edition", made.edition)
    _check_block(made.block, made.hash)
    dt.date.fromisoformat(made.date)
    dt.date.fromisoformat(made.released or made.date)
    return made


def _response(said: Any) -> Response:
    made = _made(Response, {"redacted": False, **said})  # of which older files do not tell
    _check(made.outcome in OUTCOMES, f"one of {', '.join(OUTCOMES)}", made.outcome)
    _check(bool(_EDITION.fullmatch(made.edition)), "the id of an edition", made.edition)
    dt.date.fromisoformat(made.date)
    return made


def _evidence(said: Any) -> Evidence:
    rows = tuple(tuple(row) for row in said.pop("rows"))
    _check(all(isinstance(cell, str) for row in rows for cell in row), "text in cells", "other")
    made = _made(Evidence, said, rows=rows)
    _check_block(made.block, made.hash)
    return made


def _made(kind: type[T], said: Any, **more: Any) -> T:
    """A record of a kind, each of its plain fields there and of its type, and no other."""
    types = {one.name: str(one.type) for one in fields(kind) if one.name not in more}  # type: ignore[arg-type]
    _check(set(said) == set(types), f"the fields {', '.join(types)}", ", ".join(map(str, said)))
    for name, value in said.items():
        _check(type(value) in _PLAIN[types[name]], f"{name} as {types[name]}", repr(value)[:80])
    return kind(**said, **more)


def _check_block(block: str, hash: str) -> None:
    _check(bool(_BLOCK.fullmatch(block)), "the id of a block", block)
    _check(bool(_HASH.fullmatch(hash)), "the hash of a block", hash)


def _check(fine: bool, expected: str, found: str) -> None:
    if not fine:
        raise ValueError(f"expected {expected}, found {found}")


def _wrong(where: str, error: Exception) -> BuildError:
    return BuildError(
        "What was said of the book cannot be read.",
        where=where,
        expected="published comments as a build writes them",
        found=f"{type(error).__name__}: {error}",
        do=f"name the {COMMENTS} of a published edition, or build without it",
    )
