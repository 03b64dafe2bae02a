"""Rows as W3C Web Annotations, in one collection of JSON-LD.

The model: https://www.w3.org/TR/annotation-model/. What it has no words for has terms of our own,
declared in the document itself, so that nobody has to fetch what they mean;
docs/board-production.md tells it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from evidencebook.blocks.block import anchor
from evidencebook.board.exchange.rows import Row, Rows, place

FILE = "annotations.jsonld"
MODEL = "http://www.w3.org/ns/anno.jsonld"
# Ours alone for as long as nobody else uses this number.
SPACE = "urn:uuid:5b2ad1d6-3c0f-4d0e-8a57-1d0c62a3f4be"
_TERMS = (
    *("about", "block", "book", "changedIn", "edition", "evidence", "hash", "kind"),
    *("moderation", "outcome", "reason", "ref", "released"),
)
_MOMENTS = ("decided", "erased", "redacted")
CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "board": f"{SPACE}#",
    "assessing": "http://www.w3.org/ns/oa#assessing",
    **{term: f"board:{term}" for term in _TERMS},
    **{
        term: {"@id": f"board:{term}", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
        for term in _MOMENTS
    },
    "record": {"@id": "board:record", "@type": "@json"},
}
MOTIVATIONS = {
    "question": "questioning",
    "correction": "editing",
    "evidence": "linking",
    "suggestion": "commenting",
    "support": "assessing",
}
REPLYING, RESPONDING = "replying", ["replying", "assessing"]
CONSENT = "board:published-with-consent"
HTML_FRAGMENT = "http://tools.ietf.org/rfc/rfc3236"
EDITORS = {"type": "Organization", "name": "The editors"}
_LANGUAGE = "en"


def written(rows: Rows, base: str) -> bytes:
    """The collection as the content of a file.

    Parameters
    ----------
    rows : Rows
        See `rows.held`.
    base : str
        The address of the site, without a slash at the end.
    """
    made = json.dumps(collection(rows, base), ensure_ascii=False, indent=1)
    return f"{made}\n".encode()


def collection(rows: Rows, base: str) -> dict[str, Any]:
    """The collection: one page with comments, replies and responses, and the evidence as read."""
    items = [_comment(row, base) for row in rows.comments]
    items += [_response(row) for row in rows.responses]
    listed = "\n".join(item["id"] for item in items)
    name, page = _named("collection", listed), _named("page", listed)
    return {
        "@context": [MODEL, CONTEXT],
        "id": name,
        "type": "AnnotationCollection",
        "label": "Comments on the evidence, and what became of them",
        "total": len(items),
        "first": {
            "id": page,
            "type": "AnnotationPage",
            "partOf": name,
            "startIndex": 0,
            "items": items,
        },
        "last": page,
        "evidence": [_evidence(row) for row in rows.evidence],
    }


def page_address(base: str, book: str, block: str) -> str:
    """The address of the page that a block stands on."""
    return f"{base}/{book}/{block.partition('.')[0]}.html"


def _named(what: str, listed: str) -> str:
    """A name that is the same for the same annotations."""
    return f"urn:uuid:{uuid.uuid5(uuid.UUID(SPACE.removeprefix('urn:uuid:')), f'{what}:{listed}')}"


def _comment(row: Row, base: str) -> dict[str, Any]:
    motivation, parent = MOTIVATIONS[row.get("kind")], row.get("parent")
    about = _about(row, base)
    target = {"target": f"urn:uuid:{parent}", "about": about} if parent else {"target": about}
    return {
        "id": f"urn:uuid:{row.get('id')}",
        "type": "Annotation",
        "motivation": [REPLYING, motivation] if parent else motivation,
        "created": row.get("received"),
        **_given({"creator": _creator(row)}),
        "rights": CONSENT,
        "body": _body(row),
        **target,
        "kind": row.get("kind"),
        **_given({"redacted": row.get("redacted")}),
        **_inside(row),
    }


def _about(row: Row, base: str) -> dict[str, Any]:
    """The block of the page, in the state that the edition had it in."""
    book, block, hash = place(row)
    released = row.get("released")
    dated = {"sourceDate": f"{released}T00:00:00Z", "released": released} if released else {}
    return {
        "type": "SpecificResource",
        "source": page_address(base, book, block),
        "selector": {
            "type": "FragmentSelector",
            "conformsTo": HTML_FRAGMENT,
            "value": anchor(block),
        },
        "state": {"type": "TimeState", **dated, "edition": row.get("edition")},
        "book": book,
        "block": block,
        "hash": hash,
    }


def _body(row: Row) -> Any:
    text = textual(row.get("text"))
    if not row.get("link"):
        return text
    link = {"type": "SpecificResource", "source": row.get("link"), "purpose": "linking"}
    return [text, link]


def textual(text: str) -> dict[str, str]:
    """A plain text as the body of an annotation."""
    return {
        "type": "TextualBody",
        "value": text,
        "format": "text/plain",
        "language": _LANGUAGE,
    }


def _creator(row: Row) -> Any:
    """The person, the organisation, or both; None where neither is given."""
    email = f"mailto:{row.get('email')}" if row.get("email") else ""
    person = _given({"name": row.get("name"), "email": email})
    found = [{"type": "Person", **person}] if person else []
    if row.get("organisation"):
        found.append({"type": "Organization", "name": row.get("organisation")})
    return found[0] if len(found) == 1 else found


def _inside(row: Row) -> dict[str, str]:
    """What is told to those alone who look after a board."""
    if "state" not in row.said:
        return {}
    optional = {key: row.get(key) for key in ("reason", "decided", "erased", "ref")}
    return {"moderation": row.get("state"), **_given(optional)}


def _response(row: Row) -> dict[str, Any]:
    by = {"type": "Person", "name": row.get("by")} if "by" in row.said else EDITORS
    return {
        "id": f"urn:uuid:{row.get('id')}",
        "type": "Annotation",
        "motivation": RESPONDING,
        "created": row.get("at"),
        "creator": by,
        "body": textual(row.get("text")),
        "target": f"urn:uuid:{row.get('comment')}",
        "outcome": row.get("outcome"),
        **_given({"changedIn": row.get("edition"), "redacted": row.get("redacted")}),
    }


def _evidence(row: Row) -> dict[str, Any]:
    return {
        "book": row.get("book"),
        "block": row.get("block"),
        "hash": row.get("hash"),
        "record": json.loads(row.get("record")),
    }


def _given(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in parts.items() if part}


def items_of(document: Any) -> Iterable[Any] | None:
    """The annotations of a document; None where it names pages that lie elsewhere."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return None
    if "first" in document:
        return items_of(document["first"]) if isinstance(document["first"], dict) else None
    if "items" in document:
        items = document["items"]
        return items if isinstance(items, list) and not document.get("next") else None
    return [document]
