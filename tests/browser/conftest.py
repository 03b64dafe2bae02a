"""A real book, served, and a browser to read it with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser import reader
from browser.pages import BELFAST

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Publish = Callable[[str], Path]


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """Chromium; the tests that need it are passed over where there is none, but not in CI.

    It is closed with the last test of this folder: while it is open, no other test of the process
    can run an event loop.
    """
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ImportError as error:
        _without(f"{error.name} is not installed")
    if reader.chromium() is None:
        _without("Chromium was not found")
    with reader.browsing() as browser:
        yield browser


def _without(why: str) -> None:
    said = f"{why}; {reader.HOW}"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture
def site(request: pytest.FixtureRequest, chrome: Browser, published: Publish) -> Path:
    """The folder of the published books, with that of the area that the test is about."""
    area = getattr(request, "param", BELFAST)
    return published(area).parent


@pytest.fixture
def read(site: Path, chrome: Browser) -> Iterator[reader.Reader]:
    """A reader of the site, who must meet no error and no other host."""
    with reader.served(site) as address:
        person = reader.Reader(chrome, address)
        yield person
        person.close()
    assert person.troubles == []


@pytest.fixture
def person(address: str, chrome: Browser) -> Iterator[reader.Reader]:
    """Someone with a browser, at the test's address, who must meet no error and no other host."""
    made = reader.Reader(chrome, address)
    yield made
    made.close()
    assert made.troubles == []
