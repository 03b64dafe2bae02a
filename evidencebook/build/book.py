"""Build one area's book: execute, collect, compile, set, publish."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from evidencebook import settings
from evidencebook.areas import Areas
from evidencebook.build import (
    acknowledged,
    checks,
    collect,
    edition,
    history,
    pages,
    pdf,
    plan,
    publish,
    site,
)
from evidencebook.build.edition import Book
from evidencebook.build.execute import Say, execute
from evidencebook.build.given import from_snapshot
from evidencebook.indicators import indicators, sources
from evidencebook.store import Store


def build(
    area: str,
    *,
    out: Path | None = None,
    chapters: Iterable[str] | None = None,
    comparators: Iterable[str] = (),
    with_pdf: bool = True,
    strict: bool = False,
    workers: int | None = None,
    root: Path | None = None,
    say: Say = lambda _: None,
) -> Path:
    """Build and publish one area's book, and return the folder it is in.

    Parameters
    ----------
    area : str
        A code, slug or name.
    out : Path, optional
        The folder of all editions; by default the setting's.
    chapters : iterable of str, optional
        Only these chapters, published beside the whole book as a draft.
    comparators : iterable of str
        Areas to compare with instead of the statistical neighbours: codes, slugs or names.
    with_pdf : bool
        Whether to make ``book.pdf``.
    strict : bool
        Refuse a book in which a claim is no longer true as it was said, unless an editor has
        acknowledged it in the area's file; see `acknowledged`.
    workers : int, optional
        How many chapters run at once.
    root : Path, optional
        The project's folder.
    say : callable
        Told of each step done, in a line of text.

    Raises
    ------
    UnknownAreaError
        When there is no such area.
    BuildError
        When the book could not be made. The edition published before is untouched.
    """
    root = (root or settings.ROOT).resolve()
    out = (out or settings.site_folder()).resolve()
    _fix_data_folder()
    store = Store(settings.data_folder() / "snapshot")
    areas = Areas(store, settings.data_folder() / "areas")
    place = areas.find(area)
    chosen = areas.comparators(place, comparators)
    whole = plan.contents(root)
    contents = whole if chapters is None else whole.only(chapters)
    # A book of some chapters never takes the place of the whole one.
    name = place.slug if contents == whole else f"{place.slug}{publish.DRAFT}"
    for chapter in contents.chapters:
        checks.refuse_typed_numbers(chapter.path)
    with publish.staging(out, name) as staged:
        with tempfile.TemporaryDirectory(prefix="evidencebook-") as work:
            book = Book(
                slug=place.slug,
                name=place.name,
                contents=contents,
                snapshot=store.hash,
                members=tuple(areas[code] for code in place.members),
                comparators=tuple(chosen),
                with_pdf=with_pdf,
            )
            book = _execute(book, Path(work), root, workers, say)
            book = _look_back(book, out, name, strict, say)
            _assemble(book, staged, Path(work), root, say)
            history.keep(book.history.earlier, staged)
        published = publish.publish(staged, out, name)
    publish.write_index(out, say)
    return published


def _execute(book: Book, work: Path, root: Path, workers: int | None, say: Say) -> Book:
    start = time.monotonic()
    chapters = book.contents.chapters
    say(f"{book.name}: {len(chapters)} chapter{'' if len(chapters) == 1 else 's'}")
    parameters = {"area": book.slug}
    if book.comparators:
        parameters["comparators"] = ",".join(area.code for area in book.comparators)
    folder = work / "executed"
    folder.mkdir()
    executed = execute(chapters, parameters, folder, root=root, workers=workers, say=say)
    blocks = collect.collect(executed)
    say(f"  {'all chapters':<16} {time.monotonic() - start:5.1f} s, {len(blocks)} blocks")
    used = frozenset(slug for block in blocks for slug in block["indicators"])
    return replace(book, executed=executed, blocks=blocks, used=used)


def _look_back(book: Book, site: Path, name: str, strict: bool, say: Say) -> Book:
    """Compare the book with its edition before, and tell what an editor should see."""
    data = settings.data_folder()
    before = history.earlier(site, name, book.id, settings.editions_kept())
    given = from_snapshot(data, book.snapshot)
    seen = history.look_back(book.blocks, before, indicators(data), given)
    if (changes := seen.changes) is None:
        return book
    known = acknowledged.acknowledged(data, book.slug)
    noted = acknowledged.notes(changes, book.blocks, known)
    book = replace(book, history=replace(seen, noted=noted))
    page = pages.changes_page(book, indicators(data))
    for change in changes.of("flipped"):
        mark = "acknowledged" if change.id in noted else "FLIPPED"
        say(f"  {mark:<16} {change.id}: {page.turned(change.id)}")
    if strict:
        file = acknowledged.strategy_file(data, book.slug)
        acknowledged.refuse_unacknowledged(changes, book.blocks, noted, file)
    return book


def _assemble(book: Book, staged: Path, work: Path, root: Path, say: Say) -> None:
    """Make the website and the PDF side by side, and put the edition together."""
    start = time.monotonic()
    for name in ("pages", "site"):
        (work / name).mkdir()
    data = settings.data_folder()
    cards = indicators(data)
    pages.write_pages(book, work / "pages", cards, sources(data))
    with ThreadPoolExecutor(1) as pool:
        html = pool.submit(
            site.build_site,
            work / "pages",
            work / "site",
            root=root,
            title=book.title,
            edition=book.edition_line,
        )
        if book.with_pdf:
            made = pdf.build_pdf(book, work / "pdf", cards, root=root)
            (staged / "book.pdf").write_bytes(made)
            say(f"  {'PDF':<16} {time.monotonic() - start:5.1f} s, {len(made) / 1e6:.1f} MB")
        site.copy(html.result(), staged)
    edition.write_records(book, staged, root=root)
    say(f"  {'website':<16} {time.monotonic() - start:5.1f} s")


def _fix_data_folder() -> None:
    """Make the data folder's address absolute, as kernels run in another folder."""
    if set_to := os.environ.get("EVIDENCEBOOK_DATA"):
        os.environ["EVIDENCEBOOK_DATA"] = str(Path(set_to).resolve())
