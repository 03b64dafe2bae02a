"""What attackers try. Each of these was thought of before, and must stay without effect."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.requests import Request

from board.conftest import PASSWORD, Clock
from board.samples import BOOK, CHANGED, FILLED, NOW, SAME
from board.served import Person, running, shown
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import Comment, User
from evidencebook.board.signing import Signer
from evidencebook.board.web import guard
from evidencebook.board.web.app import create
from evidencebook.board.web.context import Board, address

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    'https://x.org/"onmouseover="alert(1)',
)


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(Comment.id))) or 0


def _harmless(text: str) -> None:
    """No element, attribute or address of the attacker's is in a page."""
    for found in ("<script>alert", "<img", ">49<", 'href="javascript:'):
        assert found not in text
    elements = BeautifulSoup(text, "html.parser").find_all()
    handlers = [name for one in elements for name in one.attrs if name.startswith("on")]
    assert not handlers


@pytest.mark.parametrize("script", SCRIPTS)
def test_stored_scripts(reviewer: Person, editor: Person, script: str) -> None:
    """What is written as markup is shown as text, on every page that shows it."""
    said = {"text": script, "name": script[:100], "organisation": script[:100]}
    assert reviewer.comment(**said).status_code == 303
    paths = ["/board/moderation", "/board/moderation/comments/1"]
    for path in paths:
        _harmless(editor.get(path).text)
    editor.decide(1, state="published")
    page = editor.read("/board/moderation/comments/1")
    editor.fill(page, "response", outcome="noted", response=script)
    _harmless(editor.get("/board/moderation/comments/1").text)
    for path in (f"/board/{BOOK}", f"/board/{BOOK}/{SAME}", f"/board/{BOOK}/{SAME}?reply=1"):
        answer = reviewer.get(path)
        _harmless(answer.text)
        assert script in shown(reviewer.read(path))


@pytest.mark.parametrize("script", SCRIPTS)
def test_reflected_scripts(reviewer: Person, script: str) -> None:
    """What comes back from a form or an address comes back as text."""
    answer = reviewer.comment(text=script, name=script, link=script, email=script, kind=script)
    assert answer.status_code == 422
    _harmless(answer.text)
    for path in (f"/board/{script}", f"/board/{BOOK}/{script}", f"/{script}"):
        _harmless(reviewer.get(path).text)
    for query in ("page", "reply", "state"):
        _harmless(reviewer.get(f"/board/{BOOK}/{SAME}", params={query: script}).text)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//x.org"])
def test_a_link_leads_to_the_web_alone(reviewer: Person, database: Database, link: str) -> None:
    """No other kind of address is taken."""
    assert reviewer.comment(link=link).status_code == 422
    assert _count(database) == 0


