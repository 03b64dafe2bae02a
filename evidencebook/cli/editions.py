"""Look at the editions of a book."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evidencebook import settings
from evidencebook.cli.base import cli, counted, find_area, open_figures
from evidencebook.errors import UsageError


@cli.group(epilog="\b\nExample:\n  evidencebook edition list lancashire")
def edition() -> None:
    """Look at the editions of a book, and at what changed between two of them."""


@edition.command(name="list", example="evidencebook edition list lancashire")
@click.argument("area")
def list_editions(area: str) -> None:
    """List the published editions of an area's book, the newest first."""
    from evidencebook.build.edition import published

    site, slug = settings.site_folder(), area
    if not (site / slug).is_dir():
        slug = find_area(open_figures().areas, area).slug
    found = published(site, slug)
    if not found:
        raise UsageError(
            f"There is no published book of '{area}'.",
            where=str(site),
            do=f"run 'evidencebook build {slug}'",
        )
    for folder, said in found.items():
        blocks = counted(len(said["blocks"]), "block")
        click.echo(f"{folder}: {said['edition']}; {blocks}")


@edition.command(
    example="evidencebook edition diff ~/book-of-march site/lancashire\n"
    "evidencebook edition diff ~/book-of-march site/lancashire --json"
)
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="B", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Say which claims of edition A are no longer true in B, moved, appeared or vanished.

    A and B are folders of published editions of one book; 'edition list' names them. The most
    important come first, and key messages before others.
    """
    from evidencebook.build.change_words import Words, lines
    from evidencebook.build.changes import of_folders
    from evidencebook.build.given import from_snapshot
    from evidencebook.indicators import indicators

    cards = indicators(settings.data_folder())
    found = of_folders(before, after, from_snapshot(settings.data_folder(), after))
    if as_json:
        click.echo(json.dumps(Words(found, cards).record(), ensure_ascii=False, indent=1))
        return
    for line in lines(found, cards):
        click.echo(line)
