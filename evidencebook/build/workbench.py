"""What an analyst does to chapters beside writing them: begin one, and tidy one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evidencebook.build import cell_code, plan
from evidencebook.build.checks import FOLDER, TO_WRITE, cell_ids, is_random
from evidencebook.build.execute import is_parameters, read_notebook
from evidencebook.errors import BuildError, UsageError
from evidencebook.files import write_whole

# Pages that every book has, by the names of their files.
TAKEN = ("genindex", "index", "search")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LAST_CHAPTER = re.compile(rf"^(?P<indent>\s*)- file:\s*{FOLDER}/.*$", re.MULTILINE)
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_PARAMETERS = 'area = "lancashire"\ncomparators = ""'
_LONGEST_ID = 40

# Household income is measured for every area of the United Kingdom.
EVERYWHERE = "gross-disposable-household-income-per-head"

# A new chapter: the id of each cell and its text. Text that begins with # is prose.
TEMPLATE = (
    (
        "title",
        "# {title}\n\n{to_write} the question that this chapter answers, in a sentence or two.",
    ),
    ("parameters", _PARAMETERS),
    (
        "open",
        'from evidencebook import Chapter\n\nchapter = Chapter("{name}", area, comparators)',
    ),
    ("key-messages", "## Key messages"),
    (
        "show-key-messages",
        "chapter.key_messages(\n"
        '    chapter.compare("level", "{indicator}"),\n'
        '    chapter.change("change", "{indicator}"),\n'
        ")",
    ),
    (
        "where-the-place-stands",
        "## Where the place stands\n\n{to_write} what is measured here, and why it is the measure "
        "to look at. Put your own indicator in the place of household income.",
    ),
    ("show-headline", 'chapter.metric("headline", "{indicator}")'),
    (
        "how-it-has-changed",
        "## How it has changed\n\n{to_write} what to look for in the line, true of any area: no "
        "figures, no direction.",
    ),
    ("show-trend", 'chapter.trend("trend", "{indicator}")'),
    (
        "what-this-means",
        "## What this means for the strategy\n\n{to_write} which choices the evidence bears on.",
    ),
    ("unknown", "## What we do not know"),
    ("show-unknowns", "chapter.unknowns()"),
    (
        "questions",
        "## Questions for reviewers\n\n- {to_write} what a reader who knows the place could "
        "tell us.",
    ),
    ("sources", "## Sources"),
    ("show-sources", "chapter.sources()"),
)


@dataclass(frozen=True)
class NewChapter:
    """A chapter as begun: its slug, its notebook, and how many instructions it holds."""

    name: str
    path: Path
    to_write: int


def new_chapter(root: Path, name: str, title: str = "") -> NewChapter:
    """Write a chapter that builds at once, and list it as the last of the chapters.

    Parameters
    ----------
    root : Path
        The project's folder.
    name : str
        The slug: the name of the file, of the page, and the first part of its blocks' ids.
    title : str, optional
        The heading; by default the name in words.

    Raises
    ------
    UsageError
        When the name is no slug, or a page or notebook has it already.
    BuildError
        When the table of contents cannot be read, or lists no chapter to stand after.
    """
    if not _SLUG.fullmatch(name):
        raise UsageError(
            "A chapter's name is a slug.",
            expected="small letters, digits and hyphens, such as business-support",
            found=repr(name),
        )
    path = root / FOLDER / f"{name}.ipynb"
    pages = {Path(entry).name for entry, _ in plan.entries(root)} | set(TAKEN)
    if name in pages or path.exists():
        raise UsageError(
            f"There is a page '{name}' already.",
            where=str(path if path.exists() else root / plan.TOC),
            do="choose another name",
        )
    title = " ".join(title.split()) or name.replace("-", " ").capitalize()
    contents = _listed(root / plan.TOC, name)
    write_whole(path, (nbformat.writes(_made(name, title)) + "\n").encode())
    write_whole(root / plan.TOC, contents.encode())
    return NewChapter(name, path, sum("{to_write}" in text for _, text in TEMPLATE))


def tidy(path: Path) -> list[str]:
    """Take out of a notebook what a run left in it, and give each cell a stable id.

    Stored outputs, execution counts and the marks of an editor go. A cell whose id is
    missing, taken or random is named after the block that it shows or its first words.

    Returns
    -------
    list of str
        What was done; empty where there was nothing to do.
    """
    before = path.read_text(encoding="utf-8")
    notebook, ids = read_notebook(path), cell_ids(path)
    stored = sum(bool(c.get("outputs") or c.get("execution_count")) for c in notebook.cells)
    named: list[str] = []
    kept = [id if not is_random(id) and id not in ids[:n] else "" for n, id in enumerate(ids)]
    for cell, id in zip(notebook.cells, kept, strict=True):
        if not id:
            id = _free(_name(cell), [*kept, *named])
            named.append(id)
        _bare(cell, id)
    notebook.update(metadata=nbformat.from_dict(_KERNEL), nbformat=4, nbformat_minor=5)
    text = nbformat.writes(notebook) + "\n"
    count = f"{stored} cell{'' if stored == 1 else 's'}"
    done = [f"outputs and counts taken out of {count}"] if stored else []
    done += [f"cell named {id}" for id in named]
    if text != before:
        write_whole(path, text.encode())
        done = done or ["what an editor noted in the file taken out"]
    return done


def _made(name: str, title: str) -> nbformat.NotebookNode:
    cells = []
    for id, text in TEMPLATE:
        source = text.replace("{to_write}", TO_WRITE).replace("{name}", name)
        source = source.replace("{indicator}", EVERYWHERE)
        make = new_markdown_cell if text.startswith("#") else new_code_cell
        cell = make(source.replace("{title}", title), id=id)
        if text == _PARAMETERS:
            cell.metadata["tags"] = ["parameters"]
        cells.append(cell)
    return new_notebook(cells=cells, metadata=_KERNEL)


def _listed(toc: Path, name: str) -> str:
    """The table of contents with one more chapter, after the last one; all else as it was."""
    text = toc.read_text(encoding="utf-8")
    entries = list(_LAST_CHAPTER.finditer(text))
    if not entries:
        raise BuildError(
            "The table of contents has no chapter to put another one after.",
            where=str(toc),
            expected=f"a line such as '- file: {FOLDER}/productivity'",
            do="add the first chapter by hand",
        )
    last = entries[-1]
    line = f"{last['indent'].split(chr(10))[-1]}- file: {FOLDER}/{name}"
    return f"{text[: last.end()]}\n{line}{text[last.end() :]}"


def _name(cell: nbformat.NotebookNode) -> str:
    if is_parameters(cell):
        return "parameters"
    if cell.cell_type == "code":
        block = cell_code.block_of(cell.source)
        return f"show-{block}" if block else "open" if "Chapter(" in cell.source else "code"
    words = re.sub(r"[^a-z0-9]+", "-", cell.source.lower()).strip("-")
    return words[:_LONGEST_ID].strip("-") or "text"


def _free(id: str, taken: Iterable[str]) -> str:
    """The id, or the id with the first number that makes it free."""
    used = set(taken)
    return next(made for made in (id, *(f"{id}-{n}" for n in range(2, 10_000))) if made not in used)


def _bare(cell: nbformat.NotebookNode, id: str) -> None:
    """Leave of a cell its text, its tags and an id."""
    tags = cell.metadata.get("tags", [])
    cell.update(id=id, metadata=nbformat.from_dict({"tags": tags} if tags else {}))
    if cell.cell_type == "code":
        cell.update(outputs=[], execution_count=None)
