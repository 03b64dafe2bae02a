"""The trend test, its correction and the slope, against published examples and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.trends import (
    FEWEST,
    LEVEL,
    LEVEL_SMOOTHED,
    apart,
    correction,
    mann_kendall,
    sen_slope,
    trend,
    two_sided,
    years,
)

# Little, College of the Holy Cross, "A Mann-Kendall Example (By Hand)": 72 rises and 18 falls
# over 91 pairs, one of them a tie; S = 54, Z = 2.9058.
BY_HAND = [12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7]


def _series(*spans: tuple[str, str], values: list[float] | None = None) -> pd.DataFrame:
    starts, ends = (pd.to_datetime(list(side)) for side in zip(*spans, strict=True))
    found = values or [float(n) for n in range(len(spans))]
    return pd.DataFrame({"period_start": starts, "period_end": ends, "value": found})


def test_the_published_example_of_the_test() -> None:
    """Fourteen values with one tie."""
    s, z = mann_kendall(BY_HAND)
    assert s == 54
    assert z == pytest.approx(2.9058, abs=5e-5)
    assert two_sided(z) / 2 == pytest.approx(0.0018, abs=5e-5)


def test_a_falling_series_mirrors_a_rising_one() -> None:
    """The score changes its sign and nothing else."""
    s, z = mann_kendall([-value for value in BY_HAND])
    assert s == -54
    assert z == pytest.approx(-2.9058, abs=5e-5)


def test_the_published_example_of_the_slope() -> None:
    """Sen 1968, section 6: slope 4 with the 93% interval from 26/7 to 35/8."""
    times, values = [1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78]
    slope, lower, upper = sen_slope(times, values, level=0.07)
    assert slope == 4
    assert lower == pytest.approx(26 / 7)
    assert upper == pytest.approx(35 / 8)


def test_the_correction_by_hand() -> None:
    """Residuals −1, 2, 2, −1, −1, −1 of a level series: lag one 2/12; then five lags."""
    values = [0, 3, 3, 0, 0, 0]  # no slope: the median of the pairs' slopes is 0
    rho = (-2 + 4 - 2 + 1 + 1) / (1 + 4 + 4 + 1 + 1 + 1)
    by_hand = 1 + 2 * sum((1 - lag / 6) * rho**lag for lag in range(1, 6))
    assert correction(range(6), values) == pytest.approx(by_hand)


def test_alternating_values_never_make_the_test_bolder() -> None:
    """Negative serial correlation would shrink the variance: it is left as it is."""
    assert correction(range(10), [1, 9, 2, 8, 1, 9, 2, 8, 1, 9]) == 1.0


def test_a_straight_line_has_a_trend_with_its_own_slope() -> None:
    """No residual is left, so nothing is corrected."""
    found = trend(range(2013, 2024), [100 + 3 * n for n in range(11)])
    assert found is not None
    assert (found.direction, found.points, found.slope) == ("rising", 11, 3)
    assert found.lower_95 == found.upper_95 == 3
    assert found.p < 0.001


def test_two_ends_do_not_make_a_trend() -> None:
    """The last value is a quarter above the first, the years between go up and down."""
    found = trend(range(10), [100, 130, 90, 125, 95, 128, 92, 127, 96, 125])
    assert found is not None
    assert found.direction == "none"


def test_a_constant_series_has_no_trend() -> None:
    """Nothing moves: no score, slope 0, no division by nothing."""
    found = trend(range(9), [5.0] * 9)
    assert found is not None
    assert (found.direction, found.p, found.slope) == ("none", 1.0, 0.0)
    assert mann_kendall([5.0, 5.0]) == (0, 0.0)


def test_too_few_values_are_not_tested() -> None:
    """Seven years, or eight of which one is missing."""
    assert trend(range(FEWEST - 1), range(FEWEST - 1)) is None
    missing = [float(n) for n in range(FEWEST)]
    missing[3] = float("nan")
    assert trend(range(FEWEST), missing) is None
    assert trend(range(2), [1, 2]) is None


def test_a_gap_in_time_bends_no_slope() -> None:
    """Three years are missing: the slope is per year all the same."""
    times = [2010, 2011, 2012, 2016, 2017, 2018, 2019, 2020]
    found = trend(times, [2.0 * when for when in times])
    assert found is not None
    assert found.slope == pytest.approx(2.0)


def test_how_often_drift_passes_for_a_trend() -> None:
    """Of 11 values with serial correlation 0.6 and no trend: one in six, uncorrected more."""
    chance = np.random.default_rng(5)
    corrected = plain = 0
    for _ in range(300):
        values = chance.normal(size=41)
        for n in range(1, 41):
            values[n] += 0.6 * values[n - 1]
        found = trend(range(11), values[-11:])
        corrected += found is not None and found.direction != "none"
        plain += two_sided(mann_kendall(values[-11:])[1]) < 0.05
    assert corrected / 300 < 0.2 < plain / 300


def test_a_smoothed_series_must_pass_a_harder_test() -> None:
    """Moving averages of chance values pass at 5% one time in seven, as they should at 1%."""
    chance, weights = np.random.default_rng(4), [0.1, 0.2, 0.4, 0.2, 0.1]
    series = [np.convolve(chance.normal(size=15), weights, "valid") for _ in range(400)]
    plain, harder = 0, 0
    for values in series:
        for_all, for_few = (trend(range(11), values, at) for at in (LEVEL, LEVEL_SMOOTHED))
        assert for_all is not None and for_few is not None
        plain += for_all.direction != "none"
        harder += for_few.direction != "none"
    assert plain > 0.1 * len(series) and harder < 0.08 * len(series)


def test_monthly_figures_are_read_once_a_year() -> None:
    """Of 25 months the newest and those a year and two years before it."""
    months = pd.date_range("2022-01-01", periods=25, freq="MS")
    spans = [(str(m.date()), str((m + pd.offsets.MonthEnd()).date())) for m in months]
    kept = apart(_series(*spans))
    assert kept["value"].tolist() == [0.0, 12.0, 24.0]


def test_overlapping_periods_are_left_out() -> None:
    """Of means of three years every third."""
    spans = [(f"{y}-01-01", f"{y + 2}-12-31") for y in range(2010, 2020)]
    assert apart(_series(*spans))["value"].tolist() == [0.0, 3.0, 6.0, 9.0]


def test_calendar_years_are_all_kept_but_the_missing() -> None:
    """Years that differ by a day, a missing one, and an empty series."""
    spans = [(f"{y}-01-01", f"{y}-12-31") for y in (2019, 2020, 2021, 2022)]
    kept = apart(_series(*spans, values=[1.0, float("nan"), 3.0, 4.0]))
    assert kept["value"].tolist() == [1.0, 3.0, 4.0]
    assert years(kept) == pytest.approx([2019.5, 2021.5, 2022.5], abs=0.01)
    assert apart(_series(spans[0], values=[float("nan")])).empty


def test_the_trend_of_real_figures(figures: Figures) -> None:
    """Belfast's residents rose in nine of ten years to mid-2022; Highland's wandered."""
    for area, said in (("N09000003", "rising"), ("S12000017", "rising")):
        points = apart(figures.series("population", figures.areas[area])).tail(11)
        found = trend(years(points), points["value"].tolist())
        assert found is not None
        assert found.direction == said
