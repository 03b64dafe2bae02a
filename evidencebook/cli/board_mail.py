"""The command that sends digests by e-mail."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencebook import settings
from evidencebook.cli.base import counted
from evidencebook.cli.board import board, now, open_database
from evidencebook.errors import EvidenceBookError, NotThereError, SettingsError

if TYPE_CHECKING:
    from evidencebook.board.mail.messages import Frame
    from evidencebook.board.mail.post import Send


@board.command(
    example="evidencebook board digest --to-folder board/outbox\n"
    "evidencebook board digest --since 2026-06-24"
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="From when on moderators are told what came; by default since their last digest.",
)
@click.option(
    "--to-folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the messages there as .eml files, instead of sending them.",
)
def digest(since: dt.datetime | None, to_folder: Path | None) -> None:
    """Tell moderators what waits, and authors what became of their comment.

    Nothing of what people wrote is in it. Each piece of news is told once, by a file or by the
    server that EVIDENCEBOOK_SMTP names: see docs/board-production.md.
    """
    from evidencebook.board.mail.digest import tell

    frame, readers = _frame(), settings.moderators()
    start = since.replace(tzinfo=dt.UTC) if since else None
    with open_database() as database, _post(to_folder) as send:
        told = tell(database, send, frame, readers, start)
    click.echo(
        f"Sent {counted(told.moderators, 'message')} to moderators, "
        f"{counted(told.authors, 'message')} to authors."
    )
    if not readers:
        click.echo("No moderators are told: EVIDENCEBOOK_MODERATORS_EMAIL is not set.", err=True)
    for one in told.given_up:
        click.echo(f"Not told, and not tried again: {one}", err=True)
    if told.failed:
        raise EvidenceBookError(
            "Some messages could not be sent; they are tried again with the next digest.",
            found="; ".join(told.failed),
        )


def _frame() -> Frame:
    """What the settings say of all messages."""
    from evidencebook.board.addresses import address
    from evidencebook.board.evidence import Books
    from evidencebook.board.mail.messages import Frame

    sender, base = settings.mail_from(), settings.publisher()["board"]
    if not base:
        raise SettingsError(
            "Messages lead to the board, whose address is not known.",
            where="EVIDENCEBOOK_BOARD",
            expected="such as https://evidence.example.org/board",
            do="set it",
        )
    try:
        address(sender)
    except EvidenceBookError as error:
        raise SettingsError(
            "It is not known whom messages come from.",
            where="EVIDENCEBOOK_MAIL_FROM",
            expected="an e-mail address",
            do="set it, or EVIDENCEBOOK_CONTACT to an e-mail address",
        ) from error
    books = Books(settings.site_folder())

    def title(slug: str) -> str:
        try:
            return books.book(slug).title
        except NotThereError:  # the book is published no more
            return slug

    return Frame(sender, base, title, settings.email_days(), now())


def _post(to_folder: Path | None) -> AbstractContextManager[Send]:
    from evidencebook.board.mail import post

    if to_folder:
        return post.folder(to_folder)
    if not (where := settings.mail_server()):
        raise SettingsError(
            "There is no mail server to send messages by.",
            where="EVIDENCEBOOK_SMTP",
            expected="such as mail.example.org:587",
            do="set it, or write the messages to files with --to-folder",
        )
    return post.server(*where, settings.mail_login())
