"""What the tests of the board share: a moderator who signs in, and a look at a page as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser.reader import WIDTHS, Reader, open_details
from browser.test_accessibility import contrast, structure

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "a password of some length"


def signed_in(person: Reader, *, scripts: bool = True) -> Page:
    """A page of the moderator Mo."""
    page = person.open("board/moderation/sign-in", scripts=scripts)
    page.get_by_label("Name").fill("Mo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


def examined(page: Page, name: str) -> list[str]:
    """Which rules of accessibility a page breaks, at each width."""
    # The rules' own script is let in; the page's policy is tested above.
    open_details(page)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{name}, {width}: {one}" for one in (*structure(page), *contrast(page))]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{name}, {width}: scrolls sideways to {wide}"] if wide > width else []
    return found
