"""What can be commented on, over editions."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from board import samples
from board.samples import BOOK, CHANGED, JUNE, MARCH, SAME
from evidencebook.board import evidence
from evidencebook.board.database import Database
from evidencebook.board.evidence import CURRENT, EARLIER, GONE, Books
from evidencebook.board.models import Evidence
from evidencebook.errors import NotThereError


def test_the_books_of_a_site(site: Path, books: Books) -> None:
    """Folders with an edition; what a build leaves behind is none."""
    (site / ".staging-highland-1-00000000").mkdir()
    (site / "notes").mkdir()
    assert books.slugs() == [BOOK]
    assert books.book(BOOK).title == "Highland evidence base"


@pytest.mark.parametrize(
    "slug", ["nowhere", "..", "../highland", "highland/..", ".", "", "api", "a\x00b", "Highland"]
)
def test_what_is_no_book(books: Books, slug: str) -> None:
    """Whatever it is called: nothing outside the site is looked at."""
    with pytest.raises(NotThereError):
        books.book(slug)


def test_a_block_with_its_data(books: Books) -> None:
    """As the edition has it."""
    block = books.today(BOOK, CHANGED)
    assert block["id"] == CHANGED
    assert block["text"] and block["csv"].count("\n") > 1


@pytest.mark.parametrize("block", ["energy.nothing", "", "../edition", "energy.emissions\x00"])
def test_what_is_no_block(books: Books, block: str) -> None:
    """It is refused."""
    with pytest.raises(NotThereError):
        books.today(BOOK, block)


def test_a_new_edition_is_read_at_once(site: Path, books: Books) -> None:
    """One that says the same stands; one that says something else is known as earlier."""
    old = {id: block["hash"] for id, block in books.book(BOOK).blocks.items()}
    book = samples.publish_june(site)
    new = books.book(BOOK)
    assert new.edition.id == JUNE
    assert new.standing(SAME, old[SAME]) == CURRENT
    assert new.standing(CHANGED, old[CHANGED]) == EARLIER
    samples.without(book, CHANGED)
    assert books.book(BOOK).standing(CHANGED, old[CHANGED]) == GONE


def test_evidence_of_an_edition_that_is_kept(site: Path, books: Books) -> None:
    """It is found by its hash, with the data of its own edition."""
    old = books.today(BOOK, CHANGED)
    samples.publish_june(site)
    edition, block = books.as_read(BOOK, CHANGED, old["hash"])
    assert (edition.id, block) == (MARCH, old)
    assert books.today(BOOK, CHANGED)["csv"] != old["csv"]


def test_a_forged_hash_is_refused(books: Books) -> None:
    """No edition has it."""
    with pytest.raises(NotThereError):
        books.as_read(BOOK, SAME, "0" * 64)


def test_where_a_block_stands(site: Path, books: Books) -> None:
    """In the newest edition, or in one that is kept with its pages."""
    samples.publish_june(site)
    book = books.book(BOOK)
    assert book.page_of(SAME) == "/highland/energy.html#energy-emissions"
    assert book.page_of(SAME, MARCH) == ""
    (site / BOOK / "editions" / MARCH / "energy.html").write_text("")
    assert book.page_of(SAME, MARCH) == f"/highland/editions/{MARCH}/energy.html#energy-emissions"


def test_a_block_is_copied_once(database: Database, books: Books) -> None:
    """However many comment on it."""
    block = books.today(BOOK, SAME)
    for _ in range(2):
        with database.writing() as session:
            evidence.copied(session, BOOK, block)
    with database.reading() as session:
        assert session.scalar(select(func.count(Evidence.id))) == 1
        assert session.scalars(select(Evidence)).one().record == block
