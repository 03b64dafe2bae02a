"""The command line: help, exit codes, messages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import build_samples as samples
import click
import pytest

from evidencebook import cli


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(samples.data_folder(tmp_path / "data")))
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path / "site"))
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)  # type: ignore[attr-defined]


def _run(*words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a command line."""
    monkeypatch.setattr(sys, "argv", ["evidencebook", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(str(ended.value.code or 0))


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[click.Command]:
    for name, command in group.commands.items():
        yield command
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


@pytest.mark.parametrize("command", list(_commands(cli.cli)), ids=lambda c: c.name)
def test_every_commands_help_ends_with_an_example(command: click.Command) -> None:
    """One that can be run as it stands."""
    with click.Context(command, **command.context_settings) as context:
        last = command.get_help(context).rstrip().splitlines()[-1]
    assert last.strip().startswith("evidencebook ")


def test_an_unknown_area_is_wrong_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, with the nearest names."""
    assert _run("build", "testshyre", monkeypatch=monkeypatch) == 2
    assert "testshire" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["build"], ["bild"], ["build", "--workers", "0", "testshire"]])
def test_wrong_use_exits_with_2(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """No area, no such command, no workers."""
    assert _run(*words, monkeypatch=monkeypatch) == 2


def test_a_damaged_table_exits_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which file, and both hashes."""
    table = next((tmp_path / "data" / "snapshot").glob("areas.*.parquet"))
    table.write_bytes(table.read_bytes()[:-1])
    assert _run("data", "verify", monkeypatch=monkeypatch) == 1
    error = capsys.readouterr().err
    assert table.name in error
    assert error.count("SHA-256") == 2


def test_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it comes."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("evidencebook.build.book.build", stopped)
    assert _run("build", "testshire", monkeypatch=monkeypatch) == 130


def test_nothing_to_serve(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what to run first."""
    assert _run("serve", monkeypatch=monkeypatch) == 1
    assert "evidencebook build" in capsys.readouterr().err


def test_areas_and_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What there is, a line each."""
    assert _run("areas", "test", monkeypatch=monkeypatch) == 0
    assert "Testshire (local authority)" in capsys.readouterr().out
    assert _run("data", "status", monkeypatch=monkeypatch) == 0
    assert "4 tables" in capsys.readouterr().out
