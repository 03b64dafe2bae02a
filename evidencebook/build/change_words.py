"""What changed between two editions, in sentences with the figures before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evidencebook.areas import Area
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.wording import (
    amount,
    in_sentence,
    listed,
    possessive,
    rank_words,
    sentence_case,
    uncapitalised,
)
from evidencebook.build.changes import Change, Changes, Renewal
from evidencebook.build.turns import NAMING, Fact, Turn, family
from evidencebook.indicators import Indicator
from evidencebook.periods import long_date

BEFORE = "The edition before said"
_LEVEL = {"similar": "similar", "same": "the same", "unclear": "not certainly different"}
_JOINED = {"higher": "than", "lower": "than", "similar": "to", "same": "as", "unclear": "from"}
_MOVED = {
    "rising": "rose",
    "falling": "fell",
    "up without trend": "went up without a steady trend",
    "down without trend": "went down without a steady trend",
    "little changed": "changed little",
    "unchanged": "stood still",
    "not certainly changed": "did not certainly change",
}
# What a fact must hold for a sentence of ours; a claim without is quoted.
_NEEDED: dict[str, tuple[str, ...]] = {
    "level": ("than", "reference"),
    "movement": ("since", "from"),
    "share": (),
    "rank": ("rank", "of"),
    "index": ("than", "index"),
    "lowest": (),
    "highest": (),
}
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_METHODS = {"computed": "now computed as", "unit": "now of the unit", "notes": "now with the note"}


class Words:
    """The sentences of one comparison.

    Parameters
    ----------
    changes : Changes
    cards : mapping
        Indicator cards by slug; an indicator without one is told by its claim's own words.
    """

    def __init__(self, changes: Changes, cards: Mapping[str, Indicator]) -> None:
        self.changes, self.cards = changes, cards

    def claim(self, change: Change) -> str:
        """One claim, before and after.

        Where the claim is a plain one of one indicator, the sentence names the figures and
        says whether they were revised or are new; else both sentences are quoted.
        """
        if change.kind == "appeared":
            return f"New: “{change.after}”" + _instead(change.before, "Before:")
        if change.kind == "vanished":
            return f"No longer said: “{change.before}”" + _instead(change.after, "Now:")
        flipped = change.kind == "flipped"
        turns = [turn for turn in change.turns if turn.step] if flipped else change.turns[:1]
        card = self._card(change, turns)
        if card is None or not turns or change.kind == "reworded":
            texts = _differing(change.before, change.after)
            quoted = f"{BEFORE}: “{texts[0]}” Now: “{texts[1]}”"
            return " ".join([quoted, *self._restated(change.turns)])
        scope = _scope(change.after)
        return " ".join(dict.fromkeys(self._turn(card, turn, scope) for turn in turns))

    def renewal(self, renewal: Renewal) -> str:
        """A newer release or period, or another method."""
        if renewal.field == "released":
            dates = [long_date(date) or "no date" for date in (renewal.before, renewal.after)]
            return f"{renewal.title}: released {dates[1]} (before: {dates[0]})"
        if renewal.field == "period":
            card = self.cards.get(renewal.what)
            title = card.title if card else renewal.title
            return f"{title}: figures for {renewal.after} (before: {renewal.before})"
        head = renewal.title + (
            f" ({renewal.blocks} times in the book)" if renewal.blocks > 1 else ""
        )
        old, new = renewal.before, renewal.after
        if renewal.field == "computed" and not old:
            return f"{head}: now computed, no longer as published: {new}"
        if renewal.field == "computed" and not new:
            return f"{head}: now as published, no longer computed: {old}"
        parts = [set(text.split("; ")) for text in (old, new)]
        gone, come = (
            "; ".join(part for part in text.split("; ") if part not in other)
            for text, other in ((old, parts[1]), (new, parts[0]))
        )
        if not come or not gone:
            made = " computed as" if renewal.field == "computed" else ""
            return f"{head}: {'now also' if come else 'no longer'}{made} “{come or gone}”"
        name = _METHODS[renewal.field]
        return f"{head}: {name} “{come}” (before: “{gone}”)"

    def record(self) -> dict[str, Any]:
        """The changes as JSON data, each with its sentence."""
        content = self.changes.record()
        for made, change in zip(content["claims"], self.changes.claims, strict=True):
            made["sentence"] = self.claim(change)
        for name in ("releases", "periods", "methods"):
            renewals = getattr(self.changes, name)
            for made, renewal in zip(content[name], renewals, strict=True):
                made["sentence"] = self.renewal(renewal)
        return content

    def _card(self, change: Change, turns: Sequence[Turn]) -> Indicator | None:
        """The card of the one indicator that a plain claim is about."""
        slugs = {str(turn.after.get("indicator", "")) for turn in change.turns}
        card = self.cards.get(next(iter(slugs))) if len(slugs) == 1 else None
        plain = card and card.title == change.title and change.unit in (card.unit, "%")
        scopes = {_scope(text) for text in (change.before, change.after)}
        told = all(self._told(turn, scopes) for turn in turns)
        return card if plain and told else None

    def _restated(self, turns: Sequence[Turn]) -> list[str]:
        """Of figures of a former period that were revised as well: what they now are."""
        return [
            f"The figure for {in_sentence(str(turn.before['period']))} was since revised from "
            f"{amount(card, turn.before['value'])} to {amount(card, turn.restated)}."
            for turn in turns
            if turn.restated is not None and (card := self.cards.get(turn.before["indicator"]))
        ]

    def _told(self, turn: Turn, scopes: set[str]) -> bool:
        """Whether the sentences of this class fit: others are told by quoting."""
        if family(turn.after) in NAMING and (len(scopes) > 1 or "" in scopes):
            return False
        ends = {turn.before.get("area"), turn.after.get("area")}
        if family(turn.after) in NAMING and len(ends) > 1 and not turn.step:
            return False
        facts = (turn.before, turn.after)
        about = family(turn.after)
        needed = {"area", "period", "value", *_NEEDED.get(about, ("nothing",))}
        return all(family(fact) == about and needed <= fact.keys() for fact in facts)

    def _turn(self, card: Indicator, turn: Turn, scope: str) -> str:
        about = family(turn.after)
        if not turn.step:
            return self._moved(card, turn, scope)
        if about in NAMING:
            return self._end(card, turn, scope)
        before, after = self._assertion(card, turn.before), self._assertion(card, turn.after)
        subject = self._subject(card, turn.after)
        said = f"{BEFORE} that {subject} {before}; the book now says that {_it(card)} {after}"
        return f"{said}: {self._why(card, turn)}."

    def _end(self, card: Indicator, turn: Turn, scope: str) -> str:
        """Another place has the lowest or highest figure of those that the claim is about."""
        places = [
            f"{self._area(str(fact['area'])).in_text} "
            f"({amount(card, fact['value'])}, {fact['period']})"
            for fact in (turn.before, turn.after)
        ]
        end = family(turn.after)
        said = f"{BEFORE} that, {scope}, {card.phrase} {card.verb} {end} in {places[0]}"
        return f"{said}; the book now says that {_it(card)} {card.verb} {end} in {places[1]}."

    def _assertion(self, card: Indicator, fact: Fact) -> str:
        """What a fact asserts, as a verb and the words after it."""
        kind, about = str(fact["kind"]), family(fact)
        if about == "movement":
            span = f"between {in_sentence(fact['since'])} and {in_sentence(fact['period'])}"
            figures = f"from {amount(card, fact['from'])} to {amount(card, fact['value'])}"
            return f"{_MOVED[kind]} {span}, {figures}"
        if about == "rank":
            return f"{card.verb} {rank_words(fact['rank'], fact['of'])} of {fact['of']}"
        if about == "index":
            path = f", {fact['path']}" if fact.get("path") else ""
            whole = possessive(self._area(str(fact["than"])))
            return f"{card.verb} {percent(fact['index'])} of {whole}{path}"
        place = self._area(str(fact["than"])).in_text
        return (
            f"{card.verb} {_LEVEL.get(kind, kind)} {_JOINED[kind]} {_those(card, kind)}in {place}"
        )

    def _moved(self, card: Indicator, turn: Turn, scope: str) -> str:
        """An assertion that stands on other figures."""
        before, after = turn.before, turn.after
        subject, about = self._subject(card, after), family(after)
        why = self._why(card, turn)
        if about == "rank":
            ranks = [rank_words(fact["rank"], fact["of"]) for fact in (before, after)]
            if ranks[0] == ranks[1]:
                return f"{sentence_case(subject)} {card.verb} still {ranks[1]}: {why}."
            return f"{sentence_case(subject)} moved from {ranks[0]} to {ranks[1]}: {why}."
        if about == "index":
            parts = [percent(fact["index"]) for fact in (before, after)]
            whole = possessive(self._area(str(after["than"])))
            return (
                f"{sentence_case(subject)} moved from {parts[0]} to {parts[1]} of {whole}: {why}."
            )
        if about == "level":
            kind = str(after["kind"])
            words = f"{_LEVEL.get(kind, kind)} {_JOINED[kind]} {_those(card, kind)}in "
            words += self._area(str(after["than"])).in_text
            still = "still " if before["kind"] == kind else "now "
            return f"{sentence_case(subject)} {card.verb} {still}{words}: {why}."
        if about in NAMING:
            place = self._area(str(after["area"])).in_text
            within = f"{sentence_case(scope)}, {card.phrase}"
            return f"{within} {card.verb} still {about} in {place}: {why}."
        if about == "movement":
            still = "still " if before["kind"] == after["kind"] else ""
            return f"{sentence_case(subject)} {still}{self._assertion(card, after)}: {why}."
        return f"{sentence_case(subject)}: {why}."

    def _why(self, card: Indicator, turn: Turn) -> str:
        """Why it changed: ``revised from £36.10 to £37.20 (2022)``, ``new figures for 2024``."""
        before, after = turn.before, turn.after
        values = [amount(card, fact["value"]) for fact in (before, after)]
        period = in_sentence(str(after["period"]))
        if turn.cause == "new period" and family(after) == "movement":
            return f"new figures for {period}{_begins(card, before, after)}"
        if turn.cause == "new period":
            once = f"{values[0]} for {in_sentence(str(before['period']))} in the edition before"
            again = "" if turn.restated is None else amount(card, turn.restated)
            if again and again != values[0]:
                once += f", since revised to {again}"
            return f"new figures for {period}, {values[1]} ({once})"
        if turn.cause == "revised" and values[0] != values[1]:
            return f"revised from {values[0]} to {values[1]} ({period})"
        if turn.cause == "revised":
            return f"revised by less than is printed, at {values[1]} ({period})"
        if turn.cause == "comparison revised":
            return self._compared(card, before, after)
        if turn.cause == "interval revised":
            return f"its figure or its 95% interval was revised ({period})"
        if turn.cause == "others":
            return f"other figures behind it were revised ({period})"
        return "no figure changed, but the way in which the book tests or tells it"

    def _compared(self, card: Indicator, before: Fact, after: Fact) -> str:
        """What the figure is held against, a wider area's or its own of before, was revised."""
        key = "from" if family(after) == "movement" else "reference"
        if key == "from":
            figure = f"the figure for {in_sentence(str(after['since']))}"
        else:
            figure = f"the figure for {self._area(str(after['than'])).in_text}"
        if key not in before or key not in after or before.get("since") != after.get("since"):
            return f"{figure} is another"
        values = [amount(card, fact[key]) for fact in (before, after)]
        return f"{figure} was revised from {values[0]} to {values[1]}"

    def _subject(self, card: Indicator, fact: Fact) -> str:
        return f"{card.phrase} in {self._area(str(fact['area'])).in_text}"

    def _area(self, code: str) -> Area:
        name = (self.changes.names or {}).get(code, code)
        return Area(code, "", name, "", ())


