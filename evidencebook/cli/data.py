"""Look after the snapshot."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencebook import settings
from evidencebook.cli.base import cli, counted, open_figures

if TYPE_CHECKING:
    from evidencebook.sources.revisions import Revision
    from evidencebook.store import Store


@cli.group(epilog="\b\nExample:\n  evidencebook data status")
def data() -> None:
    """Look after the snapshot."""


@data.command(
    name="import",
    example="evidencebook data import ~/statistics\n"
    "evidencebook data import ~/ons-explore-local-statistics/2026-03-01\n"
    "evidencebook data import https://example.org/statistics/2026-03-01.zip\n"
    "evidencebook data import visitors.yml",
)
@click.argument("place", metavar="PATH|ADDRESS")
def import_(place: str) -> None:
    """Import a publisher's file, or a folder of them, into the snapshot.

    Of Explore Local Statistics it takes a dated folder of data sets, the zip of one, or a folder
    of such folders, of which the newest figures of each indicator count. A table of your own is
    imported by a mapping, a YAML file that says which of its columns hold what: see
    docs/new-indicator.md.
    """
    from evidencebook.sources.registry import import_address, import_path

    folder = settings.data_folder() / "snapshot"
    if place.startswith(("https://", "http://")):
        import_address(place, folder, click.echo)
    else:
        import_path(Path(place), folder, click.echo)


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
        for line in lines(outcome.revisions, indicators(folder), open_figures().areas.name):
            click.echo(line)
    for line in outcome.lines():
        click.echo(line)
    for result in outcome.failed:
        click.echo(str(result.error), err=True)
    if outcome.failed:
        raise SystemExit(1)


@data.command(
    example="evidencebook data status\n"
    "evidencebook data status --json\n"
    "evidencebook data status --tables"
)
@click.option("--tables", is_flag=True, help="List the tables of the snapshot instead.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(tables: bool, as_json: bool) -> None:
    """Say of each source what is held, how old it is and when more is due, overdue ones first.

    The next release is due about one cadence after the last. Where a source's card gives none, each
    table is taken on its own, by the step between its yearly periods.
    """
    from evidencebook.sources import status as freshness
    from evidencebook.store import Store

    folder, today = settings.data_folder(), dt.date.today()
    store = Store(folder / "snapshot")
    if tables:
        _list_tables(store, as_json)
        return
    found = freshness.status(folder, today)
    if as_json:
        record = freshness.record(found, today, store.hash)
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    for line in freshness.lines(found):
        click.echo(line)
    held = counted(len(store.manifest["tables"]), "table")
    click.echo(f"{counted(len(found), 'source')}, {held}, snapshot {store.hash[:8]}")


def _list_tables(store: Store, as_json: bool) -> None:
    entries = sorted(store.manifest["tables"].items())
    if as_json:
        click.echo(json.dumps(dict(entries), ensure_ascii=False, indent=1))
        return
    for name, entry in entries:
        released = entry.get("released") or "no date"
        click.echo(f"{name:<56} {entry['rows']:>9,}  {released:<12} {entry.get('publisher', '')}")
    click.echo(f"{counted(len(entries), 'table')}, snapshot {store.hash[:8]}")


@data.command(example="evidencebook data verify")
def verify() -> None:
    """Check every table of the snapshot against the manifest."""
    from evidencebook.store import Store

    checked = Store(settings.data_folder() / "snapshot").verify()
    click.echo(f"{len(checked)} tables are as the manifest says.")


@data.command(
    example="evidencebook data revisions\n"
    "evidencebook data revisions ~/data-of-march data\n"
    "evidencebook data revisions ~/data-of-march data --json"
)
@click.argument("old", type=click.Path(path_type=Path), required=False)
@click.argument("new", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def revisions(old: Path | None, new: Path | None, as_json: bool) -> None:
    """Say what two snapshots give otherwise: new periods, revised and withdrawn figures, areas.

    OLD and NEW are snapshots' folders, or the data folders around them. Without them, what the last
    refresh changed.
    """
    from evidencebook.build.revision_words import lines
    from evidencebook.indicators import indicators

    if old and not new:
        raise click.UsageError("Name two snapshots, OLD and NEW, or none for the last refresh.")
    hashes, found = _compared(old, new) if old and new else _recorded()
    if as_json:
        from evidencebook.sources.revisions import record

        click.echo(json.dumps(record(*hashes, found), ensure_ascii=False, indent=1))
        return
    if not hashes[0]:
        click.echo(
            f"No refresh is on record that led to the snapshot as it is ({hashes[1][:8]}): "
            "its figures were imported, or fetched before records were kept.\n"
            "To compare two snapshots: evidencebook data revisions OLD NEW"
        )
        return
    click.echo(f"snapshot {hashes[0][:8]} → {hashes[1][:8]}")
    known = open_figures().areas
    for line in lines(found, indicators(settings.data_folder()), known.name):
        click.echo(line)


def _compared(old: Path, new: Path) -> tuple[tuple[str, str], Sequence[Revision]]:
    """The hashes of two snapshots, and what they give otherwise."""
    from evidencebook.sources.revisions import of_folders, open_store

    return (open_store(old).hash, open_store(new).hash), of_folders(old, new)


def _recorded() -> tuple[tuple[str, str], Sequence[Revision]]:
    """The same of the last refresh; without the first hash if none is on record."""
    from evidencebook.sources import records
    from evidencebook.store import Store

    last = records.last(settings.data_folder())
    if last is None:
        return ("", Store(settings.data_folder() / "snapshot").hash), ()
    return (last.old, last.new), last.revisions
