"""Make the pages that Jupyter Book compiles, in a folder of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

import nbformat
import yaml

from evidencebook.blocks.wording import uncapitalised
from evidencebook.build import (
    citations,
    collect,
    commenting,
    edition,
    landing,
    paragraphs,
    said_places,
    statements,
)
from evidencebook.build.changes_page import ChangesPage
from evidencebook.build.collect import Output
from evidencebook.build.downloads.catalogue import files, whole
from evidencebook.build.edition import Book
from evidencebook.build.locator import Locator
from evidencebook.build.markdown import escaped, raw
from evidencebook.build.plan import Contents
from evidencebook.errors import BuildError
from evidencebook.indicators import Indicator, Source
from evidencebook.periods import long_date

HIDE = "remove-input"
# What a reader sees of a chapter: prose in Markdown, or outputs that follow one another.
Part = str | list[Output]


PDF_BUTTON = '<a href="book.pdf">Read it as a PDF</a> '
# What the front page of a first edition says under What changed.
FIRST = (
    "## What changed\n\nThis is the first edition. Those that follow it say on the page "
    "[What changed](changes.md) what became of each claim."
)
PDF_NOTE = 'The <a href="book.pdf">PDF</a> is tagged for screen readers (PDF/UA). '


def write_pages(
    book: Book,
    folder: Path,
    indicators: Mapping[str, Indicator],
    sources: Mapping[str, Source],
    located: Locator | None = None,
) -> None:
    """Write every page of the book, its contents and its settings' text parts to `folder`.

    Parameters
    ----------
    book : Book
    folder : Path
        Empty; never a folder of sources.
    indicators, sources : mapping
        The cards, by slug.
    located : Locator, optional
        The map for the front page.
    """
    changes = changes_page(book, indicators)
    turned = turned_claims(book, changes)
    cited_as = f"{book.title}, {uncapitalised(book.edition_line)}"
    for page in book.contents.chapters:
        notebook = chapter_page(
            collect.executed_notebook(book.executed[page.slug]),
            turned,
            cited_as,
            commenting.address(book),
        )
        nbformat.write(notebook, folder / f"{page.slug}.ipynb")
    words = page_words(book, indicators, sources)
    words |= {"changes": changes.markdown(), "changed": changes.digest() or FIRST}
    words |= {"map": landing.map_of(located), "said": raw(said_places.mark(said_places.ALL))}
    for page in (book.contents.front, *book.contents.pages):
        if not page.is_chapter:
            (folder / f"{page.slug}.md").write_text(fill(page.path, words), encoding="utf-8")
    (folder / "_toc.yml").write_text(_toc(book.contents), encoding="utf-8")


def changes_page(
    book: Book, indicators: Mapping[str, Indicator], *, links: bool = True
) -> ChangesPage:
    """The page that compares the book with its edition before."""
    titles = {page.slug: book.chapter_title(page.slug) for page in book.contents.chapters}
    return ChangesPage(book.history, edition.about(book), indicators, titles, links=links)


def turned_claims(book: Book, changes: ChangesPage) -> dict[str, str]:
    """The claims that are no longer true as they were said: id → what readers are told."""
    return {block["id"]: said for block in book.blocks if (said := changes.turned(block["id"]))}


def chapter_page(
    notebook: nbformat.NotebookNode,
    turned: Mapping[str, str] | None = None,
    cited_as: str = "",
    commented_at: str = "",
) -> nbformat.NotebookNode:
    """The notebook as readers see it: prose and the HTML of the blocks, no code.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    turned : mapping, optional
        Claims that are no longer true as they were said: id → what is said under them.
    cited_as : str
        The book's title and edition, for citations.
    commented_at : str
        See `commenting.address`.
    """
    cells = []
    for number, part in enumerate(parts(notebook)):
        if isinstance(part, str):
            made = nbformat.v4.new_markdown_cell(part)
        else:
            html = _html(part, turned or {}, cited_as, commented_at)
            out = nbformat.v4.new_output("display_data", {"text/html": html})
            made = nbformat.v4.new_code_cell("...", outputs=[out], metadata={"tags": [HIDE]})
        cells.append(nbformat.from_dict({**made, "id": f"cell-{number}"}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def parts(notebook: nbformat.NotebookNode) -> list[Part]:
    """What a reader sees of an executed chapter: prose, and runs of outputs between it.

    Prose that speaks of blocks that are not shown is left out, see `paragraphs`.
    """
    found: list[Part] = []
    evidence = _evidence(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if paragraphs.told(cell, evidence):
                _add_prose(found, cell.source)
        elif shown := collect.outputs(cell):
            if found and isinstance(found[-1], list):
                found[-1] += shown
            else:
                found.append(shown)
    return paragraphs.without_empty_sections(found)


def _evidence(notebook: nbformat.NotebookNode) -> set[str]:
    """The slugs of the blocks that an executed chapter shows; of its gaps none."""
    blocks = collect.blocks(notebook)
    return {str(b["id"]).partition(".")[2] for b in blocks if b["kind"] != "gap"}


def _add_prose(found: list[Part], markdown: str) -> None:
    """Add a cell's prose, to the list that it goes on with if it does."""
    last = found[-1] if found else ""
    if isinstance(last, str) and (whole := paragraphs.continued(last, markdown)):
        found[-1] = whole
    else:
        found.append(markdown)


