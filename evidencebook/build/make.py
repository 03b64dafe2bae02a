"""Make one area's book: run or take its chapters, collect, compare, compile, set, publish."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from evidencebook import settings
from evidencebook.areas import Areas
from evidencebook.build import (
    acknowledged,
    collect,
    compiler,
    edition,
    front,
    history,
    locator,
    lock,
    pages,
    pdf,
    publish,
    said_pages,
    site,
)
from evidencebook.build.book import stands
from evidencebook.build.downloads.folder import write_downloads
from evidencebook.build.downloads.licences import Licences
from evidencebook.build.edition import Book
from evidencebook.build.engine import WarmProcess
from evidencebook.build.given import from_snapshot
from evidencebook.build.plan import COMPARED, Order, Say
from evidencebook.build.prose import refuse_typed_numbers
from evidencebook.build.results import Results
from evidencebook.build.results import folder as kept_in
from evidencebook.build.run import run_chapters
from evidencebook.indicators import indicators, sources
from evidencebook.store import Store


def make(
    order: Order,
    *,
    strict: bool,
    workers: int | None,
    say: Say,
    fresh: bool,
    explain: bool,
    warm_process: WarmProcess | None,
    alone: bool = True,
) -> Path:
    """Make and publish the book that is ordered; see `evidencebook.build.book.build`.

    Of many books none is `alone`: the index is written, and old results are dropped, after them.
    """
    with lock.of_book(order.site, order.name, say) as waited:
        if waited and not (fresh or strict) and stands(order):
            say(f"{order.area.name}: nothing changed")
            return order.site / order.name
        return _make(order, strict, workers, say, fresh, explain, warm_process, alone)


def _make(
    order: Order,
    strict: bool,
    workers: int | None,
    say: Say,
    fresh: bool,
    explain: bool,
    warm_process: WarmProcess | None,
    alone: bool,
) -> Path:
    data = settings.data_folder()
    for chapter in order.contents.chapters:
        refuse_typed_numbers(chapter.path)
    compiler.own()  # loads while the chapters run
    results = None if fresh else Results(kept_in(), data, Store(data / "snapshot"))
    run = partial(
        run_chapters,
        root=order.root,
        results=results,
        workers=workers,
        say=say,
        explain=explain,
        warm_process=warm_process,
    )
    with publish.staging(order.site, order.name) as staged:
        with tempfile.TemporaryDirectory(prefix="evidencebook-") as work:
            book = _execute(_begun(order), Path(work), run, say)
            book = _look_back(book, order, strict, say)
            _assemble(book, order, staged, Path(work), say)
            history.keep(book.history.earlier, staged)
        published = publish.publish(staged, order.site, order.name)
    if alone:
        front.write_index(order.site, order.root, say)
    if alone and results:
        results.prune(settings.cache_bytes())
    return published


def _begun(order: Order) -> Book:
    return Book(
        slug=order.area.slug,
        name=order.area.name,
        contents=order.contents,
        snapshot=order.snapshot,
        members=order.members,
        comparators=order.comparators,
        compared=order.compared,
        whereabouts=order.whereabouts,
        made_from=order.made_from,
        publisher=order.publisher,
        with_pdf=order.with_pdf,
        folder=order.name,
        said=order.said,
        annex=order.annex,
    )


def _execute(book: Book, work: Path, run: Callable[..., dict[str, Path]], say: Say) -> Book:
    start = time.monotonic()
    chapters = book.contents.chapters
    say(f"{book.name}: {len(chapters)} chapter{'' if len(chapters) == 1 else 's'}")
    executed: dict[str, Path] = {}
    for name, chosen in (("executed", book.comparators), (COMPARED, book.compared)):
        parameters = {"area": book.slug}
        if chosen:
            parameters["comparators"] = ",".join(area.code for area in chosen)
        some = [page for page in chapters if (page.slug == COMPARED) == (name == COMPARED)]
        (work / name).mkdir()
        executed |= run(some, parameters, work / name)
    executed = {page.slug: executed[page.slug] for page in chapters}
    blocks = collect.collect(executed)
    say(f"  {'all chapters':<16} {time.monotonic() - start:5.1f} s, {len(blocks)} blocks")
    used = frozenset(slug for block in blocks for slug in block["indicators"])
    return replace(book, executed=executed, blocks=blocks, used=used)


def _look_back(book: Book, order: Order, strict: bool, say: Say) -> Book:
    """Compare the book with its edition before, and tell what an editor should see."""
    data = settings.data_folder()
    most = settings.editions_kept()
    before = history.earlier(order.site, order.name, book.id, most)
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


def _assemble(book: Book, order: Order, staged: Path, work: Path, say: Say) -> None:
    """Make the website and the PDF side by side, and put the edition together."""
    start, root = time.monotonic(), order.root
    for name in ("pages", "site"):
        (work / name).mkdir()
    data = settings.data_folder()
    cards, cited = indicators(data), sources(data)
    places = Areas(Store(data / "snapshot"), data / "areas")
    located = locator.located(places, order.area)
    pages.write_pages(book, work / "pages", cards, cited, located)
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
            made = pdf.build_pdf(book, work / "pdf", cards, cited, root=root, cover_map=located)
            (staged / "book.pdf").write_bytes(made)
            say(f"  {'PDF':<16} {time.monotonic() - start:5.1f} s, {len(made) / 1e6:.1f} MB")
        edition.write_records(book, staged, root=root)
        write_downloads(book, staged / edition.DOWNLOADS, Licences.of(data))
        said_pages.bake(book, html.result())
        site.copy(html.result(), staged)
    say(f"  {'website':<16} {time.monotonic() - start:5.1f} s")
