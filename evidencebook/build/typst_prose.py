"""Prose as Typst sets it: Markdown in, Typst markup out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import lxml.html
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin

from evidencebook.blocks.numbers import unparted

# A fence of a page that holds HTML for the website; its tables are printed too.
_RAW = re.compile(r"\{raw\}\s+html")
# Any other directive: a note, a tip, a warning.
_DIRECTIVE = re.compile(r"\{[\w-]+\}\s*(.*)")


def prose(markdown: str, known: Iterable[str] = ()) -> str:
    """Markdown as Typst markup; links to other pages of the book become links within the PDF.

    Text becomes string literals, so that no sign in it means anything to Typst. HTML is left
    out but for the words between inline tags, and for tables.

    Parameters
    ----------
    markdown : str
        Of the kind that the website's pages are written in.
    known : iterable of str
        Slugs of the pages that a link may lead to.
    """
    return _Writer(frozenset(known)).blocks(_tree(markdown))


def plain(markdown: str) -> str:
    """The words of some Markdown on one line."""
    return " ".join(_words(_tree(markdown)).split())


def literal(text: str) -> str:
    """Any text as a Typst string literal that reads the same."""
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(marks.get(c, c) for c in text) + '"'


def curled(text: str) -> str:
    """Text with apostrophes as printers set them, and no line ending between − and £."""
    return unparted(re.sub(r"(?<=\w)'", "’", text))


def tables(html: str) -> list[list[list[str]]]:
    """The tables of some HTML: rows of cells, the head's first."""
    return [
        [[_text(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        for table in lxml.html.document_fromstring(f"<div>{html}</div>").iter("table")
    ]


def _text(cell: lxml.html.HtmlElement) -> str:
    return " ".join(words for part in cell.itertext() if (words := part.strip()))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"typographer": True}).enable(["table", "smartquotes"])
    return reader.use(deflist_plugin).use(colon_fence_plugin)


def _tree(markdown: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_reader().parse(markdown))


def _words(node: SyntaxTreeNode) -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return " "
    return "".join(_words(child) for child in node.children)


def _table(rows: list[list[str]]) -> str:
    """Rows of plain cells as a call of the template's table."""
    cells = ", ".join(f"({''.join(f'{literal(cell)}, ' for cell in row)})" for row in rows)
    return f"#plain-table({cells})\n\n"


@dataclass(frozen=True)
class _Writer:
    """Writes the nodes of a page, knowing which other pages are printed."""

    known: Collection[str]

    def blocks(self, node: SyntaxTreeNode) -> str:
        return "".join(self._one(child) for child in node.children)

    def _one(self, node: SyntaxTreeNode) -> str:
        make: dict[str, Callable[[SyntaxTreeNode], str]] = {
            "inline": self.blocks,
            "text": lambda n: f"#{literal(n.content)};" if n.content else "",
            "softbreak": lambda n: " ",
            "hardbreak": lambda n: "#linebreak();",
            "code_inline": lambda n: f"#raw({literal(n.content)});",
            "em": lambda n: f"#emph[{self.blocks(n)}];",
            "strong": lambda n: f"#strong[{self.blocks(n)}];",
            "link": self._link,
            "paragraph": self._paragraph,
            "heading": lambda n: f"#heading(level: {int(n.tag[1])})[{self.blocks(n)}]\n\n",
            "bullet_list": self._list,
            "ordered_list": self._list,
            "dl": self._terms,
            "blockquote": lambda n: f"#quote(block: true)[{self.blocks(n)}]\n\n",
            "table": self._table,
            "fence": self._fence,
            "colon_fence": self._fence,
            "code_block": self._fence,
            "html_block": lambda n: "".join(map(_table, tables(n.content))),
        }
        return make[node.type](node) if node.type in make else ""

    def _paragraph(self, node: SyntaxTreeNode) -> str:
        return f"{self.blocks(node)}{' ' if node.hidden else chr(10) * 2}"

    def _link(self, node: SyntaxTreeNode) -> str:
        address = str(node.attrs.get("href", ""))
        words = f"[{self.blocks(node)}]"
        if re.match(r"https?://|mailto:", address):
            return f"#link({literal(address)}){words};"
        slug = Path(address.partition("#")[0]).stem
        return f'#link(label("chapter-{slug}")){words};' if slug in self.known else f"#text{words};"

    def _list(self, node: SyntaxTreeNode) -> str:
        items = "".join(f"[{self.blocks(item)}]," for item in node.children)
        start = node.attrs.get("start", 1)
        call = f"enum(start: {start}," if node.type == "ordered_list" else "list("
        return f"#{call}{items})\n\n"

    def _terms(self, node: SyntaxTreeNode) -> str:
        made, term = "", ""
        for child in node.children:
            if child.type == "dt":
                term = self.blocks(child)
            else:
                made += f"terms.item([{term}], [{self.blocks(child)}]),"
        return f"#terms({made})\n\n"

    def _table(self, node: SyntaxTreeNode) -> str:
        rows = [row for part in node.children for row in part.children]
        return _table([[_words(cell) for cell in row.children] for row in rows])

    def _fence(self, node: SyntaxTreeNode) -> str:
        if _RAW.match(node.info):
            return "".join(map(_table, tables(node.content)))
        if found := _DIRECTIVE.match(node.info):
            head = f"#strong[#{literal(found[1])};]\n\n" if found[1] else ""
            return f"#quote(block: true)[{head}{self.blocks(_tree(node.content))}]\n\n"
        return f"#raw(block: true, {literal(node.content)})\n\n"
