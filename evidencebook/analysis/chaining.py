"""Chained volumes of several areas put together.

Volumes in the prices of one year add up in that year alone. In every other year an area, or an
industry, whose prices have moved apart from the rest's would count for too much or too little.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def chained(money: pd.DataFrame, volume: pd.DataFrame, reference: str) -> pd.DataFrame:
    """The chained volume of a whole, from those of its parts.

    From one year to the next the whole grows as the mean of its parts, each weighted by its output
    at current prices in the first of the two (an annual Laspeyres index: Lequiller and Blades 2014,
    Understanding National Accounts, OECD, chapter 2). A part that had no output in the first year
    tells nothing of the step. In the reference year the whole is the sum of its parts.

    Parameters
    ----------
    money, volume : DataFrame
        At current prices, and in those of the reference year, in the same unit: a row a period in
        order of time; columns of two levels, the whole and its part.
    reference : str
        The period in whose prices the volumes are.

    Returns
    -------
    DataFrame
        A column for each whole, a row for each period of `volume`; NaN where a part is missing,
        and beyond such a period, as seen from the reference year.
    """
    money, before = money.reindex_like(volume).shift(1), volume.shift(1)
    known = _by_whole(money.notna() & before.notna() & volume.notna()).all().T
    tells = before > 0
    last = (money * volume / before.where(tells)).where(tells, 0.0)
    first = money.where(tells, 0.0)
    growth = (_by_whole(last).sum() / _by_whole(first).sum()).T.where(known)
    growth = growth.where((growth > 0) & np.isfinite(growth))
    level = pd.DataFrame(np.nan, index=volume.index, columns=growth.columns)
    if reference in volume.index:
        at = volume.index.get_loc(reference)
        level.iloc[at] = _by_whole(volume).agg(lambda parts: parts.sum(skipna=False))[reference]
        for row in range(at + 1, len(level)):
            level.iloc[row] = level.iloc[row - 1] * growth.iloc[row]
        for row in range(at - 1, -1, -1):
            level.iloc[row] = level.iloc[row + 1] / growth.iloc[row + 1]
    return level


def _by_whole(parts: pd.DataFrame) -> Any:
    """The parts of each whole, to be put together: a row a part."""
    return parts.T.groupby(level=0, sort=False)
