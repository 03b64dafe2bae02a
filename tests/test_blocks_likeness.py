"""The distance from places like it, as printed."""

from __future__ import annotations

from statistics import median

import pytest
from conftest import OpenPlace

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.place import Place
from evidencebook.blocks import likeness

HOUR, EMPLOYED = "gross-value-added-per-hour-worked", "employment-rate"
MEASURES = [HOUR, EMPLOYED, "claimant-count", "gross-disposable-household-income-per-head"]


def test_the_distance_is_from_the_median_of_the_neighbours(place: OpenPlace) -> None:
    """Burnley's output per hour beside that of its neighbours, and of all authorities."""
    opened = place("E07000117")
    near = [opened.at(area, HOUR, "2023") for area in opened.neighbours]
    middle = median(one.value for one in near if one)
    fact = likeness.distances_in_words(opened, "a.b", MEASURES).asserts
    row = next(one for one in fact if one["indicator"] == HOUR)
    assert row["reference"] == pytest.approx(middle, abs=1e-4)
    assert row["spreads"] > 0
    assert row["kind"] == "neighbours: higher"


def test_within_its_own_interval_it_is_not_apart(place: OpenPlace) -> None:
    """Burnley's employment rate of 63.2% to 88.8% is like any; the note says so."""
    made = likeness.distances(place("E07000117"), "a.b", MEASURES)
    assert any("not certainly apart: Employment rate" in note for note in made.notes)
    assert made.data is not None
    assert made.data.set_index("Measure").loc["Employment rate", "Beyond its own interval"] == "no"
    words = likeness.distances_in_words(place("E07000117"), "a.b", MEASURES)
    assert "employment" not in words.text


def test_who_it_is_compared_with_is_named(place: OpenPlace) -> None:
    """The comparators and where they come from."""
    opened = place("lancashire")
    note = likeness.distances(opened, "a.b", MEASURES).notes[0]
    assert all(area.name in note for area in opened.neighbours)
    assert opened.origin_of_neighbours in note.replace("Its stat", "its stat")


@pytest.mark.parametrize("area", ["E09000001", "E06000053", "E12000008", "S12000017"])
def test_places_of_every_kind(place: OpenPlace, area: str) -> None:
    """A sentence with the number of measures, and a row for each in the table."""
    made = likeness.distances_in_words(place(area), "a.b", MEASURES)
    assert made.kind == "claim"
    assert made.data is not None
    assert made.text.startswith(f"Of {len(made.data)} measures (newest figures, ")
    assert len(made.asserts) == len(made.data)


def test_chosen_comparators_are_not_called_alike(figures: Figures) -> None:
    """They are the user's own."""
    areas = figures.areas
    chosen = tuple(areas[code] for code in ("E47000001", "E47000003", "E47000004"))
    made = likeness.distances_in_words(Place(figures, areas["E47000018"], chosen), "a.b", MEASURES)
    assert "the places chosen to compare with" in made.text
    assert "like it" not in made.text


def test_a_nation_has_too_few_of_its_kind(place: OpenPlace) -> None:
    """Four nations make no spread, and the United Kingdom has none like it."""
    for area in ("E92000001", "K02000001"):
        assert likeness.distances(place(area), "a.b", MEASURES).kind == "gap"
