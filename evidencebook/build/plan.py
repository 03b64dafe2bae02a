"""What to build: the chapters and pages of the table of contents, for each area."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evidencebook.areas import Area
from evidencebook.build.said import Said
from evidencebook.errors import BuildError, UsageError

# Told of each step done, in a line of text.
Say = Callable[[str], None]
TOC = "_toc.yml"
# The chapter that sets places side by side; only a book that is asked for it has it.
COMPARED = "compared"
# The page of what was said on the board; only a book of which that is known has it.
SAID = "said"


@dataclass(frozen=True)
class Page:
    """One entry of the table of contents.

    Attributes
    ----------
    slug : str
        The page's name in the book: ``productivity``.
    path : Path
        The notebook, or the hand-written Markdown file, that it is made from.
    part : str
        The caption of the part that it stands in; empty for the front page.
    """

    slug: str
    path: Path
    part: str = ""

    @property
    def is_chapter(self) -> bool:
        """Whether it is a notebook to execute."""
        return self.path.suffix == ".ipynb"


@dataclass(frozen=True)
class Contents:
    """The book's table of contents: a front page, then every other page in order."""

    front: Page
    pages: tuple[Page, ...]

    @property
    def chapters(self) -> tuple[Page, ...]:
        """The chapters, in the order of the book."""
        return tuple(page for page in self.pages if page.is_chapter)

    def without(self, slug: str) -> Contents:
        """The same book without a page, if it has it."""
        return Contents(self.front, tuple(page for page in self.pages if page.slug != slug))

    def only(self, slugs: Iterable[str]) -> Contents:
        """The same book with just these chapters; its other pages stay.

        Raises
        ------
        UsageError
            When a chapter is not in the table of contents.
        """
        wanted, known = set(slugs), [page.slug for page in self.chapters]
        if unknown := sorted(wanted - set(known)):
            raise UsageError(
                f"There is no chapter '{unknown[0]}'.", expected=f"one of {', '.join(known)}"
            )
        kept = (page for page in self.pages if not page.is_chapter or page.slug in wanted)
        return Contents(self.front, tuple(kept))


@dataclass(frozen=True)
class Order:
    """A book that is asked for: what it is about, and what it is to be made from.

    Attributes
    ----------
    area : Area
    members, comparators : tuple of Area
        The area's authorities, and the areas that were chosen to compare it with.
    whereabouts : mapping
        The area's codes, level, nation and region; see `whereabouts`.
    contents : Contents
    name : str
        The folder that it is published in.
    with_pdf : bool
    snapshot : str
        The snapshot's hash.
    compared : tuple of Area
        The places that a page of the book sets beside the area; none for most books.
    made_from : mapping
        Digests of the code, cards and templates; see `inputs.made_from`.
    publisher : mapping
        Who publishes it; see `settings.publisher`.
    site, root : Path
        The folder of all books, and the project's.
    said : Said or None
        What was said of the book; None where nobody asked a board.
    annex : bool
        Whether that is to stand in the PDF too.
    """

    area: Area
    members: tuple[Area, ...]
    comparators: tuple[Area, ...]
    compared: tuple[Area, ...]
    whereabouts: Mapping[str, Any]
    contents: Contents
    name: str
    with_pdf: bool
    snapshot: str
    made_from: Mapping[str, str]
    publisher: Mapping[str, str]
    site: Path
    root: Path
    said: Said | None = None
    annex: bool = False


def contents(root: Path, *, compared: bool = False, said: bool = False) -> Contents:
    """Read ``_toc.yml`` and find each entry's file.

    Parameters
    ----------
    root : Path
        The project's folder.
    compared : bool
        Whether to take in the chapter that sets places side by side.
    said : bool
        Whether to take in the page of what was said on the board.

    Raises
    ------
    BuildError
        When an entry has no file, or two entries would make the same page.
    """
    front = Page("index", _file(root, str(_read(root / TOC)["root"])))
    pages = [Page(Path(name).name, _file(root, name), part) for name, part in entries(root)]
    _unique([front, *pages], root)
    left_out = {slug for slug, wanted in ((COMPARED, compared), (SAID, said)) if not wanted}
    return Contents(front, tuple(page for page in pages if page.slug not in left_out))


def entries(root: Path) -> list[tuple[str, str]]:
    """The entries of ``_toc.yml``, such as ``chapters/energy``, each with its part's caption.

    Raises
    ------
    BuildError
        When the table of contents cannot be read.
    """
    return [
        (str(entry["file"]), str(part.get("caption", "")))
        for part in _read(root / TOC).get("parts", [])
        for entry in part["chapters"]
    ]


def _read(path: Path) -> dict[str, Any]:
    try:
        toc = yaml.safe_load(path.read_text(encoding="utf-8"))
        toc["root"], [e["file"] for part in toc.get("parts", []) for e in part["chapters"]]
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BuildError(
            "The table of contents cannot be read.",
            where=str(path),
            expected="a root, and parts with chapters",
            found=f"{type(error).__name__}: {error}",
        ) from error
    return dict(toc)


def _file(root: Path, entry: str) -> Path:
    for suffix in (".ipynb", ".md"):
        if (path := root / f"{entry}{suffix}").is_file():
            return path
    raise BuildError(
        "A page of the table of contents does not exist.",
        where=str(root / TOC),
        expected=f"{entry}.ipynb or {entry}.md",
        do="write the page, or take its line out of _toc.yml",
    )


def _unique(pages: Sequence[Page], root: Path) -> None:
    slugs = [page.slug for page in pages]
    if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        raise BuildError(
            f"Two pages of the table of contents are called '{twice[0]}'.",
            where=str(root / TOC),
            expected="a different file name for each",
        )
