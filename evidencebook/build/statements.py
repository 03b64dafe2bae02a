"""What the pages about a book say: who publishes it, how accessible it is, under which licences.

The words around it stand in ``book/``; here is what depends on the book. Nothing is said that the
build does not know: where the publisher has set nothing, the page says that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from evidencebook.blocks.html import table
from evidencebook.blocks.wording import listed
from evidencebook.build import commenting, quality
from evidencebook.build.downloads.licences import licence_of
from evidencebook.build.edition import Book
from evidencebook.build.markdown import escaped, raw
from evidencebook.indicators import Indicator, Source
from evidencebook.periods import long_date

BOUNDARIES = "ons-boundaries"
# Sources of no figures, that every book rests on all the same.
_ALWAYS = (BOUNDARIES, "ons-areas")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_WEB = re.compile(r"https?://[^\s<>\"')]+")
# What may follow a publisher's name: the place that its figures are of, or whose they were first.
_PART = re.compile(r" \([^()]*\)$|, sourced from .*$")
_PDF_LIMITS = (
    "- The PDF prints the first rows of a very long table. The rest is in the file that the page "
    "offers.\n"
)
_WCAG = "the Web Content Accessibility Guidelines (WCAG) version 2.2, level AA"
_COMPLIANCE = (
    f"This book is to be read as **partially compliant** with {_WCAG}: no fault is known, but it "
    "has not been audited as a whole, and there may be faults that nobody has found."
)
_IMPRINT = (
    "Computed from official statistics. Every figure names its source; what is not known is said."
)
_PDF_CHECKED = (
    "- the PDF is set as PDF/UA-1, tagged, with its language, its title and the heads of "
    "its tables' columns and rows; the program that sets it "
    "refuses a picture without a text alternative;\n"
)


def words(
    book: Book, indicators: Mapping[str, Indicator], sources: Mapping[str, Source]
) -> dict[str, str]:
    """What the placeholders of the pages about the book stand for.

    Parameters
    ----------
    book : Book
    indicators, sources : mapping
        The cards, by slug.
    """
    used = used_cards(book, indicators, sources)
    return {
        **_publisher(book.publisher),
        "board": commenting.state(book),
        **quality.rules(book, indicators),
        "pdf_limits": _PDF_LIMITS if book.with_pdf else "",
        "pdf_covered": ", its PDF" if book.with_pdf else "",
        "compliance": _COMPLIANCE,
        "pdf_checked": _PDF_CHECKED if book.with_pdf else "",
        "evidence_summary": quality.summary(book),
        "evidence_counts": quality.counts(book),
        "release_ages": quality.ages(book),
        "dated_measures": quality.dated(book, indicators),
        "copies": _copies(used),
        "publishers": _publishers(book),
        "data_licences": _licences(used),
        "map_licence": _maps(sources),
        "local_data": _local(used),
    }


def used_cards(
    book: Book, indicators: Mapping[str, Indicator], sources: Mapping[str, Source]
) -> list[Source]:
    """The cards of the sources that a book rests on, by publisher and title.

    Those of the indicators that it shows, and those whose releases it names: of a survey's answers
    or of what a rate is a share of, no block lists the indicator.
    """
    slugs = {indicators[slug].source for slug in book.used if slug in indicators}
    slugs |= {slug for slug, card in sources.items() if _is_named(card, book)}
    found = [sources[slug] for slug in slugs | set(_ALWAYS) if slug in sources]
    return sorted(found, key=lambda card: (card.local, card.publisher, card.title))


def _is_named(card: Source, book: Book) -> bool:
    """Whether a block names a release of a source: its title is the card's, and may say more."""
    return any(
        source["publisher"] == card.publisher and source["title"].startswith(card.title)
        for block in book.blocks
        for source in block["sources"]
    )


def _publisher(said: Mapping[str, str]) -> dict[str, str]:
    """Who publishes the book, how to write to them, and when they reviewed their statement."""
    name, contact = said.get("name", ""), said.get("contact", "")
    website, reviewed = said.get("website", ""), said.get("reviewed", "")
    who = escaped(name) or "the team that published this book"
    here = f" at {_linked(website)}" if website else ""
    missing = "Its publisher has not given an address for comments with this edition."
    return {
        "publisher": who,
        "published_by": f"It is published by {escaped(name)}{here}."
        if name
        else f"Its publisher has not given a name with this edition{here and ', which stands'}"
        f"{here}.",
        "commitment": f"{escaped(name)} is committed to making this book accessible, in accordance "
        "with those regulations."
        if name
        else "A public body that publishes this book is bound by those regulations to make it "
        "accessible.",
        "contact": f"Write to {_linked(contact)}." if contact else missing,
        "reviewed": f"It was last reviewed by its publisher on {long_date(reviewed)}."
        if reviewed
        else "Its publisher has not given the date of a review.",
    }


