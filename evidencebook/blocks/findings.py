"""What the title of a figure says: its finding, in words that the figures allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.blocks.claims import named_end
from evidencebook.blocks.movement import moved
from evidencebook.blocks.wording import (
    bare,
    possessive,
    printed,
    relation,
    relation_in,
    relation_words,
    sentence_case,
    when,
)


def against(place: Place, own: Figure) -> str:
    """The finding in words: the area against the widest area, in the newest period."""
    card = own.indicator
    widest = place.widest(card.slug, own.period)
    if widest is None:
        return f"{card.title} in {place.area.in_text}"
    if card.aggregation.rule == "sum":
        return f"{sentence_case(card.phrase)} in {place.area.in_text} {card.verb} {printed(own)} in {own.period}"  # noqa: E501
    said = relation_words(relation(own, widest))
    return f"{possessive(place.area)} {bare(card.phrase)} {card.verb} {said} {possessive(widest.area)} in {own.period}"  # noqa: E501


def among_comparators(place: Place, own: Figure, found: Sequence[Figure]) -> str:
    """The finding in words: than in how many of its comparators the figure is higher or lower.

    Amounts say nothing beside those of places of another size, so that they are only told.
    """
    codes = {area.code for area in place.neighbours}
    others = [one for one in found if one.area.code in codes]
    if own.indicator.aggregation.rule == "sum" or not others:
        return against(place, own)
    card, relations = own.indicator, Counter(relation(own, one) for one in others)
    subject = f"{when(own.period)}, {possessive(place.area)} {bare(card.phrase)} {card.verb}"
    if len(others) == 1:
        (other,) = others
        near = relation_in(relation(own, other), plural=card.plural)
        return f"{subject} {near} {other.area.in_text}"
    return f"{subject} {_sides(relations['higher'], relations['lower'], len(others))}"


def moved_title(place: Place, first: Figure, last: Figure) -> str:
    """The finding in words: how the area's figure moved between two periods."""
    moves = {
        "rising": "rose",
        "falling": "fell",
        "not certainly changed": "did not certainly change",
        "up without trend": "moved up without a steady trend",
        "down without trend": "moved down without a steady trend",
    }
    verb = moves.get(moved(place, first, last).kind, "changed little")
    subject = f"{possessive(place.area)} {bare(last.indicator.phrase)}"
    return f"{subject} {verb} between {first.period} and {last.period}"


def having(found: Sequence[Figure], end: Figure) -> str:
    """``Burnley has`` or, where several share the printed figure, ``3 authorities have``."""
    name = named_end(found, end)
    return f"{name} {'has' if name == end.area.in_text else 'have'}"


def _sides(higher: int, lower: int, whole: int) -> str:
    """``higher than in 3 of its 5 comparators and lower than in 1``."""
    if not higher and not lower:
        return f"not clearly higher or lower than in any of its {whole} comparators"
    word, count = ("higher", higher) if higher else ("lower", lower)
    some = f"all {whole} of its" if count == whole else f"{count} of its {whole}"
    said = f"{word} than in {some} comparators"
    if not (higher and lower):
        return said
    rest = f"{lower}"
    if higher + lower == whole:
        rest = "the other" if lower == 1 else f"the other {lower}"
    return f"{said} and lower than in {rest}"
