"""Where in the area a measure is high and low."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from evidencebook.blocks.charts import marks
from evidencebook.blocks.charts.canvas import SMALL, Canvas, Plot, house_style
from evidencebook.blocks.charts.classes import Classes, classify
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import tidy
from evidencebook.blocks.charts.labels import Box, overlap, wrap
from evidencebook.blocks.charts.map_key import Key, key_height, write_key
from evidencebook.blocks.charts.map_shapes import draw_shapes, simplified
from evidencebook.blocks.charts.marks import Mark
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import BASE, CATEGORIES, readable_on
from evidencebook.blocks.charts.size import Size

MOST_NAMED = 40
BIGGEST = 14.0
OTHER = "Other"


@dataclass(frozen=True)
class Place:
    """One authority on the map, in pixels."""

    label: str
    role: str
    shape: BaseGeometry
    fill: str | None
    value: float


@house_style
def map_(
    frame: pd.DataFrame,
    geometries: Mapping[str, BaseGeometry],
    measure: Measure,
    size: Size = Size.WIDE,
    *,
    uid: str = "map",
    points: pd.DataFrame | None = None,
    points_measure: Measure | None = None,
    breaks: Literal["quantiles", "pretty"] = "quantiles",
) -> str:
    """Draw authorities in up to five shades of blue by their value.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, area (code) and value; optional role. Areas without a
        geometry are left out; areas without a value are hatched, unless no area
        has one: then they are plain ground for the points.
    geometries : mapping of str to shapely geometry
        Code to boundary, in metres (EPSG:27700).
    measure : Measure
        How values are written in the legend.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.
    points : pandas.DataFrame, optional
        Columns x, y (metres), and optional size (drawn as area) and category (the
        three commonest and "Other" are told apart by colour).
    points_measure : Measure, optional
        How the points' sizes are written; ``measure`` if no area has a value.
    breaks : {"quantiles", "pretty"}
        Classes of equal numbers of areas, or with round limits.

    Returns
    -------
    str
        SVG.
    """
    rows = _rows(frame, geometries)
    # The unit stands over the key: its words would take the room of the numbers.
    classes = classify(rows["value"], measure.bare, breaks)
    bounds = shapely.total_bounds([geometries[code] for code in rows["area"]])
    wide, tall = _extent(bounds, size)
    scale = wide / (bounds[2] - bounds[0])
    places = _places(rows, geometries, classes, bounds, scale)
    spots = _spots(places)
    points = None if points is None else _with_categories(points)
    sized = points_measure or (None if classes.colours else measure)
    key = _key(places, spots, classes, measure, rows, points, sized)
    beside = 0.0 if size.narrow or size.width - wide < 150 else wide + 24
    keys_wide = size.width - beside
    foot = key_height(key, keys_wide)
    canvas = Canvas.of(size, max(tall, foot) + 4 if beside else tall + 16 + foot)
    plot = canvas.plot((0, 2, wide, tall), (0, wide), (tall, 0))
    _shade(plot, places)
    if points is not None:
        _points(canvas, plot, points, bounds, scale)
    _write(canvas, plot, places, spots, plain=not classes.colours)
    if classes.colours:
        _tell(canvas, plot, places, measure)
    write_key(canvas, key, beside, 2 if beside else tall + 16, keys_wide)
    return canvas.svg(uid)


def _rows(frame: pd.DataFrame, geometries: Mapping[str, BaseGeometry]) -> pd.DataFrame:
    """The areas that can be drawn, each once."""
    rows = tidy(frame, "area", "value").drop_duplicates("area")
    rows = rows[rows["area"].isin(list(geometries))]
    if rows.empty:
        raise ValueError("nothing to draw: no area of the frame has a geometry")
    return rows


def _shade(plot: Plot, places: list[Place]) -> None:
    """Draw the areas, those of one shade together."""
    for fill in dict.fromkeys(place.fill for place in places):
        draw_shapes(plot, [place.shape for place in places if place.fill == fill], fill)


def _extent(bounds: Any, size: Size) -> tuple[float, float]:
    """Return the map's pixels: as wide as fits without being too tall."""
    shape = (bounds[3] - bounds[1]) / (bounds[2] - bounds[0])
    widest, tallest = size.choose(440, size.width), size.choose(560, 460)
    wide = min(widest, tallest / shape)
    return wide, wide * shape


def _places(
    rows: pd.DataFrame,
    geometries: Mapping[str, BaseGeometry],
    classes: Classes,
    bounds: Any,
    scale: float,
) -> list[Place]:
    shapes = simplified([geometries[code] for code in rows["area"]], bounds, scale)
    fills = [classes.colour(value) if classes.colours else BASE for value in rows["value"]]
    listed = zip(rows["label"].astype(str), rows["role"], shapes, fills, rows["value"], strict=True)
    return [Place(*found) for found in listed if not found[2].is_empty]


@dataclass(frozen=True)
class Spot:
    """What is written in an authority: its name in lines, or the number of the key."""

    lines: list[str]
    x: float
    y: float
    number: int = 0


