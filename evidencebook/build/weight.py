"""Take out of a compiled website what its readers would load for nothing.

The theme is made for any book of any kind: of its style sheets about a tenth applies to ours, and
of its scripts a page needs two. Everything is cut by what the pages of the book hold, so a page
that uses more of the theme keeps more of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SEARCH = "search.html"
# Scripts of the theme that only the page of search results needs, and one that no page does:
# its hints at buttons, which have titles of their own.
_FOR_SEARCH = ("doctools", "sphinx_highlight", "searchtools", "language_data", "searchindex")
_NOT_NEEDED = ("bootstrap",)
# What the theme writes into every page as script stands in files: the settings in the theme's own,
# the choice of light or dark in one of ours, which alone comes before the first paint.
_SETTINGS = "_static/documentation_options.js"
_MODE = '<script src="_static/mode.js"></script>'
# The book's own sheet stays whole: pages of older editions are written anew beside it.
_OWN = "evidencebook.css"
_PAGE_SETTINGS = (
    "\nDOCUMENTATION_OPTIONS.search_as_you_type = false;\n"
    "DOCUMENTATION_OPTIONS.pagename = "
    'location.pathname.split("/").pop().replace(/\\.html$/, "") || "index";\n'
    # From a folder no page may be fetched for its words.
    'DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol !== "file:";\n'
)
# What the theme adds for print: the page's title and contents a second time.
_PRINT_HEAD = re.compile(r'<div id="jb-print-docs-body".*?(?=<div id="searchbox">)', re.DOTALL)
# An empty place for advertisements that the theme keeps for another host's readers.
_AD_PLACE = re.compile(r'<div id="ethical-ad-placement".*?</div>', re.DOTALL)
_ICON_SCRIPT = re.compile(r"\s*<(?:script|link)[^>]*fontawesome\.js[^>]*>(?:</script>)?")
_INLINE = re.compile(r"\s*<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_SCRIPT = re.compile(r'<script (?:defer(?:="defer")? )?src="([^"]+)"></script>')
_PRELOAD = re.compile(r'\s*<link rel="preload"[^>]*>')
_WORDS = re.compile(r"[A-Za-z][\w-]+")
_NAMED = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_GROUP = re.compile(r":(?:is|where|not|has)\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\]")
_TEXT = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_PROPERTY = re.compile(rf"(?<=[{{;])\s*(--[\w-]+)\s*:(?:{_TEXT}|[^;{{}}\"'])*;?")
_BRACES = re.compile(rf"{_TEXT}|[{{}};]", re.DOTALL)
_USED_PROPERTY = re.compile(r"var\(\s*(--[\w-]+)")


@dataclass(frozen=True)
class Rule:
    """A rule of a style sheet: its head, and its declarations or the rules within it."""

    head: str
    body: str = ""
    rules: tuple[Rule, ...] = ()


def lighten(folder: Path) -> None:
    """Cut scripts and style sheets of a website to what its pages use.

    Parameters
    ----------
    folder : Path
        The compiled website; its files are changed.
    """
    settings = folder / _SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8") + _PAGE_SETTINGS, encoding="utf-8")
    pages = sorted(folder.glob("*.html"))
    texts = [lightened(page.read_text(encoding="utf-8"), page.name) for page in pages]
    for page, text in zip(pages, texts, strict=True):
        page.write_text(text, encoding="utf-8")
    scripts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.js"))]
    used = names_in(texts, (s for s in scripts if not s.startswith("Search.setIndex")))
    sheets = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.css"))}
    cut = {
        path: text if path.name == _OWN else cut_sheet(text, used) for path, text in sheets.items()
    }
    asked = {name for text in cut.values() for name in _USED_PROPERTY.findall(text)}
    for path, text in cut.items():
        path.write_text(without_unused(text, asked), encoding="utf-8")


def lightened(page: str, name: str) -> str:
    """A page without what it does not need: scripts, and parts of the theme.

    Scripts in it are moved to files, and none but the choice of light or dark holds up the paint.
    """
    # All this stands before and after the article, which is nine tenths of a page.
    before, mark, rest = page.partition("<article")
    article, end, after = rest.partition("</article>")
    before, after = (_without_scripts(_plainer(part), name) for part in (before, after))
    before = before.replace("<head>", f"<head>\n  {_MODE}", 1)
    return f"{before}{mark}{article}{end}{after}"


def _plainer(part: str) -> str:
    return _AD_PLACE.sub("", _PRINT_HEAD.sub("", part))


def _without_scripts(part: str, name: str) -> str:
    left_out = ("mode", *_NOT_NEEDED, *(() if name == SEARCH else _FOR_SEARCH))

    def kept(found: re.Match[str]) -> str:
        stem = Path(found[1].partition("?")[0]).stem
        return "" if stem in left_out else f'<script defer src="{found[1]}"></script>'

    return _SCRIPT.sub(kept, _PRELOAD.sub("", _INLINE.sub("", _ICON_SCRIPT.sub("", part))))


def names_in(pages: Iterable[str], scripts: Iterable[str]) -> frozenset[str]:
    """Classes and ids of the pages, and every word of the scripts, which may set some."""
    found: set[str] = set()
    for page in pages:
        for start in (' class="', ' id="'):
            held = {part.partition('"')[0] for part in page.split(start)[1:]}
            found.update(name for names in held for name in names.split())
    for script in scripts:
        found.update(_WORDS.findall(script))
    return frozenset(found)


def cut_sheet(text: str, used: frozenset[str]) -> str:
    """A style sheet without the selectors that name a class or id that is not in use."""
    rules = parsed(text)
    kept = [made for rule in rules if (made := _kept(rule, used))]
    whole = "\n".join(kept)
    return "\n".join(
        rule
        for rule in kept
        if not rule.startswith(("@keyframes", "@-webkit-keyframes"))
        or whole.count(rule.split("{")[0].split()[1]) > 1
    )


def without_unused(text: str, asked: set[str]) -> str:
    """A style sheet without the custom properties that nothing asks for."""
    return _PROPERTY.sub(lambda found: found[0] if found[1] in asked else "", text)


def _kept(rule: Rule, used: frozenset[str]) -> str:
    if rule.head.startswith(("@media", "@supports", "@layer", "@container")):
        within = "".join(made for inner in rule.rules if (made := _kept(inner, used)))
        return f"{rule.head}{{{within}}}" if within else ""
    if rule.head.startswith("@"):
        return f"{rule.head}{{{rule.body}}}" if rule.body else f"{rule.head};"
    parts = [part for part in _selectors(rule.head) if _applies(part, used)]
    return f"{','.join(parts)}{{{rule.body}}}" if parts and rule.body.strip() else ""


def _selectors(head: str) -> Iterator[str]:
    """The selectors of a list, parted at the commas that stand in no bracket."""
    depth, start = 0, 0
    for at, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield head[start:at].strip()
            start = at + 1
    yield head[start:].strip()


@lru_cache(maxsize=65536)
def _names_of(selector: str) -> tuple[str, ...]:
    return tuple(_NAMED.findall(_GROUP.sub("", selector)))


def _applies(selector: str, used: frozenset[str]) -> bool:
    return used.issuperset(_names_of(selector))


@lru_cache(maxsize=16)
def parsed(text: str) -> tuple[Rule, ...]:
    """The rules of a style sheet, without comments."""
    text = _COMMENT.sub("", text)
    rules: list[Rule] = []
    opened: list[tuple[str, int, list[Rule]]] = []
    start = 0
    for found in _BRACES.finditer(text):
        sign, at = found[0], found.start()
        if sign == "{":
            opened.append((text[start:at].strip(), at + 1, []))
            start = at + 1
        elif sign == "}":
            head, begins, inner = opened.pop()
            body = "" if inner else text[begins:at]
            made = Rule(head, body, tuple(inner))
            (opened[-1][2] if opened else rules).append(made)
            start = at + 1
        elif sign == ";" and not opened:
            rules.append(Rule(text[start:at].strip()))
            start = at + 1
    return tuple(rules)
