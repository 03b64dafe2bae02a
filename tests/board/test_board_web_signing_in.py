"""What a moderator wrote, where the form or the session has ended while they wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from board.conftest import PASSWORD, Clock
from board.samples import BOOK
from board.served import Person, shown
from evidencebook.board.database import Database
from evidencebook.board.options import gathering

WORDS = "A long answer, with <b>signs</b>.\n\nAnd another paragraph."
COMMENT = "/board/moderation/comments/1"


@pytest.fixture
def published(reviewer: Person, editor: Person) -> BeautifulSoup:
    """The page of a published comment, as a moderator has it open."""
    reviewer.comment()
    editor.decide(1, state="published")
    return editor.read(COMMENT)


def _said(page: BeautifulSoup) -> dict[str, str]:
    """What a page shows to be copied, by what it is called."""
    labels = {str(one["for"]): one.get_text() for one in page.select("main label")}
    return {
        labels[str(one["id"])]: one.get_text().strip() for one in page.select("textarea[readonly]")
    }


def test_a_form_that_has_aged(published: BeautifulSoup, editor: Person, clock: Clock) -> None:
    """It comes back filled in, and can be sent from there."""
    for _ in range(8):  # the session is kept up from another page, but began before the form
        clock.now += timedelta(minutes=100)
        if editor.get("/board/moderation").status_code == 303:
            editor.sign_in("Mo", PASSWORD)
    fresh = str(editor.read(COMMENT).select("input[name=csrf]")[0]["value"])
    answer = editor.fill(published, "response", csrf=fresh, outcome="noted", response=WORDS)
    assert answer.status_code == 403
    page = BeautifulSoup(answer.text, "lxml")
    assert "This form is too old" in shown(page)
    assert page.select("#response")[0].get_text().strip() == WORDS
    assert page.select("#outcome-noted[checked]")
    answer = editor.fill(page, "response", outcome="noted", response=WORDS)
    assert answer.status_code == 303


def test_a_session_that_has_ended(
    published: BeautifulSoup, editor: Person, clock: Clock, database: Database
) -> None:
    """Every text is shown to be copied, with the way to sign in; nothing of it is kept."""
    clock.now += timedelta(hours=3)
    answer = editor.fill(published, "response", outcome="noted", response=WORDS)
    assert (answer.status_code, answer.headers["cache-control"]) == (403, "no-store")
    page = BeautifulSoup(answer.text, "lxml")
    assert "Your session has ended. What you sent was not kept." in shown(page)
    assert page.select("main a[href='/board/moderation/sign-in']")
    assert _said(page) == {"Response": WORDS}
    assert "csrf" not in answer.text
    assert "Not answered yet" in shown(editor.read(f"/board/{BOOK}"))


def test_an_option_after_the_session(editor: Person, clock: Clock, database: Database) -> None:
    """As well, of which more than one text was written."""
    with database.writing() as session:
        number = gathering.add(session, BOOK, "Strategy", actor="Mo", now=clock.now).id
    page = editor.read(f"/board/moderation/consultations/{number}/options/new")
    clock.now += timedelta(hours=3)
    answer = editor.fill(page, "options", title="A title", rationale=WORDS, places="")
    assert answer.status_code == 403
    assert _said(BeautifulSoup(answer.text, "lxml")) == {"Title": "A title", "Rationale": WORDS}


def test_a_form_of_the_session_before(
    published: BeautifulSoup, editor: Person, clock: Clock
) -> None:
    """Who has signed in again since finds the words all the same."""
    clock.now += timedelta(hours=3)
    editor.sign_in("Mo", PASSWORD)
    answer = editor.fill(published, "response", outcome="noted", response=WORDS)
    assert answer.status_code == 403
    page = BeautifulSoup(answer.text, "lxml")
    assert "did not come from a page of your session" in shown(page)
    assert _said(page) == {"Response": WORDS}


def test_who_never_signed_in(reviewer: Person) -> None:
    """Is led to sign in, as there is nothing to lose."""
    assert reviewer.get(COMMENT).status_code == 303
    answer = reviewer.post(f"{COMMENT}/decision", data={"state": "published"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/board/moderation/sign-in")
