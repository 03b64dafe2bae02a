"""Begin a chapter, check how the chapters are written, or tidy one."""

from __future__ import annotations

import click

from evidencebook import settings
from evidencebook.cli.base import cli, counted


@cli.group(epilog="\b\nExample:\n  evidencebook chapter check")
def chapter() -> None:
    """Begin a chapter, check how the chapters are written, or tidy one."""


@chapter.command(
    name="new", example='evidencebook chapter new visitors --title "Visitors and culture"'
)
@click.argument("name")
@click.option("--title", default="", help="The heading; by default the name in words.")
def new_chapter(name: str, title: str) -> None:
    """Write a chapter that builds at once, called NAME, and say what to fill in."""
    from evidencebook.build import checks, workbench

    made = workbench.new_chapter(settings.ROOT, name, title)
    click.echo(f"{made.path}: listed in _toc.yml as the last of the chapters")
    click.echo(f"Write it:  make lab ({made.to_write} places are marked '{checks.TO_WRITE}')")
    click.echo(f"Check it:  evidencebook chapter check {made.name}")
    click.echo(f"Build it:  evidencebook build lancashire --chapters {made.name} --no-pdf")


@chapter.command(example="evidencebook chapter check\nevidencebook chapter check energy digital")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def check(names: tuple[str, ...]) -> None:
    """Find what a chapter should not hold, with cell and line; all chapters without a NAME."""
    from evidencebook.build.checks import check_project
    from evidencebook.indicators import indicators

    found = check_project(settings.ROOT, indicators(settings.data_folder()), names)
    for one in found:
        click.echo(str(one))
    if found:
        click.echo(f"{counted(len(found), 'finding')}.", err=True)
        raise SystemExit(1)
    click.echo("Nothing to find fault with.")


@chapter.command(example="evidencebook chapter tidy energy")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def tidy(names: tuple[str, ...]) -> None:
    """Take stored outputs out of chapters, and give their cells stable ids."""
    from evidencebook.build import checks, workbench

    for name, path in checks.notebooks(settings.ROOT, names).items():
        click.echo(f"{name}: {'; '.join(workbench.tidy(path)) or 'nothing to do'}")
