"""Which figures of the edition before were revised since, indicator by indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from evidencebook.build.collect import Record
from evidencebook.build.turns import Figure, Given, figures, number, table
from evidencebook.indicators import Indicator

# The columns of a table whose rows name their indicator.
_LONG = {"Area code", "Measure", "Period", "Value", "Unit"}


@dataclass(frozen=True)
class Revised:
    """What became of the figures of one indicator that the edition before showed.

    Attributes
    ----------
    indicator : str
    compared, revised : int
        Figures of the edition before that are still given, and how many of them differ.
    typical : float
        By what share of what it was a revised figure moved: the median.
    area, period : str
        Of the figure revised most for its size: the area's code, the period's label.
    before, after : float
        That figure.
    """

    indicator: str
    compared: int
    revised: int
    typical: float
    area: str
    period: str
    before: float
    after: float


def revised(
    before: Iterable[Record],
    after: Iterable[Record],
    cards: Mapping[str, Indicator],
    given: Given,
) -> tuple[Revised, ...]:
    """Compare the figures of two editions, in the unit of each indicator's card.

    Parameters
    ----------
    before, after : iterable of dict
        Their blocks.
    cards : mapping
        Indicator cards by slug.
    given : callable
        Indicator, area and period → the figure of the later edition's snapshot, for what the
        later edition shows no more.

    Returns
    -------
    tuple of Revised
        Of the indicators with a revised figure, the most widely revised first.
    """
    old, new = _shown(before, cards), _shown(after, cards)
    pairs: dict[str, list[tuple[Figure, float, float]]] = defaultdict(list)
    for key, was in old.items():
        slug, area, period, unit = key
        if (card := cards.get(slug)) is None or card.unit.lower() != unit:
            continue
        now = new[key] if key in new else given(slug, area, period)
        if now is not None:
            places = card.decimals + 3
            pairs[slug].append((key, round(was, places), round(now, places)))
    found = [one for slug, listed in pairs.items() if (one := _of(slug, listed))]
    return tuple(sorted(found, key=lambda one: (-one.revised / one.compared, one.indicator)))


def _shown(blocks: Iterable[Record], cards: Mapping[str, Indicator]) -> dict[Figure, float]:
    """Every figure in an edition's tables of one indicator, and in those that name each."""
    listed = list(blocks)
    slugs = {card.title: slug for slug, card in cards.items()}
    found: dict[Figure, float | None] = {}
    for row in (row for block in listed for row in table(block)):
        if row.keys() >= _LONG and row["Measure"] in slugs:
            key = (slugs[row["Measure"]], row["Area code"], row["Period"], row["Unit"].lower())
            value = number(row["Value"])
            found[key] = value if found.get(key, value) == value else None
    known = {key: value for key, value in found.items() if value is not None}
    return known | figures(listed)


def _of(slug: str, pairs: list[tuple[Figure, float, float]]) -> Revised | None:
    changed = [pair for pair in pairs if pair[1] != pair[2]]
    if not changed:
        return None
    (_, area, period, _), was, now = max(changed, key=_share)
    return Revised(
        slug, len(pairs), len(changed), median(map(_share, changed)), area, period, was, now
    )


def _share(pair: tuple[Figure, float, float]) -> float:
    """By what share of what it was a figure moved; from nought, by all of it."""
    _, was, now = pair
    return abs(now - was) / abs(was) if was else 1.0
