"""Two measures against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from evidencebook.blocks.charts import marks
from evidencebook.blocks.charts.canvas import (
    LEADING,
    SMALL,
    Canvas,
    Plot,
    horizontal_grid,
    house_style,
    ticks_between,
    vertical_grid,
)
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import extent, span, tidy
from evidencebook.blocks.charts.labels import Box, overlap, wrap
from evidencebook.blocks.charts.marks import Mark
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import DARK_BLUE, DARK_GREY, INK, LIGHT, NOTE, TURQUOISE
from evidencebook.blocks.charts.size import Size

# So many places in front, and the others behind them can be covered.
FEW = 4
LOOKS = {  # role: colour, area of the dot, order of drawing
    "area": (DARK_BLUE, 120, 9),
    "uk": (DARK_GREY, 60, 8),
    "region": (TURQUOISE, 60, 7),
    "nation": (DARK_GREY, 40, 6),
    "member": ("#5B87B0", 48, 5),
}
PLAIN = (LIGHT, 30, 3)


@house_style
def scatter(
    frame: pd.DataFrame,
    x_measure: Measure,
    y_measure: Measure,
    size: Size = Size.WIDE,
    *,
    uid: str = "scatter",
    fitted: bool = False,
) -> str:
    """Draw places as points; those of our area are coloured and named.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, x, y. Rows without both are left out.
    x_measure, y_measure : Measure
        How the two measures are written; their units name the axes.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.
    fitted : bool
        Draw the least-squares line over the local places (not the UK, nation, region or an
        area whose members are drawn) and note Pearson's r.

    Returns
    -------
    str
        SVG.
    """
    rows = tidy(frame, "x", "y").dropna(subset=["x", "y"])
    if rows.empty:
        raise ValueError("nothing to draw: no row has both x and y; show a gap instead")
    # Our area's members already stand for it: it is not counted twice.
    wholes = ["uk", "nation", "region"] + ["area"] * int((rows["role"] == "member").any())
    places = rows[~rows["role"].isin(wholes)]
    drawn = fitted and len(places) > 2
    canvas, plot, numbers = _layout(rows, x_measure, y_measure, size, drawn)
    if drawn:
        _fit(canvas, plot, places)
    for role, group in rows.groupby("role", sort=True):
        colour, area, order = LOOKS.get(str(role), PLAIN)
        plot.dots(group["x"], group["y"], colour, area**0.5, order, edge=0.7)
    _names(canvas, plot, rows, numbers)
    _tell(canvas, plot, rows, x_measure, y_measure)
    return canvas.svg(uid)


def _tell(canvas: Canvas, plot: Plot, rows: pd.DataFrame, across: Measure, up: Measure) -> None:
    """Say what each point stands for, those in front first."""
    front = rows["role"].map(lambda role: LOOKS.get(str(role), PLAIN)[2])
    drawn = rows.assign(front=front).sort_values(["front", "label"], ascending=[False, True])
    marks.tell(
        canvas,
        (
            (str(label), [Mark(plot.px(x), plot.py(y), f"{across.text(x)}, {up.text(y)}")])
            for label, x, y in drawn[["label", "x", "y"]].itertuples(index=False)
        ),
    )


def _layout(
    rows: pd.DataFrame, across: Measure, up: Measure, size: Size, fitted: bool
) -> tuple[Canvas, Plot, list[Box]]:
    """The canvas with its axes, the plot, and where the vertical axis's numbers stand."""
    x_ticks = ticks_between(*span(*extent(rows, ("x",))), int(size.choose(6, 4)))
    y_ticks = ticks_between(*span(*extent(rows, ("y",))))
    y_texts = up.ticks(y_ticks)
    units = wrap(up.unit, size.width - 4)
    below = wrap(across.unit, size.width - 4)
    notes = _zero_note(across, up, x_ticks, y_ticks)
    note_lines = wrap(notes, size.width, SMALL) if notes else []
    top = len(units) * LEADING + 12
    tall = size.choose(360, 300)
    foot = 28 + len(below) * LEADING + (18 if fitted else 0) + len(note_lines) * 15
    canvas = Canvas.of(size, top + tall + foot + 4)
    left = max(text_width(text) for text in y_texts) + 9
    box = (left, top, size.width - left - 14, tall)
    plot = canvas.plot(box, (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1]))
    canvas.lines(0, 8 + LEADING * (len(units) - 1) / 2, units, colour=NOTE)
    horizontal_grid(canvas, plot, y_ticks, y_texts)
    vertical_grid(canvas, plot, x_ticks, across.ticks(x_ticks))
    middle = plot.bottom + 30 + LEADING * (len(below) - 1) / 2
    for number, text in enumerate(below):
        y = middle + (number - (len(below) - 1) / 2) * LEADING
        canvas.text(plot.right, y, text, colour=NOTE, anchor="right")
    first = canvas.height - 8 - 15 * (len(note_lines) - 1)
    canvas.lines(0, first + 7.5 * (len(note_lines) - 1), note_lines, leading=15, size=SMALL,
                 colour=NOTE)  # fmt: skip
    numbers = [(0.0, plot.py(y) - 7, plot.left - 5, plot.py(y) + 7) for y in y_ticks]
    return canvas, plot, numbers


