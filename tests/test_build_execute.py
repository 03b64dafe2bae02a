"""Executing chapters: parameters, failures, several at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import build_samples as samples
import nbformat
import pytest

from evidencebook.build import plan
from evidencebook.build.execute import check_parameters, execute
from evidencebook.errors import BuildError


def test_chapters_run_with_the_parameter_in_the_root_folder(tmp_path: Path) -> None:
    """Each is executed, in a kernel whose working directory is the project's."""
    root = samples.project(tmp_path / "project")
    show = "import os, sys, json\nprint(json.dumps([area, os.getcwd(), sys.executable]))"
    nbformat.write(samples.runnable("alpha", [show]), root / "chapters" / "alpha.ipynb")
    out = tmp_path / "out"
    out.mkdir()
    said: list[str] = []
    chapters = plan.contents(root).chapters
    made = execute(chapters, {"area": "testshire"}, out, root=root, workers=2, say=said.append)
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


def test_an_unknown_parameter_is_refused(tmp_path: Path) -> None:
    """Before anything runs; the error lists the parameters there are."""
    root = samples.project(tmp_path, ("alpha",))
    with pytest.raises(BuildError, match="does not know the parameter 'regoin'") as caught:
        check_parameters(root / "chapters" / "alpha.ipynb", {"regoin": "x"})
    assert caught.value.expected == "one of area"


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
