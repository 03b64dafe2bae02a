"""Mend what the theme leaves broken in a compiled website, for keyboards, phones and printers.

What a rule of style can mend is in ``book/_static/theme.css``; here is what needs other pages.
"""

from __future__ import annotations

import re
from pathlib import Path

# A header of the theme's parent that is never shown. The buttons in it come first on the page, so
# that the theme's script listens to them and not to those that a reader sees: on a phone the
# contents would not open. Its empty shell stays, for other scripts measure it.
_HEADER = re.compile(r'(<header id="pst-header"[^>]*>).*?(</header>)', re.DOTALL)
# The theme's names for its buttons, as a reader would say them; one hides the words on the button.
_NAMES = {
    'title="Toggle primary sidebar"': 'title="Contents of the book"',
    'title="Toggle secondary sidebar"': 'title="Contents of this page"',
    'aria-label="Color mode" data-bs-title="Color mode"': 'title="Light, dark or as the system"',
    'search-button-field search-button__button pst-js-only" title="Search" aria-label="Search"': (
        'search-button-field search-button__button pst-js-only" title="Search"'
    ),
}
# The sizes of the window are told three times over.
_VIEWPORT = re.compile(r'\s*<meta name="viewport"[^>]*>')
# Without scripts nothing chooses between light and dark, and no colour is set.
_UNCHOSEN = re.compile(r"<html (?![^>]*data-theme)")
# The theme takes the keyboard away from a button that has been pressed.
_TAKEN_AWAY = re.compile(r'(\w+)&&\1\.addEventListener\("click",\(\(\)=>\{\1\.blur\(\)\}\),!0\)')


def mend(folder: Path) -> None:
    """Mend every page and the theme's script.

    Parameters
    ----------
    folder : Path
        The compiled website; its files are changed.
    """
    for page in folder.glob("*.html"):
        page.write_text(mended(page.read_text(encoding="utf-8")), encoding="utf-8")
    script = folder / "_static" / "scripts" / "sphinx-book-theme.js"
    text = script.read_text(encoding="utf-8")
    script.write_text(_TAKEN_AWAY.sub(r"\1", text), encoding="utf-8")


def mended(page: str) -> str:
    """A page whose buttons work and say what they do, its size told once, light by default."""
    page = _HEADER.sub(r"\1\2", page)
    for theirs, ours in _NAMES.items():
        page = page.replace(theirs, ours)
    first = _VIEWPORT.search(page)
    if first:
        page = page[: first.end()] + _VIEWPORT.sub("", page[first.end() :])
    return _UNCHOSEN.sub('<html data-theme="light" ', page, count=1)
