"""What the shades, dots and numbers of a map stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import Ellipse

from evidencebook.blocks.charts.canvas import SMALL, TEXT, Canvas
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.labels import wrap
from evidencebook.blocks.charts.palette import INK, NOTE

STEP = 20.0


@dataclass(frozen=True)
class Key:
    """Everything that a map's legend says, from the top down."""

    unit: str
    classes: list[tuple[str, str]]
    hatched: bool
    categories: list[tuple[str, str]]
    sizes: list[tuple[float, str]]
    sizes_unit: str
    numbered: list[tuple[int, str]]


@dataclass(frozen=True)
class Item:
    """One line of a legend, or an empty step."""

    kind: str
    text: str
    colour: str = ""
    radius: float = 0.0
    height: float = STEP


def _items(key: Key, width: float) -> Iterator[Item]:
    for line in wrap(key.unit, width) if key.unit else []:
        yield Item("head", line, height=17)
    for colour, text in key.classes:
        yield Item("swatch", text, colour)
    if key.hatched:
        yield Item("hatch", "No data")
    if key.categories:
        yield Item("gap", "", height=8 if key.classes else 0)
        for colour, text in key.categories:
            yield Item("dot", text, colour, 6)
    if key.sizes:
        yield Item("gap", "", height=8)
        for line in wrap(key.sizes_unit, width):
            yield Item("head", line, height=17)
        for radius, text in key.sizes:
            yield Item("ring", text, radius=radius, height=max(STEP, 2 * radius + 4))
    if key.numbered:
        yield Item("gap", "", height=8)


def _numbers(key: Key, width: float) -> tuple[list[str], int, float]:
    """Return the key of numbers, in as many columns as fit, and a column's width."""
    texts = [f"{number} {label}" for number, label in key.numbered]
    if not texts:
        return [], 1, width
    widest = max(text_width(text, TEXT) for text in texts) + 16
    return texts, max(1, int((width + 16) // widest)), widest


def key_height(key: Key, width: float) -> float:
    """Return how tall the legend is in a width, both in pixels."""
    texts, columns, _ = _numbers(key, width)
    return sum(item.height for item in _items(key, width)) + -(-len(texts) // columns) * 17 + 4


def write_key(canvas: Canvas, key: Key, left: float, top: float, width: float) -> None:
    """Draw the legend with its corner at left, top."""
    for item in _items(key, width):
        _draw(canvas, item, left, top + item.height / 2)
        top += item.height
    texts, columns, wide = _numbers(key, width)
    rows = -(-len(texts) // columns)
    for i, text in enumerate(texts):
        canvas.text(left + (i // rows) * wide, top + 8 + (i % rows) * 17, text, size=TEXT)


def _draw(canvas: Canvas, item: Item, left: float, y: float) -> None:
    if item.kind == "head":
        canvas.text(left, y, item.text, colour=NOTE)
        return
    if item.kind == "swatch":
        canvas.box(left, y - 7.5, 22, 15, facecolor=item.colour)
    elif item.kind == "hatch":
        canvas.hatched(left, y - 7.5, 22, 15)
    elif item.kind in ("dot", "ring"):
        _circle(canvas, left + (14 if item.kind == "ring" else 11), y, item)
    canvas.text(left + (34 if item.kind == "ring" else 29), y, item.text, size=SMALL + 1)


def _circle(canvas: Canvas, x: float, y: float, item: Item) -> None:
    look: dict[str, Any] = {"facecolor": item.colour, "linewidth": 0}
    if item.kind == "ring":
        look = {"facecolor": "none", "edgecolor": INK, "linewidth": 1}
    diameter = 2 * item.radius
    centre = (x / canvas.width, 1 - y / canvas.height)
    across, down = diameter / canvas.width, diameter / canvas.height
    shape = Ellipse(centre, across, down, transform=canvas.figure.transFigure, **look)
    canvas.figure.add_artist(shape)
