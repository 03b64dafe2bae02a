"""The command that takes suggestions in."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

from board.gathered import WORKSHOP
from board.samples import BOOK, NOW, SAME, sent
from evidencebook.board import accounts, moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, WAITING
from evidencebook.board.options import gathering, redacting
from evidencebook.board.options.acts import Act

ASKED = ("--book", BOOK, "--consultation", "Innovation strategy")


@pytest.fixture
def own(url: str, site: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings name an empty database, and a site with one book."""
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", url)
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(site))
    return url


def _written(folder: Path, text: str) -> str:
    path = folder / "wick.csv"
    path.write_text(text)
    return str(path)


def test_the_sample(own: str, run: Run) -> None:
    """Sixty suggestions, marked as test data; a second time nothing is added, and told so."""
    code, out, err = run("board", "import-suggestions", str(WORKSHOP), *ASKED)
    assert code == 0, err
    assert out.splitlines() == [
        "A consultation was made: Innovation strategy.",
        "workshop: 60 suggestions were added.",
        "It is marked as test data: the suggestions here are made up, to try things out.",
        "Its page: /board/moderation/consultations/1",
    ]
    _, out, _ = run("board", "import-suggestions", str(WORKSHOP), *ASKED)
    assert out.splitlines()[0] == "workshop: nothing was added; 60 were there already."
    database = Database(own)
    with database.reading() as session:
        found = gathering.suggestions(session, 1)
        assert (len(found), found[0].place, found[0].priority) == (60, "Burnley", "connections")
    database.close()


def test_changed_lines_are_told(own: str, run: Run, tmp_path: Path) -> None:
    """And left as they were; how a file of Excel was read is told as well."""
    path = _written(tmp_path, "suggestion\nA bus\nA boat\n")
    run("board", "import-suggestions", path, *ASKED, "--options", "4", "--workshop", "Thurso")
    Path(path).write_bytes("suggestion\nA café\nA boat\nA train\n".encode("cp1252"))
    code, out, _ = run("board", "import-suggestions", path, *ASKED, "--workshop", "Thurso")
    assert code == 0
    assert "it was read as Windows-1252" in out
    assert "Thurso: 1 suggestion was added; 1 was there already." in out
    assert "when they were imported: 2." in out


def test_lines_that_were_redacted_are_told(own: str, run: Run, tmp_path: Path) -> None:
    """And do not come back with their file."""
    path = _written(tmp_path, "suggestion\nAsk Jo Bloggs\nA boat\n")
    run("board", "import-suggestions", path, *ASKED)
    database = Database(own)
    with database.writing() as session:
        act = Act(accounts.add(session, "Mo", "a password of some length", NOW), NOW,
                  redacting.state(redacting.suggestion(session, 1, 1)))  # fmt: skip
        redacting.redact_suggestion(session, 1, 1, {"text": "Ask [removed]"}, act)
    database.close()
    code, out, _ = run("board", "import-suggestions", path, *ASKED)
    assert code == 0 and "wick: nothing was added; 1 was there already." in out
    assert "Not taken: lines 2. Personal details were removed" in out


def test_all_or_nothing(own: str, run: Run, tmp_path: Path) -> None:
    """A file with a fault leaves no consultation behind."""
    path = _written(tmp_path, "suggestion,priority\nA bus,farming\nA boat,\n")
    code, _, err = run("board", "import-suggestions", path, *ASKED)
    assert code == 1 and "line 2, priority: 'farming'" in err and "energy (energy)" in err
    database = Database(own)
    with database.reading() as session:
        assert gathering.every(session) == []
    database.close()


def test_from_comments(own: str, run: Run, site: Path) -> None:
    """Those of the kind 'suggestion' that are published, each once."""
    database = Database(own)
    database.migrate()
    with database.writing() as session:
        user = accounts.add(session, "Mo", "a password of some length", NOW)
        made = sent(session, Books(site), SAME, "one", kind="suggestion")
        session.flush()
        moderation.decide(session, made.id, PUBLISHED, seen=WAITING, user=user, now=NOW)
    database.close()
    told = [run("board", "import-suggestions", *ASKED, "--from-comments")[1] for _ in range(2)]
    assert "Comments: 1 suggestion was added." in told[0]
    assert "Comments: nothing was added; 1 was there already." in told[1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "--from-comments"),
        (("FILE", "--book", "atlantis"), "no published book"),
        (("FILE", "--options", "0"), "1 to 20"),
        (("FILE", "--consultation", "?"), "a title of words"),
        (("FILE", "--workshop", "comments"), "other than 'comments'"),
    ],
)
def test_wrong_use(own: str, run: Run, tmp_path: Path, asked: tuple[str, ...], said: str) -> None:
    """It is said what is expected, and nothing is taken in."""
    path = _written(tmp_path, "suggestion\nA bus\n")
    words = [path if word == "FILE" else word for word in asked]
    code, _, err = run("board", "import-suggestions", *ASKED, *words)
    assert code == 2 and said in err


def test_another_number_of_options(own: str, run: Run, tmp_path: Path) -> None:
    """A consultation that is there keeps its own."""
    path = _written(tmp_path, "suggestion\nA bus\n")
    assert run("board", "import-suggestions", path, *ASKED)[0] == 0
    code, _, err = run("board", "import-suggestions", path, *ASKED, "--options", "5")
    assert code == 2 and "with another number of options" in err
