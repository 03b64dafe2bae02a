"""How messages leave: as files, or by a mail server."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

from evidencebook.errors import EvidenceBookError
from evidencebook.files import write_whole

Send = Callable[[EmailMessage], None]
_SECONDS = 30
_TLS = 465
# That there is no such mailbox, or none that takes mail; others may be for another time.
_NOBODY = (550, 551, 553, 556)
# What begins so is said against who sends, whatever the code: rules, and the sender's address.
_SENDERS = (b"5.7.", b"5.1.7", b"5.1.8")
_HERE = ("127.0.0.1", "::1", "localhost")


class RefusedError(Exception):
    """One message is refused; others may still be sent. It tells no address.

    Parameters
    ----------
    why : str
    for_good : bool
        Whether nothing will ever be sent to that address.
    """

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        self.for_good = for_good
        super().__init__(why)


@contextlib.contextmanager
def folder(path: Path) -> Iterator[Send]:
    """Write messages as ``.eml`` files, named by their Message-ID."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def send(message: EmailMessage) -> None:
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        write_whole(path / f"{name}.eml", message.as_bytes(), lasting=True, private=True)

    yield send


@contextlib.contextmanager
def server(
    host: str,
    port: int,
    login: tuple[str, str] | None = None,
    trusted: ssl.SSLContext | None = None,
) -> Iterator[Send]:
    """Send messages by a server, encrypted and only to whom its certificate names.

    Port 465 is encrypted from the first byte, any other by STARTTLS, without which nothing is
    sent but to this machine itself.

    Parameters
    ----------
    host : str
    port : int
    login : (str, str), optional
        User and password.
    trusted : SSLContext, optional
        Whose certificates are trusted; by default those that the system trusts.

    Raises
    ------
    EvidenceBookError
        When the server does not answer, or not as it must.
    """
    with contextlib.ExitStack() as stack:
        try:
            connection = _connected(host, port, trusted or ssl.create_default_context(), stack)
            if login:
                connection.login(*login)
        except (OSError, smtplib.SMTPException) as error:
            raise _silent(host, port, error) from error
        yield lambda message: _sent(connection, message, host, port)


def _connected(
    host: str, port: int, trusted: ssl.SSLContext, stack: contextlib.ExitStack
) -> smtplib.SMTP:
    if port == _TLS:
        safe = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=trusted)
        return stack.enter_context(safe)
    made = stack.enter_context(smtplib.SMTP(host, port, timeout=_SECONDS))
    made.ehlo()
    if made.has_extn("starttls"):
        made.starttls(context=trusted)
    elif host not in _HERE:
        raise EvidenceBookError(
            "The mail server offers no encryption, and nothing was sent.",
            where=f"{host}:{port}",
            expected="STARTTLS, or port 465",
            do="name another server or port with EVIDENCEBOOK_SMTP",
        )
    return made


def _sent(connection: smtplib.SMTP, message: EmailMessage, host: str, port: int) -> None:
    to = message["To"].addresses[0].addr_spec
    sender = message["From"].addresses[0].addr_spec
    try:
        connection.send_message(message, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        why = f"the mail server refuses its address ({code})"
        for_good = code in _NOBODY and not said.startswith(_SENDERS)
        raise RefusedError(why, for_good=for_good) from error
    except smtplib.SMTPResponseException as error:
        raise RefusedError(f"the mail server refuses it ({error.smtp_code})") from error
    except (OSError, smtplib.SMTPException) as error:
        raise _silent(host, port, error) from error


def _silent(host: str, port: int, error: Exception) -> EvidenceBookError:
    return EvidenceBookError(
        "The mail server does not take messages.",
        where=f"{host}:{port}",
        found=type(error).__name__,
        do="see that EVIDENCEBOOK_SMTP, EVIDENCEBOOK_SMTP_USER and _PASSWORD are right",
    )
