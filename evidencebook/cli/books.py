"""Build books, show them, and say what is wrong with the installation."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencebook import settings
from evidencebook.cli.base import cli, find_area, listed, open_figures
from evidencebook.errors import EvidenceBookError, UsageError

if TYPE_CHECKING:
    from evidencebook.build.said import Ask
    from evidencebook.build.unit import Options


@cli.command(
    example="evidencebook build lancashire\n"
    "evidencebook build E07000117 S12000017 --out site --no-pdf\n"
    "evidencebook build lancashire --comparators E47000001,E47000003\n"
    "evidencebook build lancashire --compare leicester-leicestershire,enterprise-m3\n"
    "evidencebook build --level cauth --workers 2\n"
    "evidencebook build --all --scheduler tcp://scheduler:8786"
)
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.option("--level", help="Every area of one level, such as ltla, county, cauth, rgn.")
@click.option("--all", "everything", is_flag=True, help="Every local authority.")
@click.option("--chapters", help="Only these chapters, separated by commas.")
@click.option("--comparators", help="Compare with these areas, separated by commas.")
@click.option(
    "--compare", help="Add a page that sets up to three places side by side with each area."
)
@click.option("--out", type=click.Path(path_type=Path), help="The folder to publish in.")
@click.option("--no-pdf", is_flag=True, help="Leave out the PDF.")
@click.option("--no-comments", is_flag=True, help="Leave out what was said on the sounding board.")
@click.option(
    "--comments",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take what was said from a file, the comments.json of an edition, and ask no board.",
)
@click.option(
    "--comments-annex", is_flag=True, help="Print what was said in an annex of the PDF too."
)
@click.option(
    "--strict", is_flag=True, help="Refuse flipped claims that no editor has acknowledged."
)
@click.option("--fresh", is_flag=True, help="Run every chapter, also where nothing changed.")
@click.option("--explain", is_flag=True, help="Say why each chapter runs, or that it need not.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="How many chapters of one book, or how many books, are built at once.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of a Dask cluster build the books, such as tcp://10.0.0.1:8786.",
)
def build(
    areas: tuple[str, ...],
    level: str | None,
    everything: bool,
    chapters: str | None,
    comparators: str | None,
    compare: str | None,
    out: Path | None,
    no_pdf: bool,
    no_comments: bool,
    comments: Path | None,
    comments_annex: bool,
    strict: bool,
    fresh: bool,
    explain: bool,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Build and publish the books of some areas.

    An AREA is a code, a slug or a name. A book is published whole or not at all. Stopped at any
    moment, the same command goes on where it was: books that stand are left alone.

    Where there is a database of the sounding board, its published comments and the responses to
    them become part of each book.
    """
    only = _chapters(chapters)
    _refuse_annex(comments_annex, no_pdf, no_comments)
    wanted = _wanted(areas, "ltla" if everything else level)
    if comments and (no_comments or len(wanted) > 1):
        raise click.UsageError("--comments is for one book, and not for --no-comments.")
    asked = _said(no_comments, comments)
    if scheduler or len(wanted) > 1:
        from evidencebook.build.unit import Options

        options = Options(
            out=(out or settings.site_folder()).resolve(),
            root=settings.ROOT,
            chapters=None if only is None else tuple(only),
            comparators=tuple(listed(comparators or "")),
            compare=tuple(listed(compare or "")),
            with_pdf=not no_pdf,
            annex=comments_annex,
            strict=strict,
            fresh=fresh,
            explain=explain,
        )
        with asked as said:
            _build_many(wanted, options, workers, scheduler, said)
        return
    from evidencebook.build.book import build as build_book

    with asked as said:
        made = build_book(
            wanted[0],
            out=out,
            chapters=only,
            comparators=listed(comparators or ""),
            compare=listed(compare or ""),
            with_pdf=not no_pdf,
            said=said,
            annex=comments_annex,
            strict=strict,
            fresh=fresh,
            explain=explain,
            workers=workers,
            say=click.echo,
        )
    _tell(made)


