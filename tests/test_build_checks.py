"""What a chapter may not hold, and where it is said to be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evidencebook import settings
from evidencebook.build import checks
from evidencebook.build.checks import Finding
from evidencebook.errors import UsageError

INDICATORS = {"population", "employment-rate"}
Edit = Callable[[list[Any]], object]


def _cells() -> list[Any]:
    """The cells of a chapter that is as it should be."""
    opening = 'from evidencebook import Chapter\n\nchapter = Chapter("alpha", area, comparators)'
    parameters = new_code_cell('area = "lancashire"\ncomparators = ""', id="parameters")
    parameters.metadata["tags"] = ["parameters"]
    return [
        new_markdown_cell("# Alpha\n\nWhat is it?", id="title"),
        parameters,
        new_code_cell(opening, id="open"),
        new_code_cell('chapter.trend("trend", "population")', id="show-trend"),
        new_code_cell("chapter.unknowns()", id="show-unknowns"),
        new_code_cell("chapter.sources()", id="show-sources"),
    ]


def _project(root: Path, edit: Edit = lambda cells: None) -> Path:
    """A project with one chapter, edited."""
    cells = _cells()
    edit(cells)
    (root / "chapters").mkdir()
    nbformat.write(new_notebook(cells=cells), root / "chapters" / "alpha.ipynb")
    toc = "format: jb-book\nroot: book/index\nparts:\n- chapters:\n  - file: chapters/alpha\n"
    (root / "_toc.yml").write_text(toc)
    return root


def _found(root: Path, edit: Edit = lambda cells: None) -> list[str]:
    return [str(one) for one in checks.check_project(_project(root, edit), INDICATORS)]


def _code(source: str) -> Edit:
    """An edit that puts code in the place of the figure's."""
    return lambda cells: cells[3].update(source=source)


def test_a_chapter_that_is_as_it_should_be(tmp_path: Path) -> None:
    """Nothing is found."""
    assert _found(tmp_path) == []


TREND = 'chapter.trend("trend", "population")'


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("def f():\n    pass", 1, "belongs in the package: a function"),
        (f"{TREND}\nf = lambda x: x", 2, "a function without a name"),
        ("class A:\n    pass", 1, "a class"),
        (f"for _ in area:\n    {TREND}", 1, "a loop"),
        ("\n[a for a in area]", 2, "a loop"),
        ("with area:\n    pass", 1, "a 'with'"),
        ("try:\n    pass\nfinally:\n    pass", 1, "a 'try'"),
        ("import pandas as pd", 1, "the only import of a chapter"),
        ("from evidencebook import settings", 1, "the only import of a chapter"),
        ("open('a.csv')", 1, "reads and writes no files: open"),
        ("pd.read_csv('a.csv')", 1, "reads and writes no files: read_csv"),
        (f"{TREND}.data.to_csv('a.csv')", 1, "reads and writes no files: to_csv"),
        ("!pip install pandas", 1, "installs and runs nothing outside Python"),
        ("\n%matplotlib inline", 2, "installs and runs nothing outside Python"),
        ("a = 'https://www.ons.gov.uk/x'", 1, "an address belongs on a card"),
        ("plot(color='red')", 1, "styling belongs in the package"),
        ("a = '#12436D'", 1, "styling belongs in the package"),
        ("\n".join(["a = 1"] * 13), 13, "at most 12 lines: 13"),
        (f"{TREND}\nchapter.metric('two', 'population')", 2, "a cell shows one block"),
        ("chapter.trend('trend', 'populatoin')", 1, "no card of this indicator: populatoin"),
        ("chapter.heat('h', 'Title',\n ['population', 'x-y'])", 1, "this indicator: x-y"),
        ("found = ['x-y']\nchapter.heat('h', 'Title', found)", 2, "this indicator: x-y"),
        ("a = chapter.known('population', 'x-y')", 1, "no card of this indicator: x-y"),
        ("chapter.trade('trend', 'a', indicator='x-y')", 1, "no card of this indicator: x-y"),
        ("chapter.scatter('s', 'Title', 'population', 'x-y')", 1, "this indicator: x-y"),
        ("chapter.heat('h', 'Since 2019', ['population'])", 1, "a block's words: 2019"),
        ("chapter.gap('g', 'Unknown', 'A third, 33%.')", 1, "typed into a block's words: 33%"),
        ("chapter.economy('real-groth', 'a')", 1, "no such block: economy 'real-groth'"),
        ("chapter.picture('a')", 1, "a chapter makes no such block: chapter.picture"),
        ("chapter.trend(", 1, "the cell is not Python"),
    ],
)
def test_code_that_a_cell_may_not_hold(source: str, line: int, said: str, tmp_path: Path) -> None:
    """Said once or more, with the cell and the line."""
    found = _found(tmp_path, _code(source))
    where = f"{Path('chapters/alpha.ipynb')}, cell 4 (show-trend), line {line}: "
    assert any(one.startswith(where) and said in one for one in found), found


