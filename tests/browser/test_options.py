"""From suggestions to options, in a browser without scripts; and whether everyone can use it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from board.gathered import WORKSHOP
from board.served import running
from conftest import Run

from browser.conftest import Publish
from browser.desk import PASSWORD, examined, signed_in
from browser.pages import BELFAST
from browser.reader import SCHEMES, Reader
from browser.test_board import BLOCK
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.web.app import create

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog

DESK = "board/moderation/consultations"
PUBLIC = "board/belfast/consultations/innovation-strategy"


@pytest.fixture
def address(
    published: Publish,
    chrome: Browser,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """A real book with its board, whose moderator has imported the sixty suggestions."""
    site, url = tmp_path / "site", f"sqlite:///{tmp_path}/board/comments.sqlite3"
    shutil.copytree(published(BELFAST).parent, site)
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(site))
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", url)
    into = ("--book", "belfast", "--consultation", "Innovation strategy")
    assert run("board", "import-suggestions", str(WORKSHOP), *into)[0] == 0
    database = Database(url)
    with database.writing() as session:
        accounts.add(session, "Mo", PASSWORD, dt.datetime.now(dt.UTC))
    with running(create(site, database)) as found:
        yield found
    database.close()


def test_from_suggestions_to_an_option(person: Reader) -> None:
    """Proposed, merged, written with evidence and shown to readers, without a script."""
    page = signed_in(person, scripts=False)
    page.get_by_role("link", name="Consultations").click()
    page.get_by_role("link", name="Innovation strategy").click()
    page.get_by_role("button", name="Propose groups").click()
    groups = page.locator("section.group:not(#ungrouped)")
    assert (before := groups.count()) > 4

    first = groups.first
    first.get_by_label("Name of the group").fill("Money for firms")
    first.get_by_role("button", name="Accept").click()
    first = page.get_by_role("region", name="Money for firms")
    other = groups.filter(has_text="Draft, proposed by the tool").first
    other.get_by_role("combobox", name="Put all of it into").select_option(index=0)
    other.get_by_role("button", name="Merge").click()
    assert groups.count() == before - 1
    first.get_by_role("link", name="Write an option from these").click()

    page.get_by_label("Title").fill("A loan fund")
    page.get_by_label("Rationale").fill("Small firms lack patient money.")
    page.get_by_label("Enterprise").check()
    page.get_by_label("Places that it serves").fill("Belfast")
    page.get_by_role("button", name="Save option").click()
    page.get_by_label("Choose from the chapter").select_option("energy")
    page.get_by_role("button", name="Show its evidence").click()
    page.locator(f"input[name=block][value='{BLOCK}']").check()
    page.get_by_label("against the option").check()
    page.get_by_role("button", name="Name this evidence").click()
    assert "Done." in page.inner_text("main")

    page.goto(f"{person.address}/{DESK}/1")
    page.get_by_role("button", name="Show its page to readers").click()
    page.goto(f"{person.address}/board/belfast")
    page.get_by_role("link", name="Innovation strategy").click()
    said = page.inner_text("main")
    assert "Test data: the suggestions here are made up" in said
    assert "1. A loan fund" in said and "Evidence against it" in said and "Not taken up (" in said


def test_no_rule_of_accessibility_is_broken(person: Reader) -> None:
    """On every page on suggestions and options, at three widths, in light and dark."""
    desk = signed_in(person)
    desk.goto(f"{person.address}/{DESK}/1")
    desk.get_by_role("button", name="Propose groups").click()
    desk.get_by_role("button", name="Show its page to readers").click()
    desk.get_by_role("link", name="Write an option from these").first.click()
    desk.get_by_label("Title").fill("A loan fund")
    desk.get_by_role("button", name="Save option").click()
    desk.get_by_label("Or type ids of blocks").fill(BLOCK)
    desk.get_by_label("for the option").check()
    desk.get_by_role("button", name="Name this evidence").click()
    found: list[str] = []
    for path in (
        "",
        "/1",
        "/1/suggestions/1",
        "/1/options/new?group=1",
        "/1/options/1?chapter=energy",
    ):
        for scheme in SCHEMES:
            desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            desk.goto(f"{person.address}/{DESK}{path}")
            found += examined(desk, f"{path}, {scheme}")
    for scheme in SCHEMES:
        found += examined(person.open(PUBLIC, scheme=scheme), f"public, {scheme}")
    assert not found, "\n".join(found)


def test_what_is_wrong_is_read_out_first(person: Reader) -> None:
    """Focus is on the summary, which leads to a field that is there."""
    from playwright.sync_api import expect

    desk = signed_in(person)
    desk.goto(f"{person.address}/{DESK}/1")
    desk.get_by_role("button", name="Propose groups").click()
    group = desk.locator("section.group").first
    for button in ("Accept", "Move"):
        group.get_by_label("Name of the group").fill("")
        group.get_by_role("button", name=button).click()
        expect(desk.locator("#problem")).to_be_focused()
        link = desk.locator("#problem a").filter(has_text="Give the group a name")
        assert desk.locator(str(link.get_attribute("href"))).count() == 1
    found = examined(desk, "with a problem")
    person.troubles[:] = [one for one in person.troubles if "422" not in one]
    assert not found, "\n".join(found)


def test_what_another_form_would_lose_is_told(person: Reader) -> None:
    """The browser asks before it leaves; who stays can save; what is saved alone is not asked."""
    desk = signed_in(person)
    desk.goto(f"{person.address}/{DESK}/1/options/new")
    desk.get_by_label("Title").fill("A loan fund")
    desk.get_by_role("button", name="Save option").click()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.get_by_label("Or type ids of blocks").fill(BLOCK)
    desk.get_by_label("for the option").check()
    desk.get_by_label("Rationale").fill("Firms lack money.")
    desk.get_by_role("button", name="Name this evidence").click()
    desk.wait_for_timeout(300)
    assert asked == ["beforeunload"] and desk.get_by_label("Rationale").input_value()
    desk.get_by_label("Rationale").fill("")
    desk.get_by_role("button", name="Name this evidence").click()
    desk.get_by_role("button", name="Take out").wait_for()
    assert asked == ["beforeunload"]
