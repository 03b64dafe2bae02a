"""Catching up with the nation and with one another."""

from __future__ import annotations

import pandas as pd
import pytest

from evidencebook.analysis.convergence import beta, path, relative
from evidencebook.analysis.trends import trend


def _series(values: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime([f"{year}-01-01" for year in values]),
            "period_end": pd.to_datetime([f"{year}-12-31" for year in values]),
            "period": [str(year) for year in values],
            "value": list(values.values()),
        }
    )


def test_relative_level_by_hand() -> None:
    """Only periods that both have; nothing is divided by nothing."""
    own = _series({2019: 8.0, 2020: float("nan"), 2021: 9.0, 2022: 5.0})
    nation = _series({2019: 10.0, 2020: 10.0, 2021: 12.0, 2022: 0.0})
    table = relative(own, nation)
    assert table["period"].tolist() == ["2019", "2021"]
    assert table["value"].tolist() == [80.0, 75.0]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([80 + n for n in range(11)], "catching up"),
        ([90 - n for n in range(11)], "falling behind"),
        ([110 + n for n in range(11)], "pulling ahead"),
        ([130 - n for n in range(11)], "drawing closer from above"),
        ([90, 95] * 5, "no steady trend"),
        ([90, 95], "no steady trend"),
        ([100] * 11, "no steady trend"),
    ],
)
def test_what_a_path_means(values: list[float], said: str) -> None:
    """Which way is nearer to the nation turns on the side that the place is on."""
    assert path(trend(range(len(values)), values), values[-1]) == said


def test_those_behind_grow_faster() -> None:
    """Eight places end alike, so that the lower the start the higher the growth: tau −1."""
    first = pd.Series([10.0 + n for n in range(8)], index=list("abcdefgh"))
    found = beta(first, pd.Series(30.0, index=first.index))
    assert found is not None
    tau, p = found
    assert tau == -1
    assert p == pytest.approx(0.00080, abs=1e-4)  # S = −28, variance 65.33: z = −3.340


def test_tau_by_hand() -> None:
    """Growth in the order 1, 2, … 8 but for one exchanged pair: 27 rises, 1 fall of 28."""
    first = pd.Series([float(n) for n in range(1, 9)])
    growth = pd.Series([1.1, 1.2, 1.4, 1.3, 1.5, 1.6, 1.7, 1.8])
    found = beta(first, first * growth)
    assert found is not None
    assert found[0] == pytest.approx(26 / 28)


def test_few_places_tell_nothing_of_growth_and_start() -> None:
    """Seven, or eight of which one is missing or not positive."""
    first = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8])
    assert beta(first.head(7), first.head(7)) is None
    assert beta(first, first.where(first != 3)) is None
    assert beta(first, first.where(first != 3, -1.0)) is None
