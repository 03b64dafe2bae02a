"""Drawings of figures, found in pages and made to stand alone."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from evidencebook.blocks.block import Block
from evidencebook.blocks.html import html
from evidencebook.build import drawings
from evidencebook.build.drawings import Look, as_file, inline, look, page_of, size

BLUE = "#12436d"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 203.6" width="{}">{}</svg>'
PATH = f'<path d="M0 0h9v9z" fill="{BLUE}" />'
WIDE, NARROW = SVG.format(640, 640, PATH), SVG.format(330, 330, PATH)


def _figure(id: str, **svg: str) -> str:
    return html(Block(id, "figure", "Emissions fell", alt="They fell.", svg=svg))


def test_they_are_found_in_what_a_page_shows() -> None:
    """Those of the figure that is meant, by width; of what is no figure there, none."""
    page = _figure("energy.heat", wide="<svg>other</svg>") + _figure(
        "energy.heat-map", wide=WIDE, narrow=NARROW
    )
    assert inline(page, "energy.heat-map") == {"wide": WIDE, "narrow": NARROW}
    assert inline(page, "energy.heat") == {"wide": "<svg>other</svg>"}
    assert inline(page, "energy.he") == inline("", "energy.heat") == {}


def test_the_page_of_a_block() -> None:
    """That of its chapter."""
    assert page_of(Path("site"), "energy.heat-map") == Path("site/energy.html")


def test_its_size() -> None:
    """In whole pixels, as its own box says."""
    assert size(WIDE) == (640, 204)
    assert size("<svg></svg>") == (0, 0)


def test_one_that_stands_alone_is_read_in_light_and_dark() -> None:
    """It has a ground of its own, and the colours that the page gives it in the dark."""
    made = as_file(WIDE, Look('[fill="#12436d" i] { fill: #9cccf5; }'))
    root = ET.fromstring(made)
    style, path = list(root)
    assert path.get("fill") == BLUE
    light, dark = str(style.text).split("@media (prefers-color-scheme: dark)")
    assert "background: #fff" in light and "background: #14181e" in dark
    assert "fill: #9cccf5" in dark and "fill: #9cccf5" not in light


def test_what_an_edition_gives_its_drawings(tmp_path: Path) -> None:
    """Its rules for drawings in the dark, and its font; without them, nothing."""
    assert look(tmp_path) == Look()
    fonts = tmp_path / "_static" / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "SourceSansPro-Regular.woff").write_bytes(b"font")
    (tmp_path / "_static" / "evidencebook.css").write_text(
        ".evb-line svg { width: 6rem; }\n"
        'html[data-theme="dark"] .bd-article svg [fill="#12436d" i] { fill: #9cccf5; }\n'
        'html[data-theme="dark"] .evb-locator svg { stroke: #14181e; }\n'
    )
    found = look(tmp_path)
    assert found.dark == '[fill="#12436d" i] { fill: #9cccf5; }'
    assert found.faces.count("@font-face") == 1 and "font-weight: 400" in found.faces
    assert "base64,Zm9udA==" in found.faces


def test_the_ground_is_that_of_pages() -> None:
    """In the dark, the colour that the style sheet of pages names as its paper."""
    styles = Path(__file__).parents[1] / "book" / "_static" / "evidencebook.css"
    assert look(styles.parents[1]).dark.count("{ fill:") > 20
    night = drawings._NIGHT.partition("background: ")[2].partition(";")[0]
    assert f"--evb-paper: {night}" in styles.read_text(encoding="utf-8")
