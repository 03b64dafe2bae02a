"""How far the parts of an area lie apart, by a number that leaves none of them out.

The weighted coefficient of variation is used: the typical distance of the parts from the
area's own average, as a share of that average, each part counted by its size (Williamson 1965,
Economic Development and Cultural Change 13(4), part 2, pages 1 to 84). Unlike a range it
does not hang on two parts, unlike an unweighted measure it does not count a small authority
as much as a city, and unlike an index of Theil it reads in per cent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def weighted_variation(values: pd.Series, weights: pd.Series) -> float:
    """The weighted coefficient of variation in per cent.

    Parameters
    ----------
    values, weights : Series
        By part. Any missing value or weight makes the result missing.
    """
    if len(values) < 2 or values.isna().any() or weights.reindex(values.index).isna().any():
        return float("nan")
    share = weights.reindex(values.index) / weights.reindex(values.index).sum()
    mean = float((share * values).sum())
    if not mean:
        return float("nan")
    return 100 * float(np.sqrt((share * (values - mean) ** 2).sum())) / abs(mean)


def variation_over_time(values: pd.DataFrame, weights: pd.DataFrame) -> pd.Series:
    """The weighted coefficient of variation of each period.

    Parameters
    ----------
    values, weights : DataFrame
        One row a period, one column a part. Only periods for which all parts have both are
        kept, so that the parts are the same throughout.

    Returns
    -------
    Series
        Per cent, by period.
    """
    shared = values.index.intersection(weights.index)
    found = {
        at: weighted_variation(values.loc[at], weights.loc[at, values.columns]) for at in shared
    }
    return pd.Series(found, dtype=float).dropna()
