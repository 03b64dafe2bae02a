"""Tests of the logistics blocks, against figures worked out by hand from the publishers' files."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import gateways
from evidencebook.blocks.quotients import CURRENT


@pytest.mark.parametrize(
    ("area", "count"), [("E12000008", 5), ("lancashire", 4), ("TLD46", 3), ("E07000117", 2)]
)
def test_divisions_are_as_fine_as_the_area_allows(place: OpenPlace, area: str, count: int) -> None:
    """Five in a region, four in an ITL 2 area, three in an ITL 3 area, two in an authority."""
    assert len(gateways.told_apart(place(area))) == count


@pytest.mark.parametrize("area", ["E12000008", "lancashire", "TLD46", "E07000117", "N09000003"])
def test_divisions_add_up_to_the_section(place: OpenPlace, area: str) -> None:
    """However fine they are, no part is left out or counted twice (figures are rounded)."""
    here = place(area)
    whole = here.own(CURRENT, industry=gateways.LOGISTICS)
    assert whole is not None
    parts = [here.own(CURRENT, industry=name) for name in gateways.told_apart(here)]
    assert abs(sum(part.value for part in parts if part) - whole.value) <= 2


def test_what_logistics_is_made_of_by_hand(place: OpenPlace) -> None:
    """TLD4 in 2023: land 514, warehousing 340, post 170, water and air 71 of 1,095 million."""
    made = gateways.divisions_in_words(place("lancashire"), "gateways.made-of")
    assert (
        "was £1,095 million: land transport (£514 million), warehousing and transport support "
        "activities (£340 million), postal and courier activities (£170 million) and water and air "
        "transport (£71 million)" in made.text
    )
    quotient = (514 / 43075) / (32612 / 2434407)
    assert f"land transport weighed most ({quotient:.2f} times the UK share of output)" in made.text


def test_quotients_and_growth_of_the_divisions_by_hand(place: OpenPlace) -> None:
    """Real output of land transport went from 613 to 475 million."""
    made = gateways.divisions_table(place("lancashire"), "gateways.table")
    assert made.data is not None
    row = made.data.set_index("Industry").loc["Land transport"]
    assert row["Real growth"] == f"−{100 * (1 - 475 / 613):.1f}%"
    assert made.data["Industry"].iloc[0] == gateways.LOGISTICS
    drawn = gateways.divisions(place("lancashire"), "gateways.divisions")
    assert drawn.title == (
        "None of the 4 logistics industries weighs more in Lancashire than in the United Kingdom"
    )


def test_the_united_kingdom_is_no_yardstick_for_itself(place: OpenPlace) -> None:
    """Its quotients are a gap; what its logistics is made of is said all the same."""
    uk = place("K02000001")
    assert gateways.divisions(uk, "gateways.x").kind == "gap"
    assert gateways.divisions_table(uk, "gateways.x").kind == "gap"
    text = gateways.divisions_in_words(uk, "gateways.x").text
    assert "air transport (£3,413 million) (no confidence" in text


def test_sea_and_air_by_hand(place: OpenPlace) -> None:
    """The South East: 1,783 and 463 of 354,501 million; the UK: 8,820 of 2,464,587."""
    text = gateways.sea_and_air(place("E12000008"), "gateways.sea").text
    assert f"made up {100 * 2246 / 354501:.1f}% of output in the South East (£2,246 million" in text
    assert "£1,783 million by water and £463 million by air" in text
    assert f"against {100 * 8820 / 2464587:.1f}% in the United Kingdom" in text


def test_sea_and_air_of_a_small_place_is_the_larger_area_s(place: OpenPlace) -> None:
    """An authority's output does not tell them apart: Lancashire's and the Highlands' do."""
    burnley = gateways.sea_and_air(place("E07000117"), "gateways.sea")
    assert "in Lancashire (£71 million)" in burnley.text
    assert "Lancashire stands in for Burnley" in burnley.text
    highland = gateways.sea_and_air(place("S12000017"), "gateways.sea").text
    assert "The Highlands and Islands (ITL 2 area) stands in for Highland" in highland


def test_a_little_is_not_nothing(place: OpenPlace) -> None:
    """South Yorkshire's 9 million are less than 0.1%, not 0.0%."""
    text = gateways.sea_and_air(place("E47000002"), "gateways.sea").text
    assert "made up less than 0.1% of output in South Yorkshire (£9 million)" in text


def test_places_of_one_name_are_told_apart(place: OpenPlace) -> None:
    """The county of Lancashire lies within the combined authority of Lancashire."""
    text = gateways.sea_and_air(place("E10000017"), "gateways.sea").text
    assert "Lancashire (combined authority) stands in for Lancashire (county), for" in text


def test_employees_and_output_for_each_by_hand(place: OpenPlace) -> None:
    """22,000 of 646,850; 1,078 million for them; Great Britain: 79,885 million for 1,542,000."""
    made = gateways.employees(place("lancashire"), "gateways.employees")
    assert "employed 22,000 people in Lancashire, 3.4% of employees (5.0% in Great" in made.text
    there = (71730 + 2244 + 5911) * 1e6 / 1542000
    assert f"came to £49,000, less than Great Britain's £{there:,.0f}" in made.text


def test_northern_ireland_is_not_in_the_survey_of_employees(place: OpenPlace) -> None:
    """One gap says it, for employees and output for each of them alike."""
    made = gateways.employees(place("N09000003"), "gateways.employees")
    assert made.kind == "gap"
    assert "The source covers England, Scotland and Wales." in made.text


@pytest.mark.parametrize(
    ("area", "count", "total"),
    [("E07000117", "105", "2,645"), ("E06000053", "15", "200"), ("E09000001", "250", "22,485")],
)
def test_enterprises_by_hand(place: OpenPlace, area: str, count: str, total: str) -> None:
    """Table 1 of the workbook; 116,875 of 2,724,770 in the United Kingdom are 4.3%."""
    text = gateways.enterprises(place(area), "gateways.enterprises").text
    assert f"In Mar 2024, {count} enterprises in " in text
    assert f"of the {total} of all industries (4.3% in the United Kingdom)" in text


def test_services_of_transport_by_hand(place: OpenPlace) -> None:
    """178 of 3,431 million in Lancashire, 25,457 of 306,870 in the United Kingdom."""
    text = gateways.transport_services(place("lancashire"), "gateways.services").text
    assert "sold services worth £178 million abroad, 5.2% of all services" in text
    assert f"({100 * 25457 / 306870:.1f}% of the United Kingdom's)" in text
