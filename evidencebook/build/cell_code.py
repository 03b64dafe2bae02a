"""Check the code of a chapter's cells: what may stand there, and what belongs in the package.

A chapter asks the package for blocks. Whatever a cell does beside that (a function, a loop, a
file, a colour) would be copied into the next chapter, so it is a fault.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat

from evidencebook import chapter as chapter_module
from evidencebook.build import paragraphs
from evidencebook.build.prose import typed_numbers
from evidencebook.chapter import Chapter

_MAGIC = re.compile(r"^\s*[%!].*")
_ADDRESS = re.compile(r"https?://[^\s\"']+")
_STYLING = re.compile(
    r"\b(style|color|colour|figsize|fontsize|cmap|palette)\s*=|#[0-9A-Fa-f]{6}\b|<style|rcParams"
)
_FILES = re.compile(r"open|Path|(read|write)_\w+|to_(csv|excel|json|parquet|pickle)|savefig")
_LOGIC: Mapping[type[ast.AST], str] = {
    ast.FunctionDef: "a function",
    ast.AsyncFunctionDef: "a function",
    ast.Lambda: "a function without a name",
    ast.ClassDef: "a class",
    ast.For: "a loop",
    ast.AsyncFor: "a loop",
    ast.While: "a loop",
    ast.comprehension: "a loop",
    ast.With: "a 'with'",
    ast.Try: "a 'try'",
}
_IMPORT = "from evidencebook import Chapter"
_ENDS = {"unknowns": "what we do not know", "sources": "the sources"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell's code; cell and line are counted from 1, 0 is the whole."""

    what: str
    found: str = ""
    cell: int = 0
    line: int = 0


@dataclass
class _Seen:
    """What the cells so far have done."""

    name: str
    indicators: Collection[str]
    chapter: str = "chapter"
    opened: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)


def check(name: str, notebook: nbformat.NotebookNode, indicators: Collection[str]) -> list[Fault]:
    """Check every code cell of a chapter.

    Parameters
    ----------
    name : str
        The chapter's slug.
    notebook : NotebookNode
    indicators : collection of str
        The slugs that there are cards for.

    Returns
    -------
    list of Fault
        In the order of the cells; those of the whole chapter last.
    """
    seen = _Seen(name, indicators)
    found: list[Fault] = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            found += [
                Fault(fault.what, fault.found, number, fault.line)
                for fault in _cell(cell.source, seen)
            ]
    found += _paragraphs(notebook, seen.slugs)
    if not seen.opened:
        found.append(Fault(f'no cell opens the chapter: Chapter("{name}", area, comparators)'))
    for method, what in _ENDS.items():
        if method not in seen.called:
            found.append(Fault(f"no cell shows {what}: {seen.chapter}.{method}()"))
    return found


def _paragraphs(notebook: nbformat.NotebookNode, slugs: Collection[str]) -> Iterator[Fault]:
    """Prose that says it speaks of blocks which the chapter does not make, or has a heading."""
    for number, cell in enumerate(notebook.cells, start=1):
        named = paragraphs.spoken_of(cell)
        tags = ", ".join(f"{paragraphs.ABOUT}{slug}" for slug in named)
        if named and cell.cell_type != "markdown":
            yield Fault("only prose speaks of blocks: take the tag off", tags, number)
        elif named and paragraphs.has_heading(cell.source):
            what = "prose that a book may leave out has its heading in a cell of its own before it"
            yield Fault(what, tags, number)
        for slug in named:
            if slug not in slugs:
                yield Fault("a tag names a block that the chapter does not make", slug, number)


def constants(source: str) -> dict[str, Any]:
    """What a cell assigns that is written out: names and their values, in order."""
    try:
        return _constants(ast.parse(source))
    except SyntaxError:
        return {}


def block_of(source: str) -> str:
    """The slug of the first block that a cell shows; empty where it shows none."""
    try:
        calls = list(_calls(ast.parse(source), "chapter"))
    except SyntaxError:
        return ""
    for name, call in sorted(calls, key=lambda pair: (pair[1].lineno, pair[1].col_offset)):
        given = _given(getattr(Chapter, name, str), call, {})
        if slug := name if name in ("key_messages", *_ENDS) else given.get("slug"):
            return str(slug).replace("_", "-")
    return ""


def _constants(tree: ast.Module) -> dict[str, Any]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def _cell(source: str, seen: _Seen) -> Iterator[Fault]:
    yield from _text(source)
    plain = "\n".join("" if _MAGIC.match(line) else line for line in source.splitlines())
    try:
        tree = ast.parse(plain)
    except SyntaxError as error:
        yield Fault("the cell is not Python", str(error.msg), line=error.lineno or 0)
        return
    for node in ast.walk(tree):
        yield from _node(node)
    seen.values |= _constants(tree)
    yield from _opening(tree, seen)
    yield from _blocks(tree, seen)


