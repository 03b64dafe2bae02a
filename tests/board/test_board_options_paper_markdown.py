"""The board paper as Markdown."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from board import option_samples as made
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import paper_words as say
from evidencebook.board.options.paper_markdown import line, markdown, paragraphs, within

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"paragraph", "text", "softbreak", "hardbreak", "inline"}


def _kinds(tokens: list[Token]) -> set[str]:
    found = {re.sub(r"_(open|close)$", "", one.type) for one in tokens}
    return found | {kind for one in tokens for kind in _kinds(one.children or [])}


def _words(markdown: str) -> str:
    tokens = READER.parseInline(markdown)[0].children or []
    return "".join(one.content for one in tokens)


@pytest.mark.parametrize("text", [*made.ATTACKS, "   indented", "a\n- b\n\n# c", "10) ten", "==="])
def test_text_is_text(text: str) -> None:
    """It reads as it was written, and is neither list nor heading, link, code, HTML or table."""
    for written in (line(text), paragraphs(text), f"| {within(text)} |"):
        assert _kinds(READER.parse(written)) <= PLAIN
    assert _words(line(text)) == " ".join(text.split())
    assert _words(within(text)) == " ".join(text.split())
    listed = READER.parse(f"- {line(text)}")
    assert [one.type for one in listed].count("list_item_open") == 1


def test_a_paper_of_attacks(database: Database, books: Books) -> None:
    """It has the parts of a paper, and nothing else of a text's making."""
    with database.writing() as session:
        number = made.hostile(session, books)
    tokens = READER.parse(markdown(made.gathered(database, books, number)))
    kinds = _kinds(tokens)
    assert not kinds & {"html_block", "html_inline", "link", "image", "fence", "code_block", "hr",
                        "code_inline", "ordered_list", "blockquote", "em", "s"}  # fmt: skip
    heads = [one for one in tokens if one.type == "heading_open"]
    assert sum(one.tag == "h1" for one in heads) == 1
    for at, one in enumerate(tokens):
        if one.type == "tr_open":
            cells = [t.type for t in tokens[at : at + 60]]
            assert cells[: cells.index("tr_close")].count("inline") in (3, 5, 11)


def test_what_it_holds(database: Database, books: Books) -> None:
    """Each section that has something to say, marked as made up where it is."""
    found = markdown(made.gathered(database, books))
    heads = re.findall(r"^##+ .*", found, re.M)
    assert heads == [
        *("## How it came about", "## The options in brief", "## What the panel says"),
        *("## Option 1: Test sites", "### Evidence for", "### Evidence against"),
        *("### What people said", "### Scores", "### Remarks of members"),
        *("## Option 2: A fund", "### Evidence for", "### Evidence against"),
        *("### What people said", "### Scores"),
        *("## Annex: suggestions behind no option", "## How this paper was made"),
    ]
    assert "**Test data: the suggestions here are made up, to try things out.**" in found
    none = f"{say.NONE_NAMED}\n\n"
    assert f"### Evidence for\n\n{none}### Evidence against\n\n{none}###" in found
    at = "Block energy.emissions, highland/energy.html\\#energy-emissions."
    assert f"{at}\\\n  **{say.ABOUT}** As the college said.\n" in found
    assert "Ben" not in found


def test_a_paper_with_little_to_say(database: Database, books: Books) -> None:
    """Without options, panel or suggestions it says so, under no empty heading."""
    with database.writing() as session:
        number = made.consultation(session, test=False)
    found = markdown(made.gathered(database, books, number))
    assert "No option has been written yet." in found
    assert "No panel has been asked to score the options." in found
    assert "Test data" not in found
    assert not re.search(r"^#+ [^\n]*\n+(#|\Z)", found, re.M)
