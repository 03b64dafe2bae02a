"""Gather the blocks of executed chapters, and check them and the prose around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import nbformat

from evidencebook.blocks.block import KEY_MESSAGES, MIME, Kind
from evidencebook.build.execute import read_notebook
from evidencebook.errors import BuildError

KINDS = get_args(Kind)
# A block as a chapter's output holds it: JSON data, see `Block.record`.
Record = dict[str, Any]

_STABLE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Output:
    """What one cell's output holds: HTML, and the block that it shows if it shows one."""

    html: str
    block: Record | None


def executed_notebook(path: Path) -> nbformat.NotebookNode:
    """An executed chapter, read once for all who look at it; no one may change it.

    Raises BuildError when it is no notebook.
    """
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=32)
def _read(path: Path, written: int) -> nbformat.NotebookNode:
    return read_notebook(path)


def outputs(cell: nbformat.NotebookNode) -> list[Output]:
    """The HTML outputs of one executed code cell, in order."""
    data = [out.data for out in cell.get("outputs", []) if "data" in out]
    return [Output(_text(d["text/html"]), d.get(MIME)) for d in data if "text/html" in d]


def blocks(notebook: nbformat.NotebookNode) -> list[Record]:
    """The blocks of one executed notebook, in order."""
    code = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [out.block for cell in code for out in outputs(cell) if out.block is not None]


def collect(executed: Mapping[str, Path]) -> list[Record]:
    """The blocks of all executed chapters, in order, checked.

    Parameters
    ----------
    executed : mapping of str to Path
        Executed notebooks by chapter.

    Raises
    ------
    BuildError
        When a block has no usable id, shares one, or lacks what its kind must have.
    """
    found: list[Record] = []
    for chapter, path in executed.items():
        own = blocks(executed_notebook(path))
        if not own:
            raise BuildError(
                "A chapter shows no evidence.", where=path.name, expected="at least one block"
            )
        for block in own:
            _check(block, chapter)
        found += own
    _check_unique(found)
    return found


def title_of(path: Path) -> str:
    """The first top heading of a notebook. Raises BuildError when it has none."""
    for cell in executed_notebook(path).cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^# +(.+)$", cell.source, re.M)):
            return found.group(1).strip()
    raise BuildError("A chapter has no title.", where=path.name, expected="a line '# Title'")


def by_chapter(found: Iterable[Record], chapter: str) -> list[Record]:
    """The blocks of one chapter."""
    return [block for block in found if block["chapter"] == chapter]


def key_messages(found: Iterable[Record]) -> list[Record]:
    """The claims that open a chapter."""
    return [b for b in found if b["kind"] == "claim" and b.get("group") == KEY_MESSAGES]


def used_sources(found: Iterable[Record]) -> list[dict[str, str]]:
    """Every release that a block names, once, by publisher and title.

    Where several addresses are given for one release, the first of them in the alphabet stands.
    """
    addresses: dict[tuple[str, ...], set[str]] = {}
    for source in (source for block in found for source in block["sources"]):
        release = tuple(source.get(key) or "" for key in ("publisher", "title", "released"))
        addresses.setdefault(release, set()).add(source.get("url") or "")
    return [
        {"publisher": publisher, "title": title, "released": released, "url": min(urls)}
        for (publisher, title, released), urls in sorted(addresses.items())
    ]


def latest_release(found: Iterable[Record]) -> str:
    """The newest ISO date of an official release that a block names; empty if none does."""
    sources = (source for block in found for source in block["sources"])
    official = (source for source in sources if not source.get("local"))
    return max((source["released"] or "" for source in official), default="")


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _check(block: Record, chapter: str) -> None:
    name = str(block.get("id", ""))
    if not _STABLE_ID.fullmatch(name) or name.split(".")[0] != chapter:
        raise _bad(block, chapter, "an id", f"{chapter}.some-words", name or "none")
    if block.get("kind") not in KINDS:
        raise _bad(block, chapter, "a kind", f"one of {', '.join(KINDS)}", str(block.get("kind")))
    if block["kind"] == "figure" and not str(block.get("alt") or "").strip():
        raise _bad(block, chapter, "a text alternative", "what the figure shows, in words", "none")
    if block["kind"] == "figure" and not (block.get("svg") or {}).get("wide"):
        raise _bad(block, chapter, "a drawing", "svg with 'wide' and 'narrow'", "none")
    if block["kind"] != "gap" and not block.get("sources"):
        raise _bad(block, chapter, "sources", "at least one source", "none")


def _bad(block: Record, chapter: str, what: str, expected: str, found: str) -> BuildError:
    return BuildError(
        f"A block needs {what}.",
        where=f"chapter {chapter}, {block.get('kind', 'block')} '{block.get('id', '')}'",
        expected=expected,
        found=found,
    )


def _check_unique(found: list[Record]) -> None:
    ids = [block["id"] for block in found]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise BuildError(
            f"Two blocks have the id '{twice[0]}'.",
            where=f"chapter {twice[0].split('.')[0]}",
            expected="an id of its own for each block",
        )
