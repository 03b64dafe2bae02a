"""The commands about the panel that scores options, and about the board paper."""

from __future__ import annotations

from pathlib import Path

import click

from evidencebook import settings
from evidencebook.cli.base import counted
from evidencebook.cli.board import board, now, open_database
from evidencebook.errors import InvalidError, UsageError


@board.group(epilog="\b\nExample:\n  evidencebook board panel list lancashire/innovation-strategy")
def panel() -> None:
    """Look after the panel that scores the options of a CONSULTATION, named book/consultation."""


@panel.command(
    example='evidencebook board panel invite lancashire/innovation-strategy "Ann Member"'
)
@click.argument("consultation")
@click.argument("name")
def invite(consultation: str, name: str) -> None:
    """Invite NAME to score, and print the address that is theirs alone. It is shown this once.

    A member needs no account. The address begins with EVIDENCEBOOK_BOARD, if that is set.
    """
    from evidencebook.board import audit
    from evidencebook.board.options import gathering
    from evidencebook.board.options import panel as members

    base = settings.publisher()["board"]
    with open_database() as database, database.writing() as session:
        found = gathering.by_name(session, consultation)
        try:
            _, token = members.invite(session, found.id, name, actor=audit.SYSTEM, now=now())
        except InvalidError as error:
            raise UsageError(
                "Nobody was invited.",
                found=error.found,
                do="see 'evidencebook board panel list'; 'evidencebook board panel renew' gives a "
                "member another address",
            ) from error
    _tell(base, token)


@panel.command(example='evidencebook board panel renew lancashire/innovation-strategy "Ann Member"')
@click.argument("consultation")
@click.argument("name")
def renew(consultation: str, name: str) -> None:
    """Give NAME another address, which ends the one before, and print it."""
    from evidencebook.board import audit
    from evidencebook.board.options import gathering
    from evidencebook.board.options import panel as members

    base = settings.publisher()["board"]
    with open_database() as database, database.writing() as session:
        found = gathering.by_name(session, consultation)
        member = members.by_name(session, found.id, name)
        _, token = members.renew(session, found.id, member.id, actor=audit.SYSTEM, now=now())
    _tell(base, token)


@panel.command(
    "close", example='evidencebook board panel close lancashire/innovation-strategy "Ann Member"'
)
@click.argument("consultation")
@click.argument("name")
def close_address(consultation: str, name: str) -> None:
    """Let the address of NAME end; the scores that they gave stay."""
    from evidencebook.board import audit
    from evidencebook.board.options import gathering
    from evidencebook.board.options import panel as members

    with open_database() as database, database.writing() as session:
        found = gathering.by_name(session, consultation)
        member = members.by_name(session, found.id, name)
        members.close(session, found.id, member.id, actor=audit.SYSTEM, now=now())
    click.echo("The address is closed.")


@panel.command("list", example="evidencebook board panel list lancashire/innovation-strategy")
@click.argument("consultation")
def list_members(consultation: str) -> None:
    """List the members, and how many scores each has given."""
    from evidencebook.board.options import gathering

    with open_database() as database, database.reading() as session:
        for one in gathering.by_name(session, consultation).members:
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
    from evidencebook.board.options import gathering, paper_files
    from evidencebook.board.options.paper import paper as gathered
    from evidencebook.board.options.references import Places

    with open_database() as database, database.reading() as session:
        found = gathering.by_name(session, consultation)
        places = Places(settings.data_folder())
        made = gathered(session, Books(settings.site_folder()), places, found)
    for path in paper_files.write(made, folder):
        click.echo(path)


def _tell(base: str, token: str) -> None:
    """Print a member's address, and what is missing of it where the board's is not known."""
    click.echo(f"{base or '/board'}/panel/{token}")
    if not base:
        click.echo(
            "Put it after the board's host, such as https://evidence.example.org or "
            "http://127.0.0.1:8000; with EVIDENCEBOOK_BOARD set it is printed whole.",
            err=True,
        )
