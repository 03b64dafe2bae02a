"""The list of a book's downloads on its data catalogue page."""

from __future__ import annotations

import csv
import io
from html import escape

from evidencebook.blocks.html import as_html
from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.downloads.names import PACKAGE, files_of, workbook_name
from evidencebook.build.edition import DOWNLOADS, Book
from evidencebook.build.landing import link
from evidencebook.build.markdown import raw

_KINDS = {"claim": "Claim", "figure": "Figure", "table": "Table", "metric": "Headline figure"}


def whole(book: Book) -> str:
    """Links to what holds or describes all tables, as Markdown."""
    workbook = f"{DOWNLOADS}/{workbook_name(book.slug)}"
    return (
        f'- <a href="{workbook}" download>All tables in one workbook (Excel)</a>: cover, contents '
        "and notes, then one table a sheet.\n"
        f'- <a href="{DOWNLOADS}/{PACKAGE}" download>All files as a data package (JSON)</a>: what '
        "each file holds, its columns, units, sources and licences, as a Frictionless Data "
        "Package.\n"
        '- <a href="blocks.json">Every piece of evidence (JSON)</a>, with what it says, its '
        "sources and its file."
    )


def files(book: Book) -> str:
    """Every table that can be had as CSV, by chapter, as Markdown."""
    chapters = (_chapter(book, page.slug) for page in book.contents.chapters)
    return "\n\n".join(filter(None, chapters))


def _chapter(book: Book, slug: str) -> str:
    blocks = [b for b in collect.by_chapter(book.blocks, slug) if b.get("csv")]
    if not blocks:
        return ""
    title = book.chapter_title(slug)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Title", "Kind", "File"))
    table = (
        f'<div class="evb-scroll" role="region" aria-label="Files of: {escape(title)}" '
        f'tabindex="0"><table class="evb-data-table"><thead><tr>{head}'
        f'<th scope="col" class="evb-number">Rows</th></tr></thead>'
        f"<tbody>{''.join(map(_row, blocks))}</tbody></table></div>"
    )
    return f"### {title}\n\n{raw(table)}"


def _row(block: Record) -> str:
    # Many claims bear the title of their measure; the sentence tells them apart.
    title = as_html(block["text"] if block["kind"] == "claim" else block["title"])
    file = f"{DOWNLOADS}/{files_of(block['id'])[0]}"
    return (
        f'<tr><th scope="row"><a href="{link(block)}">{title}</a></th>'
        f"<td>{_KINDS[block['kind']]}</td>"
        f'<td><a href="{file}" download>CSV<span class="evb-hidden"> of: {title}</span></a></td>'
        f'<td class="evb-number">{_rows(block):,}</td></tr>'
    )


def _rows(block: Record) -> int:
    """How many rows a block's file has under its heads."""
    return sum(1 for _ in csv.reader(io.StringIO(block["csv"]))) - 1
