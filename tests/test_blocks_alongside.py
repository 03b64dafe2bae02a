"""A few places side by side, in words, in a table and in a chart."""

from __future__ import annotations

import re

import pytest
from conftest import OpenPlace

from evidencebook.analysis.place import Place
from evidencebook.blocks import alongside

HOUR = "gross-value-added-per-hour-worked"
EMPLOYMENT = "employment-rate"
MEASURES = {"Productivity": [HOUR], "Workforce": [EMPLOYMENT], "Enterprise": ["active-businesses"]}


@pytest.fixture
def burnley(place: OpenPlace) -> Place:
    """Burnley, beside Belfast and Lancashire."""
    here = place("burnley")
    chosen = [here.figures.areas.find(area) for area in ("N09000003", "lancashire")]
    return Place(here.figures, here.area, tuple(chosen))


def test_a_claim_says_higher_where_the_figures_allow_it(burnley: Place) -> None:
    """Against each place, with what it rests on as facts."""
    made = alongside.in_words(burnley, "a.b", HOUR)
    assert made.text == (
        "In 2023, gross value added per hour worked in Burnley was £38.86, similar to that in "
        "Belfast (£38.54) and higher than in Lancashire (£37.25) (no confidence intervals are "
        "published)."
    )
    assert [(fact["kind"], fact["than"]) for fact in made.asserts] == [
        ("similar", "N09000003"),
        ("higher", "lancashire"),
    ]


def test_intervals_that_overlap_decide_nothing(burnley: Place) -> None:
    """And a place without a figure is named."""
    made = alongside.in_words(burnley, "a.b", EMPLOYMENT)
    assert "similar to that in Lancashire (72.7%)" in made.text
    assert made.text.endswith("No figure of this measure is held for Belfast.")


def test_amounts_are_told_and_not_compared(burnley: Place) -> None:
    """Lancashire has more firms than Burnley, which is a part of it."""
    made = alongside.in_words(burnley, "a.b", "active-businesses")
    assert not re.search("higher|lower", made.text)
    assert "In Lancashire it was 57,180." in made.text
    assert [fact["kind"] for fact in made.asserts] == ["level"]


def test_what_the_area_lacks_is_a_gap(place: OpenPlace) -> None:
    """It says what those beside it have."""
    here = place("lancashire")
    beside = Place(here.figures, here.area, (here.figures.areas.find("burnley"),))
    made = alongside.in_words(beside, "a.b", "housing-affordability-ratio")
    assert made.kind == "gap"
    assert "Burnley has 3.9 in Apr 2025" in made.text


def test_the_table_has_a_column_for_each_place(burnley: Place) -> None:
    """Figures with their intervals, how they came about, and the finding in words."""
    made = alongside.at_a_glance(burnley, "a.b", MEASURES)
    assert made.data is not None
    assert list(made.data) == ["Chapter", "Measure", "Burnley", "Belfast", "Lancashire"]
    rows = made.data.set_index("Measure")
    hour = rows.loc["Gross value added per hour worked, 2023"]
    assert (hour["Burnley"], hour["Lancashire"]) == ("£38.86", "£37.25: higher here")
    assert rows.loc["Active businesses, 2024", "Lancashire"] == "57,180 (computed)"
    assert rows.loc["Employment rate, 2023", "Belfast"] == "–"


def test_the_tally_counts_what_the_claims_say(burnley: Place) -> None:
    """For each place, of the measures that can be compared with it."""
    made = alongside.tally(burnley, "a.b", MEASURES)
    assert made.data is not None
    counts = made.data.set_index("Area")
    assert counts.loc["Belfast"].tolist()[1:] == [0, 0, 1, 0, 2]
    assert counts.loc["Lancashire"].tolist()[1:] == [1, 0, 1, 0, 1]
    assert made.text == (
        "Side by side here are 3 headline measures, with figures of 2023 to 2024. Burnley is "
        "higher than Belfast on none of the one that can be compared, lower on none and neither "
        "with certainty on 1. Burnley is higher than Lancashire on 1 of the 2 that can be "
        "compared, lower on none and neither with certainty on 1. Higher is not always better."
    )


def test_the_chart_shows_every_place_on_every_measure(burnley: Place) -> None:
    """Its data say whose figure each is."""
    made = alongside.chart(burnley, "a.b", "Work", [HOUR, "housing-affordability-ratio"])
    assert made.title == "Work: Burnley, Belfast and Lancashire"
    assert made.data is not None
    stands_in = made.data[made.data["Figure of"] != made.data["Area"]]
    assert stands_in[["Area", "Figure of"]].to_numpy().tolist() == [["Lancashire", "North West"]]
    assert "Lancashire 5.9 (North West)" in made.alt
    assert any("larger area" in note for note in made.notes)


def test_names_that_hold_an_and_are_kept_apart(place: OpenPlace) -> None:
    """By commas."""
    here = place("burnley")
    areas = [here.figures.areas.find(a) for a in ("leicester-leicestershire", "enterprise-m3")]
    beside = Place(here.figures, here.area, tuple(areas))
    made = alongside.chart(beside, "a.b", "Work", [HOUR])
    assert made.title == "Work: Burnley, Leicester and Leicestershire, and Enterprise M3"


def test_without_a_choice_the_first_neighbours_stand_beside_it(place: OpenPlace) -> None:
    """As many as fit side by side."""
    here = place("burnley")
    assert alongside.companions(here) == here.neighbours[: alongside.MOST]
