"""Tests of the housing blocks, against figures reckoned from the publishers' own files."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.analysis.jobs import jobs_per_resident
from evidencebook.blocks import housing
from evidencebook.blocks.cautions import JOBS_FAIR

SCOTTISH, NORTHERN_IRISH, SCILLY, CITY = "S12000017", "N09000003", "E06000053", "E09000001"


def test_affordability_of_one_authority_is_compared(place: OpenPlace) -> None:
    """Burnley's ratio of April 2025 is 3.91, that of England and Wales 7.6."""
    made = housing.affordability_in_words(place("E07000117"), "housing.affordability")
    assert "In Apr 2025" in made.text and "3.9, lower than in England and Wales (7.6)" in made.text


def test_affordability_of_a_set_is_a_range(place: OpenPlace) -> None:
    """No ratio is made of medians: the ends are named and the authorities counted."""
    made = housing.affordability_in_words(place("lancashire"), "housing.affordability")
    assert "between 3.9 times (2 authorities) and 6.7 times (Ribble Valley)" in made.text
    assert "higher than in England and Wales (7.6) in none and lower in 14" in made.text


def test_prices_and_pay_of_one_authority(place: OpenPlace) -> None:
    """£83,000 to £116,500 is 40.4%; £384.60 to £564.60 a week is 46.8%, but of a small sample."""
    made = housing.prices_and_pay_in_words(place("E07000117"), "housing.words")
    assert "from £83,000 to £116,500 (+40.4%)" in made.text
    assert "from £385 to £565 (+46.8%, April to April)" in made.text
    assert "too uncertain to tell" in made.text


def test_prices_and_pay_of_a_set_are_counted(place: OpenPlace) -> None:
    """By the raw files prices outgrew pay in five of Greater Manchester's ten, beyond doubt."""
    made = housing.prices_and_pay_in_words(place("E47000001"), "housing.words")
    assert "more than residents' median pay in 5 of 10 authorities" in made.text
    assert "by less in none; in 5 the survey" in made.text
    assert "most in Salford (+86.4%) and least in Wigan (+51.5%)" in made.text


def test_pay_alone_where_no_price_is_held(place: OpenPlace) -> None:
    """Scotland's house prices are not in the snapshot: the claim tells of pay."""
    made = housing.prices_and_pay_in_words(place(SCOTTISH), "housing.words")
    assert made.kind == "claim" and made.title == "Median weekly pay"
    assert housing.prices_and_pay(place(SCOTTISH), "housing.figure").kind == "gap"


def test_index_ends_for_both_in_the_same_year(place: OpenPlace) -> None:
    """Price and pay are 100 in the first year and stop in the last year that both have."""
    made = housing.prices_and_pay(place("E07000117"), "housing.index")
    assert made.data is not None
    ends = made.data.groupby("Series")["Year"].agg(["min", "max"])
    assert set(ends["min"]) == {"2014"} and set(ends["max"]) == {"2024"}
    first = made.data[made.data["Year"] == "2014"]["2014 = 100"]
    assert first.tolist() == [100.0, 100.0, 100.0]


def test_members_are_drawn_with_the_bounds_of_pay(place: OpenPlace) -> None:
    """In Blackpool pay grew by more than prices, whatever the survey's error."""
    made = housing.prices_and_pay(place("lancashire"), "housing.index")
    assert made.title.startswith("House prices certainly outgrew residents' pay in none of 14")
    assert made.data is not None
    blackpool = made.data.set_index("Area").loc["Blackpool"]
    assert blackpool["Price growth (%)"] == pytest.approx(34.0, abs=0.1)
    assert blackpool["Upper bound (%)"] < 0


def test_jobs_are_implied_by_output(place: OpenPlace) -> None:
    """Far more people work in the City of London than live there."""
    here = place(CITY)
    jobs = jobs_per_resident(here.figures, [here.area, place("E07000117").area])
    assert jobs.loc[CITY, "value"] > 20
    assert 0.3 < jobs.loc["E07000117", "value"] < 0.6


def test_near_the_jobs_is_said_as_association(place: OpenPlace) -> None:
    """A rank correlation with its interval, and a note that it is no cause."""
    made = housing.near_the_jobs(place("lancashire"), "housing.jobs")
    assert "tends to be higher where output per hour worked is higher" in made.text
    assert "95% interval" in made.text and "47 jobs for every 100 residents" in made.text
    assert any("does not show that one causes" in note for note in made.notes)
    assert any("one ITL 2 area after the other" in note for note in made.notes)
    assert JOBS_FAIR in made.notes


def test_older_residents_are_named(place: OpenPlace) -> None:
    """Jobs in Highland are of 2023, the newest residents held of mid-2022."""
    text = housing.near_the_jobs(place(SCOTTISH), "housing.jobs").text
    assert "jobs for every 100 residents in 2023, residents being those of mid-2022" in text
    assert "jobs for each resident (rank correlation" in text


def test_near_the_jobs_without_ratio_takes_first_time_buyers(place: OpenPlace) -> None:
    """Northern Ireland has eleven districts: enough for a correlation, too few for a link."""
    made = housing.near_the_jobs(place(NORTHERN_IRISH), "housing.jobs")
    assert "the rate of first-time buyer mortgages shows no clear link with output per" in made.text
    assert "How many jobs there are for each resident is not known there for 2023" in made.text
    assert "100 residents" not in made.text and len(made.asserts) == 1
    assert any("are too narrow" in note for note in made.notes)


