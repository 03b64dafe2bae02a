"""Decode the TopoJSON of the United Kingdom's areas into polygons on the National Grid.

TopoJSON keeps each border between two areas once, as an arc; an area is a list of references
to arcs. The format: https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from evidencebook.errors import DataError

LAYERS = {"ltla": "ltla", "county": "cty", "cauth": "cauth", "rgn": "rgn", "ctry": "ctry"}

# Spelt out, and not left to pyproj to choose, so that every machine gives the same metres
# whether or not it holds the Ordnance Survey's correction grid (which moves a point by < 5 m).
WGS84_TO_NATIONAL_GRID = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
    "+step +proj=cart +ellps=WGS84 +step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 "
    "+rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 +convention=position_vector "
    "+step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 +step +proj=tmerc +lat_0=49 "
    "+lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)

Arcs = Sequence[np.ndarray]
# Two outlines that differ by less, as a share of the area, are the same: borders are generalised.
SAME_EXTENT = 0.001


def decode(topology: Mapping[str, Any], layer: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Turn one layer of a TopoJSON topology into polygons.

    Parameters
    ----------
    topology : mapping
        A TopoJSON object with longitudes and latitudes (WGS 84), quantised or not.
    layer : str
        The name of one of its objects.

    Returns
    -------
    list of (dict, shapely geometry)
        Properties and a valid (multi)polygon in EPSG:27700, rounded to whole metres, for each
        geometry of the layer, in its order. Neighbours share the very same vertices.

    Raises
    ------
    DataError
        If there is no such layer, or it holds anything but polygons.
    """
    if layer not in topology["objects"]:
        raise DataError(
            "The boundary file lacks a layer",
            where=f"layer {layer}",
            expected=layer,
            found=", ".join(sorted(topology["objects"])),
            do="use the boundary file that the card of ons-boundaries names",
        )
    arcs = _national_grid(topology)
    shapes = topology["objects"][layer]["geometries"]
    return [(dict(shape["properties"]), _geometry(shape, arcs)) for shape in shapes]


def boundaries(shapes: Mapping[str, BaseGeometry], current: Mapping[str, str]) -> pd.DataFrame:
    """Take the boundaries of the areas that exist now.

    Parameters
    ----------
    shapes : mapping
        Code → polygon, from `all_shapes`.
    current : mapping
        Code → level of every area that exists now.

    Returns
    -------
    pandas.DataFrame
        Columns area, level, geometry (WKB, EPSG:27700), sorted by level and area; one row for
        each current area of the levels ltla, county, cauth, rgn and ctry.

    Raises
    ------
    DataError
        If a current area of these levels has no boundary.
    """
    wanted = {code: level for code, level in current.items() if level in LAYERS}
    missing = sorted(set(wanted) - set(shapes))
    if missing:
        raise DataError(
            "The boundary file lacks areas that exist now",
            where="boundaries",
            expected=f"{len(wanted)} areas",
            found=f"none for {', '.join(missing)}",
            do="use a newer boundary file",
        )
    rows = [(code, level, shapely.to_wkb(shapes[code])) for code, level in wanted.items()]
    frame = pd.DataFrame(rows, columns=["area", "level", "geometry"])
    return frame.sort_values(["level", "area"], ignore_index=True)


def all_shapes(topology: Mapping[str, Any]) -> dict[str, BaseGeometry]:
    """Gather every area of every layer, current and former: code → polygon in EPSG:27700.

    The layer does not tell the level (the file keeps two Scottish councils among the combined
    authorities): the code does.
    """
    layers = [*LAYERS.values(), "mcty"]
    decoded = [shape for layer in layers for shape in decode(topology, layer)]
    return {properties["areacd"]: geometry for properties, geometry in decoded}


def covering(shape: BaseGeometry, candidates: Mapping[str, BaseGeometry]) -> str | None:
    """Name the candidate in which a shape lies, told by a point inside the shape."""
    point = shape.representative_point()
    return next((code for code, area in candidates.items() if area.covers(point)), None)


def same_extent(shape: BaseGeometry, parts: Sequence[BaseGeometry]) -> bool:
    """Whether the parts together cover the shape and nothing else, but for a thousandth."""
    whole = shapely.union_all(list(parts))
    apart = shape.symmetric_difference(whole).area
    return bool(apart <= SAME_EXTENT * shape.area)


def within(shape: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether a shape lies in another, but for a thousandth of it."""
    return bool(shape.difference(other).area <= SAME_EXTENT * shape.area)


def _national_grid(topology: Mapping[str, Any]) -> list[np.ndarray]:
    """Decode, project and round every arc once, so that shared borders stay shared."""
    arcs = [np.asarray(arc, dtype="float64")[:, :2] for arc in topology["arcs"]]
    transform = topology.get("transform")
    if transform:
        scale, translate = np.array(transform["scale"]), np.array(transform["translate"])
        arcs = [arc.cumsum(axis=0) * scale + translate for arc in arcs]
    points = np.concatenate(arcs)
    projection = Transformer.from_pipeline(WGS84_TO_NATIONAL_GRID)
    metres = np.round(np.column_stack(projection.transform(points[:, 0], points[:, 1])))
    return np.split(metres, np.cumsum([len(arc) for arc in arcs])[:-1])


def _geometry(shape: Mapping[str, Any], arcs: Arcs) -> BaseGeometry:
    if shape["type"] == "Polygon":
        parts = [_polygon(shape["arcs"], arcs)]
    elif shape["type"] == "MultiPolygon":
        parts = [_polygon(rings, arcs) for rings in shape["arcs"]]
    else:
        raise DataError(
            "The boundary file holds a shape that is no polygon",
            where=f"area {shape.get('properties')}",
            expected="Polygon or MultiPolygon",
            found=str(shape["type"]),
            do="use the boundary file that the card of ons-boundaries names",
        )
    whole = [part for part in parts if part is not None]
    return _areal(whole[0] if len(whole) == 1 else MultiPolygon(whole))


def _polygon(rings: Sequence[Sequence[int]], arcs: Arcs) -> Polygon | None:
    """Build a polygon; None if rounding to the metre left nothing of it."""
    outer, *holes = (_ring(ring, arcs) for ring in rings)
    if len(np.unique(outer, axis=0)) < 3:
        return None
    return Polygon(outer, [hole for hole in holes if len(np.unique(hole, axis=0)) >= 3])


def _ring(references: Sequence[int], arcs: Arcs) -> np.ndarray:
    """Join arcs to a closed ring; the reference ~i stands for arc i backwards."""
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in references]
    ring = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    moved = np.any(np.diff(ring, axis=0) != 0, axis=1)
    return ring[np.concatenate([[True], moved])]


def _areal(geometry: BaseGeometry) -> BaseGeometry:
    """Make a geometry valid, keeping polygons only."""
    if geometry.is_valid:
        return geometry
    made = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(made) if part.geom_type.endswith("Polygon")]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
