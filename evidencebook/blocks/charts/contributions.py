"""What a total is made of: parts that add to it and parts that take from it."""

from __future__ import annotations

import pandas as pd

from evidencebook.blocks.charts.canvas import LEADING, SMALL, Canvas, Plot, house_style
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import known, tidy
from evidencebook.blocks.charts.labels import wrap
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import CATEGORIES, DARK_BLUE, INK, NOTE, ORANGE, WHITE
from evidencebook.blocks.charts.size import Size

SUM = "Sum"


@house_style
def stacked_contributions(
    frame: pd.DataFrame, measure: Measure, size: Size = Size.WIDE, *, uid: str = "contributions"
) -> str:
    """Draw contributions from the largest to the smallest: blue adds, orange takes away.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label (such as an industry), value (such as percentage points).
    measure : Measure
        How values are written; a sign is always printed.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.

    Returns
    -------
    str
        SVG.
    """
    rows = known(tidy(frame, "value"))
    wide = rows[["label", "value"]].groupby("label", sort=True).sum()
    return _draw(wide, measure, size, uid, signed=True)


@house_style
def diverging(
    frame: pd.DataFrame,
    measure: Measure,
    size: Size = Size.WIDE,
    *,
    uid: str = "diverging",
    signed: bool = True,
) -> str:
    """Draw contributions of a few kinds, such as industry mix and within industries.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, series (at most four), value. A bar's parts go right of zero
        if they add and left if they take away; the number gives the sum, and so does
        a mark where some parts add and others take away.
    measure : Measure
        How values are written.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.
    signed : bool
        Print a plus sign before positive sums.

    Returns
    -------
    str
        SVG, with the series' colours named above it.
    """
    rows = known(tidy(frame, "series", "value"))
    names = list(dict.fromkeys(rows["series"]))
    wide = rows.pivot_table(index="label", columns="series", values="value", aggfunc="sum")
    return _draw(wide[names].fillna(0.0), measure, size, uid, signed=signed)


def _draw(wide: pd.DataFrame, measure: Measure, size: Size, uid: str, *, signed: bool) -> str:
    marked = wide.shape[1] > 1 and bool((wide < 0).any(axis=None))
    wide = wide.assign(_sum=wide.sum(axis=1)).sort_values("_sum", ascending=False, kind="stable")
    sums = wide.pop("_sum")
    names = size.choose(210, 122)
    labels = [wrap(str(label), names) for label in wide.index]
    heights = [max(23.0, len(lines) * 15 + 8) for lines in labels]
    keys = [*map(str, wide.columns), *[SUM] * marked] if wide.shape[1] > 1 else []
    texts = [measure.text(value, signed=signed) for value in sums]
    canvas, plot, names_end = _layout(wide, labels, sum(heights), keys, texts, measure, size)
    zero = plot.px(0)
    canvas.stroke([zero, zero], [plot.top, plot.bottom], NOTE, 1, zorder=2)
    top = plot.top
    bars = zip(labels, heights, wide.to_numpy(float).tolist(), sums, texts, strict=True)
    for lines, height, parts, total, text in bars:
        y = top + height / 2
        canvas.lines(names_end, y, lines, leading=15, anchor="right")
        ends = _bar(canvas, plot, y, parts)
        if marked:
            _mark(canvas, plot.px(total), y)
        left = total < 0
        at = plot.px(ends[0]) - 6 if left else plot.px(ends[1]) + 6
        canvas.text(at, y, text, anchor="right" if left else "left")
        top += height
    return canvas.svg(uid)


def _layout(
    wide: pd.DataFrame,
    labels: list[list[str]],
    tall: float,
    keys: list[str],
    texts: list[str],
    measure: Measure,
    size: Size,
) -> tuple[Canvas, Plot, float]:
    low = min(0.0, float(wide.clip(upper=0).sum(axis=1).min()))
    high = max(0.0, float(wide.clip(lower=0).sum(axis=1).max()))
    units = wrap(measure.unit, size.width - 4) if measure.unit else []
    spots = _key_spots(keys, size)
    keys_high = spots[-1][1] + 14 if spots else 0
    canvas = Canvas.of(size, len(units) * LEADING + keys_high + 6 + tall + 4)
    canvas.lines(0, 8 + LEADING * (len(units) - 1) / 2, units, colour=NOTE)
    for number, (key, (x, y)) in enumerate(zip(keys, spots, strict=True)):
        y += len(units) * LEADING
        if key == SUM:
            canvas.stroke([x + 6, x + 6], [y - 7, y + 7], INK, 2.4)
        else:
            canvas.box(x, y - 6, 12, 12, facecolor=CATEGORIES[number])
        canvas.text(x + 17, y, key, size=SMALL)
    left = max(text_width(line) for lines in labels for line in lines) + 9
    room = max(text_width(text) for text in texts) + 10
    negative = wide.sum(axis=1) < 0
    before, after = room if negative.any() else 2, room if not negative.all() else 2
    box = (left + before, len(units) * LEADING + keys_high + 6,
           size.width - left - before - after, tall)  # fmt: skip
    return canvas, canvas.plot(box, (low, high if high > low else low + 1)), left - 9


def _key_spots(keys: list[str], size: Size) -> list[tuple[float, float]]:
    spots, x, y = [], 0.0, 10.0
    for key in keys:
        wide = 17 + text_width(key, SMALL)
        if x and x + wide > size.width:
            x, y = 0.0, y + 18
        spots.append((x, y))
        x += wide + 16
    return spots


def _bar(canvas: Canvas, plot: Plot, y: float, parts: list[float]) -> tuple[float, float]:
    """Draw the parts of one bar; return where it ends on either side of zero."""
    low, high = 0.0, 0.0
    for number, value in enumerate(parts):
        start = high if value >= 0 else low
        low, high = (low, high + value) if value >= 0 else (low + value, high)
        single = DARK_BLUE if value >= 0 else ORANGE
        colour = single if len(parts) == 1 else CATEGORIES[number]
        left, right = sorted((plot.px(start), plot.px(start + value)))
        canvas.box(left, y - 7.5, right - left, 15, facecolor=colour)
    return low, high


def _mark(canvas: Canvas, x: float, y: float) -> None:
    canvas.stroke([x, x], [y - 9, y + 9], WHITE, 5, zorder=3)
    canvas.stroke([x, x], [y - 9, y + 9], INK, 2.4, zorder=4)
