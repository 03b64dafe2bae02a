"""Build one area's book, unless the one that is published stands."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from evidencebook import settings
from evidencebook.areas import Area, Areas
from evidencebook.build import inputs, plan, publish, said_file
from evidencebook.build.past import opened
from evidencebook.build.plan import Contents, Order, Say
from evidencebook.build.said import COMMENTS, Ask, nothing_said
from evidencebook.build.whereabouts import whereabouts
from evidencebook.errors import BuildError, UsageError
from evidencebook.store import Store

if TYPE_CHECKING:
    from evidencebook.build.engine import WarmProcess
    from evidencebook.build.unit import Unit

# How many places stand side by side with the book's own.
MOST_COMPARED = 3


def build(
    area: str,
    *,
    out: Path | None = None,
    chapters: Iterable[str] | None = None,
    comparators: Iterable[str] = (),
    compare: Iterable[str] = (),
    with_pdf: bool = True,
    said: Ask = nothing_said,
    annex: bool = False,
    strict: bool = False,
    workers: int | None = None,
    root: Path | None = None,
    say: Say = lambda _: None,
    fresh: bool = False,
    explain: bool = False,
    warm_process: WarmProcess | None = None,
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
    compare : iterable of str
        Up to three places to set beside the area on a page of its own; such a book is published
        beside the one without.
    with_pdf : bool
        Whether to make ``book.pdf``.
    said : callable
        Tells what was said on the board of the book in a folder.
    annex : bool
        Whether that is to stand in the PDF too.
    strict : bool
        Refuse a book in which a claim is no longer true as it was said, unless an editor has
        acknowledged it in the area's file; see `acknowledged`.
    workers : int, optional
        How many chapters run at once.
    root : Path, optional
        The project's folder.
    say : callable
        Told of each step done, in a line of text.
    fresh : bool
        Run every chapter and make every page, whatever is kept and published.
    explain : bool
        Say of each chapter why it runs, or that it need not.
    warm_process : WarmProcess, optional
        What chapters are forked from; by default one for this book.

    Raises
    ------
    UnknownAreaError
        When there is no such area.
    BuildError
        When the book could not be made. The edition published before is untouched.
    """
    order = ordered(
        area,
        chapters=chapters,
        comparators=comparators,
        compare=compare,
        with_pdf=with_pdf,
        said=said,
        annex=annex,
        out=out,
        root=root,
    )
    if not (fresh or strict) and stands(order):
        say(f"{order.area.name}: nothing changed")
        return order.site / order.name
    with contextlib.ExitStack() as stack:
        if warm_process is None and settings.engine() == "fork":
            from evidencebook.build.engine import Unforkable, WarmProcess

            with contextlib.suppress(Unforkable):  # the build says why, where it starts kernels
                warm_process = stack.enter_context(WarmProcess())
        # Its libraries take a second to load, which a book that stands does without.
        from evidencebook.build.make import make

        return make(
            order,
            strict=strict,
            workers=workers,
            say=say,
            fresh=fresh,
            explain=explain,
            warm_process=warm_process,
        )


def ordered(
    area: str,
    *,
    chapters: Iterable[str] | None = None,
    comparators: Iterable[str] = (),
    compare: Iterable[str] = (),
    with_pdf: bool = True,
    said: Ask = nothing_said,
    annex: bool = False,
    out: Path | None = None,
    root: Path | None = None,
) -> Order:
    """Find what is asked for, and what is at hand to make it from; see `build`."""
    root = (root or settings.ROOT).resolve()
    fix_data_folder()
    data = settings.data_folder()
    store = Store(data / "snapshot")
    areas = Areas(store, data / "areas")
    place = areas.find(area)
    beside = compared(areas, place, compare)
    contents, whole = _contents(root, chapters, beside)
    name = publish.folder_name(place.slug, bool(beside), whole)
    publisher, spoken = settings.publisher(), said(name)
    if spoken is None and not publisher["board"]:
        contents = contents.without(plan.SAID)
    return Order(
        area=place,
        members=tuple(areas[code] for code in place.members),
        comparators=tuple(areas.comparators(place, comparators)),
        compared=beside,
        whereabouts=whereabouts(place, areas),
        contents=contents,
        name=name,
        with_pdf=with_pdf,
        snapshot=store.hash,
        made_from=inputs.made_from(place.slug, root, data),
        publisher=publisher,
        site=(out or settings.site_folder()).resolve(),
        root=root,
        said=spoken,
        annex=annex and with_pdf and spoken is not None,
    )


