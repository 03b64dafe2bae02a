"""Set the book as a tagged PDF (PDF/UA-1) with Typst, from the executed chapters alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pypandoc
import typst
from bs4 import BeautifulSoup

from evidencebook.blocks.block import KEY_MESSAGES
from evidencebook.build import collect, pages, quality
from evidencebook.build.collect import Output, Record
from evidencebook.build.edition import Book
from evidencebook.build.pages import Part
from evidencebook.build.plan import Page
from evidencebook.build.site import font_files
from evidencebook.errors import BuildError
from evidencebook.indicators import Indicator
from evidencebook.periods import long_date

FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
ROWS_PRINTED = 60
# About how many characters fit side by side in a table, and the length of a cell that is prose.
LINE = 100
WORDY = 70
# The hand-written pages that are printed after the chapters.
CHANGES = "changes"
APPENDED = (CHANGES, "method")
# Links to the data catalogue lead to the list of sources, which stands for it in print.
SOURCES = "data"
# A chapter's own list of sources is in the website; in print one list closes the book.
_WEB_ONLY = "sources"
# The table of caveats rests on every source of its chapter, each named where it is used.
_WITHOUT_SOURCES = "unknowns"
# Plain Markdown; no formulas, as a £ or $ in prose is money.
_READER = "commonmark_x-tex_math_dollars"
_KIND = "Evidence base"
_BLURB = (
    "Computed from official statistics. Every figure names its source; what is not known is said. "
    "Figures are Crown copyright, published under the Open Government Licence v3.0 unless a source "
    "says otherwise. Maps contain Ordnance Survey data © Crown copyright and database right."
)


def build_pdf(book: Book, folder: Path, cards: Mapping[str, Indicator], *, root: Path) -> bytes:
    """The book as the bytes of a PDF; the same book gives the same bytes.

    Parameters
    ----------
    book : Book
    folder : Path
        An empty folder to work in.
    cards : mapping
        Indicator cards by slug.
    root : Path
        The project's folder, for ``book/typst``.

    Raises
    ------
    BuildError
        When Typst refuses the book, as it does for a figure without a text alternative.
    """
    fonts = folder / "fonts"
    fonts.mkdir(parents=True)
    for path in font_files(FACES):
        shutil.copy(path, fonts / path.name)
    for path in sorted((root / "book" / "typst").glob("*.typ")):
        shutil.copy(path, folder / path.name)
    content = _content(book, folder, cards)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    (folder / "book.json").write_text(text, encoding="utf-8")
    return _compile(folder)


def escape(text: str) -> str:
    """Any text as a Typst string literal that reads the same."""
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(marks.get(c, c) for c in text) + '"'


def prose(markdown: str, known: Iterable[str] = ()) -> str:
    """Markdown as Typst markup; links to other pages of the book become links within the PDF.

    Parameters
    ----------
    markdown : str
    known : iterable of str
        Slugs of the chapters that a link may lead to.
    """
    made = pypandoc.convert_text(markdown, "typst", format=_READER, extra_args=["--wrap=none"])
    chapters = set(known)
    return re.sub(r'#link\("([^"]*)"\)', lambda found: _target(found.group(1), chapters), made)


def question(path: Path) -> str:
    """What a chapter asks: the first sentence under its title, as plain text."""
    for cell in collect.executed_notebook(path).cells:
        if cell.cell_type == "markdown" and (
            found := re.search(r"^# +[^\n]+\n+([^#\n].*?[?.])(?=\s|\Z)", cell.source, re.M | re.S)
        ):
            plain = pypandoc.convert_text(found.group(1), "plain", format=_READER)
            return " ".join(plain.split())
    return ""


def chapter_markup(path: Path, known: Iterable[str]) -> str:
    """One executed chapter's body as Typst markup, without its title."""
    parts: list[str] = []
    for part in _printed(pages.parts(collect.executed_notebook(path))):
        parts += [part] if isinstance(part, str) else _calls(part)
    body = re.sub(r"\A\s*# +[^\n]*\n?", "", "\n\n".join(parts))
    return f'#import "../evidence.typ": evidence\n\n{prose(body, known)}'


def _printed(parts: Sequence[Part]) -> list[Part]:
    """The parts of a chapter without those for the website alone, and without their heads."""
    found: list[Part] = []
    for part in parts:
        kept = part if isinstance(part, str) else [out for out in part if not _web_only(out)]
        if not kept and found and _is_heading(found[-1]):
            found.pop()
        found += [kept] if kept else []
    return found


def _web_only(output: Output) -> bool:
    return str((output.block or {}).get("id", "")).endswith(f".{_WEB_ONLY}")


def _is_heading(part: Part) -> bool:
    return isinstance(part, str) and re.fullmatch(r"##+ [^\n]*", part.strip()) is not None


def _compile(folder: Path) -> bytes:
    try:
        made = typst.compile(
            str(folder / "book.typ"),
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
            where="book/typst/book.typ",
            found="; ".join([error.message, *error.hints]),
        ) from error
    return bytes(made)


def _content(book: Book, folder: Path, cards: Mapping[str, Indicator]) -> dict[str, Any]:
    html = {
        out.block["id"]: out.html
        for path in book.executed.values()
        for cell in collect.executed_notebook(path).cells
        if cell.cell_type == "code"
        for out in collect.outputs(cell)
        if out.block
    }
    return {
        "title": book.title,
        "author": "evidencebook",
        "place": book.name,
        "kind": _KIND,
        "edition": book.edition_line,
        "blurb": _BLURB,
        "blocks": {b["id"]: _block(b, html[b["id"]]) for b in book.blocks},
        "chapters": [_chapter(book, slug, folder) for slug in book.executed],
        "pages": [_page(book, page, folder, cards) for page in _appended(book)],
        "sources": [
            {**source, "released": long_date(source["released"])}
            for source in collect.used_sources(book.blocks)
        ],
    }


