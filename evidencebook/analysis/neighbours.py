"""Statistical neighbours for areas that the Office for National Statistics lists none for.

ONS lists them for local authorities, counties and combined authorities. For sets, local
enterprise partnership areas, ITL areas, regions and nations, those of like kind and size that
lie nearest in the profile are taken: the method is ONS's own (Euclidean distance between
standardised measures), see `profile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.profile import MEASURES, profiles
from evidencebook.areas import NEIGHBOURS, Area, Areas

# Kinds that are likened to their own kind; all others are likened to places of like size.
_OWN_KIND = {
    "ltla": ("ltla",),
    "itl2": ("itl2",),
    "itl3": ("itl3",),
    "rgn": ("rgn",),
    "ctry": ("ctry",),
    "group": (),
    "uk": (),
}
# Of areas with the same extent, the first kind stands for all.
_PLACES = ("ltla", "county", "cauth", "lep", "itl2", "itl3")
_WIDE = ("rgn", "ctry", "group", "uk")
# Of neighbours, the population is at least half and at most double.
LIKE_SIZE = 2.0
# From this population on, regions and nations are of like size too.
REGIONAL = 2_500_000
# Of the measures, those that both areas must have.
SHARED = 0.75


def distances(own: pd.Series, others: pd.DataFrame) -> pd.Series:
    """How far other profiles lie from one.

    Parameters
    ----------
    own : Series
        Standardised measures of one area.
    others : DataFrame
        The same measures, one row an area.

    Returns
    -------
    Series
        The root of the mean squared difference over the measures that both have, by area, in
        standard deviations; missing where they share too few.
    """
    squared = (others - own) ** 2
    enough = squared.notna().mean(axis=1) >= SHARED
    return np.sqrt(squared.mean(axis=1)).where(enough)


def nearest(figures: Figures, area: Area, count: int = NEIGHBOURS) -> list[Area]:
    """The areas of like kind and size whose profile is most like one area's, nearest first.

    None of them shares an authority with it, or with a nearer one.

    Returns
    -------
    list of Area
        Empty for the United Kingdom, Great Britain, and areas that are not made of whole
        authorities. Where fewer than `count` are of like size, size is left aside.
    """
    known, own = profiles(figures), area.code
    if own not in known.table.index:
        return []
    found: list[Area] = []
    for like, of_size in _fields(figures.areas, area, known.population[own]):
        far = distances(known.table.loc[own], known.table.loc[like]).dropna()
        ratio = known.population[far.index] / known.population[own]
        alike = ratio.between(1 / LIKE_SIZE, LIKE_SIZE) | (not of_size)
        found = _disjoint(figures.areas, far[alike], area)[:count]
        if len(found) == count:
            break
    return found


def described() -> str:
    """Where such neighbours come from, in words."""
    return f"areas of like kind, nearest in a profile of {len(MEASURES)} measures computed here"


def _fields(areas: Areas, area: Area, residents: float) -> Iterator[tuple[list[str], bool]]:
    """Codes to choose from, and whether only those of like size: narrowest field first."""
    wide = [areas[code].level for code in area.codes if areas[code].level in _WIDE]
    kinds = _OWN_KIND.get(wide[0] if wide else area.level)
    if kinds is None:
        larger = [*_places(areas), *_of_kinds(areas, ("rgn", "ctry"))]
        yield (larger if residents >= REGIONAL else _places(areas)), True
    else:
        larger = _of_kinds(areas, kinds)
    yield larger, True
    yield larger, False


def _of_kinds(areas: Areas, kinds: Iterable[str]) -> list[str]:
    return [area.code for kind in kinds for area in areas.of_level(kind) if area.members]


@lru_cache(maxsize=2)
def _places(areas: Areas) -> list[str]:
    """Places smaller than regions, every extent once, single authorities of ITL size included."""
    found: dict[frozenset[str], str] = {}
    wide = {frozenset(areas[code].members) for code in _of_kinds(areas, _WIDE)}
    extents = {frozenset(areas[code].members) for code in _of_kinds(areas, _PLACES[1:])} - wide
    for code in _of_kinds(areas, _PLACES):
        members = frozenset(areas[code].members)
        if members in extents:
            found.setdefault(members, code)
    return list(found.values())


def _disjoint(areas: Areas, far: pd.Series, area: Area) -> list[Area]:
    """Areas by distance, then code, that overlap neither one area nor a nearer one."""
    taken, found = set(area.members), list[Area]()
    for code in far.sort_index().sort_values(kind="stable").index:
        other = areas[code]
        if taken.isdisjoint(other.members):
            found.append(other)
            taken.update(other.members)
    return found
