"""Everything can be reached and used with the keyboard alone, and shows where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser.pages import each_page
from browser.reader import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHAPTER = "belfast/productivity.html"
# Each stop of the keyboard in the order of the page, numbered; a stop must be seen to be reached.
NUMBERED = """() => {
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, '
        + 'summary, [tabindex]')].filter(e => e.tabIndex >= 0 && !e.disabled
        && e.checkVisibility({visibilityProperty: true}));
    stops.forEach((stop, number) => stop.dataset.stop = number);
    return stops.map(stop => stop.outerHTML.slice(0, 160));
}"""
# Where the keyboard is: number of the stop, how focus shows, whether any of it is in view.
WHERE = """() => {
    const stop = document.activeElement;
    if (!stop || stop === document.body) return null;
    const style = getComputedStyle(stop), box = stop.getBoundingClientRect();
    const drawn = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none'
        && !/, 0\\)$/.test(style.outlineColor);
    const ring = style.boxShadow.split(/,(?![^(]*\\))/).some(one => one !== 'none'
        && !/rgba\\([^)]*, 0\\)/.test(one) && !/ 0px 0px 0px 0px/.test(one));
    // A place on a map shows it by a bold outline of its own shape.
    const shape = stop.closest('svg') ? stop.querySelector('path') : null;
    const bold = shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 3;
    const points = [];
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    for (const down of [.1, .5, .9]) for (const along of [.05, .3, .5, .95])
        points.push([left + (right - left) * along, top + (bottom - top) * down]);
    // Of a link over several lines, the middle of each: between them is nothing of it.
    for (const line of stop.getClientRects())
        points.push([(line.left + line.right) / 2, (line.top + line.bottom) / 2]);
    const seen = points.some(([x, y]) => {
        const hit = document.elementFromPoint(x, y);
        return hit && (stop.contains(hit) || hit === stop);
    });
    return {number: Number(stop.dataset.stop ?? -1), focus: drawn || ring || bold, seen,
            html: stop.outerHTML.slice(0, 160)};
}"""


def walk(page: Page, most: int) -> list[dict[str, Any]]:
    """The stops that Tab makes from the top of a page until it leaves it."""
    made: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(WHERE)) is None:
            break
        made.append(stop)
    return made


@each_page
@pytest.mark.parametrize("width", [1280, 320])
def test_every_stop_is_reached_in_order(read: Reader, path: str, width: int) -> None:
    """Each is in view and shows that the keyboard is there."""
    page = read.open(path, width=width)
    stops = page.evaluate(NUMBERED)
    made = walk(page, len(stops) + 20)
    assert [stop["html"] for stop in made if not stop["seen"]] == []
    assert [stop["html"] for stop in made if not stop["focus"]] == []
    numbers = [stop["number"] for stop in made if stop["number"] >= 0]
    assert numbers == sorted(numbers)
    assert [stops[one] for one in range(len(stops)) if one not in numbers] == []


@each_page
def test_the_first_stop_skips_to_the_text(read: Reader, path: str) -> None:
    """One key shows the link, the next follows it: what comes then is in the text."""
    page = read.open(path)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    if link.evaluate("link => !!link.closest('main')"):
        return  # nothing stands before the text
    assert "skip" in link.inner_text().lower()
    assert link.is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    stop = page.evaluate(
        "[!!document.activeElement.closest('main, footer, .bd-main'), "
        "!!document.activeElement.closest('.bd-sidebar')]"
    )
    assert stop == [True, False]


def _tab_to(page: Page, selector: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached")


def test_search(read: Reader) -> None:
    """From a chapter to what is found and on to a page that has it; every stop shows itself."""
    page = read.open(CHAPTER)
    _tab_to(page, ".search-button__button, .search-button-field, input[type=search]")
    if not page.evaluate("document.activeElement.matches('input')"):
        page.keyboard.press("Enter")
    page.keyboard.type("productivity")
    page.keyboard.press("Enter")
    found = page.locator("#search-results li a")
    found.first.wait_for()
    found.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "search.html" not in url)
    assert "productivity" in page.locator("main").inner_text().lower()


def test_the_contents_on_a_phone(read: Reader) -> None:
    """Opened by a key, they take the keyboard; another key closes them and gives it back."""
    page = read.open(CHAPTER, width=320)
    button = ".primary-toggle"
    _tab_to(page, button)
    page.keyboard.press("Enter")
    assert page.locator('a[href="energy.html"]').first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('dialog, .bd-sidebar-primary')")
    page.keyboard.press("Escape")
    assert not page.locator('.bd-sidebar-primary a[href="energy.html"]').first.is_visible()
    assert page.evaluate("button => document.activeElement.matches(button)", button)


def test_light_and_dark(read: Reader) -> None:
    """The button has a name, changes the scheme each time, and keeps the keyboard."""
    page = read.open(CHAPTER)
    button = ".theme-switch-button"
    _tab_to(page, button)
    named = page.locator(button).first
    assert named.get_attribute("aria-label") or named.get_attribute("title")
    seen = set()
    for _ in range(3):
        page.keyboard.press("Enter")
        seen.add(page.evaluate("document.documentElement.dataset.theme"))
    assert seen == {"light", "dark"}


def test_the_data_of_a_figure(read: Reader) -> None:
    """A key unfolds them, the next stop is in them, and the table scrolls by the arrows."""
    page = read.open(CHAPTER, width=320)
    _tab_to(page, "details.evb-data > summary", most=200)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('details[open].evb-data')")
    wide = page.evaluate("document.activeElement.scrollWidth > document.activeElement.clientWidth")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert not wide or page.evaluate("document.activeElement.scrollLeft") > 0
