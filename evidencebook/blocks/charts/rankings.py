"""Places in order of a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from evidencebook.blocks.charts.canvas import (
    LEADING,
    SMALL,
    Canvas,
    Plot,
    house_style,
    ticks_between,
    vertical_grid,
)
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import axis_note, extent, known, span, tidy
from evidencebook.blocks.charts.labels import wrap
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import (
    BACKGROUND,
    DARK_GREY,
    INK,
    NOTABLE,
    NOTE,
    WHITE,
    Style,
    style,
)
from evidencebook.blocks.charts.size import Size

Kind = Literal["bars", "dots"]
DOT = 9.7


@dataclass(frozen=True)
class Row:
    """One place: its wrapped name, how tall it is, and its figures."""

    lines: list[str]
    height: float
    role: str
    value: float
    lower: float
    upper: float
    text: str


@house_style
def ranked(
    frame: pd.DataFrame,
    measure: Measure,
    size: Size = Size.WIDE,
    *,
    uid: str = "ranked",
    kind: Kind = "bars",
) -> str:
    """Draw places in order of their value, the highest at the top.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, value; optional lower_95 and upper_95. The role uk
        (else nation) becomes a line to read the others against. Rows without a value are named
        under the chart.
    measure : Measure
        How values are written.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.
    kind : {"bars", "dots"}
        Bars start at zero; dots need not, and then say so.

    Returns
    -------
    str
        SVG.
    """
    whole = tidy(frame, "value")
    rows = known(whole).sort_values(["value", "label"], ascending=[False, True])
    compared = _compared(rows)
    listed = rows.drop(compared.index)
    names = size.choose(190, 118)
    ranks = [_row(row, measure, names) for row in listed.to_dict("records")]
    missing = whole.loc[whole["value"].isna(), "label"].astype(str).tolist()
    canvas, plot, names_end = _layout(rows, ranks, measure, size, kind, not compared.empty, missing)
    if not compared.empty:
        _reference(canvas, plot, measure, compared.iloc[0])
    if kind == "bars":
        zero = plot.px(0)
        canvas.stroke([zero, zero], [plot.top, plot.bottom], NOTE, 1, zorder=2.5)
    top = plot.top
    for rank in ranks:
        _draw(canvas, plot, rank, top + rank.height / 2, kind, names_end)
        top += rank.height
    return canvas.svg(uid)


def _compared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the row to read the others against: the UK, else the nation, if any."""
    for role in ("uk", "nation"):
        found = rows[rows["role"] == role].head(1)
        if len(found) and len(rows) > 1:
            return found
    return rows.head(0)


def _row(row: dict[Any, Any], measure: Measure, names: float) -> Row:
    weight = "semibold" if row["role"] == "area" else "normal"
    lines = wrap(str(row["label"]), names, 13, weight)
    height = max(23, len(lines) * 15 + 8)
    figures = (float(row["value"]), float(row["lower_95"]), float(row["upper_95"]))
    return Row(lines, height, row["role"], *figures, measure.beside_unit.text(row["value"]))


def _layout(
    rows: pd.DataFrame,
    ranks: list[Row],
    measure: Measure,
    size: Size,
    kind: Kind,
    compared: bool,
    missing: list[str],
) -> tuple[Canvas, Plot, float]:
    low, high = extent(rows)
    low, high = (min(low, 0), max(high, 0)) if kind == "bars" else span(low, high)
    ticks = ticks_between(low, high, 4) if kind == "dots" else []
    low, high = (ticks[0], ticks[-1]) if ticks else (low, high if high > low else low + 1)
    note = axis_note(measure, low, high) if ticks else ""
    absent = wrap("No data: " + ", ".join(missing), size.width, SMALL) if missing else []
    units = wrap(measure.unit, size.width - 4) if measure.unit else []
    top = len(units) * LEADING + (22 if compared else 6)
    tall = sum(rank.height for rank in ranks)
    foot = (22 if ticks else 4) + (18 if note else 0) + len(absent) * LEADING
    canvas = Canvas.of(size, top + tall + foot)
    left = max(_names_width(rank) for rank in ranks) + 9
    widest = max(text_width(rank.text, 13, "semibold") for rank in ranks) + 8
    before = widest if any(rank.value < 0 for rank in ranks) else 0
    after = widest if any(rank.value >= 0 for rank in ranks) else 4
    box = (left + before, top, size.width - left - before - after, tall)
    plot = canvas.plot(box, (low, high))
    canvas.lines(0, 8 + LEADING * (len(units) - 1) / 2, units, colour=NOTE)
    vertical_grid(canvas, plot, ticks, measure.ticks(ticks))
    bottom = plot.bottom + (32 if ticks else 12)
    if note:
        canvas.note(bottom, note)
    middle = bottom + (18 if note else 0) + LEADING * (len(absent) - 1) / 2
    canvas.lines(0, middle, absent, size=SMALL, colour=NOTE)
    return canvas, plot, left - 9


def _names_width(rank: Row) -> float:
    weight = "semibold" if rank.role == "area" else "normal"
    return max(text_width(line, 13, weight) for line in rank.lines)


def _reference(canvas: Canvas, plot: Plot, measure: Measure, uk: pd.Series) -> None:
    x = plot.px(float(uk["value"]))
    canvas.stroke([x, x], [plot.top - 5, plot.bottom], DARK_GREY, 1.6, ls=(0, (5, 3)), zorder=3)
    text = f"{uk['label']} {measure.beside_unit.text(uk['value'])}"
    canvas.within(x, plot.top - 14, text, colour=DARK_GREY)


def _draw(canvas: Canvas, plot: Plot, rank: Row, y: float, kind: Kind, names_end: float) -> None:
    look = _look(rank.role, kind)
    weight = "semibold" if rank.role == "area" else "normal"
    ink = look.text if rank.role in ("area", "region") else INK
    names: dict[str, Any] = {"leading": 15, "anchor": "right", "weight": weight, "colour": ink}
    canvas.lines(names_end, y, rank.lines, **names)
    x = plot.px(rank.value)
    if kind == "bars":
        zero = plot.px(0)
        canvas.box(min(x, zero), y - 7.5, abs(x - zero), 15, facecolor=look.colour)
    ends = [x]
    if rank.lower == rank.lower and rank.upper == rank.upper:
        ends += [plot.px(rank.lower), plot.px(rank.upper)]
        _whisker(canvas, ends[1], ends[2], y, kind, look.colour)
    if kind == "dots":
        up = 1 - (y - plot.top) / plot.height
        plot.dots([rank.value], [up], look.colour, DOT, 5)
        ends += [x - 4, x + 4]
    left = kind == "bars" and rank.value < 0
    at = min(ends) - 5 if left else max(ends) + 5
    canvas.text(
        at, y, rank.text, anchor="right" if left else "left", weight=weight, colour=ink, halo=True
    )


def _look(role: str, kind: Kind) -> Style:
    found = style(role)
    return NOTABLE if kind == "dots" and found is BACKGROUND else found


def _whisker(canvas: Canvas, low: float, high: float, y: float, kind: Kind, colour: str) -> None:
    """Draw an interval; on a bar it has a white edge, to be seen on any colour."""
    xs, ys = [low, low, low, high, high, high], [y - 3, y + 3, y, y, y - 3, y + 3]
    if kind == "bars":
        canvas.stroke(xs, ys, WHITE, 3.4, zorder=1.5)
    canvas.stroke(xs, ys, colour if kind == "dots" else DARK_GREY, 1.4, zorder=2)
