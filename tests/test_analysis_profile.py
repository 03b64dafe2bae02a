"""The profile: its measures against the raw files, its means and its scale."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evidencebook.analysis import profile
from evidencebook.analysis.figures import Figures
from evidencebook.analysis.neighbours import SHARED
from evidencebook.analysis.profile import MEASURES, Authorities, combine, profiles, standardise


@pytest.fixture(scope="module")
def single(figures: Figures) -> Authorities:
    """The newest figures of all authorities."""
    return Authorities(figures)


@pytest.fixture(scope="module")
def values(single: Authorities) -> pd.DataFrame:
    """Every measure of every authority, as published."""
    return pd.DataFrame({measure.title: measure.read(single)[0] for measure in MEASURES})


# From the raw files: population_all_ages.csv 235,710 over 233,000; Lancashire county's 60.3 and
# 59.3 years; 26,340 nights in 2025 over 96,435 residents; employment-rate-ni.
@pytest.mark.parametrize(
    ("measure", "area", "value"),
    [
        ("population change over ten years", "S12000017", 100 * (235710 / 233000 - 1)),
        ("healthy life expectancy", "E07000117", 59.8),
        ("nights in short-term lets per head", "E07000117", 26340 / 96435),
        ("employment rate", "N09000003", 67.9),
    ],
)
def test_measures_as_in_the_raw_files(
    values: pd.DataFrame, measure: str, area: str, value: float
) -> None:
    """A county's figure stands for its district; Northern Ireland has indicators of its own."""
    assert values.at[area, measure] == pytest.approx(value, abs=0.001)


def test_nearly_every_authority_has_every_measure(values: pd.DataFrame) -> None:
    """In all four nations."""
    assert (values.notna().sum() >= 355).all()
    for nation in "EWSN":
        own = values[values.index.str.startswith(nation)]
        assert (own.notna().mean() > 0.9).all(), nation


def test_density_is_of_people_over_land(values: pd.DataFrame) -> None:
    """The Highlands are empty, and the City of London is full of offices, not of homes."""
    density = values["people per square kilometre"]
    assert density.idxmin() in ("S12000013", "S12000017")
    assert density["E09000033"] > density["E09000001"] > density["E07000117"]


@pytest.mark.parametrize(
    ("measure", "indicator"),
    [
        ("output per hour worked", "gross-value-added-per-hour-worked"),
        ("household income per head", "gross-disposable-household-income-per-head"),
        ("gigabit-capable broadband", "gigabit-capable-broadband"),
        ("greenhouse gas emissions per head", "greenhouse-gas-emissions"),
    ],
)
def test_combined_as_published(
    figures: Figures, single: Authorities, measure: str, indicator: str
) -> None:
    """Combined authorities come out within 0.5% of what their publishers print for them."""
    read = next(one.read for one in MEASURES if one.title == measure)(single)
    areas = figures.areas.of_level("cauth")
    pair = [series.to_frame(measure) for series in read]
    made = combine(pair[0], pair[1], {area.code: area.members for area in areas})[measure]
    published = figures.newest(indicator, areas)["value"].reindex(made.index)
    assert published.notna().sum() >= 10
    assert (100 * (made / published - 1)).abs().max() < 0.5


def test_combine_weighs() -> None:
    """Means by weight; a part without a figure may weigh a twentieth."""
    codes, members = ["a", "b", "c"], {"ab": ["a", "b"], "bc": ["b", "c"]}
    values = pd.DataFrame({"x": [1.0, 4.0, np.nan]}, index=codes)
    weights = pd.DataFrame({"x": [2.0, 1.0, 0.05]}, index=codes)
    made = combine(values, weights, members)
    assert made.at["ab", "x"] == pytest.approx(2)
    assert made.at["bc", "x"] == pytest.approx(4)
    assert np.isnan(combine(values, weights.assign(x=1.0), members).at["bc", "x"])


def test_standardise_draws_in_the_tails() -> None:
    """An extreme value counts as the 99th percentile; the field has mean nought and spread one."""
    field = pd.Series([*np.linspace(0, 10, 200), 1e6])
    made = standardise(field, field)
    assert made.mean() == pytest.approx(0, abs=1e-9)
    assert made.std() == pytest.approx(1)
    assert made.max() < 2
    assert standardise(pd.Series([1e9]), field)[0] == pytest.approx(made.max())


def test_standardise_on_a_log_scale() -> None:
    """Equal ratios are equal distances, and nothing at all is no error."""
    field = pd.Series([0.0, *np.geomspace(1, 1000, 300)])
    made = standardise(pd.Series([10.0, 50.0, 250.0]), field, log=True)
    assert made[1] - made[0] == pytest.approx(made[2] - made[1])


def test_every_area_of_whole_authorities_has_a_profile(figures: Figures) -> None:
    """Sets and all; computed once."""
    found = profiles(figures)
    assert found is profiles(figures)
    whole = {area.code for area in figures.areas.everywhere() if area.members}
    assert set(found.table.index) == whole
    assert found.table.loc["enterprise-m3"].notna().all()
    known = found.table.notna().mean(axis=1)
    scilly = figures.areas["E06000053"]
    assert set(known.index[known < SHARED]) <= {scilly.code, *scilly.equivalents}
    assert found.population["lancashire"] == found.population["E47000018"]


def test_every_measure_says_why() -> None:
    """Titles are unique, and each tells something."""
    assert len({measure.title for measure in MEASURES}) == len(MEASURES)
    assert all(measure.why for measure in MEASURES)
    assert profile.TAILS < 0.05
