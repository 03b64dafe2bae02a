"""The series of one area: its periods, and how it is filled and joined from several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

import pandas as pd

from evidencebook import periods
from evidencebook.analysis.aggregate import SPAN


def joined(series: pd.DataFrame) -> str:
    """Which figures of a series are joined on from before a reorganisation, and how.

    Parameters
    ----------
    series : DataFrame
        `period`, `value`, `computed`, `joined`, as from `Figures.series`.

    Returns
    -------
    str
        ``2019 to 2023: sum of …``, once for each way; empty where none is joined on.
    """
    rows = series[series["value"].notna()]
    ways = zip(rows["period"], rows["computed"].where(rows["joined"].eq(True), ""), strict=True)
    runs: dict[str, list[str]] = {}
    for how, run in groupby(ways, key=itemgetter(1)):
        if how:
            first, *later = [str(period) for period, _ in run]
            runs.setdefault(how, []).append(f"{first} to {later[-1]}" if later else first)
    return "; ".join(f"{listed(found)}: {how}" for how, found in runs.items())


def listed(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def matches(series: pd.DataFrame, period: str) -> pd.Series:
    """Rows of that label or publisher's form, or of one day in that year if there is just one."""
    exact = series["period"] == period
    if exact.any():
        return exact
    spans = _spans(series)
    forms = [periods.publisher_form(start.date(), end.date()) for start, end in spans]
    found = [form == period for form in forms]
    days = [start == end and str(end.year) == period for start, end in spans]
    if not any(found) and sum(days) == 1:
        found = days
    return pd.Series(found, index=series.index, dtype=bool)


def missing_from(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The known figures of another frame in periods for which this one has none."""
    spans = set(_spans(own[own["value"].notna()]))
    other = other[other["value"].notna()]
    return other[[span not in spans for span in _spans(other)]]


def _spans(frame: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    return list(zip(frame["period_start"], frame["period_end"], strict=True))


def filled(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """A series with the figures of another where it has none, in order of time."""
    new = missing_from(own, other)
    if new.empty:
        return own
    spans = set(_spans(new))
    kept = own[[span not in spans for span in _spans(own)]]
    frames = [frame for frame in (new, kept) if not frame.empty]
    return pd.concat(frames).sort_values(SPAN, ignore_index=True)


def summed(frame: pd.DataFrame, dimension: str, count: int) -> pd.DataFrame:
    """Categories summed over members; missing where any member's figure is."""
    extra = [c for c in frame.columns if c == f"{dimension}_code"]
    groups = frame.groupby([dimension, *extra, *SPAN], observed=True, sort=True)["value"]
    table = groups.agg(value="sum", there="count").reset_index()
    table["value"] = table["value"].where(table["there"] == count)
    text = f"sum of the published figures of {count} authorities"
    return table.drop(columns="there").assign(computed=text)
