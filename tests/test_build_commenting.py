"""How pages lead readers to where they comment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import build_samples as samples
import pytest
from bs4 import BeautifulSoup

from evidencebook.blocks.html import html
from evidencebook.build import citations, commenting
from evidencebook.build.collect import Output
from evidencebook.build.edition import Book
from evidencebook.build.plan import Contents, Page

BLOCKS = {block.id: block for block in samples.blocks("alpha")}
FRONT, ABOUT = (Page(name, Path(f"{name}.md")) for name in ("index", "about"))
BOARD = "https://evidence.example.org/board"


def _book(board: str = "") -> Book:
    publisher = {"board": board}
    contents = Contents(FRONT, (ABOUT,))
    return Book("testshire", "Testshire", contents, publisher=publisher, folder="testshire-draft")


def _made(id: str, address: str) -> str:
    block = BLOCKS[id]
    return citations.addressed(Output(html(block), block.record()), "Testshire", {}, address)


@pytest.mark.parametrize("id", BLOCKS)
def test_every_block_can_be_commented_on(id: str) -> None:
    """By one link within it, whose name says which evidence is meant."""
    page = BeautifulSoup(_made(id, commenting.address(_book())), "lxml")
    block = BLOCKS[id]
    (link,) = page.select(f"#{block.anchor} .evb-actions > a.evb-comment")
    assert link["href"] == "about.html#how-to-comment"
    assert link.get_text() == f"Comment on this evidence: {block.title or block.text}"


@pytest.mark.parametrize("board", ["", BOARD])
def test_where_the_link_is_said_to_be(board: str) -> None:
    """Of a claim, which has no row of its own, it is folded under Evidence; of others it shows."""
    assert "each figure, table and gap, and under the <em>Evidence</em> of each claim" in (
        commenting.state(_book(board))
    )
    for id, block in BLOCKS.items():
        folded = BeautifulSoup(_made(id, BOARD), "lxml").select("details.evb-evidence .evb-comment")
        assert bool(folded) == (block.kind in ("claim", "metric")), id


def test_the_boards_own_address() -> None:
    """Where the publisher names a board, links lead to the folder's and block's own page of it."""
    address = commenting.address(_book(BOARD))
    (link,) = BeautifulSoup(_made("alpha.trend", address), "lxml").select("a.evb-comment")
    assert link["href"] == f"{BOARD}/testshire-draft/alpha.trend"
    assert f'href="{BOARD}/testshire-draft"' in commenting.state(_book(BOARD))


def test_a_book_without_a_page_to_lead_to() -> None:
    """It has no link: none leads nowhere."""
    book = replace(_book(), contents=Contents(FRONT, ()))
    assert commenting.address(book) == ""
    assert "evb-comment" not in _made("alpha.trend", "")


@pytest.mark.parametrize("board", ["", BOARD])
def test_links_of_a_page_that_is_served_with_its_board(board: str) -> None:
    """They lead to it and say how much was published; nothing else of the page is changed."""
    book = _book(board)
    built = "\n".join(
        [commenting.state(book), *(_made(id, commenting.address(book)) for id in BLOCKS)]
    )
    page = commenting.with_links(built, "/board/testshire", {"alpha.trend": 12})
    soup = BeautifulSoup(page, "lxml")
    links = {str(one["data-block"]): one for one in soup.select("a.evb-comment")}
    assert {id: one["href"] for id, one in links.items()} == {
        id: f"/board/testshire/{id}" for id in BLOCKS
    }
    assert links["alpha.trend"].get_text().startswith("Comment on this evidence (12 published): ")
    assert "published" not in links["alpha.by-authority"].get_text()
    assert "The sounding board is open" in soup.select("p.evb-board")[0].get_text()
    assert commenting.with_links(page, "/board/testshire", {"alpha.trend": 12}).count(
        "evb-comment"
    ) == len(BLOCKS)


def test_other_text_is_left_alone() -> None:
    """Also where it looks like a link to comment."""
    text = '<a class="evb-comment" href="x" data-block="A<b">Comment on this evidence</a>'
    assert commenting.with_links(text, "/board/testshire", {}) == text
