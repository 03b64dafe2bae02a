"""What is known of a place before its book is built."""

from __future__ import annotations

import pytest

from evidencebook import settings
from evidencebook.analysis.figures import Figures
from evidencebook.build import plan
from evidencebook.build.coverage import Coverage


@pytest.fixture(scope="module")
def coverage(figures: Figures) -> Coverage:
    """The coverage of the project's own chapters."""
    return Coverage(figures, plan.contents(settings.ROOT))


@pytest.mark.parametrize(
    "area", ["lancashire", "enterprise-m3", "leicester-leicestershire", "E07000117", "S12000017"]
)
def test_it_tells_what_the_chapters_will_find(
    coverage: Coverage, figures: Figures, area: str
) -> None:
    """Published, computed or missing, as when the figure itself is asked for."""
    place = figures.areas.find(area)
    for row in coverage.of(place):
        if None in figures.card(row.indicator).totals.values():
            continue
        found = figures.value(row.indicator, place)
        how = "missing" if found is None else "computed" if found.computed else "published"
        assert (row.indicator, row.how) == (row.indicator, how)
        assert row.period == (found.period if found else "")


def test_a_choice_counts_once(coverage: Coverage, figures: Figures) -> None:
    """Highland has Scotland's apprenticeships; England's are not said to be missing."""
    rows = {row.indicator: row for row in coverage.of(figures.areas.find("highland"))}
    assert rows["apprenticeship-starts-scotland"].how == "published"
    assert "apprenticeship-starts" not in rows


def test_every_chapter_and_every_area_is_covered(coverage: Coverage, figures: Figures) -> None:
    """Each chapter reads something, and there is an answer for every kind of area."""
    assert all(len(needs) > 3 for needs in coverage.needed.values())
    for level in ("ltla", "county", "cauth", "rgn", "ctry", "uk", "itl2", "itl3", "lep", "set"):
        assert coverage.of(figures.areas.of_level(level)[0])
