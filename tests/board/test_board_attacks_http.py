"""What attackers make of HTTP itself: odd requests, headers, cookies and signs."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from argon2 import PasswordHasher

from board.conftest import PASSWORD
from board.samples import BOOK, FILLED, NOW, SAME
from board.served import Person, shown
from board.test_board_attacks import _count
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.models import Comment, User

PLACE = f"/board/{BOOK}/{SAME}"


def _raw(address: str, said: bytes) -> bytes:
    """What the server answers to these bytes, up to the end of the connection."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    with socket.create_connection((host, port), 10) as raw:
        raw.sendall(said)
        with contextlib.suppress(ConnectionError):
            return b"".join(iter(lambda: raw.recv(65536), b""))
    return b""


def _status(answer: bytes) -> int:
    return int(answer.split()[1])


@pytest.fixture
def slow(address: str) -> Iterator[None]:
    """Many connections of someone who sends half of a head, and no more."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    with contextlib.ExitStack() as held:
        for _ in range(150):
            raw = held.enter_context(socket.create_connection((host, port)))
            raw.sendall(b"GET /board HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        yield


def test_slow_heads(slow: None, reviewer: Person) -> None:
    """They hold up no one; a proxy ends them (see docs/board-production.md)."""
    assert reviewer.get("/board").status_code == 200
    assert reviewer.comment().status_code == 303


def test_odd_hosts(address: str) -> None:
    """Nothing fails, and nobody is led to another host."""
    hosts = ("[", "[::1", "a b", "x:y:z", "", "evil.example/..", "\xe9", "@", "evil.example")
    paths = ("/highland", "/board", "/board/moderation", "/board/moderation/sign-in", PLACE)
    for host, path in product(hosts, paths):
        said = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        answer = _raw(address, said.encode("latin-1"))
        assert _status(answer) < 500, answer
        head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
        assert not re.search(r"^location: (?!/(?!/))", head, re.IGNORECASE | re.MULTILINE), head


def test_redirects_stay_here(reviewer: Person) -> None:
    """The host that a request names is not where its answer leads."""
    reviewer.headers["Host"] = "evil.example"
    for path in ("/highland", "/highland//downloads", "/%2fhighland", "/highland?to=//x.org"):
        led = reviewer.get(path).headers.get("location", "/")
        assert led.startswith("/") and not led.startswith("//")


def test_lines_in_addresses(reviewer: Person) -> None:
    """They do not become lines of the answer's head."""
    for path in ("/board/%0d%0aSet-Cookie:x=1", "/highland%0d%0aX-Evil:1", "/board/x/%0d%0a"):
        answer = reviewer.get(path)
        assert answer.status_code in (307, 404)
        assert "x-evil" not in answer.headers and "set-cookie" not in answer.headers


def test_odd_origins(reviewer: Person, database: Database) -> None:
    """A form that says it comes from nowhere in particular is one of another site."""
    page = reviewer.read(PLACE)
    for origin in ("http://[", "null", "http://", "http://evil@127.0.0.1", ""):
        reviewer.headers["Origin"] = origin
        assert reviewer.fill(page, SAME, **FILLED).status_code == 403
    assert _count(database) == 0


def test_heads_of_pages(reviewer: Person, address: str) -> None:
    """HEAD tells what GET would, without it; TRACE does not repeat what was sent."""
    for path in ("/", "/board", PLACE, f"/board/{BOOK}"):
        answer = reviewer.head(path)
        assert answer.status_code == 200 and answer.content == b""
    assert reviewer.head(f"/board/api/{BOOK}/counts").status_code in (404, 405)
    assert reviewer.head("/board/moderation").status_code == 303
    said = b"TRACE / HTTP/1.1\r\nHost: x\r\nX-Secret: told\r\nConnection: close\r\n\r\n"
    assert b"told" not in _raw(address, said)


BODIES = (
    b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nform=",
    b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"Content-Length: -1\r\n\r\n",
    b"Content-Length: 1x\r\n\r\n",
    b" X-Folded: 1\r\nContent-Length: 0\r\n\r\n",
)


def test_bodies_of_two_lengths(address: str) -> None:
    """Where a body ends is in no doubt, as two programs might see its end elsewhere."""
    head = f"POST {PLACE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode()
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    for body in BODIES:
        answer = _raw(address, head + kind + body)
        assert answer == b"" or 400 <= _status(answer) < 500, answer
        assert answer.count(b"HTTP/1.1 ") <= 1


def test_a_cookie_tossed_from_a_neighbour(editor: Person, moderator: User) -> None:
    """A host beside ours can set cookies for both, but none whose name begins with __Host-."""
    token = next(one.value for one in editor.cookies.jar if one.name == "evidencebook-session")
    editor.cookies.clear()
    editor.headers.update({"Host": "board.example.org", "Cookie": f"evidencebook-session={token}"})
    assert editor.get("/board/moderation").status_code == 303
    editor.headers["Cookie"] = f"__Host-evidencebook-session={token}"
    assert editor.get("/board/moderation").status_code == 200


def test_odd_cookies(address: str) -> None:
    """They sign no one in, and nothing fails."""
    for cookie in ("x" * 7000, "evidencebook-session=\xff\x00", "=;;=", "a=b; " * 900):
        said = f"GET /board/moderation HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        answer = _raw(address, f"{said}Connection: close\r\n\r\n".encode("latin-1"))
        assert _status(answer) in (303, 400)


