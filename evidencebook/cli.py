"""The command line: reads what was asked, calls the package, prints what came of it."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from dataclasses import asdict
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from evidencebook import __version__, settings
from evidencebook.errors import EvidenceBookError, UsageError, of_the_system

if TYPE_CHECKING:
    from evidencebook.areas import Area, Areas

# How many names a message lists.
_NAMED = 5


# Given to every command, as click keeps the option that it makes first, in whatever context.
_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


class _Command(click.Command):
    """A command whose help ends in examples that run as written."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        lines = "\n".join(f"  {line}" for line in example.splitlines())
        kwargs |= {"epilog": f"\b\nExample:\n{lines}", "context_settings": _SETTINGS}
        super().__init__(*args, **kwargs)


class _Group(click.Group):
    command_class = _Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, context_settings=_SETTINGS, **kwargs)


_Group.group_class = _Group


@click.group(
    cls=_Group,
    epilog="\b\nExample:\n  evidencebook build lancashire",
)
@click.version_option(__version__, prog_name="evidencebook")
def cli() -> None:
    """Build a place's evidence base from official statistics."""


@cli.command(
    example="evidencebook build lancashire\n"
    "evidencebook build E07000117 S12000017 --out site --no-pdf\n"
    "evidencebook build lancashire --comparators E47000001,E47000003\n"
    "evidencebook build --level cauth --workers 2"
)
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.option("--level", help="Every area of one level, such as ltla, county, cauth, rgn.")
@click.option("--all", "everything", is_flag=True, help="Every local authority.")
@click.option("--chapters", help="Only these chapters, separated by commas.")
@click.option("--comparators", help="Compare with these areas, separated by commas.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to publish in.")
@click.option("--no-pdf", is_flag=True, help="Leave out the PDF.")
@click.option("--workers", type=click.IntRange(1), help="How many chapters run at once.")
def build(
    areas: tuple[str, ...],
    level: str | None,
    everything: bool,
    chapters: str | None,
    comparators: str | None,
    out: Path | None,
    no_pdf: bool,
    workers: int | None,
) -> None:
    """Build and publish the books of some areas.

    An AREA is a code, a slug or a name. A book is published whole or not at all.
    """
    from evidencebook.build.book import build as build_book

    only = _chapters(chapters)
    failed: list[EvidenceBookError] = []
    for area in _wanted(areas, "ltla" if everything else level):
        try:
            made = build_book(
                area,
                out=out,
                chapters=only,
                comparators=_listed(comparators or ""),
                with_pdf=not no_pdf,
                workers=workers,
                say=click.echo,
            )
        except UsageError:
            raise
        except EvidenceBookError as error:
            failed.append(error)
            click.echo(f"\n{error}\n", err=True)
            continue
        _tell(made)
    if failed:
        raise SystemExit(failed[0].exit_code)


def _chapters(text: str | None) -> list[str] | None:
    """The chapters asked for, or None for all of them; a book of none is refused."""
    if text is not None and not _listed(text):
        raise click.UsageError("--chapters names no chapter; leave it out for all of them.")
    return None if text is None else _listed(text)


def _listed(text: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(",")) if part]


class _Search(_Group):
    """A group whose first word may be the text to search for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``areas TEXT`` as ``areas search TEXT``."""
        if not args or (args[0] not in self.commands and not args[0].startswith("-")):
            args = ["search", *args]
        return super().parse_args(ctx, args)


@cli.group(
    cls=_Search,
    epilog="\b\nExample:\n  evidencebook areas lancaster\n  evidencebook areas show E10000017",
)
def areas() -> None:
    """Find areas by name, slug or code (areas TEXT), show one, or make a set."""


@areas.command(example="evidencebook areas lancaster\nevidencebook areas E10000017")
@click.argument("text", default="")
def search(text: str) -> None:
    """List the areas whose name, slug or code holds TEXT."""
    from evidencebook.areas import LEVELS

    known = _figures().areas
    for area in known.search(text) or [_find(known, text)]:
        click.echo(f"{area.code:<24} {area.slug:<40} {area.name} ({LEVELS[area.level]})")


