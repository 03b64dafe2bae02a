"""What the board signs: its forms, so that none is forged, aged or sent in another's name."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from evidencebook.board.database import Database
from evidencebook.board.models import Secret
from evidencebook.errors import NotAllowedError

# How long a form may lie open before it is sent.
LASTS = dt.timedelta(hours=12)
_NAME = "signing"


class Signer:
    """Signs with a secret.

    Parameters
    ----------
    secret : bytes
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, purpose: str, now: dt.datetime, said: Mapping[str, Any] | None = None) -> str:
        """A token for one form, with what it is about and a number of its own."""
        content = {**(said or {}), "form": secrets.token_urlsafe(18), "at": int(now.timestamp())}
        body = _text(json.dumps(content, separators=(",", ":")).encode())
        return f"{body}.{self.digest(f'{purpose}.{body}')}"

    def opened(self, purpose: str, token: str, now: dt.datetime) -> dict[str, Any]:
        """What a token is about. Raises NotAllowedError when it is forged or too old."""
        body, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self.digest(f"{purpose}.{body}").encode()):
            raise _refused()
        content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=="))
        age = now.timestamp() - content["at"]
        if not -60 <= age <= LASTS.total_seconds():
            raise _refused()
        return content

    def digest(self, text: str) -> str:
        """A text's hash, which without the secret tells nothing of it."""
        return _text(hmac.new(self._secret, text.encode(), hashlib.sha256).digest())


def signer(database: Database) -> Signer:
    """The signer of a database, with its secret made at first use."""
    for _ in range(2):
        with database.reading() as session:
            if found := session.get(Secret, _NAME):
                return Signer(found.value)
        try:
            with database.writing() as session:
                session.add(Secret(name=_NAME, value=secrets.token_bytes(32)))
        except IntegrityError:  # another process has just made it
            continue
    with database.reading() as session:
        return Signer(session.get_one(Secret, _NAME).value)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _refused() -> NotAllowedError:
    return NotAllowedError(
        "This form is too old, or did not come from this page.",
        do="send it again from here",
    )
