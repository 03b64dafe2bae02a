"""Compile a folder of pages into a website with Jupyter Book, and make it self-contained."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml
from lxml import html  # type: ignore[import-untyped]

from evidencebook.build import compiler, theme, web_fonts, weight
from evidencebook.build.history import stamp
from evidencebook.errors import BuildError

ICON = "_static/icon.svg"
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
        web_fonts.write_fonts(output / "fonts")
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
    icons = web_fonts.cut(fonts / "fa-solid-900.ttf", _ICONS)
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
