"""Look after the snapshot."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evidencebook import settings
from evidencebook.cli.base import cli, open_figures


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
        for line in lines(outcome.revisions, indicators(folder), open_figures().areas.name):
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
    known = open_figures().areas
    for line in lines(found, indicators(settings.data_folder()), known.name):
        click.echo(line)
