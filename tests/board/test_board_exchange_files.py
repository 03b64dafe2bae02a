"""A board taken out, and into another."""

from __future__ import annotations

import codecs
import csv
import json
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from board.exchange_samples import BASE, exported, filled
from board.exchange_samples import LATER as AT
from board.samples import NOW, redacted
from evidencebook.board import accounts, audit, moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.exchange import files
from evidencebook.board.exchange.rows import moment
from evidencebook.board.exchange.taking import EDITORS, Taken
from evidencebook.board.mail import news
from evidencebook.board.models import Comment, Event, Response, User
from evidencebook.errors import DataError, NotAllowedError, UsageError

LATER = moment(AT)
CSV, JSONLD = "comments.csv", "annotations.jsonld"


@pytest.fixture
def other(tmp_path: Path, migrated: Callable[[str], str]) -> Iterator[Database]:
    """Another board, empty."""
    shutil.copy(migrated("").removeprefix("sqlite:///"), tmp_path / "other.sqlite3")
    made = Database(f"sqlite:///{tmp_path}/other.sqlite3")
    yield made
    made.close()


@pytest.fixture
def folder(database: Database, books: Books, moderator: User, tmp_path: Path) -> Path:
    """A board with something of everything, taken out."""
    filled(database, books, moderator)
    exported(database, tmp_path / "all")
    return tmp_path / "all"


def taken(database: Database, path: Path, books: Books) -> Taken:
    """Take a folder or file in."""
    with database.writing() as session:
        return files.bring_in(session, files.read(path), books, BASE, NOW)[0]


@pytest.mark.parametrize("name", ["", JSONLD])
def test_all_comes_back(
    folder: Path, other: Database, books: Books, tmp_path: Path, name: str
) -> None:
    """To the byte, by either kind of file; and a second time adds nothing."""
    before = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    assert taken(other, folder / name, books) == Taken(5, 2, 2, ("Mo",))
    assert exported(other, tmp_path / "again") == before
    assert taken(other, folder / name, books) == Taken(0, 0, 0, ())
    assert exported(other, tmp_path / "third") == before


def test_no_file_has_a_byte_order_mark(
    folder: Path, other: Database, books: Books, tmp_path: Path
) -> None:
    """As none of a book has; one that a spreadsheet adds is no matter."""
    before = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    assert not [name for name, content in before.items() if content.startswith(codecs.BOM_UTF8)]
    for path in folder.glob("*.csv"):
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    assert taken(other, folder, books) == Taken(5, 2, 2, ("Mo",))
    assert exported(other, tmp_path / "again") == before


def test_a_board_takes_its_own_back(folder: Path, database: Database, books: Books) -> None:
    """Nothing is new, and nothing is noted."""
    with database.reading() as session:
        before = session.scalar(select(func.count(Event.id)))
    for name in ("", JSONLD):
        assert taken(database, folder / name, books) == Taken(0, 0, 0, ())
    with database.reading() as session:
        assert session.scalar(select(func.count(Event.id))) == before


@pytest.mark.parametrize("name", ["", JSONLD])
def test_what_is_handed_on(
    folder: Path, database: Database, other: Database, books: Books, tmp_path: Path, name: str
) -> None:
    """Published comments and responses, without an address, a secret or a moderator's name."""
    public = exported(database, tmp_path / "public", public=True)
    said = b"".join(public.values()).decode()
    with database.reading() as session:
        secrets = [*session.scalars(select(Comment.ref)), "ann@example.org", "rude", '"Mo"', ",Mo,"]
    assert not [one for one in secrets if one in said]
    assert taken(other, tmp_path / "public" / name, books) == Taken(2, 2, 1, (EDITORS,))
    assert exported(other, tmp_path / "again", public=True) == public
    assert taken(database, tmp_path / "public" / name, books) == Taken(0, 0, 0, ())


def test_a_reply_to_what_is_not_published_is_not_handed_on(
    folder: Path, database: Database, moderator: User, tmp_path: Path
) -> None:
    """As no reader sees it."""
    with database.writing() as session:
        moderation.decide(session, 1, "spam", seen="published", user=moderator, now=NOW)
    public = exported(database, tmp_path / "public", public=True)
    assert json.loads(public[JSONLD])["total"] == 0
    assert public[CSV].count(b"\n") == 1


def test_what_is_taken_out_leaves_a_trace(folder: Path, database: Database, tmp_path: Path) -> None:
    """How much, with what is private; what readers see may be taken out by anyone."""
    exported(database, tmp_path / "public", public=True)
    files.export(database, tmp_path / "none", BASE, NOW, book="burnley")
    with database.reading() as session:
        lines = [one for one in audit.lines(session) if one.action == "exported"]
    assert [(one.actor, one.detail) for one in lines] == [
        (audit.SYSTEM, "0 comments, private"),
        (audit.SYSTEM, "5 comments, private"),
    ]


