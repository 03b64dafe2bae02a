"""The board's database: SQLite without set-up, PostgreSQL by its address."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

import evidencebook.board.options.models  # noqa: F401 (its tables are among those of Base)
from evidencebook.board.models import Base
from evidencebook.errors import EvidenceBookError, SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number, the same for all who migrate.
_LOCK = 8150462
# Nothing acknowledged is lost: SQLite waits until the disk has it. What is erased is overwritten,
# however SQLite was made.
_PRAGMAS = (
    *("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL"),
    *("foreign_keys = ON", "recursive_triggers = ON", "secure_delete = ON"),
)


class Database:
    """The database at an address.

    Parameters
    ----------
    url : str
        ``sqlite:///path`` or ``postgresql://…``.

    Raises
    ------
    SettingsError
        When it is no address of a database of these kinds.
    """

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self.engine = _engine(self.url)
        self._writer = self.engine.execution_options(writes=True)
        file = self.url.get_backend_name() == "sqlite"
        # PostgreSQL would show each question what was written since the one before.
        whole = {} if file else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**whole)
        # SQLite has one writer. Those of a process stand in line here: SQLite would let each look
        # again and again, and give up who was never lucky.
        self._turn = threading.Lock() if file else contextlib.nullcontext()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database, and keeps nothing."""
        with Session(self._reader, autoflush=False) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session of which all is kept when it ends, or nothing if it fails."""
        with (
            self._turn,
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

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

        Raises EvidenceBookError when the database does not answer.
        """
        try:
            with self._writer.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as error:
            raise self.silent(error) from error

    def check(self) -> None:
        """See that the tables are there. Raises EvidenceBookError when they are not, or too old."""
        try:
            with self.engine.connect() as connection:
                found = MigrationContext.configure(connection).get_current_revision()
        except OperationalError as error:
            raise self.silent(error) from error
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

    def silent(self, error: OperationalError) -> EvidenceBookError:
        """The error that says that the database does not answer."""
        return EvidenceBookError(
            "The board's database does not answer.",
            where=str(self),
            found=str(error.orig).strip(),
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


def _engine(url: URL) -> Engine:
    # What people wrote must not come into a log with an error.
    common: dict[str, Any] = {"hide_parameters": True, "pool_size": 20, "max_overflow": 30}
    if url.get_backend_name() == "sqlite":
        _own_file(Path(str(url.database)))
        engine = create_engine(url, **common)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        return create_engine(url, pool_pre_ping=True, **common)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise SettingsError(
            "The program that talks to PostgreSQL is not installed.",
            where="EVIDENCEBOOK_DATABASE_URL",
            do="run 'pip install -r requirements-postgresql.txt'",
        ) from error


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


def _begin(connection: Connection) -> None:
    # Who will write waits for the lock now: later it could no longer be had.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
