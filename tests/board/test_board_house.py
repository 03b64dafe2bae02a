"""How the board is divided: services that know no web, pages that know no database."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_house import PACKAGE, imported

BOARD = PACKAGE / "board"
SERVICES = [path for path in BOARD.rglob("*.py") if BOARD / "web" not in path.parents]
VIEWS = list((BOARD / "web").glob("*.py"))
WEB = ("fastapi", "starlette", "jinja2", "uvicorn", "evidencebook.board.web")


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.relative_to(BOARD).as_posix())
def test_services_know_no_web(path: Path) -> None:
    """They can be used by a command as well."""
    assert not [one for one in imported(path) if one.startswith(WEB)]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_pages_put_no_question_to_the_database(path: Path) -> None:
    """The services do."""
    assert not [one for one in imported(path) if one.startswith(("sqlalchemy", "evidencebook.cli"))]


def test_templates_hold_no_script_and_trust_no_text() -> None:
    """Nothing inline, and no text let through unescaped."""
    for path in (BOARD / "web" / "templates").iterdir():
        text = path.read_text(encoding="utf-8")
        for found in ("|safe", "| safe", "autoescape", " style=", "<style", " onclick", "<script>"):
            assert found not in text, path