def lines(changes: Changes, cards: Mapping[str, Indicator]) -> list[str]:
    """The comparison as the command line prints it: counts, then claims, data and methods."""
    words = Words(changes, cards)
    found = [f"{_counts(changes)}."]
    for kind, heading in _HEADINGS.items():
        chosen = [change for change in changes.claims if change.kind == kind]
        if chosen:
            found += ["", heading]
            found += [f"  {'* ' if c.key else '  '}{words.claim(c)} [{c.id}]" for c in chosen]
    for heading, renewals in (
        ("Newer releases", changes.releases),
        ("Figures for other periods", changes.periods),
        ("Methods", changes.methods),
    ):
        if renewals:
            found += ["", heading, *(f"    {words.renewal(one)}" for one in renewals)]
    for heading, chapters in (
        ("New chapters", changes.new_chapters),
        ("Chapters left out", changes.lost_chapters),
    ):
        if chapters:
            found += ["", f"{heading}: {', '.join(chapters)}"]
    return found


_HEADINGS = {
    "flipped": "No longer true as it was said (* a key message)",
    "vanished": "No longer said",
    "appeared": "Newly said",
    "moved": "Same assertion, other figures",
    "reworded": "Said in other words",
}


def _counts(changes: Changes) -> str:
    kinds = ("flipped", "vanished", "appeared", "moved", "reworded")
    counted = {kind: len([c for c in changes.claims if c.kind == kind]) for kind in kinds}
    parts = [f"{count} {kind}" for kind, count in counted.items() if count]
    return f"Claims: {listed([*parts, f'{changes.unchanged} unchanged'])}"


