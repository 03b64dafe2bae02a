"""What new figures must be like: real figures, and what could go wrong with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from evidencebook import settings
from evidencebook.errors import DataError
from evidencebook.indicators import indicators
from evidencebook.sources import guards
from evidencebook.sources import ons_els_files as els
from evidencebook.sources.snapshot import Table

FILES = Path(__file__).parent / "data" / "revisions"
INWARD = "inward-foreign-direct-investment"
CARDS = indicators(settings.ROOT / "data")


@pytest.fixture(scope="module")
def table() -> Table:
    """Inward investment as published by June 2026."""
    return next(t for t in els.read(FILES / "2026-06-26", CARDS)[0] if t.name == INWARD)


@pytest.fixture
def frame(table: Table) -> pd.DataFrame:
    """Its observations, for a test to change."""
    return table.frame.copy()


def doubts(after: pd.DataFrame, before: pd.DataFrame | None, slug: str = INWARD) -> list[str]:
    """What is doubtful, where all areas are known."""
    known = set(after["area"])
    return guards.doubts(after, before, known, CARDS[slug])


def test_the_same_figures_raise_no_doubt(frame: pd.DataFrame) -> None:
    """Nor does an indicator that is not held yet."""
    assert doubts(frame, frame) == []
    assert doubts(frame, None) == []


def test_an_area_of_which_nothing_is_known(frame: pd.DataFrame) -> None:
    """Unless it is held already."""
    strange = frame.iloc[[0]].assign(area="E06999999")
    after = pd.concat([frame, strange], ignore_index=True)
    known = set(frame["area"])
    assert guards.doubts(after, frame, known) == ["areas that are not known: E06999999"]
    assert guards.doubts(after, after, known) == []


def test_areas_that_are_gone(frame: pd.DataFrame) -> None:
    """Up to a fifth of them is no doubt."""
    codes = sorted(frame["area"].unique())
    few, many = codes[: len(codes) // 5], codes[: len(codes) // 5 + 1]
    assert doubts(frame[~frame["area"].isin(few)], frame) == []
    (line,) = doubts(frame[~frame["area"].isin(many)], frame)
    assert line.startswith(f"{len(many)} of {len(codes)} areas are gone: {many[0]}")


def test_periods_that_are_gone(frame: pd.DataFrame) -> None:
    """Other than those in whose place as many later ones came."""
    first, last = frame["period_end"].min(), frame["period_end"].max()
    count = frame["period"].nunique()
    assert 1 < count < 5
    (line,) = doubts(frame[frame["period_end"] > first], frame)
    assert line == f"1 of {count} periods are gone: {first.year}"
    assert doubts(frame[frame["period_end"] > first], frame[frame["period_end"] < last]) == []


@pytest.mark.parametrize("factor", [0.1, 10.0, -10.0, 0.0])
def test_a_median_that_moves_tenfold(frame: pd.DataFrame, factor: float) -> None:
    """Up or down; not where the indicator's figures have no size yet."""
    after = frame.assign(value=frame["value"] * factor)
    assert any(line.startswith("the median value is") for line in doubts(after, frame))
    assert doubts(frame, frame.assign(value=0.0)) == []
    assert doubts(frame, frame.assign(value=float("nan"))) == []


def revised(folder: Path) -> dict[str, list[str]]:
    """Doubts about the unit or base of the indicators that two vintages of a folder have."""
    before, after = (
        {t.name: t.frame for t in els.read(folder / date, CARDS)[0]}
        for date in ("2026-03-01", "2026-06-26")
    )
    lines = {slug: doubts(frame, before[slug], slug) for slug, frame in after.items()}
    return {slug: [line for line in found if "unit" in line] for slug, found in lines.items()}


def test_another_unit_is_held_back() -> None:
    """Achievements in further education were a count in March, and a rate by June."""
    assert revised(FILES / "another-unit") == {
        "further-education-skills-learner-achievements": [
            "25 of 25 values are revised, typically by 100%: the unit or base may be another"
        ]
    }


def test_revisions_as_they_are_raise_no_such_doubt() -> None:
    """Investment, affordability and business demography were revised in part, or by little."""
    found = revised(FILES)
    assert len(found) > 3 and not any(found.values())


@pytest.mark.parametrize(("share", "factor", "held"), [(0.4, 2, 0), (0.6, 2, 1), (1, 1.09, 0)])
def test_most_values_revised_by_much(
    frame: pd.DataFrame, share: float, factor: float, held: int
) -> None:
    """Few values may move far, and all a little."""
    given = frame["value"].notna() & (frame["value"] != 0)
    moved = given & (given.cumsum() <= share * given.sum())
    after = frame.assign(value=frame["value"].where(~moved, frame["value"] * factor))
    assert len([line for line in doubts(after, frame) if "unit" in line]) == held


def test_values_beyond_those_held(frame: pd.DataFrame) -> None:
    """Below nought where none was; above 100 for a percentage."""
    share = frame.assign(value=[float(50 + number % 9) for number in range(len(frame))])
    after = share.copy()
    after.loc[0, "value"] = -1.0
    assert doubts(after, share) == ["a value of -1, where none was below nought"]
    after.loc[0, "value"] = 101.0
    assert doubts(after, share) == []
    assert doubts(after, share, "4g-coverage") == ["a value of 101%, where none was above 100%"]
    assert doubts(after, after, "4g-coverage") == []


def test_periods_that_cannot_be(table: Table) -> None:
    """Too early, too long, too far ahead of the day on which they were fetched."""
    guards.check(table)
    ages = table.frame.assign(period_start=pd.Timestamp(1850, 1, 1).as_unit("s"))
    with pytest.raises(DataError, match="1900 or later"):
        guards.check(replace(table, frame=ages))
    long = table.frame.assign(period_start=pd.Timestamp(2000, 1, 1).as_unit("s"))
    with pytest.raises(DataError, match="ten years"):
        guards.check(replace(table, frame=long))
    with pytest.raises(DataError, match="no period that ends after 01 January 2013"):
        guards.check(replace(table, retrieved="2012-01-01T00:00:00Z"))


def test_figures_that_break_the_contract_are_refused(table: Table) -> None:
    """As when they are published; a lookup has no such contract."""
    twice = pd.concat([table.frame, table.frame], ignore_index=True)
    with pytest.raises(DataError, match="a key more than once"):
        guards.check(replace(table, frame=twice))
    guards.check(replace(table, frame=pd.DataFrame({"code": ["E1"]}), kind="lookup"))


@pytest.mark.parametrize(
    ("unit", "slug", "wrong"),
    [
        ("%", "employment-rate", False),
        ("", "employment-rate", False),
        ("Number", "employment-rate", True),
        ("Number", "population", False),
    ],
)
def test_another_unit_than_the_cards(unit: str, slug: str, wrong: bool) -> None:
    """Only where both the publisher and the card name one."""
    card = indicators(settings.ROOT / "data")[slug]
    assert bool(guards.other_unit(unit, card)) is wrong
    assert guards.other_unit(unit, None) == ""
