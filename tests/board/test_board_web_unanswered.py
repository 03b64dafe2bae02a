"""Where the database does not answer: no words are lost, and the site stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from board import postgres
from board.conftest import PASSWORD, Clock, locked
from board.samples import BOOK, FILLED, SAME
from board.served import Person, running, shown
from evidencebook.board.database import Database
from evidencebook.board.models import User
from evidencebook.board.web.app import create

PLACE = f"/board/{BOOK}/{SAME}"


@pytest.fixture
def hasty(hurried: Database, site: Path, clock: Clock) -> Iterator[Person]:
    """Someone at a board that does not wait for long."""
    with running(create(site, hurried, clock=clock)) as address, Person(address) as person:
        yield person


def _soon(true: Callable[[], bool]) -> None:
    """See that something becomes true."""
    for _ in range(100):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("It did not.")


def test_a_comment_comes_back(database: Database, hasty: Person) -> None:
    """With a true sentence and every word, to be sent again from there."""
    page = hasty.read(PLACE)
    with locked(database):
        answer = hasty.fill(page, SAME, **FILLED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    page = BeautifulSoup(answer.text, "lxml")
    assert "does not answer at the moment, so that, as far as we can tell" in shown(page)
    assert "not lost" not in answer.text and "sqlite" not in answer.text
    assert FILLED["text"] in page.select("#text")[0].get_text()
    assert page.select("#email")[0]["value"] == FILLED["email"]
    assert hasty.fill(page, SAME, **FILLED).status_code == 303


def test_pages_do_not_wait_for_those_who_write(database: Database, site: Path) -> None:
    """However many forms wait for the database; each comes back with its words."""
    slow = Database(database.url.render_as_string(hide_password=False), wait=3)
    with running(create(site, slow)) as address, Person(address) as person:
        page = person.read(PLACE)
        with locked(database), ThreadPoolExecutor(5) as pool:
            sent = [pool.submit(person.fill, page, SAME, **FILLED) for _ in range(5)]
            time.sleep(0.5)
            assert person.get(f"/{BOOK}/energy.html").status_code == 200
            assert person.get(PLACE).status_code == 200
            assert not any(one.done() for one in sent)
            assert {one.result().status_code for one in sent} == {503}
            assert all(FILLED["text"] in one.result().text for one in sent)
    slow.close()


def test_a_moderator_reads_on(
    database: Database, moderator: User, hasty: Person, clock: Clock
) -> None:
    """That they were there need not be written down; what they wrote comes back."""
    assert hasty.comment().status_code == 303
    assert hasty.sign_in("Mo", PASSWORD).status_code == 303
    assert hasty.decide(1, state="published").status_code == 303
    page = hasty.read("/board/moderation/comments/1")
    clock.now += timedelta(minutes=5)
    with locked(database):
        assert hasty.get("/board/moderation").status_code == 200
        answer = hasty.fill(page, "response", outcome="noted", response="A long answer.")
    assert answer.status_code == 503
    assert "A long answer." in BeautifulSoup(answer.text, "lxml").select("#response")[0].get_text()


def test_a_book_stands_by_itself(database: Database, site: Path, reviewer: Person) -> None:
    """Its pages go out as their files are, until the database answers again."""
    page = site / BOOK / "energy.html"
    link = f'<a class="evb-comment" href="about.html" data-block="{SAME}">Comment on this evidence'
    page.write_text(f"<html><body>{link}</a></body></html>")
    address = f"/{BOOK}/energy.html"
    assert f'href="/board/{BOOK}/{SAME}"' in reviewer.get(address).text
    with database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE comments RENAME TO gone")
    answer = reviewer.get(address)
    assert (answer.status_code, answer.text) == (200, page.read_text())
    with database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE gone RENAME TO comments")
    _soon(lambda: f'href="/board/{BOOK}/{SAME}"' in reviewer.get(address).text)


def test_a_server_that_has_stopped(site: Path) -> None:
    """The book is there, words come back, and all is as before when it runs again."""
    pytest.importorskip("psycopg")
    if (programs := postgres.programs()) is None:
        pytest.skip("PostgreSQL was not found: apt-get install postgresql")
    with postgres.served(programs) as server:
        database = Database(postgres.new_database(server.address))
        database.migrate()
        with running(create(site, database)) as address, Person(address) as person:
            page = person.read(PLACE)
            server.stop()
            assert person.get(f"/{BOOK}/energy.html").status_code == 200
            assert person.get(PLACE).status_code == 503
            answer = person.fill(page, SAME, **FILLED)
            assert answer.status_code == 503 and FILLED["text"] in answer.text
            server.start()
            _soon(lambda: person.get(PLACE).status_code == 200)
            assert person.fill(page, SAME, **FILLED).status_code == 303
        database.close()


def test_a_database_that_is_gone(database: Database, reviewer: Person) -> None:
    """Pages and programs are told so; the words of a form are shown all the same."""
    page = reviewer.read(PLACE)
    with database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE comments RENAME TO gone")
    for path in ("/board", PLACE, f"/board/api/{BOOK}/counts"):
        answer = reviewer.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert "does not answer at the moment." in answer.text and "gone" not in answer.text
    answer = reviewer.fill(page, SAME, **FILLED)
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    words = BeautifulSoup(answer.text, "lxml").select("textarea[readonly]")
    assert FILLED["text"] in [one.get_text().strip() for one in words]
