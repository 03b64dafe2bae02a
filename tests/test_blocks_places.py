"""Tests of the blocks that set the authorities of an area side by side."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.analysis.place import Place
from evidencebook.blocks import places

MEASURES = ["claimant-count", "level-3-or-above-qualifications", "housing-affordability-ratio"]


def test_growth_of_population_by_hand(lancashire: Place) -> None:
    """1,470,467 people in mid-2013 and 1,570,373 in mid-2023: 6.8% more."""
    made = places.growth(lancashire, "places.growth")
    assert "grew most in Ribble Valley" in made.title and "Lancashire: +6.8%" in made.title
    assert made.data is not None
    rows = made.data.set_index("Area")["% change"]
    assert rows["Lancashire"] == pytest.approx(6.794, abs=0.001)
    assert {"England", "North West"} <= set(rows.index)


def test_growth_keeps_the_area_among_many(place: OpenPlace) -> None:
    """Only the ends of a long list are drawn, and the area itself wherever it stands."""
    made = places.growth(place("S12000017"), "places.growth")
    assert made.data is not None
    assert "Highland" in set(made.data["Area"])
    assert len(made.data) < 32


def test_leaders_follow_what_is_better(lancashire: Place) -> None:
    """Lowest claimants lead, highest qualifications lead."""
    made = places.leaders(lancashire, "places.leaders", "First and last", MEASURES)
    assert made.data is not None
    ahead = made.data.set_index("Measure")["Ahead"]
    assert ahead["Claimant count"] == "Ribble Valley: 1.6%"
    assert ahead["Qualified to level 3 or above"].startswith("Ribble Valley: 83.2% (95% interval")
    ahead = ahead["Housing affordability ratio (times annual earnings)"]
    assert ahead == "Hyndburn and Burnley: 3.9"


def test_leaders_in_words_count_measures(lancashire: Place) -> None:
    """Ribble Valley leads on two of three measures, Hyndburn and Burnley jointly on one."""
    made = places.leaders_in_words(lancashire, "places.words", MEASURES)
    assert (
        "of 3 measures (newest figures, 2023 to 2025) Ribble Valley comes first on 2 (" in made.text
    )
    assert "3 authorities come first on at least one" in made.text
    assert "housing affordability ratio (jointly)" in made.text


def test_authorities_that_share_a_figure_come_first_together(place: OpenPlace) -> None:
    """East Renfrewshire and Edinburgh: 85.5% qualified to level 3, and neither alone is first."""
    measures = ["level-3-or-above-qualifications", "claimant-count"]
    scotland = place("S92000003")
    made = places.leaders(scotland, "places.leaders", "First and last", measures)
    assert made.data is not None
    ahead = made.data.set_index("Measure")["Ahead"]["Qualified to level 3 or above"]
    assert "East Renfrewshire" in ahead and "City of Edinburgh" in ahead
    said = places.leaders_in_words(scotland, "places.words", measures)
    first = {f["area"] for f in said.asserts if f["indicator"].startswith("level-3")}
    assert {"S12000011", "S12000036"} <= first
    assert "Where intervals overlap, who is first is not certain." in said.text


def test_of_two_authorities_the_last_goes_without_saying(place: OpenPlace) -> None:
    """Cumbria has two: whichever is not first is last."""
    text = places.leaders_in_words(place("TLD1"), "places.words", MEASURES).text
    assert "come first on at least one" not in text and "last on" not in text
    assert text.count("claimant count") == 1


def test_a_measure_of_few_authorities_is_left_out(lancashire: Place) -> None:
    """Healthy life expectancy is known for two of the fourteen authorities."""
    made = places.leaders(lancashire, "places.few", "First", ["healthy-life-expectancy-female"])
    assert made.kind == "gap"


def test_no_authority_is_named_for_being_last_once(place: OpenPlace) -> None:
    """In the South East nobody is last on two of these: none is singled out."""
    text = places.leaders_in_words(place("E12000008"), "places.words", MEASURES).text
    assert "none comes last on two" in text
    assert "comes last on most" not in text and "last most often" not in text


def test_the_place_that_grew_most_has_its_article(place: OpenPlace) -> None:
    """The City of London, not City of London."""
    block = places.growth(place("E09000001"), "places.growth")
    assert "grew most in the City of London between" in block.title
