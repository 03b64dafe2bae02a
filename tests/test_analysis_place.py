"""A place among others: what it is read against, ranked among and shown beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.place import Place

HOUR = "gross-value-added-per-hour-worked"
Open = Callable[[str], Place]


@pytest.mark.parametrize(
    ("area", "wider"),
    [
        ("E07000117", ["K02000001", "E92000001", "E12000002"]),
        ("lancashire", ["K02000001", "E92000001", "E12000002"]),
        ("S12000017", ["K02000001", "S92000003"]),
        ("N09000003", ["K02000001", "N92000002"]),
        ("E12000002", ["K02000001", "E92000001"]),
        ("K02000001", []),
    ],
)
def test_wider_areas(place: Open, area: str, wider: list[str]) -> None:
    """Widest first, each once, never the area itself."""
    assert [found.code for found in place(area).wider] == wider


@pytest.mark.parametrize(
    ("area", "circle"),
    [
        ("lancashire", "lancashire"),
        ("E07000117", "E10000017"),
        ("E09000001", "E12000007"),
        ("S12000017", "S92000003"),
        ("N09000003", "N92000002"),
        ("E06000053", "E12000009"),
        ("E08000003", "E47000001"),
    ],
)
def test_circle(place: Open, area: str, circle: str) -> None:
    """A single authority is shown among the county, combined authority, region or nation."""
    assert place(area).circle.code == circle


# gross-value-added.csv, 2023: 1 + the number of local authorities (361) with a higher figure.
@pytest.mark.parametrize(
    ("area", "rank", "count"),
    [
        ("E07000117", 159, 361),
        ("E09000001", 2, 361),
        ("S12000017", 162, 361),
        ("N09000003", 166, 361),
    ],
)
def test_rank_as_by_hand(place: Open, area: str, rank: int, count: int) -> None:
    """An authority's rank among all local authorities of the United Kingdom."""
    opened = place(area)
    field = opened.ranked_among(HOUR, "2023")
    own = opened.own(HOUR, "2023")
    assert own is not None
    assert len(field) == count
    assert 1 + sum(other.value > own.value for other in field) == rank


def test_a_set_is_ranked_among_areas_of_its_kind_once(place: Open) -> None:
    """Lancashire stands among the combined authorities in place of its equivalent."""
    field = place("lancashire").ranked_among(HOUR, "2023")
    codes = [figure.area.code for figure in field]
    assert codes.count("lancashire") == 1
    assert "E47000018" not in codes
    assert len(codes) == len(set(codes))
    # gross-value-added.csv: seven of the other thirteen published are higher than £37.25.
    own = next(figure.value for figure in field if figure.area.code == "lancashire")
    assert sum(figure.value > own for figure in field if not figure.computed) == 7


def test_references_are_of_the_same_period(place: Open) -> None:
    """The wider areas' figures are never of another time."""
    for area in ("E07000117", "S12000017", "enterprise-m3"):
        for slug in ("employment-rate", "gross-median-weekly-pay", "median-house-price"):
            own = place(area).own(slug)
            found = place(area).references(slug, own.period) if own else []
            assert all(other.period == own.period for other in found if own)


def test_the_widest_is_what_the_indicator_covers(place: Open) -> None:
    """House prices cover England and Wales; the employment rate the United Kingdom."""
    burnley = place("E07000117")
    house, work = (burnley.own(slug) for slug in ("median-house-price", "employment-rate"))
    assert house is not None and work is not None
    assert (found := burnley.widest("median-house-price", house.period)) is not None
    assert found.area.code == "K04000001"
    assert (found := burnley.widest("employment-rate", work.period)) is not None
    assert found.area.code == "K02000001"


def test_the_widest_area_has_nothing_wider(place: Open) -> None:
    """The United Kingdom is compared with no one."""
    assert place("K02000001").widest("employment-rate", "2023") is None
    assert place("K02000001").references("employment-rate", "2023") == []


def test_a_period_that_is_not_there_is_none(place: Open) -> None:
    """No figure for the period is an answer, not an error."""
    assert place("E07000117").own("population", "1850") is None


@pytest.mark.parametrize(
    ("area", "codes"),
    [
        (
            "E07000117",
            ["E07000117", "TLD46", "E47000018", "TLD4", "E12000002", "E92000001", "K02000001"],
        ),
        ("N09000003", ["N09000003", "N92000002", "K02000001"]),
        ("K02000001", ["K02000001"]),
    ],
)
def test_outward_from_small_to_large(figures: Figures, area: str, codes: list[str]) -> None:
    """Areas that hold it whole follow; Northern Ireland goes by the code that readers know."""
    held = Place(figures, figures.areas.find(area)).outward
    assert [one.code for one in held] == codes


def test_chosen_comparators_stand_instead_of_neighbours(figures: Figures) -> None:
    """The user's choice wins."""
    area, chosen = figures.areas["E07000117"], (figures.areas["E07000122"],)
    assert Place(figures, area, chosen).neighbours == list(chosen)
    assert Place(figures, area, chosen).origin_of_neighbours == "chosen for this edition"
    assert len(Place(figures, area).neighbours) == 5


def test_comparators_of_the_file_stand_instead_of_neighbours(figures: Figures) -> None:
    """Before ONS's list, after the user's choice."""
    area = replace(figures.areas["lancashire"], peers=("E47000001", "cardiff"))
    opened = Place(figures, area)
    assert [near.name for near in opened.neighbours] == ["Greater Manchester", "Cardiff"]
    assert opened.origin_of_neighbours == "named in the area's own file"


@pytest.mark.parametrize(
    ("area", "origin"),
    [
        ("E07000117", "listed by the Office for National Statistics"),
        ("lancashire", "listed by the Office for National Statistics"),
        ("E10000014", "listed by the Office for National Statistics"),
        ("enterprise-m3", "a profile of 18 measures computed here"),
        ("E12000008", "a profile of 18 measures computed here"),
        ("N92000002", "a profile of 18 measures computed here"),
    ],
)
def test_where_neighbours_come_from(place: Open, area: str, origin: str) -> None:
    """ONS's list where there is one, else the profile."""
    assert place(area).origin_of_neighbours.endswith(origin)


def test_a_place_with_nothing_like_it(place: Open) -> None:
    """The United Kingdom has no neighbours, and no words for them."""
    assert place("K02000001").neighbours == []
    assert place("K02000001").origin_of_neighbours == ""


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("lancashire", "combined authorities"),
        ("E07000117", "local authorities"),
        ("enterprise-m3", "local enterprise partnership areas"),
        ("E12000002", "regions"),
        ("S92000003", "nations"),
    ],
)
def test_what_it_is_ranked_among(place: Open, area: str, words: str) -> None:
    """The words for the areas of its kind."""
    assert place(area).kind_of_peers == words


def test_kinds_of_peers_read_well_for_every_level(figures: Figures) -> None:
    """No level leaves a hole in the sentence."""
    for level in ("ltla", "county", "mcty", "cauth", "rgn", "ctry", "group", "uk", "lep", "itl2"):
        for area in figures.areas.of_level(level)[:1]:
            words = Place(figures, area).kind_of_peers
            assert words.strip() == words and len(words) > 6, level


def test_an_outdated_figure_is_known_by_the_region(place: Open) -> None:
    """Scilly's affordability ratio ends in 2019, the South West's in 2025."""
    scilly, cornwall = place("E06000053"), place("E06000052")
    own, other = (p.own("housing-affordability-ratio") for p in (scilly, cornwall))
    assert own is not None and other is not None
    later = scilly.outdated(own)
    assert later is not None and later.period == "Apr 2025"
    assert cornwall.outdated(other) is None
