"""A mail server on this machine, and a board with something to tell."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from board.samples import NOW
from evidencebook.board.mail.messages import Frame

BOARD = "https://evidence.example.org/board"
FRAME = Frame("board@example.org", BOARD, lambda slug: f"{slug.title()} evidence base", 365, NOW)


class Inbox:
    """Takes messages, but for addresses that it refuses, each with what it says."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, _: Any) -> str:
        """Take a recipient, or not."""
        if to in self.refused:
            return self.refused[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message."""
        self.taken.append(read(envelope.content))
        self.to.append(list(envelope.rcpt_tos))
        return "250 OK"


def read(content: bytes) -> EmailMessage:
    """A message as a mail program reads it."""
    made = message_from_bytes(content, policy=default)
    assert isinstance(made, EmailMessage)
    return made


class _AnyPort(Controller):
    """A server on a port that is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def serving(
    inbox: Inbox, tls: ssl.SSLContext | None = None, password: str = ""
) -> Iterator[tuple[str, int]]:
    """A server on this machine, with STARTTLS if there is a certificate; its host and port."""

    def authenticated(server: Any, session: Any, envelope: Any, kind: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password.decode() == password)

    made = _AnyPort(
        inbox,
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=authenticated if password else None,
        auth_required=bool(password),
        auth_require_tls=tls is not None,
    )
    made.start()
    try:
        yield "127.0.0.1", made.port
    finally:
        made.stop()
