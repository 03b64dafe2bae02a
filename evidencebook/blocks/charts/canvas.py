"""A figure measured in pixels from its top left corner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from io import StringIO
from itertools import pairwise
from typing import Any, ParamSpec, TypeAlias, TypeVar
from xml.etree import ElementTree as ET

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D

from evidencebook.blocks.charts.fonts import WEIGHTS, text_width
from evidencebook.blocks.charts.palette import GRID, INK, NOTE
from evidencebook.blocks.charts.size import Size
from evidencebook.blocks.charts.svg import HALO, finish, short

TEXT = 13.0
SMALL = 12.0
LEADING = 16.0
HATCH = "#A9AEB3"
ANCHORS = {"center": "middle", "right": "end"}
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "evidencebook",
    "text.parse_math": False,
    "text.usetex": False,
    "path.simplify": False,
    "hatch.linewidth": 1.0,
    "figure.dpi": 72,
    "savefig.dpi": 72,
    "savefig.bbox": None,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "lines.dashed_pattern": [5, 3],
    "lines.scale_dashes": False,
    "lines.solid_capstyle": "round",
}

Values: TypeAlias = Sequence[float] | np.ndarray | pd.Series
P = ParamSpec("P")
R = TypeVar("R")


def house_style(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw under our settings alone, and leave the caller's as they were."""

    @wraps(draw)
    def drawn(*args: P.args, **options: P.kwargs) -> R:
        with matplotlib.rc_context(SETTINGS):
            return draw(*args, **options)

    return drawn


@dataclass(frozen=True)
class Plot:
    """A part of the canvas with scales for data.

    Marks stand on the figure itself, in pixels: matplotlib's axes, with ticks that nobody sees,
    take longer to make than all that is drawn in them. They are made only where they are asked
    for, by a library that needs them.
    """

    figure: Figure
    left: float
    top: float
    width: float
    height: float
    xlim: tuple[float, float]
    ylim: tuple[float, float]

    @property
    def right(self) -> float:
        """Pixels from the canvas's left edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Pixels from the canvas's top edge."""
        return self.top + self.height

    def px(self, x: float) -> float:
        """Return where a value lies across the canvas."""
        return self.left + self.width * (x - self.xlim[0]) / (self.xlim[1] - self.xlim[0])

    def py(self, y: float) -> float:
        """Return where a value lies down the canvas."""
        return self.bottom - self.height * (y - self.ylim[0]) / (self.ylim[1] - self.ylim[0])

    @cached_property
    def scale(self) -> Affine2D:
        """From values to matplotlib's pixels, which count from the bottom."""
        across = self.width / (self.xlim[1] - self.xlim[0])
        up = self.height / (self.ylim[1] - self.ylim[0])
        base = _height(self.figure) - self.bottom
        moved = Affine2D().translate(-self.xlim[0], -self.ylim[0])
        return moved.scale(across, up).translate(self.left, base)

    @cached_property
    def axes(self) -> Axes:
        """Return axes over the same box, in which another library can draw."""
        width, height = self.figure.get_size_inches() * 72
        box = (self.left, height - self.bottom, self.width, self.height)
        sides = (width, height, width, height)
        axes = self.figure.add_axes(tuple(a / b for a, b in zip(box, sides, strict=True)))
        axes.set_axis_off()
        axes.set_autoscale_on(False)
        axes.set_xlim(*self.xlim)
        axes.set_ylim(*self.ylim)
        return axes

    def add(self, mark: Artist, order: float) -> None:
        """Put a mark on the figure; those of plots lie between the canvas's grid and its lines."""
        mark.set_zorder(order / 1000)
        self.figure.add_artist(mark)

    def line(
        self, xs: Values, ys: Values, colour: str, width: float, order: float = 2, **more: Any
    ) -> None:
        """Draw a line through values; it ends at a value that is missing."""
        self.add(Line2D(xs, ys, color=colour, lw=width, transform=self.scale, **more), order)

    def dots(
        self,
        xs: Values,
        ys: Values,
        colour: str,
        diameter: float,
        order: float = 2,
        *,
        edge: float = 0,
        rim: str = "white",
        gid: str | None = None,
    ) -> None:
        """Draw a dot at each pair of values, with an edge of a width in pixels and a colour."""
        look: dict[str, Any] = {"ms": diameter, "mfc": colour, "mec": rim, "mew": edge}
        look |= {"ls": "none", "marker": "o", "gid": gid}
        self.add(Line2D(xs, ys, transform=self.scale, **look), order)

    def band(
        self,
        xs: Values,
        low: Values,
        high: Values,
        colour: str,
        order: float = 2,
        *,
        gid: str | None = None,
    ) -> None:
        """Fill what lies between two values, where they are known."""
        known = ~np.isnan(np.asarray(low, dtype=float))
        look: dict[str, Any] = {"color": colour, "alpha": 0.16, "lw": 0, "transform": self.scale}
        look["gid"] = gid
        self.add(FillBetweenPolyCollection("x", xs, low, high, where=known, **look), order)


def _height(figure: Figure) -> float:
    return float(figure.get_figheight() * 72)


