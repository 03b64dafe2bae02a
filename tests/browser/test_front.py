"""The front door in a browser: keys, screen readers' words, and no request to elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import front_samples as samples
import pytest

from evidencebook import settings
from evidencebook.analysis.figures import Figures
from evidencebook.build import front


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, figures: Figures) -> str:
    """The front page of four hundred books, in a folder."""
    folder = tmp_path_factory.mktemp("site")
    samples.books(folder, figures.areas)
    return front.write_index(folder, settings.ROOT).as_uri()


@pytest.fixture
def page(chrome: Any, address: str) -> Iterator[Any]:
    """The front page, in which no script fails and nothing is asked of another host."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    opened, wrong = context.new_page(), []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda one: None if one.url[:5] == "file:" else wrong.append(one.url))
    opened.goto(address)
    yield opened
    context.close()
    assert not wrong


def _found(page: Any, text: str) -> list[str]:
    page.fill("#search", text)
    return [name.split("\n")[0] for name in page.locator("#found li").all_inner_texts()]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("burnley", "Burnley"),
        ("E07000117", "Burnley"),
        ("kings lynn & west norfolk", "King's Lynn and West Norfolk"),
        ("HOVE brighton", "Brighton and Hove"),
        ("st helens", "St. Helens"),
        ("rhône", ""),
        ("craven", "North Yorkshire"),
        ("e07000163", "North Yorkshire"),
        ("middlesborough", "Middlesbrough"),
        ("lancashire county", "Lancashire"),
        ("Ynys Môn", "Isle of Anglesey"),
        ("ynys mon", "Isle of Anglesey"),
        ("cymru", "Wales"),
        ("zzz", ""),
    ],
)
def test_search_forgives(page: Any, typed: str, first: str) -> None:
    """Case, marks, "&", order of words, one wrong letter; it knows codes and names of before."""
    assert (_found(page, typed) or [""])[0] == first
    assert page.inner_text("#told").startswith("No book found" if not first else tuple("123456789"))


def test_the_keys_of_search(page: Any) -> None:
    """Arrows select, Escape clears, Enter opens; what is selected is told to screen readers."""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("lancas")
    options = page.get_by_role("option")
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    selected = page.get_attribute("#search", "aria-activedescendant")
    assert options.nth(1).get_attribute("id") == selected
    assert options.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.input_value("#search") == "" and options.count() == 0
    page.keyboard.type("burnl")
    page.keyboard.press("Enter")
    page.wait_for_url("**/burnley/index.html")


def test_the_map_is_one_stop_and_arrows_move_over_it(page: Any) -> None:
    """Each authority is named as the focus comes to it."""
    stops = page.locator("#map a[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    first = page.inner_text("#named")
    page.keyboard.press("ArrowUp")
    assert page.inner_text("#named") not in ("", first)
    assert stops.count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/*/index.html")


def test_a_larger_area_lights_its_authorities(page: Any) -> None:
    """When its link in the list has the focus."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator(".books a[href='lancashire/index.html']").focus()
    assert page.locator("#map .lit").count() == 14


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_scrolls_sideways(page: Any, width: int) -> None:
    """With every list open."""
    page.set_viewport_size({"width": width, "height": 800})
    page.click("text=Open all lists")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_link_of_the_menu_opens_its_list(page: Any) -> None:
    """It would lead to a closed one otherwise."""
    page.click(".jump a[href='#in-north-west']")
    assert page.wait_for_selector("#in-north-west[open]").is_visible()


@pytest.mark.parametrize(("system", "chosen"), [("light", "dark"), ("dark", "light")])
def test_light_or_dark_as_chosen_in_a_book(
    chrome: Any, address: str, system: str, chosen: str
) -> None:
    """The choice kept by the theme of the books wins over the system; without one it follows."""
    context = chrome.new_context(color_scheme=system)
    opened = context.new_page()
    paper = "getComputedStyle(document.body).backgroundColor"
    shown = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 30)"}
    opened.goto(address)
    assert opened.evaluate(paper) == shown[system]
    opened.evaluate("(mode) => localStorage.setItem('mode', mode)", chosen)
    opened.reload()
    assert opened.evaluate(paper) == shown[chosen]
    context.close()


def test_without_scripts_the_list_is_the_way(chrome: Any, address: str) -> None:
    """There is no search that does nothing."""
    context = chrome.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)
    assert not opened.is_visible("#find")
    opened.click("#in-scotland summary")
    opened.click("#in-scotland a:text-is('Highland')")
    opened.wait_for_url("**/highland/index.html")
    context.close()
