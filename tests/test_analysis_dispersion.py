"""The weighted coefficient of variation, by hand and at its edges."""

from __future__ import annotations

import pandas as pd
import pytest

from evidencebook.analysis.dispersion import variation_over_time, weighted_variation

NAN = float("nan")


def _by(**values: float) -> pd.Series:
    return pd.Series(values)


def test_by_hand() -> None:
    """10 and 20, weights three and one: mean 12.5, variance (3·2.5² + 7.5²)/4 = 18.75."""
    found = weighted_variation(_by(a=10, b=20), _by(a=3, b=1))
    assert found == pytest.approx(100 * 18.75**0.5 / 12.5)


def test_equal_weights_give_the_plain_coefficient() -> None:
    """2, 4, 4, 4, 5, 5, 7, 9 is the textbook's series with mean 5 and standard deviation 2."""
    values = pd.Series([2, 4, 4, 4, 5, 5, 7, 9], dtype=float)
    assert weighted_variation(values, pd.Series([1.0] * 8)) == pytest.approx(40.0)


def test_parts_that_are_alike_do_not_differ() -> None:
    """A constant has no dispersion, whatever its unit and weights."""
    assert weighted_variation(_by(a=7, b=7, c=7), _by(a=1, b=20, c=5)) == 0


def test_the_unit_and_the_scale_of_the_weights_do_not_matter() -> None:
    """Pounds or pence, people or thousands."""
    one = weighted_variation(_by(a=1, b=3, c=8), _by(a=5, b=1, c=2))
    other = weighted_variation(_by(a=100, b=300, c=800), _by(a=50, b=10, c=20))
    assert one == pytest.approx(other)


@pytest.mark.parametrize(
    ("values", "weights"),
    [
        (_by(a=1), _by(a=1)),  # one member
        (_by(a=1, b=NAN), _by(a=1, b=1)),
        (_by(a=1, b=2), _by(a=1, b=NAN)),
        (_by(a=1, b=2), _by(a=1)),
        (_by(a=-1, b=1), _by(a=1, b=1)),  # the average is nothing
    ],
)
def test_what_is_not_known_is_missing(values: pd.Series, weights: pd.Series) -> None:
    """One part, a missing value or weight, an average of nothing."""
    assert pd.isna(weighted_variation(values, weights))


def test_periods_without_all_parts_are_left_out() -> None:
    """The parts are the same throughout."""
    values = pd.DataFrame({"a": [1, 1, 1], "b": [2, NAN, 1]}, index=[2020, 2021, 2022])
    weights = pd.DataFrame({"b": [1, 1, 1], "a": [1, 1, 1]}, index=[2020, 2021, 2022])
    found = variation_over_time(values, weights)
    assert found.index.tolist() == [2020, 2022]
    assert found.round(6).tolist() == [pytest.approx(100 / 3, abs=1e-5), 0]
