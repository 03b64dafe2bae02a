"""The page "What changed": the edition before beside this one, in plain Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Any

from evidencebook.areas import Area
from evidencebook.blocks.block import anchor
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.wording import amount, in_sentence, listed
from evidencebook.build.change_words import Words
from evidencebook.build.changes import Change, Changes, Kind
from evidencebook.build.history import History
from evidencebook.build.markdown import escaped
from evidencebook.build.past import EDITIONS, Past
from evidencebook.build.revised import Revised
from evidencebook.indicators import Indicator

FIRST = (
    "This is the first edition of this book that is kept here. When there is another, this page "
    "says what became of every claim: which no longer hold, which figures were revised, what is "
    "new."
)
# How many flipped claims the front page names.
NAMED = 5
_HEADINGS: dict[Kind, str] = {
    "flipped": "No longer true as it was said",
    "vanished": "No longer said",
    "appeared": "Newly said",
    "reworded": "Said in other words",
    "moved": "Same assertion, other figures",
}
_COUNTED: dict[Kind, tuple[str, str]] = {
    "flipped": ("is no longer true as it was said", "are no longer true as they were said"),
    "vanished": ("is no longer said", "are no longer said"),
    "moved": ("stands on other figures", "stand on other figures"),
    "reworded": ("is said in other words", "are said in other words"),
}


class ChangesPage:
    """The page's text.

    Parameters
    ----------
    history : History
    made : mapping
        What the new edition says of itself, as ``edition.json`` does.
    cards : mapping
        Indicator cards by slug.
    titles : mapping
        Chapters' titles by slug.
    links : bool
        Whether claims and older editions are linked to, as in the website.
    """

    def __init__(
        self,
        history: History,
        made: Mapping[str, Any],
        cards: Mapping[str, Indicator],
        titles: Mapping[str, str],
        *,
        links: bool = True,
    ) -> None:
        self.history, self.made, self.cards, self.titles = history, made, cards, titles
        self.links = links

    def markdown(self) -> str:
        """The page below its heading."""
        before, changes = self.history.before, self.history.changes
        if before is None or changes is None:
            return FIRST
        words = Words(changes, self.cards)
        parts = [
            self._opening(before),
            "\n".join(f"- {line}" for line in summary(self.history)),
            *(self._claims(words, changes, kind) for kind in ("flipped", "vanished", "appeared")),
            _section("New data", [*map(words.renewal, (*changes.releases, *changes.periods))]),
            _section("Revised figures", map(self._revised, self.history.revised), _REVISED),
            _section("Area, methods and text", self._methods(words, before, changes)),
            *(self._claims(words, changes, kind) for kind in ("reworded", "moved")),
            self._editions(),
        ]
        return "\n\n".join(part for part in parts if part)

    def digest(self) -> str:
        """The same in a few lines, for the front page; empty for a first edition."""
        if (changes := self.history.changes) is None:
            return ""
        words, flipped = Words(changes, self.cards), changes.of("flipped")[:NAMED]
        lines = [*map(escaped, summary(self.history)), *(self._claim(words, c) for c in flipped)]
        more = "[What changed, in full](changes.md)"
        return "\n\n".join(["## What changed", "\n".join(f"- {line}" for line in lines), more])

    def turned(self, block_id: str) -> str:
        """What readers of a chapter are told under a claim that flipped; empty for others."""
        if (changes := self.history.changes) is None:
            return ""
        words, found = Words(changes, self.cards), changes.of("flipped")
        return next((words.claim(change) for change in found if change.id == block_id), "")

    def _opening(self, before: Past) -> str:
        name = escaped(before.line)
        if self.links:
            address = f"{EDITIONS}/{before.id}/index.html"
            name = f'<a class="evb-before" href="{address}">{name}</a>'
        return f"This edition is compared with the one before it ({name})."

    def _claims(self, words: Words, changes: Changes, kind: Kind) -> str:
        found = changes.of(kind)
        if not found:
            return ""
        if kind not in ("moved", "reworded"):
            return _list(_HEADINGS[kind], [self._claim(words, change) for change in found])
        order = list(self.titles)
        found.sort(key=lambda change: order.index(change.chapter))
        parts = [f"## {_HEADINGS[kind]}"]
        for chapter, group in groupby(found, key=lambda change: change.chapter):
            lines = [f"- {self._claim(words, change)}" for change in group]
            parts += [f"### {escaped(self.titles[chapter])}", "\n".join(lines)]
        return "\n\n".join(parts)

    def _claim(self, words: Words, change: Change) -> str:
        key = "**Key message.** " if change.key and change.kind != "moved" else ""
        note = self.history.noted.get(change.id, "")
        said = f" Editor's note: {escaped(note)}" if note else ""
        return f"{key}{escaped(words.claim(change))}{said}{self._evidence(change)}"

    def _evidence(self, change: Change) -> str:
        if not self.links or change.kind == "vanished":
            return ""
        address = f"{change.chapter}.html#{anchor(change.id)}"
        label = escape(f"Evidence: {change.title}")
        return f' <a class="evb-more" href="{address}" aria-label="{label}">Evidence</a>'

    def _revised(self, one: Revised) -> str:
        card, many = self.cards[one.indicator], one.revised > 1
        said = f"{card.title}: {one.revised:,} of {_counted(one.compared, 'figure')} "
        said += f"{'were' if many else 'was'} revised"
        said += f", typically by {_share(one.typical)}" if many else ""
        values = [amount(card, value) for value in (one.before, one.after)]
        if values[0] == values[1]:
            return f"{said}, by less than is printed."
        place = f"{self._area(one.area)} in {in_sentence(one.period)}"
        largest = f"the largest for its size, {place}" if many else place
        return f"{said}; {largest}, from {values[0]} to {values[1]}."

    def _methods(self, words: Words, before: Past, changes: Changes) -> list[str]:
        return [
            *_areas(before.said, self.made),
            *map(words.renewal, changes.methods),
            *_text(before.said, self.made, changes, self.titles),
        ]

    def _editions(self) -> str:
        if not self.links:
            return ""
        items = "".join(
            f'<li><a href="{EDITIONS}/{past.id}/index.html">{escape(past.line)}</a></li>'
            for past in self.history.earlier
        )
        return f'## Earlier editions\n\n<ul class="evb-editions">{items}</ul>'

    def _area(self, code: str) -> str:
        names = self.history.changes.names if self.history.changes else None
        return Area(code, "", (names or {}).get(code, code), "", ()).in_text


def summary(history: History) -> list[str]:
    """What changed, in a line each: claims, data, figures."""
    changes = history.changes
    if changes is None:
        return []
    new = len(changes.of("appeared"))
    before = changes.unchanged + len(changes.claims) - new
    counts = [(kind, len(changes.of(kind))) for kind in _COUNTED]
    told = [f"{count:,} {_COUNTED[kind][count > 1]}" for kind, count in counts if count]
    same = f"{changes.unchanged:,} {'says' if changes.unchanged == 1 else 'say'} the same"
    more = f"; {new:,} {'is' if new == 1 else 'are'} new" if new else ""
    claims = f"Of the {before:,} claims of the edition before, {listed([*told, same])}{more}."
    return [claims, *_data(changes, history.revised)]


def _data(changes: Changes, revised: Iterable[Revised]) -> list[str]:
    found = list(revised)
    moved = sum(one.revised for one in found)
    parts = [
        _counted(len(changes.releases), "newer release") if changes.releases else "",
        f"{_counted(len(changes.periods), 'indicator')} with figures for another period"
        if changes.periods
        else "",
    ]
    lines = [f"New data: {listed([part for part in parts if part])}."] if any(parts) else []
    if moved:
        were = "was" if moved == 1 else "were"
        of = _counted(len(found), "indicator")
        lines.append(f"{_counted(moved, 'figure')} of {of} {were} revised.")
    return lines or ["No data changed."]


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


_REVISED = (
    "Figures that the edition before showed, and that its sources have since changed. For each "
    "indicator: how many, by how much typically (the median), and the one that moved most."
)


def _section(heading: str, lines: Iterable[str], opening: str = "") -> str:
    return _list(heading, [escaped(line) for line in lines], opening)


def _list(heading: str, lines: list[str], opening: str = "") -> str:
    parts = [f"## {heading}", opening, "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(part for part in parts if part) if lines else ""


def _share(part: float) -> str:
    return percent(100 * part) if part >= 0.001 else "less than 0.1%"


def _areas(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Which authorities joined or left the area, and other comparators."""
    found = []
    for key, joined, left in (
        ("members", "The area now also takes in {}.", "The area no longer takes in {}."),
        ("compared", "Now also set beside {}.", "No longer set beside {}."),
        ("comparators", "Now also compared with {}.", "No longer compared with {}."),
    ):
        sides = [
            {one["code"]: one["name"] for one in said.get(key) or []} for said in (before, now)
        ]
        if not all(sides):
            continue
        for words, one, other in ((joined, sides[1], sides[0]), (left, sides[0], sides[1])):
            if names := [name for code, name in one.items() if code not in other]:
                found.append(words.format(listed(names)))
    return found


def _text(
    before: Mapping[str, Any], now: Mapping[str, Any], changes: Changes, titles: Mapping[str, str]
) -> list[str]:
    """Chapters that were edited, added or left out, and another version of the program."""
    old, new = (said.get("chapters") or {} for said in (before, now))
    edited = [titles[slug] for slug in titles if slug in old and old[slug] != new.get(slug)]
    found = [f"The text of {listed(edited)} was edited."] if edited else []
    if changes.new_chapters:
        found.append(f"New: {listed([titles[slug] for slug in changes.new_chapters])}.")
    if changes.lost_chapters:
        found.append(f"Left out: {listed(list(changes.lost_chapters))}.")
    versions = [str(said.get("version", "")) for said in (before, now)]
    if versions[0] != versions[1]:
        found.append(f"Made with version {versions[1]} of evidencebook (before: {versions[0]}).")
    return found
