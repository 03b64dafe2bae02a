"""Pages are read without noise, without scripts, from a folder, and at any width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser.pages import each_page
from browser.reader import SCHEMES, WIDTHS, Reader, open_details

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

# What sticks out of the window, unless it scrolls in a region of its own or is for hearing only.
STICKING_OUT = """() => {
    const found = [], wide = document.documentElement.clientWidth;
    const apart = element => {
        for (let e = element; e && e !== document.body; e = e.parentElement) {
            const style = getComputedStyle(e);
            if (/auto|scroll/.test(style.overflowX) || style.clipPath !== 'none') return true;
            if (style.position === 'fixed' && style.visibility === 'hidden') return true;
        }
        return false;
    };
    for (const element of document.querySelectorAll('body *')) {
        if (!element.checkVisibility({visibilityProperty: true})) continue;
        const box = element.getBoundingClientRect();
        if (!box.width || !box.height || element.closest('dialog, .bd-sidebar')) continue;
        if ((box.right > wide + 1 || box.left < -1) && !apart(element))
            found.push(`${element.tagName}.${element.getAttribute('class')} ${box.left | 0} to `
                + `${box.right | 0}: ${element.textContent.trim().slice(0, 60)}`);
    }
    return found;
}"""
# Boxes that hide a part of their text.
CUT = """() => [...document.querySelectorAll('main *')].filter(element => {
    const style = getComputedStyle(element);
    return /hidden|clip/.test(style.overflowX) && style.clipPath === 'none'
        && !element.closest('svg') && element.checkVisibility()
        && element.clientWidth && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 160))"""
# The size of the smallest letters of the drawings that are shown, in pixels.
SMALLEST = """() => Math.min(99, ...[...document.querySelectorAll('svg text')]
    .filter(text => text.checkVisibility() && text.textContent.trim())
    .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
# What a reader may set for easier reading (WCAG 1.4.12); drawings are no text to the browser.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }
    svg text { letter-spacing: normal !important; word-spacing: normal !important }"""


@each_page
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_goes_wrong(read: Reader, path: str, scheme: str) -> None:
    """No error in the console, nothing missing, and no request to another host."""
    page = read.open(path, scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert read.troubles == []


def _sideways(page: Page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@each_page
def test_no_page_scrolls_sideways(read: Reader, path: str) -> None:
    """Nor is anything cut or sticks out: unfolded, at three widths, and with letters spaced."""
    page = read.open(path)
    open_details(page)
    for spaced in (False, True):
        if spaced:
            page.add_style_tag(content=SPACED)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            at = f"{path}, {width} px{', spaced' if spaced else ''}"
            assert _sideways(page) <= 0, at
            assert page.evaluate(STICKING_OUT) == [], at
            assert page.evaluate(CUT) == [], at


@each_page
def test_drawings_can_be_read_on_a_phone(read: Reader, path: str) -> None:
    """No letter of a drawing is smaller than ten pixels."""
    page = read.open(path, width=320)
    assert page.evaluate(SMALLEST) >= 10


@each_page
def test_pages_work_without_scripts(read: Reader, path: str) -> None:
    """Text, contents, tables and downloads are there."""
    page = read.open(path, scripts=False)
    assert page.locator("h1").first.is_visible()
    assert page.locator("main a[href], main p").count() > 0
    for folded in page.locator("details.evb-data > summary").all()[:3]:
        folded.click()
        assert folded.locator("xpath=..").locator("table").is_visible()
    for link in page.locator("figure > p a[download]").all()[:3]:
        assert link.is_visible()
        _answers(read, page, link.get_attribute("href"))


def _answers(read: Reader, page: Page, address: str | None) -> None:
    there = page.url.rpartition("/")[0]
    answer = page.request.get(f"{there}/{address}")
    assert answer.ok, address
    assert len(answer.body()) > 0, address


def test_the_contents_are_there_without_scripts(read: Reader) -> None:
    """On a wide page and on a phone, a way leads to every chapter."""
    for width in (1280, 320):
        page = read.open("belfast/about.html", width=width, scripts=False)
        links = page.locator('a[href="productivity.html"], a[href="index.html"]')
        assert any(link.is_visible() for link in links.all()), width


@each_page
def test_pages_work_from_a_folder(chrome: Browser, site: Path, path: str) -> None:
    """Opened as a file: styles, fonts and scripts load, and nothing is missing."""
    reader: Any = Reader(chrome, "file://")
    try:
        page = reader.open((site / path).as_uri())
        assert page.locator("h1").first.is_visible()
        assert page.evaluate("getComputedStyle(document.body).fontFamily") != "Times"
    finally:
        reader.close()
    assert reader.troubles == []
