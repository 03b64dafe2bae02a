"""What a book's own record says of its quality: how its figures were made, and how old they are.

Everything here is counted from the book's blocks and the cards. No clock is read: ages are
counted back from the newest release in the book, so that the same book says the same.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

import pandas as pd

from evidencebook.blocks.html import table
from evidencebook.blocks.wording import listed
from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.edition import Book
from evidencebook.build.markdown import escaped, raw
from evidencebook.indicators import RULES, Indicator
from evidencebook.periods import long_date

# The kinds of blocks, as readers call them: one, several.
_KINDS = {
    "claim": ("claim", "claims"),
    "metric": ("headline figure", "headline figures"),
    "figure": ("chart or map", "charts and maps"),
    "table": ("table", "tables"),
    "gap": ("note of what is missing", "notes of what is missing"),
}
_AGES = (
    (1, "Less than a year before"),
    (2, "One to two years before"),
    (3, "Two to three years before"),
    (None, "More than three years before"),
)
_UNDATED = "On a date that is not known"
_YEAR = 365.25
# What words tell of the rule by which figures of parts were combined, see `analysis.combine`.
_COMBINED = (
    ("(?:sum of|chained over) the published figures of", "sum"),
    ("(?<!estimate: )mean of the published figures of", "ratio"),
    ("divided by the summed denominator", "ratio"),
    ("estimate: mean of the published figures of", "mean"),
)
_NONE = {
    "sum": "No figure of this book is made so.",
    "ratio": "No figure of this book is made so.",
    "mean": "No figure of this book is made so.",
    "none": "Every measure of this book can be combined.",
}


def counts(book: Book) -> str:
    """How many blocks of each kind there are, and on what kind of figures they rest, as a table."""
    rows = []
    for kind, (_, names) in _KINDS.items():
        found = [block for block in book.blocks if block["kind"] == kind]
        row = {"Evidence": names.capitalize(), "In this book": len(found)}
        computed = [block for block in found if block.get("computed")]
        estimates = [block for block in computed if "estimate" in block["computed"]]
        row["Rest on a computed figure"] = len(computed)
        row["Of these, on an estimate"] = len(estimates)
        row["Give 95% intervals"] = sum(_has_intervals(block) for block in found)
        rows.append(row)
    return raw(table(pd.DataFrame(rows), "Evidence in this book, by kind"))


def summary(book: Book) -> str:
    """The same in a sentence."""
    number = Counter(block["kind"] for block in book.blocks)
    parts = [f"{number[k]:,} {_KINDS[k][number[k] != 1]}" for k in _KINDS if number[k]]
    return listed(parts) or "no evidence"


def _has_intervals(block: Record) -> bool:
    head = str(block.get("csv") or "").partition("\n")[0]
    return "Lower 95%" in head or "(95% interval" in str(block.get("csv") or "")


def ages(book: Book) -> str:
    """The releases that the book rests on, by how long before the newest they came out."""
    if not book.released:
        return "No release that this book rests on has a known date."
    found: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for source in collect.used_sources(book.blocks):
        found[_age(source["released"], book.released)].append(source)
    names = [name for _, name in _AGES] + [_UNDATED]
    rows = [
        {"Released": name, "Releases": len(found[name]), "Such as": _oldest(found[name])}
        for name in names
        if found[name]
    ]
    newest = long_date(book.released)
    return raw(table(pd.DataFrame(rows), f"Releases by age, counted back from {newest}"))


def _age(released: str, newest: str) -> str:
    if not released:
        return _UNDATED
    days = (dt.date.fromisoformat(newest) - dt.date.fromisoformat(released)).days
    return next(name for years, name in _AGES if years is None or days < years * _YEAR)


def _oldest(found: Sequence[Mapping[str, str]]) -> str:
    """The oldest of some releases, by name and date."""
    one = min(found, key=lambda source: (source["released"], source["title"]))
    date = f", {long_date(one['released'])}" if one["released"] else ""
    return f"{one['title']} ({one['publisher']}{date})"


def dated(book: Book, indicators: Mapping[str, Indicator]) -> str:
    """The measures of which no later figures are held, as a list."""
    cards = (indicators[slug] for slug in book.used if slug in indicators)
    found = sorted(card.title for card in cards if card.dated)
    if not found:
        return "No measure of this book is known to have ended."
    return "\n".join(f"- {escaped(title)}" for title in found)


def rules(book: Book, indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Of each rule of aggregation, the measures that it was used for in this book.

    Returns
    -------
    dict
        ``sum_used``, ``ratio_used``, ``mean_used``: sentences that name the measures with a
        figure made so; ``none_used``: those that cannot be combined.
    """
    by_rule: dict[str, set[str]] = {rule: set() for rule in RULES}
    for slug in made_here(book.blocks, indicators):
        by_rule[indicators[slug].aggregation.rule].add(indicators[slug].title)
    cards = [indicators[slug] for slug in book.used if slug in indicators]
    by_rule["none"] = {card.title for card in cards if card.aggregation.rule == "none"}
    return {f"{rule}_used": _named(rule, titles) for rule, titles in by_rule.items()}


def _named(rule: str, titles: set[str]) -> str:
    if not titles:
        return _NONE[rule]
    return f"In this book: {escaped('; '.join(sorted(titles, key=str.lower)))}."


def made_here(found: Sequence[Record], indicators: Mapping[str, Indicator]) -> set[str]:
    """The indicators of which a block shows a figure that was computed here, for any area."""
    titles = {card.title: slug for slug, card in indicators.items()}
    made: set[str] = set()
    for block in found:
        used = [slug for slug in block["indicators"] if slug in indicators]
        for row in _computed_rows(block):
            measure = titles.get(row.get("Measure") or "")
            if measure in used:
                made.add(str(measure))
            elif len(used) == 1:
                made.add(used[0])
        if block.get("computed") and not _tells_by_row(block):
            made |= _made_by(block["computed"], [indicators[slug] for slug in used])
    return made


def _made_by(how: str, used: Sequence[Indicator]) -> set[str]:
    """Of some indicators, those with a figure made as a block says in words.

    The words may name the measures. If they do not, but tell how figures of parts were combined,
    it holds of the measures with that rule.
    """
    if len(used) == 1:
        return {used[0].slug}
    named = {card.slug for card in used if re.search(rf"(?:^|; ){re.escape(card.title)}, ", how)}
    rules = {rule for phrase, rule in _COMBINED if re.search(phrase, how)}
    return named or {card.slug for card in used if card.aggregation.rule in rules}


def _tells_by_row(block: Record) -> bool:
    """Whether a block's data say of each row if it was computed."""
    return "Computed" in str(block.get("csv") or "").partition("\n")[0].split(",")


def _computed_rows(block: Record) -> Iterator[dict[str, str]]:
    """The rows of a block's data that say of their figure that it was computed."""
    text = str(block.get("csv") or "")
    if _tells_by_row(block):
        yield from (row for row in csv.DictReader(StringIO(text)) if row["Computed"] == "yes")
