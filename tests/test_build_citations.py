"""What the book adds to a block: its address, its citation, whether it has turned."""

from __future__ import annotations

from dataclasses import replace

import build_samples as samples
import pytest
from bs4 import BeautifulSoup

from evidencebook.blocks.block import Block
from evidencebook.blocks.html import MORE, html
from evidencebook.build.citations import addressed, citation
from evidencebook.build.collect import Output

BOOK = "Testshire evidence base, edition 1a2b"
BLOCKS = {block.id.partition(".")[2]: block for block in samples.blocks("alpha")}


def _soup(block: Block, turned: dict[str, str] | None = None) -> BeautifulSoup:
    made = addressed(Output(html(block), block.record()), BOOK, turned or {})
    assert MORE not in made
    return BeautifulSoup(made, "lxml")


@pytest.mark.parametrize("slug", BLOCKS)
def test_every_block_leads_to_itself(slug: str) -> None:
    """One link, with a name of its own, within the block."""
    block = BLOCKS[slug]
    links = _soup(block).select(f"#{block.anchor} a.evb-address")
    assert [link["href"] for link in links] == [f"#{block.anchor}"]
    assert (block.title or block.text) in str(links[0].get("aria-label") or links[0].get_text())


@pytest.mark.parametrize("slug", ["trend", "by-authority", "closing", "message-two"])
def test_figures_tables_and_claims_can_be_cited(slug: str) -> None:
    """Title, book, publisher, release and address."""
    said = _soup(BLOCKS[slug]).select(".evb-cite p")
    assert len(said) == 1
    text = said[0].get_text()
    assert BOOK in text
    assert "Office for National Statistics, Subregional productivity, released 9 June 2025" in text
    assert text.endswith(f"alpha.html#alpha-{slug}")


def test_a_citation_of_markup_is_text() -> None:
    """Nothing of a title becomes markup."""
    odd = replace(BLOCKS["trend"], title="A <b>title</b> & more")
    said = _soup(odd).select_one(".evb-cite p")
    assert said is not None and said.b is None and "<b>title</b> & more" in said.get_text()


def test_without_sources_nothing_is_rested_on() -> None:
    """A gap rests on nothing."""
    record = replace(BLOCKS["trend"], sources=()).record()
    assert citation(record, BOOK) == f"“Output has risen”, {BOOK}"


def test_a_claim_that_turned_says_so() -> None:
    """Under the claim, with a link to the page that tells it in full."""
    soup = _soup(BLOCKS["closing"], {"alpha.closing": "Was higher & is <lower>."})
    found = soup.select_one("#alpha-closing > .evb-turned")
    assert found is not None and "Was higher & is <lower>." in found.get_text()
    assert found.a is not None and found.a["href"] == "changes.html"


def test_an_output_without_a_block_is_left_alone() -> None:
    """A data frame that an analyst shows stays as it is."""
    assert addressed(Output("<p>x</p>", None), BOOK, {}) == "<p>x</p>"
