"""Annotations that other tools made on pages of the site, as comments that wait for a moderator."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urldefrag

from evidencebook.blocks.block import anchor
from evidencebook.board import words
from evidencebook.board.evidence import Book, Books
from evidencebook.board.exchange.checking import is_uid
from evidencebook.board.exchange.rows import Row, Rows, as_json, moment, read_moment
from evidencebook.board.models import LONGEST, WAITING
from evidencebook.build.past import EDITIONS
from evidencebook.errors import NotThereError

# What is not said otherwise is taken for a suggestion: a moderator sees it first.
_KINDS = {"questioning": "question", "editing": "correction"}
_ANY = "suggestion"


class Refusal(ValueError):
    """Why an annotation is not taken; its text says it."""


def comments(
    others: Iterable[tuple[str, dict[str, Any]]], books: Books, base: str
) -> tuple[Rows, list[str]]:
    """The rows of those that name evidence which the site has, and why others are not taken.

    Parameters
    ----------
    others : iterable of (str, dict)
        Annotations, each with where it stands.
    books : Books
    base : str
        The address of the site, without a slash at the end.
    """
    rows, refused = Rows(), []
    evidence: dict[tuple[str, str], Row] = {}
    for where, item in others:
        try:
            row, record = _taken(item, books, base)
        except Refusal as reason:
            refused.append(f"{where}: {reason}")
            continue
        except NotThereError:  # another edition has just been published
            refused.append(f"{where}: the site has that evidence no more")
            continue
        rows.comments.append(Row(row, where))
        about = {key: row[key] for key in ("book", "block", "hash")}
        evidence[row["book"], row["hash"]] = Row({**about, "record": as_json(record)}, where)
    rows.evidence.extend(evidence.values())
    return rows, refused


def _taken(item: Mapping[str, Any], books: Books, base: str) -> tuple[dict[str, str], Any]:
    if item.get("type") not in ("Annotation", ["Annotation"]):
        raise Refusal("it is no annotation of the W3C's model")
    text = _text(item)
    source, fragment = _target(item)
    book, edition, block = _block(source, fragment, books, base)
    past, record = books.as_read(book.slug, block, _hash(book, edition, block))
    said = {
        "id": _name(item),
        "parent": "",
        "book": book.slug,
        "block": block,
        "hash": record["hash"],
        "edition": past.id,
        "released": str(past.said.get("released") or ""),
        "kind": _kind(item),
        "text": text,
        "link": "",
        "name": _creator(item),
        "organisation": "",
        "received": _received(item),
        "redacted": "",
        "state": WAITING,
    }
    return said, record


def _text(item: Mapping[str, Any]) -> str:
    """What its first body of text says."""
    body = item.get("body", item.get("bodyValue"))
    for one in body if isinstance(body, list) else [body]:
        value = one.get("value") if isinstance(one, dict) else item.get("bodyValue")
        if isinstance(value, str) and (text := words.clean(value)):
            if len(text) > LONGEST["text"]:
                raise Refusal(f"its text is longer than {LONGEST['text']:,} characters")
            return text
    raise Refusal("it has no text of its own")


def _target(item: Mapping[str, Any]) -> tuple[str, str]:
    """The page that it is about, and the place on it."""
    target = item.get("target")
    targets = target if isinstance(target, list) else [target]
    if len(targets) != 1:
        raise Refusal("it is about several things at once")
    if isinstance(targets[0], str):
        page, fragment = _parted(targets[0])
        return page, fragment
    if not isinstance(targets[0], dict) or not isinstance(targets[0].get("source"), str):
        raise Refusal("it names no page")
    page, fragment = _parted(targets[0]["source"])
    selector = targets[0].get("selector")
    for one in selector if isinstance(selector, list) else [selector]:
        if isinstance(one, dict) and one.get("type") == "FragmentSelector":
            fragment = str(one.get("value") or "").removeprefix("#") or fragment
    return page, fragment


def _block(source: str, fragment: str, books: Books, base: str) -> tuple[Book, str, str]:
    """The book, the edition and the block that a place on a page is."""
    if not source.startswith(f"{base}/"):
        raise Refusal("its page is not one of this site")
    slug, *rest = source.removeprefix(f"{base}/").split("/")
    try:
        book = books.book(slug)
    except NotThereError as error:
        raise Refusal("its page is of no book of this site") from error
    edition = rest[1] if len(rest) == 3 and rest[0] == EDITIONS else book.edition.id
    past = {one.id: one for one in book.kept()}.get(edition)
    listed = [one["id"] for one in past.said["blocks"]] if past else list(book.blocks)
    if past is None or len(rest) not in (1, 3):
        raise Refusal("its page is of an edition that the site has not")
    for id in listed:
        if anchor(id) == fragment and rest[-1] == f"{id.partition('.')[0]}.html":
            return book, edition, id
    raise Refusal("it is about no claim, figure or table of that page")


def _hash(book: Book, edition: str, block: str) -> str:
    past = next(one for one in book.kept() if one.id == edition)
    return next(str(one["hash"]) for one in past.said["blocks"] if one["id"] == block)


def _parted(address: str) -> tuple[str, str]:
    try:
        page, fragment = urldefrag(address)
    except ValueError as error:
        raise Refusal("it names no page") from error
    return page, fragment


def _kind(item: Mapping[str, Any]) -> str:
    said = item.get("motivation")
    named = said if isinstance(said, list) else [said]
    return next((_KINDS[one] for one in named if isinstance(one, str) and one in _KINDS), _ANY)


def _name(item: Mapping[str, Any]) -> str:
    """The annotation's own, where it has such a one; else one made of its address or contents."""
    id = item.get("id")
    if isinstance(id, str) and is_uid(name := id.removeprefix("urn:uuid:")):
        return name
    return str(uuid.uuid5(uuid.NAMESPACE_URL, id if isinstance(id, str) and id else as_json(item)))


def _creator(item: Mapping[str, Any]) -> str:
    """The name of its author; an address is not taken, as nobody gave it to us."""
    said = item.get("creator")
    first = said[0] if isinstance(said, list) and said else said
    name = first.get("name", first.get("nickname", "")) if isinstance(first, dict) else ""
    plain = words.one_line(name) if isinstance(name, str) else ""
    return "" if "@" in plain else plain[: LONGEST["name"]].strip()


def _received(item: Mapping[str, Any]) -> str:
    try:
        if found := read_moment(str(item.get("created") or "")):
            return moment(found)
    except ValueError as error:
        raise Refusal("the time at which it was made cannot be read") from error
    raise Refusal("it does not say when it was made")
