"""The document of Web Annotations: that it is one, by the model and by JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from board.exchange_samples import BASE, exported, filled
from board.samples import BOOK, MARCH, SAME
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.exchange import as_annotations
from evidencebook.board.exchange.as_annotations import CONTEXT, MODEL, MOTIVATIONS, SPACE
from evidencebook.board.exchange.rows import Rows
from evidencebook.board.models import KINDS, User

OA = Namespace("http://www.w3.org/ns/oa#")
OURS = Namespace(f"{SPACE}#")
STREAMS = "https://www.w3.org/ns/activitystreams#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# What the model's own context says of the terms that are used here: tests fetch nothing.
W3C: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{kind: OA[kind] for kind in ("Annotation", "TextualBody", "SpecificResource")},
    **{kind: OA[kind] for kind in ("FragmentSelector", "TimeState")},
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "Organization": "http://xmlns.com/foaf/0.1/Organization",
    "AnnotationCollection": f"{STREAMS}OrderedCollection",
    "AnnotationPage": f"{STREAMS}OrderedCollectionPage",
    **{name: OA[name] for name in ("commenting", "editing", "linking", "questioning")},
    "replying": OA.replying,
    "body": {"@type": "@id", "@id": OA.hasBody},
    "target": {"@type": "@id", "@id": OA.hasTarget},
    "source": {"@type": "@id", "@id": OA.hasSource},
    "selector": {"@type": "@id", "@id": OA.hasSelector},
    "state": {"@type": "@id", "@id": OA.hasState},
    "motivation": {"@type": "@vocab", "@id": OA.motivatedBy},
    "purpose": {"@type": "@vocab", "@id": OA.hasPurpose},
    "creator": {"@type": "@id", "@id": "http://purl.org/dc/terms/creator"},
    "rights": {"@type": "@id", "@id": "http://purl.org/dc/terms/rights"},
    "conformsTo": {"@type": "@id", "@id": "http://purl.org/dc/terms/conformsTo"},
    "items": {"@type": "@id", "@id": f"{STREAMS}items", "@container": "@list"},
    **{key: {"@type": "@id", "@id": f"{STREAMS}{key}"} for key in ("partOf", "first", "last")},
    "format": "http://purl.org/dc/elements/1.1/format",
    "language": "http://purl.org/dc/elements/1.1/language",
    "value": str(RDF.value),
    "name": "http://xmlns.com/foaf/0.1/name",
    "email": "http://xmlns.com/foaf/0.1/mbox",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "created": {"@id": "http://purl.org/dc/terms/created", "@type": f"{XSD}dateTime"},
    "sourceDate": {"@id": OA.sourceDate, "@type": f"{XSD}dateTime"},
    "total": {"@id": f"{STREAMS}totalItems", "@type": f"{XSD}nonNegativeInteger"},
    "startIndex": {"@id": f"{STREAMS}startIndex", "@type": f"{XSD}nonNegativeInteger"},
}
_IRI = {"type": "string", "pattern": r"^(https?://|urn:uuid:)[^\s\"<>{}]+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
_MOTIVATION = {"enum": [*MOTIVATIONS.values(), "replying"]}
_AGENT = {
    "type": "object",
    "required": ["type"],
    "properties": {
        "type": {"enum": ["Person", "Organization"]},
        "name": {"type": "string"},
        "email": {"type": "string", "pattern": "^mailto:"},
    },
}
_TEXT = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "format": {"const": "text/plain"},
        "language": {"const": "en"},
    },
}
_RESOURCE = {
    "type": "object",
    "required": ["type", "source"],
    "properties": {
        "type": {"const": "SpecificResource"},
        "source": _IRI,
        "selector": {
            "required": ["type", "value"],
            "properties": {"type": {"const": "FragmentSelector"}, "conformsTo": _IRI},
        },
        "state": {"properties": {"type": {"const": "TimeState"}, "sourceDate": _MOMENT}},
    },
}
# What the model says an annotation, a page and a collection must be.
SCHEMA = {
    "type": "object",
    "required": ["@context", "id", "type", "total", "first"],
    "properties": {
        "@context": {"type": "array", "contains": {"const": MODEL}},
        "id": _IRI,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string"},
        "total": {"type": "integer", "minimum": 0},
        "first": {
            "type": "object",
            "required": ["id", "type", "partOf", "items"],
            "properties": {
                "id": _IRI,
                "type": {"const": "AnnotationPage"},
                "startIndex": {"const": 0},
                "items": {"type": "array", "items": {"$ref": "#/$defs/annotation"}},
            },
        },
    },
    "$defs": {
        "annotation": {
            "type": "object",
            "required": ["id", "type", "target", "motivation", "created", "body"],
            "properties": {
                "id": _IRI,
                "type": {"const": "Annotation"},
                "created": _MOMENT,
                "motivation": {
                    "anyOf": [_MOTIVATION, {"type": "array", "items": _MOTIVATION}],
                },
                "creator": {"anyOf": [_AGENT, {"type": "array", "items": _AGENT}]},
                "target": {"anyOf": [_IRI, _RESOURCE]},
                "body": {
                    "anyOf": [_TEXT, {"type": "array", "items": {"anyOf": [_TEXT, _RESOURCE]}}],
                },
            },
        },
    },
}


@pytest.fixture(params=[False, True], ids=["all", "public"])
def document(
    request: pytest.FixtureRequest,
    database: Database,
    books: Books,
    moderator: User,
    tmp_path: Path,
) -> dict[str, Any]:
    """A board with something of everything, as a document."""
    filled(database, books, moderator)
    found = exported(database, tmp_path / "out", public=request.param)
    return dict(json.loads(found["annotations.jsonld"]))


def graph(document: dict[str, Any]) -> Graph:
    """What a document says to a reader of JSON-LD, the model's context put in its place."""
    context = [W3C, CONTEXT]
    return Graph().parse(data=json.dumps({**document, "@context": context}), format="json-ld")


