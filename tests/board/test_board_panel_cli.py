"""The commands about the panel and the board paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

from board import option_samples as made
from board.samples import BOOK
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import panel, paper_files

NAME = f"{BOOK}/{made.SLUG}"


@pytest.fixture
def own(database: Database, site: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The settings name a board with a whole consultation."""
    url = database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", url)
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(site))
    with database.writing() as session:
        return made.whole(session, Books(site))


def test_a_member_from_invitation_to_end(
    own: int, run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is printed once, alone on its line; where it must be completed, that is said."""
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", "")
    code, out, err = run("board", "panel", "invite", NAME, "Eve Example")
    first = out.strip().removeprefix("/board/panel/")
    assert code == 0 and "Put it after" in err and "EVIDENCEBOOK_BOARD" in err
    with database.reading() as session:
        assert panel.by_token(session, first).name == "Eve Example"
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", "https://evidence.example.org/board/")
    code, out, err = run("board", "panel", "renew", NAME, "Eve Example")
    second = out.strip().removeprefix("https://evidence.example.org/board/panel/")
    assert (code, err) == (0, "") and second != first
    with database.reading() as session:
        assert panel.by_token(session, second).name == "Eve Example"
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", "board")
    assert run("board", "panel", "renew", NAME, "Eve Example")[0] == 1
    with database.reading() as session:  # an address that cannot be told is not made
        assert panel.by_token(session, second).name == "Eve Example"
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", "")
    assert run("board", "panel", "close", NAME, "Eve Example")[0] == 0
    lines = run("board", "panel", "list", NAME)[1].splitlines()
    assert lines[0] == "Ann (4 scores)" and lines[-1] == "Eve Example (0 scores, closed)"


def test_what_is_not_there(own: int, run: Run) -> None:
    """It is said which consultations there are, and where members are listed."""
    code, _, err = run("board", "panel", "list", "nowhere/nothing")
    assert code == 1 and NAME in err
    code, _, err = run("board", "panel", "close", NAME, "Nobody")
    assert code == 1 and "board panel list" in err
    code, _, err = run("board", "panel", "invite", NAME, "Ann")
    assert code == 2 and err.startswith("Nobody was invited.")
    assert "Someone of that name is invited" in err and "board panel renew" in err


def test_the_paper_is_written(own: int, run: Run, tmp_path: Path) -> None:
    """All its files, and their paths printed."""
    code, out, _ = run("board", "paper", NAME, "--out", str(tmp_path / "paper"))
    assert code == 0
    assert [Path(line).name for line in out.splitlines()] == list(paper_files.FILES)
    assert (tmp_path / "paper" / "board-paper.pdf").read_bytes().startswith(b"%PDF-")
