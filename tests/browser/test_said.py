"""What was said, in a browser: from files alone, without scripts, at all widths, on paper."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.conftest import Publish
from browser.pages import BELFAST
from browser.reader import SCHEMES, WIDTHS, Reader, open_details, served
from browser.test_accessibility import FEWER_ROWS, contrast, structure
from evidencebook.board import accounts, baked, comments, moderation
from evidencebook.board.comments import Target
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, WAITING
from evidencebook.build.book import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
BLOCK, LOST = "energy.emissions", "energy.lost"
# What is read aloud, shown and printed, whatever is opened or not.
FIRST = "Does this count the harbour?"


@pytest.fixture(scope="module")
def told(
    chrome: Browser, published: Publish, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A real book on which people said something, of this edition and of one before."""
    top = tmp_path_factory.mktemp("told")
    before = Path(shutil.copytree(published(BELFAST), top / "before" / "belfast"))
    shown = json.loads((before / "blocks.json").read_text())
    ids = [next(b["id"] for b in shown if b["kind"] == kind) for kind in ("metric", "claim", "gap")]
    database = Database(f"sqlite:///{top}/comments.sqlite3")
    database.migrate()
    with database.writing() as session:
        mo = accounts.add(session, "Mo", "a password of some length", NOW)
    for number in range(8):
        _say(database, before, BLOCK, f"Number {number}.", mo)
    for id in ids:
        _say(database, before, id, f"On {id}.", mo)
    _as_it_was(before)
    _say(database, before, BLOCK, f"{FIRST}\n\nSee https://example.org/harbour", mo)
    _say(database, before, LOST, "What became of it?", mo)
    with database.writing() as session:
        moderation.respond(
            session,
            12,
            outcome="noted",
            text="It does, by its place.",
            edition="",
            editions=(),
            form="answer",
            user=mo,
            now=NOW + dt.timedelta(days=3),
        )
    database.close()
    with baked.asking(f"sqlite:///{top}/comments.sqlite3") as ask:
        yield build(BELFAST, out=top / "site", said=ask, with_pdf=False, workers=2)


def _say(database: Database, book: Path, block: str, text: str, user: Any) -> None:
    books = Books(book.parent)
    found = books.book(book.name)
    target = Target(book.name, block, found.blocks[block]["hash"], found.edition.id)
    form = {"kind": "question", "text": text, "consent": "yes", "name": "Ann Example"}
    with database.writing() as session:
        sent = comments.submit(
            session, books, target, comments.draft(form), form=f"{block}-{text}", now=NOW
        )
        moderation.decide(session, sent.id, PUBLISHED, seen=WAITING, user=user, now=NOW)


def _as_it_was(book: Path) -> None:
    """Let the book be an edition before: one block said something else, and there was one more."""
    for name in ("edition.json", "blocks.json"):
        said = json.loads((book / name).read_text())
        blocks = said["blocks"] if name == "edition.json" else said
        own = next(one for one in blocks if one["id"] == BLOCK)
        blocks.append({**own, "id": LOST, "hash": "b" * 64})
        own["hash"] = "a" * 64
        new = book / f".{name}"
        new.write_text(json.dumps(said))
        new.replace(book / name)


@pytest.fixture
def address(told: Path) -> Iterator[str]:
    """Where the pages are served as files: there is no board."""
    with served(told.parent) as found:
        yield found


def _beside(page: Page) -> Any:
    return page.locator(f"#{BLOCK.replace('.', '-')} details.evb-comments")


def test_from_a_folder_without_scripts(told: Path, person: Reader) -> None:
    """Comments and answers are beside the evidence; the page of all is a link away."""
    page = person.open(f"file://{told}/energy.html", scripts=False)
    beside = _beside(page)
    assert not beside.get_by_text(FIRST).is_visible()
    beside.locator("> summary").click()
    assert (beside.locator("> summary").text_content() or "").startswith("9 comments on: ")
    assert beside.get_by_text(FIRST).is_visible()
    assert beside.get_by_text("About the edition of").first.is_visible()
    assert beside.get_by_text("It does, by its place.").is_visible()
    far = beside.get_by_role("link", name="https://example.org/harbour")
    assert far.get_attribute("rel") == "nofollow ugc noopener"
    beside.get_by_role("link", name="All 9 comments on this evidence").click()
    assert page.url.endswith("said.html#on-energy-emissions")
    said = page.inner_text("main")
    assert "Number 0." in said and "No longer in the book" in said and "What became of it?" in said
    assert page.locator("nav").get_by_role("link", name="You said, we did").count() >= 1


def test_on_paper(person: Reader) -> None:
    """The page of all that was said is printed whole."""
    page = person.open("belfast/said.html", media="print")
    assert page.get_by_text(FIRST).is_visible()
    assert page.get_by_text("It does, by its place.").is_visible()


@pytest.mark.parametrize("name", ["said", "energy"])
def test_no_rule_of_accessibility_is_broken(person: Reader, name: str) -> None:
    """At three widths, in light and dark, all unfolded; and nothing scrolls sideways."""
    found: list[str] = []
    for scheme in SCHEMES:
        page = person.open(f"belfast/{name}.html", scheme=scheme)
        open_details(page)
        page.evaluate(FEWER_ROWS)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            where = f"{name}, {scheme}, {width}"
            found += [f"{where}: {one}" for one in (*structure(page), *contrast(page))]
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{where}: scrolls sideways to {wide}"] if wide > width else []
    assert not found, "\n".join(found)
