"""Look at the editions of a book, pack one, and verify one."""

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
    from evidencebook.build.verify import Verdict


@cli.group(epilog="\b\nExample:\n  evidencebook edition list lancashire")
def edition() -> None:
    """Look at the editions of a book: what changed, and whether each follows from its data."""


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


@edition.command(
    example="evidencebook edition pack lancashire\n"
    "evidencebook edition pack site/lancashire --out lancashire.zip"
)
@click.argument("which", metavar="FOLDER|AREA")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The zip; by default named after the edition."
)
def pack(which: str, out: Path | None) -> None:
    """Put an edition into one zip, with all that it was made from.

    Beside the edition it holds its data, chapters, templates, lock file and program, so that
    'edition verify' can build the same bytes again on another machine, without a network. It is
    refused where any of these is not what the edition was built from.
    """
    from evidencebook.build.pack import pack as pack_edition

    made = pack_edition(_folder(which), out)
    size = f"{made.bytes / 1e6:.1f} MB"
    click.echo(f"{made.path}: edition {made.id}, {counted(made.files, 'file')}, {size}")


@edition.command(
    example="evidencebook edition verify lancashire.zip\n"
    "evidencebook edition verify site/lancashire"
)
@click.argument("which", metavar="ZIP|FOLDER|AREA")
@click.option(
    "--with-its-code",
    is_flag=True,
    help="Build with the program and chapters in the zip, which may do whatever you may do.",
)
@click.option("--workers", type=click.IntRange(1), help="How many chapters run at once.")
def verify(which: str, with_its_code: bool, workers: int | None) -> None:
    """Build an edition again, without a network, and compare every file.

    A ZIP is built again from what it holds, the FOLDER of a published book from the data and
    chapters at hand. What differs is named, with its block.
    """
    from evidencebook.build.verify import WARNING
    from evidencebook.build.verify import verify as verify_edition

    path = Path(which) if Path(which).is_file() else _folder(which)
    if with_its_code:
        click.echo(WARNING, err=True)
    found = verify_edition(path, with_its_code=with_its_code, workers=workers, say=click.echo)
    _tell(found)
    if not found.fine:
        raise SystemExit(1)


def _tell(found: Verdict) -> None:
    """Print what came of verifying an edition."""
    named = f"edition {found.id} ({found.name})"
    for one in found.differences:
        click.echo(f"  {one}")
    for note in filter(None, (found.why_not, *found.notes)):
        click.echo(note)
    if found.fine:
        click.echo(f"The same: {counted(found.same, 'file')} of {named}, built again.")
    elif found.why_not:
        click.echo(f"Not verified: {named}.")
    else:
        odd = counted(len({one.file for one in found.differences}), "file")
        click.echo(f"NOT the same: {odd} of {named}; {found.same:,} are as built again.")


def _folder(which: str) -> Path:
    """The folder of an edition: the one that is named, or that of an area's newest."""
    from evidencebook.build.past import RECORD

    named = Path(which)
    is_folder = (named / RECORD).is_file() or len(named.parts) > 1
    return named if is_folder else _published(which)[0].folder


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
