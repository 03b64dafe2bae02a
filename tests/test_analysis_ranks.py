"""The range of ranks: against published limits and by hand."""

from __future__ import annotations

import pytest

from evidencebook.analysis.ranks import Estimate, limit, rank_interval, score

NAN = float("nan")


def _of(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half)


# Dunnett 1964, Biometrics 20, table of two-sided comparisons with a control at 5%, infinite
# degrees of freedom, equal errors.
@pytest.mark.parametrize(
    ("others", "published"),
    [*enumerate((1.96, 2.21, 2.35, 2.44, 2.51, 2.57, 2.61, 2.65, 2.69), 1)],
)
def test_the_limit_as_published(others: int, published: float) -> None:
    """With as many others as the table has."""
    assert limit(1.0, [1.0] * others) == pytest.approx(published, abs=0.006)


def test_the_limit_is_between_one_test_and_all_apart() -> None:
    """One's own error is shared: less than independent tests need, more than one."""
    shared, apart = limit(5.0, [1.0] * 300), limit(0.01, [1.0] * 300)
    assert 1.96 < shared < limit(1.0, [1.0] * 300) < apart


def test_score_by_hand() -> None:
    """Five apart, halves of three and four: √(9 + 16) is the half of the difference."""
    assert score(_of(5, 3), _of(0, 4)) == pytest.approx(1.959964, abs=1e-5)
    assert score(_of(0, 4), _of(5, 3)) == pytest.approx(-1.959964, abs=1e-5)


def test_the_sides_that_face_each_other_count() -> None:
    """An interval that is long upwards does not bring a lower value nearer."""
    long_above = Estimate(10, 9, 30)
    assert score(long_above, _of(5, 1)) > score(_of(10, 5), _of(5, 1))


def test_areas_far_apart_have_certain_ranks() -> None:
    """Values 1 to 5 with tiny intervals."""
    values = [_of(v, 0.01) for v in (1, 2, 3, 4, 5)]
    assert [rank_interval(one, [o for o in values if o is not one]) for one in values] == [
        (5, 5), (4, 4), (3, 3), (2, 2), (1, 1)
    ]  # fmt: skip


def test_areas_that_overlap_may_have_any_rank() -> None:
    """Wide intervals around near values, and ties."""
    values = [_of(v, 10) for v in (1, 2, 2, 2, 5)]
    assert rank_interval(values[0], values[1:]) == (1, 5)
    assert rank_interval(_of(2, 0), [_of(2, 0), _of(2, 0)]) == (1, 3)


def test_one_far_above_and_one_far_below() -> None:
    """Of four others one is certainly higher and one lower: 2nd to 4th."""
    others = [_of(100, 1), _of(51, 5), _of(49, 5), _of(1, 1)]
    assert rank_interval(_of(50, 5), others) == (2, 4)


def test_an_area_without_an_interval_cannot_be_told_apart() -> None:
    """It may stand on either side, however far its value."""
    unknown = Estimate(1000, NAN, NAN)
    assert rank_interval(_of(50, 1), [unknown, _of(1, 1)]) == (1, 2)
    assert rank_interval(unknown, [_of(50, 1), _of(1, 1)]) == (1, 3)
    assert rank_interval(_of(50, 1), []) == (1, 1)


def test_more_areas_make_a_rank_less_certain() -> None:
    """The same difference may be chance among three hundred, not among two."""
    near = _of(53, 3)
    assert rank_interval(_of(58, 3), [near]) == (1, 1)
    assert rank_interval(_of(58, 3), [near] * 300) == (1, 301)
