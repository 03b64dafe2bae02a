"""Gaps between authorities: against figures worked out from the publisher's file."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import paths

HOUR = "gross-value-added-per-hour-worked"


def test_gaps_within_lancashire_by_hand(place: OpenPlace) -> None:
    """RGVA_LAD.parquet and the productivity file, outside the package: 23.702% and 15.531%."""
    made = paths.gaps_in_words(place("lancashire"), "a.b", HOUR)
    fact = made.asserts[0]
    assert (fact["from"], fact["value"]) == pytest.approx((23.702, 15.531), abs=0.002)
    assert fact["kind"] == "narrower"
    assert "between the 14 authorities were narrower in 2023 than in 2004" in made.text
    assert "those that began lower tended to rise faster or fall less" in made.text


def test_a_steady_narrowing_is_called_one(place: OpenPlace) -> None:
    """Leicester and Leicestershire: the eight have drawn together."""
    made = paths.gaps_between(place("leicester-leicestershire"), "a.b", HOUR)
    assert "the gaps in gross value added per hour worked narrowed" in made.title
    assert made.unit == "% of the average"
    assert made.data is not None
    assert len(made.data) == 20


def test_one_authority_is_shown_among_those_around_it(place: OpenPlace) -> None:
    """Burnley: the authorities of the county."""
    made = paths.gaps_in_words(place("E07000117"), "a.b", HOUR)
    assert made.text.startswith("Across the authorities of Lancashire (county), the gaps")
    assert made.area == "E07000117"


def test_two_authorities_have_no_distribution(place: OpenPlace) -> None:
    """York and North Yorkshire is made of two: a gap that says so."""
    made = paths.gaps_in_words(place("york-and-north-yorkshire"), "a.b", HOUR)
    assert made.kind == "gap"
    assert "2 authorities" in made.text
    assert "too few to say" in made.text


def test_few_authorities_carry_a_caution(place: OpenPlace) -> None:
    """South Yorkshire is made of four."""
    made = paths.gaps_between(place("south-yorkshire"), "a.b", HOUR)
    assert made.kind == "figure"
    assert made.notes[0].startswith("With only 4 authorities")


def test_a_measure_that_its_parts_do_not_have(place: OpenPlace) -> None:
    """Exports are not published for authorities."""
    assert paths.gaps_in_words(place("lancashire"), "a.b", "value-uk-exports").kind == "gap"