def _text(source: str) -> Iterator[Fault]:
    """What shows in the text of a line."""
    for line, text in enumerate(source.splitlines(), start=1):
        if _MAGIC.match(text):
            yield Fault("a cell installs and runs nothing outside Python", text.strip(), line=line)
        if match := _ADDRESS.search(text):
            yield Fault("an address belongs on a card in data/sources", match.group(), line=line)
        if match := _STYLING.search(text):
            yield Fault("styling belongs in the package", match.group(), line=line)


def _node(node: ast.AST) -> Iterator[Fault]:
    """What belongs in the package: logic, imports, files."""
    line = getattr(node, "lineno", 0) or getattr(getattr(node, "iter", None), "lineno", 0)
    if what := _LOGIC.get(type(node)):
        yield Fault(f"code that belongs in the package: {what}", line=line)
    if isinstance(node, ast.Import | ast.ImportFrom) and ast.unparse(node) != _IMPORT:
        yield Fault(f"the only import of a chapter is '{_IMPORT}'", ast.unparse(node), line=line)
    if isinstance(node, ast.Call) and _FILES.fullmatch(called := _last_name(node.func)):
        yield Fault("a cell reads and writes no files", f"{called}(…)", line=line)


def _opening(tree: ast.Module, seen: _Seen) -> Iterator[Fault]:
    """The cell that opens the chapter, under the notebook's own name."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(value, ast.Call) or _last_name(value.func) != Chapter.__name__:
            continue
        seen.opened = True
        seen.chapter = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
        wanted = f'Chapter("{seen.name}", area, comparators)'
        if ast.unparse(value).replace("'", '"') != wanted:
            found = ast.unparse(value)
            yield Fault(f"the chapter is opened by {wanted}", found, line=node.lineno)


def _blocks(tree: ast.Module, seen: _Seen) -> Iterator[Fault]:
    """Calls of the chapter's methods: one block a cell, slugs once, indicators that exist."""
    calls = sorted(_calls(tree, seen.chapter), key=lambda pair: pair[1].lineno)
    inside = {id(part) for name, call in calls if _groups(name) for part in ast.walk(call)}
    shown = 0
    for name, call in calls:
        method = getattr(Chapter, name, None)
        if method is None or name.startswith("_"):
            yield Fault("a chapter makes no such block", f"{seen.chapter}.{name}", line=call.lineno)
            continue
        if not callable(method):
            continue
        given = _given(method, call, seen.values)
        seen.called.add(name)
        shown += _groups(name) or name in _ENDS or ("slug" in given and id(call) not in inside)
        if shown > 1:
            yield Fault("a cell shows one block", f"{seen.chapter}.{name}", line=call.lineno)
            shown = 1
        yield from _slug(name, given, call, seen)
        yield from _unknown(given, call, seen)
        yield from _words(given, call)
        if isinstance(make := given.get("make"), str) and make not in _makes(name):
            yield Fault("a chapter makes no such block", f"{name} '{make}'", line=call.lineno)


def _words(given: Mapping[str, Any], call: ast.Call) -> Iterator[Fault]:
    """Numbers typed into what a block prints as it is given: its title, the text of a gap."""
    for words in (given.get("title"), given.get("text")):
        for _, number in typed_numbers(words) if isinstance(words, str) else ():
            yield Fault("a number is typed into a block's words", number, line=call.lineno)


def _groups(name: str) -> bool:
    """Whether a method of the chapter shows several blocks as one, such as key messages."""
    method = getattr(Chapter, name, None)
    given = inspect.signature(method).parameters.values() if callable(method) else ()
    return any(p.kind is p.VAR_POSITIONAL and p.annotation == "Block" for p in given)


def _makes(name: str) -> set[str]:
    """What a method that stands for a module of blocks can make, such as ``real-growth``."""
    module = getattr(chapter_module, name, None)
    return {made.replace("_", "-") for made in getattr(module, "__all__", ())}


def _slug(name: str, given: Mapping[str, Any], call: ast.Call, seen: _Seen) -> Iterator[Fault]:
    slug = name if name in _ENDS else given.get("slug")
    if isinstance(slug, str):
        if slug in seen.slugs:
            yield Fault("a block's slug is used twice in the chapter", slug, line=call.lineno)
        seen.slugs.add(slug)


def _unknown(given: Mapping[str, Any], call: ast.Call, seen: _Seen) -> Iterator[Fault]:
    """Indicators that are named and have no card."""
    named = (value for name, value in given.items() if "indicator" in name or name in ("x", "y"))
    for slug in _texts(named):
        if slug not in seen.indicators:
            yield Fault("there is no card of this indicator", slug, line=call.lineno)


def _calls(tree: ast.Module, chapter: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == chapter:
            yield node.func.attr, node


def _given(method: Any, call: ast.Call, values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a call by the names that the method gives them, where written out."""
    plain = [_value(argument, values) for argument in call.args]
    named = {word.arg: _value(word.value, values) for word in call.keywords if word.arg}
    try:
        bound = inspect.signature(method).bind_partial(None, *plain, **named).arguments
    except TypeError:
        return named
    return {**bound.pop("dims", {}), **bound.pop("options", {}), **bound}


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return values.get(node.id)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple | set):
            yield from _texts(value)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
