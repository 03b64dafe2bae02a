"""Practice before forks: what it asks for, what it leaves alone, and what it does not change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from evidencebook import settings
from evidencebook.analysis.figures import Figures, opened
from evidencebook.build.rehearsal import rehearse
from evidencebook.store import Reads

CHAPTERS = settings.ROOT / "chapters"


@pytest.fixture
def fresh() -> Iterator[Figures]:
    """Figures of which nothing is remembered yet, in this process as in a new one."""
    opened.cache_clear()
    yield opened(settings.data_folder())
    opened.cache_clear()


def practise(area: str, *paths: Path) -> None:
    """Go through all steps."""
    for _ in rehearse(paths, area):
        pass


def read(figures: Figures, area: str, path: Path) -> Reads:
    """What a chapter of an area reads."""
    figures.store.reads = {}
    practise(area, path)
    return figures.store.reads


@pytest.mark.parametrize("name", ["digital", "exports"])
def test_what_a_chapter_reads_is_noted_all_the_same(fresh: Figures, name: str) -> None:
    """Though much of it is remembered from another area, and all of it from its own."""
    path = CHAPTERS / f"{name}.ipynb"
    first = read(fresh, "E07000117", path)
    assert len(first) > 3
    assert read(fresh, "E07000117", path) == first
    other = read(fresh, "E07000123", path)
    opened.cache_clear()
    assert read(opened(settings.data_folder()), "E07000123", path) == other


def test_only_the_chapters_own_methods_are_called(tmp_path: Path, fresh: Figures) -> None:
    """A cell that does anything else is left alone, from there on; the next one is practised."""
    cells = [
        "from evidencebook import Chapter\nchapter = Chapter('mine', area)",
        f"open({str(tmp_path / 'made')!r}, 'w')\nchapter.metric('a', 'gigabit-capable-broadband')",
        "chapter._keep('no')",
        "chapter.nothing_of_that_name()",
        "not python at all",
        "best = chapter.known('employment-rate', 'employment-rate-ni')\n"
        "chapter.key_messages(chapter.compare('b', best))",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    path = tmp_path / "mine.ipynb"
    nbformat.write(notebook, path)
    found = read(fresh, "E07000117", path)
    assert "employment-rate" in found
    assert "gigabit-capable-broadband" not in found
    assert not (tmp_path / "made").exists()
