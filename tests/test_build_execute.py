"""Executing chapters: parameters, failures, several at once."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import build_samples as samples
import nbformat
import pytest

from evidencebook.build import plan
from evidencebook.build.engine import WarmProcess
from evidencebook.build.execute import check_parameters, execute
from evidencebook.errors import BuildError


@pytest.mark.parametrize("engine", ["fork", "papermill"])
def test_chapters_run_with_the_parameter_in_the_root_folder(tmp_path: Path, engine: str) -> None:
    """Each is executed, in a kernel whose working directory is the project's."""
    root = samples.project(tmp_path / "project")
    show = "import os, sys, json\nprint(json.dumps([area, os.getcwd(), sys.executable]))"
    nbformat.write(samples.runnable("alpha", [show]), root / "chapters" / "alpha.ipynb")
    out = tmp_path / "out"
    out.mkdir()
    said: list[str] = []
    chapters = plan.contents(root).chapters
    made = execute(
        chapters,
        {"area": "testshire"},
        out,
        root=root,
        workers=2,
        say=said.append,
        engine=engine,
    )
    assert sorted(made) == ["alpha", "beta"]
    assert len(said) == 2
    printed = nbformat.read(made["alpha"], as_version=4).cells[-1].outputs[0].text
    assert json.loads(printed) == ["testshire", str(root.resolve()), sys.executable]


def test_a_failing_cell_names_notebook_cell_and_cause(tmp_path: Path) -> None:
    """The cell's number is that of the author's file, not of what papermill runs."""
    root = samples.project(tmp_path / "project", ("alpha",))
    bad = samples.runnable("alpha", ["ok = True", "\nx = 1\nraise ValueError('no figure')"])
    nbformat.write(bad, root / "chapters" / "alpha.ipynb")
    with pytest.raises(BuildError) as caught:
        execute(plan.contents(root).chapters, {"area": "testshire"}, tmp_path, root=root)
    assert "alpha.ipynb, cell 5: x = 1" in caught.value.where
    assert caught.value.found == "ValueError: no figure"


@pytest.mark.parametrize("engine", ["fork", "papermill"])
def test_a_kernel_that_dies_names_notebook_and_cell(tmp_path: Path, engine: str) -> None:
    """Whichever engine ran it."""
    chapters, root = _one(tmp_path, "ok = True", "import os\nos._exit(7)")
    with pytest.raises(BuildError, match="A chapter's kernel died") as caught:
        execute(chapters, {"area": "testshire"}, tmp_path, root=root, engine=engine)
    assert "alpha.ipynb, cell 5: import os" in caught.value.where
    if engine == "fork":
        assert caught.value.found == "Kernel died: it ended by itself, with exit code 7"


@pytest.mark.parametrize("engine", ["fork", "papermill"])
@pytest.mark.parametrize("limit", ["CELL_SECONDS", "CHAPTER_SECONDS"])
def test_a_chapter_that_hangs_names_notebook_and_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, limit: str
) -> None:
    """At the limit for a cell, or for all."""
    monkeypatch.setenv(f"EVIDENCEBOOK_{limit}", "3")
    chapters, root = _one(tmp_path, "ok = True", "import time\ntime.sleep(600)")
    with pytest.raises(BuildError, match="A chapter takes too long") as caught:
        execute(chapters, {"area": "testshire"}, tmp_path, root=root, engine=engine)
    assert "alpha.ipynb, cell 5: import time" in caught.value.where
    assert "3 s for a" in caught.value.expected


def test_a_chapter_that_fills_memory_names_notebook_and_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the limit that the setting gives."""
    monkeypatch.setenv("EVIDENCEBOOK_CHAPTER_MEGABYTES", "200")
    chapters, root = _one(tmp_path, "kept = bytearray(500_000_000)")
    with pytest.raises(BuildError, match="A cell of a chapter failed") as caught:
        execute(chapters, {"area": "testshire"}, tmp_path, root=root, engine="fork")
    assert "alpha.ipynb, cell 4" in caught.value.where
    assert caught.value.found.startswith("MemoryError")


def test_the_setting_names_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With papermill's own nothing is forked."""
    monkeypatch.setenv("EVIDENCEBOOK_ENGINE", "papermill")
    monkeypatch.setattr(WarmProcess, "__init__", lambda _: pytest.fail("it was started"))
    chapters, root = _one(tmp_path, "ok = True")
    assert execute(chapters, {"area": "testshire"}, tmp_path, root=root)


def test_without_forks_it_says_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And builds all the same."""
    root = samples.project(tmp_path / "project")
    chapters = plan.contents(root).chapters
    said: list[str] = []
    with WarmProcess() as gone:
        gone.close()
        execute(chapters, {"area": "x"}, tmp_path, root=root, say=said.append, warm_process=gone)
    assert [line for line in said if "takes longer" in line] == [
        "  papermill starts a kernel for each notebook, which takes longer: it did not start"
    ]
    assert len(said) == 3


def test_a_failure_ends_the_other_chapters(tmp_path: Path) -> None:
    """The builder does not wait for them, and leaves no process."""
    root = samples.project(tmp_path / "project")
    for name, cell in (("alpha", "raise ValueError"), ("beta", "import time\ntime.sleep(600)")):
        nbformat.write(samples.runnable(name, [cell]), root / "chapters" / f"{name}.ipynb")
    chapters = plan.contents(root).chapters
    with pytest.raises(BuildError, match="A cell of a chapter failed"):
        execute(chapters, {"area": "x"}, tmp_path, root=root, workers=2, engine="fork")
    assert not [line for line in _processes() if "evidencebook.build.warm" in line]


def test_an_unknown_parameter_is_refused(tmp_path: Path) -> None:
    """Before anything runs; the error lists the parameters there are."""
    root = samples.project(tmp_path, ("alpha",))
    with pytest.raises(BuildError, match="does not know the parameter 'regoin'") as caught:
        check_parameters(root / "chapters" / "alpha.ipynb", {"regoin": "x"})
    assert caught.value.expected == "one of area, comparators"


def test_a_chapter_without_parameters_is_refused(tmp_path: Path) -> None:
    """A notebook with no cell tagged 'parameters' would be built for the wrong place."""
    path = tmp_path / "alpha.ipynb"
    nbformat.write(samples.runnable("alpha", tag="other"), path)
    with pytest.raises(BuildError, match="no cell tagged 'parameters'"):
        check_parameters(path, {"area": "testshire"})


def test_a_broken_notebook_is_refused(tmp_path: Path) -> None:
    """A file that is not a notebook is named."""
    path = tmp_path / "alpha.ipynb"
    path.write_text("{")
    with pytest.raises(BuildError, match="cannot be read"):
        check_parameters(path, {"area": "testshire"})


def _one(folder: Path, *cells: str) -> tuple[tuple[plan.Page, ...], Path]:
    """A project of one chapter that runs these cells."""
    root = samples.project(folder / "project", ("alpha",))
    nbformat.write(samples.runnable("alpha", list(cells)), root / "chapters" / "alpha.ipynb")
    return tuple(plan.contents(root).chapters), root


def _processes() -> list[str]:
    """The command lines of this process's children."""
    own = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [Path(f"/proc/{pid}/cmdline").read_text() for pid in own]
