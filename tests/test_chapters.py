"""Every chapter runs, by nbval, for a place with much data and for one with little."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from evidencebook import settings
from evidencebook.build import checks, plan
from evidencebook.indicators import indicators

CHAPTERS = sorted((settings.ROOT / "chapters").glob("*.ipynb"))
# A set of English authorities, and a Scottish council.
AREAS = ("lancashire", "S12000017")
# How many metrics of a chapter a comparison shows.
SET_BESIDE = 2


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_runs(chapter: Path, area: str, tmp_path: Path) -> None:
    """No cell of the chapter fails for the area."""
    notebook = nbformat.read(chapter, as_version=4)
    cell = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    cell.source = cell.source.replace('area = "lancashire"', f'area = "{area}"')
    copy = tmp_path / chapter.name
    nbformat.write(notebook, copy)
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-current-env", "-q"]
    command += ["-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path), str(copy)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_as_it_should_be(chapter: Path) -> None:
    """Thin, in the form of a chapter, without typed-in numbers and stored outputs."""
    found = checks.check_chapter(chapter, indicators(settings.data_folder()))
    assert found == [], "\n".join(map(str, found))


def test_the_page_that_compares_has_what_heads_the_chapters() -> None:
    """The first two metrics of each chapter that has any, which is what a comparison shows."""
    book = plan.contents(settings.ROOT, compared=True)
    heads = {
        page.slug: found[:SET_BESIDE]
        for page in book.chapters
        if page.slug != plan.COMPARED and (found := _metrics(page.path))
    }
    (measures,) = (
        node.value
        for node in ast.walk(_code(book.chapters[-1].path))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "measures"
    )
    assert isinstance(measures, ast.Dict)
    titles = [ast.literal_eval(key).lower() for key in measures.keys if key]
    lists = [[ast.unparse(one) for one in v.elts] for v in measures.values]  # type: ignore[attr-defined]
    assert dict(zip(titles, lists, strict=True)) == heads


def _code(path: Path) -> ast.Module:
    cells = nbformat.read(path, as_version=4).cells
    return ast.parse("\n".join(cell.source for cell in cells if cell.cell_type == "code"))


def _metrics(path: Path) -> list[str]:
    """What the calls of `chapter.metric` show, in their order."""
    calls = [node for node in ast.walk(_code(path)) if isinstance(node, ast.Call)]
    calls = [call for call in calls if ast.unparse(call.func) == "chapter.metric"]
    return [ast.unparse(call.args[1]) for call in sorted(calls, key=lambda call: call.lineno)]


def test_every_chapter_is_in_the_book() -> None:
    """The folder and the table of contents hold the same chapters."""
    listed = [page.path for page in plan.contents(settings.ROOT, compared=True).chapters]
    assert sorted(listed) == CHAPTERS
