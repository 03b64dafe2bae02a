"""What an economy is made of, and how that bears on its growth and productivity.

Pure functions: frames in, frames out. Industries are those of the UK Standard Industrial
Classification 2007.
"""

from __future__ import annotations

import pandas as pd

# The sections, as ONS prints them for local authorities: together they are the whole economy.
SECTIONS = (
    "Agriculture, forestry and fishing; mining and quarrying",
    "Manufacturing",
    "Electricity, gas, water; sewerage and waste management",
    "Construction",
    "Wholesale and retail trade; repair of motor vehicles",
    "Transportation and storage",
    "Accommodation and food service activities",
    "Information and communication",
    "Financial and insurance activities",
    "Real estate activities",
    "Professional, scientific and technical activities",
    "Administrative and support service activities",
    "Public administration and defence",
    "Education",
    "Human health and social work activities",
    "Arts, entertainment and recreation",
    "Other service activities",
    "Activities of households",
)
TOTAL = "All industries"
_SHORT = {
    SECTIONS[0]: "agriculture and mining",
    SECTIONS[2]: "energy, water and waste",
    SECTIONS[4]: "wholesale, retail and motor trades",
}
# Rents that owner-occupiers are reckoned to pay themselves: output without work.
REAL_ESTATE = "Real estate activities"


def in_sentence(industry: str) -> str:
    """An industry's name as it stands within a sentence."""
    return _SHORT.get(industry, industry[:1].lower() + industry[1:])


def location_quotients(area: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """How concentrated each industry is, against the nation.

    The quotient is the industry's share of the area's total over its share of the
    nation's (Isard 1960, Methods of Regional Analysis, chapter 7): 1 is the same weight.

    Parameters
    ----------
    area, nation : DataFrame
        `industry`, `value` for one period, the total among them.

    Returns
    -------
    DataFrame
        `industry`, `value`, `share`, `nation_share` (per cent), `quotient`, highest first.
    """
    own, whole = (frame.set_index("industry")["value"] for frame in (area, nation))
    table = pd.DataFrame({"value": own, "share": 100 * own / own[TOTAL]})
    table["nation_share"] = 100 * whole / whole[TOTAL]
    table["quotient"] = table["share"] / table["nation_share"]
    table = table.drop(index=TOTAL).dropna()
    return table.sort_values("quotient", ascending=False).reset_index()


def quotient_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """How the location quotients have changed: which specialisations deepened.

    A quotient rises when the industry's share grows faster here than in the nation, and also
    when both shrink and the nation's shrinks faster: the shares stand beside it.

    Parameters
    ----------
    before, after : DataFrame
        As from `location_quotients`, for two periods.

    Returns
    -------
    DataFrame
        `industry`, `value`, `share`, `nation_share` and `quotient`, each with `_first` and
        `_last`, and `change` (of the quotient), the largest rise first; industries that
        both periods have.
    """
    table = before.merge(after, on="industry", suffixes=("_first", "_last"))
    table["change"] = table["quotient_last"] - table["quotient_first"]
    return table.sort_values("change", ascending=False, kind="stable").reset_index(drop=True)


def contributions(current: pd.DataFrame, constant: pd.DataFrame) -> pd.DataFrame:
    """Each industry's contribution to an area's real growth, in percentage points.

    Each year an industry adds its share of the previous year's output at current prices
    times its growth at constant prices, carried on the total's growth since the start
    (Lequiller and Blades 2014, Understanding National Accounts, OECD, chapter 2). Chained
    volumes do not add up exactly; what is left is the row `Not attributed`.

    Parameters
    ----------
    current, constant : DataFrame
        `industry`, `period`, `value` at current and constant prices, total included.

    Returns
    -------
    DataFrame
        `industry`, `points` (percentage points of growth over all periods), largest first;
        the total's growth under `TOTAL`.
    """
    money = current.pivot(index="period", columns="industry", values="value").sort_index()
    volume = constant.pivot(index="period", columns="industry", values="value").sort_index()
    volume = volume.loc[volume.index.intersection(money.index)]
    money = money.loc[volume.index]
    weights = money.div(money[TOTAL], axis=0).shift(1)
    grown = volume.pct_change(fill_method=None)
    carried = (volume[TOTAL] / volume[TOTAL].iloc[0]).shift(1)
    points = 100 * (weights * grown).mul(carried, axis=0).iloc[1:].sum(skipna=False)
    whole = 100 * (volume[TOTAL].iloc[-1] / volume[TOTAL].iloc[0] - 1)
    parts = points.drop(index=TOTAL).sort_values(ascending=False)
    parts["Not attributed"] = whole - parts.sum()
    parts[TOTAL] = whole
    return parts.rename("points").rename_axis("industry").reset_index()


def gap_split(area: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """Split the gap in output per worker into industry mix and output within industries.

    For each industry: mix is (share of workers here − there) × (output per worker there −
    the nation's average); within is (output per worker here − there) × share of workers
    here. The two add up to the whole gap (Esteban 2000, Regional Science and Urban
    Economics 30(3), pages 353 to 364, with the allocative part left in `within`).

    Parameters
    ----------
    area, nation : DataFrame
        `industry`, `output` (£ million), `workers`, one row an industry, no total.

    Returns
    -------
    DataFrame
        `industry`, `mix`, `within` (£ per worker), `output_per_worker`,
        `nation_output_per_worker` (£).
    """
    table = area.merge(nation, on="industry", suffixes=("", "_nation"))
    share = table["workers"] / table["workers"].sum()
    share_nation = table["workers_nation"] / table["workers_nation"].sum()
    here = 1e6 * table["output"] / table["workers"]
    there = 1e6 * table["output_nation"] / table["workers_nation"]
    average = 1e6 * table["output_nation"].sum() / table["workers_nation"].sum()
    return pd.DataFrame(
        {
            "industry": table["industry"],
            "mix": (share - share_nation) * (there - average),
            "within": share * (here - there),
            "output_per_worker": here,
            "nation_output_per_worker": there,
        }
    )
