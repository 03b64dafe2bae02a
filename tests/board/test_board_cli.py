"""The board's commands, and the server that starts with no set-up."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import tenacity
from conftest import Run

from board.conftest import PASSWORD
from board.samples import BOOK, NOW, SAME
from board.served import Person, shown
from evidencebook import settings
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.errors import SettingsError


@pytest.fixture
def own(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The setting names an empty database."""
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", url)
    return url


def _piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_an_account_is_added(own: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a database without tables, with the password piped in."""
    _piped(monkeypatch, f"{PASSWORD}\n")
    code, out, _ = run("board", "user", "add", "Mo Example")
    assert (code, out) == (0, "Mo Example can sign in at /board/moderation.\n")
    database = Database(own)
    assert accounts.sign_in(database, "Mo Example", PASSWORD, NOW)
    database.close()
    code, out, _ = run("board", "user", "close", "Mo Example")
    assert code == 0
    assert run("board", "user", "list")[1] == "Mo Example (closed)\n"
    _piped(monkeypatch, f"{PASSWORD}\n")
    code, _, err = run("board", "user", "add", "Mo Example")
    assert code == 2 and "which is closed" in err and "board user password" in err
    _piped(monkeypatch, "another password\n")
    assert run("board", "user", "password", "Mo Example")[0] == 0
    assert run("board", "user", "list") == (0, "Mo Example\n", "")
    _piped(monkeypatch, f"{PASSWORD}\n")
    code, _, err = run("board", "user", "add", "Mo Example")
    assert code == 2 and "closed" not in err and "board user password" in err


def test_a_password_that_is_too_short(own: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is wrong use, and no account is made; a list of none says how to make one."""
    _piped(monkeypatch, "short\n")
    code, _, err = run("board", "user", "add", "Mo")
    assert code == 2 and "12 to 200 characters" in err and "short\n" not in err
    code, out, err = run("board", "user", "list")
    assert (code, out) == (0, "") and err.startswith("No accounts; ") and "user add" in err


def test_migrating_says_where(own: str, run: Run) -> None:
    """The tables are then as they must be."""
    code, out, _ = run("board", "migrate")
    assert code == 0 and out.startswith("Up to date: ")
    database = Database(own)
    database.check()
    database.close()


def test_comments_are_kept_out_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a setting, in a folder of the project that is neither published nor committed."""
    monkeypatch.delenv("EVIDENCEBOOK_DATABASE_URL", raising=False)
    assert settings.database_url() == f"sqlite:///{settings.ROOT}/board/comments.sqlite3"
    ignored = (settings.ROOT / ".gitignore").read_text().splitlines()
    assert {"/board/", "/paper/", "/outbox/"} <= set(ignored)


def test_served_with_no_set_up(site: Path, tmp_path: Path) -> None:
    """Books and board on one address; a comment outlasts the server, killed at any moment."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEBOOK_")},
        "EVIDENCEBOOK_SITE": str(site),
        "EVIDENCEBOOK_DATABASE_URL": f"sqlite:///{tmp_path}/made/comments.sqlite3",
    }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "evidencebook.cli", "serve", "--port", str(port)]
    for end in (signal.SIGKILL, signal.SIGTERM):
        log = tmp_path / f"log-{end}"
        with log.open("wb") as out:
            server = subprocess.Popen(
                command, env=environment, stdout=out, stderr=out, cwd=settings.ROOT
            )
        try:
            with Person(address) as person:
                _wait(person)
                assert "All books" in person.get("/").text
                assert "Comment on this evidence" in shown(person.read(f"/board/{BOOK}/{SAME}"))
                if end == signal.SIGKILL:
                    own = person.comment(name="Kept Example").headers["location"]
                assert "Thank you." in shown(person.read(own))
        finally:
            server.send_signal(end)
            server.wait(30)
        text = log.read_text()
        assert address in text and "Traceback" not in text
        assert "Kept Example" not in text and SAME not in text


@tenacity.retry(
    wait=tenacity.wait_fixed(0.2),
    stop=tenacity.stop_after_delay(120),
    retry=tenacity.retry_if_exception_type(httpx.TransportError),
    reraise=True,
)
def _wait(person: Person) -> None:
    """Until the server answers."""
    person.get("/")


def test_a_port_that_is_taken(
    site: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says which option chooses another."""
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(site))
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", f"sqlite:///{tmp_path}/b/c.sqlite3")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = run("serve", "--port", str(taken.getsockname()[1]))
    assert code == 1 and "choose another with --port" in err


def test_the_boards_address_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one of the things that a publisher says; anything but a web address is refused."""
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", " https://evidence.example.org/board/ ")
    assert settings.publisher()["board"] == "https://evidence.example.org/board"
    for text in ("javascript:alert(1)", "https://", 'https://x.org/"', "board"):
        monkeypatch.setenv("EVIDENCEBOOK_BOARD", text)
        with pytest.raises(SettingsError, match="EVIDENCEBOOK_BOARD"):
            settings.publisher()
    monkeypatch.setenv("EVIDENCEBOOK_COMMENTS_PER_HOUR", "many")
    with pytest.raises(SettingsError, match="EVIDENCEBOOK_COMMENTS_PER_HOUR"):
        settings.comments_per_hour()
