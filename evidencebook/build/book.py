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
from evidencebook.areas import Area, Areas
from evidencebook.build import checks, collect, edition, pages, pdf, plan, publish, site
from evidencebook.build.execute import Say, execute
from evidencebook.indicators import indicators, sources
from evidencebook.store import Store


def build(
    area: str,
    *,
    out: Path | None = None,
    chapters: Iterable[str] | None = None,
    comparators: Iterable[str] = (),
    with_pdf: bool = True,
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
    parameters = {"area": place.slug}
    if chosen := areas.comparators(place, comparators):
        parameters["comparators"] = ",".join(other.code for other in chosen)
    whole = plan.contents(root)
    contents = whole if chapters is None else whole.only(chapters)
    # A book of some chapters never takes the place of the whole one.
    name = place.slug if contents == whole else f"{place.slug}{publish.DRAFT}"
    for chapter in contents.chapters:
        checks.refuse_typed_numbers(chapter.path)
    with publish.staging(out, name) as staged:
        with tempfile.TemporaryDirectory(prefix="evidencebook-") as work:
            book = _execute(place, parameters, store, contents, Path(work), root, workers, say)
            book = replace(book, with_pdf=with_pdf)
            _assemble(book, staged, Path(work), root, say)
        published = publish.publish(staged, out, name)
    publish.write_index(out, say)
    return published


def _execute(
    place: Area,
    parameters: dict[str, str],
    store: Store,
    contents: plan.Contents,
    work: Path,
    root: Path,
    workers: int | None,
    say: Say,
) -> pages.Book:
    start = time.monotonic()
    count = len(contents.chapters)
    say(f"{place.name}: {count} chapter{'' if count == 1 else 's'}")
    folder = work / "executed"
    folder.mkdir()
    executed = execute(contents.chapters, parameters, folder, root=root, workers=workers, say=say)
    blocks = collect.collect(executed)
    say(f"  {'all chapters':<16} {time.monotonic() - start:5.1f} s, {len(blocks)} blocks")
    return pages.Book(
        slug=place.slug,
        name=place.name,
        contents=contents,
        executed=executed,
        blocks=blocks,
        snapshot=store.hash,
        used=frozenset(slug for block in blocks for slug in block["indicators"]),
    )


def _assemble(book: pages.Book, staged: Path, work: Path, root: Path, say: Say) -> None:
    """Make the website and the PDF side by side, and put the edition together."""
    start = time.monotonic()
    for name in ("pages", "site"):
        (work / name).mkdir()
    data = settings.data_folder()
    pages.write_pages(book, work / "pages", indicators(data), sources(data))
    with ThreadPoolExecutor(1) as pool:
        html = pool.submit(
            site.build_site, work / "pages", work / "site", root=root, title=book.title
        )
        if book.with_pdf:
            made = pdf.build_pdf(book, work / "pdf", root=root)
            (staged / "book.pdf").write_bytes(made)
            say(f"  {'PDF':<16} {time.monotonic() - start:5.1f} s, {len(made) / 1e6:.1f} MB")
        site.copy(html.result(), staged)
    edition.write_records(book, staged, root=root, pdf=book.with_pdf)
    say(f"  {'website':<16} {time.monotonic() - start:5.1f} s")


def _fix_data_folder() -> None:
    """Make the data folder's address absolute, as kernels run in another folder."""
    if set_to := os.environ.get("EVIDENCEBOOK_DATA"):
        os.environ["EVIDENCEBOOK_DATA"] = str(Path(set_to).resolve())
