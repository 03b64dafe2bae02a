"""Two periods side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evidencebook.blocks.charts.canvas import LEADING, Canvas, Plot, house_style
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import extent, known, series, tidy, with_periods
from evidencebook.blocks.charts.labels import spread, wrap
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import NOTABLE, NOTE, Style, style
from evidencebook.blocks.charts.size import Size


@house_style
def slope(
    frame: pd.DataFrame, measure: Measure, size: Size = Size.WIDE, *, uid: str = "slope"
) -> str:
    """Draw the change of each place from the first period to the last.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, x, value; optional period. Periods between the first
        and the last are left out, and so are places without both.
    measure : Measure
        How values are written.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.

    Returns
    -------
    str
        SVG.
    """
    rows = _pairs(known(with_periods(tidy(frame, "x", "value"))))
    pairs = [(label, role, *own["value"].tolist()) for label, role, own in series(rows)]
    canvas, plot, names = _layout(rows, pairs, measure, size)
    _heads(canvas, plot, rows)
    for _, role, before, after in pairs:
        look = _look(role)
        ends = [0, 1], [before, after]
        plot.line(*ends, look.colour, look.width, look.order, ls=look.dash)
        plot.dots(*ends, look.colour, 3 + look.width, look.order)
    _write(canvas, plot, pairs, measure, names, left=True, named=not size.narrow)
    _write(canvas, plot, pairs, measure, names, left=False, named=True)
    return canvas.svg(uid)


def _pairs(rows: pd.DataFrame) -> pd.DataFrame:
    ends = rows[rows["x"].isin([rows["x"].min(), rows["x"].max()])]
    whole = ends[ends.groupby("label")["x"].transform("size") == 2]
    if whole.empty:
        raise ValueError("nothing to draw: no place has a value in both periods")
    return whole


def _look(role: str) -> Style:
    found = style(role)
    return found if found.order > 5 else NOTABLE


def _layout(
    rows: pd.DataFrame, pairs: list[tuple[Any, ...]], measure: Measure, size: Size
) -> tuple[Canvas, Plot, float]:
    widest = max(
        text_width(f"{p[0]} {measure.text(v)}", 13, "semibold") for p in pairs for v in p[2:]
    )
    names = min(widest, size.choose(200, 150))
    values = max(text_width(measure.text(p[2]), 13, "semibold") for p in pairs)
    left = names if not size.narrow else values
    lines = sum(_height(_texts(pair, pair[3], measure, names)) for pair in pairs)
    tall = max(size.choose(300, 280), lines)
    units = wrap(measure.unit, size.width - 4) if measure.unit else []
    top = len(units) * LEADING + 30
    canvas = Canvas.of(size, top + tall + 12)
    low, high = extent(rows, ("value",))
    room = (high - low) * 0.03 or 1
    box = (left + 14, top, size.width - left - names - 28, tall)
    plot = canvas.plot(box, (0, 1), (low - room, high + room))
    canvas.lines(0, 8 + LEADING * (len(units) - 1) / 2, units, colour=NOTE)
    return canvas, plot, names


def _texts(pair: tuple[Any, ...], value: float, measure: Measure, width: float) -> list[str]:
    return wrap(f"{pair[0]} {measure.text(value)}", width, 13, _look(pair[1]).weight)


def _height(lines: list[str]) -> float:
    return len(lines) * 15 + 2


def _heads(canvas: Canvas, plot: Plot, rows: pd.DataFrame) -> None:
    periods = rows.drop_duplicates("x").sort_values("x")["period"].tolist()
    for x, period in zip((plot.left, plot.right), periods, strict=True):
        canvas.stroke([x, x], [plot.top - 6, plot.bottom + 4], "#E1E4E7", 1, zorder=-1)
        canvas.within(x, plot.top - 15, str(period), weight="semibold", colour=NOTE)


def _write(
    canvas: Canvas, plot: Plot, pairs: list[tuple[Any, ...]], measure: Measure, names: float,
    *, left: bool, named: bool,
) -> None:  # fmt: skip
    values = [pair[2] if left else pair[3] for pair in pairs]
    texts = [
        _texts(pair, value, measure, names) if named else [measure.text(value)]
        for pair, value in zip(pairs, values, strict=True)
    ]
    heights = [_height(lines) for lines in texts]
    wanted = [plot.py(value) for value in values]
    middles = spread(wanted, heights, plot.top - 6, plot.bottom + 8)
    x, side = (plot.left, -1) if left else (plot.right, 1)
    for pair, lines, y, middle in zip(pairs, texts, wanted, middles, strict=True):
        look = _look(pair[1])
        if abs(middle - y) > 4:
            canvas.stroke([x + 3 * side, x + 10 * side], [y, middle], look.colour, 0.8, zorder=0)
        canvas.lines(
            x + 12 * side, middle, lines, leading=15, anchor="right" if left else "left",
            colour=look.text, weight=look.weight,
        )  # fmt: skip