class Canvas:
    """An empty chart; nothing of it is known to pyplot."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        # Text and dots go straight into the SVG: matplotlib would lay each line out twice for
        # nothing, and write each dot as a long path.
        self.texts: list[ET.Element] = []
        # From pixels below the top left corner to matplotlib's, above the bottom left one.
        self.pixels = Affine2D().scale(1, -1).translate(0, height)
        FigureCanvasAgg(self.figure)

    @classmethod
    def of(cls, size: Size, height: float) -> Canvas:
        """Return a canvas of one of the two widths."""
        return cls(size.width, height)

    def plot(
        self,
        box: tuple[float, float, float, float],
        xlim: tuple[float, float] = (0, 1),
        ylim: tuple[float, float] = (0, 1),
    ) -> Plot:
        """Lay scales over a box: left, top, width, height in pixels."""
        left, top, width, height = box
        return Plot(self.figure, left, top, width, height, xlim, ylim)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        weight: str = "normal",
        colour: str = INK,
        anchor: str = "left",
        halo: bool = False,
    ) -> None:
        """Write a line whose middle is at height y; anchor is left, center or right."""
        if not text:
            return
        attributes = {"x": short(x), "y": short(y + 0.33 * size), "fill": colour}
        attributes["font-size"] = short(size)
        if weight != "normal":
            attributes["font-weight"] = str(WEIGHTS[weight])
        if anchor != "left":
            attributes["text-anchor"] = ANCHORS[anchor]
        if halo:
            attributes.update(HALO)
        element = ET.Element("text", attributes)
        element.text = text
        self.texts.append(element)

    def dots(
        self, places: Iterable[tuple[float, float]], diameters: Values, colours: Sequence[str]
    ) -> None:
        """Draw see-through dots with a white edge over what is drawn so far."""
        look = {"fill-opacity": "0.75", "stroke": "#FFFFFF", "stroke-width": "0.7"}
        group = ET.Element("g", look)
        for (x, y), wide, colour in zip(places, diameters, colours, strict=True):
            at = {"cx": short(x, 1), "cy": short(y, 1), "r": short(wide / 2), "fill": colour}
            ET.SubElement(group, "circle", at)
        self.texts.append(group)

    def lines(
        self, x: float, y: float, texts: Sequence[str], *, leading: float = LEADING, **style: Any
    ) -> None:
        """Write several lines, the middle of them all at height y."""
        first = y - leading * (len(texts) - 1) / 2
        for number, text in enumerate(texts):
            self.text(x, first + number * leading, text, **style)

    def within(self, x: float, y: float, text: str, **style: Any) -> None:
        """Write a line centred on x, moved only so far that it stays on the canvas."""
        half = text_width(text, style.get("size", TEXT), style.get("weight", "normal")) / 2
        x = min(max(x, half + 1), self.width - half - 1)
        self.text(x, y, text, anchor="center", **style)

    def stroke(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 1.0, **more: Any
    ) -> None:
        """Draw a line through points in pixels."""
        line = Line2D(xs, ys, color=colour, lw=width, transform=self.pixels, **more)
        self.figure.add_artist(line)

    def box(self, left: float, top: float, width: float, height: float, **style: Any) -> None:
        """Draw a rectangle given in pixels."""
        look = {"linewidth": 0, "transform": self.pixels, **style}
        self.figure.add_artist(Rectangle((left, top), width, height, **look))

    def hatched(self, left: float, top: float, width: float, height: float) -> None:
        """Draw the rectangle that stands for "no data"."""
        self.box(
            left, top, width, height, facecolor="white", edgecolor=HATCH, hatch="////", linewidth=0
        )

    def note(self, y: float, text: str, x: float = 0) -> None:
        """Write a small remark on how to read the chart."""
        self.text(x, y, text, size=SMALL, colour=NOTE)

    def svg(self, uid: str) -> str:
        """Return the finished SVG."""
        buffer = StringIO()
        self.figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
        return finish(buffer.getvalue(), uid, self.width, self.height, self.texts)


def ticks_between(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers that enclose a range."""
    if low == high:
        low, high = (
            (low - 1, high + 1) if low == 0 else (low - abs(low) / 10, high + abs(high) / 10)
        )
    values = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    step = values[1] - values[0]
    return [round(float(value), 10) for value in values if low - step < value < high + step]


def horizontal_grid(
    canvas: Canvas, plot: Plot, ticks: Sequence[float], texts: Sequence[str]
) -> None:
    """Draw a light horizontal grid with its numbers left of it, zero a little darker."""
    for value, text in zip(ticks, texts, strict=True):
        y = plot.py(value)
        zero = value == 0
        canvas.stroke([plot.left, plot.right], [y, y], NOTE if zero else GRID, 1, zorder=-1)
        canvas.text(plot.left - 7, y, text, colour=NOTE, anchor="right")


def vertical_grid(canvas: Canvas, plot: Plot, ticks: Sequence[float], texts: Sequence[str]) -> None:
    """Draw a light vertical grid with its numbers below it: all, or every second to fit."""
    places = [plot.px(value) for value in ticks]
    apart = min((b - a for a, b in pairwise(places)), default=canvas.width)
    crowded = max(map(text_width, texts), default=0) + 8 > apart
    for number, (value, x, text) in enumerate(zip(ticks, places, texts, strict=True)):
        canvas.stroke([x, x], [plot.top, plot.bottom], NOTE if value == 0 else GRID, 1, zorder=-1)
        if not (crowded and number % 2):
            canvas.within(x, plot.bottom + 12, text, colour=NOTE)
