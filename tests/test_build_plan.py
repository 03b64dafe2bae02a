"""Reading the table of contents."""

from __future__ import annotations

from pathlib import Path

import build_samples as samples
import pytest

from evidencebook import settings
from evidencebook.build.plan import contents
from evidencebook.errors import BuildError, UsageError


def test_contents_in_order(tmp_path: Path) -> None:
    """The front page, then chapters and pages as _toc.yml lists them."""
    book = contents(samples.project(tmp_path))
    assert book.front.slug == "index"
    assert [page.slug for page in book.pages] == ["alpha", "beta", *samples.PAGES]
    assert [page.slug for page in book.chapters] == ["alpha", "beta"]


def test_only_some_chapters(tmp_path: Path) -> None:
    """Other chapters are left out, other pages stay."""
    book = contents(samples.project(tmp_path)).only(["beta"])
    assert [page.slug for page in book.pages] == ["beta", *samples.PAGES]


def test_an_unknown_chapter_is_wrong_use(tmp_path: Path) -> None:
    """The error lists the chapters there are."""
    with pytest.raises(UsageError, match="There is no chapter 'gamma'") as caught:
        contents(samples.project(tmp_path)).only(["gamma"])
    assert "alpha, beta" in caught.value.expected


def test_a_page_that_does_not_exist(tmp_path: Path) -> None:
    """The error names the page."""
    root = samples.project(tmp_path)
    (root / "chapters" / "beta.ipynb").unlink()
    with pytest.raises(BuildError, match=r"chapters/beta\.ipynb"):
        contents(root)


def test_two_pages_of_one_name(tmp_path: Path) -> None:
    """They would overwrite each other."""
    root = samples.project(tmp_path)
    toc = (root / "_toc.yml").read_text().replace("chapters/beta", "chapters/alpha")
    (root / "_toc.yml").write_text(toc)
    with pytest.raises(BuildError, match="called 'alpha'"):
        contents(root)


def test_the_projects_own_contents_can_be_read() -> None:
    """Every page that the project's _toc.yml names exists."""
    assert contents(settings.ROOT).chapters
