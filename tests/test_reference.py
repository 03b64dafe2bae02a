"""The reference of the commands, and the examples in it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from evidencebook import reference, settings
from evidencebook.cli import cli

PAGE = settings.ROOT / "docs" / "commands.md"


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _commands(child, f"{path} {name}")


COMMANDS = dict(_commands(cli, "evidencebook"))


def _examples(command: click.Command) -> list[str]:
    lines = (command.epilog or "").splitlines()
    return [line.strip() for line in lines if line.strip().startswith("evidencebook ")]


def test_the_page_is_up_to_date() -> None:
    """It says what the commands say of themselves; make docs writes it."""
    assert PAGE.read_text(encoding="utf-8") == reference.markdown(cli)


@pytest.mark.parametrize("path", list(COMMANDS))
def test_every_command_is_on_the_page(path: str) -> None:
    """With a heading of its own and its examples."""
    text = PAGE.read_text(encoding="utf-8")
    assert f"\n## {path}\n" in text
    assert _examples(COMMANDS[path])
    for example in _examples(COMMANDS[path]):
        assert example in text


@pytest.mark.parametrize(
    ("path", "example"), [(p, line) for p, c in COMMANDS.items() for line in _examples(c)]
)
def test_every_example_can_be_read(
    path: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shell would pass it on, the command takes it; nothing is run."""
    called: list[click.Command] = []
    for command in COMMANDS.values():
        if not isinstance(command, click.Group):
            take = lambda _c=command, **_: called.append(_c)  # noqa: E731
            monkeypatch.setattr(command, "callback", take)
    for folder in ("statistics", "ons-explore-local-statistics/2026-03-01"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "tests" / "data").mkdir(parents=True)
    for file in ("visitors.yml", "tests/data/workshop.csv"):
        (tmp_path / file).write_text("")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    words = [str(Path(word).expanduser()) for word in shlex.split(example)[1:]]
    cli.main(words, standalone_mode=False)
    assert len(called) == 1
    assert COMMANDS[path] is called[0] or isinstance(COMMANDS[path], click.Group)


def test_the_page_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To the file that is named, or to the screen."""
    monkeypatch.setattr("sys.argv", ["reference", str(tmp_path / "commands.md")])
    reference.main()
    assert (tmp_path / "commands.md").read_text().startswith("# Commands\n")
    monkeypatch.setattr("sys.argv", ["reference"])
    reference.main()
    assert "## evidencebook build" in capsys.readouterr().out


def test_help_is_the_same_whoever_asks_first() -> None:
    """A command asked on its own has the same options as under the program."""
    for command in (cli, *cli.commands.values()):
        names = command.make_context("it", ["--help"], resilient_parsing=True).help_option_names
        assert names == ["-h", "--help"]