@areas.command(example="evidencebook areas show lancashire")
@click.argument("area")
def show(area: str) -> None:
    """Show one area: what it is made of, and what it is compared with."""
    from evidencebook.analysis.place import Place
    from evidencebook.areas import LEVELS

    figures = _figures()
    found = _find(figures.areas, area)
    place = Place(figures, found)
    rows = {
        "code": ", ".join(found.codes) or found.code,
        "slug": found.slug,
        "kind": LEVELS[found.level] + (", extent approximated" if found.approximate else ""),
        "authorities": "; ".join(figures.areas.name(code) for code in found.members),
        "lies in": ", ".join(wider.name for wider in place.wider),
        "compared with": "; ".join(f"{peer.name} ({peer.code})" for peer in place.neighbours),
        "they are": place.origin_of_neighbours,
    }
    click.echo(found.name)
    for name, text in rows.items():
        click.echo(f"  {name:<14} {text or '–'}")


@areas.command(example='evidencebook areas new "Cumbria" --members E06000063,E06000064')
@click.argument("name")
@click.option(
    "--members", required=True, help="Codes, slugs or names of authorities, separated by commas."
)
def new(name: str, members: str) -> None:
    """Make a set of authorities of your own, called NAME.

    A county or another larger area among the members stands for its authorities, a code that
    is no longer used for today's.
    """
    from evidencebook.area_sets import write_set

    made = write_set(_figures().areas, name, members.split(","))
    for note in made.notes:
        click.echo(f"  {note}")
    click.echo(f"{made.path}: {_counted(len(made.members), 'authority', 'authorities')}")
    click.echo(f"To build it: evidencebook build {made.slug}")


