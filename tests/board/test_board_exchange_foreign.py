"""Annotations that other tools made on pages of the site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from board import samples
from board.exchange_samples import BASE
from board.samples import BOOK, MARCH, NOW, SAME
from evidencebook.board import moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.exchange import files
from evidencebook.board.models import PUBLISHED, WAITING, Comment, User

PAGE = f"{BASE}/{BOOK}/energy.html"
MADE: dict[str, Any] = {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    "id": "https://notes.example.org/a/1",
    "type": "Annotation",
    "motivation": "questioning",
    "created": "2026-06-30T10:00:00+01:00",
    "creator": {"type": "Person", "name": "Bea", "email": "mailto:bea@example.org"},
    "body": [{"type": "TextualBody", "value": " Why?\r\n", "format": "text/markdown"}],
    "target": {
        "source": PAGE,
        "selector": [
            {"type": "TextQuoteSelector", "exact": "emissions"},
            {"type": "FragmentSelector", "value": "energy-emissions"},
        ],
    },
}


def brought(database: Database, books: Books, folder: Path, *items: Any) -> list[str]:
    """Take annotations in; what is not taken, and why."""
    path = folder / "notes.json"
    path.write_text(json.dumps(list(items)))
    with database.writing() as session:
        return files.bring_in(session, files.read(path), books, BASE, NOW)[1]


def kept(database: Database) -> list[Comment]:
    """The comments that the board has."""
    with database.reading() as session:
        return list(moderation.queue(session, WAITING))


def test_it_waits_for_a_moderator(database: Database, books: Books, tmp_path: Path) -> None:
    """With the evidence of the edition that the site has; its author's address is not taken."""
    assert brought(database, books, tmp_path, MADE) == []
    (one,) = kept(database)
    assert (one.book, one.block, one.edition, one.kind) == (BOOK, SAME, MARCH, "question")
    assert (one.text, one.name, one.email, one.state) == ("Why?", "Bea", "", WAITING)
    assert one.evidence.record == books.today(BOOK, SAME)


def test_a_second_time_adds_nothing(
    database: Database, books: Books, moderator: User, tmp_path: Path
) -> None:
    """Also when a moderator has done something about it since."""
    brought(database, books, tmp_path, MADE)
    (one,) = kept(database)
    with database.writing() as session:
        moderation.decide(session, one.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        samples.redacted(session, one.id, {"name": ""}, moderator)
    assert brought(database, books, tmp_path, MADE) == []
    assert kept(database) == []


def test_it_may_be_about_an_older_edition(
    database: Database, books: Books, site: Path, tmp_path: Path
) -> None:
    """Where its page is of one that the site keeps."""
    samples.publish_june(site)
    old = f"{BASE}/{BOOK}/editions/{MARCH}/digital.html#digital-gigabit"
    assert brought(database, books, tmp_path, {**MADE, "target": old}) == []
    (one,) = kept(database)
    assert (one.block, one.edition, one.released) == ("digital.gigabit", MARCH, "2026-03-24")


def test_without_a_name_of_its_own(database: Database, books: Books, tmp_path: Path) -> None:
    """It is known by what it says."""
    bare = {key: value for key, value in MADE.items() if key not in ("id", "creator", "body")}
    said = {**bare, "bodyValue": "Why?", "target": f"{PAGE}#energy-emissions"}
    for _ in range(2):
        assert brought(database, books, tmp_path, said) == []
    assert len(kept(database)) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "Note"}, "no annotation"),
        ({"body": []}, "no text"),
        ({"body": {"type": "TextualBody", "value": "x" * 5001}}, "longer than"),
        ({"body": "https://example.org/", "bodyValue": 3}, "no text"),
        ({"target": [PAGE, PAGE]}, "several things"),
        ({"target": 3}, "names no page"),
        ({"target": "http://[x#y"}, "names no page"),
        ({"target": "https://elsewhere.org/highland/energy.html#energy-emissions"}, "this site"),
        ({"target": f"{BASE}/../etc/energy.html#energy-emissions"}, "no book"),
        ({"target": f"{BASE}/{BOOK}/editions/../energy.html#energy-emissions"}, "edition"),
        ({"target": f"{PAGE}#nothing"}, "no claim"),
        ({"target": f"{BASE}/{BOOK}/digital.html#energy-emissions"}, "no claim"),
        ({"created": ""}, "does not say when"),
        ({"created": "yesterday"}, "cannot be read"),
        ({"created": "0001-01-01T00:00:00+14:00"}, "cannot be read"),
        ({"created": "9999-12-31T23:59:59-14:00"}, "cannot be read"),
    ],
)
def test_what_is_not_taken(
    database: Database, books: Books, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    """It is named with the reason, and the others are taken."""
    (said,) = brought(database, books, tmp_path, {**MADE, **change}, {**MADE, "id": "urn:b"})
    assert said.startswith("notes.json, annotation 1: ") and reason in said
    assert len(kept(database)) == 1


def test_a_motivation_that_is_none(database: Database, books: Books, tmp_path: Path) -> None:
    """It is passed over."""
    odd = {**MADE, "motivation": [{"id": "oa:commenting"}]}
    assert brought(database, books, tmp_path, odd) == []
    assert len(kept(database)) == 1