@cli.command(example="evidencebook serve\nevidencebook serve --port 8080")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(port: int) -> None:
    """Show the published books and the sounding board on this machine."""
    folder = settings.site_folder()
    if not (folder / "index.html").exists():
        raise EvidenceBookError(
            "There is no published book to show.",
            where=str(folder),
            do="run 'evidencebook build lancashire'",
        )
    from evidencebook.board.web.serve import serve as serve_site

    serve_site(folder, settings.database_url(), port, say=click.echo)


@cli.command(example="evidencebook doctor")
def doctor() -> None:
    """Say what is wrong with this installation, if anything is, and what to do."""
    from evidencebook.build.doctor import examine

    findings = examine()
    for finding in findings:
        mark = "ok" if finding.fine else "note" if finding.optional else "WRONG"
        click.echo(f"{mark:<5} {finding.what}: {finding.found}")
        if not finding.fine:
            click.echo(f"      {finding.do}")
    if not all(finding.fine or finding.optional for finding in findings):
        raise SystemExit(1)


def _chapters(text: str | None) -> list[str] | None:
    """The chapters asked for, or None for all of them; a book of none is refused."""
    if text is not None and not listed(text):
        raise click.UsageError("--chapters names no chapter; leave it out for all of them.")
    return None if text is None else listed(text)


def _wanted(areas: tuple[str, ...], level: str | None) -> list[str]:
    """The areas to build, each found before the first is built."""
    known = open_figures().areas
    if not areas and not level:
        raise click.UsageError("Name an area, or give --level or --all.")
    named = [find_area(known, area).code for area in areas]
    at_level = known.of_level(level) if level else []
    if level and not at_level:
        from evidencebook.areas import LEVELS

        raise UsageError(
            f"There is no area of level '{level}'.", expected=f"one of {', '.join(LEVELS)}"
        )
    return list(dict.fromkeys([*named, *(area.code for area in at_level)]))


@contextmanager
def _said(left_out: bool, file: Path | None) -> Iterator[Ask]:
    """What tells what was said of each book: a file, the board's database, or nothing."""
    from evidencebook.build.said import nothing_said

    if left_out or not (file or settings.board_at_hand()):
        yield nothing_said
    elif file:
        from evidencebook.build.said_file import opened

        found = opened(file)
        yield lambda _: found
    else:
        from evidencebook.board.baked import asking

        with asking(settings.database_url()) as ask:
            yield ask


def _refuse_annex(annex: bool, no_pdf: bool, no_comments: bool) -> None:
    if annex and (no_pdf or no_comments):
        other = "--no-pdf" if no_pdf else "--no-comments"
        raise click.UsageError(f"--comments-annex needs what {other} leaves out.")


def _build_many(
    codes: list[str], options: Options, workers: int | None, scheduler: str | None, said: Ask
) -> None:
    """Build the books of areas in a pool or on a cluster, and exit 1 if any failed."""
    from evidencebook.build.book import compared
    from evidencebook.build.many import build_many
    from evidencebook.build.pool import Pool

    known = open_figures().areas
    areas = [known[code] for code in codes]
    for area in areas:
        known.comparators(area, options.comparators)
        compared(known, area, options.compare)
    if scheduler:
        from evidencebook.build.cluster import Cluster

        done = build_many(
            areas, options, workers=len(areas), said=said, builders=lambda _: Cluster(scheduler)
        )
    else:
        done = build_many(
            areas, options, workers=workers or os.cpu_count() or 1, said=said, builders=Pool
        )
    click.echo(f"\n{done}")
    if (options.out / "index.html").exists():
        click.echo(f"Website: {options.out / 'index.html'}")
    for one in done.failed:
        click.echo(f"{one.name} ({one.area}): {one.error['what']}", err=True)
        if one.error["where"]:
            click.echo(f"  where: {one.error['where']}", err=True)
    if done.failed:
        raise SystemExit(1)


def _tell(made: Path) -> None:
    click.echo(f"\nWebsite: {made / 'index.html'}")
    if (made / "book.pdf").exists():
        click.echo(f"PDF:     {made / 'book.pdf'}")
    # In a shell where nothing is activated the first is found all the same.
    click.echo("To look at it: make serve (or, with .venv activated: evidencebook serve)\n")
