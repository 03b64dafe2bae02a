"""Compile a folder of pages into a website with Jupyter Book, and make it self-contained."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from pathlib import Path

import yaml
from font_source_sans_pro import font_directory
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from lxml import html  # type: ignore[import-untyped]

from evidencebook.build import compiler, theme, weight
from evidencebook.build.history import stamp
from evidencebook.errors import BuildError

ICON = "_static/icon.svg"
FACES = ("Regular", "It", "Semibold")
# Latin, punctuation, currency, arrows and the signs of arithmetic.
_CHARACTERS = [*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, *range(0x2190, 0x2194)]
_CHARACTERS += [0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2082]
# The theme's icons in use: bars, list, outdent, search, cross, arrows, sun, moon, half circle.
_ICONS = [0xF0C9, 0xF03A, 0xF03B, 0xF002, 0xF00D, 0xF104, 0xF105, 0xF062, 0xF185, 0xF186, 0xF042]
_ICON_FOLDER = Path("_static") / "vendor" / "fontawesome" / "webfonts"
_ICON_FACES = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")
_NOT_NEEDED = (
    *("_sources", ".buildinfo", "objects.inv", "_static/fonts/README"),
    *("_static/webpack-macros.html", "_static/sbt-webpack-macros.html"),
    *("_static/images", "_static/locales"),
    *("_static/file.png", "_static/minus.png", "_static/plus.png"),
    "_static/scripts/bootstrap.js",  # no page asks for it: see `weight`
)
_LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "use": "href"}
_LOADING_LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch"}
_CSS_REMOTE = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])(https?:)?//[^)'\"]+")


def build_site(pages: Path, output: Path, *, root: Path, title: str, edition: str) -> Path:
    """Compile `pages` and return the folder of the website.

    Parameters
    ----------
    pages : Path
        Pages and ``_toc.yml``; settings, styles and fonts are added to it.
    output : Path
        An empty folder to build in.
    root : Path
        The project's folder, for ``_config.yml`` and ``book/_static``.
    title : str
        The book's title.
    edition : str
        The line that names the edition, for every page.

    Raises
    ------
    BuildError
        When Jupyter Book warns or fails, or a page would load something from another host.
    """
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    config["html"] = {**config.get("html", {}), "favicon": ICON}
    text = yaml.safe_dump({**config, "title": title}, sort_keys=False, allow_unicode=True)
    (pages / "_config.yml").write_text(text, encoding="utf-8")
    shutil.copytree(root / "book" / "_static", pages / "_static")
    made = output / "html"
    with ThreadPoolExecutor(1) as pool:
        # In another process, while fonts are cut.
        compiled = pool.submit(compiler.own().compile, pages, made)
        write_fonts(output / "fonts")
        compiled.result()
    shutil.copytree(output / "fonts", made / "_static" / "fonts")
    _tidy(made)
    _few_icons(made)
    theme.mend(made)
    weight.lighten(made)
    for page in made.glob("*.html"):
        page.write_text(stamp(page.read_text(encoding="utf-8"), edition), encoding="utf-8")
    if remote := list(remote_loads(made)):
        raise BuildError(
            "A page would load something from another host.",
            where=remote[0][0],
            expected="everything that a page loads to be in the book",
            found=remote[0][1],
        )
    return made


def write_fonts(folder: Path) -> None:
    """Write the text font, cut to the characters that the book may use, as WOFF files."""
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        (folder / f"SourceSansPro-{face}.woff").write_bytes(web_font(face))


def font_files(faces: tuple[str, ...] = FACES) -> list[Path]:
    """The font's files as its package has them."""
    return [Path(font_directory) / f"SourceSansPro-{face}.ttf" for face in faces]


@cache
def web_font(face: str) -> bytes:
    """One face of the text font, cut to the characters that a book may use, as WOFF."""
    return _cut(font_files((face,))[0], _CHARACTERS)


def _cut(path: Path, characters: list[int]) -> bytes:
    """A font with only these characters, as WOFF; the same bytes every time."""
    font = TTFont(path, recalcTimestamp=False)
    cutter = Subsetter(Options(recalc_timestamp=False, notdef_outline=True))
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    font.flavor = "woff"
    out = BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def remote_loads(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything that a page or style sheet would load from elsewhere: file and address."""
    for path in sorted(folder.rglob("*.html")):
        page = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        for tag in page.iter(*_LOADS, "link"):
            if (address := _loaded(tag)) and re.match(r"(https?:)?//", address):
                yield path.name, address
    for path in sorted(folder.rglob("*.css")):
        for found in _CSS_REMOTE.finditer(path.read_text(encoding="utf-8", errors="replace")):
            yield path.name, found.group()


def _loaded(tag: html.HtmlElement) -> str:
    if tag.tag == "link":
        loads = _LOADING_LINKS & set(str(tag.get("rel", "")).split())
        return str(tag.get("href", "")) if loads else ""
    return str(tag.get(_LOADS[tag.tag], ""))


def _tidy(folder: Path) -> None:
    """Remove what a reader of a small book has no use for."""
    for name in _NOT_NEEDED:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in folder.rglob("*.map"):
        path.unlink()


def _few_icons(folder: Path) -> None:
    """Put a font of the few icons in use in the place of the theme's megabytes of them."""
    fonts = folder / _ICON_FOLDER
    icons = _cut(fonts / "fa-solid-900.ttf", _ICONS)
    for path in fonts.iterdir():
        path.unlink()
    (fonts / "icons.woff").write_bytes(icons)
    sheet = folder / "_static" / "styles" / "pydata-sphinx-theme.css"
    face = (
        "@font-face{font-display:block;font-family:Font Awesome\\ 6 Free;font-weight:900;"
        'src:url(../vendor/fontawesome/webfonts/icons.woff) format("woff")}'
    )
    rules = _ICON_FACES.sub("", sheet.read_text(encoding="utf-8"))
    sheet.write_text(rules + face, encoding="utf-8")
    (folder / "_static" / "scripts" / "fontawesome.js").unlink()


def copy(website: Path, folder: Path) -> None:
    """Copy a compiled website into an edition's folder."""
    shutil.copytree(website, folder, dirs_exist_ok=True)
