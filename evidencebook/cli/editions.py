"""Look at the editions of a book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencebook import settings
from evidencebook.cli.base import cli, counted, find_area, open_figures
from evidencebook.errors import UsageError

if TYPE_CHECKING:
    from evidencebook.build.past import Past


@cli.group(epilog="\b\nExample:\n  evidencebook edition list lancashire")
def edition() -> None:
    """Look at the editions of a book, and at what changed between two of them."""


@edition.command(name="list", example="evidencebook edition list lancashire")
@click.argument("area")
def list_editions(area: str) -> None:
    """List the published editions of an area's book, the newest first."""
    for past in _published(area):
        click.echo(f"{past.folder}: {past.line}; {counted(len(past.said['blocks']), 'block')}")


@edition.command(
    example="evidencebook edition diff lancashire\n"
    "evidencebook edition diff ~/book-of-march site/lancashire --json"
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="[B]", default="")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def diff(one: str, other: str, as_json: bool) -> None:
    """Say which claims of edition A are no longer true in B, moved, appeared or vanished.

    A and B are folders of published editions of one book; 'edition list' names them. Of an area
    alone, its newest edition is compared with the one before. The most important come first,
    and key messages before others.
    """
    from evidencebook.build.change_words import Words, lines
    from evidencebook.build.changes import of_folders
    from evidencebook.build.given import from_snapshot
    from evidencebook.build.past import opened
    from evidencebook.indicators import indicators

    before, after = (Path(one), Path(other)) if other else _newest_two(one)
    cards = indicators(settings.data_folder())
    given = from_snapshot(settings.data_folder(), str(opened(after).said["snapshot"]))
    found = of_folders(before, after, given)
    if as_json:
        click.echo(json.dumps(Words(found, cards).record(), ensure_ascii=False, indent=1))
        return
    for line in lines(found, cards):
        click.echo(line)


def _published(area: str) -> tuple[Past, ...]:
    """The editions of an area's book, the newest first."""
    from evidencebook.build.past import published

    site, slug = settings.site_folder(), area
    if not (site / slug).is_dir():
        slug = find_area(open_figures().areas, area).slug
    if found := published(site, slug):
        return found
    raise UsageError(
        f"There is no published book of '{area}'.",
        where=str(site),
        do=f"run 'evidencebook build {slug}'",
    )


def _newest_two(area: str) -> tuple[Path, Path]:
    """The folders of the edition before the newest of an area's book, and of the newest."""
    newest, *older = _published(area)
    if not older:
        raise UsageError(
            f"The book of '{area}' has one edition alone.",
            where=str(newest.folder),
            expected="an edition before it, or two folders to compare",
            do="build the book again when there are new data, or name two folders",
        )
    return older[0].folder, newest.folder
