"""The board in a browser: a reviewer, a moderator and a reader, with scripts and without."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from board.served import running

from browser.conftest import Publish
from browser.desk import PASSWORD, examined, signed_in
from browser.pages import BELFAST
from browser.reader import SCHEMES, Reader
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.web.app import create

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BLOCK = "energy.emissions"
PLACE = f"board/belfast/{BLOCK}"
THANKS = "Thank you. Your comment will be published once a moderator has read it."


@pytest.fixture
def served(published: Publish, chrome: Browser, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a real book with its board, which has one moderator, and its folder."""
    site = tmp_path / "site"
    shutil.copytree(published(BELFAST).parent, site)
    database = Database(f"sqlite:///{tmp_path}/board/comments.sqlite3")
    database.migrate()
    with database.writing() as session:
        accounts.add(session, "Mo", PASSWORD, dt.datetime.now(dt.UTC))
    with running(create(site, database)) as address:
        yield address, site
    database.close()


@pytest.fixture
def address(served: tuple[str, Path]) -> str:
    """Where they are."""
    return served[0]


def _comment(page: Page, text: str) -> None:
    page.get_by_label("Your comment").fill(text)
    page.get_by_label("Question").check()
    page.get_by_label("You may publish my comment").check()
    page.get_by_role("button", name="Send comment").click()
    assert THANKS in page.inner_text("main")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_comment_and_what_becomes_of_it(person: Reader, scripts: bool) -> None:
    """From a figure in the book to the answer beside it."""
    page = person.open("belfast/energy.html", scripts=scripts)
    link = page.locator(f"a.evb-comment[data-block='{BLOCK}']")
    if not link.is_visible():
        page.locator(f"details:has(a.evb-comment[data-block='{BLOCK}']) > summary").first.click()
    link.click()
    assert page.url.endswith(PLACE)
    _comment(page, "Does this count the harbour?\n\nSee https://example.org/harbour.")

    desk = signed_in(person)
    desk.get_by_role("button", name="Publish comment 1").click()
    desk.get_by_role("link", name="Answer it").click()
    desk.get_by_label("Noted").check()
    desk.get_by_label("Your response").fill("It does, by its place.")
    desk.get_by_role("button", name="Publish response").click()
    assert "Done." in desk.inner_text("main")

    page = person.open("belfast/energy.html", scripts=scripts)
    link = page.locator(f"a.evb-comment[data-block='{BLOCK}']")
    assert (link.text_content() or "").startswith("Comment on this evidence (1 published)")
    page.goto(f"{person.address}/{PLACE}")
    said = page.inner_text("main")
    assert "Does this count the harbour?" in said and "It does, by its place." in said
    far = page.get_by_role("link", name="https://example.org/harbour")
    assert far.get_attribute("rel") == "nofollow ugc noopener"
    page.get_by_role("link", name="You said, we did").click()
    assert "It does, by its place." in page.inner_text("main")


def test_what_is_wrong_is_read_out_first(person: Reader) -> None:
    """Focus is on the summary, which leads to the field; what was written is still there."""
    from playwright.sync_api import expect

    page = person.open(PLACE)
    page.locator("form#send").evaluate("form => form.noValidate = true")
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator("#problem")).to_be_focused()
    page.get_by_role("link", name="Write your comment.").click()
    expect(page.locator("#text")).to_be_focused()
    assert page.get_by_label("Your name").input_value() == "Ann Example"
    person.troubles[:] = [one for one in person.troubles if "422" not in one]


def test_the_chart_is_seen(person: Reader) -> None:
    """In the layout that fits, drawn from an address of its own, under the page's policy."""
    page = person.open("board/belfast/energy.emissions-trend")
    image = page.locator(".evidence img")
    for width, drawn in ((1280, "wide.svg"), (375, "narrow.svg")):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            "name => { const one = document.querySelector('.evidence img');"
            " return one.currentSrc.includes(name) && one.complete && one.naturalWidth > 0; }",
            arg=drawn,
        )
        assert (image.bounding_box() or {"width": 0})["width"] <= width
    assert image.get_attribute("alt")


def test_scripts_of_a_comment_do_not_run(person: Reader) -> None:
    """They are text to the browser as well."""
    page = person.open(PLACE)
    _comment(
        page, "<img src=x onerror=\"document.title='taken'\"><script>document.title='t'</script>"
    )
    desk = signed_in(person)
    assert "onerror" in desk.inner_text("main")
    desk.get_by_role("button", name="Publish comment 1").click()
    page = person.open(PLACE)
    assert "onerror" in page.inner_text("main")
    assert page.title().startswith("Comment on: ")


def test_every_page_of_the_book_works_under_its_policy(
    person: Reader, served: tuple[str, Path]
) -> None:
    """Nothing that a page needs is forbidden to it."""
    for path in sorted((served[1] / "belfast").glob("*.html")):
        person.open(f"belfast/{path.name}").wait_for_load_state("load")
        person.close()
    person.open("index.html").wait_for_load_state("load")
    assert person.troubles == []


def test_no_rule_of_accessibility_is_broken(person: Reader, served: tuple[str, Path]) -> None:
    """On every page of the board, at three widths, in light and dark."""
    page = person.open(PLACE)
    _comment(page, "One.")
    own = page.url
    _comment(person.open(PLACE), "Two.")
    desk = signed_in(person)
    for _ in range(2):
        desk.get_by_role("button", name="Publish comment").first.click()
    _comment(person.open(PLACE), "Three.")
    shutil.copytree(served[1] / "belfast", served[1] / "burnley")
    _comment(person.open(f"board/burnley/{BLOCK}"), "Four.")
    desk.goto(f"{person.address}/board/moderation/comments/1")
    desk.get_by_label("Noted").check()
    desk.get_by_label("Your response").fill("Ask Jo.")
    desk.get_by_role("button", name="Publish response").click()
    desk.get_by_text("Remove personal details from response 1").click()
    desk.get_by_label("Response 1").fill("Ask [removed].")
    desk.get_by_role("button", name="Remove for good from response 1").click()
    assert "personal details from this answer" in desk.inner_text("main")
    found: list[str] = []
    for path in (
        "board",
        "board/belfast",
        PLACE,
        f"{PLACE}?reply=1",
        own,
        "board/moderation/sign-in",
    ):
        for scheme in SCHEMES:
            found += examined(person.open(path, scheme=scheme), f"{path}, {scheme}")
    for path in (
        "",
        "?state=published",
        "?state=to-answer",
        "?book=burnley",
        "/comments/1",
        "/comments/3",
        "/audit",
    ):
        for scheme in SCHEMES:
            desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            desk.goto(f"{person.address}/board/moderation{path}")
            found += examined(desk, f"moderation{path}, {scheme}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_pages_of_the_book_keep_to_their_policy(person: Reader, scripts: bool, media: str) -> None:
    """Served with it, no kind of page is refused a style or a script of its own."""
    pages = ("index", "energy", "data", "about", "changes", "search")
    for path in ("", *(f"belfast/{name}.html" for name in pages)):
        page = person.open(path, scripts=scripts, media=media)
        page.wait_for_load_state("networkidle")
        answer = page.request.get(page.url)
        policy = answer.headers["content-security-policy"]
        assert "style-src 'self' 'sha256-" in policy and "script-src 'self';" in policy
        assert person.troubles == []
        shown = page.locator(".pst-js-only").first
        assert scripts or not shown.count() or not shown.is_visible()
