"""What people write, as HTML: text alone, web addresses made plain links.

Text is escaped where the HTML is made. What was made then passes a second wall, which knows nothing
of how it was made and lets through a short list of elements and attributes.
"""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup, escape

ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)
# A sentence's own signs at the end of an address are no part of it.
_AFTER = ".,;:!?)]}’”»"
_HOST = re.compile(r"(https?://)([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_REL = "nofollow ugc noopener"
_OF_TEXT = {"p", "br", "a"}
# What pages set around the words of people.
_AROUND = {
    *("details", "summary", "div", "section", "span", "strong", "h2", "h3", "h4", "ol", "ul", "li"),
    *("dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"class", "id", "aria-label", "data-block", "role", "tabindex", "scope"}
_SCHEMES = {"http", "https"}


def is_link(text: str) -> bool:
    """Whether a text is one web address and nothing else.

    >>> is_link("https://www.ons.gov.uk/"), is_link("javascript:alert(1)")
    (True, False)
    """
    found = ADDRESS.fullmatch(text)
    return bool(found) and bool(re.match(r"https?://[^/?#\s]*[^\W_]", text, re.IGNORECASE))


def as_html(text: str) -> Markup:
    """Paragraphs of a text, its lines kept and its web addresses made links; nothing else."""
    made = (f"<p>{_lines(part)}</p>" for part in text.split("\n\n") if part.strip())
    return Markup(_walled("".join(made), _OF_TEXT, {}))


def link(address: str) -> Markup:
    """A web address as a link that names it; of anything else, the text.

    A host is named as the network knows it: letters of other scripts can look like ours.
    """
    return Markup(_walled(_link(address), _OF_TEXT, {}))


def walled(html: str) -> str:
    """A piece of a page that holds what people wrote, with no element but those that pages use.

    Links lead to web addresses, or to pages of the same book.
    """
    return _walled(html, _OF_TEXT | _AROUND, {"*": _ATTRIBUTES})


def _walled(html: str, tags: set[str], attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes={**attributes, "a": {"href", "rel"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _link(address: str) -> str:
    known = _known(address) if is_link(address) else ""
    shown = escape(known or address)
    return f'<a href="{shown}" rel="{_REL}">{shown}</a>' if known else shown


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
    for found in ADDRESS.finditer(line):
        address = found.group().rstrip(_AFTER)
        made += [escape(line[end : found.start()]), _link(address)]
        end = found.start() + len(address)
    return "".join([*made, escape(line[end:])])