def _differing(before: str, after: str) -> tuple[str, str]:
    """The sentences of two texts that the other does not hold; all where that leaves none."""
    parts = [_SENTENCE_END.split(text) for text in (before, after)]
    kept = [
        " ".join(part for part in own if part not in other)
        for own, other in (parts, reversed(parts))
    ]
    return (kept[0], kept[1]) if all(kept) else (before, after)


def _scope(text: str) -> str:
    """Among which places a claim names the lowest or highest; empty where it does not say so."""
    found = re.match(r"(?:Within|Across) [^,]+(?=,)", text)
    return uncapitalised(found.group()) if found else ""


def _instead(gap: str, word: str) -> str:
    return f" {word} “{gap}”" if gap else ""


def _begins(card: Indicator, before: Fact, after: Fact) -> str:
    """That the years compared begin later, which alone may turn a rise into a fall."""
    starts = [in_sentence(str(fact["since"])) for fact in (before, after)]
    if starts[0] == starts[1]:
        return ""
    old, new = float(before["from"]), float(after["value"])
    level = "the same" if new == old else "higher" if new > old else "lower"
    return (
        f", and the comparison now begins in {starts[1]}, not in {starts[0]}, beside whose "
        f"{amount(card, old)} the new figure is {level}"
    )


def _it(card: Indicator) -> str:
    return "they" if card.plural else "it"


def _those(card: Indicator, kind: str) -> str:
    if kind in ("higher", "lower"):
        return ""
    return "those " if card.plural else "that "
