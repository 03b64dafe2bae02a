"""What counts of businesses tell: broad groups of industry, the part of the mix, rounding.

Pure functions: frames in, numbers out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

# Counts are moved to a neighbouring multiple of this, so each is off by less than it.
ROUNDED_TO = 5.0


def into_groups(divisions: Mapping[str, float], groups: Iterable[str]) -> pd.Series:
    """Add up divisions of industry into broad groups.

    Parameters
    ----------
    divisions : mapping of str to float
        Two-digit codes of the UK Standard Industrial Classification 2007 → counts.
    groups : iterable of str
        Codes of groups: a division (``47``) or a range of divisions (``49-53``).

    Returns
    -------
    Series
        Counts by group; a group of which no division is covered is left out.
    """
    sums: dict[str, float] = {}
    for group in groups:
        first, _, last = group.partition("-")
        inside = [
            count
            for code, count in divisions.items()
            if int(first) <= int(code) <= int(last or first)
        ]
        if inside:
            sums[group] = float(sum(inside))
    return pd.Series(sums, dtype="float64")


def part_of_mix(area: pd.Series, nation: pd.Series, rates: pd.Series) -> float:
    """How far an area's mix of industries moves a rate, in the rate's own unit.

    The rate that the area would have with the nation's rate in each industry, less the rate
    that the nation has (Dunn 1960, Papers in Regional Science 6(1), pages 97 to 112: the
    industry mix of shift and share, applied to rates of the stock of businesses).

    Parameters
    ----------
    area, nation : Series
        Businesses by industry.
    rates : Series
        The nation's rate in each industry. Industries without one are left out of all three.
    """
    known = rates.dropna().index
    here, there = area.reindex(known).fillna(0.0), nation.reindex(known)
    return float((rates[known] * (here / here.sum() - there / there.sum())).sum())


def rounding_error(counts: int) -> float:
    """By how much a sum or difference of so many rounded counts may be off.

    A single count is off by less than `ROUNDED_TO`. The errors of several offset one another:
    taken as independent and spread evenly, their sum lies within two standard errors (of
    `ROUNDED_TO` over the square root of three each) of nothing, 19 times in 20 (Cochran 1977,
    Sampling Techniques, 3rd edition, section 2.15, on the normal approximation).
    """
    return min(ROUNDED_TO * counts, 2 * ROUNDED_TO * (counts / 3) ** 0.5)
