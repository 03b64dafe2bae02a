"""The distance from places like it, by hand and at its edges."""

from __future__ import annotations

import pytest

from evidencebook.analysis.distance import distance

NAN = float("nan")
KIND = [1.0, 2, 3, 4, 5, 6, 7, 8, 9]  # the middle half from 3 to 7


def test_by_hand() -> None:
    """Ten less the median five, over a spread of 4 / 1.349."""
    found = distance(10, [4, 5, 100], KIND)
    assert found is not None
    assert (found.median, found.neighbours, found.of_kind) == (5, 3, 9)
    assert found.spread == pytest.approx(4 / 1.349)
    assert found.spreads == pytest.approx(5 * 1.349 / 4)


def test_below_its_neighbours_is_negative() -> None:
    """The direction is kept."""
    found = distance(1, [4, 5, 6], KIND)
    assert found is not None
    assert found.spreads < 0


def test_one_extreme_area_does_not_stretch_the_spread() -> None:
    """Whether the largest is 9 or 9,000."""
    one, other = distance(8, [4, 5, 6], KIND), distance(8, [4, 5, 6], [*KIND[:-1], 9000])
    assert one == other


@pytest.mark.parametrize(
    ("value", "neighbours", "kind"),
    [
        (NAN, [4.0, 5, 6], KIND),
        (5.0, [4.0, 5], KIND),
        (5.0, [4.0, 5, NAN], KIND),
        (5.0, [4.0, 5, 6], KIND[:7]),
        (5.0, [4.0, 5, 6], [3.0] * 9),  # no spread
        (5.0, [], []),
    ],
)
def test_what_cannot_be_told(value: float, neighbours: list[float], kind: list[float]) -> None:
    """Too few to compare with, or areas that are all alike."""
    assert distance(value, neighbours, kind) is None
