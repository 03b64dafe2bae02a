"""What all commands share: how help looks, and how an area is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidencebook import __version__, settings
from evidencebook.blocks.counting import counted as counted

if TYPE_CHECKING:
    from evidencebook.analysis.figures import Figures
    from evidencebook.areas import Area, Areas

# Given to every command, as click keeps the option that it makes first, in whatever context.
_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


class Command(click.Command):
    """A command whose help ends in examples that run as written."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        lines = "\n".join(f"  {line}" for line in example.splitlines())
        kwargs |= {"epilog": f"\b\nExample:\n{lines}", "context_settings": _SETTINGS}
        super().__init__(*args, **kwargs)


class Group(click.Group):
    """A group whose commands are of this kind."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, context_settings=_SETTINGS, **kwargs)


Group.group_class = Group


@click.group(
    cls=Group,
    epilog="\b\nExample:\n  evidencebook build lancashire",
)
@click.version_option(__version__, prog_name="evidencebook")
def cli() -> None:
    """Build a place's evidence base from official statistics."""


def find_area(known: Areas, text: str) -> Area:
    """The area; where the text is a former authority's code, say which one stands for it."""
    area, code = known.find(text), text.strip().upper()
    if code not in known and (name := known.name(code)) != code:
        now = f"is now part of {area.name} ({area.code})"
        if name == area.name:
            now = f"now has the code {area.code}"
        click.echo(f"{code} {name} {now}", err=True)
    return area


def open_figures() -> Figures:
    """The figures of the data folder that is set."""
    from evidencebook.analysis.figures import Figures

    return Figures.open(settings.data_folder())


def listed(text: str) -> list[str]:
    """The parts of a text between commas."""
    return [part for part in (part.strip() for part in text.split(",")) if part]
