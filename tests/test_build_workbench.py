"""Beginning a chapter, and tidying one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from evidencebook import settings
from evidencebook.build import checks, plan, workbench
from evidencebook.errors import BuildError, UsageError

TOC = """# What the book holds.
format: jb-book
root: book/index
parts:
  - caption: The evidence   # one a priority
    chapters:
      - file: chapters/energy

      # The last one.
      - file: chapters/digital
  - caption: About this book
    chapters:
      - file: book/method
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a table of contents and no chapter written."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text(TOC)
    return tmp_path


def test_a_new_chapter_is_listed_last(root: Path) -> None:
    """Comments, order and everything else in the table of contents stay as they are."""
    made = workbench.new_chapter(root, "visitors")
    text = (root / "_toc.yml").read_text()
    line = "      - file: chapters/visitors\n"
    assert text.replace(line, "", 1) == TOC
    assert yaml.safe_load(text)["parts"][0]["chapters"][-1] == {"file": "chapters/visitors"}
    assert made.path.exists()
    assert [path.name for path in root.iterdir()] != []
    assert not list(root.rglob("*.tmp"))


def test_a_new_chapter_has_only_its_instructions_to_find(root: Path) -> None:
    """Every one is found, and nothing else: not in its form, not in its code."""
    made = workbench.new_chapter(root, "visitors", "Visitors & culture")
    found = checks.check_chapter(made.path, {workbench.EVERYWHERE})
    assert len(found) == made.to_write > 2
    assert {one.what for one in found} == {"an instruction of the template is left: write the text"}
    notebook = nbformat.read(made.path, as_version=4)
    assert notebook.cells[0].source.startswith("# Visitors & culture\n")


@pytest.mark.parametrize("area", ["lancashire", "S12000017", "E06000053", "N09000003", "W92000004"])
def test_a_new_chapter_runs_at_once(root: Path, area: str) -> None:
    """For places of all nations and sizes, with evidence in every block."""
    notebook = nbformat.read(workbench.new_chapter(root, "visitors").path, as_version=4)
    names: dict[str, Any] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source.replace("lancashire", area), names)
    blocks = names["chapter"].blocks
    assert [block.kind for block in blocks.values()].count("gap") == 0
    assert {"visitors.level", "visitors.headline", "visitors.trend"} <= set(blocks)


@pytest.mark.parametrize(
    "name", ["", "Visitors", "a b", "../x", "a_b", "1st", "-a", "a-", "visitors.ipynb"]
)
def test_what_is_no_slug_is_refused(root: Path, name: str) -> None:
    """Nothing is written."""
    with pytest.raises(UsageError, match="name is a slug"):
        workbench.new_chapter(root, name)
    assert (root / "_toc.yml").read_text() == TOC
    assert not list((root / "chapters").iterdir())


@pytest.mark.parametrize("name", ["energy", "method", "index", "search", "there"])
def test_a_name_that_is_taken_is_refused(root: Path, name: str) -> None:
    """By a chapter, by another page, by a notebook that is not listed."""
    (root / "chapters" / "there.ipynb").write_text("{}")
    with pytest.raises(UsageError, match=f"There is a page '{name}' already"):
        workbench.new_chapter(root, name)
    assert (root / "_toc.yml").read_text() == TOC
    assert (root / "chapters" / "there.ipynb").read_text() == "{}"


def test_contents_without_a_chapter(root: Path) -> None:
    """There is no telling where a chapter belongs; nothing is written."""
    (root / "_toc.yml").write_text("root: book/index\nparts: []\n")
    with pytest.raises(BuildError, match="no chapter to put another one after"):
        workbench.new_chapter(root, "visitors")
    assert not list((root / "chapters").iterdir())


def test_the_projects_own_contents_take_a_chapter(root: Path) -> None:
    """Every page of the project stays where it is."""
    (root / "_toc.yml").write_text((settings.ROOT / "_toc.yml").read_text())
    before = plan.entries(root)
    workbench.new_chapter(root, "visitors")
    after = plan.entries(root)
    assert [entry for entry in after if entry[0] != "chapters/visitors"] == before


def test_tidying(root: Path) -> None:
    """What a run left goes, ids are named after what a cell shows; pictures, text and tags stay."""
    path = workbench.new_chapter(root, "visitors").path
    clean = path.read_text()
    notebook = nbformat.read(path, as_version=4)
    shown, prose = notebook.cells[6], notebook.cells[5]
    shown.update(id="1f3c9a2b", execution_count=4, metadata={"editable": True})
    shown.outputs = [nbformat.v4.new_output("stream", text="x")]
    prose.update(id="0b6d7d5e-59f0-4a3e-9f5d-0a4f4f4b9a11", attachments={"a.png": {}})
    prose.update(metadata={"tags": ["about:headline"]})
    notebook.metadata["kernelspec"]["display_name"] = ".venv"
    nbformat.write(notebook, path)
    assert workbench.tidy(path) == [
        "outputs and counts taken out of 1 cell",
        "cell named where-the-place-stands-to-write-what-is",
        "cell named show-headline",
    ]
    after = nbformat.read(path, as_version=4)
    assert [c.source for c in after.cells] == [c.source for c in notebook.cells]
    assert after.cells[5].attachments == {"a.png": {}}
    assert after.cells[6] == nbformat.reads(clean, as_version=4).cells[6]
    assert after.cells[1].metadata.tags == ["parameters"]
    assert after.cells[5].metadata.tags == ["about:headline"]
    assert workbench.tidy(path) == []


def test_ids_that_are_taken_are_made_free(root: Path) -> None:
    """Copied cells get a number."""
    path = workbench.new_chapter(root, "visitors").path
    text = path.read_text().replace('"id": "show-unknowns"', '"id": "show-trend"')
    path.write_text(text.replace("chapter.unknowns()", 'chapter.trend(\\"trend\\")'))
    assert workbench.tidy(path) == ["cell named show-trend-2"]


def test_a_tidy_chapter_is_left_alone() -> None:
    """The project's own chapters are as tidying leaves them."""
    for path in checks.notebooks(settings.ROOT).values():
        before = path.stat().st_mtime_ns
        assert workbench.tidy(path) == [], path
        assert path.stat().st_mtime_ns == before
