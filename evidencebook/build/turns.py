"""What a claim asserts, in two editions: whether it turned, how far its figures moved, and why."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evidencebook.blocks.wording import rank_words
from evidencebook.build.collect import Record

Fact = Mapping[str, Any]
Figure = tuple[str, str, str, str]
# What each edition shows; and what the snapshot of the later one gives, where it is at hand.
Given = Callable[[str, str, str], float | None]
Shown = tuple[Mapping[Figure, float], Mapping[Figure, float], Given]
Cause = Literal["new period", "revised", "comparison revised", "interval revised", "others", ""]

LEVELS = {"higher": 2, "lower": -2, "similar": 0, "same": 0, "unclear": 0}
MOVES = {
    "rising": 2,
    "up without trend": 1,
    "little changed": 0,
    "unchanged": 0,
    "not certainly changed": 0,
    "down without trend": -1,
    "falling": -2,
}
_OTHERS = {"above": 2, "below": -2, "deepened": 2, "faded": -2}
DIRECTIONS = {**LEVELS, **MOVES, **_OTHERS}
# The columns of a plain table of figures beside that of the values.
_PLACED = {"Area code", "Period"}
_AROUND = {*_PLACED, "Area", "Lower 95%", "Upper 95%", "Computed"}
# What a fact's value is held against: another area's figure, its own of before, or their ratio.
_COMPARED = ("reference", "from", "index")
# A place is named by these: another place is another finding.
NAMING = ("lowest", "highest", "first")
# Asserted without a direction: figures of these move, or cross a line of their own.
PLAIN = ("level", "share", "rank", "index", "since", "shift-share", "association", *NAMING)


def nothing_given(indicator: str, area: str, period: str) -> None:
    """No figure: the snapshot of the later edition is not at hand."""


@dataclass(frozen=True)
class Turn:
    """One thing that a claim asserts, in two editions.

    Attributes
    ----------
    before, after : mapping
        The fact as the claim's block holds it.
    step : int
        How far the assertion turned: 0 it stands, 4 it is the opposite.
    far : float
        How far the figures moved, as a share, whatever their unit.
    cause : str
        ``new period``, ``revised`` (its own figure), ``comparison revised``, ``interval
        revised``, ``others`` (figures of other areas or periods); empty where no figure changed.
    restated : float or None
        Where a new period came: what the later edition gives for the former period, if that was
        revised and the edition shows it anywhere.
    """

    before: Fact
    after: Fact
    step: int
    far: float
    cause: Cause
    restated: float | None = None


def turns(before: Record, after: Record, shown: Shown | None = None) -> tuple[Turn, ...]:
    """The assertions of a claim that both editions make, where they or their figures differ.

    Parameters
    ----------
    before, after : dict
        The claim's block in each edition.
    shown : tuple, optional
        What `figures` gives of each edition, and a function from indicator, area and period to
        a figure of the later one's snapshot, to tell whether a former period was revised.
    """
    waiting: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in before.get("asserts") or []:
        waiting[_about(fact)].append(fact)
    found = []
    for fact in after.get("asserts") or []:
        if same := waiting[_about(fact)]:
            old = same.pop(0)
            if old != fact:
                told = _named(old, before) and _named(fact, after)
                step, cause = crossed(old, fact) * told, _cause(old, fact, before, after)
                again = _restated(old, before, shown) if cause == "new period" and shown else None
                found.append(Turn(old, fact, step, _far(old, fact), cause, again))
    return tuple(sorted(found, key=lambda turn: (-turn.step, -turn.far)))


def family(fact: Fact) -> str:
    """What a fact is about: ``level``, ``movement`` or a kind of its own."""
    kind = str(fact.get("kind", ""))
    if kind in LEVELS:
        return "level"
    if kind in MOVES:
        return "movement"
    return kind if kind in PLAIN else kind.partition(":")[0] if ":" in kind else "other"


def crossed(before: Fact, after: Fact) -> int:
    """How far an assertion turned: 0 where it stands, up to 4 for its opposite."""
    kinds = [str(fact.get("kind", "")) for fact in (before, after)]
    if all(kind in DIRECTIONS for kind in kinds):
        return abs(DIRECTIONS[kinds[0]] - DIRECTIONS[kinds[1]])
    if kinds[0] != kinds[1]:
        return 0 if set(kinds) & set(PLAIN) else 2
    if kinds[0] in NAMING:
        return 1 * (before.get("area") != after.get("area"))
    if kinds[0] == "rank":
        return 2 * (_half(before) != _half(after))
    if kinds[0] == "index":
        sides = [_side(fact) for fact in (before, after)]
        path = before.get("path") != after.get("path")
        return max(2 * abs(sides[0] - sides[1]), 2 * path)
    return 0


def table(block: Record) -> list[dict[str, str]]:
    """The rows behind a block."""
    return list(csv.DictReader(io.StringIO(block.get("csv") or "")))


def figures(blocks: Iterable[Record]) -> dict[Figure, float]:
    """Every figure that an edition's plain tables of one indicator show.

    Returns
    -------
    dict
        (indicator, area, period, unit in small letters) → value; without those for which two
        tables differ, as those of two ages or sexes do.
    """
    found: dict[Figure, float | None] = {}
    for block in blocks:
        rows, slugs = table(block), block.get("indicators") or []
        own = [column for column in (rows[0] if rows else ()) if column not in _AROUND]
        if len(slugs) != 1 or len(own) != 1 or not rows[0].keys() >= _PLACED:
            continue
        for row in rows:
            key = (slugs[0], row["Area code"], row["Period"], own[0].lower())
            value = number(row[own[0]])
            found[key] = value if found.get(key, value) == value else None
    return {key: value for key, value in found.items() if value is not None}


def _restated(fact: Fact, block: Record, shown: Shown) -> float | None:
    """What the later edition gives for a figure of the earlier one, if that is another."""
    slug, area, period = (str(fact.get(name, "")) for name in ("indicator", "area", "period"))
    key = (slug, area, period, str(block["unit"]).lower())
    before = shown[0].get(key)
    if before is None or before != fact.get("value"):
        return None
    now = shown[1][key] if key in shown[1] else shown[2](slug, area, period)
    return now if now != before else None


def number(text: str) -> float | None:
    """A cell's number; None where it holds none."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _about(fact: Fact) -> tuple[str, ...]:
    """What tells the facts of one claim apart."""
    area = "" if fact.get("kind") in NAMING else str(fact.get("area", ""))
    told = (str(fact.get(key, "")) for key in ("indicator", "than", "industry", "with"))
    return (family(fact), area, *told)


