"""Shift-share: a published example, the identity, and real output year by year."""

from __future__ import annotations

import pandas as pd
import pytest

from evidencebook.analysis.shift_share import shift_share, volumes, yearly_shift_share

# Krumme, University of Washington, Geography 350, "Shift & Share Table": a region of four
# industries, whose nation grew by 10, 20, 30 and 40%, in all 29%. Regional growth 630 is
# national growth 290, differential effect 420 and composition effect 80, to be taken away.
REGION = pd.DataFrame(
    {"industry": list("ABCD"), "first": [500, 100, 200, 200], "last": [1000, 100, 250, 280]}
)
NATION = pd.DataFrame(
    {"industry": list("ABCD"), "first": [10, 20, 40, 30], "last": [11, 24, 52, 42]}
)


def test_the_published_example() -> None:
    """Nation, mix and local add up to the change, as published."""
    sums = shift_share(REGION, NATION)[["national", "mix", "local", "change"]].sum()
    assert sums.round(6).to_dict() == {"national": 290, "mix": -80, "local": 420, "change": 630}


def test_the_parts_of_one_industry() -> None:
    """500 grew to 1,000: 145 with the nation, −95 by its industry, 450 here."""
    first = shift_share(REGION, NATION).iloc[0]
    assert first[["national", "mix", "local"]].round(6).tolist() == [145, -95, 450]


def test_the_nation_has_neither_mix_nor_local() -> None:
    """Set against itself, all growth is the nation's on the whole."""
    sums = shift_share(NATION, NATION)[["national", "mix", "local"]].sum()
    assert sums.round(9).tolist() == [29, 0, 0]


def test_an_industry_that_the_nation_lacks_is_not_split() -> None:
    """It has a change and no parts."""
    found = shift_share(REGION, NATION[NATION["industry"] != "D"]).iloc[3]
    assert found["change"] == 80
    assert found[["mix", "local"]].isna().all()


def _long(rows: dict[str, list[float]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, index=["2020", "2021", "2022"]).rename_axis("period")
    return table.reset_index().melt(id_vars="period", var_name="industry")


def test_volumes_are_in_the_prices_of_the_year_before() -> None:
    """50 at current prices, volumes from 40 to 44: 55 in the prices of the year before."""
    current, constant = _long({"A": [50, 60, 70]}), _long({"A": [40, 44, 44]})
    made = volumes(current, constant)
    assert list(made) == ["2021", "2022"]
    assert made["2021"][["first", "last"]].iloc[0].tolist() == pytest.approx([50, 55])
    assert made["2022"][["first", "last"]].iloc[0].tolist() == pytest.approx([60, 60])


def test_years_by_hand() -> None:
    """Here A doubles and B halves; in the nation both stand still, then both grow by a tenth.

    First year: 50 to 100 and 50 to 25, so +50 and −25 points, all local; the level is 1.25.
    Second year, shares 80% and 20%: nation 10 on 1.25 is 12.5, here nothing moved.
    """
    here = volumes(
        _long({"A": [50, 80, 1], "B": [50, 20, 1]}), _long({"A": [1, 2, 2], "B": [2, 1, 1]})
    )
    there = volumes(
        _long({"A": [10, 10, 1], "B": [30, 30, 1]}),
        _long({"A": [10, 10, 11], "B": [30, 30, 33]}),
    )
    found = yearly_shift_share(here, there).set_index("industry")
    assert found.loc["A"].round(6).tolist() == [10, 0, 40, 50]
    assert found.loc["B"].round(6).tolist() == [2.5, 0, -27.5, -25]


def test_a_missing_volume_is_not_filled() -> None:
    """The industry and the sums stay missing."""
    gap = _long({"A": [1, float("nan"), 2], "B": [1, 1, 1]})
    full = _long({"A": [1, 1, 1], "B": [1, 1, 1]})
    found = yearly_shift_share(volumes(full, gap), volumes(full, full))
    assert found["change"].isna().any()


def test_no_year_in_common_gives_nothing() -> None:
    """An empty table, with its columns."""
    found = yearly_shift_share({}, {})
    assert found.empty
    assert list(found) == ["industry", "national", "mix", "local", "change"]
