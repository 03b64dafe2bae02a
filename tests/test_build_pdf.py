"""The PDF: tagged, titled, in English, with alternatives; text that cannot break it."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import build_samples as samples
import nbformat
import pikepdf
import pytest

from evidencebook import settings
from evidencebook.blocks.block import Block
from evidencebook.build import collect, pages, pdf, plan
from evidencebook.build.collect import Output
from evidencebook.build.edition import Book
from evidencebook.build.locator import Locator
from evidencebook.build.pages import Part
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
    return pdf.build_pdf(_book(folder), folder / "work", {}, {}, root=settings.ROOT)


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
    """Bookmarks lead to every chapter, page and section; the data catalogue is the sources."""
    with pikepdf.open(BytesIO(made)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            *("Contents", "Key messages", "Headline figures", "1 Alpha", "2 Beta"),
            *("About and how to comment", "Method", "Quality and revisions"),
            *("Licence and attribution", "Accessibility statement"),
            *("Figures and tables", "Sources"),
        ]
        sections = [item.title for item in outline.root[3].children]
        assert sections == ["Where it stands", "Within the place"]


def test_every_figure_has_its_alternative(made: bytes) -> None:
    """In the tag tree, as the block has it."""
    alts = [alt for kind, alt in _elements(made) if kind == "/Figure"]
    assert alts == ["Testshire’s output rose from £30 to £36.10; the lowest is South at £31."] * 2


def test_the_cover_has_a_map_with_its_alternative(tmp_path: Path) -> None:
    """Where one is given."""
    cover = Locator(samples.SVG.format(w=300, bar=9), "Testshire in the north.", "Testshire")
    book = _book(tmp_path)
    work = tmp_path / "work"
    found = pdf.build_pdf(book, work, {}, {}, root=settings.ROOT, cover_map=cover)
    assert next(alt for kind, alt in _elements(found) if kind == "/Figure") == cover.alt


def test_tables_have_heads(made: bytes) -> None:
    """Of columns, and of rows: one for each of the two rows of a table."""
    kinds = [kind for kind, _ in _elements(made)]
    first = kinds.index("/TBody", kinds.index("/H2", kinds.index("/Figure")))
    assert kinds.count("/THead") == kinds.count("/Table") >= 4
    body = kinds[first : kinds.index("/H1", first)]
    assert body.count("/TH") == body.count("/TR") >= 2


def test_figures_are_read_where_they_belong(made: bytes) -> None:
    """Wherever they stand on the page: title, drawing, then what comes after."""
    order = ("/H2", "/Caption", "/Figure", "/Table")
    kinds = [kind for kind, _ in _elements(made)]
    start = kinds.index("/Figure")
    head = max(at for at, kind in enumerate(kinds[:start]) if kind == "/H2")
    read = [kind for kind in kinds[head:] if kind in order]
    assert read[:6] == ["/H2", "/Caption", "/Figure", "/H2", "/Caption", "/Table"]


def test_every_page_of_the_contents_is_printed(tmp_path: Path) -> None:
    """Whatever the table of contents has, with its tables and its placeholders filled."""
    root = samples.project(tmp_path / "project")
    (root / "book" / "extra.md").write_text("# More\n\n${place}\n\n| a |\n|---|\n| 1 |\n")
    toc = root / "_toc.yml"
    toc.write_text(toc.read_text() + "      - file: book/extra\n")
    executed = samples.executed_project(tmp_path / "executed")
    blocks = collect.collect(executed)
    book = Book("testshire", samples.PLACE, plan.contents(root), executed, blocks, "ab" * 32)
    pdf.build_pdf(book, tmp_path / "work", {}, {}, root=settings.ROOT)
    content = json.loads((tmp_path / "work" / "book.json").read_text(encoding="utf-8"))
    assert [page["title"] for page in content["pages"]][-1] == "More"
    text = (tmp_path / "work" / "text" / "extra.typ").read_text(encoding="utf-8")
    assert "Testshire" in text
    assert '#plain-table(("a", ), ("1", ))' in text


def test_the_contents_ask_the_chapters_questions() -> None:
    """The first sentence under a chapter's title, in plain text."""
    for source, wanted in (
        ("# A\n\nHow *far*\nis it? Far.", "How far is it?"),
        ("# A\n\nIt is 3.5 miles. Or not.", "It is 3.5 miles."),
        ("# A", ""),
        ("# A\n\n## B\n\nText.", ""),
    ):
        assert pdf.question([source]) == wanted


def test_figures_stand_where_the_chapter_has_them() -> None:
    """Prose and evidence keep their order, which the text rests on."""
    figure = samples.block("alpha", "trend", "figure")
    table = samples.block("alpha", "by-authority", "table")
    parts = _parts("# A\n\nWhy?", [figure], "## Bare", [table], "## Meaning\n\nWords.")
    made = pdf.chapter_markup(parts, [])
    assert '#lead[#"Why?";' in made
    order = ['"alpha.trend"', '#heading(level: 2)[#"Bare";]', '"alpha.by-authority"', '"Meaning"']
    places = [made.index(text) for text in order]
    assert places == sorted(places)


def test_a_chapters_own_list_of_sources_is_not_printed() -> None:
    """Nor its head; one list closes the book."""
    notebook = samples.executed("alpha")
    shown = samples.block("alpha", "sources", "table")
    cells = [
        nbformat.v4.new_markdown_cell("## Sources"),
        nbformat.v4.new_code_cell("sources()", outputs=[samples.output(shown)]),
    ]
    notebook.cells += cells
    made = pdf.chapter_markup(pdf.printed(pages.parts(notebook)), [])
    assert "alpha.by-authority" in made
    assert "Sources" not in made
    assert "alpha.sources" not in made


def test_the_same_book_gives_the_same_bytes(tmp_path: Path, made: bytes) -> None:
    """No clock, no path, no chance."""
    assert pdf.build_pdf(_book(tmp_path), tmp_path / "work", {}, {}, root=settings.ROOT) == made


def test_a_figure_without_alternative_is_refused(tmp_path: Path) -> None:
    """Typst refuses it, should anything let one through."""
    book = _book(tmp_path)
    for block in book.blocks:
        block["alt"] = None
    with pytest.raises(BuildError, match="Typst could not set the PDF"):
        pdf.build_pdf(book, tmp_path / "work", {}, {}, root=settings.ROOT)


def _parts(*shown: str | list[Block]) -> list[Part]:
    """Parts of a chapter: prose, and outputs that show blocks."""
    return [
        part if isinstance(part, str) else [Output("", block.record()) for block in part]
        for part in shown
    ]


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
