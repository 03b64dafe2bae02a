"""What is known of a place before its book is built."""

from __future__ import annotations

import pytest

from evidencebook import settings
from evidencebook.analysis.figures import Figures
from evidencebook.analysis.place import Place
from evidencebook.blocks import gateways, research, trade
from evidencebook.build import plan
from evidencebook.build.coverage import LARGER, MISSING, Coverage, told


@pytest.fixture(scope="module")
def coverage(figures: Figures) -> Coverage:
    """The coverage of the project's own chapters."""
    return Coverage(figures, plan.contents(settings.ROOT))


@pytest.mark.parametrize(
    "area",
    [
        *("lancashire", "enterprise-m3", "leicester-leicestershire", "E07000117", "S12000017"),
        # Made by merging others; an area whose county was abolished.
        *("E06000066", "TLD1"),
    ],
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
        how = MISSING if found is None else "computed" if found.computed else "published"
        if row.how == LARGER:
            assert (row.indicator, how) == (row.indicator, MISSING)
            continue
        assert (row.indicator, row.how) == (row.indicator, how)
        assert row.period == (found.period if found else "")


@pytest.mark.parametrize(
    "area", ["E07000117", "enterprise-m3", "N09000003", "E06000053", "S12000017", "E92000001"]
)
def test_it_tells_which_area_the_blocks_show(
    coverage: Coverage, figures: Figures, area: str
) -> None:
    """The larger area that coverage names is the one that stands in the chapter."""
    place = Place(figures, figures.areas.find(area))
    rows = {(row.chapter, row.indicator): row for row in coverage.of(place.area)}
    for slug in ("value-uk-exports", "goods-imports", "inward-foreign-direct-investment"):
        assert rows["exports", slug].area == trade.headline(place, "x.y", slug).area
    staff, spent = gateways.employees(place, "x.y"), research.business(place, "x.y")
    row = rows["gateways", "employees"]
    assert (row.how == MISSING) == (staff.kind == "gap")
    assert staff.kind == "gap" or row.area == staff.area
    assert figures.areas.name(rows["innovation", spent.indicators[0]].area) in spent.text


def test_only_what_a_chapter_shows_for_a_larger_area_is_said_to_be(
    coverage: Coverage, figures: Figures
) -> None:
    """Productivity has no employees of Burnley; gateways shows those of East Lancashire."""
    burnley = figures.areas.find("burnley")
    found = coverage.of(burnley)
    rows = {row.chapter: row for row in found if row.indicator == "employees"}
    assert rows["productivity"].how == MISSING
    assert (rows["gateways"].how, rows["gateways"].area) == (LARGER, "TLD46")
    lines = told(figures.areas, burnley.name, found).splitlines()
    assert lines[0] == "Burnley"
    assert "    shown for East Lancashire (ITL 3 area): Employees by industry" in lines
    assert "    not known: Employees by industry" in lines
    said = next(line for line in lines if line.startswith("  innovation"))
    assert said.endswith(" 2 for a larger area")


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
