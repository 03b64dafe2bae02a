"""The database: both kinds, its migrations, what it refuses."""

from __future__ import annotations

import datetime as dt
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from board.conftest import locked
from evidencebook.board.database import Database, _config
from evidencebook.board.models import Comment, Event
from evidencebook.errors import EvidenceBookError, SettingsError, UnansweredError

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


def test_models_and_migrations_agree(database: Database) -> None:
    """No table, column, index or key is in one of them alone."""
    assert database.differences() == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    """The second finds all done."""
    database.migrate()
    database.check()
    assert database.differences() == []


def test_a_database_without_tables_is_not_used(url: str) -> None:
    """It says which command makes them."""
    made = Database(url)
    with pytest.raises(EvidenceBookError, match="evidencebook board migrate"):
        made.check()
    made.close()


def test_who_reads_sees_one_state(database: Database) -> None:
    """Whatever is written in the meantime; who begins later sees that."""
    lines = select(func.count(Event.id))
    with database.reading() as session:
        before = session.scalar(lines)
        with database.writing() as other:
            other.add(Event(at=NOW, actor="a", action="b", detail=""))
        assert session.scalar(lines) == before == 0
    with database.reading() as session:
        assert session.scalar(lines) == 1


def test_moments_come_back_as_they_went_in(database: Database) -> None:
    """In UTC, whatever zone they were given in."""
    summer = NOW.astimezone(dt.timezone(dt.timedelta(hours=1)))
    with database.writing() as session:
        session.add(Event(at=summer, actor="a", action="b", detail=""))
    with database.reading() as session:
        assert session.scalars(select(Event.at)).one() == NOW


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "INSERT OR REPLACE INTO audit (id, at, actor, action, detail)"
        " VALUES (1, '2026-07-01', 'nobody', 'b', '')",
    ],
)
def test_the_audit_log_cannot_be_changed(database: Database, statement: str) -> None:
    """The database itself refuses, also a statement that it does not know."""
    with database.writing() as session:
        session.add(Event(at=NOW, actor="someone", action="b", detail=""))
    with pytest.raises((DBAPIError, UnansweredError)), database.writing() as session:
        session.execute(text(statement))
    with database.reading() as session:
        assert session.scalars(select(Event.actor)).all() == ["someone"]


def test_who_waits_to_write_is_told(database: Database, hurried: Database) -> None:
    """In bounded time, also who stands in line behind another; who reads does not wait."""

    def write(_: int) -> bool:
        try:
            with hurried.writing() as session:
                session.add(Event(at=NOW, actor="a", action="b", detail=""))
        except UnansweredError as error:
            return "does not answer" in str(error)
        return False

    with locked(database):
        begun = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(write, range(4))) == [True] * 4
        with hurried.reading() as session:
            assert session.scalar(select(func.count(Event.id))) == 0
        assert time.monotonic() - begun < 4
    assert write(5) is False


def test_tables_that_are_gone(database: Database) -> None:
    """Are told of as a database that does not answer, with what it said."""
    with database.writing() as session:
        session.execute(text("DROP TABLE messages"))
    with pytest.raises(UnansweredError, match="messages"), database.reading() as session:
        session.execute(text("SELECT * FROM messages"))


def test_what_fails_leaves_nothing(database: Database) -> None:
    """All of a session is kept, or nothing."""

    def half() -> None:
        with database.writing() as session:
            session.add(Event(at=NOW, actor="a", action="b", detail=""))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        half()
    with database.reading() as session:
        assert session.scalar(select(func.count(Event.id))) == 0


def test_many_write_at_once(database: Database) -> None:
    """Each waits for its turn, and nothing is lost."""

    def write(number: int) -> None:
        with database.writing() as session:
            count = session.scalar(select(func.count(Event.id)))
            session.add(Event(at=NOW, actor=str(number), action="b", detail=str(count)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with database.reading() as session:
        assert session.scalar(select(func.count(Event.id))) == 40


def test_a_file_of_its_own(tmp_path: Path) -> None:
    """SQLite's file is readable to its owner alone, and written through to the disk."""
    made = Database(f"sqlite:///{tmp_path}/board/comments.sqlite3")
    made.migrate()
    with made.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
                "secure_delete",
            )
        ]
    made.close()
    assert found == ["wal", 2, 1, 5000, 1]
    file = tmp_path / "board" / "comments.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("url", ["mysql://host/board", "nonsense", "sqlite://"])
def test_other_databases_are_refused(url: str) -> None:
    """The message names the setting, and never the address, which may hold a password."""
    with pytest.raises(SettingsError, match="EVIDENCEBOOK_DATABASE_URL"):
        Database(url)


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    """The message says where it was looked for, without the password."""
    pytest.importorskip("psycopg")
    made = Database(f"postgres://board:secret@/board?host={tmp_path}")
    with pytest.raises(EvidenceBookError, match="does not answer") as raised:
        made.migrate()
    assert "secret" not in str(raised.value)


def test_comments_of_an_older_version_get_names(url: str) -> None:
    """Each another; what they are and what hangs on them stays."""
    made = Database(url)
    with made.engine.execution_options(writes=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text("INSERT INTO evidence VALUES (1, 'highland', 'a.b', 'c', '{}')"))
        for number, parent in ((1, "NULL"), (2, "1")):
            connection.execute(
                text(
                    "INSERT INTO comments (id, ref, form, book, block, edition, released,"
                    " evidence_id, parent_id, kind, text, link, name, organisation, email, state,"
                    f" reason, received_at) VALUES ({number}, 'r{number}', 'f{number}', 'highland',"
                    f" 'a.b', 'e', '', 1, {parent}, 'question', 't', '', '', '', '', 'waiting',"
                    " '', '2026-07-01 12:00:00')"
                )
            )
    made.migrate()
    with made.reading() as session:
        first, second = session.scalars(select(Comment).order_by(Comment.id))
        assert len({first.uid, second.uid}) == 2 and len(first.uid) == 36
        assert second.parent is first and first.erased_at is None
    assert made.differences() == []
    made.close()


def test_who_reads_holds_the_log(database: Database) -> None:
    """It is not emptied under them, and says so; afterwards it is."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such log")
    path = Path(f"{database.url.database}-wal")
    with database.reading() as session:
        session.scalar(select(func.count(Event.id)))
        with database.writing() as other:
            other.add(Event(at=NOW, actor="a", action="b", detail=""))
        with database.engine.connect() as idle:  # the one that is used next
            idle.exec_driver_sql("PRAGMA busy_timeout = 100")
        assert not database.emptied_log()
        assert path.stat().st_size
    assert database.emptied_log()
    assert path.stat().st_size == 0


def test_replies_are_found_by_what_they_reply_to(database: Database) -> None:
    """Not among all that are published, which SQLite would do if it were told nothing."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL looks at its tables by itself")
    asked = "SELECT * FROM comments WHERE parent_id IN (1, 2, 3, 4) AND state = 'published'"
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert "ix_comments_parent_id" in repr(plan)
