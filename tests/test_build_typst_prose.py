"""Prose for print: text that cannot break it, links within the book, tables of pages."""

from __future__ import annotations

import json

import pytest
import typst

from evidencebook.build import typst_prose
from evidencebook.build.typst_prose import curled, literal, plain, prose


@pytest.mark.parametrize(
    "text", ['"', "\\", '\\"#panic()', "a\nb\r\t", "#{1+1} $x$ @a <b> *c* _d_ `e`", "£€–’", ""]
)
def test_a_literal_reads_the_same(text: str) -> None:
    """Typst reads it back as the text."""
    source = f"#metadata({literal(text)}) <it>".encode()
    found = typst.query(source, "<it>", field="value", one=True)
    assert json.loads(found) == text


def test_links_within_the_book_lead_to_its_pages() -> None:
    """Links to pages that are not printed become plain text."""
    made = prose("[A](alpha.ipynb#x), [B](gone.html) and [C](https://c.org/?a=1)", {"alpha"})
    assert '#link(label("chapter-alpha"))[#"A";]' in made
    assert '#text[#"B";]' in made
    assert '#link("https://c.org/?a=1")[#"C";]' in made


def test_prose_cannot_call_typst() -> None:
    """Signs that mean something to Typst are text in prose."""
    made = prose('It cost $5 and £6 #panic() @ref <lab>. "Quoted"; it\'s `#raw()`')
    assert typst.compile(made.encode(), format="svg")
    assert '#"It cost $5 and £6 #panic() @ref "' in made
    assert "it’s" in made


def test_what_pages_are_written_in() -> None:
    """Headings, lists, definitions, emphasis, code, quotes and notes all come to print."""
    made = prose(
        "## H\n\n- *a*\n- **b**\n\n3. c\n\nterm\n: meaning\n\n> said\n\n`x`\\\ny\n\n"
        ":::{note} Mind\nthis\n:::\n\n```\ncode\n```\n"
    )
    for part in (
        '#heading(level: 2)[#"H";]',
        '#list([#emph[#"a";]; ],[#strong[#"b";]; ],)',
        "#enum(start: 3,",
        'terms.item([#"term";], [#"meaning"; ])',
        '#quote(block: true)[#"said";',
        "#linebreak();",
        '#strong[#"Mind";]',
        '#raw(block: true, "code\\n")',
    ):
        assert part in made
    assert typst.compile(made.encode(), format="svg")


def test_tables_come_to_print_and_other_html_does_not() -> None:
    """Those in Markdown, and those in the HTML of a page; of inline HTML the words are kept."""
    table = "<table><tr><th>A</th></tr><tr><td>1 <b>x</b></td></tr></table>"
    assert (
        prose(f"```{{raw}} html\n<p>Web</p>{table}\n```") == '#plain-table(("A", ), ("1 x", ))\n\n'
    )
    assert prose("| a |\n|---|\n| *2* |") == '#plain-table(("a", ), ("2", ))\n\n'
    assert prose('See <a href="x.json">x.json</a>.') == '#"See ";#"x.json";#".";\n\n'
    assert prose("<p>Web</p>") == ""


def test_the_words_of_markdown() -> None:
    """On one line, without marks."""
    assert plain("How *far*\nis `it`? [Far](x.md).") == "How far is it? Far."


def test_apostrophes_are_curled() -> None:
    """And a minus keeps to the amount after it."""
    assert curled("Lancashire's, residents' −£5 −5") == "Lancashire’s, residents’ −\u2060£5 −5"


def test_the_tables_of_html() -> None:
    """The head's row first."""
    html = (
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td><td>2</td></tr></table>"
    )
    assert typst_prose.tables(html) == [[["A", "B"], ["1", "2"]]]
