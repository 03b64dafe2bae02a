"""Several measures of a few places: a strip of dots for each place, a scale for each measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evidencebook.blocks.charts.canvas import LEADING, SMALL, Canvas, Plot, house_style
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import extent, known, tidy
from evidencebook.blocks.charts.labels import wrap
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import (
    BACKGROUND,
    GRID,
    INK,
    LIGHT,
    NOTABLE,
    NOTE,
    WHITE,
    style,
)
from evidencebook.blocks.charts.size import Size

DOT = 8.9
NOTES = "Each measure has its own scale, which starts at zero."
NO_FIGURE = "no figure"
STRIP, BETWEEN = 24.0, 14.0


@house_style
def strips(
    frame: pd.DataFrame,
    measures: Mapping[str, Measure],
    size: Size = Size.WIDE,
    *,
    uid: str = "strips",
) -> str:
    """Draw a panel for each measure, in it a strip for each place in the order given.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns panel, label, role, value, mark (written after the value, such as another
        period, or empty); optional lower_95 and upper_95. A place without a value is named too.
    measures : mapping of str to Measure
        The panels by their titles, in the order to draw them.
    size : Size
        Width to lay out for.
    uid : str
        Prefix of the ids, unique on the page.

    Returns
    -------
    str
        SVG.
    """
    rows = tidy(frame, "panel", "value", "mark")
    known(rows)
    titles = [
        title for title in measures if rows.loc[rows["panel"] == title, "value"].notna().any()
    ]
    names = {label: wrap(label, size.choose(190, 118), 13) for label in rows["label"].unique()}
    left = max(text_width(line, 13, "semibold") for part in names.values() for line in part) + 16
    heads = {t: wrap(_head(t, measures[t]), size.width, 13, "semibold") for t in titles}
    strip = {label: max(STRIP, len(part) * 15 + 8.0) for label, part in names.items()}
    note = wrap(NOTES, size.width, SMALL)
    tall = sum(
        len(heads[t]) * LEADING + BETWEEN + 4 + sum(strip[n] for n in _labels(rows, t))
        for t in titles
    )
    canvas = Canvas.of(size, tall + 15 * len(note))
    top = 0.0
    for title in titles:
        middle = top + 8 + LEADING * (len(heads[title]) - 1) / 2
        canvas.lines(0, middle, heads[title], weight="semibold")
        top += len(heads[title]) * LEADING + 4
        panel = rows[rows["panel"] == title]
        plot = _plot(canvas, panel, measures[title], left, size)
        for row in panel.itertuples(index=False):
            label = str(row.label)
            _draw(canvas, plot, row, measures[title], names[label], top + strip[label] / 2, left)
            top += strip[label]
        top += BETWEEN
    middle = canvas.height - 2 - 7.5 * len(note)
    canvas.lines(0, middle, note, leading=15, size=SMALL, colour=NOTE)
    return canvas.svg(uid)


def _labels(rows: pd.DataFrame, title: str) -> list[str]:
    return [str(label) for label in rows.loc[rows["panel"] == title, "label"]]


def _head(title: str, measure: Measure) -> str:
    """A panel's title, with the unit where values are printed without it."""
    bare = not (measure.prefix or measure.suffix) or measure.suffix.startswith(" ")
    return f"{title}, {measure.unit}" if bare and measure.unit else title


def _written(row: Any, measure: Measure) -> str:
    """A value as it stands beside its dot, without a suffix in words."""
    mark = f" ({row.mark})" if row.mark else ""
    return f"{measure.bare.text(row.value)}{mark}"


def _plot(canvas: Canvas, panel: pd.DataFrame, measure: Measure, left: float, size: Size) -> Plot:
    """The scale of one measure, with room for what is written right of the dots."""
    there = panel[panel["value"].notna()]
    low, high = extent(there)
    low, high = min(low, 0.0), max(high, 0.0)
    high = high if high > low else low + 1
    texts = [_written(row, measure) for row in there.itertuples(index=False)]
    after = max(text_width(text, 13, "semibold") for text in texts) + 14
    width = size.width - left - 8 - after
    box = (left + 8, 0, width, canvas.height)
    return canvas.plot(box, (low, high), (canvas.height, 0))


def _draw(
    canvas: Canvas,
    plot: Plot,
    row: Any,
    measure: Measure,
    names: list[str],
    y: float,
    left: float,
) -> None:
    own = row.role == "area"
    look = style("area") if own else NOTABLE
    weight = "semibold" if own else "normal"
    text: dict[str, Any] = {"weight": weight, "colour": look.text if own else INK}
    canvas.lines(left - 12, y, names, leading=15, anchor="right", **text)
    canvas.stroke([plot.left, plot.right], [y, y], GRID, 1, zorder=-1)
    value = float(row.value)
    if value != value:
        canvas.text(plot.left, y, NO_FIGURE, size=SMALL, colour=BACKGROUND.text, halo=True)
        return
    x, ends = plot.px(value), [plot.px(value)]
    lower, upper = float(row.lower_95), float(row.upper_95)
    if lower == lower and upper == upper:
        ends += [plot.px(lower), plot.px(upper)]
        low, high = ends[1:]
        up = [y - 3, y + 3, y, y, y - 3, y + 3]
        canvas.stroke([low, low, low, high, high, high], up, look.colour, 1.4, zorder=2)
    canvas.stroke([plot.px(0), x], [y, y], LIGHT, 1.4, zorder=-0.5)
    fill = WHITE if row.mark else look.colour
    plot.dots([value], [y], fill, DOT, 5, edge=1.6, rim=look.colour)
    canvas.text(max(*ends, x + 4) + 6, y, _written(row, measure), halo=True, **text)
