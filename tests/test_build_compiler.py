"""The process that compiles: several books, warnings, and what its death looks like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidencebook import settings
from evidencebook.build.compiler import Compiler
from evidencebook.errors import BuildError


@pytest.fixture(scope="module")
def compiler() -> Iterator[Compiler]:
    """One for all of these tests."""
    with Compiler() as made:
        yield made


def pages(folder: Path, text: str) -> Path:
    """A book of one page."""
    folder.mkdir()
    (folder / "_config.yml").write_bytes((settings.ROOT / "_config.yml").read_bytes())
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (folder / "index.md").write_text(f"# A title\n\n{text}\n")
    return folder


def test_several_books_of_one_process(compiler: Compiler, tmp_path: Path) -> None:
    """Each is compiled as if it were the first."""
    sites = []
    for number in range(2):
        compiler.compile(pages(tmp_path / f"pages-{number}", "Words."), tmp_path / f"{number}/html")
        sites.append((tmp_path / f"{number}" / "html" / "index.html").read_text())
    assert "Words." in sites[0]
    assert sites[0] == sites[1]


def test_a_warning_is_an_error_and_the_next_book_is_none_the_worse(
    compiler: Compiler, tmp_path: Path
) -> None:
    """The first warnings are shown, without the folder's own path."""
    bad = pages(tmp_path / "bad", "[nowhere](none.md)")
    with pytest.raises(BuildError, match="could not compile") as failed:
        compiler.compile(bad, tmp_path / "bad-site" / "html")
    assert "none.md" in str(failed.value)
    assert str(bad) not in str(failed.value)
    compiler.compile(pages(tmp_path / "good", "Words."), tmp_path / "good-site" / "html")


def test_a_process_that_is_gone(tmp_path: Path) -> None:
    """An error, not a wait without end."""
    with Compiler() as made:
        made._process.kill()
        made._process.wait()
        with pytest.raises(BuildError, match="is gone"):
            made.compile(pages(tmp_path / "pages", "Words."), tmp_path / "html")
