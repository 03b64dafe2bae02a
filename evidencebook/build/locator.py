"""The small map on the front page: where the place lies, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evidencebook.areas import UK, Area, Areas
from evidencebook.blocks.charts.locators import locator
from evidencebook.blocks.geometry import shapes

BOUNDARIES = "boundaries"
# How far from the middle, as a share of the ground's half, still counts as the middle.
MIDDLE = 0.25


@dataclass(frozen=True)
class Locator:
    """A place on a map of what is around it.

    Attributes
    ----------
    svg : str
        The drawing.
    alt : str
        What it shows, in words.
    caption : str
        The place and the ground it is drawn on.
    """

    svg: str
    alt: str
    caption: str


def located(areas: Areas, area: Area) -> Locator | None:
    """The map of an area in its region, nation or the United Kingdom.

    None where the snapshot has no boundaries of it.
    """
    if not areas.store.has(BOUNDARIES):
        return None
    ground = areas[_ground(areas, area)]
    found = shapes(areas.store, {*ground.members, *area.members})
    own = [found[code] for code in area.members if code in found]
    others = [found[code] for code in ground.members if code in found.keys() - {*area.members}]
    if not own:
        return None
    where = f"{area.name} in {ground.in_text}" if others else area.name
    return Locator(locator(own, others), _told(area, ground, own, others), where)


def _ground(areas: Areas, area: Area) -> str:
    """The smallest of region, nation and United Kingdom that is larger than the area."""
    wider = [code for code in (area.region, area.nation, UK) if code]
    larger = (code for code in wider if len(areas[code].members) > len(area.members))
    return next(larger, area.code)


def _told(
    area: Area, ground: Area, own: Sequence[BaseGeometry], others: Sequence[BaseGeometry]
) -> str:
    count = len(area.members)
    parts = f" and its {count} local authorities" if count > 1 else ""
    if not others:
        return f"Map of {area.in_text}{parts}."
    lie = "lie" if parts else "lies"
    side = _side(own, [*own, *others])
    return f"Map of {ground.in_text}: {area.in_text}{parts} {lie} {side}."


def _side(own: Iterable[BaseGeometry], whole: Iterable[BaseGeometry]) -> str:
    """``in its north-west``, from the middles of the two extents."""
    inner, outer = (np.reshape(shapely.total_bounds(list(s)), (2, 2)) for s in (own, whole))
    east, north = (inner.mean(axis=0) - outer.mean(axis=0)) / ((outer[1] - outer[0]) / 2)
    down = "north" if north > MIDDLE else "south" if north < -MIDDLE else ""
    across = "east" if east > MIDDLE else "west" if east < -MIDDLE else ""
    return f"in its {'-'.join(filter(None, [down, across])) or 'middle'}"