def test_pages_forbid_what_they_do_not_need(reviewer: Person, editor: Person) -> None:
    """No script or style of a page is inline, and no other site may frame it, on any answer."""
    paths = ("/board", f"/board/{BOOK}", f"/board/{BOOK}/{SAME}", "/board/nowhere")
    for answer in (
        *map(reviewer.get, paths),
        editor.get("/board/moderation"),
        reviewer.post("/board/moderation/sign-in"),
        reviewer.get(f"/board/api/{BOOK}/counts"),
        reviewer.get("/board/static/board.css"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert " style=" not in answer.text and not re.search(r" on\w+=", answer.text)
        assert "<script>" not in answer.text and "<style" not in answer.text
    assert "frame-ancestors" in reviewer.get("/").headers["content-security-policy"]


def test_forms_of_another_site(reviewer: Person, editor: Person, database: Database) -> None:
    """A browser says where a form comes from, and a moderator's forms hold a secret besides."""
    reviewer.comment()
    page = editor.read("/board/moderation/comments/1")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(editor, "headers", {**editor.headers, **headers})
            assert editor.fill(page, "decision", state="published").status_code == 403
            assert editor.comment().status_code == 403
    for csrf in ("", "x", "é"):
        sent = {"csrf": csrf, "seen": "waiting", "state": "published"}
        answer = editor.post("/board/moderation/comments/1/decision", data=sent)
        assert answer.status_code == 403
    assert _count(database) == 1
    assert "Waiting (1)" in shown(editor.read("/board/moderation"))


def test_a_secret_of_another_session(reviewer: Person, editor: Person, address: str) -> None:
    """What one session's forms hold is worth nothing in another."""
    reviewer.comment()
    with Person(address) as other:
        other.sign_in("Mo", PASSWORD)
        page = other.read("/board/moderation/comments/1")
        assert editor.fill(page, "decision", state="published").status_code == 403


@pytest.mark.parametrize(
    "path", ["", "/audit", "/comments/1", "/comments/x", "?state=spam", "/comments/999"]
)
def test_moderation_is_for_moderators(reviewer: Person, path: str) -> None:
    """Others are led to the form to sign in, whatever is or is not there."""
    answer = reviewer.get(f"/board/moderation{path}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/board/moderation/sign-in"
    for deed in ("decision", "redaction", "response", "responses/1"):
        answer = reviewer.post(f"/board/moderation/comments/1/{deed}", data={"state": "published"})
        assert answer.status_code == 303


def test_session_fixation(reviewer: Person, moderator: User) -> None:
    """A token that an attacker planted is not the one that signing in begins."""
    host = urlsplit(str(reviewer.base_url)).hostname or ""
    reviewer.cookies.set("evidencebook-session", "planted", domain=host, path="/")
    assert reviewer.sign_in("Mo", PASSWORD).status_code == 303
    held = [one.value for one in reviewer.cookies.jar if one.name == "evidencebook-session"]
    assert "planted" not in held
    assert reviewer.get("/board/moderation").status_code == 200
    reviewer.cookies.clear()
    reviewer.cookies.set("evidencebook-session", "planted", domain=host, path="/")
    assert reviewer.get("/board/moderation").status_code == 303


def test_the_cookie_of_a_session(reviewer: Person, moderator: User) -> None:
    """Out of reach of scripts and other sites; over HTTPS alone but on this machine."""
    page = reviewer.read("/board/moderation/sign-in")
    answer = reviewer.fill(page, "sign-in", name="Mo", password=PASSWORD)
    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said and "samesite=strict" in said and "path=/" in said
    page = reviewer.read("/board/moderation/sign-in")
    reviewer.headers["Host"] = "board.example.org"
    answer = reviewer.fill(page, "sign-in", name="Mo", password=PASSWORD)
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-evidencebook-session=") and "Secure" in said


def test_signing_out_ends_the_session(editor: Person) -> None:
    """Also for who kept its token."""
    kept = {one.name: one.value or "" for one in editor.cookies.jar}
    page = editor.read("/board/moderation")
    assert editor.fill(page, "sign-out").status_code == 303
    editor.cookies.update(kept)
    assert editor.get("/board/moderation").status_code == 303


def test_guessing_a_password(reviewer: Person, moderator: User, clock: Clock) -> None:
    """An account is locked after five; one address may try twenty times, whatever the names."""
    for _ in range(accounts.FAILURES):
        answer = reviewer.sign_in("Mo", "a wrong password")
        assert answer.status_code == 403
    assert reviewer.sign_in("Mo", PASSWORD).status_code == 403
    for number in range(14):
        assert reviewer.sign_in(f"Nobody {number}", "a wrong password").status_code == 403
    assert reviewer.sign_in("Mo", PASSWORD).status_code == 429
    clock.now += timedelta(minutes=16)
    assert reviewer.sign_in("Mo", PASSWORD).status_code == 303


@pytest.mark.parametrize("name", ["Mo' --", "' OR '1'='1", "Mo\x00", "Mo'; DROP TABLE users; --"])
def test_sql_in_forms(reviewer: Person, moderator: User, database: Database, name: str) -> None:
    """It is a name like any other."""
    assert reviewer.sign_in(name, f"{PASSWORD}'--").status_code == 403
    assert (
        reviewer.comment(name=name, text=f"x'); DELETE FROM comments; -- {name}").status_code == 303
    )
    assert _count(database) == 1
    assert reviewer.sign_in("Mo", PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/board/highland' OR '1'='1",
            "/board/highland/x' OR 1=1--",
            "/board/highland/sent/' OR 1",
        ),
        *("/board/api/highland'/counts", "/board/highland/energy.emissions%00", "/board/%00"),
        *("/board/highland/sent/%00", "/%00", "/board/highland?page=1;DROP", "/board/%ff"),
        "/board/highland/energy.emissions?reply=1 OR 1=1",
    ],
)
def test_sql_in_addresses(reviewer: Person, path: str) -> None:
    """It finds nothing, and nothing fails."""
    assert reviewer.get(path).status_code in (200, 404, 422)


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret", "/..%2fsecret", "/%2e%2e/secret", "/highland/../../secret", "/..%5csecret"),
        *("/highland/%2e%2e/%2e%2e/secret", "//secret", "/.hidden/page.html", "/outside/secret"),
        *("/board/static/../app.py", "/board/static/%2e%2e/app.py", "/board/..%2f/counts"),
        *("/board/shared/..%2f..%2fedition.json", "/board/api/..%2f..%2fsecret/counts"),
    ],
)
def test_paths_out_of_the_site(reviewer: Person, site: Path, path: str) -> None:
    """Nothing but the site's own files is served, and nothing hidden among them."""
    (site.parent / "secret").write_text("secret")
    (site / ".hidden").mkdir()
    (site / ".hidden" / "page.html").write_text("secret")
    (site / "outside").symlink_to(site.parent)
    host, port = urlsplit(str(reviewer.base_url)).hostname, reviewer.base_url.port
    with socket.create_connection((host, port)) as raw:  # as written: clients tidy paths
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.split()[1] in (b"404", b"400", b"307")
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]