@cli.command(
    example="evidencebook value gross-value-added-per-hour-worked lancashire\n"
    "evidencebook value population E07000117 --period mid-2023 --json"
)
@click.argument("indicator")
@click.argument("area")
@click.option("--period", help="A label such as 2023 or 2023-24, or the publisher's own form.")
@click.option("--computed", is_flag=True, help="Compute it even where a figure is published.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def value(indicator: str, area: str, period: str | None, computed: bool, as_json: bool) -> None:
    """Print one figure, its interval, period and source, and how it was computed."""
    figures = _figures()
    place = _find(figures.areas, area)
    figure = figures.value(indicator, place, period, how="computed" if computed else "any")
    if figure is None:
        because = figures.card(indicator).aggregation.because
        raise EvidenceBookError(
            f"{figures.card(indicator).title} is not known for {place.name}.",
            expected="a published figure, or figures of its authorities that can be combined",
            found=because or _lacking(figures, indicator, place),
        )
    record = _record(figure)
    click.echo(json.dumps(record, ensure_ascii=False, indent=1) if as_json else _lines(figure))


@cli.command(example="evidencebook coverage highland\nevidencebook coverage --all --json")
@click.argument("area", default="")
@click.option("--all", "everything", is_flag=True, help="Every area.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def coverage(area: str, everything: bool, as_json: bool) -> None:
    """Say what each chapter can show for an area, and what is missing, before it is built.

    A larger area is one that holds the area whole and whose figures a chapter shows, saying so,
    where the area itself has none.
    """
    from evidencebook.build import plan
    from evidencebook.build.coverage import Coverage, told

    if not area and not everything:
        raise click.UsageError("Name an area, or give --all.")
    figures = _figures()
    looked = Coverage(figures, plan.contents(settings.ROOT))
    chosen = figures.areas.everywhere() if everything else [_find(figures.areas, area)]
    if as_json:
        rows = {one.slug: [asdict(row) for row in looked.of(one)] for one in chosen}
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in chosen:
        click.echo(told(figures.areas, one.name, looked.of(one)))


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
        click.echo(f"{_counted(len(found), 'finding')}.", err=True)
        raise SystemExit(1)
    click.echo("Nothing to find fault with.")


@chapter.command(example="evidencebook chapter tidy energy")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def tidy(names: tuple[str, ...]) -> None:
    """Take stored outputs out of chapters, and give their cells stable ids."""
    from evidencebook.build import checks, workbench

    for name, path in checks.notebooks(settings.ROOT, names).items():
        click.echo(f"{name}: {'; '.join(workbench.tidy(path)) or 'nothing to do'}")


@cli.group(epilog="\b\nExample:\n  evidencebook data status")
def data() -> None:
    """Look after the snapshot."""


@data.command(
    name="import",
    example="evidencebook data import ~/statistics\nevidencebook data import visitors.yml",
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def import_(path: Path) -> None:
    """Import a publisher's file, or a folder of them, into the snapshot.

    A table of your own is imported by a mapping, a YAML file that says which of its columns
    hold what: see docs/new-indicator.md.
    """
    from evidencebook.sources.registry import import_path

    import_path(path, settings.data_folder() / "snapshot", click.echo)


@data.command(
    example="evidencebook data refresh\n"
    "evidencebook data refresh ons-explore-local-statistics --dry-run"
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="Show what would change, and publish nothing.")
@click.option("--accept", is_flag=True, help="Take new figures that were held back as doubtful.")
def refresh(sources: tuple[str, ...], dry_run: bool, accept: bool) -> None:
    """Fetch what publishers have that is new, and say what was added and revised.

    Without a SOURCE, all that can be fetched. A source that fails, or whose figures change so
    much that they may be wrong, keeps the figures it had; the others are brought up to date.
    """
    from evidencebook.build.revision_words import lines
    from evidencebook.indicators import indicators
    from evidencebook.sources import refresh as refreshing

    folder = settings.data_folder()
    outcome = refreshing.refresh(sources, folder, click.echo, dry_run=dry_run, accept=accept)
    if outcome.revisions:
        for line in lines(outcome.revisions, indicators(folder), _figures().areas.name):
            click.echo(line)
    for line in outcome.lines():
        click.echo(line)
    for result in outcome.failed:
        click.echo(str(result.error), err=True)
    if outcome.failed:
        raise SystemExit(1)


@data.command(example="evidencebook data status")
def status() -> None:
    """List the tables of the snapshot, with their releases."""
    from evidencebook.store import Store

    store = Store(settings.data_folder() / "snapshot")
    for name, entry in sorted(store.manifest["tables"].items()):
        released = entry.get("released") or "no date"
        click.echo(f"{name:<56} {entry['rows']:>9,}  {released:<12} {entry.get('publisher', '')}")
    click.echo(f"{len(store.manifest['tables'])} tables, snapshot {store.hash[:8]}")


@data.command(example="evidencebook data verify")
def verify() -> None:
    """Check every table of the snapshot against the manifest."""
    from evidencebook.store import Store

    checked = Store(settings.data_folder() / "snapshot").verify()
    click.echo(f"{len(checked)} tables are as the manifest says.")


@data.command(
    example="evidencebook data revisions ~/data-of-march data\n"
    "evidencebook data revisions ~/data-of-march data --json"
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def revisions(old: Path, new: Path, as_json: bool) -> None:
    """Say what two snapshots give otherwise: new periods, revised and withdrawn figures, areas.

    OLD and NEW are snapshots' folders, or the data folders around them.
    """
    from evidencebook.build.revision_words import lines
    from evidencebook.indicators import indicators
    from evidencebook.sources.revisions import of_folders, open_store, record

    found = of_folders(old, new)
    if as_json:
        hashes = [open_store(folder).hash for folder in (old, new)]
        click.echo(json.dumps(record(hashes[0], hashes[1], found), ensure_ascii=False, indent=1))
        return
    known = _figures().areas
    for line in lines(found, indicators(settings.data_folder()), known.name):
        click.echo(line)


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
        slug = _find(_figures().areas, area).slug
    found = published(site, slug)
    if not found:
        raise UsageError(
            f"There is no published book of '{area}'.",
            where=str(site),
            do=f"run 'evidencebook build {slug}'",
        )
    for folder, said in found.items():
        blocks = _counted(len(said["blocks"]), "block")
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


@cli.command(example="evidencebook serve\nevidencebook serve --port 8080")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(port: int) -> None:
    """Show the published books on this machine."""
    folder = settings.site_folder()
    if not (folder / "index.html").exists():
        raise EvidenceBookError(
            "There is no published book to show.",
            where=str(folder),
            do="run 'evidencebook build lancashire'",
        )
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise EvidenceBookError(
            f"Port {port} cannot be used.", found=str(error), do="choose another with --port"
        ) from error
    with server:
        click.echo(f"http://127.0.0.1:{port}/  (Ctrl-C stops it)")
        server.serve_forever()


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


def _wanted(areas: tuple[str, ...], level: str | None) -> list[str]:
    """The areas to build, each found before the first is built."""
    known = _figures().areas
    if not areas and not level:
        raise click.UsageError("Name an area, or give --level or --all.")
    named = [_find(known, area).code for area in areas]
    at_level = known.of_level(level) if level else []
    if level and not at_level:
        from evidencebook.areas import LEVELS

        raise UsageError(
            f"There is no area of level '{level}'.", expected=f"one of {', '.join(LEVELS)}"
        )
    return list(dict.fromkeys([*named, *(area.code for area in at_level)]))


def _find(known: Areas, text: str) -> Area:
    """The area; where the text is a former authority's code, say which one stands for it."""
    area, code = known.find(text), text.strip().upper()
    if code not in known and (name := known.name(code)) != code:
        now = f"is now part of {area.name} ({area.code})"
        if name == area.name:
            now = f"now has the code {area.code}"
        click.echo(f"{code} {name} {now}", err=True)
    return area


def _figures() -> Any:
    from evidencebook.analysis.figures import Figures

    return Figures.open(settings.data_folder())


def _tell(made: Path) -> None:
    click.echo(f"\nWebsite: {made / 'index.html'}")
    if (made / "book.pdf").exists():
        click.echo(f"PDF:     {made / 'book.pdf'}")
    click.echo("To look at it: evidencebook serve (or: make serve)\n")


def _lacking(figures: Any, indicator: str, place: Area) -> str:
    """The authorities without a figure that one for the whole would need."""
    without = [
        figures.areas.name(code)
        for code in place.members
        if code != place.code and figures.value(indicator, figures.areas[code]) is None
    ]
    more = f" and {len(without) - _NAMED} more" if len(without) > _NAMED else ""
    return f"no figure of {', '.join(without[:_NAMED])}{more}" if without else "neither"


def _record(figure: Any) -> dict[str, Any]:
    source = figure.releases[0] if figure.releases else None
    fields = ("publisher", "title", "released", "url")
    return {
        "indicator": figure.indicator.slug,
        "area": figure.area.code,
        "period": figure.period,
        "value": _number(figure.value),
        "lower_95": _number(figure.lower_95),
        "upper_95": _number(figure.upper_95),
        "unit": figure.indicator.unit,
        "status": figure.status or None,
        "computed": figure.computed or None,
        "source": {name: getattr(source, name) for name in fields} if source else None,
    }


def _lines(figure: Any) -> str:
    from evidencebook.blocks.wording import with_interval

    card = figure.indicator
    known = "not published" if math.isnan(figure.value) else with_interval(figure)
    lines = [f"{card.title}, {figure.area.name}, {figure.period}: {known}", f"unit: {card.unit}"]
    lines += [f"status: {figure.status}"] if figure.status else []
    lines += [f"computed: {figure.computed}"] if figure.computed else []
    for release in figure.releases:
        told = filter(None, (release.publisher, release.title, release.released))
        lines.append(f"source: {', '.join(told)}")
    return "\n".join(lines)


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _number(number: float) -> float | None:
    return None if math.isnan(number) else number


def main() -> NoReturn:
    """Run the command line; exit 0 for done, 1 for failed, 2 for wrong use, 130 for Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = cli.main(standalone_mode=False)
    except EvidenceBookError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of the output has seen enough, as with head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        click.echo(str(of_the_system(error)), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped. Nothing was half-published.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
