"""The command that sends digests."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run
from sqlalchemy import make_url

from board.mail_samples import Inbox, serving
from board.samples import SAME, sent
from evidencebook.board import moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, WAITING, User
from evidencebook.cli.board import now


@pytest.fixture(autouse=True)
def own(
    database: Database, books: Books, site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The settings name a board where a comment waits."""
    with database.writing() as session:
        sent(session, books, SAME, "1")
    said = {
        "DATABASE_URL": make_url(database.url).render_as_string(hide_password=False),
        "SITE": str(site),
        "BOARD": "https://evidence.example.org/board",
        "CONTACT": "board@example.org",
        "MODERATORS_EMAIL": "mo@example.org, nan@example.org,mo@example.org",
        "SMTP": "",
    }
    for key, value in said.items():
        monkeypatch.setenv(f"EVIDENCEBOOK_{key}", value)
    monkeypatch.chdir(tmp_path)


def test_written_to_a_folder(run: Run) -> None:
    """Each message as a file, once."""
    said = "Sent 2 messages to moderators, 0 messages to authors.\n"
    assert run("board", "digest", "--to-folder", "outbox")[:2] == (0, said)
    assert [path.suffix for path in Path("outbox").iterdir()] == [".eml", ".eml"]
    assert "1 comment waits" in next(Path("outbox").iterdir()).read_text()
    code, out, _ = run("board", "digest", "--to-folder", "outbox")
    assert code == 0 and out.startswith("Sent 0 messages to moderators")


def test_sent_by_the_server_that_is_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that it refuses ends with an error that names no address."""
    inbox = Inbox()
    inbox.refused["nan@example.org"] = "550 no such mailbox"
    with serving(inbox) as (host, port):
        monkeypatch.setenv("EVIDENCEBOOK_SMTP", f"{host}:{port}")
        code, out, err = run("board", "digest", "--since", "2026-01-01")
    assert code == 1 and out.startswith("Sent 1 message to moderators")
    assert "moderator 2: the mail server refuses its address (550)" in err
    assert "nan@" not in err and inbox.to == [["mo@example.org"]]


def test_an_author_who_cannot_be_reached(
    run: Run, database: Database, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told of, without the address, and no error: a timer does not fail every day for it."""
    with database.writing() as session:
        moderation.decide(session, 1, PUBLISHED, seen=WAITING, user=moderator, now=now())
    inbox = Inbox()
    inbox.refused["ann@example.org"] = "550 no such mailbox"
    with serving(inbox) as (host, port):
        monkeypatch.setenv("EVIDENCEBOOK_SMTP", f"{host}:{port}")
        code, out, err = run("board", "digest")
    assert (code, out) == (0, "Sent 2 messages to moderators, 0 messages to authors.\n")
    assert err == (
        "Not told, and not tried again: the author of comment 1: "
        "the mail server refuses its address (550)\n"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SMTP", ""),
        ("SMTP", "mail.example.org"),
        ("SMTP", "mail.example.org:99999"),
        ("BOARD", ""),
        ("CONTACT", "https://example.org/contact"),
    ],
)
def test_what_must_be_set(run: Run, monkeypatch: pytest.MonkeyPatch, key: str, value: str) -> None:
    """The message names the setting."""
    monkeypatch.setenv(f"EVIDENCEBOOK_{key}", value)
    code, _, err = run("board", "digest")
    assert code == 1 and f"EVIDENCEBOOK_{key}" in err