def _named(fact: Fact, block: Record) -> bool:
    """Whether a claim names the place that a fact is about; of several alike it names none."""
    if fact.get("kind") not in NAMING:
        return True
    names = (row["Area"] for row in table(block) if row.get("Area code") == fact.get("area"))
    return any(name in block["text"] for name in names)


def _half(fact: Fact) -> str:
    """The end that a rank is counted from, or that it is the first or last: its wording."""
    words = rank_words(int(fact["rank"]), int(fact["of"]))
    return words if words in ("the highest", "the lowest") else words.rpartition(" ")[2]


def _side(fact: Fact) -> int:
    """Whether a figure is above (1), at (0) or below (-1) the one it is a share of, as printed."""
    away = round(float(fact["index"]) - 100, 1)
    return (away > 0) - (away < 0)


def _far(before: Fact, after: Fact) -> float:
    """How far the figures of an assertion moved, as a share."""
    sizes = [_size(fact) for fact in (before, after)]
    if sizes[0] is None or sizes[1] is None:
        return 0.0
    if family(after) in ("rank", "index") or all(
        "from" in f or "reference" in f for f in (before, after)
    ):
        return round(abs(sizes[1] - sizes[0]), 6)
    return round(abs(sizes[1] - sizes[0]) / abs(sizes[0]), 6) if sizes[0] else 0.0


def _size(fact: Fact) -> float | None:
    """A figure freed of its unit where the fact allows: its rank, growth or ratio."""
    if fact.get("kind") == "rank":
        return float(fact["rank"]) / float(fact["of"])
    if fact.get("kind") == "index":
        return float(fact["index"]) / 100
    value, base = fact.get("value"), fact.get("reference", fact.get("from"))
    if value is None:
        return None
    return float(value) / float(base) if base else float(value)


def _cause(before: Fact, after: Fact, old: Record, new: Record) -> Cause:
    """Why an assertion or its figures differ."""
    if before.get("period") != after.get("period"):
        return "new period"
    if before.get("value") != after.get("value"):
        return "revised"
    if any(before.get(key) != after.get(key) for key in _COMPARED):
        return "comparison revised"
    areas = {str(fact.get(key, "")) for fact in (before, after) for key in ("area", "than")}
    rows = [[r for r in table(b) if r.get("Area code") in areas] for b in (old, new)]
    if rows[0] and rows[0] != rows[1]:
        return "interval revised" if "Lower 95%" in rows[0][0] else "others"
    return "others" if old.get("csv") != new.get("csv") else ""
