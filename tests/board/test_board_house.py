"""Where the board stands in the house: right of the build, left of the commands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidencebook import settings

PACKAGE = settings.ROOT / "evidencebook"
BOARD = PACKAGE / "board"
SERVICES = list(BOARD.glob("*.py"))
VIEWS = list((BOARD / "web").glob("*.py"))
WEB = ("fastapi", "starlette", "jinja2", "uvicorn", "evidencebook.board.web")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def test_nothing_left_of_the_board_imports_it() -> None:
    """Only the commands do."""
    for path in PACKAGE.rglob("*.py"):
        if not path.is_relative_to(BOARD) and not path.is_relative_to(PACKAGE / "cli"):
            found = [one for one in _imported(path) if one.startswith("evidencebook.board")]
            assert not found, path


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_services_know_no_web(path: Path) -> None:
    """They can be used by a command as well."""
    assert not [one for one in _imported(path) if one.startswith(WEB)]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_pages_put_no_question_to_the_database(path: Path) -> None:
    """The services do."""
    assert not [
        one for one in _imported(path) if one.startswith(("sqlalchemy", "evidencebook.cli"))
    ]


def test_templates_hold_no_script_and_trust_no_text() -> None:
    """Nothing inline, and no text let through unescaped."""
    for path in (BOARD / "web" / "templates").iterdir():
        text = path.read_text(encoding="utf-8")
        for found in ("|safe", "| safe", "autoescape", " style=", "<style", " onclick", "<script>"):
            assert found not in text, path
