"""What a page weighs, and how long it keeps a reader waiting who has nothing of it yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

# Bytes, uncompressed, of a page and all that Chromium asks for to show it.
LANDING, CHAPTER = 400_000, 900_000
# Tasks that hold the page up for over 50 ms, from its beginning on.
_WATCH = """window.held = [];
new PerformanceObserver(list => held.push(...list.getEntries().map(
    task => [task.startTime, task.duration]))).observe({type: 'longtask', buffered: true})"""
_PAINTED = """() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const held = window.held.filter(([start]) => !paint || start < paint.startTime);
    return [paint ? paint.startTime : null, Math.max(0, ...held.map(task => task[1]))];
}"""


@dataclass(frozen=True)
class Weight:
    """One visit to a page.

    Parameters
    ----------
    parts : dict
        Bytes by kind: document, stylesheet, script, font, image, fetch.
    painted : float
        Milliseconds to the first text; NaN where none was painted.
    held : float
        Milliseconds of the longest task before that; 0 where none lasted over 50.
    """

    parts: dict[str, int]
    painted: float
    held: float

    @property
    def total(self) -> int:
        """Bytes of everything."""
        return sum(self.parts.values())


def weigh(browser: Browser, address: str, *, width: int = 1280) -> Weight:
    """Visit a page with nothing cached.

    Parameters
    ----------
    browser : Browser
    address : str
        Served without compression, so that what comes is as long as what is stored.
    width : int
        Of the window, in pixels.
    """
    window = browser.new_context(viewport={"width": width, "height": 800})
    try:
        page = window.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.add_init_script(_WATCH)
        page.goto(address, wait_until="networkidle")
        painted, held = page.evaluate(_PAINTED)
        parts = Counter[str]()
        for answer in answers:
            parts[answer.request.resource_type] += len(answer.body())
        return Weight(dict(parts), _number(painted), held)
    finally:
        window.close()


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
