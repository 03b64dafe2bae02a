"""What people write, made safe to keep; how it is shown, board and books share."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any

from evidencebook.build.plain_text import ADDRESS, as_html, is_link, link

__all__ = ["LINKS", "as_html", "clean", "digest", "is_link", "link", "links", "one_line"]

LINKS = 3
# Signs that turn the direction of the text around them, or are not seen, by which one text may
# pose as another.
_TURNING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Text as it is kept: lines ended alike, no control characters, no space around it.

    Empty where nothing of it would be seen.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    ended = "\n".join(line.rstrip() for line in _TURNING.sub("", plain).split("\n"))
    if not any(unicodedata.category(c)[0] in "LNPS" for c in ended):
        return ""
    # Last, as what stood apart may compose now: what is clean stays as it is.
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", ended).strip())


def one_line(text: str) -> str:
    """Text of one line, as names are.

    >>> one_line("  Lancaster   University ")
    'Lancaster University'
    """
    return " ".join(clean(text.replace("\t", " ")).split())


def links(text: str) -> int:
    """How many web addresses a text holds."""
    return len(ADDRESS.findall(text))


def digest(content: Any) -> str:
    """What something was when it was shown: another text for anything else."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:20]