def of_unit(unit: Unit) -> Order:
    """What a unit of many books asks for; see `ordered`."""
    options = unit.options
    return ordered(
        unit.area,
        chapters=options.chapters,
        comparators=options.comparators,
        compare=options.compare,
        with_pdf=options.with_pdf,
        said=lambda _: said_file.parsed(unit.said) if unit.said else None,
        annex=options.annex,
        out=options.out,
        root=options.root,
    )


def compared(areas: Areas, place: Area, wanted: Iterable[str]) -> tuple[Area, ...]:
    """The places that are to be set beside an area.

    Raises
    ------
    UnknownAreaError
        When there is no such area.
    UsageError
        When one is the area itself, or there are more than fit on a page side by side.
    """
    found = tuple(areas.comparators(place, wanted))
    if len(found) > MOST_COMPARED:
        raise UsageError(
            "Too many places are to be set side by side.",
            expected=f"up to {MOST_COMPARED} beside {place.name}",
            found=", ".join(area.name for area in found),
            do="leave some out, or name them with --comparators, which every chart then shows",
        )
    return found


def _contents(
    root: Path, chapters: Iterable[str] | None, beside: tuple[Area, ...]
) -> tuple[Contents, bool]:
    """The pages of the book that is asked for, and whether none is left out."""
    whole = plan.contents(root, compared=bool(beside), said=True)
    if beside and plan.COMPARED not in {page.slug for page in whole.chapters}:
        raise BuildError(
            "This project has no chapter that sets places side by side.",
            where=str(root / plan.TOC),
            expected=f"an entry chapters/{plan.COMPARED}",
            do="add it, or leave --compare out",
        )
    if chapters is None:
        return whole, True
    wanted = set(chapters)
    if plan.COMPARED in wanted and not beside:
        raise UsageError(
            f"The chapter '{plan.COMPARED}' needs places to set beside the area.",
            do="name them with --compare",
        )
    found = whole.only(wanted | ({plan.COMPARED} if beside else set()))
    return found, found == whole


def stands(order: Order) -> bool:
    """Whether the published book was made from all that is at hand."""
    try:
        said = opened(order.site / order.name).said
    except (UsageError, BuildError):
        return False
    named = ([one["code"] for one in said.get(key) or []] for key in ("comparators", "compared"))
    has = (*named, bool(said.get("pdf")), bool(said.get("comments_annex")))
    chosen = ([area.code for area in areas] for areas in (order.comparators, order.compared))
    asked = (*chosen, order.with_pdf, order.annex)
    chapters = {page.slug for page in order.contents.chapters}
    same = asked == has and set(said["chapters"]) == chapters
    same = same and (said.get("publisher") or {}) == order.publisher
    same = same and _nothing_new_said(order, said.get("comments"))
    return same and not inputs.others(said, order.root, settings.data_folder())


def _nothing_new_said(order: Order, digest: str | None) -> bool:
    """Whether the published book has all that is published of what was said.

    Parameters
    ----------
    order : Order
    digest : str or None
        That of the book's ``comments.json``; None where it has none.
    """
    now = order.said
    if now is None or digest is None:
        return digest is None and not (now and now.comments)
    if now.digest == digest:
        return True
    try:
        before = said_file.opened(order.site / order.name / COMMENTS)
    except BuildError:
        return False
    return before.digest == digest and before.published == now.published


def fix_data_folder() -> None:
    """Make the data folder's address absolute, as kernels run in another folder."""
    if set_to := os.environ.get("EVIDENCEBOOK_DATA"):
        os.environ["EVIDENCEBOOK_DATA"] = str(Path(set_to).resolve())
