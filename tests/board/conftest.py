"""What the tests of the board share: both databases, and a site of two real editions."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import make_url

from board import postgres, samples, served
from board.served import Person
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import User
from evidencebook.board.web.app import create

PASSWORD = "a password of some length"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL; tests of it are passed over where there is none."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: requirements-postgresql.txt")
    if (programs := postgres.programs()) is None:
        pytest.skip("PostgreSQL was not found: apt-get install postgresql")
    with postgres.running(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/board/comments.sqlite3"
    return postgres.new_database(request.getfixturevalue("server"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The address of a database with tables, made once of each kind, to copy from."""

    @cache
    def made(address: str) -> str:
        file = tmp_path_factory.mktemp("board") / "migrated.sqlite3"
        url = postgres.new_database(address) if address else f"sqlite:///{file}"
        database = Database(url)
        database.migrate()
        database.close()
        return url

    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, migrated: Callable[[str], str], tmp_path: Path
) -> Iterator[Database]:
    """A board's database without a comment, of each kind in turn."""
    if request.param == "sqlite":
        shutil.copy(migrated("").removeprefix("sqlite:///"), tmp_path / "comments.sqlite3")
        made = Database(f"sqlite:///{tmp_path}/comments.sqlite3")
    else:
        server = request.getfixturevalue("server")
        name = make_url(migrated(server)).database
        made = Database(postgres.new_database(server, str(name)))
    yield made
    made.close()


@pytest.fixture
def hurried(database: Database) -> Iterator[Database]:
    """The same database, asked by someone who does not wait for long."""
    made = Database(database.url.render_as_string(hide_password=False), wait=0.5)
    yield made
    made.close()


@contextlib.contextmanager
def locked(database: Database) -> Iterator[None]:
    """Hold a database as another program would that writes and does not come to an end."""
    with database.engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE comments, attempts, audit IN EXCLUSIVE MODE")
        yield


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one book, of which the older of two editions is published."""
    folder = tmp_path / "site"
    folder.mkdir()
    samples.publish_march(folder)
    return folder


@pytest.fixture
def books(site: Path) -> Books:
    """The books of the site."""
    return Books(site)


@pytest.fixture
def moderator(database: Database) -> User:
    """Someone who may decide."""
    with database.writing() as session:
        return accounts.add(session, "Mo", PASSWORD, samples.NOW)


class Clock:
    """The time, as the test sets it."""

    def __init__(self) -> None:
        self.now = samples.NOW

    def __call__(self) -> dt.datetime:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The board's clock."""
    return Clock()


@pytest.fixture
def address(database: Database, site: Path, clock: Clock) -> Iterator[str]:
    """Where the board is served."""
    with served.running(create(site, database, clock=clock)) as found:
        yield found


@pytest.fixture
def reviewer(address: str) -> Iterator[Person]:
    """Someone who reads and comments."""
    with Person(address) as person:
        yield person


@pytest.fixture
def editor(address: str, moderator: User) -> Iterator[Person]:
    """A moderator who has signed in."""
    with Person(address) as person:
        assert person.sign_in("Mo", PASSWORD).status_code == 303
        yield person