def _zero_note(across: Measure, up: Measure, xs: Sequence[float], ys: Sequence[float]) -> str:
    parts = []
    if not xs[0] <= 0 <= xs[-1]:
        parts.append(f"the horizontal axis starts at {across.axis(xs[0])}")
    if not ys[0] <= 0 <= ys[-1]:
        parts.append(f"the vertical axis starts at {up.axis(ys[0])}")
    text = " and ".join(parts)
    return f"{text[:1].upper()}{text[1:]}, not at zero." if text else ""


def _fit(canvas: Canvas, plot: Plot, places: pd.DataFrame) -> None:
    import seaborn as sns  # here, as it takes a second and most chapters do without

    line: dict[str, Any] = {"color": NOTE, "lw": 1.2, "zorder": 2, "clip_on": True}
    sns.regplot(
        x=places["x"], y=places["y"], ax=plot.axes, scatter=False, ci=None, truncate=True,
        line_kws=line,
    )  # fmt: skip
    r = float(np.corrcoef(places["x"], places["y"])[0, 1])
    text = Measure(decimals=2).text(r)
    canvas.note(plot.bottom + 48, f"Fitted line: r = {text}, {len(places)} places.")


def _names(canvas: Canvas, plot: Plot, rows: pd.DataFrame, numbers: list[Box]) -> None:
    """Name the places in front, each beside its point where nothing else is, nor a number.

    Where they are few all are named, even over others' points.
    """
    order = {"area": 0, "uk": 1, "region": 2, "nation": 3, "member": 4}
    named = rows[rows["role"].isin(order)].copy()
    named = named.assign(order=named["role"].map(order)).sort_values(["order", "label"])
    dots: list[Box] = [
        (plot.px(x) - 4, plot.py(y) - 4, plot.px(x) + 4, plot.py(y) + 4)
        for x, y in zip(rows["x"], rows["y"], strict=True)
    ]
    taken: list[Box] = list(numbers)
    for label, role, x, y in named[["label", "role", "x", "y"]].itertuples(index=False):
        weight = "semibold" if role == "area" else "normal"
        wide = text_width(str(label), SMALL, weight)
        boxes = _candidates(plot.px(x), plot.py(y), wide, canvas.width)
        costs = [_cost(box, taken, dots) + 0.01 * i for i, box in enumerate(boxes)]
        best = int(np.argmin(costs))
        if costs[best] > 40 and role == "member" and len(named) > FEW:
            continue
        box = boxes[best]
        taken.append(box)
        colour = DARK_BLUE if role in ("area", "member") else INK
        look: dict[str, Any] = {"size": SMALL, "weight": weight, "colour": colour, "halo": True}
        canvas.text(box[0], (box[1] + box[3]) / 2, str(label), **look)


def _candidates(x: float, y: float, wide: float, limit: float) -> list[Box]:
    lefts = [
        (x + 8, y), (x - 8 - wide, y), (x - wide / 2, y - 14), (x - wide / 2, y + 14),
        (x + 6, y - 11), (x + 6, y + 11), (x - 6 - wide, y - 11), (x - 6 - wide, y + 11),
    ]  # fmt: skip
    boxes = [(left, mid - 7, left + wide, mid + 7) for left, mid in lefts]
    inside = [box for box in boxes if box[0] >= 0 and box[2] <= limit and box[1] >= 0]
    return inside or boxes[:1]


def _cost(box: Box, taken: list[Box], dots: list[Box]) -> float:
    return 4 * sum(overlap(box, other) for other in taken) + sum(overlap(box, d) for d in dots)
