"""The board's database: SQLite without set-up, PostgreSQL by its address."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.orm import Session

import evidencebook.board.options.models  # noqa: F401 (its tables are among those of Base)
from evidencebook.board.models import Base
from evidencebook.errors import EvidenceBookError, SettingsError, UnansweredError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number, the same for all who migrate.
_LOCK = 8150462
# Nothing acknowledged is lost: SQLite waits until the disk has it. What is erased is overwritten,
# however SQLite was made.
_PRAGMAS = (
    *("journal_mode = WAL", "synchronous = FULL"),
    *("foreign_keys = ON", "recursive_triggers = ON", "secure_delete = ON"),
)
# For how many seconds others are waited for, who write or do not answer.
WAIT = 5.0
# How it shows that there is no answer: locked, stopped, without its tables, all connections taken.
_SILENT = (OperationalError, InterfaceError, ProgrammingError, NoneFree)


class Database:
    """The database at an address.

    Parameters
    ----------
    url : str
        ``sqlite:///path`` or ``postgresql://…``.
    wait : float
        For how many seconds others who write are waited for.

    Raises
    ------
    SettingsError
        When it is no address of a database of these kinds.
    """

    def __init__(self, url: str, wait: float = WAIT) -> None:
        self.url, self.wait = _url(url), wait
        self.engine = _engine(self.url, wait)
        self._writer = self.engine.execution_options(writes=True)
        file = self.url.get_backend_name() == "sqlite"
        # PostgreSQL would show each question what was written since the one before.
        whole = {} if file else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**whole)
        # SQLite has one writer. Those of a process stand in line here: SQLite would let each look
        # again and again, and give up who was never lucky.
        self._turn = threading.Lock() if file else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database, and keeps nothing.

        Raises UnansweredError when the database does not answer.
        """
        with self._answered(), Session(self._reader, autoflush=False) as session:
            yield session

    @contextlib.contextmanager
    def writing(self, wait: float | None = None) -> Iterator[Session]:
        """A session of which all is kept when it ends, or nothing if it fails.

        Parameters
        ----------
        wait : float, optional
            For how many seconds SQLite's other writers are waited for; by default as long as
            for anything.

        Raises UnansweredError when the database does not answer, or not in that time.
        """
        until = time.monotonic() + (self.wait if wait is None else wait)
        with (
            self._answered(),
            self._in_turn(until),
            Session(self._writer.execution_options(until=until), expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextlib.contextmanager
    def _answered(self) -> Iterator[None]:
        try:
            yield
        except _SILENT as error:
            raise self._silent(error) from error

    @contextlib.contextmanager
    def _in_turn(self, until: float) -> Iterator[None]:
        """Stand in line, and let the next one in afterwards."""
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=_left(until)):
            raise self._unanswered("others who write have not come to an end")
        try:
            yield
        finally:
            self._turn.release()

    def emptied_log(self) -> bool:
        """Empty the log beside SQLite's file, where pages stay as they were; whether it is empty.

        Who reads meanwhile holds it; they are waited for a while.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        connection = self.engine.raw_connection()
        try:
            # Not within a transaction, which the engine would begin.
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            found = cursor.fetchone()
        finally:
            connection.close()
        return found is not None and found[0] == 0

    def migrate(self) -> None:
        """Bring the tables to the state that this version of the program needs.

        Raises UnansweredError when the database does not answer.
        """
        with self._answered(), self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # it may take its time
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def check(self) -> None:
        """See that the tables are there. Raises EvidenceBookError when they are not, or too old."""
        with self._answered(), self.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found != (wanted := ScriptDirectory.from_config(_config()).get_current_head()):
            raise EvidenceBookError(
                "The board's database is not as this version of the program needs it.",
                where=str(self),
                expected=f"migration {wanted}",
                found=str(found or "no tables"),
                do="run 'evidencebook board migrate'",
            )

    def differences(self) -> list[Any]:
        """What the tables have that the models do not, or the other way round."""
        with self.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, Base.metadata))

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    def _silent(self, error: SQLAlchemyError) -> UnansweredError:
        return self._unanswered(str(getattr(error, "orig", error)).strip())

    def _unanswered(self, found: str) -> UnansweredError:
        return UnansweredError(
            "The board's database does not answer.",
            where=str(self),
            found=found,
            do="see that it is there and running, and that EVIDENCEBOOK_DATABASE_URL names it",
        )


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise _no_address("no address") from error
    if url.get_backend_name() in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise _no_address(url.drivername)
    if not url.database or url.database == ":memory:":
        raise _no_address("a database that ends with the program")
    return url


def _no_address(found: str) -> SettingsError:
    return SettingsError(
        "The address of the board's database is not one that the board knows.",
        where="EVIDENCEBOOK_DATABASE_URL",
        expected="such as sqlite:////srv/board/comments.sqlite3 or postgresql://user@host/board",
        found=found,
        do="correct the setting, or remove it to keep comments in a file",
    )


def _engine(url: URL, wait: float) -> Engine:
    # What people wrote must not come into a log with an error.
    common: dict[str, Any] = {"hide_parameters": True, "pool_size": 20, "max_overflow": 30}
    if url.get_backend_name() == "sqlite":
        _own_file(Path(str(url.database)))
        engine = create_engine(url, **common)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    seconds = {} if "connect_timeout" in url.query else {"connect_timeout": max(2, round(wait))}
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args=seconds, **common)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise SettingsError(
            "The program that talks to PostgreSQL is not installed.",
            where="EVIDENCEBOOK_DATABASE_URL",
            do="run 'pip install -r requirements-postgresql.txt'",
        ) from error
    event.listen(engine, "connect", partial(_be_patient, wait))
    return engine


def _own_file(path: Path) -> None:
    """Make the file, which others on this machine have no business to read."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise EvidenceBookError(
            "The board's database cannot be written.",
            where=str(path),
            found=error.strerror or str(error),
            do="allow this user to write there, or name another with EVIDENCEBOOK_DATABASE_URL",
        ) from error


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin below, not where the driver thinks
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _be_patient(wait: float, connection: Any, _: Any) -> None:
    """Let PostgreSQL wait no longer than so many seconds for what another connection holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {_milliseconds(wait)}")
    connection.commit()


def _begin(connection: Connection) -> None:
    # Who will write waits for the lock now: later it could no longer be had.
    given = connection.get_execution_options()
    left = _left(given["until"]) if "until" in given else WAIT
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_milliseconds(left)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if given.get("writes") else "BEGIN")


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
