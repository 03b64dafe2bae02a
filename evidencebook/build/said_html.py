"""What was said, as HTML for the pages of a book: every word that someone wrote is text alone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from evidencebook.blocks.block import anchor
from evidencebook.build.plain_text import as_html, link, walled
from evidencebook.build.plan import SAID
from evidencebook.build.said import (
    EVIDENCE,
    KINDS,
    OUTCOMES,
    Comment,
    Evidence,
    Figures,
    Response,
    in_days,
)
from evidencebook.build.threads import OnBlock, Threads
from evidencebook.periods import long_date

# How many threads stand beside a piece of evidence; the page has all.
BESIDE = 5
AS_PUBLISHED = "As published with this edition."
_SHOWN = ("figure", "table")


def beside(threads: Threads, on: OnBlock) -> str:
    """The newest comments on a block, folded away under how many there are.

    Parameters
    ----------
    threads : Threads
    on : OnBlock
        One that the edition has.
    """
    shown = on.comments[:BESIDE]
    number = f"{on.number:,} comment{'' if on.number == 1 else 's'}"
    every = _link(f"{SAID}.html#{place(on.block)}", _all(on, len(shown)), on.last.name)
    return walled(
        f'<details class="evb-comments"><summary>{number}{_hidden(f" on: {on.last.name}")}'
        f'</summary><ol class="evb-threads">{_items(threads, shown)}</ol>{later(on.block)}'
        f"<p>{every}</p></details>"
    )


def whole(threads: Threads, titles: dict[str, str]) -> str:
    """All that was said, chapter by chapter, and what is no longer in the book last.

    Parameters
    ----------
    threads : Threads
    titles : dict
        The chapters' titles by slug, in order.
    """
    chapters = threads.by_chapter(titles)
    parts = [(f"in-{slug}", titles[slug], "", on) for slug, on in chapters.items()]
    if threads.gone:
        parts.append(("gone", "No longer in the book", _GONE, threads.gone))
    contents = "".join(
        f'<li><a href="#{id}">{escape(title)}</a> ({sum(one.number for one in on):,})</li>'
        for id, title, _, on in parts
    )
    listed = f'<ul class="evb-parts">{contents}</ul>' if len(parts) > 1 else ""
    sections = "".join(
        f'<h2 id="{id}">{escape(title)}</h2>{opening}'
        + "".join(_section(threads, one) for one in on)
        for id, title, opening, on in parts
    )
    return walled(f"{figures(threads.said.figures)}{later()}{listed}{sections or _NOTHING}")


def figures(found: Figures) -> str:
    """How the board does, as a list of figures."""
    none = _hidden(" none answered yet") if found.days is None else ""
    pairs = {
        "Received": f"{found.received:,}",
        "Published": f"{found.published:,}",
        "Answered": f"{found.answered:,}",
        "Median days to answer": f"{in_days(found.days)}{none}",
    }
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in pairs.items())
    return (
        f'<dl class="evb-figures">{items}</dl><p class="evb-note">Received: all comments but spam, '
        "replies among them. Answered: published comments with a response.</p>"
    )


def later(block: str = "") -> str:
    """That this is what was published with the edition; the board, where known, has the rest."""
    about = f' data-block="{block}"' if block else ""
    return f'<p class="evb-later"{about}>{AS_PUBLISHED}</p>'


def place(block: str) -> str:
    """The HTML id of what was said of a block, on the page that has all of it."""
    return f"on-{anchor(block)}"


# What stands on the page of a book that was built without what was said.
LEFT_OUT = '<p class="evb-later">This edition was published without what was said of it.</p>'
_NOTHING = "<p>Nothing has been published yet.</p>"
_GONE = (
    "<p>The book has this evidence no more. What was said of it stays here, with the evidence as "
    "it was.</p>"
)


def _all(on: OnBlock, shown: int) -> str:
    if shown == len(on.comments):
        return "You said, we did: all comments on the book"
    return f"All {on.number:,} comments on this evidence"


def _section(threads: Threads, on: OnBlock) -> str:
    name = escape(on.last.name)
    if on.today:
        name = f'<a href="{on.block.partition(".")[0]}.html#{anchor(on.block)}">{name}</a>'
    items = _items(threads, on.comments, on.today, ids=True)
    return f'<h3 id="{place(on.block)}">{name}</h3><ol class="evb-threads">{items}</ol>'


def _items(
    threads: Threads,
    comments: Iterable[Comment],
    today: Evidence | None = None,
    *,
    ids: bool = False,
) -> str:
    return "".join(
        f'<li class="evb-thread"{_id(one, ids)}>{_comment(threads, one, today)}'
        f"{_answers(one)}{_unanswered(one)}{_replies(threads, one, today, ids)}</li>"
        for one in comments
    )


def _replies(threads: Threads, comment: Comment, today: Evidence | None, ids: bool) -> str:
    items = "".join(
        f"<li{_id(one, ids)}>{_comment(threads, one, today)}{_answers(one)}</li>"
        for one in comment.replies
    )
    label = f"Replies to comment {comment.id}"
    return f'<ol class="evb-replies" aria-label="{label}">{items}</ol>' if items else ""


def _id(comment: Comment, ids: bool) -> str:
    return f' id="comment-{comment.id}"' if ids else ""


def _comment(threads: Threads, one: Comment, today: Evidence | None) -> str:
    who = escape(
        ", ".join(part for part in (one.name or "No name given", one.organisation) if part)
    )
    more = f"<p>Further evidence: {link(one.link)}</p>" if one.link else ""
    return (
        f'<p class="evb-by"><span class="evb-label">{KINDS[one.kind]}</span> {who}, '
        f"{long_date(one.date)}</p>{_then(threads, one, today)}"
        f'<div class="evb-words">{as_html(one.text)}{more}</div>{_redacted(one, "comment")}'
    )


def _answers(comment: Comment) -> str:
    return "".join(
        f'<div class="evb-answer"><p class="evb-by"><strong>We answered.</strong> '
        f'<span class="evb-label">{OUTCOMES[one.outcome]}'
        f"{f' in edition {one.edition}' if one.edition else ''}</span> {long_date(one.date)}</p>"
        f"{as_html(one.text)}{_redacted(one, 'answer')}</div>"
        for one in comment.responses
    )


def _redacted(one: Comment | Response, what: str) -> str:
    if not one.redacted:
        return ""
    return f'<p class="evb-note">A moderator removed personal details from this {what}.</p>'


def _unanswered(comment: Comment) -> str:
    return "" if comment.responses else '<p class="evb-note">Not answered yet.</p>'


def _then(threads: Threads, comment: Comment, today: Evidence | None) -> str:
    """Which edition a comment is about if not the new one, and the evidence as it was read."""
    about = threads.about(comment)
    if not about:
        return ""
    then = threads.read(comment)
    was = _side("As it was", then, comment)
    now = _side("As it is today", today, comment) if today else ""
    hidden = _hidden(f" when comment {comment.id} was written")
    return (
        f'<p class="evb-mark">{about[:1].upper()}{about[1:]} <span class="evb-note">'
        f'({comment.edition})</span></p><details class="evb-then"><summary>'
        f"The evidence as it was{', beside today’s' if today else ''}{hidden}</summary>"
        f'<div class="evb-beside">{was}{now}</div></details>'
    )


def _side(heading: str, evidence: Evidence, comment: Comment) -> str:
    label = escape(f"{heading}: comment {comment.id}")
    kind = EVIDENCE.get(evidence.kind, "Evidence")
    period = f", {escape(evidence.period)}" if evidence.period else ""
    said = (evidence.title, evidence.text, evidence.alt if evidence.kind in _SHOWN else "")
    words = "".join(f"<p>{escape(part)}</p>" for part in dict.fromkeys(said) if part)
    return (
        f'<section aria-label="{label}"><p class="evb-note">{heading}: {kind}{period}</p>{words}'
        f"{_rows(evidence, label)}</section>"
    )


def _rows(evidence: Evidence, label: str) -> str:
    """The first rows of a figure or a table; a claim says its numbers itself."""
    if evidence.kind not in _SHOWN or not evidence.rows:
        return ""
    head, *rows = evidence.rows
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(_row(row) for row in rows)
    more = f'<p class="evb-note">{evidence.more:,} more rows.</p>' if evidence.more else ""
    return (
        f'<div class="evb-scroll" role="region" tabindex="0" aria-label="Data: {label}">'
        f'<table class="evb-data-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>'
        f"</table></div>{more}"
    )


def _row(row: tuple[str, ...]) -> str:
    first, *rest = row or ("",)
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    return f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'


def _link(address: str, words: str, name: str) -> str:
    return f'<a href="{address}">{words}{_hidden(f": {name}")}</a>'


def _hidden(words: str) -> str:
    return f'<span class="evb-hidden">{escape(words)}</span>'
