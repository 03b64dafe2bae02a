"""A reader: Chromium, the pages served to it from this machine, and what it met on the way."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (1280, 768, 320)
SCHEMES = ("light", "dark")
HOW = "'make test-browser' sets up the rest once Chromium is there: apt-get install chromium"


def chromium() -> str | None:
    """Where Chromium is on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """A running Chromium that knows nothing of earlier visits.

    Raises
    ------
    RuntimeError
        When there is none on this machine.
    """
    from playwright.sync_api import sync_playwright

    if (program := chromium()) is None:
        raise RuntimeError(f"Chromium was not found; {HOW}")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line of log for each."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the files of a folder are served to this machine."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Reader:
    """Opens pages, each in a window of its own with nothing cached, and notes what goes wrong.

    Parameters
    ----------
    browser : Browser
    address : str
        Where the site is served. Nothing else may be asked for.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.troubles: list[str] = []
        self._windows: list[BrowserContext] = []

    def open(
        self,
        path: str,
        *,
        width: int = 1280,
        scheme: str = "light",
        scripts: bool = True,
        media: str = "screen",
    ) -> Page:
        """Open a page of the site, by its path or a whole address, without animation."""
        window = self.browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        self._windows.append(window)
        page = window.new_page()
        page.emulate_media(media="print" if media == "print" else "screen")
        self._listen(page, path)
        page.goto(path if "://" in path else f"{self.address}/{path}")
        return page

    def close(self) -> None:
        """Close every window."""
        for window in self._windows:
            window.close()
        self._windows.clear()

    def _listen(self, page: Page, path: str) -> None:
        own = ("data:", "blob:", "file:", f"{self.address}/")

        def asked(request: Any) -> None:
            if not request.url.startswith(own):
                self.troubles.append(f"{path} asks for {request.url}")

        def answered(response: Any) -> None:
            if response.status >= 400:
                self.troubles.append(f"{path}: {response.status} for {response.url}")

        def told(message: Any) -> None:
            if message.type in ("error", "warning"):
                self.troubles.append(f"{path}: the console says {message.text}")

        page.on("request", asked)
        page.on("response", answered)
        page.on("console", told)
        page.on("pageerror", lambda error: self.troubles.append(f"{path}: {error}"))


def open_details(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
