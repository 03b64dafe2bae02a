"""Periods along the foot of a chart."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from evidencebook.blocks.charts.canvas import TEXT, Canvas, Plot
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.palette import NOTE

AIR = 12.0


def period_ticks(frame: pd.DataFrame, width: float) -> list[tuple[float, str]]:
    """Choose the periods to name: the latest, and as many before it as fit.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns x and period.
    width : float
        Pixels that the axis is wide.
    """
    shown = frame[["x", "period"]].dropna().drop_duplicates("x").sort_values("x")
    ticks = [(float(x), str(period)) for x, period in shown.itertuples(index=False)]
    if len(ticks) < 2:
        return ticks
    scale = width / (ticks[-1][0] - ticks[0][0])
    for step in range(1, len(ticks)):
        chosen = ticks[::-1][::step][::-1]
        if _fits(chosen, scale):
            return chosen
    return ticks[-1:]


def _fits(ticks: list[tuple[float, str]], scale: float) -> bool:
    pairs = pairwise(ticks)
    return all(
        (right - left) * scale >= (text_width(one, TEXT) + text_width(other, TEXT)) / 2 + AIR
        for (left, one), (right, other) in pairs
    )


def time_axis(canvas: Canvas, plot: Plot, ticks: list[tuple[float, str]]) -> None:
    """Draw a short mark and its period under a plot for each tick."""
    for x, period in ticks:
        across = plot.px(x)
        canvas.stroke([across, across], [plot.bottom, plot.bottom + 4], NOTE, 1, zorder=-1)
        canvas.within(across, plot.bottom + 15, period, colour=NOTE)
