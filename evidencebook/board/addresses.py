"""E-mail addresses: what may be kept as one, and what a message can be sent to."""

from __future__ import annotations

import re
from email.headerregistry import Address

from evidencebook.board.models import LONGEST
from evidencebook.errors import InvalidError

# What a board may hold as one: forms once took all of it.
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"(?=.{{1,64}}$){_ATOM}(\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+{_LABEL}")
_NONE = "An e-mail address is like name@example.org. You may also leave it out."
_LETTERS = (
    "Only an address with plain letters, a to z, before its @ can be written to. "
    "You may also leave it out."
)


def address(text: str) -> Address:
    """An e-mail address that every server can write to, as headers have it.

    Raises InvalidError when it is none, or another. Python's own parser is not asked, as it fails
    in many ways.
    """
    if len(text) > LONGEST["email"] or not EMAIL.fullmatch(text):
        raise _wrong(_NONE)
    local, _, domain = text.rpartition("@")
    if not local.isascii():
        raise _wrong(_LETTERS)
    try:
        known = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise _wrong(_NONE) from error
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(known)):
        raise _wrong(_NONE)
    return Address(username=local, domain=known)


def _wrong(said: str) -> InvalidError:
    return InvalidError({"email": said})
