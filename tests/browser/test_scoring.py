"""Scoring in a browser: a moderator invites, a member scores without scripts, results are read."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from board import option_samples as made
from board.served import running

from browser.conftest import Publish
from browser.desk import PASSWORD, examined, signed_in
from browser.pages import BELFAST
from browser.reader import SCHEMES, Reader
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options.models import AGAINST
from evidencebook.board.web.app import create

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DESK = "board/moderation/consultations/1"
BLOCKS = ("energy.emissions", "digital.gigabit")


@pytest.fixture
def address(published: Publish, chrome: Browser, tmp_path: Path) -> Iterator[str]:
    """Where a real book is served with its board, which has a consultation with two options."""
    site = tmp_path / "site"
    shutil.copytree(published(BELFAST).parent, site)
    database = Database(f"sqlite:///{tmp_path}/board/comments.sqlite3")
    database.migrate()
    with database.writing() as session:
        accounts.add(session, "Mo", PASSWORD, dt.datetime.now(dt.UTC))
        number = made.consultation(session, book="belfast")
        behind = made.suggestions(session, number, ["More test sites."], "Sites")
        one = made.option(session, number, "Test sites", behind=behind)
        made.option(session, number, "A fund")
        made.named(session, Books(site), one, BLOCKS[0])
        made.named(session, Books(site), one, BLOCKS[1], AGAINST)
    with running(create(site, database)) as found:
        yield found
    database.close()


def test_from_criteria_to_paper(person: Reader) -> None:
    """By labels and buttons alone; the member's browser runs no scripts; axe finds nothing."""
    desk = signed_in(person)
    desk.goto(f"{person.address}/{DESK}/scoring")
    found = examined(desk, "criteria")
    desk.get_by_label("Name, criterion 1").fill("Effect")
    desk.get_by_label("What 1 means, criterion 1").fill("none")
    desk.get_by_label("What 5 means, criterion 1").fill("large")
    desk.get_by_role("button", name="Save criteria").click()
    desk.get_by_label("Name of a member to invite").fill("Ann Example")
    desk.get_by_role("button", name="Invite").click()
    found += examined(desk, "invited")
    path = desk.locator("code.secret").inner_text()
    desk.goto(f"{person.address}/{DESK}/scoring")
    desk.get_by_role("button", name="Begin scoring").click()

    page = person.open(path, scripts=False)
    page.get_by_role("group", name="Effect of option 1", exact=True).get_by_label(
        "4", exact=True
    ).check()
    page.get_by_label("Remark on option 1 (optional)").fill("Ready to begin.")
    page.get_by_role("button", name="Save all scores").first.click()
    said = page.locator("main").inner_text()
    assert "Saved. You have given 1 of 2 scores." in said
    page.get_by_role("group", name="Effect of option 2", exact=True).get_by_label(
        "2", exact=True
    ).check()
    page.get_by_role("button", name="Save all scores").last.click()
    assert "Saved. You have given 2 of 2 scores." in page.locator("main").inner_text()
    group = page.get_by_role("group", name="Effect of option 1", exact=True)
    assert group.get_by_label("4", exact=True).is_checked()
    for scheme in SCHEMES:
        found += examined(person.open(path, scheme=scheme), f"score, {scheme}")

    for path in ("scoring", "results"):
        for scheme in SCHEMES:
            desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            desk.goto(f"{person.address}/{DESK}/{path}")
            found += examined(desk, f"{path}, {scheme}")
    assert "1 of 1 invited member scored." in desk.inner_text("main")
    desk.goto(f"{person.address}/{DESK}/scoring")
    with desk.expect_download() as told:
        desk.get_by_role("link", name="board-paper.pdf").click()
    assert Path(told.value.path()).read_bytes().startswith(b"%PDF-")
    assert not found, "\n".join(found)
