"""The commands that take comments out of the board and in, and look after personal data."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencebook import settings
from evidencebook.cli.base import counted
from evidencebook.cli.board import board, now, open_database
from evidencebook.errors import UsageError
from evidencebook.files import write_whole

if TYPE_CHECKING:
    from evidencebook.board.database import Database


@board.command(
    name="export",
    example="evidencebook board export board/export-2026-07 --book lancashire\n"
    "evidencebook board export board/published --public",
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--book", default="", help="One book, by its folder's name; by default all.")
@click.option("--public", is_flag=True, help="Only what is published, to hand on: no addresses.")
def export(folder: Path, book: str, public: bool) -> None:
    """Write all comments to FOLDER, as CSV files and as W3C Web Annotations.

    Without --public they hold e-mail addresses, what was rejected, and the secret addresses of
    authors' own pages: keep them as safe as the board.
    """
    from evidencebook.board.exchange import files

    with open_database() as database:
        base = settings.site_address()
        rows = files.export(database, folder, base, now(), book=book, public=public)
    click.echo(
        f"{counted(len(rows.comments), 'comment')} and "
        f"{counted(len(rows.responses), 'response')} are in {folder}"
    )


@board.command(
    name="import",
    example="evidencebook board import board/export-2026-07\n"
    "evidencebook board import annotations.jsonld",
)
@click.argument("path", type=click.Path(path_type=Path))
def import_(path: Path) -> None:
    """Take in what 'board export' wrote, or annotations that other tools made on these pages.

    PATH is the folder, or one file of annotations. What is there already is left as it is; where
    anything is wrong, nothing is written. Annotations of other tools wait for a moderator.
    """
    from evidencebook.board.evidence import Books
    from evidencebook.board.exchange import files

    found, books = files.read(path), Books(settings.site_folder())
    with open_database() as database, database.writing() as session:
        taken, refused = files.bring_in(session, found, books, settings.site_address(), now())
    for reason in refused:
        click.echo(f"Not taken: {reason}", err=True)
    click.echo(
        f"New: {counted(taken.comments, 'comment')}, {counted(taken.responses, 'response')}, "
        f"{counted(taken.evidence, 'copy', 'copies')} of evidence, trusted as the file has them."
    )
    if taken.accounts:
        click.echo(f"Accounts added, closed: {', '.join(taken.accounts)}")


@board.group(epilog="\b\nExample:\n  evidencebook board person export - --out board/person.json")
def person() -> None:
    """Tell, or erase, what the board holds on one person."""


_NOTHING = "Nothing is held: no comment has that address."
_WHO = click.argument("who", nargs=-1, required=True, metavar="ADDRESS|NUMBER|-...")


@person.command(
    name="export",
    example="evidencebook board person export - --out board/person.json\n"
    "evidencebook board person export 12 15 --out board/person.json",
)
@_WHO
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file."
)
def person_export(who: tuple[str, ...], out: Path) -> None:
    """Write all that is held on a person as JSON: by e-mail address or numbers of comments.

    For - addresses and numbers are asked for, or read from what is piped in, a line for each: so
    they stay out of the shell's history.
    """
    from evidencebook.board import person as held

    named = _named(who)
    with open_database() as database, database.writing() as session:
        found = held.comments(session, named)
        told = held.told(session, found, now())
    content = f"{json.dumps(told, ensure_ascii=False, indent=2)}\n"
    write_whole(out, content.encode(), private=True)
    click.echo(f"{counted(len(found), 'comment')}: see {out}")
    if not found:
        click.echo(_NOTHING, err=True)


@person.command(
    example="evidencebook board person erase -\nevidencebook board person erase 12 15 --texts --yes"
)
@_WHO
@click.option("--texts", is_flag=True, help="Remove what they wrote as well.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(who: tuple[str, ...], texts: bool, yes: bool) -> None:
    """Erase a person's name, organisation and address: by address or numbers of comments.

    What they wrote stays without --texts. For - see 'board person export'; where addresses are
    piped in, --yes is needed too.
    """
    from evidencebook.board import person as held

    if "-" in who and not yes and not sys.stdin.isatty():
        raise UsageError("Nobody can be asked where addresses are piped in.", do="add --yes")
    named = _named(who)
    with open_database() as database:
        with database.reading() as session:
            number = len(held.comments(session, named))
        what = "name, organisation, address and text" if texts else "name, organisation and address"
        if number and not yes:
            click.confirm(f"Erase {what} of {counted(number, 'comment')} for good?", abort=True)
        with database.writing() as session:
            found = held.comments(session, named, lock=True)
            changed = held.erase(session, found, now(), texts=texts)
        _empty_log(database)
    if not found:
        click.echo(_NOTHING, err=True)
        return
    same = len(found) - changed
    rest = f"; {counted(same, 'comment')} held nothing more" if same else ""
    click.echo(f"Erased {what} of {counted(changed, 'comment')}{rest}.")


@board.command(
    example="evidencebook board purge --dry-run\nevidencebook board purge",
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
def purge(dry_run: bool) -> None:
    """Remove e-mail addresses that were kept long enough (EVIDENCEBOOK_EMAIL_DAYS).

    Marks of network addresses that are older than a day, and moderators' sessions that have ended,
    go too. Run it every day.
    """
    from evidencebook.board import retention

    days = settings.email_days()
    with open_database() as database:
        with database.reading() if dry_run else database.writing() as session:
            found = retention.purge(session, now(), days, dry_run=dry_run)
        if not dry_run:
            _empty_log(database)
    click.echo(
        f"{'Would remove' if dry_run else 'Removed'} "
        f"{counted(found.addresses, 'e-mail address', 'e-mail addresses')} older than "
        f"{counted(days, 'day')}, {counted(found.attempts, 'mark')} of network addresses, "
        f"{counted(found.sessions, 'session')} that had ended."
    )


def _empty_log(database: Database) -> None:
    """Let what was erased be gone from the file's log too, or say that it is not."""
    if not database.emptied_log():
        click.echo(
            f"What was erased is still in {database.url.database}-wal, as someone reads: "
            "run 'evidencebook board purge' a little later.",
            err=True,
        )


def _named(who: Sequence[str]) -> list[str]:
    """Whom the arguments name, each - replaced by what is asked or piped in."""
    named = [text for text in who if text != "-"]
    if "-" in who:
        asked = [click.prompt("E-mail address or number")] if sys.stdin.isatty() else sys.stdin
        named += [line.strip() for line in asked if line.strip()]
    return named
