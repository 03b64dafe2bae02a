"""The rows of a document of Web Annotations, and the annotations in it that other tools made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidencebook.board.exchange.as_annotations import items_of
from evidencebook.board.exchange.rows import Row, Rows, as_json

_URN = "urn:uuid:"


@dataclass(frozen=True)
class Document:
    """What a document holds.

    Attributes
    ----------
    rows : Rows
        Of annotations that a board made.
    others : list of (str, dict)
        Annotations of other tools, each with where it stands.
    """

    rows: Rows = field(default_factory=Rows)
    others: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def read(name: str, content: bytes, faults: list[str]) -> Document:
    """Read a document.

    Parameters
    ----------
    name : str
        The file's, for messages.
    content : bytes
    faults : list of str
        What is wrong is added to it.
    """
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        faults.append(f"{name}: it is no JSON in UTF-8")
        return Document()
    items = items_of(said)
    if items is None:
        faults.append(f"{name}: expected annotations, or one page of a collection that holds all")
        return Document()
    made = Document()
    for at, item in enumerate(items, 1):
        _sort(made, item, f"{name}, annotation {at}", faults)
    copies = said.get("evidence", []) if isinstance(said, dict) else []
    for at, copy in enumerate(_listed(copies), 1):
        made.rows.evidence.append(_evidence(copy, f"{name}, evidence {at}", faults))
    return made


def _sort(made: Document, item: Any, where: str, faults: list[str]) -> None:
    if not isinstance(item, dict):
        faults.append(f"{where}: expected an annotation")
    elif "outcome" in item:
        made.rows.responses.append(_response(_Part(item, where, faults)))
    elif isinstance(about := item.get("about", item.get("target")), dict) and "hash" in about:
        made.rows.comments.append(_comment(_Part(item, where, faults)))
    else:
        made.others.append((where, item))


class _Part:
    """A part of a document, which is read with what is wrong with it told.

    Parameters
    ----------
    said : mapping
    where : str
    faults : list of str
    """

    def __init__(self, said: Mapping[str, Any], where: str, faults: list[str]) -> None:
        self.said, self.where, self.faults = said, where, faults

    def text(self, key: str) -> str:
        """A text; empty where there is none."""
        found = self.said.get(key, "")
        if isinstance(found, str):
            return found
        self.faults.append(f"{self.where}, {key}: expected a text")
        return ""

    def name(self, key: str) -> str:
        """The name of an annotation, without what all names begin with."""
        found = self.text(key)
        if not found.startswith(_URN):
            self.faults.append(f"{self.where}, {key}: expected {_URN} and a name")
        return found.removeprefix(_URN)

    def part(self, key: str) -> _Part:
        """A part within; an empty one where there is none."""
        found = self.said.get(key, {})
        if not isinstance(found, dict):
            self.faults.append(f"{self.where}, {key}: expected an object")
            found = {}
        return _Part(found, f"{self.where}, {key}", self.faults)

    def typed(self, key: str, kind: str) -> _Part:
        """The first part within that is of a type; an empty one where there is none."""
        found = [one for one in _listed(self.said.get(key, [])) if one.get("type") == kind]
        return _Part(found[0] if found else {}, f"{self.where}, {key}", self.faults)


def _comment(item: _Part) -> Row:
    about = item.part("about" if "about" in item.said else "target")
    person = item.typed("creator", "Person")
    said = {
        "id": item.name("id"),
        "parent": item.name("target") if "about" in item.said else "",
        "book": about.text("book"),
        "block": about.text("block"),
        "hash": about.text("hash"),
        "edition": about.part("state").text("edition"),
        "released": about.part("state").text("released"),
        "kind": item.text("kind"),
        "text": item.typed("body", "TextualBody").text("value"),
        "link": item.typed("body", "SpecificResource").text("source"),
        "name": person.text("name"),
        "organisation": item.typed("creator", "Organization").text("name"),
        "received": item.text("created"),
        "redacted": item.text("redacted"),
    }
    if "moderation" in item.said:
        inside = {key: item.text(key) for key in ("reason", "decided", "erased", "ref")}
        email = person.text("email").removeprefix("mailto:")
        said |= {"state": item.text("moderation"), "email": email, **inside}
    return Row(said, item.where)


def _response(item: _Part) -> Row:
    said = {
        "id": item.name("id"),
        "comment": item.name("target"),
        "outcome": item.text("outcome"),
        "edition": item.text("changedIn"),
        "text": item.typed("body", "TextualBody").text("value"),
        "at": item.text("created"),
        "redacted": item.text("redacted"),
    }
    if person := item.typed("creator", "Person").said:
        said["by"] = _Part(person, item.where, item.faults).text("name")
    return Row(said, item.where)


def _evidence(copy: Mapping[str, Any], where: str, faults: list[str]) -> Row:
    part = _Part(copy, where, faults)
    said = {key: part.text(key) for key in ("book", "block", "hash")}
    return Row({**said, "record": as_json(part.part("record").said)}, where)


def _listed(found: Any) -> Iterable[dict[str, Any]]:
    """What may be one object or several; anything else is passed over."""
    several = found if isinstance(found, list) else [found]
    return [one for one in several if isinstance(one, dict)]
