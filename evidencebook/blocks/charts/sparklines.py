"""The small line of a metric card."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from evidencebook.blocks.charts.frames import extent, known, series, tidy, with_gaps, with_periods
from evidencebook.blocks.charts.palette import style
from evidencebook.blocks.charts.size import Size
from evidencebook.blocks.charts.svg import short

WIDTH, HEIGHT = 120, 32
# Room for the dot at the end of the line.
EDGE = 5


def sparkline(frame: pd.DataFrame, size: Size = Size.WIDE, *, uid: str = "sparkline") -> str:
    """Draw lines without axes or text, 120 by 32 pixels in both sizes.

    A card has no room for more, and a page has many cards: the few strokes are written
    straight as SVG.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, x, value.
    size : Size
        Taken for the sake of ``both``.
    uid : str
        Likewise: nothing in it needs an id.

    Returns
    -------
    str
        SVG, its last point marked for the role area.
    """
    rows = known(with_periods(tidy(frame, "x", "value")))
    low, high = extent(rows, ("value",))
    first, last = float(rows["x"].min()), float(rows["x"].max())
    across = (WIDTH - 2 * EDGE) / ((last - first) or 1)
    up = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    drawn = ""
    for _, role, own in series(rows):
        look, whole = style(role), with_gaps(own)
        spots = [
            (EDGE + (x - first) * across, HEIGHT - EDGE - (y - low) * up)
            for x, y in whole[["x", "value"]].itertuples(index=False)
        ]
        width = 2 if role == "area" else 1.2
        drawn += (
            f'<path d="{_path(spots)}" fill="none" stroke="{look.colour}" stroke-width="{width}"/>'
        )
        if role == "area":
            x, y = spots[-1]
            drawn += f'<circle cx="{short(x, 1)}" cy="{short(y, 1)}" r="3.5" fill="{look.colour}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" focusable="false" '
        f'stroke-linejoin="round" stroke-linecap="round">{drawn}</svg>'
    )


def _path(spots: Iterable[tuple[float, float]]) -> str:
    """A line through points, parted where one is not known; a point alone is a dot."""
    data, starts = "", True
    for x, y in spots:
        if y == y:
            data += f"{'M' if starts else 'L'}{short(x, 1)} {short(y, 1)}{'h0' if starts else ''}"
        starts = y != y
    return data
