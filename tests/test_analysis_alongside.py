"""Places side by side: which period, whose figure, and what may be held against what."""

from __future__ import annotations

from conftest import OpenPlace

from evidencebook.analysis.alongside import alongside, common_period

HOUR = "gross-value-added-per-hour-worked"


def test_all_are_shown_for_the_newest_period_that_all_have(place: OpenPlace) -> None:
    """Belfast's population ends a year before Lancashire's."""
    here = place("lancashire")
    belfast = here.figures.areas.find("N09000003")
    assert common_period(here, [here.area], "population") == "mid-2023"
    assert common_period(here, [here.area, belfast], "population") == "mid-2022"
    found = alongside(here, [belfast], "population")
    assert {figure.period for figure in found.figures()} == {"mid-2022"}


def test_a_place_without_figures_does_not_decide_the_period(place: OpenPlace) -> None:
    """The employment rate is held for Great Britain's areas alone."""
    here = place("burnley")
    belfast = here.figures.areas.find("N09000003")
    found = alongside(here, [belfast], "employment-rate")
    assert found.own is not None and found.own.period == "2023"
    assert found.others[0].figure is None
    assert not found.comparable(found.others[0])


def test_a_larger_area_stands_in_and_is_not_compared(place: OpenPlace) -> None:
    """No affordability ratio is published for the set; its region has one."""
    here = place("lancashire")
    burnley = here.figures.areas.find("burnley")
    found = alongside(here, [burnley], "housing-affordability-ratio")
    assert found.standings[0].stands_in
    assert found.standings[0].figure is not None
    assert found.standings[0].figure.area.name == "North West"
    assert found.own is None
    assert not found.comparable(found.others[0])


def test_the_country_does_not_stand_in(place: OpenPlace) -> None:
    """It would tell nothing of the place."""
    here = place("N09000003")
    assert alongside(here, [], "walk-railway-station").figures() == []
    assert common_period(here, [here.area], "walk-railway-station") is None


def test_amounts_are_not_held_against_each_other(place: OpenPlace) -> None:
    """They grow with the size of a place; rates do not."""
    here = place("burnley")
    pendle = here.figures.areas.find("pendle")
    amounts, rates = (alongside(here, [pendle], slug) for slug in ("active-businesses", HOUR))
    assert not amounts.comparable(amounts.others[0])
    assert rates.comparable(rates.others[0])
