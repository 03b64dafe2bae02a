"""How a measure has moved, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
)
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import (
    INTERVAL,
    LEADING_ROLES,
    axis_note,
    extent,
    known,
    series,
    span,
    tidy,
    with_gaps,
    with_periods,
)
from evidencebook.blocks.charts.labels import spread, wrap
from evidencebook.blocks.charts.marks import Mark
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import DARK_BLUE, NOTABLE, NOTE, Style, style
from evidencebook.blocks.charts.rankings import ranked
from evidencebook.blocks.charts.size import Size
from evidencebook.blocks.charts.svg import OF_SERIES
from evidencebook.blocks.charts.time_axis import period_ticks, time_axis


@dataclass(frozen=True)
class Reference:
    """A level to read a chart against: a target, or UK = 100."""

    value: float
    label: str


@dataclass(frozen=True)
class End:
    """The last point of a line, and the name written beside it."""

    label: str
    x: float
    y: float
    lines: list[str]
    style: Style


@house_style
def line(
    frame: pd.DataFrame,
    measure: Measure,
    size: Size = Size.WIDE,
    *,
    uid: str = "line",
    reference: Reference | None = None,
) -> str:
    """Draw one line for each label over time, named at its right end.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, x (year or date), value; optional period (the text of
        x), lower_95 and upper_95 (drawn for the role area).
    measure : Measure
        How values are written.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.
    reference : Reference, optional
        A level drawn across.

    Returns
    -------
    str
        SVG. With a single period, dots in order of size stand for the lines.
    """
    rows = known(with_periods(tidy(frame, "x", "value")))
    if rows["x"].nunique() == 1:
        return ranked(frame, measure, size, uid=uid, kind="dots")
    named = _named(rows)
    gutter = _gutter(rows, named, measure, size)
    ends = _ends(rows, named, measure, gutter)
    canvas, plot = _frame_of(rows, measure, size, gutter, ends, reference)
    order = {label: number for number, (label, _, _) in enumerate(series(rows))}
    for label, role, own in series(rows):
        look = NOTABLE if label in named and role not in LEADING_ROLES else style(role)
        _draw(plot, own, look, f"{OF_SERIES}{order[label]}")
    if reference:
        _reference(canvas, plot, reference)
    _name_ends(canvas, plot, ends, order)
    marks.tell(canvas, _marks(plot, rows, measure))
    return canvas.svg(uid)


def _marks(plot: Plot, rows: pd.DataFrame, measure: Measure) -> Iterator[tuple[str, list[Mark]]]:
    """What each point says, our own place's first."""
    for label, _, own in reversed(list(series(rows))):
        points = own[["x", "value", "period"]].itertuples(index=False)
        yield (
            label,
            [Mark(plot.px(x), plot.py(y), f"{when}: {measure.text(y)}") for x, y, when in points],
        )


def _named(rows: pd.DataFrame) -> list[str]:
    """Name the leading places, and of the others the highest and lowest at the end."""
    leading = rows.loc[rows["role"].isin(LEADING_ROLES), "label"].unique().tolist()
    others = rows[~rows["role"].isin(LEADING_ROLES) & (rows["x"] == rows["x"].max())]
    ordered = others.sort_values(["value", "label"])["label"].tolist()
    return leading + list(dict.fromkeys(ordered[:1] + ordered[-1:]))


def _gutter(rows: pd.DataFrame, named: list[str], measure: Measure, size: Size) -> float:
    last = rows.groupby("label").tail(1).set_index("label").loc[named]
    widest = max(
        text_width(f"{label} {measure.beside_unit.text(value)}", 13, "semibold")
        for label, value in last["value"].items()
    )
    return min(widest, size.choose(176, 104))


def _ends(rows: pd.DataFrame, named: list[str], measure: Measure, gutter: float) -> list[End]:
    ends = []
    for label, role, own in series(rows[rows["label"].isin(named)]):
        last = own.iloc[-1]
        look = style(role) if role in LEADING_ROLES else NOTABLE
        late = "" if last["x"] == rows["x"].max() else f" ({last['period']})"
        text = f"{label} {measure.beside_unit.text(last['value'])}{late}"
        lines = wrap(text, gutter, 13, look.weight)
        ends.append(End(label, float(last["x"]), float(last["value"]), lines, look))
    return ends


