"""Pages stay light enough for a phone on a slow line."""

from __future__ import annotations

from pathlib import Path

from browser.pages import each_page
from browser.reader import Reader
from browser.weight import CHAPTER, LANDING, weigh


@each_page
def test_a_page_is_not_heavier_than_its_limit(read: Reader, path: str) -> None:
    """The landing page and the front door, 400 kB uncompressed; any other, 900 kB."""
    found = weigh(read.browser, f"{read.address}/{path}")
    limit = LANDING if Path(path).name == "index.html" else CHAPTER
    assert found.parts["document"] > 0
    assert found.total <= limit, found
