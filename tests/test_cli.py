"""The command line as a whole: help, wrong use, and what the system refuses."""

from __future__ import annotations

import errno
import runpy
import sys

import pytest
from conftest import Run

from evidencebook import __version__, cli

HOUR = "gross-value-added-per-hour-worked"


@pytest.mark.parametrize(
    "args",
    [
        ("value",),
        ("nonsense",),
        ("value", HOUR, "burnley", "--odd"),
        ("coverage",),
        ("build",),
        ("build", "burnley", "--chapters", ""),
        ("build", "burnley", "--chapters", " ,"),
        ("build", "--level", "parish"),
    ],
)
def test_wrong_use_exits_two(run: Run, args: tuple[str, ...]) -> None:
    """Missing arguments, unknown commands, options and levels, lists of nothing; told why."""
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err and "''" not in err


@pytest.mark.parametrize("name", ["evidencebook", "evidencebook.cli"])
def test_as_a_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """`python -m` runs the same program, where its script is not on the path."""
    monkeypatch.setattr(sys, "argv", [name, "--version"])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(name, run_name="__main__")
    assert (ended.value.code, capsys.readouterr().out) == (
        0,
        f"evidencebook, version {__version__}\n",
    )


def test_every_command_has_help_with_an_example() -> None:
    """Each command's help ends in an example."""

    def visit(command: object, path: list[str]) -> None:
        assert getattr(command, "help", "") and "Example" in (
            getattr(command, "epilog", "") or ""
        ), path
        for name, child in getattr(command, "commands", {}).items():
            visit(child, [*path, name])

    visit(cli.cli, ["evidencebook"])


@pytest.mark.parametrize(
    ("code", "name", "advice"),
    [
        (errno.ENOSPC, "No space left on device", "free some space"),
        (errno.EACCES, "Permission denied", "allow this user"),
        (errno.EIO, "Input/output error", "try again"),
        (errno.EEXIST, "File exists", "name a folder"),
    ],
)
def test_what_the_system_refuses_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, code: int, name: str, advice: str
) -> None:
    """What, where and what to do; exit 1."""

    def refuse(*_: object) -> None:
        raise OSError(code, name, "/some/file")

    monkeypatch.setattr("evidencebook.store.Store.verify", refuse)
    exit_code, out, err = run("data", "verify")
    assert (exit_code, out) == (1, "")
    for part in ("/some/file", name, advice):
        assert part in err
    assert "Traceback" not in err
