"""Boundaries as few points as the eye needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from evidencebook.blocks.charts.canvas import HATCH, Plot
from evidencebook.blocks.charts.palette import WHITE

TOLERANCE = 0.7
SMALLEST = 1.2
MANY = 60
# Of many areas each is small, and less of its outline can be seen: up to how many, how coarse.
COARSER = ((MANY, 1.0), (200, 1.6), (float("inf"), 2.4))


def simplified(shapes: Sequence[BaseGeometry], bounds: Any, scale: float) -> list[BaseGeometry]:
    """Turn metres into pixels from the top left, without detail that cannot be seen.

    Shared borders stay shared (Visvalingam–Whyatt on the coverage, as GEOS does it).
    Islands smaller than about a pixel are left out unless they are all there is.
    """

    def pixels(points: np.ndarray) -> np.ndarray:
        return np.column_stack(
            [(points[:, 0] - bounds[0]) * scale, (bounds[3] - points[:, 1]) * scale]
        )

    moved = [_large(shapely.transform(shape, pixels)) for shape in shapes]
    tolerance = TOLERANCE * next(times for most, times in COARSER if len(moved) <= most)
    try:
        thin = list(shapely.coverage_simplify(moved, tolerance))
    except shapely.errors.GEOSException:
        thin = [shape.simplify(tolerance) for shape in moved]
    return [_large(shape if shape.is_valid else shapely.make_valid(shape)) for shape in thin]


def _large(shape: BaseGeometry) -> BaseGeometry:
    pieces = shapely.get_parts(shapely.get_parts(shape))
    parts = [part for part in pieces if part.geom_type == "Polygon"]
    largest = max((part.area for part in parts), default=0.0)
    kept = [part for part in parts if part.area >= min(SMALLEST, largest)]
    return shapely.multipolygons(kept)


def draw_shapes(plot: Plot, shapes: Sequence[BaseGeometry], fill: str | None) -> None:
    """Draw the boundaries of one class with thin white borders; hatched if it has no fill."""
    rings = [
        ring
        for part in shapely.get_parts(shapely.orient_polygons(np.array(shapes, dtype=object)))
        for ring in (part.exterior, *part.interiors)
    ]
    path = Path.make_compound_path(*(_closed(ring) for ring in rings))
    look: dict[str, Any] = {"facecolor": fill, "edgecolor": WHITE, "linewidth": 0.8}
    if fill is None:
        look = {"facecolor": "white", "edgecolor": HATCH, "hatch": "////", "linewidth": 0.5}
    plot.add(PathPatch(path, transform=plot.scale, **look), 2)


def _closed(ring: Any) -> Path:
    points = np.asarray(ring.coords)
    codes = [Path.MOVETO, *[Path.LINETO] * (len(points) - 2), Path.CLOSEPOLY]
    return Path(points, codes)
