"""Put what was said into the finished pages of a book."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from evidencebook.build import said_html
from evidencebook.build.commenting import led
from evidencebook.build.edition import Book
from evidencebook.build.plan import SAID
from evidencebook.build.said_places import ALL, put
from evidencebook.build.threads import Threads


def bake(book: Book, folder: Path) -> None:
    """Put what was said of a book into its pages.

    Parameters
    ----------
    book : Book
    folder : Path
        The compiled website; its files are changed.
    """
    titles = {page.slug: book.chapter_title(page.slug) for page in book.contents.chapters}
    whole = folder / f"{SAID}.html"
    if book.said is None:
        if whole.is_file():
            _write(whole, book, lambda place: said_html.LEFT_OUT if place == ALL else "")
        return
    threads = Threads(book.said, book.blocks)
    for slug in threads.by_chapter(titles):
        _write(folder / f"{slug}.html", book, partial(_beside, threads))
    if whole.is_file():
        _write(whole, book, lambda place: said_html.whole(threads, titles) if place == ALL else "")


def _beside(threads: Threads, place: str) -> str:
    on = threads.on_blocks.get(place)
    return said_html.beside(threads, on) if on else ""


def _write(page: Path, book: Book, told: Callable[[str], str]) -> None:
    text = put(page.read_text(encoding="utf-8"), told)
    page.write_text(led(text, book.board) if book.board else text, encoding="utf-8")
