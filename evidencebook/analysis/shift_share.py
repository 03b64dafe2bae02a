"""Shift-share: how far an area's growth is the nation's, its industries', or its own.

The classical identity of Dunn (1960, Papers of the Regional Science Association 6, pages 97 to
112). For every industry the change is the sum of three parts: the nation's growth; by how
much the industry grew faster in the nation than the nation's whole (industry mix); by how much
it grew faster here than in the nation (local). The local part is what is left over. It is a
residual, not a cause, and it holds whatever in the mix the industries are too coarse to show.
"""

from __future__ import annotations

import pandas as pd

PARTS = ["national", "mix", "local"]


def shift_share(area: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """Split each industry's change into national, mix and local parts.

    Parameters
    ----------
    area, nation : DataFrame
        `industry`, `first`, `last`: amounts that add up over industries, no total. An
        industry that the nation lacks at the start cannot be split.

    Returns
    -------
    DataFrame
        `industry`, `national`, `mix`, `local`, `change`, in the amounts' unit, as `area`
        has them; the three parts add up to the change.
    """
    table = area.merge(nation, on="industry", suffixes=("", "_nation"), how="left")
    overall = nation["last"].sum() / nation["first"].sum() - 1
    there = table["last_nation"] / table["first_nation"] - 1
    change = table["last"] - table["first"]
    return pd.DataFrame(
        {
            "industry": table["industry"],
            "national": table["first"] * overall,
            "mix": table["first"] * (there - overall),
            "local": change - table["first"] * there,
            "change": change,
        }
    )


def volumes(current: pd.DataFrame, constant: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Each year's output of the industries in the prices of the year before.

    Chained volumes do not add up over industries; a year's volumes in the prices of the year
    before do (Lequiller and Blades 2014, Understanding National Accounts, OECD, chapter 2).

    Parameters
    ----------
    current, constant : DataFrame
        `industry`, `period`, `value` at current and constant prices, no total.

    Returns
    -------
    dict of str to DataFrame
        By year, `industry`, `first` (the year before, at current prices) and `last` (this
        year at the prices of the year before).
    """
    money = current.pivot(index="period", columns="industry", values="value").sort_index()
    volume = constant.pivot(index="period", columns="industry", values="value").sort_index()
    shared = money.index.intersection(volume.index)
    money, volume = money.loc[shared], volume.loc[shared]
    first = money.shift(1)
    last = (first * volume / volume.shift(1)).where(first != 0, 0.0)
    return {
        str(year): pd.DataFrame({"first": first.loc[year], "last": last.loc[year]})
        .rename_axis("industry")
        .reset_index()
        for year in shared[1:]
    }


def yearly_shift_share(
    area: dict[str, pd.DataFrame], nation: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Shift-share of real growth, year by year, carried on the area's growth since the start.

    Shares change over a decade, so each year is split with the shares of the year before
    (Barff and Knight 1988, Growth and Change 19(2), pages 1 to 10).

    Parameters
    ----------
    area, nation : dict of str to DataFrame
        As from `volumes`, with the same industries.

    Returns
    -------
    DataFrame
        `industry`, `national`, `mix`, `local`, `change`, in percentage points of growth over
        all years.
    """
    sums: pd.DataFrame | None = None
    level = 1.0
    for year in sorted(set(area) & set(nation)):
        split = shift_share(area[year], nation[year]).set_index("industry")
        before = float(area[year]["first"].sum(skipna=False))
        points = 100 * level * split / before
        sums = points if sums is None else sums + points
        level *= float(area[year]["last"].sum(skipna=False)) / before
    if sums is None:
        return pd.DataFrame(columns=["industry", *PARTS, "change"])
    return sums.reset_index()
