"""Check the chapters as they are written, and say where each fault is: notebook, cell, line.

The build refuses a chapter for the fault that would make its book wrong, a number typed into prose
(`evidencebook.build.prose`); ``evidencebook chapter check`` reports all of them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat

from evidencebook.build import cell_code, collect, plan
from evidencebook.build.execute import check_parameters, is_parameters, read_notebook
from evidencebook.build.prose import typed_numbers
from evidencebook.errors import BuildError, UsageError

FOLDER = "chapters"
# What an instruction of a new chapter begins with; a reader should never meet it.
TO_WRITE = "To write:"
PARAMETERS = ("area", "comparators")
LONGEST_CELL = 12
# Ids that a program made up: Jupyter's own, and UUIDs. They say nothing and change with a copy.
_RANDOM_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STYLED = re.compile(r"<(style|script|font)\b|\bstyle=", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One fault, and where it is.

    Attributes
    ----------
    path : Path
        The notebook, or ``_toc.yml``.
    what : str
        What is wrong, and what should stand there.
    found : str
        What stands there; may be empty.
    cell : int
        The cell's number, counted from 1; 0 for the notebook as a whole.
    id : str
        The cell's id.
    line : int
        The line in the cell, counted from 1; 0 for the whole cell.
    """

    path: Path
    what: str
    found: str = ""
    cell: int = 0
    id: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """``energy.ipynb, cell 4 (show-trend), line 2``."""
        cell = f", cell {self.cell}" + (f" ({self.id})" if self.id else "") if self.cell else ""
        return f"{self.path}{cell}{f', line {self.line}' if self.line else ''}"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}{f': {self.found}' if self.found else ''}"


def check_project(
    root: Path, indicators: Collection[str], names: Sequence[str] = ()
) -> list[Finding]:
    """Check chapters, and that the table of contents and the folder agree.

    Parameters
    ----------
    root : Path
        The project's folder.
    indicators : collection of str
        The slugs that there are cards for.
    names : sequence of str
        The chapters to check; all of them by default.

    Raises
    ------
    UsageError
        When a chapter that is named does not exist.
    """
    there, chosen = notebooks(root), notebooks(root, names)
    found = [*_listing(root, there, chosen, whole=not names), *_each(chosen.values(), indicators)]
    return [replace(one, path=one.path.relative_to(root)) for one in found]


def notebooks(root: Path, names: Sequence[str] = ()) -> dict[str, Path]:
    """The notebooks of the chapters' folder by slug; those that are named, else all.

    Raises
    ------
    UsageError
        When a chapter that is named does not exist.
    """
    there = {path.stem: path for path in sorted((root / FOLDER).glob("*.ipynb"))}
    if unknown := sorted(set(names) - set(there)):
        raise UsageError(
            f"There is no chapter '{unknown[0]}'.",
            where=str(root / FOLDER),
            expected=f"one of {', '.join(there) or 'none: the folder is empty'}",
        )
    return {name: path for name, path in there.items() if not names or name in names}


def check_chapter(path: Path, indicators: Collection[str]) -> list[Finding]:
    """Check one notebook, cell by cell, then as a whole."""
    try:
        notebook = read_notebook(path)
    except BuildError as error:
        return [Finding(path, "the notebook cannot be read", error.found)]
    ids = cell_ids(path)
    cells = [
        replace(one, path=path, cell=number, id=ids[number - 1])
        for number, cell in enumerate(notebook.cells, start=1)
        for one in _cell(cell)
    ]
    code = cell_code.check(path.stem, notebook, indicators)
    cells += [
        Finding(path, fault.what, fault.found, fault.cell, ids[fault.cell - 1], fault.line)
        if fault.cell
        else Finding(path, fault.what, fault.found)
        for fault in code
    ]
    cells += list(_bad_ids(path, ids))
    whole = [*_title(path), *_parameters(path, notebook)]
    return [*whole, *sorted(cells, key=lambda one: (one.cell, one.line))]


def _each(paths: Collection[Path], indicators: Collection[str]) -> Iterator[Finding]:
    for path in paths:
        yield from check_chapter(path, indicators)


