"""The commands about the sounding board."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
        for one in accounts.everyone(session):
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
