"""What options refer to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from board.samples import BOOK
from evidencebook import settings
from evidencebook.board.evidence import Book, Books
from evidencebook.board.options import references
from evidencebook.board.options.references import Places


@pytest.fixture
def book(site: Path) -> Book:
    """A book whose chapter on energy has a heading as the theme writes it."""
    heading = '<h1>Energy &amp; <em>capital</em><a class="headerlink" href="#e">#</a></h1>'
    (site / BOOK / "energy.html").write_text(f"<html>{heading}</html>")
    return Books(site).book(BOOK)


def test_chapters(book: Book) -> None:
    """Titles as the pages have them; a chapter without a page goes by its slug."""
    titles = references.chapters(book)
    assert titles["energy"] == "Energy & capital" and titles["workforce"] == "Workforce"
    for text in ("energy", " energy & Capital "):
        assert references.chapter(book, text) == "energy"
    assert references.chapter(book, "farming") == ""
    assert [one["id"] for one in references.blocks(book, "energy")] == ["energy.emissions"]


def test_a_chapters_own_lists_are_no_evidence(book: Book) -> None:
    """Neither that of its sources nor that of what it does not know."""
    energy = book.blocks["energy.emissions"]
    lists = {f"energy.{name}": {**energy, "id": name} for name in ("sources", "unknowns")}
    found = references.blocks(replace(book, blocks={**book.blocks, **lists}), "energy")
    assert found == [energy]


def test_places(book: Book) -> None:
    """Those within the book's area, by code, slug or name; each once."""
    known = Places(settings.data_folder())
    found = known.within(book, ["highland", "S12000017", "Burnley", "Atlantis"])
    assert found == (["S12000017"], ["Burnley", "Atlantis"])
    assert known.name("S12000017") == known.typed("S12000017") == "Highland"
    assert known.name("by the harbour") == "by the harbour"


def test_a_name_of_the_book_itself(site: Path) -> None:
    """It means the book's own area, also where others bear the name."""
    path = site / BOOK / "edition.json"
    said = json.loads(path.read_text())
    path.unlink()  # it may be a link to what other tests read
    path.write_text(json.dumps({**said, "area": "lancashire", "name": "Lancashire"}))
    book = Books(site).book(BOOK)
    assert Places(settings.data_folder()).within(book, ["lancashire ", "Lancashire"]) == (
        ["lancashire"],
        [],
    )


def test_a_name_that_others_share() -> None:
    """It is typed as a slug, so that it means the same when it is sent back."""
    known = Places(settings.data_folder())
    assert known.typed("E10000017") == "lancashire-county"


def test_places_without_figures(book: Book, tmp_path: Path) -> None:
    """The board runs where there are none; no place is known then."""
    known = Places(tmp_path)
    assert known.within(book, ["Highland"]) == ([], ["Highland"])
    assert known.name("E07000117") == "E07000117"