def _page(book: Book, page: Page, folder: Path, cards: Mapping[str, Indicator]) -> dict[str, str]:
    changes = pages.changes_page(book, cards, links=False).markdown()
    words = {"place": book.name, "title": book.title, "changes": changes}
    words |= quality.rules(book, cards)
    markdown = pages.fill(page.path, words)
    title, body = _split_title(markdown)
    _write(folder, page.slug, prose(body, _known(book)))
    return {"slug": page.slug, "title": title, "file": f"chapters/{page.slug}.typ"}


def _known(book: Book) -> set[str]:
    return {page.slug for page in (*book.contents.chapters, *_appended(book))} | {SOURCES}


def _appended(book: Book) -> list[Page]:
    """The hand-written pages to print; that of the changes only where there is a before."""
    left_out = () if book.history.changes else (CHANGES,)
    return [p for p in book.contents.pages if p.slug in APPENDED and p.slug not in left_out]


def _split_title(markdown: str) -> tuple[str, str]:
    title, _, body = markdown.lstrip().partition("\n")
    return title.removeprefix("#").strip(), body


def _write(folder: Path, slug: str, markup: str) -> None:
    (folder / "chapters").mkdir(exist_ok=True)
    (folder / "chapters" / f"{slug}.typ").write_text(markup, encoding="utf-8")


def _chapter(book: Book, slug: str, folder: Path) -> dict[str, Any]:
    _write(folder, slug, chapter_markup(book.executed[slug], _known(book)))
    own = collect.key_messages(collect.by_chapter(book.blocks, slug))
    return {
        "slug": slug,
        "title": book.chapter_title(slug),
        "question": question(book.executed[slug]),
        "file": f"chapters/{slug}.typ",
        "messages": [block["text"] for block in own],
    }


def _block(block: Record, html: str) -> dict[str, Any]:
    plain = {key: block.get(key) or "" for key in ("title", "subtitle", "text", "alt")}
    plain |= {"notes": list(block.get("notes") or []), "detail": dict(block.get("detail") or {})}
    named = not str(block["id"]).endswith(f".{_WITHOUT_SOURCES}")
    plain["source"] = source_line(block) if named else ""
    if block["kind"] == "figure":
        plain["svg"] = block["svg"]["wide"]
        plain["height"] = _height(plain["svg"])
    if block["kind"] == "table":
        plain |= _table(block, html)
    return plain


def source_line(block: Mapping[str, Any]) -> str:
    """The sources of a block in words, and how its figures were computed."""
    cited = [
        f"{s['publisher']}, {s['title']}"
        + (f", released {long_date(s['released'])}" if s["released"] else "")
        for s in block["sources"]
    ]
    computed = f" Computed: {block['computed']}." if block.get("computed") else ""
    return f"Source: {'; '.join(cited)}.{computed}" if cited else ""


def _table(block: Record, html: str) -> dict[str, Any]:
    """The heads and cells as the page prints them."""
    shown = BeautifulSoup(html, "lxml").find("table")
    if shown is None:
        raise BuildError("A table block shows no table.", where=block["id"])
    heads, *rows = [row.find_all(["th", "td"]) for row in shown.find_all("tr")]
    texts = [[cell.get_text(" ", strip=True) for cell in row] for row in rows]
    more = f"The first {ROWS_PRINTED} of {len(rows)} rows; the rest is in the website's download."
    notes = list(block.get("notes") or [])
    names = [head.get_text(" ", strip=True) for head in heads]
    widths = column_widths([[name, *(row[at] for row in texts)] for at, name in enumerate(names)])
    return {
        "columns": [
            {"name": name, "number": "evb-number" in (head.get("class") or []), "width": width}
            for name, head, width in zip(names, heads, widths, strict=True)
        ],
        "wordy": any(len(cell) > WORDY for row in texts for cell in row),
        "rows": texts[:ROWS_PRINTED],
        "notes": [*notes, more] if len(rows) > ROWS_PRINTED else notes,
    }


def _height(svg: str) -> float:
    """The height of a drawing as a share of its width."""
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)
    return round(float(box.group(2)) / float(box.group(1)), 3) if box else 0.5


def column_widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """How the columns of a table share its width, in characters.

    Each has room for its longest word; what is left goes to those with longer texts.

    Parameters
    ----------
    columns : sequence of sequences of str
        The head and cells of each column.
    """
    least = [3 + max(map(len, " ".join(texts).split()), default=0) for texts in columns]
    longest = [max(map(len, texts), default=0) + 3 for texts in columns]
    wanted = [max(0, min(long, LINE) - low) for long, low in zip(longest, least, strict=True)]
    left = max(0, LINE - sum(least)) / max(1, sum(wanted))
    return [round(low + left * more, 1) for low, more in zip(least, wanted, strict=True)]


def _calls(found: Sequence[Output]) -> list[str]:
    """Raw Typst for blocks that follow one another; neighbours of one look are set together."""
    blocks = [output.block for output in found if output.block]
    groups = ((look, [b["id"] for b in group]) for look, group in groupby(blocks, key=_look))
    return [
        f"```{{=typst}}\n#evidence({', '.join(map(escape, [look, *ids]))})\n```"
        for look, ids in groups
    ]


def _look(block: Record) -> str:
    return KEY_MESSAGES if collect.key_messages([block]) else str(block["kind"])


def _target(address: str, chapters: set[str]) -> str:
    if re.match(r"https?://|mailto:", address):
        return f"#link({escape(address)})"
    slug = Path(address.partition("#")[0]).stem
    return f'#link(label("chapter-{slug}"))' if slug in chapters else "#text"
