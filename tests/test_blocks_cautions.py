"""What is to be borne in mind beside a figure, and beside which figures it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenPlace

from evidencebook.blocks import claims, figures, tables
from evidencebook.blocks.cautions import ROUNDED, cautions, crowded, few_residents, rough
from evidencebook.blocks.connections import station_use_in_words
from evidencebook.blocks.housing import lets_in_words
from evidencebook.blocks.metrics import metric

FAST, BIRTHS, SURVIVAL = "high-growth-businesses", "business-births", "business-survival-five-year"
EMISSIONS, CHARGERS = "greenhouse-gas-emissions", "electric-vehicle-public-charging-devices"
SCILLY, CITY = "E06000053", "E09000001"


@pytest.mark.parametrize("slug", [FAST, BIRTHS, SURVIVAL])
def test_rates_of_few_businesses_are_rough(place: OpenPlace, slug: str) -> None:
    """Beside claims and figures of the Isles of Scilly, which have 10 businesses of ten or more."""
    opened = place(SCILLY)
    for make in (claims.compare, figures.compared):
        assert ROUNDED in make(opened, "a.b", slug).notes
    assert "of counts rounded to five" in metric(opened, "a.b", slug).detail["period"]
    assert ROUNDED in tables.summary(opened, "a.b", "Side by side", [slug]).notes


def test_rates_of_many_businesses_are_not_rough(place: OpenPlace) -> None:
    """Lancashire's are of tens of thousands; those of some of its districts are few."""
    opened = place("lancashire")
    assert ROUNDED not in claims.compare(opened, "a.b", BIRTHS).notes
    assert ROUNDED not in figures.map_of(opened, "a.b", BIRTHS).notes
    assert ROUNDED in figures.map_of(opened, "a.b", FAST).notes
    assert "rounded" not in metric(opened, "a.b", BIRTHS).text


def test_rounding_alone_makes_no_difference(place: OpenPlace) -> None:
    """None of ten businesses grew fast, or one or two did: not certainly fewer than 4.9%."""
    made = claims.compare(place(SCILLY), "a.b", FAST)
    assert "0.0%, not certainly different from that in the United Kingdom (4.9%)" in made.text
    assert made.asserts[0]["kind"] == "unclear"
    drawn = figures.compared(place(SCILLY), "a.b", FAST)
    assert "was not clearly higher or lower than in any of its 5 comparators" in drawn.title
    assert "is not certainly different from the United Kingdom (4.9%)" in drawn.alt
    moved = claims.change(place("S12000023"), "a.b", BIRTHS, 5)
    assert moved.text.startswith(
        "Between 2019 and 2024, the business birth rate in the Orkney Islands was not certainly "
        "changed: 5.6% and then 6.1%, and rounding of the counts behind them alone may set them "
        "apart"
    )


def test_what_is_unclear_for_rounding_says_why(place: OpenPlace) -> None:
    """Rounding moves the birth rate of Burnley by less than a point, and yet sets it apart."""
    opened = place("E07000117")
    own = opened.own(BIRTHS)
    assert own is not None and 0 < own.rounding < 1
    near = replace(own, area=opened.figures.areas["K02000001"], value=own.value + own.rounding)
    assert rough([own, near]) == (ROUNDED,) and rough([own]) == ()
    assert rough([own, replace(near, value=2 * own.value)]) == ()


def test_few_residents_and_many_jobs(place: OpenPlace) -> None:
    """The City of London's emissions are divided by few people; shares of residents are not."""
    opened = place(CITY)
    for make in (claims.compare, claims.change, figures.trend, figures.compared, figures.map_of):
        notes = make(opened, "a.b", EMISSIONS).notes
        assert any(note.startswith("The City of London had 53 jobs for") for note in notes)
    assert metric(opened, "a.b", CHARGERS).text.endswith(
        "; 53 jobs for each resident in 2023 here."
    )
    for made in (lets_in_words(opened, "a.b"), station_use_in_words(opened, "a.b")):
        assert any("53 jobs for each resident" in note for note in made.notes)
    walk = opened.own("walk-railway-station")
    assert walk is not None and cautions(opened, [walk]) == ()


def test_an_authority_among_others_is_told_of(place: OpenPlace) -> None:
    """On the map of London the City has the highest emissions, for those who live elsewhere."""
    notes = figures.map_of(place("E12000007"), "a.b", EMISSIONS).notes
    assert any("City of London" in note for note in notes)


def test_most_places_have_more_residents_than_jobs(place: OpenPlace) -> None:
    """Nothing is said of them, nor of larger areas."""
    opened = place("lancashire")
    areas = [opened.figures.areas[code] for code in opened.area.members]
    assert few_residents(opened, [opened.area, *areas]) == ()
    assert crowded(opened, []) == {}