def _html(
    found: Sequence[Output], turned: Mapping[str, str], cited_as: str, commented_at: str
) -> str:
    """Outputs as one piece of HTML; neighbouring metrics and key messages share a panel."""
    parts = []
    for panel, group in groupby(found, key=_panel):
        html = "\n".join(
            citations.addressed(output, cited_as, turned, commented_at) for output in group
        )
        parts.append(f'<div class="{panel}">\n{html}\n</div>' if panel else html)
    return "\n".join(parts)


def _panel(output: Output) -> str:
    block = output.block or {}
    if block.get("kind") == "metric":
        return "evb-metrics"
    return "evb-key-messages" if block and collect.key_messages([block]) else ""


def page_words(
    book: Book, indicators: Mapping[str, Indicator], sources: Mapping[str, Source]
) -> dict[str, str]:
    """What the placeholders of the hand-written pages stand for."""
    return {
        "place": book.name,
        "title": book.title,
        "edition": book.edition_line,
        "pdf_button": PDF_BUTTON if book.with_pdf else "",
        "pdf_note": PDF_NOTE if book.with_pdf else "",
        "headlines": landing.headlines(book),
        "messages": landing.messages(book),
        "chapters": "\n".join(
            f"- [{book.chapter_title(page.slug)}]({page.slug}.ipynb)"
            for page in book.contents.chapters
        ),
        "downloads": whole(book),
        "files": files(book),
        "indicators": catalogue(book, indicators),
        "sources": source_list(book, sources),
        **statements.words(book, indicators, sources),
    }


def fill(path: Path, words: Mapping[str, str]) -> str:
    """A hand-written page with its placeholders replaced.

    Raises
    ------
    BuildError
        When it has a placeholder that is not among `words`.
    """
    try:
        return Template(path.read_text(encoding="utf-8")).substitute(words)
    except (KeyError, ValueError) as error:
        raise BuildError(
            "A page has a placeholder that is not known.",
            where=str(path),
            expected=", ".join(f"${{{name}}}" for name in words),
            found=str(error),
        ) from error


def catalogue(book: Book, indicators: Mapping[str, Indicator]) -> str:
    """A section for each indicator that the blocks rest on, from its card, by title."""
    cards = sorted((indicators[s] for s in book.used if s in indicators), key=_by_title)
    return "\n\n".join(_indicator(card) for card in cards)


def _by_title(card: Indicator) -> str:
    return card.title.lower()


def _indicator(card: Indicator) -> str:
    better = {"higher": "higher is better", "lower": "lower is better"}.get(card.better, "")
    facts = "; ".join(part for part in (f"Unit: {escaped(card.unit)}", better, _rule(card)) if part)
    caveats = "\n".join(f"- {escaped(caveat)}" for caveat in card.caveats)
    title, definition = escaped(card.title), escaped(card.definition)
    return f"### {title}\n\n{definition}\n\n{facts}.\n\n{caveats}".strip()


def _rule(card: Indicator) -> str:
    if card.aggregation.reference:
        return "for a set of authorities, their growth is chained, weighted by output"
    rule = {
        "sum": "for a set of authorities, their figures are added",
        "ratio": "for a set of authorities, top and bottom of the ratio are added first",
        "mean": "for a set of authorities, a weighted mean, which is an estimate",
    }
    return rule.get(card.aggregation.rule, "not combined over authorities")


def source_list(book: Book, sources: Mapping[str, Source]) -> str:
    """Every release that a block rests on, as a table, and the licences of their sources."""
    rows = "".join(_source_row(source) for source in collect.used_sources(book.blocks))
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Publisher", "Release", "Published"))
    table = (
        '<div class="evb-scroll" role="region" aria-label="Releases used" tabindex="0">'
        f'<table class="evb-data-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    notes = "\n".join(
        sorted({f"- {escaped(s.attribution)}" for s in sources.values() if s.attribution})
    )
    return f"{raw(table)}\n\n{notes}"


def _source_row(source: Mapping[str, str]) -> str:
    title = escape(source["title"])
    if source["url"].startswith(("https://", "http://")):
        title = f'<a href="{escape(source["url"])}">{title}</a>'
    publisher, date = escape(source["publisher"]), escape(long_date(source["released"]))
    return f'<tr><td>{publisher}</td><td>{title}</td><td class="evb-date">{date}</td></tr>'


def _toc(contents: Contents) -> str:
    captions = dict.fromkeys(page.part for page in contents.pages)
    parts = [
        {
            "caption": caption,
            "chapters": [{"file": p.slug} for p in contents.pages if p.part == caption],
        }
        for caption in captions
        if any(p.part == caption for p in contents.pages)
    ]
    return yaml.safe_dump({"format": "jb-book", "root": "index", "parts": parts}, sort_keys=False)
