"""Revisions of the snapshot in plain words, for the command line and the page of changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import amount, listed
from evidencebook.indicators import Indicator
from evidencebook.periods import long_date
from evidencebook.sources.revisions import Revision, Shift

# How many areas and periods are named; the rest is counted.
NAMED = 4
# More than half of all values revised, and half of those by more than this share of what they
# were: not news, but another measure.
ANOTHER_MEASURE = 0.2
_HOW = {"new": "a new table", "withdrawn": "no longer in the snapshot"}
# What a reader need not be told: addresses change with every release.
_UNTOLD = ("url",)
_COUNTED = ("revised", "added", "withdrawn")


def lines(
    found: Sequence[Revision], cards: Mapping[str, Indicator], name: Callable[[str], str] = str
) -> list[str]:
    """A comparison of two snapshots, a paragraph for each table, and a last line that counts.

    Parameters
    ----------
    found : sequence of Revision
    cards : mapping
        Indicator cards by slug, to print values with their unit.
    name : callable
        Area code → name.
    """
    told = [line for one in found for line in _table(one, cards.get(one.name), name)]
    sums = {what: sum(getattr(one, what) for one in found) for what in _COUNTED}
    counts = ", ".join(f"{number:,} {what}" for what, number in sums.items())
    tables = "1 table differs" if len(found) == 1 else f"{len(found):,} tables differ"
    return [*told, f"{tables}; values: {counts}"]


def _table(one: Revision, card: Indicator | None, name: Callable[[str], str]) -> list[str]:
    head = f"{card.title if card else one.name} ({one.name})"
    if one.how != "changed":
        return [f"{head}: {_HOW[one.how]}, {max(one.rows):,} rows"]
    released = [long_date(date) for date in one.released]
    if released[0] != released[1]:
        head += f", released {released[1] or 'no date'} (before: {released[0] or 'no date'})"
    facts = [_periods(one), *_values(one, card, name), *_areas(one, name), *_said(one)]
    if one.kind == "lookup":
        facts.insert(0, f"rows: {one.rows[1]:,} (before: {one.rows[0]:,})")
    return [head, *(f"  {fact}" for fact in facts if fact)]


def _periods(one: Revision) -> str:
    parts = {"new periods": one.new_periods, "periods left out": one.lost_periods}
    return "; ".join(f"{what}: {_few(texts)}" for what, texts in parts.items() if texts)


def _values(one: Revision, card: Indicator | None, name: Callable[[str], str]) -> list[str]:
    found = []
    if one.revised:
        typical = "" if one.typical is None else f", typically by {_share(one.typical)}"
        found.append(f"revised: {one.revised:,} of {one.compared:,} values{typical}")
    if (one.typical or 0) > ANOTHER_MEASURE and one.revised > one.compared / 2:
        found.append("so large a change is rarely news: see whether the unit or base is another")
    if one.largest:
        found.append(f"largest: {_shift(one.largest, card, name)}")
    if one.largest_relative and one.largest_relative != one.largest:
        found.append(f"largest for its size: {_shift(one.largest_relative, card, name)}")
    if one.added:
        old = f", {one.added_to_old:,} of them of periods held before" if one.added_to_old else ""
        found.append(f"added: {one.added:,} values{old}")
    if one.withdrawn:
        held = f", {one.withheld:,} of them now marked as not given" if one.withheld else ""
        found.append(f"withdrawn: {one.withdrawn:,} values{held}")
    if one.intervals:
        found.append(f"other intervals: {one.intervals:,} values")
    if one.marks:
        found.append(f"other marks: {one.marks:,} values")
    return found


def _areas(one: Revision, name: Callable[[str], str]) -> list[str]:
    parts = {"new areas": one.new_areas, "areas left out": one.lost_areas}
    return [
        f"{what}: {_few([f'{name(code)} ({code})' for code in codes])}"
        for what, codes in parts.items()
        if codes
    ]


def _said(one: Revision) -> list[str]:
    return [
        f"{what}: now “{after or 'nothing'}” (before: “{before or 'nothing'}”)"
        for what, (before, after) in one.facts.items()
        if what not in _UNTOLD
    ]


def _shift(shift: Shift, card: Indicator | None, name: Callable[[str], str]) -> str:
    values = [
        amount(card, value) if card else format_value(value, decimals=3)
        for value in (shift.before, shift.after)
    ]
    of = ", ".join([name(shift.area), shift.period, *shift.dims.values()])
    share = "" if shift.relative is None else f" ({_signed(100 * shift.relative)})"
    return f"{of}, from {values[0]} to {values[1]}{share}"


def _share(part: float) -> str:
    return percent(100 * part) if part >= 0.001 else "less than 0.1%"


def _signed(share: float) -> str:
    return format_value(share, suffix="%", decimals=1, signed=True)


def _few(texts: Sequence[str]) -> str:
    more = f"{len(texts) - NAMED:,} more" if len(texts) > NAMED else ""
    return listed([*texts[:NAMED], *([more] if more else [])])