def test_files_are_their_owners(folder: Path) -> None:
    """Nobody else on the machine may read them."""
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_a_board_has_is_never_overwritten(
    folder: Path, database: Database, books: Books, moderator: User
) -> None:
    """What differs is named by its columns, without what they hold; nothing else is taken."""
    with database.writing() as session:
        redacted(session, 1, {"name": "", "text": "Less."}, moderator)
    with pytest.raises(DataError) as raised:
        taken(database, folder, books)
    said = str(raised.value)
    assert "comments.csv, row" in said and "with another text, name, redacted" in said
    assert "Ann" not in said and "Less" not in said


def test_all_that_is_wrong_is_told_at_once(folder: Path, other: Database, books: Books) -> None:
    """With where it stands; nothing is written, and no address is repeated."""
    path = folder / CSV
    text = path.read_text().replace(",support,", ",praise,").replace("ann@example.org", "ann@")
    path.write_text(text)
    answers = folder / "responses.csv"
    answers.write_text(answers.read_text().replace(",noted,", ",forgotten,"))
    with pytest.raises(DataError) as raised:
        taken(other, folder, books)
    said = str(raised.value)
    for part in ("kind: expected question", "email: expected", "responses.csv, row", "outcome:"):
        assert part in said
    assert "ann@" not in said
    with other.reading() as session:
        assert session.scalar(select(func.count(Comment.id))) == 0


def test_what_an_older_version_took_out(folder: Path, other: Database, books: Books) -> None:
    """It does not tell whether something was removed from a response, and is taken in."""
    path = folder / "responses.csv"
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][-1] == "redacted" and {row[-1] for row in rows[1:]} == {"", LATER}
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(row[:-1] for row in rows)
    assert taken(other, folder, books).responses == 2


@pytest.mark.parametrize("odd", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("name", ["", JSONLD])
def test_times_before_and_after_all(
    folder: Path, other: Database, books: Books, name: str, odd: str
) -> None:
    """What is no year in UTC is wrong as any other cell."""
    path = folder / (name or CSV)
    path.write_text(path.read_text().replace("2026-07-01T12:00:00Z", odd))
    with pytest.raises(DataError, match="received: expected a time with its zone"):
        taken(other, folder / name, books)


def test_what_rows_name_must_be_there(folder: Path, other: Database, books: Books) -> None:
    """Evidence, the comment replied to, and the comment answered."""
    lines = (folder / CSV).read_text().split("\n")
    (folder / "evidence.csv").write_text((folder / "evidence.csv").read_text().split("\n")[0])
    start = next(at for at, line in enumerate(lines) if "=HYPERLINK" in line)
    end = next(at for at, line in enumerate(lines) if "😀" in line)
    (folder / CSV).write_text("\n".join([*lines[:start], *lines[end + 1 :]]))
    with pytest.raises(DataError) as raised:
        taken(other, folder, books)
    said = str(raised.value)
    assert "neither here nor there" in said
    assert "no comment on the same evidence to reply to" in said
    assert "there is no such comment" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (CSV, b"id,parent\n", "the column book"),
        (CSV, b"\xff", "no CSV file in UTF-8"),
        (CSV, b"id,id\n", "twice"),
        (JSONLD, b"{", "no JSON"),
        (JSONLD, b'{"first": "https://example.org/page1"}', "one page of a collection"),
        (JSONLD, b'[{"type": "Annotation", "outcome": 1, "id": 2}]', "outcome: expected a text"),
        (JSONLD, b'["x"]', "expected an annotation"),
        (JSONLD, b'{"items": [], "evidence": [{"record": {"id": "\\ud800"}}]}', "expected a block"),
        (JSONLD, b"[" * 100_000, "no JSON"),
    ],
)
def test_files_that_are_none(
    tmp_path: Path, other: Database, books: Books, name: str, content: bytes, said: str
) -> None:
    """The message says which, and why."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    with pytest.raises(DataError, match=said):
        taken(other, tmp_path / "in", books)


def test_nothing_to_take_in(tmp_path: Path) -> None:
    """It is wrong use."""
    with pytest.raises(UsageError, match=r"annotations\.jsonld"):
        files.read(tmp_path)


def test_a_moderator_who_has_no_account(folder: Path, other: Database, books: Books) -> None:
    """Gets a closed one, which nobody can sign in to."""
    taken(other, folder, books)
    with other.reading() as session:
        (made,) = accounts.everyone(session)
        assert (made.name, made.active) == ("Mo", False)
        assert session.scalars(select(Response.user_id)).all() == [made.id] * 2
    for password in ("", "!", made.password):
        with pytest.raises(NotAllowedError):
            accounts.sign_in(other, "Mo", password, NOW)


def test_imports_are_in_the_log(folder: Path, other: Database, books: Books) -> None:
    """Once, and with each comment; no mail tells of what another board told."""
    taken(other, folder, books)
    with other.reading() as session:
        lines = audit.lines(session)
        assert "5 comments, 2 responses, 2 copies of evidence" in [one.detail for one in lines]
        assert {one.comment for one in lines if one.action == "imported"} == {None, 1, 2, 3, 4, 5}
        assert news.for_authors(session, NOW) == []
