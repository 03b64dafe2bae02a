"""Which paragraphs of a chapter a book tells: those that speak of what it does not show go.

The prose of a chapter is the same in every book. A Markdown cell that speaks of certain blocks
names them in its tags, ``about:traffic``; where a book has none of them, it leaves the cell out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeVar

import nbformat

Shown = TypeVar("Shown")
# How a tag of a Markdown cell begins that names a block, by its slug, which the cell speaks of.
ABOUT = "about:"
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_LAST_HEADING = re.compile(r"(?:\A|\n)(##+) [^\n]*\s*\Z")
_ITEM = re.compile(r"[-*+] ")
# Deeper than any heading: what stands under one is no heading but text or evidence.
_TEXT = 7


def spoken_of(cell: nbformat.NotebookNode) -> list[str]:
    """The slugs of the blocks that a cell says it speaks of."""
    tags = cell.metadata.get("tags", [])
    return [tag.removeprefix(ABOUT) for tag in tags if tag.startswith(ABOUT)]


def told(cell: nbformat.NotebookNode, shown: Collection[str]) -> bool:
    """Whether a book tells a cell's prose, of which it shows the blocks of these slugs.

    It does if the cell names no block, or one at least of those that it names is shown.
    """
    named = spoken_of(cell)
    return not named or any(slug in shown for slug in named)


def has_heading(markdown: str) -> bool:
    """Whether a heading stands in some prose."""
    return _HEADING.search(markdown) is not None


def continued(markdown: str, more: str) -> str:
    """Two cells' prose as one where the second goes on with a list; empty where it does not.

    Cells apart would be lists apart, on the page and to a screen reader.
    """
    last = markdown.strip().rpartition("\n\n")[2]
    goes_on = _ITEM.match(last) and _ITEM.match(more.lstrip())
    return f"{markdown.rstrip()}\n{more.lstrip()}" if goes_on else ""


def without_empty_sections(parts: Sequence[str | Shown]) -> list[str | Shown]:
    """The parts of a chapter without the headings that nothing stands under.

    Parameters
    ----------
    parts : sequence
        Prose as text, and whatever else the chapter shows.
    """
    kept: list[str | Shown] = []
    follows = 0
    for part in reversed(parts):
        if isinstance(part, str):
            part = _without_last_headings(part, follows)
            if not part.strip():
                continue
            opening = _HEADING.match(part.lstrip())
            follows = len(opening[1]) if opening else _TEXT
        else:
            follows = _TEXT
        kept.append(part)
    return kept[::-1]


def _without_last_headings(markdown: str, follows: int) -> str:
    """Prose without the headings at its end, as a heading as high or higher follows."""
    while (found := _LAST_HEADING.search(markdown)) and len(found[1]) >= follows:
        markdown = markdown[: found.start()].rstrip()
    return markdown
