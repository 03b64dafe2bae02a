"""Small runs of the benchmarks of the board: nothing lost, nothing by half, however slow it is."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from board import postgres, samples
from evidencebook import settings

pytestmark = pytest.mark.wide
BOOK = samples.EDITIONS / "june"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Of the database."""
    missing = postgres.programs() is None or importlib.util.find_spec("psycopg") is None
    if request.param == "postgresql" and missing:
        pytest.skip("PostgreSQL was not found: apt-get install postgresql")
    return str(request.param)


def _run(script: str, *given: str) -> str:
    command = [sys.executable, str(settings.ROOT / "benchmarks" / script), "--book", str(BOOK)]
    done = subprocess.run([*command, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_acknowledged_comment_is_lost_under_load(kind: str) -> None:
    """Readers and writers at once, on a server of one process and of two."""
    few = ["--books", "4", "--comments", "2000", "--readers", "20", "--writers", "10"]
    said = _run("board_load.py", *few, "--seconds", "6", "--warm", "1", "--database", kind)
    assert said.count("| 0 | 0 |") == 2


def test_kills_lose_nothing(kind: str) -> None:
    """Ten of the server, and for PostgreSQL one of the database as well."""
    assert "| 0 | 0 |" in _run("board_kills.py", "--times", "10", "--database", kind)
