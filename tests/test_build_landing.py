"""The front page: which headline figures it shows, the key messages, the map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import build_samples as samples
import pytest
from bs4 import BeautifulSoup

from evidencebook.build import collect, landing
from evidencebook.build.edition import Book
from evidencebook.build.locator import Locator
from evidencebook.build.plan import Contents, Page


def metrics(*told: str) -> list[dict[str, Any]]:
    """Metrics by ``id indicator parts``, of which c is a comparison and m a change."""
    found = []
    for one in told:
        id, slug, parts = (*one.split(), "")[:3]
        detail = {"value": "1"} | ({"comparison": "x"} if "c" in parts else {})
        detail |= {"change": "x"} if "m" in parts else {}
        found.append(
            {"id": id, "chapter": id[0], "kind": "metric", "indicators": [slug], "detail": detail}
        )
    return found


def ids(*told: str) -> list[str]:
    """The ids of the metrics that are chosen of these."""
    return [block["id"] for block in landing.headline_metrics(metrics(*told))]


def test_of_each_chapter_the_first_that_is_compared() -> None:
    """A comparison comes before a change, and a change before neither."""
    assert ids("a.one s m", "a.two t c", "b.one u", "b.two v m")[:2] == ["a.one", "a.two"]
    many = [f"{letter}.one {letter} c" for letter in "bcdefgh"]
    assert ids("a.one s m", "a.two t c", *many)[0] == "a.two"


def test_eight_at_most_and_those_compared_come_first() -> None:
    """Of nine chapters the one without a comparison is left out, wherever it stands."""
    told = ["a.one a m", *(f"{letter}.one {letter} c" for letter in "bcdefghi")]
    assert ids(*told) == [f"{letter}.one" for letter in "bcdefghi"]


def test_no_indicator_is_shown_twice() -> None:
    """The second chapter's next measure stands for the one shown already."""
    assert ids("a.one same c", "b.one same c", "b.two other c") == ["a.one", "b.two"]


@pytest.mark.parametrize(("of", "shown"), [(1, 1), (3, 3), (5, 4), (6, 6), (7, 6), (8, 8), (12, 8)])
def test_cards_fill_their_rows(of: int, shown: int) -> None:
    """Five and seven, which leave a hole whatever the columns, are made one fewer."""
    assert len(ids(*(f"a.n{number} s{number} c" for number in range(of)))) == shown


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book of two sample chapters."""
    executed = samples.executed_project(tmp_path / "executed")
    pages = tuple(Page(slug, Path(f"{slug}.ipynb"), "Evidence") for slug in executed)
    contents = Contents(Page("index", Path("index.md")), pages)
    blocks = collect.collect(executed)
    return Book("testshire", samples.PLACE, contents, executed, blocks)


def test_a_card_is_a_link_with_its_figure(book: Book) -> None:
    """Name, value, period, change and comparison; the name leads to the evidence."""
    block = {**book.blocks[2], "svg": {"line": "<svg></svg>"}}
    soup = BeautifulSoup(landing._card(block), "lxml")
    link = soup.select_one(".evb-card-name a")
    assert link is not None and link["href"] == "alpha.html#alpha-headline"
    words = [tag.get_text() for tag in soup.select("p")]
    assert words == ["Output per hour worked", "£36.10", "2023", "up 2% on 2022", "UK £42.00"]
    assert soup.select_one(".evb-card-value [aria-hidden=true] svg")


def test_more_than_a_few_messages_are_folded(book: Book) -> None:
    """Two are seen; the summary says how many more there are, and of which chapter."""
    more = [{**book.blocks[0], "id": f"alpha.message-{number}"} for number in range(3)]
    whole = Book(book.slug, book.name, book.contents, book.executed, [*more, *book.blocks])
    shown = landing.messages(whole)
    assert "3 more key messages" in shown and "of: Alpha" in shown
    assert shown.count("<details") == 1


def test_the_map_has_a_text_alternative() -> None:
    """And nothing stands there where no boundaries are known."""
    soup = BeautifulSoup(landing.map_of(Locator("<svg></svg>", "A & B", "Here")), "lxml")
    drawn = soup.select_one("figure [role=img]")
    assert drawn is not None and drawn["aria-label"] == "A & B"
    assert landing.map_of(None) == ""
