"""The commands that build books and examine the installation."""

from __future__ import annotations

import pytest
from conftest import Run

from evidencebook.cli import books


def test_a_former_authority_is_said_before_its_book_is_built(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And the current authority is built, once."""
    assert books._wanted(("E07000026", "cumberland"), None) == ["E06000063"]
    assert "is now part of Cumberland" in capsys.readouterr().err


def test_the_doctor(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is optional is noted and fails nothing; what is wrong exits 1 with what to do."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    code, out, _ = run("doctor")
    assert code == 0
    assert "note  browser: no Chromium\n      install Chromium" in out
    monkeypatch.setattr("evidencebook.build.doctor.OLDEST_PYTHON", (9, 1))
    code, out, _ = run("doctor")
    assert code == 1
    assert "WRONG Python: " in out and "      use Python 9.1 or newer" in out
