"""What the tests of the board share: both databases, and a site of two real editions."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from board import postgres, samples
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import User

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


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A board's database without a comment."""
    made = Database(url)
    made.migrate()
    yield made
    made.close()


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
