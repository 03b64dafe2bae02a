"""What people write, made safe to keep; how it is shown, board and books share."""

from __future__ import annotations

import re
import unicodedata

from evidencebook.build.plain_text import ADDRESS, as_html, is_link, link

__all__ = ["LINKS", "as_html", "clean", "is_link", "link", "links", "one_line"]

LINKS = 3
<<<<<<< HEAD
# Signs that turn the direction of the text around them, by which one text may pose as another.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Text as it is kept: lines ended alike, no control characters, no space around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    ended = "\n".join(line.rstrip() for line in _TURNING.sub("", plain).split("\n"))
    # Last, as what stood apart may compose now: what is clean stays as it is.
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", ended).strip())
=======
_LINK = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)
# A sentence's own signs at the end of an address are no part of it.
_AFTER = ".,;:!?)]}’”»"
_REL = "nofollow ugc noopener"
_HOST = re.compile(r"(https?://)([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
# Signs that turn the direction of the text around them, or are not seen, by which one text may
# pose as another.
_TURNING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Text as it is kept: lines ended alike, no control characters, no space around it.

    Empty where nothing of it would be seen.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    ended = "\n".join(line.rstrip() for line in _TURNING.sub("", plain).split("\n"))
    seen = any(unicodedata.category(c)[0] in "LNPS" for c in ended)
    return re.sub(r"\n{3,}", "\n\n", ended).strip() if seen else ""
>>>>>>> safe


def one_line(text: str) -> str:
    """Text of one line, as names are.

    >>> one_line("  Lancaster   University ")
    'Lancaster University'
    """
    return " ".join(clean(text.replace("\t", " ")).split())


def links(text: str) -> int:
    """How many web addresses a text holds."""
<<<<<<< HEAD
    return len(ADDRESS.findall(text))
=======
    return len(_LINK.findall(text))


def is_link(text: str) -> bool:
    """Whether a text is one web address and nothing else.

    >>> is_link("https://www.ons.gov.uk/"), is_link("javascript:alert(1)")
    (True, False)
    """
    found = _LINK.fullmatch(text)
    return bool(found) and bool(re.match(r"https?://[^/?#\s]*[^\W_]", text, re.IGNORECASE))


def as_html(text: str) -> Markup:
    """Paragraphs of a text, its lines kept and its web addresses made links; nothing else."""
    made = (f"<p>{_lines(part)}</p>" for part in text.split("\n\n") if part.strip())
    return Markup("".join(made))


def link(address: str) -> Markup:
    """A web address as a link that names it; of anything else, the text.

    A host is named as the network knows it: letters of other scripts can look like ours.
    """
    known = _known(address) if is_link(address) else ""
    shown = escape(known or address)
    if not known:
        return shown
    return Markup(f'<a href="{shown}" rel="{_REL}">{shown}</a>')


def _known(address: str) -> str:
    """A web address with its host in ASCII; empty where there can be no such host."""
    found = _HOST.fullmatch(address)
    if found is None or found.group(2).isascii():
        return address
    try:
        return f"{found.group(1)}{found.group(2).encode('idna').decode()}{found.group(3)}"
    except UnicodeError:
        return ""


def _lines(text: str) -> str:
    return "<br>".join(_linked(line) for line in text.split("\n"))


def _linked(line: str) -> str:
    made, end = [], 0
    for found in _LINK.finditer(line):
        address = found.group().rstrip(_AFTER)
        made += [escape(line[end : found.start()]), link(address)]
        end = found.start() + len(address)
    return "".join([*made, escape(line[end:])])
>>>>>>> safe
