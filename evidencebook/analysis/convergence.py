"""Whether an area catches up with the nation, and its parts with one another.

Two ideas of convergence are kept apart (Barro and Sala-i-Martin 1992, Journal of Political
Economy 100(2), pages 223 to 251): sigma, the gaps between places shrink; beta, places that
began lower grow faster. Beta alone proves little, because chance in the first year makes a
low start look like fast growth (Quah 1993, Scandinavian Journal of Economics 95(4), pages 427
to 443), so it is only said together with sigma.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from evidencebook.analysis.trends import Trend, mann_kendall, two_sided

LEVEL = 0.05
# With fewer places the rank correlation of start and growth can hardly be told from chance.
FEWEST = 8
Path = Literal[
    "catching up", "falling behind", "pulling ahead", "drawing closer from above", "no steady trend"
]


def relative(own: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """An area's figures over the nation's of the same periods, the nation being 100.

    Parameters
    ----------
    own, nation : DataFrame
        `period_start`, `period_end`, `period`, `value`.

    Returns
    -------
    DataFrame
        The same columns, for the periods that both have.
    """
    known = own[own["value"].notna()]
    base = known["period"].map(nation.drop_duplicates("period").set_index("period")["value"])
    table = known.assign(value=100 * known["value"] / base.where(base != 0))
    columns = ["period_start", "period_end", "period", "value"]
    return table.loc[table["value"].notna(), columns].reset_index(drop=True)


def path(tested: Trend | None, level: float) -> Path:
    """What a trend in the relative level means, by the side of the nation that the area is on.

    Parameters
    ----------
    tested : Trend or None
        Of the relative level.
    level : float
        The newest relative level, the nation being 100.
    """
    if tested is None or tested.direction == "none":
        return "no steady trend"
    if tested.direction == "rising":
        return "catching up" if level < 100 else "pulling ahead"
    return "falling behind" if level < 100 else "drawing closer from above"


def beta(first: pd.Series, last: pd.Series) -> tuple[float, float] | None:
    """How growth goes with the starting level, over places.

    Kendall's rank correlation of the starting level and growth in logarithms stands in for the
    regression's slope: one unusual authority among a dozen would decide that.

    Parameters
    ----------
    first, last : Series
        Positive levels by place.

    Returns
    -------
    (float, float) or None
        Kendall's tau and its p-value; None for fewer than `FEWEST` places.
    """
    both = pd.concat([first, last], axis=1, keys=["first", "last"]).dropna()
    both = both[(both > 0).all(axis=1)]
    if len(both) < FEWEST:
        return None
    grown = np.log(both["last"] / both["first"])
    ordered = grown.loc[both.sort_values("first", kind="stable").index]
    s, z = mann_kendall(ordered.to_numpy(float))
    pairs = len(both) * (len(both) - 1) / 2
    return s / pairs, two_sided(z)
