"""The commands about the sounding board."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencebook import settings
from evidencebook.cli.base import cli

if TYPE_CHECKING:
    from evidencebook.board.database import Database


@cli.group(epilog='\b\nExample:\n  evidencebook board user add "Mo Example"')
def board() -> None:
    """Look after the sounding board, which 'evidencebook serve' shows."""


@board.command(example="evidencebook board migrate")
def migrate() -> None:
    """Bring the board's database to the state that this version needs."""
    with open_database() as database:
        click.echo(f"Up to date: {database}")


@board.command(
    example="evidencebook board import-suggestions tests/data/workshop.csv --book lancashire"
    ' --consultation "Innovation strategy"'
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--book", required=True, help="The folder of a published book, such as lancashire.")
@click.option("--consultation", "title", required=True, help="Its title; made if there is none.")
@click.option("--options", type=int, help="How many options it may have, if it is made.  [6]")
@click.option("--workshop", help="The workshop's name; by default the file's.")
@click.option("--test", is_flag=True, help="Mark the consultation as test data, wherever shown.")
@click.option("--from-comments", is_flag=True, help="Take in published suggestions in comments.")
def import_suggestions(
    file: str | None,
    book: str,
    title: str,
    options: int | None,
    workshop: str | None,
    test: bool,
    from_comments: bool,
) -> None:
    """Take suggestions into a consultation: those of a workshop's FILE, or of comments.

    FILE is a CSV file with a column 'suggestion' and, if you like, 'participants', 'priority',
    'place' and 'test'. Each line is taken once, however often the file is imported.
    """
    from evidencebook.board.options import importing

    if not file and not from_comments:
        raise click.UsageError("Name a FILE, or say --from-comments.")
    with open_database() as database:
        told = importing.imported(
            database,
            settings.site_folder(),
            settings.data_folder(),
            importing.Asked(
                book=book,
                title=title,
                file=Path(file) if file else None,
                workshop=workshop or "",
                options=options,
                test=test,
                comments=from_comments,
            ),
            now=now(),
        )
    for line in told:
        click.echo(line)


@board.group(epilog='\b\nExample:\n  evidencebook board user add "Mo Example"')
def user() -> None:
    """Look after moderators' accounts."""


@user.command(example='evidencebook board user add "Mo Example"')
@click.argument("name")
def add(name: str) -> None:
    """Let someone moderate, under NAME.

    The password is asked for, or read from the first line of what is piped in.
    """
    from evidencebook.board import accounts

    with open_database() as database, database.writing() as session:
        made = accounts.add(session, name, _password(), now())
        click.echo(f"{made.name} can sign in at /board/moderation.")


@user.command(example='evidencebook board user password "Mo Example"')
@click.argument("name")
def password(name: str) -> None:
    """Give NAME another password, open the account, and end its sessions."""
    from evidencebook.board import accounts

    with open_database() as database, database.writing() as session:
        accounts.set_password(session, name, _password(), now())
        click.echo("The password is changed, and all sessions are ended.")


@user.command(example='evidencebook board user close "Mo Example"')
@click.argument("name")
def close(name: str) -> None:
    """Let NAME sign in no more; what was done under it stays on record."""
    from evidencebook.board import accounts

    with open_database() as database, database.writing() as session:
        accounts.close(session, name, now())
        click.echo("The account is closed.")


@user.command("list", example="evidencebook board user list")
def list_() -> None:
    """List the accounts."""
    from evidencebook.board import accounts

    with open_database() as database, database.reading() as session:
        if not (found := accounts.everyone(session)):
            click.echo("No accounts; 'evidencebook board user add NAME' makes one.", err=True)
        for one in found:
            click.echo(f"{one.name}{'' if one.active else ' (closed)'}")


@contextmanager
def open_database() -> Iterator[Database]:
    """The board's database, its tables up to date."""
    from evidencebook.board.database import Database

    found = Database(settings.database_url())
    found.migrate()
    try:
        yield found
    finally:
        found.close()


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)
