"""How pages lead readers to where they comment: the board if one is known, else who to write to.

Whoever serves a book and its board together leads the links of its pages to the board; see
`with_links`. Pages as files lead to the section on how to comment, or to the board's address if
the setting names one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from evidencebook.blocks.html import MORE
from evidencebook.build.collect import Record
from evidencebook.build.edition import Book

PAGE, SECTION = "about", "how-to-comment"
LABEL = "Comment on this evidence"
_LINK = re.compile(rf'<a class="evb-comment" href="[^"]*" data-block="([a-z0-9.-]+)">{LABEL}')
# That what stands there is what was said when the edition was published; see `said_html.later`.
_LATER = re.compile(r'(<p class="evb-later"(?: data-block="([a-z0-9.-]+)")?>)([^<]*)[^\n]*?</p>')
_STATE = re.compile(r'<p class="evb-board">.*?</p>', re.DOTALL)
_WHERE = "under each figure, table and gap, and under the <em>Evidence</em> of each claim"
_CLOSED = f"These pages take no comments themselves: <em>{LABEL}</em>, {_WHERE}, leads here."


def address(book: Book) -> str:
    """Where a block's link leads, with ``{block}`` for the block's id; empty for nowhere."""
    if book.board:
        return f"{book.board}/{{block}}"
    pages = {page.slug for page in book.contents.pages}
    return f"{PAGE}.html#{SECTION}" if PAGE in pages else ""


def state(book: Book) -> str:
    """Whether the board is open, as a paragraph of HTML."""
    return opened(book.board) if book.board else f'<p class="evb-board">{_CLOSED}</p>'


def opened(board: str) -> str:
    """That the board of a book is open, as a paragraph of HTML."""
    return (
        f'<p class="evb-board">The sounding board is open: follow <em>{LABEL}</em>, {_WHERE}. '
        f'<a href="{escape(board)}">You said, we did</a> lists what was said so far, and '
        "what became of it.</p>"
    )


def invited(html: str, block: Record, address: str) -> str:
    """A block's HTML with a link to where it is commented on, in its row of actions.

    Parameters
    ----------
    html : str
    block : dict
    address : str
        See `address`.
    """
    if not address:
        return html
    name = escape(str(block.get("title") or block["text"]))
    link = (
        f'<a class="evb-comment" href="{escape(address.replace("{block}", block["id"]))}" '
        f'data-block="{block["id"]}">{LABEL}<span class="evb-hidden">: {name}</span></a>'
    )
    if MORE in html:
        return html.replace(MORE, f"{link}{MORE}")
    start, mark, end = html.rpartition("</")  # a gap has no row of its own
    return f'{start}<div class="evb-actions">{link}</div>{mark}{end}'


def with_links(page: str, board: str, numbers: Mapping[str, int]) -> str:
    """A page of a book whose links lead to its board, with the number of published comments.

    Parameters
    ----------
    page : str
        HTML, as a build writes it.
    board : str
        The address of the book's board.
    numbers : mapping of str to int
        Published comments by block.
    """

    def linked(found: re.Match[str]) -> str:
        id = found.group(1)
        number = numbers.get(id, 0)
        shown = f' ({number}<span class="evb-hidden"> published</span>)' if number else ""
        return f'<a class="evb-comment" href="{board}/{id}" data-block="{id}">{LABEL}{shown}'

    return _STATE.sub(lambda _: opened(board), _LINK.sub(linked, led(page, board)))


def led(page: str, board: str) -> str:
    """A page on which the words of reviewers lead to the board, where others may have been said."""

    def more(found: re.Match[str]) -> str:
        start, block, words = found.groups()
        where = f"{board}/{block}" if block else board
        hidden = f'<span class="evb-hidden"> of {block}</span>' if block else ""
        link = f'<a href="{escape(where)}">What was said since, on the sounding board{hidden}</a>'
        return f"{start}{words.rstrip()} {link}</p>"

    return _LATER.sub(more, page)
