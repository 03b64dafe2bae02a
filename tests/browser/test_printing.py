"""Pages print well: what is read, in dark on white, without what is for the screen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pikepdf
import pytest
from PIL import Image

from browser.pages import each_page
from browser.reader import SCHEMES, Reader

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOR_THE_SCREEN = (
    ".bd-sidebar-primary, .bd-sidebar-secondary, .bd-header, .bd-header-article, "
    ".prev-next-area, #pst-back-to-top, dialog, .skip-link, .evb-address"
)


@each_page
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_ground_is_white(read: Reader, path: str, scheme: str) -> None:
    """In the dark scheme too, with text that stands out from it."""
    page = read.open(path, scheme=scheme, media="print")
    assert _share_of_white(page) > 0.6
    ink = page.evaluate("getComputedStyle(document.querySelector('h1, main p')).color")
    assert sum(_channels(ink)) < 3 * 128, ink


def _share_of_white(page: Page) -> float:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    return float((np.asarray(picture) > 240).mean())


def _channels(colour: str) -> list[float]:
    return [float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]


@each_page
def test_only_what_is_read_is_printed(read: Reader, path: str) -> None:
    """No navigation, buttons or search; each figure says whose data it draws."""
    page = read.open(path, media="print")
    shown = [one for one in page.locator(FOR_THE_SCREEN).all() if one.is_visible()]
    assert [one.evaluate("e => e.outerHTML.slice(0, 120)") for one in shown] == []
    for figure in page.locator("figure.evb-figure").all():
        assert figure.locator(".evb-source:visible").count()


def test_a_chapter_prints_on_pages(read: Reader) -> None:
    """As a PDF by the browser: several pages of A4, none of them wider than the paper."""
    page = read.open("belfast/productivity.html")
    made = page.pdf(format="A4", print_background=True)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert 3 < len(pdf.pages) < 60
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
