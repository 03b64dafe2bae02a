"""A figure's drawings, found again in the page that shows them, each as a file of its own.

A page holds them inline; whoever wants to show one elsewhere, as an image, gets it here. An image
sees no style sheet and no font but its own, so the edition's come with it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from evidencebook.blocks.block import anchor

WIDTHS = ("wide", "narrow")
_STYLES = Path("_static") / "evidencebook.css"
_FONTS = Path("_static") / "fonts"
_FACES = {400: "Regular", 600: "Semibold"}
_DARK = re.compile(r'^html\[data-theme="dark"\] \.bd-article svg (?=\[)', re.MULTILINE)
_ROOT = re.compile(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')
# An image has a ground of its own: it can be read whatever page it stands in.
_LIGHT = "svg { background: #fff; }"
_NIGHT = "svg { background: #14181e; }"


@dataclass(frozen=True)
class Look:
    """What the pages of an edition give their drawings.

    Attributes
    ----------
    dark : str
        The rules of its style sheet for drawings in the dark.
    faces : str
        The faces of its font, within rules that name them.
    """

    dark: str = ""
    faces: str = ""


def page_of(folder: Path, block: str) -> Path:
    """The page of an edition that shows a block."""
    return folder / f"{block.partition('.')[0]}.html"


def look(folder: Path) -> Look:
    """What an edition gives its drawings; of what it lacks, nothing."""
    fonts = {
        weight: folder / _FONTS / f"SourceSansPro-{face}.woff" for weight, face in _FACES.items()
    }
    faces = [_face(path.read_bytes(), weight) for weight, path in fonts.items() if path.is_file()]
    styles = folder / _STYLES
    rules = styles.read_text(encoding="utf-8").splitlines() if styles.is_file() else []
    dark = [_DARK.sub("", rule) for rule in rules if _DARK.match(rule)]
    return Look("\n".join(dark), "\n".join(faces))


def inline(page: str, block: str) -> dict[str, str]:
    """The drawings of a figure, as `blocks.html` writes them into a page.

    Parameters
    ----------
    page : str
        HTML.
    block : str
        The figure's id.

    Returns
    -------
    dict
        SVG by width, of `WIDTHS`; empty where the page shows no such figure.
    """
    start = page.find(f'<figure class="evb-figure" id="{anchor(block)}"')
    if start < 0:
        return {}
    end = page.find("</figure>", start)
    found = {width: _within(page, f'<div class="evb-{width}"', start, end) for width in WIDTHS}
    return {width: svg for width, svg in found.items() if svg}


def size(svg: str) -> tuple[int, int]:
    """The width and height of a drawing in whole pixels; zeros where it says none."""
    found = _ROOT.match(svg)
    return (round(float(found[1])), round(float(found[2]))) if found else (0, 0)


def as_file(svg: str, look: Look) -> str:
    """A drawing that can stand alone, in light and in dark."""
    dark = f"@media (prefers-color-scheme: dark) {{\n{_NIGHT}\n{look.dark}\n}}"
    style = f"<style>{look.faces}\n{_LIGHT}\n{dark}</style>"
    return _ROOT.sub(lambda root: f"{root[0]}{style}", svg, count=1)


def _face(font: bytes, weight: int) -> str:
    source = f'url("data:font/woff;base64,{b64encode(font).decode()}")'
    return f'@font-face {{ font-family: "Source Sans Pro"; font-weight: {weight}; src: {source}; }}'


def _within(page: str, mark: str, start: int, end: int) -> str:
    """The drawing that follows a mark, if it is before the figure's end."""
    if (at := page.find(mark, start, end)) < 0:
        return ""
    first, last = page.find("<svg", at, end), page.find("</svg>", at, end)
    return page[first : last + len("</svg>")] if 0 <= first < last else ""
