"""Set the book as a tagged PDF (PDF/UA-1) with Typst, from the executed chapters alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import typst

from evidencebook.blocks.block import SOURCES as SOURCES_TABLE
from evidencebook.build import collect, landing, pages, statements
from evidencebook.build.collect import Output, Record
from evidencebook.build.edition import Book
from evidencebook.build.exhibits import NUMBERED, exhibit, look, numbers, shown_by
from evidencebook.build.locator import Locator
from evidencebook.build.pages import Part
from evidencebook.build.paragraphs import without_empty_sections
from evidencebook.build.plan import SAID, Page
from evidencebook.build.row_heads import mark_row_heads
from evidencebook.build.said_annex import annex
from evidencebook.build.threads import Threads
from evidencebook.build.typst_prose import curled, literal, plain, prose
from evidencebook.build.web_fonts import font_files
from evidencebook.errors import BuildError
from evidencebook.indicators import Indicator, Source
from evidencebook.periods import long_date

FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
# The page of changes is printed only where there is an edition before.
CHANGES = "changes"
# The data catalogue is not printed: the list of sources stands for it, and links lead there.
SOURCES = "data"
_KIND = "Evidence base"


def build_pdf(
    book: Book,
    folder: Path,
    cards: Mapping[str, Indicator],
    sources: Mapping[str, Source],
    *,
    root: Path,
    cover_map: Locator | None = None,
) -> bytes:
    """The book as the bytes of a PDF; the same book gives the same bytes.

    Parameters
    ----------
    book : Book
    folder : Path
        An empty folder to work in.
    cards, sources : mapping
        The cards of indicators and of sources, by slug.
    root : Path
        The project's folder, for ``book/typst``.
    cover_map : Locator, optional
        Where the place lies.

    Raises
    ------
    BuildError
        When Typst refuses the book, as it does for a figure without a text alternative.
    """
    laid_ready(folder, root)
    (folder / "text").mkdir()
    content = _Print(book, cards, sources, folder).content()
    content["map"] = {"svg": cover_map.svg, "alt": cover_map.alt} if cover_map else {}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    (folder / "book.json").write_text(text, encoding="utf-8")
    return typeset(folder, "book.typ")


def laid_ready(folder: Path, root: Path) -> None:
    """Copy fonts and templates to an empty folder to work in.

    Parameters
    ----------
    folder : Path
    root : Path
        The project's folder, for ``book/typst``.
    """
    (folder / "fonts").mkdir(parents=True)
    for path in font_files(FACES):
        shutil.copy(path, folder / "fonts" / path.name)
    for path in sorted((root / "book" / "typst").glob("*.typ")):
        shutil.copy(path, folder / path.name)


def typeset(folder: Path, template: str) -> bytes:
    """What a template makes of the ``book.json`` beside it, as the bytes of a PDF.

    Raises BuildError when Typst refuses it.
    """
    try:
        made = typst.compile(
            str(folder / template),
            root=str(folder),
            font_paths=[str(folder / "fonts")],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise BuildError(
            "Typst could not set the PDF.",
            where=f"book/typst/{template}",
            found="; ".join([error.message, *error.hints]),
        ) from error
    return mark_row_heads(bytes(made))


def chapter_markup(parts: Sequence[Part], known: Collection[str]) -> str:
    """A chapter's body as Typst markup, without its title; what it asks is set as a lead.

    Parameters
    ----------
    parts : sequence
        What is printed of it, see `printed`.
    known : collection of str
        Slugs of the pages that a link may lead to.
    """
    made = ['#import "../evidence.typ": evidence, lead, plain-table']
    for part in parts:
        if not isinstance(part, str):
            made += _calls(part)
        elif part.lstrip().startswith("# "):
            opening, rest = _opening(part)
            made += [f"#lead[{prose(opening, known)}]", prose(rest, known)]
        else:
            made.append(prose(part, known))
    return "\n\n".join(made)


def printed(parts: Sequence[Part]) -> list[Part]:
    """The parts of a chapter without those for the website alone, and without their heads."""
    kept = (
        part if isinstance(part, str) else [out for out in part if not _web_only(out)]
        for part in parts
    )  # fmt: skip
    return without_empty_sections([part for part in kept if part])


def question(parts: Sequence[Part]) -> str:
    """What a chapter asks: the first sentence under its title, as plain text."""
    for part in parts:
        if isinstance(part, str) and part.lstrip().startswith("# "):
            asked = re.match(r".*?[?.](?=\s|\Z)", plain(_opening(part)[0]))
            return asked.group() if asked else ""
    return ""


def _opening(part: str) -> tuple[str, str]:
    """What stands under a chapter's title up to the next heading, and the rest."""
    _, body = _split_title(part)
    head = re.search(r"^##", body, re.M)
    end = head.start() if head else len(body)
    return body[:end].strip(), body[end:]