def _listing(
    root: Path, there: Collection[str], chosen: Mapping[str, Path], *, whole: bool
) -> Iterator[Finding]:
    """Chapters that the table of contents lacks, and its entries that have no notebook."""
    toc = root / plan.TOC
    try:
        entries = [name for name, _ in plan.entries(root) if name.startswith(f"{FOLDER}/")]
    except BuildError as error:
        yield Finding(toc, "the table of contents cannot be read", error.found)
        return
    listed = [name.removeprefix(f"{FOLDER}/") for name in entries]
    for name, path in chosen.items():
        if name not in listed:
            yield Finding(path, f"the chapter is missing from {plan.TOC}, so no book has it")
    if not whole:
        return
    for name, count in Counter(listed).items():
        if name not in there:
            yield Finding(toc, "a chapter is listed that has no notebook", f"{FOLDER}/{name}")
        if count > 1:
            yield Finding(toc, "a chapter is listed more than once", f"{FOLDER}/{name}")


def _cell(cell: nbformat.NotebookNode) -> Iterator[Finding]:
    """Faults that one cell shows by itself."""
    if cell.cell_type == "markdown":
        yield from _numbers(cell)
        yield from _instructions(cell)
        yield from _lines(cell, _STYLED, "styling belongs in the style sheet of the book")
    elif cell.cell_type == "code":
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield Finding(
                Path(), "outputs or counts are stored: run 'evidencebook chapter tidy NAME'"
            )
        if (length := len(cell.source.splitlines())) > LONGEST_CELL:
            what = f"a cell has at most {LONGEST_CELL} lines"
            yield Finding(Path(), what, f"{length}", line=LONGEST_CELL + 1)
    else:
        yield Finding(Path(), "a chapter has only code and Markdown cells", str(cell.cell_type))


def _numbers(cell: nbformat.NotebookNode) -> Iterator[Finding]:
    if cell.cell_type == "markdown":
        for line, text in typed_numbers(cell.source):
            yield Finding(Path(), "a number is typed into prose: use a claim", text, line=line)


def _instructions(cell: nbformat.NotebookNode) -> Iterator[Finding]:
    pattern = re.compile(rf"{re.escape(TO_WRITE)}.*", re.IGNORECASE)
    return _lines(cell, pattern, "an instruction of the template is left: write the text")


def _lines(
    cell: nbformat.NotebookNode, pattern: re.Pattern[str], what: str
) -> Iterator[Finding]:  # fmt: skip
    for line, text in enumerate(cell.source.splitlines(), start=1):
        if match := pattern.search(text):
            yield Finding(Path(), what, match.group(), line=line)


def cell_ids(path: Path) -> list[str]:
    """The cells' ids as the file has them, empty where it has none.

    The reader of notebooks would make up those that are missing.
    """
    cells = json.loads(path.read_text(encoding="utf-8")).get("cells", [])
    return [str(cell.get("id") or "") for cell in cells]


def is_random(id: str) -> bool:
    """Whether a program made up the id, so that it says nothing of its cell."""
    return bool(_RANDOM_ID.fullmatch(id))


def _bad_ids(path: Path, ids: Sequence[str]) -> Iterator[Finding]:
    do = "run 'evidencebook chapter tidy NAME'"
    for number, id in enumerate(ids, start=1):
        if not id:
            yield Finding(path, f"the cell has no id: {do}", cell=number)
        elif ids.index(id) < number - 1:
            yield Finding(path, f"the cell's id is taken: {do}", cell=number, id=id)
        elif is_random(id):
            yield Finding(path, f"the cell's id is a random one: {do}", cell=number, id=id)


def _title(path: Path) -> Iterator[Finding]:
    yield from _refused(path, lambda: collect.title_of(path))


def _parameters(path: Path, notebook: nbformat.NotebookNode) -> Iterator[Finding]:
    """The parameters cell: one, before the others, that gives just the two their text."""
    refused = list(_refused(path, lambda: check_parameters(path, dict.fromkeys(PARAMETERS, ""))))
    yield from refused
    cells = [n for n, cell in enumerate(notebook.cells, start=1) if is_parameters(cell)]
    if refused or not cells:
        return
    first_code = next(n for n, c in enumerate(notebook.cells, start=1) if c.cell_type == "code")
    if len(cells) > 1 or cells[0] != first_code:
        what = "the parameters cell is one, and the first of the code"
        yield Finding(path, what, f"cells {', '.join(map(str, cells))}", cells[-1])
    given = cell_code.constants(notebook.cells[cells[0] - 1].source)
    if list(given) != list(PARAMETERS) or not all(isinstance(v, str) for v in given.values()):
        what = 'the parameters cell gives area = "…" and comparators = "", and nothing else'
        yield Finding(path, what, cell=cells[0])


def _refused(path: Path, check: Callable[[], object]) -> Iterator[Finding]:
    """What one of the build's own checks says, as a finding."""
    try:
        check()
    except BuildError as error:
        yield Finding(path, error.what.rstrip(".")[:1].lower() + error.what.rstrip(".")[1:])
