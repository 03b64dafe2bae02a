"""The United Kingdom's local authorities as an inline SVG of few bytes, to pick books from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evidencebook.blocks.charts.map_shapes import simplified
from evidencebook.blocks.geometry import shapes
from evidencebook.store import Store

# Pixels a metre for which borders are simplified, and steps of the grid in a pixel: whole
# numbers of steps are short to write.
SCALE, STEPS = 0.0008, 2
# What is drawn, in metres of the National Grid: left, bottom, right, top.
DRAWN = (-6_000.0, 0.0, 664_000.0, 1_062_000.0)
SHETLAND, LONDON = "S12000027", "E09"
# Shetland is moved by so many metres, into the sea east of Caithness.
MOVED = (128_000.0, -176_000.0)
# London is drawn a second time, so many times as large, with its left bottom corner there.
TIMES, CORNER = 3.4, (452_000.0, 590_000.0)
# The edge around what is drawn elsewhere than it lies, in metres.
EDGE = 12_000.0


@dataclass(frozen=True)
class Drawn:
    """One authority: its code, its name, and the path of its boundary."""

    code: str
    name: str
    path: str


@dataclass(frozen=True)
class Outlines:
    """Every authority on the map.

    Attributes
    ----------
    main : sequence of Drawn
        By code.
    enlarged : sequence of Drawn
        Those of London once more, larger.
    boxes : sequence of tuple
        Around what is not drawn where it lies: left, top, width and height, in steps.
    """

    main: Sequence[Drawn]
    enlarged: Sequence[Drawn]
    boxes: Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Target:
    """Where an authority leads: a book's address, and the book's area if it is a larger one."""

    address: str
    part_of: str = ""


def outlines(store: Store) -> Outlines | None:
    """The boundaries of all local authorities of today; None where the snapshot has none."""
    if not store.has("boundaries"):
        return None
    areas = store.lookup("areas")
    today = areas[areas["current"] & areas["level"].eq("ltla")]
    names = {str(code): str(name) for code, name in zip(today["code"], today["name"], strict=True)}
    found = shapes(store, names)
    if not found:
        return None
    placed = {code: _placed(code, shape) for code, shape in found.items()}
    london = {code: _enlarged(shape, found) for code, shape in found.items() if _in_london(code)}
    apart = [placed[code] for code in placed if code == SHETLAND]
    boxes = [_box(group) for group in (apart, list(london.values())) if group]
    return Outlines(_drawn(placed, names), _drawn(london, names), boxes)


def view_box() -> tuple[int, int]:
    """Width and height of the map, in steps."""
    left, bottom, right, top = DRAWN
    return round((right - left) * SCALE * STEPS), round((top - bottom) * SCALE * STEPS)


def svg(made: Outlines, targets: Mapping[str, Target]) -> str:
    """The map: authorities that lead to a book are links, which a script puts into the tab order.

    Without it they are no stop for the tab key: the list of books is the way for the keyboard.

    Parameters
    ----------
    made : Outlines
    targets : mapping
        Code of an authority → where it leads.
    """
    wide, tall = view_box()
    plain = "".join(_plain(one) for one in made.main if one.code not in targets)
    links = "".join(_link(one, targets[one.code]) for one in made.main if one.code in targets)
    again = "".join(
        _link(one, targets[one.code]) if one.code in targets else _plain(one)
        for one in made.enlarged
    )
    boxes = "".join('<rect x="{}" y="{}" width="{}" height="{}"/>'.format(*b) for b in made.boxes)
    return (
        f'<svg id="map" viewBox="0 0 {wide} {tall}" role="group" aria-labelledby="map-heading" '
        f'aria-describedby="map-help">\n<g aria-hidden="true">{boxes}{plain}</g>\n'
        f'<g class="links">{links}</g>\n<g aria-hidden="true">{again}</g>\n</svg>'
    )


def _plain(one: Drawn) -> str:
    return f'<path data-code="{one.code}" d="{one.path}"><title>{escape(one.name)}</title></path>\n'


def _link(one: Drawn, target: Target) -> str:
    name, part = escape(one.name), escape(target.part_of)
    within = (
        f' class="part" data-in="{part}" aria-label="{name}, in the book of {part}"' if part else ""
    )
    return (
        f'<a href="{escape(target.address)}" tabindex="-1" data-code="{one.code}"{within}>'
        f'<title>{name}</title><path d="{one.path}"/></a>\n'
    )


def _in_london(code: str) -> bool:
    return code.startswith(LONDON)


def _placed(code: str, shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda at: at + MOVED) if code == SHETLAND else shape


def _enlarged(shape: BaseGeometry, found: Mapping[str, BaseGeometry]) -> BaseGeometry:
    bounds = shapely.total_bounds([one for code, one in found.items() if _in_london(code)])
    return shapely.transform(shape, lambda at: (at - bounds[:2]) * TIMES + CORNER)


def _box(group: Sequence[BaseGeometry]) -> tuple[int, int, int, int]:
    left, bottom, right, top = shapely.total_bounds(group)
    corners = np.array([[left - EDGE, top + EDGE], [right + EDGE, bottom - EDGE]])
    (x, y), (to_x, to_y) = _steps((corners - (DRAWN[0], DRAWN[3])) * (SCALE, -SCALE)).tolist()
    return x, y, to_x - x, to_y - y


def _drawn(placed: Mapping[str, BaseGeometry], names: Mapping[str, str]) -> list[Drawn]:
    """Paths of authorities; borders stay shared, and islands too small to see are left out."""
    if not placed:
        return []
    thin = simplified(list(placed.values()), DRAWN, SCALE)
    made = zip(placed, thin, strict=True)
    return [Drawn(code, names[code], path(shape)) for code, shape in made if not shape.is_empty]


def path(shape: BaseGeometry) -> str:
    """A boundary in pixels as the shortest SVG path, in whole steps of the grid."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    made = [_ring(_steps(np.asarray(ring.coords))) for ring in rings]
    if not any(made) and rings:  # smaller than a step: a square of one
        x, y = _steps(np.asarray(rings[0].coords))[0].tolist()
        return f"M{x} {y}h1v1h-1z"
    return "".join(made)


def _steps(points: np.ndarray) -> np.ndarray:
    return np.rint(points * STEPS).astype(int)


def _ring(points: np.ndarray) -> str:
    """One closed ring; nothing where rounding left no area of it."""
    points = points[:-1][np.any(np.diff(points, axis=0) != 0, axis=1)]
    if len(points) < 3:
        return ""
    (x, y), moves = points[0].tolist(), np.diff(points, axis=0).tolist()
    text = "".join(f"{_number(dx)}{_number(dy)}" for dx, dy in moves).removeprefix(" ")
    return f"M{x} {y}l{text}z"


def _number(value: int) -> str:
    """A number that needs a space before it only if it has no sign."""
    return f"{value}" if value < 0 else f" {value}"
