"""The files of a board paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evidencebook.board.options import paper_markdown, paper_pdf, paper_tables
from evidencebook.board.options.paper import Paper
from evidencebook.files import write_whole

_CSV = "text/csv; charset=utf-8"
# The name of each file, and what a browser is told that it is.
FILES = {
    "board-paper.pdf": "application/pdf",
    "board-paper.md": "text/markdown; charset=utf-8",
    "options.csv": _CSV,
    "evidence.csv": _CSV,
    "suggestions.csv": _CSV,
    "scores.csv": _CSV,
}
_MAKE: dict[str, Callable[[Paper], bytes | str]] = {
    "board-paper.pdf": paper_pdf.pdf,
    "board-paper.md": paper_markdown.markdown,
    "options.csv": paper_tables.options,
    "evidence.csv": paper_tables.evidence,
    "suggestions.csv": paper_tables.suggestions,
    "scores.csv": paper_tables.scores,
}


def made(paper: Paper, name: str) -> bytes:
    """One of `FILES`; the same paper gives the same bytes."""
    content = _MAKE[name](paper)
    return content if isinstance(content, bytes) else content.encode()


def write(paper: Paper, folder: Path) -> list[Path]:
    """Write all of `FILES` to a folder, and say where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in FILES]
    for path in paths:
        write_whole(path, made(paper, path.name))
    return paths