def test_claims_of_the_key_messages_are_one_block(tmp_path: Path) -> None:
    """But their slugs count."""
    claims = 'chapter.compare("a", "population"), chapter.change("a", "population")'
    (found,) = _found(tmp_path, _code(f"chapter.key_messages({claims})"))
    assert "a block's slug is used twice in the chapter: a" in found


def test_a_slug_that_is_used_twice(tmp_path: Path) -> None:
    """In another cell, where the build would only notice after all is run."""
    more = new_code_cell('chapter.metric("trend", "population")', id="show-metric")
    (found,) = _found(tmp_path, lambda cells: cells.insert(4, more))
    assert "cell 5 (show-metric), line 1: a block's slug is used twice in the chapter" in found


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda cells: cells.pop(5), "alpha.ipynb: no cell shows the sources"),
        (lambda cells: cells.pop(4), "alpha.ipynb: no cell shows what we do not know"),
        (lambda cells: cells.pop(2), "no cell opens the chapter"),
        (lambda cells: cells.pop(1), "has no cell tagged 'parameters'"),
        (lambda cells: cells.pop(0), "a chapter has no title"),
        (lambda cells: cells[1].update(source='area = "x"'), "parameter 'comparators'"),
        (
            lambda cells: cells[1].update(source='area = "x"\ncomparators = ""\ny = 1'),
            "and nothing else",
        ),
        (lambda cells: cells.insert(3, cells.pop(1)), "the parameters cell is one, and the first"),
        (
            lambda cells: cells[2].update(source=cells[2].source.replace("alpha", "beta")),
            'cell 3 (open), line 3: the chapter is opened by Chapter("alpha", area, comparators)',
        ),
        (
            lambda cells: cells[0].update(source="# A\n\nIt rose\nby 5%."),
            "cell 1 (title), line 4: a number is typed into prose: use a claim: 5%",
        ),
        (
            lambda cells: cells[0].update(source="# A\n\nTo write: the question."),
            "line 3: an instruction of the template is left: write the text",
        ),
        (
            lambda cells: cells[0].update(source='# A\n\n<p style="color: red">Look</p>'),
            "line 3: styling belongs in the style sheet",
        ),
        (lambda cells: cells[3].update(execution_count=1), "outputs or counts are stored"),
        (
            lambda cells: cells[3].update(outputs=[new_output("stream", text="x")]),
            "cell 4 (show-trend): outputs or counts are stored",
        ),
        (
            lambda cells: cells[3].update(id="1f3c9a2b"),
            "cell 4 (1f3c9a2b): the cell's id is a rand",
        ),
        (
            lambda cells: cells[3].update(id="0b6d7d5e-59f0-4a3e-9f5d-0a4f4f4b9a11"),
            "the cell's id is a random one",
        ),
        (
            lambda cells: cells.append(nbformat.v4.new_raw_cell("x", id="raw")),
            "only code and Markdown cells: raw",
        ),
    ],
)
def test_what_a_chapter_should_hold(edit: Edit, said: str, tmp_path: Path) -> None:
    """The fault is said, and where it is."""
    found = _found(tmp_path, edit)
    assert any(said in one for one in found), found


def _about(*tags: str, text: str = "Read it so.") -> Edit:
    """An edit that puts prose with tags after the figure."""
    told = new_markdown_cell(text, id="told", metadata={"tags": list(tags)})
    return lambda cells: cells.insert(4, told)