OTHERWISE = (
    *(f"/board%2f{BOOK}", f"/board/{BOOK}%2f{SAME}", f"/board/{BOOK}/..%2fmoderation"),
    *("/board/moderation%2faudit", f"/board/api/{BOOK}%2fcounts", f"/{BOOK}%2findex.html"),
    *("/%ed%a0%80", "/board/%ed%a0%80", f"/board/{BOOK}/%ed%a0%80", f"{PLACE}?page=%ed%a0%80"),
    *(f"/board/api/{BOOK}/comments?block=%ed%a0%80", "/board/api/%ed%a0%80/counts"),
)


def test_addresses_written_otherwise(reviewer: Person) -> None:
    """They are the page that they name or none, and never one for moderators."""
    for path in OTHERWISE:
        answer = reviewer.get(path)
        assert answer.status_code in (200, 303, 404, 422), path
        assert "Waiting (" not in answer.text


ENDLESS = (
    "&".join(f"page={n}" for n in range(5000)),
    "reply=" + "9" * 30_000,
    "a" + "[a]" * 10_000 + "=1",
    "page=1" + "&" * 30_000,
    "page=%D9%A3",
    "page=1&page=2&block=" + "x" * 1000,
)


def test_endless_queries(reviewer: Person) -> None:
    """What is not asked for is not looked at."""
    for query in ENDLESS:
        for path in (PLACE, f"/board/api/{BOOK}/comments"):
            assert reviewer.get(f"{path}?{query}").status_code in (200, 400, 404, 414, 422)


def test_fields_sent_twice(reviewer: Person, database: Database) -> None:
    """One of them counts, for what is checked and for what is kept alike."""
    token = str(reviewer.read(PLACE).select("input[name=form]")[0]["value"])
    fields = [*FILLED.items(), ("form", token)]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    def sent(*more: tuple[str, str]) -> int:
        content = urlencode([*fields, *more])
        return reviewer.post(PLACE, content=content, headers=headers).status_code

    assert sent(("form", "forged")) == 403
    assert sent(("kind", "<script>")) == 422
    assert sent(("consent", "no")) == 422
    assert _count(database) == 0
    assert sent(("text", "The last.")) == 303
    with database.reading() as session:
        assert session.get_one(Comment, 1).text == "The last."


def test_a_nought_in_every_field(reviewer: Person, editor: Person, database: Database) -> None:
    """PostgreSQL cannot keep the sign; what is kept is without it, what is chosen is not there."""
    said = {key: f"{value[:3]}\0{value[3:]}" for key, value in FILLED.items()}
    assert reviewer.comment(**said).status_code == 422
    free = ("text", "name", "organisation", "email")
    assert reviewer.comment(**{key: said[key] for key in free}).status_code == 303
    assert "\0" not in shown(editor.read("/board/moderation/comments/1"))
    assert editor.decide(1, state="publi\0shed").status_code == 422
    assert editor.decide(1, state="rejected", reason="\0").status_code == 422
    assert editor.decide(1, state="rejected", reason="No\0.").status_code == 303
    assert editor.decide(1, state="published").status_code == 303
    page = editor.read("/board/moderation/comments/1")
    answer = {"outcome": "changed", "edition": "\0", "response": "x\0"}
    assert editor.fill(page, "response", **answer).status_code == 422
    assert editor.fill(page, "redaction", text="x\0y", name="\0").status_code == 303
    assert reviewer.get(f"/board/{BOOK}/sent/%00").status_code == 404


TURNS = "\u202e\u2066\u200f\u200e\u061c\u200b\u2060\ufeff"


def test_signs_that_turn_or_hide_text(reviewer: Person, database: Database) -> None:
    """No name or text is made to look like another by signs that are not seen."""
    said = f"A{TURNS}nn"
    assert reviewer.comment(name=said, text=f"{said} said so.").status_code == 303
    with database.reading() as session:
        kept = session.get_one(Comment, 1)
    assert (kept.name, kept.text) == ("Ann", "Ann said so.")
    for nothing in (TURNS, "\u200d", " \u0301\u200d ", "\u00ad"):
        assert reviewer.comment(text=nothing).status_code == 422


def test_a_link_says_where_it_leads(reviewer: Person, editor: Person) -> None:
    """Letters of another script that look like ours are shown as the network knows them."""
    reviewer.comment(text="See https://www.\u0430pple.com/ and https://ysgol.cymru/\u0175.")
    editor.decide(1, state="published")
    links = {str(one["href"]): one.get_text() for one in reviewer.read(PLACE).select("li a[rel]")}
    assert links == {
        "https://www.xn--pple-43d.com/": "https://www.xn--pple-43d.com/",
        "https://ysgol.cymru/\u0175": "https://ysgol.cymru/\u0175",
    }


@pytest.mark.parametrize("name", ["Mo", "Nobody", "Closed", "Locked"])
def test_signing_in_costs_the_same(
    database: Database, moderator: User, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One password is checked and none is made, whether there is such an account or not."""
    accounts._nobody.cache_clear()
    with database.writing() as session:
        accounts.add(session, "Closed", PASSWORD, NOW)
        accounts.close(session, "Closed", NOW)
        accounts.add(session, "Locked", PASSWORD, NOW)
    for _ in range(accounts.FAILURES):
        with pytest.raises(Exception, match="wrong"):
            accounts.sign_in(database, "Locked", "a wrong password", NOW)
    done = []

    def noted(deed: str) -> Any:
        real = getattr(PasswordHasher, deed)

        def do(*given: Any) -> Any:
            done.append(deed)
            return real(*given)

        return do

    for deed in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, deed, noted(deed))
    with pytest.raises(Exception, match="wrong"):
        accounts.sign_in(database, name, "a wrong password", NOW)
    assert done == ["verify"]
