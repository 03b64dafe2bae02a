"""Tests of the energy blocks, against figures read by hand from the publishers' files."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.analysis.place import Place
from evidencebook.blocks import energy


@pytest.fixture(scope="module")
def belfast(place: OpenPlace) -> Place:
    """A district without subnational electricity or gas figures."""
    return place("N09000003")


def test_capacity_adds_up_by_hand(lancashire: Place) -> None:
    """25 solar farms are 75.98 MW; 14 wind farms 172.1 MW; with 52.7 MW of bioenergy 300.78 MW."""
    made = energy.capacity_in_words(lancashire, "energy.renewables")
    assert "300.8 MW of renewable electricity capacity was operating in Lancashire" in made.text
    assert "the most from onshore wind (172.1 MW) and solar (76.0 MW)" in made.text


def test_storage_is_not_counted_as_renewable(lancashire: Place) -> None:
    """Batteries stand in a note and in the data, but in no bar."""
    made = energy.capacity_by_stage(lancashire, "energy.stages")
    assert "Battery storage" not in made.svg["wide"]
    assert any("battery storage" in note for note in made.notes)
    assert made.data is not None and "Battery storage" in set(made.data["Technology"])


def test_stages_carry_no_signs(lancashire: Place) -> None:
    """Capacity is an amount, not a contribution: no plus sign, no key called Sum."""
    svg = energy.capacity_by_stage(lancashire, "energy.stages").svg["wide"]
    assert ">+" not in svg
    assert ">Sum<" not in svg


def test_map_counts_the_projects_that_operate(lancashire: Place) -> None:
    """62 projects: 25 solar, 21 bioenergy, 14 onshore wind, 2 batteries."""
    made = energy.projects_map(lancashire, "energy.map")
    assert made.title.startswith("62 projects on land are operating in Lancashire; the largest")
    assert made.data is not None
    counts = made.data["Technology"].value_counts().to_dict()
    assert counts == {"Solar": 25, "Bioenergy": 21, "Onshore wind": 14, "Battery storage": 2}


def test_pumped_storage_goes_by_its_name(place: OpenPlace) -> None:
    """The largest project on land in Scotland pumps water; larger ones at sea are not counted."""
    made = energy.projects_map(place("S12000017"), "a.b")
    assert "on land" in made.title
    assert "Cruachan (pumped storage, 440.0 MW)" in made.title
    assert energy.SMALLEST in energy.projects_map(place("S12000017"), "a.b", coming=True).notes


def test_map_of_what_is_to_come_leaves_out_what_operates(lancashire: Place) -> None:
    """The two maps share no stage."""
    made = energy.projects_map(lancashire, "energy.map", coming=True)
    assert made.data is not None
    stages = set(made.data["Stage"])
    assert stages <= {"Under construction", "Permitted, not yet begun", "In planning"}


def test_capacity_for_each_person(lancashire: Place) -> None:
    """300.78 MW over 1,551,393 people is 194 watts; 31,164.36 MW over 67,603,461 is 461."""
    made = energy.capacity_per_person(lancashire, "energy.person")
    assert "194 watts for each resident, against 461 watts" in made.text
    assert made.asserts[0]["kind"] == "lower"


def test_electricity_is_split_between_homes_and_others(lancashire: Place) -> None:
    """2021: 2,306.3 GWh in homes and 3,627.5 GWh elsewhere, by the publisher's workbook."""
    made = energy.electricity_in_words(lancashire, "energy.electricity")
    assert "5,934 GWh" in made.text
    assert "38.9% by homes and 61.1% by all others" in made.text
    assert "4.4% lower than in 2011" in made.text


def test_use_is_drawn_for_every_authority(lancashire: Place) -> None:
    """Fourteen authorities, four uses each."""
    made = energy.use_by_authority(lancashire, "energy.use")
    assert made.data is not None
    assert len(made.data) == 14 * 4
    assert made.title.startswith("West Lancashire")


def test_gap_where_electricity_is_not_published(belfast: Place) -> None:
    """The subnational statistics cover Great Britain alone."""
    assert energy.electricity_in_words(belfast, "energy.electricity").kind == "gap"
    assert energy.use_by_authority(belfast, "energy.use").kind == "gap"


def test_one_technology_is_all_of_it(belfast: Place) -> None:
    """Belfast has one kind of project running."""
    made = energy.capacity_in_words(belfast, "energy.renewables")
    assert "all of it bioenergy;" in made.text


def test_a_place_without_projects_is_not_without_figures(place: OpenPlace) -> None:
    """Scilly has no listed project: nought is known, and no gap says that it is not published."""
    opened = place("E06000053")
    text = energy.capacity_in_words(opened, "energy.renewables").text
    assert text.endswith("and none was being built, permitted or in planning.")
    block = energy.capacity_by_stage(opened, "energy.stages")
    assert block.kind == "gap" and "lists no project" in block.text
