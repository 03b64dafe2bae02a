"""Ask of the package what the chapters ask of it, so that a process is practised before it forks.

Python runs faster what it has run before, libraries make tables of their own at first use, and
what is found of the whole country is remembered (`evidencebook.analysis.memory`). In a fork all
of this is lost with it, so that a process that forks many chapters does it once before.

No cell of a notebook is executed: of each only the calls of the chapter's methods with plain
values are made, so that nothing but what the package itself remembers can reach the forks.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evidencebook.blocks.block import Block
from evidencebook.build.execute import read_notebook
from evidencebook.chapter import Chapter

# These show blocks, which is for a notebook; the blocks themselves are made.
_SHOWING = ("together", "key_messages")


def rehearse(notebooks: Iterable[Path], area: str) -> Iterator[None]:
    """Make the blocks of chapters for one area, one at each step, and forget them.

    Parameters
    ----------
    notebooks : iterable of Path
    area : str
        Code, slug or name: the first of those whose books are to be built.
    """
    for path in notebooks:
        caller = _Caller(Chapter(path.stem, area))
        for cell in read_notebook(path).cells:
            if cell.cell_type == "code":
                # Whatever is wrong with a cell is for the chapter itself to tell.
                with contextlib.suppress(Exception):
                    caller.run(ast.parse(cell.source))
                yield


class _Caller:
    """The calls that a chapter's cells make, and nothing else of them."""

    def __init__(self, chapter: Chapter) -> None:
        self._values: dict[str, Any] = {}
        self._chapter = chapter

    def run(self, cell: ast.Module) -> None:
        """Make the calls of one cell; raises what they raise, and at what is no such call."""
        for statement in cell.body:
            if isinstance(statement, ast.Expr):
                self._value(statement.value)
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self._values[statement.targets[0].id] = self._value(statement.value)

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            return self._values[node.id]
        if isinstance(node, ast.List):
            return [self._value(item) for item in node.elts]
        if not isinstance(node, ast.Call):
            return ast.literal_eval(node)
        if isinstance(node.func, ast.Name) and node.func.id == Chapter.__name__:
            return self._chapter
        if not isinstance(node.func, ast.Attribute):
            raise ValueError("a call of something else than the chapter")
        return self._made(node.func, node)

    def _made(self, method: ast.Attribute, call: ast.Call) -> Any:
        if self._value(method.value) is not self._chapter or method.attr.startswith("_"):
            raise ValueError("a call of something else than the chapter")
        given = [self._value(argument) for argument in call.args]
        named = {str(key.arg): self._value(key.value) for key in call.keywords}
        if method.attr in _SHOWING:
            return None
        made = getattr(self._chapter, method.attr)(*given, **named)
        if isinstance(made, Block):
            made._repr_mimebundle_()
        return made
