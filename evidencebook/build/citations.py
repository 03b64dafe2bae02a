"""What the book adds to a block: its address, how to cite it, and whether it has turned."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from evidencebook.blocks.block import anchor
from evidencebook.blocks.html import MORE, cited
from evidencebook.build import commenting, said_places
from evidencebook.build.collect import Output, Record
from evidencebook.build.landing import link

# Blocks whose row of actions has room for a link in words; others have a small sign.
_IN_WORDS = ("figure", "table")


def addressed(
    output: Output, cited_as: str, turned: Mapping[str, str], commented_at: str = ""
) -> str:
    """A block's HTML with links to itself and to comment, a citation, and whether it has turned.

    Parameters
    ----------
    output : Output
        Outputs without a block are left as they are.
    cited_as : str
        The book's title and edition.
    turned : mapping
        Claims that are no longer true as they were said: id → what is said under them.
    commented_at : str
        See `commenting.address`.
    """
    block, html = output.block, output.html.rstrip()
    start, mark, end = html.rpartition("</")
    if block is None or not mark:
        return output.html
    start, mark, end = commenting.invited(html, block, commented_at).rpartition("</")
    in_words = block["kind"] in _IN_WORDS and MORE in html
    more = (_link_in_words(block) if in_words else "") + _citation(block, cited_as)
    sign = "" if in_words else _sign(block)
    place = said_places.mark(block["id"])
    if in_words:
        more, place = f"{more}{place}", ""
    return f"{start}{sign}{_turned(block, turned)}{place}{mark}{end}".replace(MORE, more)


def citation(block: Record, cited_as: str) -> str:
    """A block as one would cite it, but for its address.

    >>> citation({"title": "Output", "text": "", "sources": []}, "Bolton evidence base, 1a2b")
    '“Output”, Bolton evidence base, 1a2b'
    """
    sources = "; ".join(map(cited, block["sources"]))
    rests_on = f". Based on: {sources}" if sources else ""
    return f"“{_named(block).rstrip('.')}”, {cited_as}{rests_on}"


def _named(block: Record) -> str:
    return str(block.get("title") or block["text"])


def _citation(block: Record, cited_as: str) -> str:
    name = escape(_named(block))
    return (
        f'<details class="evb-cite"><summary>Cite this<span class="evb-hidden"> evidence: {name}'
        f"</span></summary><p>{escape(citation(block, cited_as))}. "
        f'<span class="evb-where">{link(block)}</span></p></details>'
    )


def _link_in_words(block: Record) -> str:
    name = escape(_named(block))
    return (
        f'<a class="evb-address" href="#{anchor(block["id"])}">Link to this'
        f'<span class="evb-hidden"> evidence: {name}</span></a>'
    )


def _sign(block: Record) -> str:
    words = escape(f"Link to: {_named(block)}")
    return (
        f'<a class="evb-address evb-sign" href="#{anchor(block["id"])}" aria-label="{words}">#</a>'
    )


def _turned(block: Record, turned: Mapping[str, str]) -> str:
    if not (said := turned.get(block["id"])):
        return ""
    more = '<a href="changes.html">What changed</a>'
    return f'<p class="evb-turned"><strong>Changed.</strong> {escape(said)} {more}</p>'
