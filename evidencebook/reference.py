"""Write the reference of the commands, from what each says of itself with ``--help``.

``python -m evidencebook.reference docs/commands.md`` writes the page; without a file, it prints it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

_WIDTH = 88
_HEAD = """# Commands

Every command, as `--help` describes it. This page is written by `make docs`.
"""


def markdown(root: click.Group, name: str = "evidencebook") -> str:
    """The page: a section for the program, each group and each command.

    Parameters
    ----------
    root : click.Group
    name : str
        What the program is called on the command line.
    """
    parts = [f"## {path}\n\n```text\n{text}\n```\n" for path, text in _helps(root, (name,))]
    return "\n".join([_HEAD, *parts])


def _helps(
    command: click.Command, path: tuple[str, ...], parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    context = click.Context(
        command, info_name=path[-1], parent=parent, terminal_width=_WIDTH, max_content_width=_WIDTH,
        **command.context_settings,
    )  # fmt: skip
    lines = command.get_help(context).splitlines()
    yield " ".join(path), "\n".join(line.rstrip() for line in lines)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from _helps(command.commands[name], (*path, name), context)


def main() -> None:
    """Write the page to the file that is named, or print it."""
    from evidencebook.cli import cli

    page = markdown(cli)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(page, encoding="utf-8")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main()