def _linked(text: str) -> str:
    """An address as a link, if it is one of the web or of e-mail; else the text."""
    if _WEB.fullmatch(text):
        return f"<{text}>"
    return f"[{escaped(text)}](mailto:{text})" if _MAIL.fullmatch(text) else escaped(text)


def _copies(used: Sequence[Source]) -> str:
    """Of each source, from where its figures were copied, where the card says so, as a table."""
    rows = [{"Data set": card.title, "The copy": card.copies} for card in used if card.copies]
    if not rows:
        return "No copy is noted for the sources of this book."
    return raw(table(pd.DataFrame(rows), "Where the copies come from"))


def _publishers(book: Book) -> str:
    """The publishers of the official figures in the book, each once, as a list."""
    named = {
        name.strip()
        for block in book.blocks
        for source in block["sources"]
        if not source.get("local")
        for name in source["publisher"].split(";")
    }
    # One that is named for several parts of its work is one publisher.
    known: dict[str, set[str]] = {}
    for name in named:
        known.setdefault(_PART.sub("", name), set()).add(name)
    found = [whole if len(names) > 1 else min(names) for whole, names in known.items()]
    return (
        "\n".join(f"- {escaped(name)}" for name in sorted(found))
        or "No official figure is in this book."
    )


def _licences(used: Sequence[Source]) -> str:
    """Each data set with its licence, as a table, and the words that the licences ask for."""
    official = [card for card in used if not card.local]
    rows = [
        {"Data set": card.title, "Publisher": card.publisher, "Licence": card.licence}
        for card in official
    ]
    if not rows:
        return "No official data set is used in this book."
    shown = raw(table(pd.DataFrame(rows), "Data sets and their licences"))
    named = dict.fromkeys(map(licence_of, official))
    texts = "\n".join(f"- [{escaped(one.title)}]({one.url})" for one in named if one.url)
    lines = "\n".join(f"- {escaped(line)}" for line in _asked(official))
    parts = [
        shown,
        f"The texts of these licences:\n\n{texts}" if texts else "",
        f"The words that these licences ask for:\n\n{lines}" if lines else "",
    ]
    return "\n\n".join(filter(None, parts))


def _asked(cards: Sequence[Source]) -> list[str]:
    """The words that the licences of some sources ask for, each once, as sentences."""
    return [f"{said}." for said in sorted({_right(card) for card in cards} - {""})]


def _right(card: Source) -> str:
    """What a card asks to be said; that of the boundaries with the year of their card."""
    year = re.search(r"\d{4}", card.period) if card.slug == BOUNDARIES else None
    return f"{card.attribution.rstrip('.')}{f' {year.group()}' if year else ''}".strip()


def imprint(book: Book, indicators: Mapping[str, Indicator], sources: Mapping[str, Source]) -> str:
    """What a printed book says on its cover of where its figures and maps come from.

    Parameters
    ----------
    book : Book
    indicators, sources : mapping
        The cards, by slug.
    """
    used = used_cards(book, indicators, sources)
    named = sorted({licence_of(card).title for card in used if not card.local and card.licence})
    under = f"Official figures are published under the {listed(named)}." if named else ""
    local = any(card.local for card in used)
    own = (
        "Local data have terms of their own, on the page Licence and attribution." if local else ""
    )
    words = [_IMPRINT, under, own, *_asked([card for card in used if not card.local])]
    return " ".join(filter(None, words))


def _maps(sources: Mapping[str, Source]) -> str:
    """What the licence of the boundaries asks for, with the year of their card."""
    card = sources.get(BOUNDARIES)
    if card is None:
        return "There are no maps in this book."
    return (
        f"Boundaries: {escaped(card.title)}. Source: {escaped(card.publisher)}, licensed under "
        f"the {escaped(card.licence)}. {escaped(_right(card))}."
    )


def _local(used: Sequence[Source]) -> str:
    """Local data in the book, each with its own licence."""
    lines = []
    for card in (card for card in used if card.local):
        licence = card.licence or "no licence is named"
        words = f" {escaped(card.attribution)}" if card.attribution else ""
        lines.append(
            f"- {escaped(card.title)}, supplied by {escaped(card.publisher)}: "
            f"{escaped(licence)}.{words}"
        )
    return "\n".join(lines) or "There is no local data in this book."
