"""The PDF: tagged, titled, in English, with alternatives; text that cannot break it."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import build_samples as samples
import nbformat
import pikepdf
import pytest
import typst

from evidencebook import settings
from evidencebook.build import collect, pdf, plan
from evidencebook.build.edition import Book
from evidencebook.errors import BuildError


def _book(folder: Path) -> Book:
    executed = samples.executed_project(folder / "executed")
    root = samples.project(folder / "project")
    blocks = collect.collect(executed)
    return Book("testshire", samples.PLACE, plan.contents(root), executed, blocks, "ab" * 32)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A book with two chapters."""
    folder = tmp_path_factory.mktemp("pdf")
    return pdf.build_pdf(_book(folder), folder / "work", {}, root=settings.ROOT)


def test_title_language_tags_and_standard(made: bytes) -> None:
    """What PDF/UA-1 asks of a document as a whole."""
    with pikepdf.open(BytesIO(made)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo["/Title"] == "Testshire evidence base"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_the_outline_lists_the_chapters(made: bytes) -> None:
    """Bookmarks lead to every chapter and section."""
    with pikepdf.open(BytesIO(made)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles == ["Contents", "Key messages", "Alpha", "Beta", "Method", "Sources"]
        assert [i.title for i in outline.root[2].children] == [
            "Where it stands",
            "Within the place",
        ]


def test_every_figure_has_its_alternative(made: bytes) -> None:
    """In the tag tree, as the block has it."""
    alts = [alt for kind, alt in _elements(made) if kind == "/Figure"]
    assert alts == ["Testshire's output rose from £30 to £36.10; the lowest is South at £31."] * 2


def test_tables_have_heads(made: bytes) -> None:
    """Cells of the head are marked as such."""
    kinds = [kind for kind, _ in _elements(made)]
    assert kinds.count("/TH") >= 4
    assert "/Table" in kinds


def test_the_contents_ask_the_chapters_questions(tmp_path: Path) -> None:
    """The first sentence under a chapter's title, in plain text."""
    path = tmp_path / "a.ipynb"
    for source, wanted in (
        ("# A\n\nHow *far*\nis it? Far.", "How far is it?"),
        ("# A\n\nIt is 3.5 miles. Or not.", "It is 3.5 miles."),
        ("# A", ""),
        ("# A\n\n## B\n\nText.", ""),
    ):
        cells = [nbformat.v4.new_markdown_cell(source)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        assert pdf.question(path) == wanted


def test_a_chapters_own_list_of_sources_is_not_printed(tmp_path: Path) -> None:
    """Nor its head; one list closes the book."""
    notebook = samples.executed("alpha")
    shown = samples.block("alpha", "sources", "table")
    cells = [
        nbformat.v4.new_markdown_cell("## Sources"),
        nbformat.v4.new_code_cell("sources()", outputs=[samples.output(shown)]),
    ]
    notebook.cells += cells
    nbformat.write(notebook, tmp_path / "alpha.ipynb")
    made = pdf.chapter_markup(tmp_path / "alpha.ipynb", [])
    assert "alpha.by-authority" in made
    assert "Sources" not in made
    assert "alpha.sources" not in made


def test_columns_share_the_width_by_their_texts() -> None:
    """A column of prose gets more than one of numbers, and every word fits."""
    number, name, note = pdf.column_widths([["Released", "1"], ["Area", "West End"], ["x y " * 90]])
    assert number >= len("Released") + 3
    assert note > name > 7
    assert number + name + note == pytest.approx(pdf.LINE, abs=1)


def test_the_same_book_gives_the_same_bytes(tmp_path: Path, made: bytes) -> None:
    """No clock, no path, no chance."""
    assert pdf.build_pdf(_book(tmp_path), tmp_path / "work", {}, root=settings.ROOT) == made


def test_a_figure_without_alternative_is_refused(tmp_path: Path) -> None:
    """Typst refuses it, should anything let one through."""
    book = _book(tmp_path)
    for block in book.blocks:
        block["alt"] = None
    with pytest.raises(BuildError, match="Typst could not set the PDF"):
        pdf.build_pdf(book, tmp_path / "work", {}, root=settings.ROOT)


@pytest.mark.parametrize(
    "text", ['"', "\\", '\\"#panic()', "a\nb\r\t", "#{1+1} $x$ @a <b> *c* _d_ `e`", "£€–’", ""]
)
def test_escaped_text_reads_the_same(text: str) -> None:
    """Typst reads the literal back as the text."""
    source = f"#metadata({pdf.escape(text)}) <it>".encode()
    found = typst.query(source, "<it>", field="value", one=True)
    assert json.loads(found) == text


def test_links_within_the_book_lead_to_its_chapters() -> None:
    """Links to pages that are not printed become plain text."""
    made = pdf.prose("[A](alpha.ipynb#x), [B](gone.html) and [C](https://c.org/?a=1)", {"alpha"})
    assert '#link(label("chapter-alpha"))[A]' in made
    assert "#text[B]" in made
    assert '#link("https://c.org/?a=1")[C]' in made


def test_prose_cannot_call_typst() -> None:
    """Signs that mean something to Typst are text in prose."""
    made = pdf.prose("It cost $5 and £6 #panic() @ref <lab>.")
    assert re.search(r"\\#panic\(\)", made)
    assert r"\@ref" in made


def _elements(made: bytes) -> list[tuple[str, str]]:
    """Kind and text alternative of every element of the tag tree, in order."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(BytesIO(made)) as document:
        walk(document.Root.StructTreeRoot.K)
    return found