def test_prose_that_speaks_of_blocks(tmp_path: Path) -> None:
    """Tags may name any block that the chapter makes, those of its end among them."""
    assert _found(tmp_path, _about("about:trend", "about:unknowns", "mine")) == []


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            _about("about:trend", "about:trends"),
            "cell 5 (told): a tag names a block that the chapter does not make: trends",
        ),
        (
            _about("about:trend", text="## How it has changed\n\nRead it so."),
            "cell 5 (told): prose that a book may leave out has its heading in a cell of its own",
        ),
        (
            lambda cells: cells[3].metadata.update(tags=["about:trend"]),
            "cell 4 (show-trend): only prose speaks of blocks: take the tag off: about:trend",
        ),
    ],
)
def test_prose_that_speaks_of_what_is_not_there(edit: Edit, said: str, tmp_path: Path) -> None:
    """One fault each, and where it is."""
    (found,) = _found(tmp_path, edit)
    assert said in found


def test_ids_as_the_file_has_them(tmp_path: Path) -> None:
    """Missing and repeated ones, which the reader of notebooks would mend unasked."""
    path = _project(tmp_path) / "chapters" / "alpha.ipynb"
    content = json.loads(path.read_text())
    del content["cells"][0]["id"]
    content["cells"][4]["id"] = "show-trend"
    path.write_text(json.dumps(content))
    found = [str(one) for one in checks.check_project(tmp_path, INDICATORS)]
    assert len(found) == 2
    assert "cell 1: the cell has no id" in found[0]
    assert "cell 5 (show-trend): the cell's id is taken" in found[1]


def test_what_is_no_notebook(tmp_path: Path) -> None:
    """A finding like any other."""
    (_project(tmp_path) / "chapters" / "alpha.ipynb").write_text("{")
    (found,) = checks.check_project(tmp_path, INDICATORS)
    assert found.what == "the notebook cannot be read"


def test_the_contents_and_the_folder_agree(tmp_path: Path) -> None:
    """A notebook that is not listed, an entry without a notebook, an entry twice."""
    folder = _project(tmp_path) / "chapters"
    text = (folder / "alpha.ipynb").read_text()
    (folder / "beta.ipynb").write_text(text.replace('\\"alpha\\"', '\\"beta\\"'))
    with (tmp_path / "_toc.yml").open("a") as toc:
        toc.write("  - file: chapters/gamma\n  - file: chapters/alpha\n")
    found = checks.check_project(tmp_path, INDICATORS)
    assert [(one.path.name, one.found) for one in found] == [
        ("beta.ipynb", ""),
        ("_toc.yml", "chapters/alpha"),
        ("_toc.yml", "chapters/gamma"),
    ]
    assert [one.path.stem for one in checks.check_project(tmp_path, INDICATORS, ["beta"])] == [
        "beta"
    ]
    (tmp_path / "_toc.yml").write_text("root")
    assert checks.check_project(tmp_path, INDICATORS)[0].path == Path("_toc.yml")


def test_an_unknown_chapter_is_wrong_use(tmp_path: Path) -> None:
    """The chapters that there are stand in the message."""
    with pytest.raises(UsageError, match="There is no chapter 'beta'") as caught:
        checks.check_project(_project(tmp_path), INDICATORS, ["beta"])
    assert "alpha" in caught.value.expected


def test_where_a_finding_is() -> None:
    """As much as is known."""
    assert Finding(Path("a.ipynb"), "it is", "x").where == "a.ipynb"
    assert str(Finding(Path("a.ipynb"), "it is", "x", 2, "b", 3)) == (
        "a.ipynb, cell 2 (b), line 3: it is: x"
    )


def test_a_chapter_of_the_project_spoilt(tmp_path: Path) -> None:
    """The projects' own chapters pass; one edit in one of them is found."""
    shutil.copy(settings.ROOT / "chapters" / "productivity.ipynb", tmp_path / "productivity.ipynb")
    from evidencebook.indicators import indicators

    known = indicators(settings.data_folder())
    path = tmp_path / "productivity.ipynb"
    assert checks.check_chapter(path, known) == []
    path.write_text(path.read_text().replace("catching up", "catching up by 3%"))
    (found,) = checks.check_chapter(path, known)
    assert (found.found, found.cell > 0, found.line > 0) == ("3%", True, True)
