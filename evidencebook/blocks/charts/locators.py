"""Where a place lies: a small map without words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evidencebook.blocks.charts.map_shapes import MANY, simplified
from evidencebook.blocks.charts.palette import DARK_BLUE, LIGHT, WHITE
from evidencebook.blocks.charts.svg import short

WIDTH, HEIGHT = 220.0, 260.0


def locator(own: Sequence[BaseGeometry], around: Sequence[BaseGeometry]) -> str:
    """Draw a place in dark blue among the others of its region or nation.

    Parameters
    ----------
    own, around : sequence of shapely geometry
        Boundaries in metres of the place's authorities, and of the others; neighbours share
        their borders. Of very many, only the outline is drawn.

    Returns
    -------
    str
        SVG, at most 220 by 260 pixels, without a text alternative of its own.
    """
    ground, front = _few(around), _few(own)
    bounds = shapely.total_bounds([*ground, *front])
    scale = min(WIDTH / (bounds[2] - bounds[0]), HEIGHT / (bounds[3] - bounds[1]))
    shapes = simplified([*ground, *front], bounds, scale)
    wide, tall = (bounds[2:] - bounds[:2]) * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {short(wide + 2)} '
        f'{short(tall + 2)}" width="{short(wide + 2)}" height="{short(tall + 2)}" '
        f'focusable="false" stroke="{WHITE}" stroke-width="0.6">'
        f"{_drawn(shapes[: len(ground)], LIGHT)}{_drawn(shapes[len(ground) :], DARK_BLUE)}</svg>"
    )


def _few(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The shapes, or their one outline where they are very many."""
    return list(shapes) if len(shapes) <= MANY else [shapely.coverage_union_all(list(shapes))]


def _drawn(shapes: Sequence[BaseGeometry], fill: str) -> str:
    data = "".join(
        _ring(ring)
        for shape in shapes
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
    )
    return f'<path fill="{fill}" fill-rule="evenodd" d="{data}"/>' if data else ""


def _ring(ring: BaseGeometry) -> str:
    """A ring in tenths of a pixel, as steps from point to point."""
    tenths = np.round(shapely.get_coordinates(ring)[:-1] * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    moves = " ".join(f"{short(x / 10, 1)} {short(y / 10, 1)}" for x, y in steps[steps.any(axis=1)])
    x, y = tenths[0] / 10
    return f"M{short(x, 1)} {short(y, 1)}l{moves}z" if moves else ""