def test_it_is_of_the_model(document: dict[str, Any]) -> None:
    """Collection, page and annotations have what each must have."""
    jsonschema.validate(document, SCHEMA)
    assert document["total"] == len(document["first"]["items"])


def test_no_term_is_unknown(document: dict[str, Any]) -> None:
    """Each is of the model or ours, so that no reader passes it over; ours hide none of theirs."""
    assert document["@context"] == [MODEL, CONTEXT]
    terms = set(_terms({k: v for k, v in document.items() if k != "@context"}))
    assert terms <= W3C.keys() | CONTEXT.keys()
    assert not (W3C.keys() & CONTEXT.keys())


def _terms(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield key
            if key != "record":  # JSON as it is, of no vocabulary
                yield from _terms(value)
    elif isinstance(part, list):
        for one in part:
            yield from _terms(one)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_it_says_the_same_as_linked_data(document: dict[str, Any]) -> None:
    """Comments hang on the page's block in the state that was read; replies on what they answer."""
    found = graph(document)
    made = set(found.subjects(RDF.type, OA.Annotation))
    assert len(made) == document["total"]
    assert all(str(one).startswith("urn:uuid:") for one in made)
    for one in made:
        assert found.value(one, OA.hasTarget) and found.value(one, OA.motivatedBy)
        assert list(found.objects(one, OA.hasBody))
    comment = next(one for one in document["first"]["items"] if one["kind"] == "question")
    target = found.value(URIRef(comment["id"]), OA.hasTarget)
    assert found.value(target, OA.hasSource) == URIRef(f"{BASE}/{BOOK}/energy.html")
    selector = found.value(target, OA.hasSelector)
    assert found.value(selector, RDF.value) == Literal("energy-emissions")
    assert found.value(found.value(target, OA.hasState), OURS.edition) == Literal(MARCH)
    assert found.value(target, OURS.block) == Literal(SAME)
    replies = set(found.subjects(OA.hasTarget, URIRef(comment["id"])))
    assert len(replies) == 3
    assert all((one, OA.motivatedBy, OA.replying) in found for one in replies)
    assert len(list(found.subject_objects(OURS.outcome))) == 2
    assert all(json.loads(str(record)) for record in found.objects(None, OURS.record))


def test_each_kind_has_a_motivation_of_its_own() -> None:
    """So that other tools can tell them apart."""
    assert MOTIVATIONS.keys() == KINDS.keys()
    assert len(set(MOTIVATIONS.values())) == len(KINDS)


def test_the_same_board_gives_the_same_document(
    database: Database, books: Books, moderator: User, tmp_path: Path
) -> None:
    """To the byte."""
    filled(database, books, moderator)
    assert exported(database, tmp_path / "a") == exported(database, tmp_path / "b")


def test_an_empty_board_is_a_document_too() -> None:
    """With no annotation."""
    made = as_annotations.collection(Rows(), BASE)
    jsonschema.validate(made, SCHEMA)
    assert made["total"] == 0 and made["first"]["items"] == []
