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
from evidencebook.cli.base import cli, counted

if TYPE_CHECKING:
    from evidencebook.board.database import Database


@cli.group(epilog='\b\nExample:\n  evidencebook board user add "Mo Example"')
def board() -> None:
    """Look after the sounding board, which 'evidencebook serve' shows."""


@board.command(example="evidencebook board migrate")
def migrate() -> None:
    """Bring the board's database to the state that this version needs."""
    with _database() as database:
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

    with _database() as database, database.writing() as session:
        made = accounts.add(session, name, _password(), _now())
        click.echo(f"{made.name} can sign in at /board/moderation.")


@user.command(example='evidencebook board user password "Mo Example"')
@click.argument("name")
def password(name: str) -> None:
    """Give NAME another password, open the account, and end its sessions."""
    from evidencebook.board import accounts

    with _database() as database, database.writing() as session:
        accounts.set_password(session, name, _password(), _now())
        click.echo("The password is changed, and all sessions are ended.")


@user.command(example='evidencebook board user close "Mo Example"')
@click.argument("name")
def close(name: str) -> None:
    """Let NAME sign in no more; what was done under it stays on record."""
    from evidencebook.board import accounts

    with _database() as database, database.writing() as session:
        accounts.close(session, name, _now())
        click.echo("The account is closed.")


@user.command("list", example="evidencebook board user list")
def list_() -> None:
    """List the accounts."""
    from evidencebook.board import accounts

    with _database() as database, database.reading() as session:
        for one in accounts.everyone(session):
            click.echo(f"{one.name}{'' if one.active else ' (closed)'}")


@board.group(epilog="\b\nExample:\n  evidencebook board panel list lancashire/innovation-strategy")
def panel() -> None:
    """Look after the panel that scores the options of a CONSULTATION, named book/consultation."""


@panel.command(
    example='evidencebook board panel invite lancashire/innovation-strategy "Mo Example"'
)
@click.argument("consultation")
@click.argument("name")
def invite(consultation: str, name: str) -> None:
    """Invite NAME to score, and print the address that is theirs alone. It is shown this once."""
    from evidencebook.board import audit
    from evidencebook.board.options import criteria
    from evidencebook.board.options import panel as members

    with _database() as database, database.writing() as session:
        found = criteria.by_name(session, consultation)
        _, token = members.invite(session, found.id, name, actor=audit.SYSTEM, now=_now())
    click.echo(f"/board/panel/{token}")


@panel.command(
    example='evidencebook board panel renew lancashire/innovation-strategy "Mo Example"'
)
@click.argument("consultation")
@click.argument("name")
def renew(consultation: str, name: str) -> None:
    """Give NAME another address, which ends the one before, and print it."""
    from evidencebook.board import audit
    from evidencebook.board.options import criteria
    from evidencebook.board.options import panel as members

    with _database() as database, database.writing() as session:
        found = criteria.by_name(session, consultation)
        member = members.by_name(session, found.id, name)
        _, token = members.renew(session, found.id, member.id, actor=audit.SYSTEM, now=_now())
    click.echo(f"/board/panel/{token}")


@panel.command(
    "close", example='evidencebook board panel close lancashire/innovation-strategy "Mo Example"'
)
@click.argument("consultation")
@click.argument("name")
def close_address(consultation: str, name: str) -> None:
    """Let the address of NAME end; the scores that they gave stay."""
    from evidencebook.board import audit
    from evidencebook.board.options import criteria
    from evidencebook.board.options import panel as members

    with _database() as database, database.writing() as session:
        found = criteria.by_name(session, consultation)
        member = members.by_name(session, found.id, name)
        members.close(session, found.id, member.id, actor=audit.SYSTEM, now=_now())
    click.echo("The address is closed.")


@panel.command("list", example="evidencebook board panel list lancashire/innovation-strategy")
@click.argument("consultation")
def list_members(consultation: str) -> None:
    """List the members, and how many scores each has given."""
    from evidencebook.board.options import criteria

    with _database() as database, database.reading() as session:
        for one in criteria.by_name(session, consultation).members:
            closed = "" if one.active else ", closed"
            click.echo(f"{one.name} ({counted(len(one.scores), 'score')}{closed})")


@board.command(example="evidencebook board paper lancashire/innovation-strategy --out paper")
@click.argument("consultation")
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("paper"),
    show_default=True, help="The folder to write to.",
)  # fmt: skip
def paper(consultation: str, folder: Path) -> None:
    """Write the board paper of a CONSULTATION: PDF, Markdown and CSV."""
    from evidencebook.board.evidence import Books
    from evidencebook.board.options import criteria, paper_files
    from evidencebook.board.options.paper import paper as gathered

    with _database() as database, database.reading() as session:
        found = criteria.by_name(session, consultation)
        made = gathered(session, Books(settings.site_folder()), found)
    for path in paper_files.write(made, folder):
        click.echo(path)


@contextmanager
def _database() -> Iterator[Database]:
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


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
