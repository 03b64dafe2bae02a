"""The commands that take comments out and in, and look after personal data."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path

import pytest
from conftest import Run
from sqlalchemy import make_url

from board.exchange_samples import filled
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import User


@pytest.fixture(autouse=True)
def own(
    database: Database,
    books: Books,
    site: Path,
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The settings name a board with something of everything."""
    filled(database, books, moderator)
    url = make_url(database.url).render_as_string(hide_password=False)
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", url)
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(site))
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", "https://evidence.example.org/board")
    monkeypatch.chdir(tmp_path)


def _piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_out_and_in(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It says how much; another board gets the same."""
    assert run("board", "export", "all")[:2] == (0, "5 comments and 2 responses are in all\n")
    assert "https://evidence.example.org/highland/energy.html" in Path(
        "all/annotations.jsonld"
    ).read_text("utf-8")
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", f"sqlite:///{tmp_path}/new.sqlite3")
    code, out, _ = run("board", "import", "all")
    assert code == 0
    assert out == (
        "New: 5 comments, 2 responses, 2 copies of evidence, trusted as the file has them.\n"
        "Accounts added, closed: Mo\n"
    )
    assert run("board", "export", "again")[0] == 0
    for path in Path("all").iterdir():
        assert (Path("again") / path.name).read_bytes() == path.read_bytes()


def test_one_book(run: Run) -> None:
    """Another has no comments."""
    assert run("board", "export", "one", "--book", "highland")[1].startswith("5 comments")
    assert run("board", "export", "none", "--book", "burnley")[1].startswith("0 comments")


def test_what_is_not_taken_is_told(run: Run) -> None:
    """With the reason; what is wrong ends with an error."""
    Path("a.json").write_text(json.dumps({"type": "Annotation", "bodyValue": "x", "target": "y"}))
    code, out, err = run("board", "import", "a.json")
    assert code == 0 and out.startswith("New: 0 comments")
    assert err == "Not taken: a.json, annotation 1: its page is not one of this site\n"
    Path("a.json").write_text("{")
    code, _, err = run("board", "import", "a.json")
    assert code == 1 and "nothing was written" in err


def test_a_persons_data(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is piped in, and repeated nowhere; the file is for its owner alone."""
    _piped(monkeypatch, "ANN@example.org\n")
    code, out, err = run("board", "person", "export", "-", "--out", "ann.json")
    assert (code, out, err) == (0, "3 comments: see ann.json\n", "")
    assert stat.S_IMODE(Path("ann.json").stat().st_mode) == 0o600
    assert len(json.loads(Path("ann.json").read_text("utf-8"))["comments"]) == 3
    with database.reading() as session:
        assert [one.action for one in audit.lines(session)][:4].count("told") == 3
    _piped(monkeypatch, "nobody@example.org\n")
    code, out, err = run("board", "person", "export", "-", "--out", "nobody.json")
    assert (code, out) == (0, "0 comments: see nobody.json\n")
    assert err.startswith("Nothing is held") and "nobody@" not in err


def test_a_person_is_erased(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not without being asked; piped in, only with --yes."""
    _piped(monkeypatch, "ann@example.org\n")
    code, _, err = run("board", "person", "erase", "-")
    assert code == 2 and "--yes" in err
    _piped(monkeypatch, "n\n")
    code, _, err = run("board", "person", "erase", "1")
    assert code == 130
    _piped(monkeypatch, "ann@example.org\n")
    code, out, _ = run("board", "person", "erase", "-", "--texts", "--yes")
    assert code == 0
    assert out == "Erased name, organisation, address and text of 3 comments.\n"
    code, out, _ = run("board", "person", "erase", "1", "--texts", "--yes")
    assert out == (
        "Erased name, organisation, address and text of 0 comments; 1 comment held nothing more.\n"
    )
    _piped(monkeypatch, "ann@example.org\n")
    code, out, err = run("board", "person", "erase", "-", "--yes")
    assert (code, out) == (0, "") and err.startswith("Nothing is held")
    run("board", "export", "all")
    assert "ann@example.org" not in Path("all/comments.csv").read_text("utf-8")


@pytest.mark.parametrize("command", ["person erase 1 --yes", "purge"])
def test_what_is_erased_is_in_no_log(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """That of SQLite's file is empty afterwards, or the command says that it is not."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such log")
    log = Path(f"{database.url.database}-wal")
    assert log.stat().st_size  # others have the file open
    assert run("board", *command.split())[::2] == (0, "")
    assert log.stat().st_size == 0
    monkeypatch.setattr(Database, "emptied_log", lambda _: False)
    code, _, err = run("board", *command.split())
    assert code == 0 and f"is still in {log}" in err


def test_purging(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says for how long and how many; a dry run removes nothing."""
    monkeypatch.setenv("EVIDENCEBOOK_EMAIL_DAYS", "1")
    said = "3 e-mail addresses older than 1 day, 0 marks of network addresses, 0 sessions"
    for _ in range(2):
        code, out, _ = run("board", "purge", "--dry-run")
        assert (code, out) == (0, f"Would remove {said} that had ended.\n")
    assert run("board", "purge")[1] == f"Removed {said} that had ended.\n"
    assert run("board", "purge")[1].startswith("Removed 0 e-mail addresses")
    monkeypatch.setenv("EVIDENCEBOOK_EMAIL_DAYS", "0.5")
    code, _, err = run("board", "purge")
    assert code == 1 and "EVIDENCEBOOK_EMAIL_DAYS" in err
