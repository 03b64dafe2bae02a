"""The commands that build books and examine the installation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from said_samples import spoken

from evidencebook import settings
from evidencebook.build.many import Summary
from evidencebook.build.unit import Options, Outcome, told
from evidencebook.cli import books
from evidencebook.errors import BuildError


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


def _summary(*failed: Outcome) -> Summary:
    return Summary(2, 1, failed, 3.0)


def test_several_areas_go_through_the_pool(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was asked for; exit 0, and where the index is."""
    asked: list[Any] = []

    def build_many(areas: list[Any], options: Options, **more: Any) -> Summary:
        asked.extend([[area.slug for area in areas], options, more["workers"]])
        options.out.mkdir()
        (options.out / "index.html").touch()
        return _summary()

    monkeypatch.setattr("evidencebook.build.many.build_many", build_many)
    words = ("--chapters", "energy", "--no-pdf", "--workers", "3", "--out", str(tmp_path / "site"))
    code, out, _ = run("build", "burnley", "pendle", *words)
    assert code == 0
    assert "3 books in 3 s: 2 made, 1 unchanged" in out
    assert f"Website: {tmp_path / 'site' / 'index.html'}" in out
    options = Options(tmp_path / "site", settings.ROOT, chapters=("energy",), with_pdf=False)
    assert asked == [["burnley", "pendle"], options, 3]


def test_failures_are_told_again_at_the_end(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each area with what and where; exit 1."""
    failed = Outcome("E07000117", "Burnley", error=told(BuildError("It broke.", where="there")))
    monkeypatch.setattr("evidencebook.build.many.build_many", lambda *_, **__: _summary(failed))
    code, out, err = run("build", "burnley", "pendle", "--out", str(tmp_path))
    assert code == 1
    assert "4 books in 3 s: 2 made, 1 unchanged, 1 failed" in out
    assert err == "Burnley (E07000117): It broke.\n  where: there\n"


def test_wrong_comparators_are_refused_before_many_are_built(run: Run, tmp_path: Path) -> None:
    """Exit 2, once."""
    words = ("--comparators", "atlantis", "--out", str(tmp_path / "site"))
    code, _, err = run("build", "burnley", "pendle", *words)
    assert code == 2
    assert "atlantis" in err
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("compare", "told"),
    [("pendle", "cannot be compared with itself"), ("hyndburn,preston,wyre,fylde", "Too many")],
)
def test_places_that_cannot_stand_side_by_side(
    run: Run, tmp_path: Path, compare: str, told: str
) -> None:
    """Exit 2, before one of many books is built."""
    words = ("--compare", compare, "--out", str(tmp_path / "site"))
    code, _, err = run("build", "burnley", "pendle", *words)
    assert code == 2
    assert told in err
    assert not (tmp_path / "site").exists()


def test_a_scheduler_without_dask(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to install; also for one area."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ("--scheduler", "tcp://127.0.0.1:9", "--out", str(tmp_path / "site"))
    code, _, err = run("build", "burnley", *words)
    assert code == 1
    assert "Dask is not installed" in err and "evidencebook[dask]" in err


def test_how_to_look_at_a_book(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what works in a fresh shell, where the environment is not activated."""
    _asked(monkeypatch, tmp_path)
    _, out, _ = run("build", "burnley", "--no-comments")
    assert f"Website: {tmp_path / 'index.html'}\nTo look at it: make serve (or" in out


def _asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What builds of one book are told: what was said of it, and whether it has an annex."""
    asked: list[Any] = []

    def build(area: str, **more: Any) -> Path:
        asked.append((more["said"]("burnley"), more["annex"]))
        return tmp_path

    monkeypatch.setattr("evidencebook.build.book.build", build)
    return asked


def test_a_book_takes_in_what_was_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a file that is named; from the board's database where there is one; else nothing."""
    asked = _asked(monkeypatch, tmp_path)
    monkeypatch.delenv("EVIDENCEBOOK_DATABASE_URL", raising=False)
    monkeypatch.setattr(settings, "_BOARD_FILE", tmp_path / "none.sqlite3")
    path = tmp_path / "comments.json"
    path.write_text(spoken().text, encoding="utf-8")
    assert run("build", "burnley")[0] == 0
    assert run("build", "burnley", "--comments", str(path), "--comments-annex")[0] == 0
    assert asked == [(None, False), (spoken(), True)]
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", f"sqlite:///{tmp_path}/gone.sqlite3")
    code, _, err = run("build", "burnley")
    assert code == 1 and "The board's database is not there." in err
    assert run("build", "burnley", "--no-comments")[0] == 0
    assert asked[2:] == [(None, False)]


@pytest.mark.parametrize(
    "words",
    [
        ("burnley", "--comments-annex", "--no-pdf"),
        ("burnley", "--comments-annex", "--no-comments"),
        ("burnley", "pendle", "--comments", __file__),
        ("burnley", "--no-comments", "--comments", __file__),
    ],
)
def test_options_that_do_not_go_together(run: Run, words: tuple[str, ...]) -> None:
    """Are wrong use."""
    assert run("build", *words)[0] == 2