def _split_title(markdown: str) -> tuple[str, str]:
    title, _, body = markdown.lstrip().partition("\n")
    return title.removeprefix("#").strip(), body


def _web_only(output: Output) -> bool:
    """Whether it is a chapter's own list of sources: in print one list closes the book."""
    return str((output.block or {}).get("id", "")).endswith(SOURCES_TABLE)


def _calls(found: Sequence[Output]) -> Iterator[str]:
    """Calls of the template for blocks that follow one another; those of one look share one."""
    blocks = [output.block for output in found if output.block]
    for name, group in groupby(blocks, key=look):
        yield f"#evidence({', '.join(map(literal, [name, *(b['id'] for b in group)]))})"


@dataclass(frozen=True)
class _Print:
    """A book on its way to paper."""

    book: Book
    cards: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    folder: Path

    def content(self) -> dict[str, Any]:
        """All that the template reads; the text of chapters and pages goes to files."""
        return {
            "title": self.book.title,
            "author": "evidencebook",
            "place": self.book.name,
            "kind": _KIND,
            "edition": self.book.edition_line,
            "blurb": statements.imprint(self.book, self.cards, self.sources),
            "blocks": self._blocks(),
            "headlines": [b["id"] for b in landing.headline_metrics(self.book.blocks)],
            "chapters": [self._chapter(n, slug) for n, slug in enumerate(self._parts, start=1)],
            "pages": [self._page(page) for page in self._pages],
            "said": self._annex(),
            "sources": [
                {**source, "released": long_date(source["released"])}
                for source in collect.used_sources(self.book.blocks)
            ],
        }

    @cached_property
    def _parts(self) -> dict[str, list[Part]]:
        return {
            slug: printed(pages.parts(collect.executed_notebook(path)))
            for slug, path in self.book.executed.items()
        }

    def _outputs(self, slug: str) -> list[Output]:
        return [out for part in self._parts[slug] if not isinstance(part, str) for out in part]

    def _shown(self, slug: str) -> list[Record]:
        return [out.block for out in self._outputs(slug) if out.block]

    def _blocks(self) -> dict[str, Any]:
        numbered = numbers(self._shown(slug) for slug in self._parts)
        return {
            out.block["id"]: exhibit(out.block, out.html, numbered.get(out.block["id"], ""))
            for slug in self._parts
            for out in self._outputs(slug)
            if out.block
        }

    def _chapter(self, number: int, slug: str) -> dict[str, Any]:
        parts, own = self._parts[slug], self._shown(slug)
        exhibits = [block for block in own if look(block) in NUMBERED]
        self._write(slug, chapter_markup(parts, self._known))
        return {
            "slug": slug,
            "number": str(number),
            "title": curled(self.book.chapter_title(slug)),
            "question": curled(question(parts)),
            "messages": [
                {"id": message["id"], "shown": shown_by(message, exhibits)}
                for message in collect.key_messages(own)
            ],
        }

    @cached_property
    def _pages(self) -> list[Page]:
        """The hand-written pages to print."""
        left_out = {SOURCES, SAID} | (set() if self.book.history.changes else {CHANGES})
        contents = self.book.contents
        return [p for p in contents.pages if not p.is_chapter and p.slug not in left_out]

    @cached_property
    def _known(self) -> set[str]:
        return {*self._parts, *(page.slug for page in self._pages), SOURCES}

    @cached_property
    def _words(self) -> dict[str, str]:
        changes = pages.changes_page(self.book, self.cards, links=False)
        words = pages.page_words(self.book, self.cards, self.sources)
        return words | {"changes": changes.markdown(), "changed": changes.digest()}

    def _page(self, page: Page) -> dict[str, str]:
        title, body = _split_title(pages.fill(page.path, self._words))
        self._write(
            page.slug, f'#import "../evidence.typ": plain-table\n\n{prose(body, self._known)}'
        )
        return {"slug": page.slug, "title": curled(title)}

    def _annex(self) -> dict[str, Any] | None:
        """What was said of the book; None where it is not to be printed."""
        if self.book.said is None or not self.book.annex:
            return None
        threads = Threads(self.book.said, self.book.blocks)
        titles = {slug: curled(self.book.chapter_title(slug)) for slug in self._parts}
        return annex(threads, titles)

    def _write(self, slug: str, markup: str) -> None:
        (self.folder / "text" / f"{slug}.typ").write_text(markup, encoding="utf-8")
