"""Tests of the research blocks, against figures worked out by hand from the publishers' files."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import research


def test_business_research_of_the_region_by_hand(place: OpenPlace) -> None:
    """5,610 over 243,386 is 2.3%; over 7,600,126 people £738; the region is named."""
    text = research.business(place("lancashire"), "innovation.research").text
    assert "In 2023, businesses in the North West, the region that Lancashire lies in," in text
    assert "£5,610 million on research and development: 2.3% of gross value added" in text
    assert "£738 a person (against £847 in England)" in text
    assert "in 2024, for which output is not yet held, £4,678 million" in text


def test_public_research_is_of_its_own_year(place: OpenPlace) -> None:
    """1,221 over 199,341 (2021) is 0.6%; over 7,424,092 people £164."""
    made = research.public(place("lancashire"), "innovation.public")
    assert made.text.startswith("In 2021-22, public funds paid")
    assert "£1,221 million: 0.6% of gross value added" in made.text
    assert "£164 a person" in made.text
    assert any("different years" in note for note in made.notes)


def test_per_head_names_its_year_where_the_population_is_older(place: OpenPlace) -> None:
    """Scotland's newest population is of 2022: 2,632 million over 5.45 million people."""
    text = research.business(place("S12000017"), "innovation.research").text
    assert "businesses in Scotland, the nation that Highland lies in, spent £2,769 million" in text
    assert "£483 a person in 2022 (against £752 in the United Kingdom)" in text


def test_target_is_read_against_business_research_alone(place: OpenPlace) -> None:
    """2.3% is below 2.4%, and the claim asserts so; no comma stands twice."""
    made = research.target(place("lancashire"), "innovation.target")
    assert "below the 2.4% of gross domestic product" in made.text
    assert ",," not in made.text
    assert made.asserts[0]["kind"] == "below"
    assert made.asserts[0]["value"] == pytest.approx(100 * 5610 / 243386, abs=0.001)


def test_a_region_is_not_said_to_hold_itself(place: OpenPlace) -> None:
    """The North West's own claim has no 'the region that … lies in'."""
    text = research.business(place("E12000002"), "innovation.research").text
    assert "businesses in the North West spent" in text


def test_regions_and_nations_are_drawn_once_each(place: OpenPlace) -> None:
    """Nine regions, three nations and the United Kingdom; one of them ours."""
    made = research.by_region(place("lancashire"), "innovation.by-region")
    assert made.data is not None
    assert len(made.data) == 13
    assert made.data["Area code"].is_unique
    assert "North West is 4th highest, at 2.3%" in made.alt


@pytest.mark.parametrize("area", ["lancashire", "E12000002", "K02000001"])
def test_places_below_regions_are_a_gap(place: OpenPlace, area: str) -> None:
    """Whatever the area, research below regions and nations is not known."""
    made = research.local(place(area), "innovation.local")
    assert made.kind == "gap"
    assert "regions and nations only" in made.text
