"""Tests of chained volumes of several areas: small ones by hand, real ones by another route."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import OpenPlace

from evidencebook.analysis.chaining import chained

VOLUME = "gross-value-added-constant-prices"
TELECOMS = "Telecommunications; information technology"


def _frame(**parts: list[float]) -> pd.DataFrame:
    return pd.concat({"x": pd.DataFrame(parts, index=["2020", "2021", "2022"])}, axis=1)


def test_growth_is_weighted_by_the_output_of_the_year_before() -> None:
    """A doubling of 10 and a standstill of 30 are 25%, whatever the volumes are in other prices."""
    money = _frame(a=[10.0, 20.0, 20.0], b=[30.0, 30.0, 60.0])
    volume = _frame(a=[1.0, 2.0, 2.0], b=[60.0, 60.0, 60.0])
    level = chained(money, volume, "2022")["x"]
    assert level["2021"] / level["2020"] == pytest.approx(1.25)
    assert level["2022"] == 62


def test_from_the_reference_year_it_is_carried_both_ways() -> None:
    """In the reference year the parts add up; before it growth is taken off, after it put on."""
    money = _frame(a=[10.0, 10.0, 10.0], b=[10.0, 10.0, 10.0])
    volume = _frame(a=[5.0, 10.0, 20.0], b=[10.0, 10.0, 10.0])
    assert chained(money, volume, "2021")["x"].tolist() == pytest.approx([20 / 1.5, 20.0, 30.0])


def test_of_one_part_the_volume_is_its_own() -> None:
    """Nothing is weighted where there is nothing to weigh."""
    volume = _frame(a=[5.0, 7.0, 9.0])
    assert chained(_frame(a=[1.0, 3.0, 9.0]), volume, "2022")["x"].tolist() == pytest.approx(
        [5, 7, 9]
    )


def test_where_a_part_is_missing_the_chain_ends() -> None:
    """What lies beyond a missing year, as seen from the reference year, is not known."""
    money = _frame(a=[1.0, 1.0, 1.0], b=[1.0, 1.0, 1.0])
    volume = _frame(a=[1.0, np.nan, 1.0], b=[1.0, 1.0, 1.0])
    assert chained(money, volume, "2022")["x"].isna().tolist() == [True, True, False]
    assert chained(money, volume, "2019").isna().all(axis=None)


def test_a_part_that_did_not_exist_tells_nothing_of_the_step() -> None:
    """From nothing there is no rate of growth: the others' is taken, and the part joins after."""
    money = _frame(a=[0.0, 2.0, 2.0], b=[10.0, 10.0, 10.0])
    volume = _frame(a=[0.0, 2.0, 2.0], b=[10.0, 11.0, 11.0])
    level = chained(money, volume, "2022")["x"]
    assert level["2021"] / level["2020"] == pytest.approx(1.1)


def test_several_wholes_at_once() -> None:
    """Each is chained as if it were alone."""
    money, volume = _frame(a=[10.0, 20, 20], b=[30.0, 30, 60]), _frame(a=[1.0, 2, 2], b=[60.0] * 3)
    both = [pd.concat([f, 2 * f.rename(columns={"x": "y"})], axis=1) for f in (money, volume)]
    level, alone = chained(both[0], both[1], "2022"), chained(money, volume, "2022")["x"]
    assert level["x"].tolist() == pytest.approx(alone.tolist())
    assert level["y"].tolist() == pytest.approx((2 * alone).tolist())


def test_a_set_s_growth_is_not_that_of_added_volumes(place: OpenPlace) -> None:
    """Lancashire's telecommunications grew by 181% in the ten years to 2023; added, by 104%.

    ONS's own figures of the parts of the industry for the same area, chained, make 179%.
    """
    here = place("lancashire")
    series = here.figures.series(VOLUME, here.area, industry=TELECOMS).set_index("period")
    growth = 100 * (series.at["2023", "value"] / series.at["2013", "value"] - 1)
    assert growth == pytest.approx(181.4, abs=0.05)
    assert series.at["2013", "computed"].startswith("chained over the published figures of 14 ")


def test_a_breakdown_is_chained_as_each_series_is(place: OpenPlace) -> None:
    """All industries of a set at once are what each is alone."""
    here = place("leicester-leicestershire")
    table = here.figures.breakdown(VOLUME, here.area, "industry")
    for industry in ("All industries", "Manufacturing", TELECOMS):
        alone = here.figures.series(VOLUME, here.area, industry=industry)
        once = table[table["industry"] == industry]
        assert once["period"].tolist() == alone["period"].tolist()
        assert once["value"].tolist() == pytest.approx(alone["value"].tolist())
