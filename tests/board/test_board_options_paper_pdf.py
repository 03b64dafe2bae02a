"""The board paper as PDF: tagged, deterministic, and proof against what people write."""

from __future__ import annotations

import json
from io import BytesIO

import pikepdf

from board import option_samples as made
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import paper_pdf


def _outline(content: bytes) -> list[str]:
    with pikepdf.open(BytesIO(content)) as document, document.open_outline() as outline:
        return [str(item.title) for item in outline.root]


def test_title_language_tags_and_outline(database: Database, books: Books) -> None:
    """What PDF/UA-1 asks; each option has its bookmark; the same paper gives the same bytes."""
    paper = made.gathered(database, books)
    found = paper_pdf.pdf(paper)
    with pikepdf.open(BytesIO(found)) as document:
        assert str(document.Root.Lang) == "en-GB" and document.Root.MarkInfo.Marked
        assert document.docinfo["/Title"] == "Innovation strategy"
        assert "/CreationDate" not in document.docinfo
    assert _outline(found) == [
        *("How it came about", "The options in brief", "What the panel says"),
        *("Option 1: Test sites", "Option 2: A fund"),
        *("Annex: suggestions behind no option", "How this paper was made"),
    ]
    assert paper_pdf.pdf(paper) == found


def test_a_paper_of_attacks(database: Database, books: Books) -> None:
    """Every sign is set as it was written."""
    with database.writing() as session:
        number = made.hostile(session, books)
    paper = made.gathered(database, books, number)
    found = paper_pdf.pdf(paper)
    with pikepdf.open(BytesIO(found)) as document:
        assert document.docinfo["/Title"] == paper.title
    options = [title for title in _outline(found) if title.startswith("Option ")]
    assert options == [f"Option {one.number}: {one.title}" for one in paper.options]


def test_a_paper_with_little_to_say(database: Database, books: Books) -> None:
    """No options, no panel, no suggestions: two headings and how it was made."""
    with database.writing() as session:
        number = made.consultation(session, test=False)
    paper = made.gathered(database, books, number)
    assert _outline(paper_pdf.pdf(paper)) == [
        *("The options in brief", "What the panel says", "How this paper was made"),
    ]
    assert paper_pdf.content(paper)["test"] == ""


def test_it_names_no_member(database: Database, books: Books) -> None:
    """Nothing that goes to print says who scored or who remarked."""
    content = paper_pdf.content(made.gathered(database, books))
    text = json.dumps(content)
    assert "Ready to begin." in text and content["test"].startswith("Test data: the sugg")
    assert not any(f'"{name}' in text or f" {name}" in text for name in ("Ann", "Ben", "Cat"))


def test_paragraphs_and_lines() -> None:
    """Empty lines part paragraphs; others are kept."""
    assert paper_pdf.paragraphs("One\ntwo\n \n\nthree ") == [["One", "two"], ["three"]]
