"""The grammar of claims: when a word may be said, and how a place or list is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.areas import Area
from evidencebook.blocks.numbers import format_value, rounded
from evidencebook.indicators import Indicator

Relation = Literal["higher", "lower", "similar", "same", "unclear"]
NO_INTERVAL = "no confidence intervals are published"
NO_SUM_INTERVAL = "no confidence interval can be given for a sum of survey estimates"
# Without intervals, a difference of under 1% is not worth a word, nor one of under 2% to an
# estimate.
MATERIAL, MATERIAL_TO_ESTIMATE = 0.01, 0.02
# The first year of the pandemic, as calendar, financial and school years count it.
PANDEMIC = (pd.Timestamp("2020-01-01"), pd.Timestamp("2021-07-31"))
# How much of something there is, beside what there is elsewhere.
MORE_OR_LESS = {"higher": "more than", "lower": "less than", "similar": "about as much as"}
_WORDS = {
    "higher": "higher than",
    "lower": "lower than",
    "similar": "similar to",
    "same": "the same as",
    "unclear": "not certainly different from",
}


def relation(one: Figure, other: Figure) -> Relation:
    """Whether one figure may be called higher or lower than another.

    With intervals, only when they do not overlap (a cautious test: see the method page);
    with none, when the values differ by `MATERIAL` or more, and by more than one in the last
    decimal printed, which rounding alone may make. Where one alone has an interval, or neither
    though the source gives intervals, no one knows how uncertain a figure is, and nothing is
    claimed; nor is it of rates that rounding of the counts behind them alone may set apart.
    """
    if one.has_interval != other.has_interval:
        return "unclear"
    if not one.has_interval and (one.sampled or other.sampled):
        return "unclear"
    if one.has_interval:
        if one.lower_95 > other.upper_95:
            return "higher"
        return "lower" if one.upper_95 < other.lower_95 else "similar"
    estimated = any("estimate" in figure.computed for figure in (one, other))
    least = MATERIAL_TO_ESTIMATE if estimated else MATERIAL
    off, decimals = one.rounding + other.rounding, one.indicator.decimals
    return relation_of(one.value, other.value, decimals, off, least)


def relation_of(
    one: float, other: float, decimals: int, off: float = 0.0, least: float = MATERIAL
) -> Relation:
    """The same of two values without an interval.

    Parameters
    ----------
    decimals : int
        With how many they are printed. No more than one apart in the last, they are similar; but
        rates printed as whole numbers are told apart, for one in them is much.
    off : float
        By how much rounding of the counts behind them may set them apart.
    least : float
        The share of `other` from which a difference is worth a word.
    """
    if rounded(one, decimals) == rounded(other, decimals):
        return "same"
    if decimals > 0 and abs(one - other) < 1.01 * 10.0**-decimals:
        return "similar"
    found = difference(one, other, least)
    return "unclear" if found != "similar" and abs(one - other) <= off else found


def difference(one: float, other: float, least: float = MATERIAL) -> Relation:
    """Whether one value without an interval may be called higher or lower than another.

    Parameters
    ----------
    least : float
        The share of `other` from which a difference is worth a word.
    """
    if abs(one - other) < least * abs(other):
        return "similar"
    return "higher" if one > other else "lower"


def certain(one: Figure, other: Figure) -> bool:
    """Whether one figure may be called higher or lower than the other."""
    return relation(one, other) in ("higher", "lower")


def relation_words(found: Relation) -> str:
    """``higher than``, ``similar to`` and the like."""
    return _WORDS[found]


def relation_in(found: Relation, *, plural: bool = False) -> str:
    """The same before the name of a place: ``higher than in``, ``similar to that in``."""
    that = ("those " if plural else "that ") if found in ("similar", "unclear") else ""
    return f"{_WORDS[found]} {that}in"


def printed(figure: Figure) -> str:
    """The value as people write it."""
    return amount(figure.indicator, figure.value)


def from_to(first: Figure, last: Figure) -> str:
    """``from £9 to £12``, ``from 9 to 7 per 1,000 dwellings``: a unit of words is said once."""
    card = last.indicator
    worded = card.suffix.startswith(" ") and not card.prefix
    start = format_value(first.value, card.prefix, "" if worded else card.suffix, card.decimals)
    return f"from {start} to {printed(last)}"


def amount(card: Indicator, value: float) -> str:
    """A value of an indicator as people write it."""
    return format_value(value, card.prefix, card.suffix, card.decimals)


def with_interval(figure: Figure) -> str:
    """The value, and its 95% interval where there is one."""
    if not figure.has_interval:
        return printed(figure)
    card = figure.indicator
    suffix = card.suffix if card.suffix == "%" else ""
    low = format_value(figure.lower_95, card.prefix, suffix, card.decimals)
    return f"{printed(figure)} (95% interval {low} to {amount(card, figure.upper_95)})"


def bare(phrase: str) -> str:
    """A phrase without its article, to follow a possessive."""
    return phrase.removeprefix("the ").removeprefix("an ").removeprefix("a ")


def possessive(area: Area) -> str:
    """``Lancashire's``, ``St Helens'``, ``the North West's``."""
    return area.in_text + ("'" if area.name.endswith("s") else "'s")


def sentence_case(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """The text with its first letter small, to stand within a sentence; ``GDP`` stays as it is."""
    return text if text[1:2].isupper() or text[:1].isdigit() else text[:1].lower() + text[1:]


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def when(period: str) -> str:
    """How a period opens a sentence: ``In 2023``, ``In the year ending Sep 2024``."""
    if period.startswith("year ending"):
        return f"In the {period}"
    if period.startswith("mid-"):
        return f"In {period}"
    return f"In {period}" if " to " not in period else f"Over {period}"


def newest_of(figures: Sequence[Figure]) -> str:
    """From when the newest figures of several measures are: ``newest figures, 2022 to 2025``."""
    years = sorted({figure.end.year for figure in figures})
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
    return f"newest figures, {span}"


def in_sentence(period: str) -> str:
    """A period within a sentence: ``2023``, ``the year ending Sep 2024``."""
    return f"the {period}" if period.startswith("year ending") else period


def ordinal(number: int) -> str:
    """An ordinal number in figures: ``1st``, ``2nd``, ``3rd``, ``4th``."""
    tens = number % 100
    ending = "th" if 10 < tens < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def in_pandemic(figure: Figure) -> bool:
    """Whether a figure is of the first year of the pandemic, a poor year to measure from."""
    return within_pandemic(figure.start, figure.end)


def within_pandemic(start: pd.Timestamp, end: pd.Timestamp) -> bool:
    """Whether a period lies in the first year of the pandemic."""
    return bool(start >= PANDEMIC[0] and end <= PANDEMIC[1])


def rank_words(rank: int, count: int) -> str:
    """A rank from the top in words: ``the highest``, ``the 3rd highest``, ``the 2nd lowest``."""
    if rank <= (count + 1) // 2:
        return "the highest" if rank == 1 else f"the {ordinal(rank)} highest"
    back = count - rank + 1
    return "the lowest" if back == 1 else f"the {ordinal(back)} lowest"
