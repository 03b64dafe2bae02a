"""Several measures of one place, each with its own small line."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import pandas as pd

from evidencebook.blocks.charts import marks
from evidencebook.blocks.charts.canvas import LEADING, SMALL, Canvas, Plot, house_style
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import extent, known, series, tidy, with_gaps, with_periods
from evidencebook.blocks.charts.labels import wrap
from evidencebook.blocks.charts.marks import Mark
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import GRID, NOTE, style
from evidencebook.blocks.charts.size import Size

SHOWN = ("area", "uk", "region", "nation")
GUTTER = 26.0
DOT = 5.5
LINES_HIGH = 74.0
NOTES = {
    False: "Each panel has its own scale, which need not start at zero.",
    True: "All panels share one scale, which need not start at zero.",
}


@house_style
def small_multiples(
    frame: pd.DataFrame,
    measures: Mapping[str, Measure],
    size: Size = Size.WIDE,
    *,
    uid: str = "panels",
    shared: bool = False,
) -> str:
    """Draw a panel for each measure: its line, the UK's, and the latest values.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns panel, label, role, x, value; optional period. Only the roles area,
        uk, region and nation are drawn.
    measures : mapping of str to Measure
        The panels by their titles, in the order to draw them.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.
    shared : bool
        One vertical axis for all panels, for measures in one unit.

    Returns
    -------
    str
        SVG.
    """
    whole = tidy(frame, "panel", "x", "value")
    rows = known(with_periods(whole[whole["role"].isin(SHOWN)]))
    titles = [title for title in measures if (rows["panel"] == title).any()]
    columns = 2 if size.narrow or len(titles) in (2, 4) else min(3, len(titles))
    width = (size.width - GUTTER * (columns - 1)) / columns
    heads = [wrap(_head(title, measures[title]), width, 13, "semibold") for title in titles]
    values = rows.groupby("panel")["label"].nunique().max()
    tall = max(map(len, heads)) * LEADING + values * LEADING + LINES_HIGH + 46
    note = wrap(NOTES[shared], size.width, SMALL)
    canvas = Canvas.of(size, tall * ceil(len(titles) / columns) - 12 + 15 * len(note))
    canvas.lines(0, canvas.height - 2 - 7.5 * len(note), note, leading=15, size=SMALL, colour=NOTE)
    common = _limits(rows) if shared else None
    told: list[tuple[str, list[Mark]]] = []
    for number, (title, head) in enumerate(zip(titles, heads, strict=True)):
        left = (number % columns) * (width + GUTTER)
        top = (number // columns) * tall
        panel = rows[rows["panel"] == title]
        foot = top + tall - 46
        canvas.lines(left, top + 8 + LEADING * (len(head) - 1) / 2, head, weight="semibold")
        _latest(canvas, panel, measures[title], left, top + len(head) * LEADING + 8, width)
        box = (left + 2, foot - LINES_HIGH, width - 8, LINES_HIGH)
        plot = _draw(canvas, panel, box, common or _limits(panel))
        told += _marks(plot, panel, title, measures[title])
    marks.tell(canvas, told)
    return canvas.svg(uid)


def _marks(
    plot: Plot, panel: pd.DataFrame, title: str, measure: Measure
) -> list[tuple[str, list[Mark]]]:
    """What each point of a panel says, our own place's first."""
    return [
        (
            f"{label}, {title}",
            [
                Mark(plot.px(x), plot.py(y), f"{when}: {measure.text(y)}")
                for x, y, when in own[["x", "value", "period"]].itertuples(index=False)
            ],
        )
        for label, _, own in reversed(list(series(panel)))
    ]


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    low, high = extent(rows, ("value",))
    room = (high - low) * 0.06 or 1
    return low - room, high + room


def _head(title: str, measure: Measure) -> str:
    """A panel's title, with the unit where values are printed without it."""
    return f"{title}, {measure.unit}" if measure.suffix.startswith(" ") else title


def _latest(
    canvas: Canvas, panel: pd.DataFrame, measure: Measure, left: float, y: float, width: float
) -> None:
    for label, role, own in list(series(panel))[::-1]:
        last = own.iloc[-1]
        look = style(role)
        text = measure.bare.text(last["value"])
        canvas.text(left, y, text, weight="semibold", colour=look.text)
        at = text_width(text, 13, "semibold") + 5
        short = "UK" if role == "uk" and at + text_width(label) > width else label
        canvas.text(left + at, y, short, colour=look.text)
        y += LEADING


def _draw(
    canvas: Canvas,
    panel: pd.DataFrame,
    box: tuple[float, float, float, float],
    ylim: tuple[float, float],
) -> Plot:
    first, last = panel["x"].min(), panel["x"].max()
    xlim = (first, last) if last > first else (first - 1, last + 1)
    plot = canvas.plot(box, xlim, ylim)
    for _, role, own in series(panel):
        look = style(role)
        drawn = with_gaps(own)
        width = 2.4 if role == "area" else 1.5
        plot.line(drawn["x"], drawn["value"], look.colour, width, look.order, ls=look.dash)
        end = own.iloc[-1]
        plot.dots([end["x"]], [end["value"]], look.colour, DOT, look.order)
    _periods(canvas, plot, panel)
    return plot


def _periods(canvas: Canvas, plot: Plot, panel: pd.DataFrame) -> None:
    y = plot.bottom + 5
    canvas.stroke([plot.left, plot.right], [y, y], GRID, 1, zorder=-1)
    ordered = panel.sort_values("x")["period"].astype(str).str.replace("year ending ", "to ")
    look: dict[str, Any] = {"size": SMALL, "colour": NOTE}
    if panel["x"].nunique() == 1:
        canvas.within((plot.left + plot.right) / 2, y + 11, ordered.iloc[-1], **look)
        return
    canvas.text(plot.left, y + 11, ordered.iloc[0], **look)
    canvas.text(plot.right, y + 11, ordered.iloc[-1], anchor="right", **look)
