"""The small line of a metric card."""

from __future__ import annotations

import pandas as pd

from evidencebook.blocks.charts.canvas import Canvas, house_style
from evidencebook.blocks.charts.frames import extent, known, series, tidy, with_gaps, with_periods
from evidencebook.blocks.charts.palette import style
from evidencebook.blocks.charts.size import Size

WIDTH, HEIGHT = 120, 32
DOT = 6.0


@house_style
def sparkline(frame: pd.DataFrame, size: Size = Size.WIDE, *, uid: str = "sparkline") -> str:
    """Draw lines without axes or text, 120 by 32 pixels in both sizes.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, x, value.
    size : Size
        Taken for the sake of ``both``.
    uid : str
        Prefix of the ids, unique on the page.

    Returns
    -------
    str
        SVG, its last point marked for the role area.
    """
    rows = known(with_periods(tidy(frame, "x", "value")))
    canvas = Canvas(WIDTH, HEIGHT)
    low, high = extent(rows, ("value",))
    first, last = rows["x"].min(), rows["x"].max()
    xlim = (first, last) if last > first else (first - 1, last)
    ylim = (low, high) if high > low else (low - 1, high + 1)
    plot = canvas.plot((3, 5, WIDTH - 9, HEIGHT - 10), xlim, ylim)
    for _, role, own in series(rows):
        look, drawn = style(role), with_gaps(own)
        width = 2 if role == "area" else 1.2
        plot.line(drawn["x"], drawn["value"], look.colour, width, look.order, ls=look.dash)
        if role == "area":
            end = own.iloc[-1]
            plot.dots([end["x"]], [end["value"]], look.colour, DOT, 10)
    return canvas.svg(uid)
