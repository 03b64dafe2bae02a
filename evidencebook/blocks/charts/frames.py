"""What every chart asks of its frame."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from evidencebook.blocks.charts.measure import Measure

LEADING_ROLES = ("area", "uk", "region", "nation")
EPOCH = pd.Timestamp("1970-01-01")
INTERVAL = ("lower_95", "upper_95")


def tidy(frame: pd.DataFrame, *needed: str) -> pd.DataFrame:
    """Return a copy with every column that a chart may read.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``label`` and ``needed``; ``role``, ``lower_95``, ``upper_95`` and ``rounding``
        (by how much rounding may move the value) are added where they are missing.

    Raises
    ------
    ValueError
        If a needed column is missing.
    """
    absent = [name for name in ("label", *needed) if name not in frame.columns]
    if absent:
        raise ValueError(
            f"a chart's frame needs the columns {', '.join(absent)}; "
            f"found: {', '.join(map(str, frame.columns))}"
        )
    found = frame.copy().reset_index(drop=True)
    if "role" not in found:
        found["role"] = "other"
    for name in INTERVAL:
        if name not in found:
            found[name] = np.nan
    if "rounding" not in found:
        found["rounding"] = 0.0
    return found


def known(frame: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    """Return the rows that have a value.

    Raises
    ------
    ValueError
        If no row has one: there is nothing to draw, and a gap should be shown instead.
    """
    rows = frame[frame[column].notna()]
    if rows.empty:
        raise ValueError(f"nothing to draw: no row has a {column}; show a gap instead")
    return rows


def positions(x: pd.Series) -> pd.Series:
    """Return time as numbers: years as they are, dates as days."""
    if pd.api.types.is_datetime64_any_dtype(x):
        return (x - EPOCH) / pd.Timedelta(days=1)
    return x.astype(float)


def with_periods(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with numeric ``x`` and a ``period`` text for each row, in order."""
    found = frame.copy()
    if "period" not in found:
        dates = pd.api.types.is_datetime64_any_dtype(found["x"])
        found["period"] = (
            found["x"].dt.strftime("%b %Y") if dates else found["x"].map(lambda x: f"{x:g}")
        )
    found["x"] = positions(found["x"])
    return found.sort_values(["label", "x"], kind="stable").reset_index(drop=True)


def series(frame: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield label, role and rows of each place, those in front last."""
    order = {"area": 4, "uk": 3, "region": 2, "nation": 1}
    groups = [
        (str(label), str(rows["role"].iloc[0]), rows)
        for label, rows in frame.groupby("label", sort=True)
    ]
    yield from sorted(groups, key=lambda group: order.get(group[1], 0))


def with_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Put an empty row where a period is left out, so that no line crosses it."""
    steps = rows["x"].diff()
    usual = steps.median()
    late = rows.loc[steps > 1.6 * usual, "x"]
    if late.empty or len(rows) < 3:
        return rows
    blanks = pd.DataFrame({"x": late - usual / 2})
    return pd.concat([rows, blanks]).sort_values("x", kind="stable").reset_index(drop=True)


def extent(
    frame: pd.DataFrame, columns: tuple[str, ...] = ("value", *INTERVAL)
) -> tuple[float, float]:
    """Return the lowest and highest number of a chart, intervals included."""
    values = frame[list(columns)].to_numpy(dtype=float)
    return float(np.nanmin(values)), float(np.nanmax(values))


def span(low: float, high: float) -> tuple[float, float]:
    """Return a range that takes in zero where leaving it out would gain little."""
    if low > 0 and low < 0.3 * high:
        return 0.0, high
    if high < 0 and high > 0.3 * low:
        return low, 0.0
    return low, high


def axis_note(measure: Measure, start: float, end: float) -> str:
    """Say that an axis leaves out zero; empty if it does not."""
    if start <= 0 <= end:
        return ""
    return f"The axis starts at {measure.axis(start)}, not at zero."