def _frame_of(
    rows: pd.DataFrame,
    measure: Measure,
    size: Size,
    gutter: float,
    ends: list[End],
    reference: Reference | None,
) -> tuple[Canvas, Plot]:
    own = rows[rows["role"] == "area"]
    low, high = extent(pd.concat([rows[["value"]], own[["value", *INTERVAL]]]))
    if reference:
        low, high = min(low, reference.value), max(high, reference.value)
    ticks = ticks_between(*span(low, high))
    texts = measure.ticks(ticks)
    note = axis_note(measure, ticks[0], ticks[-1])
    units = wrap(measure.unit, size.width - 4) if measure.unit else []
    top = len(units) * LEADING + 10
    tall = max(size.choose(270, 240), sum(len(end.lines) * LEADING + 3 for end in ends))
    canvas = Canvas.of(size, top + tall + 28 + (18 if note else 0))
    left = max(text_width(text) for text in texts) + 9
    box = (left, top, size.width - left - gutter - 14, tall)
    plot = canvas.plot(box, (rows["x"].min(), rows["x"].max()), (ticks[0], ticks[-1]))
    canvas.lines(0, 8 + LEADING * (len(units) - 1) / 2, units, colour=NOTE)
    horizontal_grid(canvas, plot, ticks, texts)
    time_axis(canvas, plot, period_ticks(rows, plot.width))
    if note:
        canvas.note(canvas.height - 8, note)
    return canvas, plot


def _draw(plot: Plot, own: pd.DataFrame, look: Style, gid: str) -> None:
    rows = with_gaps(own)
    x, y = rows["x"].to_numpy(float), rows["value"].to_numpy(float)
    if look.colour == DARK_BLUE and rows["lower_95"].notna().any():
        low, high = rows["lower_95"].to_numpy(float), rows["upper_95"].to_numpy(float)
        plot.band(x, low, high, look.colour, gid=gid)
    plot.line(x, y, look.colour, look.width, look.order, ls=look.dash, gid=gid)
    filled = ~np.isnan(y)
    before = np.concatenate([[False], filled[:-1]])
    after = np.concatenate([filled[1:], [False]])
    alone = filled & ~before & ~after
    last = len(y) - 1
    dots = alone | ((np.arange(len(y)) == last) & (look.width > 1.4))
    if dots.any():
        plot.dots(x[dots], y[dots], look.colour, 3 + 1.6 * look.width, look.order, gid=gid)


def _reference(canvas: Canvas, plot: Plot, reference: Reference) -> None:
    y = plot.py(reference.value)
    canvas.stroke([plot.left, plot.right], [y, y], NOTE, 1.2, zorder=-0.5)
    look: dict[str, Any] = {"size": SMALL, "colour": NOTE, "halo": True}
    above = y - 9 if y - 16 > plot.top else y + 9
    canvas.text(plot.left + 4, above, reference.label, **look)


def _name_ends(canvas: Canvas, plot: Plot, ends: list[End], order: dict[str, int]) -> None:
    heights = [len(end.lines) * LEADING + 2 for end in ends]
    middles = spread([plot.py(end.y) for end in ends], heights, 0, plot.bottom + 8)
    for end, middle in zip(ends, middles, strict=True):
        x, y = plot.px(end.x), plot.py(end.y)
        if abs(middle - y) > 5 or x < plot.right - 1:
            thin: dict[str, Any] = {"colour": end.style.colour, "width": 0.8, "zorder": 0}
            thin["gid"] = f"{OF_SERIES}{order[end.label]}"
            canvas.stroke([x + 4, plot.right + 7, plot.right + 11], [y, middle, middle], **thin)
        canvas.lines(
            plot.right + 13, middle, end.lines, colour=end.style.text, weight=end.style.weight
        )
        marks.belongs(canvas, len(end.lines), order[end.label])