def test_oversized_bodies(reviewer: Person, database: Database) -> None:
    """Said or streamed, they are refused before they are read to the end."""
    page = reviewer.read(f"/board/{BOOK}/{SAME}")
    assert reviewer.fill(page, SAME, **{**FILLED, "text": "x" * 200_000}).status_code == 413
    where = f"/board/{BOOK}/{SAME}"
    many = (b"text=" + b"x" * 10_000 for _ in range(20))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert reviewer.post(where, content=many, headers=headers).status_code == 413
    fields = "&".join(f"f{n}=1" for n in range(100))
    assert reviewer.post(where, content=fields, headers=headers).status_code == 400
    assert reviewer.post(where, content=b"text=%ff", headers=headers).status_code == 400
    assert reviewer.post(where, content=b"text=\xff", headers=headers).status_code == 400
    assert reviewer.post(where, files={"text": b"x"}).status_code == 415
    assert reviewer.post(where, json={"text": "x"}).status_code == 415
    assert _count(database) == 0
    endless = (b"x" * 100_000 for _ in range(1000))
    with contextlib.suppress(httpx.TransportError):  # the rest is not read, and may not be sent
        assert reviewer.post(where, content=endless, headers=headers).status_code == 413


def test_slow_bodies(site: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that does not come to an end holds up no one, and is given up."""
    monkeypatch.setattr(guard, "SECONDS", 0.5)
    with running(create(site, database)) as address, Person(address) as person:
        host, port = urlsplit(address).hostname, urlsplit(address).port
        with socket.create_connection((host, port)) as raw:
            raw.sendall(
                b"POST /board/highland/energy.emissions HTTP/1.1\r\nHost: x\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\nt"
            )
            assert person.get("/board").status_code == 200
            begun = time.monotonic()
            assert b" 408 " in raw.recv(65536)
            assert time.monotonic() - begun < 30


def test_a_form_sent_again(reviewer: Person, database: Database) -> None:
    """One form is one comment; what was written anew comes back to be sent."""
    page = reviewer.read(f"/board/{BOOK}/{SAME}")
    assert reviewer.fill(page, SAME, **FILLED).status_code == 303
    answer = reviewer.fill(page, SAME, **{**FILLED, "text": "Another."})
    assert answer.status_code == 409
    assert "This form has been sent before." in answer.text and "Another." in answer.text
    assert _count(database) == 1


def test_one_form_sent_many_times_at_once(reviewer: Person, database: Database) -> None:
    """It is still one comment."""
    page = reviewer.read(f"/board/{BOOK}/{SAME}")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: reviewer.fill(page, SAME, **FILLED), range(12)))
    assert sorted(one.status_code for one in answers) == [303, *[409] * 11]
    assert _count(database) == 1


def test_forged_and_aged_forms(reviewer: Person, database: Database, clock: Clock) -> None:
    """What a form is about cannot be changed, nor kept for another day."""
    page = reviewer.read(f"/board/{BOOK}/{SAME}")
    for field in (page.select("input[name=form]")[0],):
        token = str(field["value"])
        for forged in ("", "x.y", token[:-2], f"x{token}", token.partition(".")[0]):
            sent = {**FILLED, "form": forged}
            answer = reviewer.post(f"/board/{BOOK}/{SAME}", data=sent)
            assert answer.status_code == 403 and FILLED["text"] in answer.text
        answer = reviewer.post(f"/board/{BOOK}/{CHANGED}", data={**FILLED, "form": token})
        assert answer.status_code == 403
        answer = reviewer.post(f"/board/{BOOK}/energy.forged", data={**FILLED, "form": token})
        assert answer.status_code in (403, 404)
    clock.now += timedelta(hours=13)
    assert reviewer.fill(page, SAME, **FILLED).status_code == 403
    assert _count(database) == 0


def test_machines_that_fill_in_every_field(
    reviewer: Person, editor: Person, database: Database
) -> None:
    """They are thanked like all others, and set aside."""
    answer = reviewer.comment(website="https://spam.example")
    assert "Thank you." in shown(reviewer.read(answer.headers["location"]))
    sizes = shown(editor.read("/board/moderation"))
    assert "Waiting (0)" in sizes and "Spam (1)" in sizes


def test_a_flood_from_one_address(site: Path, database: Database, clock: Clock) -> None:
    """It is stopped for an hour, and what was written comes back."""
    app = create(site, database, clock=clock, comments_per_hour=3)
    with running(app) as address, Person(address) as person:
        assert [person.comment().status_code for _ in range(4)] == [303, 303, 303, 429]
        assert FILLED["text"] in person.comment().text
        clock.now = NOW + timedelta(minutes=61)
        assert person.comment().status_code == 303
    with database.engine.connect() as connection:
        kept = repr(connection.exec_driver_sql("SELECT * FROM attempts").all())
    assert "127.0.0.1" not in kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("192.0.2.7", "192.0.2.8", False),
        ("testclient", "testclient", True),
        ("testclient", "other", False),
        ("", "::", False),
    ],
)
def test_many_addresses_of_one_line(
    database: Database, site: Path, clock: Clock, one: str, other: str, same: bool
) -> None:
    """Whoever has all of a network, as each line of IPv6 does, counts once."""
    app = Starlette()
    app.state.board = Board(site, database, Books(site), Signer(b"secret"), clock=clock)

    def seen(host: str) -> str:
        return address(Request({"type": "http", "app": app, "client": (host, 1)}))

    assert (seen(one) == seen(other)) is same
    assert one not in seen(one) or not one


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods(reviewer: Person, method: str) -> None:
    """They are refused."""
    for path in ("/", f"/board/{BOOK}/{SAME}", f"/board/api/{BOOK}/counts"):
        assert reviewer.request(method, path).status_code == 405


def test_an_api_is_read_only_and_same_site(reviewer: Person) -> None:
    """No other site's page is given leave to read it."""
    answer = reviewer.get(f"/board/api/{BOOK}/counts", headers={"Origin": "https://evil.example"})
    assert not [one for one in answer.headers if one.startswith("access-control-")]


def test_names_do_not_come_into_addresses(reviewer: Person) -> None:
    """Where an author is led holds nothing of what was sent."""
    own = reviewer.comment().headers["location"]
    assert re.fullmatch(rf"/board/{BOOK}/sent/[\w-]{{32}}", own)
    answer: httpx.Response = reviewer.get(own)
    assert answer.headers["cache-control"] == "no-store"