def test_homes_added_by_hand(place: OpenPlace) -> None:
    """30,525 homes net in five years are 6,105 a year."""
    made = housing.homes_added(place("lancashire"), "housing.added")
    assert made.title.startswith("6,105 homes were added a year on average in Lancashire")


def test_joined_years_are_called_so(place: OpenPlace) -> None:
    """Of Cumberland's five years, four are those of the three districts that it replaced."""
    former = "sum of the published figures of 3 authorities: Allerdale, Carlisle and Copeland"
    for made in (housing.homes_added, housing.brownfield_in_words, housing.affordable_in_words):
        block = made(place("E06000063"), "housing.joined")
        assert f"to 2022-23: {former}, which it replaced" in block.computed


def test_losses_are_said_as_losses(place: OpenPlace) -> None:
    """The Isles of Scilly lost homes on balance: no minus sign before homes added."""
    made = housing.homes_added(place(SCILLY), "housing.added")
    assert "lost on balance a year" in made.title and "−" not in made.title


def test_rate_where_numbers_are_not_published(place: OpenPlace) -> None:
    """Northern Ireland publishes a rate, Scotland's figures are not held."""
    assert housing.homes_added(place(NORTHERN_IRISH), "housing.added").kind == "figure"
    assert housing.homes_added(place(SCOTTISH), "housing.added").kind == "gap"


def test_affordable_homes_by_hand(place: OpenPlace) -> None:
    """7,524 in five years, 284 of them at social rent; 296,041 of 1,156,170 in England."""
    made = housing.affordable_in_words(place("lancashire"), "housing.affordable")
    assert "7,524 affordable homes" in made.text and "3.8% for social rent" in made.text
    assert "equal to 24.6% of the homes added there, net, against 25.6% in England" in made.text


def test_affordable_homes_stand_for_each_authority(place: OpenPlace) -> None:
    """All of Burnley's 469 were at affordable rent; a tenure that no one has is not drawn."""
    made = housing.affordable_by_tenure(place("E07000117"), "housing.tenure")
    assert made.data is not None
    burnley = made.data[made.data["Area"] == "Burnley"].set_index("Tenure")["Homes"]
    assert burnley["Affordable or intermediate rent"] == 469 and burnley.sum() == 469
    assert "Tenure not known" not in burnley.index


def test_brownfield_is_arithmetic(place: OpenPlace) -> None:
    """22,976 homes over 6,105 a year are 3.8 years; of three registers the minimum is none."""
    made = housing.brownfield_in_words(place("lancashire"), "housing.land")
    assert "listed 660 sites, said to have room for up to 22,976 homes" in made.text
    assert "at most the number of homes added in 3.8 years: arithmetic" in made.text
    assert "Ribble Valley, Rossendale and West Lancashire, where" in made.notes[-1]


def test_brownfield_of_a_register_that_states_its_minimum(place: OpenPlace) -> None:
    """Burnley's 29 sites have room for 586 homes at least and 1,168 at most."""
    made = housing.brownfield_in_words(place("E07000117"), "housing.land")
    assert "listed 29 sites, said to have room for between 586 and 1,168 homes" in made.text


def test_brownfield_without_a_pace(place: OpenPlace) -> None:
    """Where homes are lost on balance no years of building are reckoned."""
    made = housing.brownfield_in_words(place(SCILLY), "housing.land")
    assert "there is no pace to set it by" in made.text


def test_registers_without_homes_are_left_out(place: OpenPlace) -> None:
    """Havering lists 105 sites and no home on them: that is no answer, not nought."""
    made = housing.brownfield_years(place("E12000007"), "housing.years")
    assert made.data is not None
    assert "Havering" not in set(made.data["Area"]) and "Barnet" in set(made.data["Area"])
    assert housing.brownfield_in_words(place("E09000016"), "housing.land").kind == "gap"


@pytest.mark.parametrize("area", [SCOTTISH, NORTHERN_IRISH, "W06000015"])
def test_what_england_alone_publishes_is_a_gap(place: OpenPlace, area: str) -> None:
    """Affordable supply and brownfield registers are England's."""
    for make in (
        housing.affordable_in_words,
        housing.affordable_by_tenure,
        housing.brownfield_in_words,
        housing.brownfield_years,
    ):
        assert make(place(area), "housing.gap").kind == "gap"


def test_lets_of_a_year_by_hand(place: OpenPlace) -> None:
    """26,340 nights in Burnley in 2025, 3.6% fewer than in 2024, over 95,553 people."""
    made = housing.lets_in_words(place("E07000117"), "housing.lets")
    assert "26,340 nights" in made.text and "3.6% fewer than in the twelve months" in made.text
    assert "0.3 nights for each resident, against 1.5 nights" in made.text


def test_withheld_months_make_no_year(place: OpenPlace) -> None:
    """Some months of the Isles of Scilly are withheld: the gap says so."""
    made = housing.lets_in_words(place(SCILLY), "housing.lets")
    assert made.kind == "gap" and "withheld or missing for some months" in made.text


def test_lets_are_drawn_for_each_authority(place: OpenPlace) -> None:
    """Fourteen authorities and the United Kingdom, Blackpool first."""
    made = housing.lets_by_authority(place("lancashire"), "housing.lets")
    assert "in Blackpool" in made.title
    assert made.data is not None and len(made.data) == 15