def _spots(places: list[Place]) -> dict[int, Spot]:
    if len(places) > MOST_NAMED:
        return {}
    spots: dict[int, Spot] = {}
    taken: list[Box] = []
    for i in sorted(range(len(places)), key=lambda i: -places[i].shape.area):
        spot = _fitting(places[i], taken)
        if spot:
            spots[i] = spot
            taken.append(_box(spot))
    rest = sorted((i for i in range(len(places)) if i not in spots), key=lambda i: places[i].label)
    for number, i in enumerate(rest, 1):
        x, y = _middle(places[i].shape)
        spots[i] = Spot([str(number)], x, y, number)
    return spots


def _fitting(place: Place, taken: list[Box]) -> Spot | None:
    x, y = _middle(place.shape)
    centre = place.shape.centroid
    for at_x, at_y in ((x, y), (centre.x, centre.y)):
        for width in (400, 110, 70):
            spot = Spot(wrap(place.label, width, SMALL), at_x, at_y)
            box = _box(spot)
            frame = shapely.box(*box)
            inside = frame.intersection(place.shape).area >= 0.97 * frame.area
            if inside and not any(overlap(box, other) for other in taken):
                return spot
    return None


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    """Return the centre of the largest circle within a shape."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, 2.0)
    return circle.coords[0]


def _box(spot: Spot) -> Box:
    half = max(text_width(line, SMALL) for line in spot.lines) / 2
    tall = len(spot.lines) * 7 + 0.5
    return (spot.x - half, spot.y - tall, spot.x + half, spot.y + tall)


def _write(
    canvas: Canvas, plot: Plot, places: list[Place], spots: dict[int, Spot], *, plain: bool
) -> None:
    for i, spot in spots.items():
        fill = places[i].fill
        look: dict[str, Any] = {"colour": readable_on(fill or "#FFFFFF"), "size": SMALL}
        weight = "semibold" if places[i].role == "area" else "normal"
        look.update(halo=fill is None or plain, weight=weight)
        canvas.lines(spot.x, plot.top + spot.y, spot.lines, leading=14, anchor="center", **look)


def _tell(canvas: Canvas, plot: Plot, places: list[Place], measure: Measure) -> None:
    """Say each authority's value at its middle, in the order of their names."""
    listed = sorted(places, key=lambda place: place.label)
    said = (
        (p.label, _middle(p.shape), "no data" if np.isnan(p.value) else measure.text(p.value))
        for p in listed
    )
    marks.tell(canvas, ((name, [Mark(x, plot.top + y, text)]) for name, (x, y), text in said))


def _points(canvas: Canvas, plot: Plot, points: pd.DataFrame, bounds: Any, scale: float) -> None:
    largest = float(points["size"].max()) if "size" in points else 0.0
    categories = _categories(points)
    drawn = points.sort_values("size", ascending=False, kind="stable") if largest else points
    colours = [CATEGORIES[categories.index(str(name))] for name in drawn.get("category", [])] or [
        CATEGORIES[1]
    ] * len(drawn)
    share = drawn["size"].fillna(0) / largest if largest else 0.15
    diameter = np.maximum(2 * BIGGEST * np.sqrt(share), 4.0)
    across = plot.left + (drawn["x"] - bounds[0]) * scale
    down = plot.top + (bounds[3] - drawn["y"]) * scale
    canvas.dots(zip(across, down, strict=True), np.broadcast_to(diameter, len(drawn)), colours)


def _with_categories(points: pd.DataFrame) -> pd.DataFrame:
    """Keep as many categories as there are colours; the rarer ones become "Other"."""
    if "category" not in points:
        return points
    names = points["category"].astype(str)
    common = names.value_counts().index.tolist()
    if len(common) > len(CATEGORIES):
        names = names.where(names.isin(common[: len(CATEGORIES) - 1]), OTHER)
    return points.assign(category=names)


def _categories(points: pd.DataFrame) -> list[str]:
    if "category" not in points:
        return []
    counts = points["category"].value_counts()
    names = sorted(counts.index, key=lambda name: (name == OTHER, -counts[name], name))
    return [str(name) for name in names]


def _key(
    places: list[Place],
    spots: dict[int, Spot],
    classes: Classes,
    measure: Measure,
    rows: pd.DataFrame,
    points: pd.DataFrame | None,
    points_measure: Measure | None,
) -> Key:
    numbered = sorted((spot.number, places[i].label) for i, spot in spots.items() if spot.number)
    hatched = bool(classes.colours) and bool(rows["value"].isna().any())
    sizes: list[tuple[float, str]] = []
    if points is not None and points_measure and "size" in points:
        largest = float(points["size"].max())
        sizes = [
            (BIGGEST * share**0.5, points_measure.text(largest * share)) for share in (1, 0.25)
        ]
    return Key(
        unit=measure.unit if classes.colours else "",
        classes=list(zip(classes.colours, classes.texts, strict=True))[::-1],
        hatched=hatched,
        categories=list(zip(CATEGORIES, _categories(points), strict=False))
        if points is not None
        else [],
        sizes=sizes,
        sizes_unit=points_measure.unit if points_measure and sizes else "",
        numbered=numbered,
    )
