"""The audit of what is pinned: vulnerable, nothing found, and nothing learnt are told apart."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from evidencebook import settings

CLEAN = [{"name": "a", "version": "1", "vulns": []}]
# As pip-audit says of what the index has no advisories on, with an exit code of nought.
SKIPPED = [{"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited"}]
VULNERABLE = [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, without an argument."""
    path = settings.ROOT / ".ci" / "audit.py"
    spec = importlib.util.spec_from_file_location("audit", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    monkeypatch.setattr(sys, "argv", ["audit.py"])
    return made


@pytest.mark.parametrize(
    ("answer", "code", "passing"),
    [(CLEAN, 0, 0), (SKIPPED, 3, 0), ("No route to host", 3, 0), (VULNERABLE, 1, 1)],
)
def test_how_it_ends(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, answer: object, code: int, passing: int
) -> None:
    """Silence may be let pass; a vulnerability never."""
    monkeypatch.setattr(audit, "_asked", lambda _: answer)
    assert audit.main() == code
    monkeypatch.setattr(sys, "argv", ["audit.py", "--silence-passes"])
    assert audit.main() == passing


def test_it_says_what_it_could_not_ask(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing found is not said of what nobody asked about."""
    monkeypatch.setattr(audit, "_asked", lambda _: SKIPPED)
    audit.main()
    said = capsys.readouterr().out
    assert "NOT AUDITED" in said and "Advisories on 0 " in said


def test_each_pin_is_asked_about_once(audit: ModuleType) -> None:
    """Every requirements file is among those that are read, also those that a tool needs."""
    found = {path.name for path in Path(audit.ROOT).glob("requirements*.txt")}
    assert {"requirements.txt", "requirements-audit.txt", "requirements-described.txt"} <= found
