"""The pages about a book say what the build knows, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from string import Template

import build_samples as samples
import pytest

from evidencebook import settings
from evidencebook.build import statements
from evidencebook.build.edition import Book
from evidencebook.build.plan import contents
from evidencebook.indicators import Source, indicators, sources

CARDS = indicators(settings.ROOT / "data")
SOURCES = sources(settings.ROOT / "data")
NAMED = {
    "name": "Testshire *Council*",
    "contact": "evidence@testshire.example",
    "website": "https://www.testshire.example/evidence",
    "reviewed": "2026-06-30",
}


@pytest.fixture
def book() -> Book:
    """A book of the real contents that rests on population alone."""
    blocks = [block.record() for block in samples.blocks("alpha")]
    used = frozenset(["population"])
    return Book("testshire", samples.PLACE, contents(settings.ROOT), {}, blocks, used=used)


def _words(book: Book, cards: dict[str, Source] | None = None) -> dict[str, str]:
    return statements.words(book, CARDS, cards or dict(SOURCES))


def test_a_publisher_that_is_named_can_be_written_to(book: Book) -> None:
    """Its name as text, its address as a link, the date of its review."""
    words = _words(replace(book, publisher=NAMED))
    assert words["published_by"] == (
        "It is published by Testshire \\*Council\\* at <https://www.testshire.example/evidence>."
    )
    assert words["contact"].endswith(
        "[evidence@testshire.example](mailto:evidence@testshire.example)."
    )
    assert words["reviewed"].endswith("on 30 June 2026.")
    assert words["commitment"].startswith("Testshire \\*Council\\* is committed")


def test_what_the_publisher_has_not_given_is_not_made_up(book: Book) -> None:
    """No name, no address, no date, no promise in anybody's name."""
    words = _words(book)
    assert "has not given a name" in words["published_by"]
    assert "has not given an address" in words["contact"]
    assert "has not given the date" in words["reviewed"]
    assert "committed" not in words["commitment"]


@pytest.mark.parametrize("contact", ["javascript:alert(1)", "<b>us</b>", "Room 4, Town Hall"])
def test_only_addresses_become_links(book: Book, contact: str) -> None:
    """Anything else is text."""
    said = _words(replace(book, publisher={**NAMED, "contact": contact}))["contact"]
    assert "](" not in said and "<b>" not in said


def test_limits_of_the_pdf_are_told_where_there_is_one(book: Book) -> None:
    """A book without a PDF says nothing about one."""
    assert "very long table" in _words(book)["pdf_limits"]
    without = _words(replace(book, with_pdf=False))
    assert {words for key, words in without.items() if key.startswith("pdf_")} == {""}
    assert "not been audited" in without["compliance"]


def test_licences_are_those_of_the_sources_in_use(book: Book) -> None:
    """The population's card and the boundaries', and no other; with the words they ask for."""
    words = _words(book)
    assert "Mid-year population estimates" in words["data_licences"]
    assert "Renewable Energy" not in words["data_licences"]
    assert "Contains public sector information licensed under" in words["data_licences"]
    assert words["map_licence"].endswith(
        "Contains OS data © Crown copyright and database right 2025."
    )
    assert words["publishers"] == "- Office for National Statistics"
    assert words["local_data"] == "There is no local data in this book."


def test_licences_are_those_that_the_cards_name(book: Book) -> None:
    """On the page and on the cover of the PDF: none is taken for granted."""
    card = replace(SOURCES["ons-population-estimates"], licence="CC BY 4.0", attribution="© Us")
    cards = {card.slug: card}
    said, cover = _words(book, cards)["data_licences"], statements.imprint(book, CARDS, cards)
    page = (settings.ROOT / "book" / "licence.md").read_text(encoding="utf-8")
    assert "Open Government" not in f"{said}{cover}{page}"
    assert "https://creativecommons.org/licenses/by/4.0/" in said
    assert "under the Creative Commons Attribution 4.0. © Us." in cover
    whole = statements.imprint(book, CARDS, SOURCES)
    assert "under the Open Government Licence v3.0. Contains OS data © Crown copyright" in whole


def test_a_publisher_is_listed_once(book: Book) -> None:
    """Whatever part of its work is named; brackets that tell two bodies apart stay."""
    names = [
        "Energy Office", "Energy Office (Great Britain); Energy Office (Northern Ireland)",
        "Roads Office", "Roads Office, sourced from Charger Map", "Labour Office (Wales)",
    ]  # fmt: skip
    sources = [{"publisher": n, "title": "T", "released": "", "url": ""} for n in names]
    made = replace(book, blocks=[{**book.blocks[0], "sources": sources}])
    assert _words(made)["publishers"].splitlines() == [
        "- Energy Office",
        "- Labour Office (Wales)",
        "- Roads Office",
    ]


def test_a_source_that_is_only_named_is_listed_too(book: Book) -> None:
    """Of a survey's answers no block lists the indicator."""
    card = SOURCES["dbt-small-business-survey"]
    named = {"publisher": card.publisher, "title": f"{card.title} 2024", "released": "", "url": ""}
    blocks = [*book.blocks, {**book.blocks[0], "sources": [named]}]
    assert card.title not in _words(book)["data_licences"]
    assert card.title in _words(replace(book, blocks=blocks))["data_licences"]


def test_local_data_keep_their_own_licence(book: Book) -> None:
    """Or it is said that none is named."""
    card = Source(CARDS["population"].source, "Visits", "Town team", licence="", local=True)
    assert _words(book, {card.slug: card})["local_data"] == (
        "- Visits, supplied by Town team: no licence is named."
    )
    named = replace(card, licence="CC BY 4.0")
    assert "CC BY 4.0" in _words(book, {card.slug: named})["local_data"]


@pytest.mark.parametrize("page", ["about", "accessibility", "quality", "licence", "method"])
def test_every_placeholder_is_filled(book: Book, page: str) -> None:
    """None is left on a page, and none is unknown."""
    path = settings.ROOT / "book" / f"{page}.md"
    known = {**_words(book), "place": "Testshire", "title": "T", "edition": "E"}
    assert "${" not in Template(path.read_text(encoding="utf-8")).substitute(known)
