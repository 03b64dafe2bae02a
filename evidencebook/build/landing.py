"""What stands on the front page: the map, the headline figures, the key messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from evidencebook.blocks.block import anchor
from evidencebook.blocks.html import as_html, said
from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.edition import Book
from evidencebook.build.locator import Locator
from evidencebook.build.markdown import raw
from evidencebook.build.plan import Page

# How many headline figures there are at most, and into how many columns they may be set.
CARDS = 8
COLUMNS = (4, 3, 2)
# How many key messages of a chapter are seen at once.
MESSAGES = 2
_CARD_LINES = ("value", "period", "change", "comparison")


def map_of(located: Locator | None) -> str:
    """The small map of where the place lies; empty where no boundaries are known."""
    if located is None:
        return ""
    return raw(
        f'<figure class="evb-locator"><div role="img" aria-label="{escape(located.alt)}">'
        f"{located.svg}</div><figcaption>{escape(located.caption)}</figcaption></figure>"
    )


def headlines(book: Book) -> str:
    """A metric of each chapter as a card with a link to its place in its chapter."""
    chosen = headline_metrics(book.blocks)
    if not chosen:
        return ""
    columns = next((c for c in COLUMNS if len(chosen) % c == 0), 1)
    cards = "".join(_card(block) for block in chosen)
    return raw(f'<ul class="evb-cards evb-by-{columns}">{cards}</ul>')


def headline_metrics(found: Iterable[Record]) -> list[Record]:
    """The metrics that the front page shows, in the order of the book.

    Of each chapter the first that is set beside a wider area, else the first that says how it
    has changed, else the first. Chapters with such a comparison come before others where there
    are more than eight; a second of each follows where there are fewer. No indicator is shown
    twice, and five or seven cards, which no rows hold evenly, are made one fewer.
    """
    metrics = [block for block in found if block["kind"] == "metric"]
    chosen: list[Record] = []
    while (round_ := _round(metrics, chosen)) and len(chosen) < CARDS:
        chosen += sorted(round_, key=_tells)[: CARDS - len(chosen)]
    if len(chosen) in (5, 7):
        chosen.pop()
    return [block for block in metrics if block in chosen]


def _round(metrics: Sequence[Record], chosen: Sequence[Record]) -> list[Record]:
    """The best of each chapter among the metrics of indicators not yet shown."""
    best: list[Record] = []
    for chapter in dict.fromkeys(block["chapter"] for block in metrics):
        shown = {slug for block in (*chosen, *best) for slug in block["indicators"]}
        own = collect.by_chapter(metrics, chapter)
        left = [b for b in own if b not in chosen and not shown & set(b["indicators"])]
        best += sorted(left, key=_tells)[:1]
    return best


def _tells(block: Record) -> int:
    """How much a metric tells of the place: 0 the most."""
    detail = block.get("detail") or {}
    return 0 if detail.get("comparison") else 1 if detail.get("change") else 2


def _card(block: Record) -> str:
    detail = {"value": block["text"], **(block.get("detail") or {})}
    lines = "".join(
        f'<p class="evb-card-{k}">{said(detail, block.get("svg") or {}, k)}</p>'
        for k in _CARD_LINES
        if detail.get(k)
    )
    name = f'<p class="evb-card-name"><a href="{link(block)}">{escape(block["title"])}</a></p>'
    return f'<li class="evb-card">{name}{lines}</li>'


def messages(book: Book) -> str:
    """The key messages of every chapter, each with a link to its claim."""
    return "\n\n".join(_messages_of(book, page) for page in book.contents.chapters)


def _messages_of(book: Book, page: Page) -> str:
    found = [_message(b) for b in collect.key_messages(collect.by_chapter(book.blocks, page.slug))]
    title = book.chapter_title(page.slug)
    seen, rest = found[:MESSAGES], found[MESSAGES:]
    panel = f'<ul class="evb-messages">{"".join(seen)}</ul>' if seen else ""
    if rest:
        panel += (
            f'<details class="evb-rest"><summary>{len(rest)} more key '
            f"message{'s' if len(rest) > 1 else ''}"
            f'<span class="evb-hidden"> of: {escape(title)}</span></summary>'
            f'<ul class="evb-messages">{"".join(rest)}</ul></details>'
        )
    return f"### [{title}]({page.slug}.ipynb)\n\n{raw(panel) if panel else ''}"


def _message(block: Record) -> str:
    text = block["text"]
    return (
        f'<li>{as_html(text)} <a class="evb-more" href="{link(block)}" '
        f'aria-label="Evidence: {escape(text)}">'
        "Evidence</a></li>"
    )


def link(block: Record) -> str:
    """A block's address within the book."""
    return f"{block['chapter']}.html#{anchor(block['id'])}"
