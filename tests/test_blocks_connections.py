"""Tests of the connections blocks, against figures read by hand from the publishers' files."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import OpenPlace

from evidencebook.blocks import connections


def test_every_maker_is_named() -> None:
    """What a chapter may ask for is there."""
    assert all(callable(getattr(connections, name)) for name in connections.__all__)


def test_way_to_work_without_a_car(place: OpenPlace) -> None:
    """Burnley 2019: 8.63 minutes over 6.79 is 27% longer; England 11.36 over 7.61 is 49%."""
    made = connections.without_a_car_in_words(place("E07000117"), "connections.car")
    assert "8.6 minutes away by public transport or on foot in Burnley and 6.8" in made.text
    assert "27% longer without a car, against 49% longer in England" in made.text
    assert made.asserts[0]["kind"] == "lower"


def test_without_a_car_may_be_shorter(place: OpenPlace) -> None:
    """In Kensington and Chelsea the way by car takes longer, and the bar goes below zero."""
    made = connections.without_a_car(place("E12000007"), "connections.car")
    assert "least in Kensington and Chelsea (46% shorter)" in made.title
    assert made.data is not None and made.data["% longer than by car"].min() < 0


def test_no_journey_times_outside_england(place: OpenPlace) -> None:
    """A gap that names the nation that the source covers."""
    for make in (connections.without_a_car, connections.without_a_car_in_words):
        made = make(place("S12000017"), "connections.car")
        assert made.kind == "gap"
        assert "The source covers England." in made.text


def test_very_many_authorities_are_cut(place: OpenPlace) -> None:
    """Ten at each end, and the nation."""
    made = connections.without_a_car(place("E12000008"), "connections.car")
    assert "by authority, 10 highest and lowest of 64" in made.subtitle
    assert made.data is not None and len(made.data) == 22


def test_traffic_of_a_place_of_its_own(place: OpenPlace) -> None:
    """City of London: 7,400 in 2019, 5,800 in 2020, 6,700 in 2025."""
    made = connections.traffic_in_words(place("E09000001"), "connections.traffic")
    assert "6,700 vehicles in the City of London, lower than in 2019 (7,400)" in made.text
    assert "in 2020 it was 5,800; in Great Britain" in made.text
    assert not made.notes


def test_rounding_is_no_change(place: OpenPlace) -> None:
    """Highland went from 1,000 to 1,100, both rounded to hundreds: that may be nothing."""
    made = connections.traffic_in_words(place("S12000017"), "connections.traffic")
    assert "1,100 vehicles in Highland, similar to that in 2019 (1,000)" in made.text
    assert made.asserts[0]["kind"] == "similar"


@pytest.mark.parametrize(
    ("area", "named"),
    [
        ("E07000117", ["Lancashire (county)"]),
        ("enterprise-m3", ["Surrey (county)", "Hampshire (county)"]),
    ],
)
def test_traffic_of_districts_is_their_counties(
    place: OpenPlace, area: str, named: list[str]
) -> None:
    """Under the counties' names, with a note."""
    for make in (connections.traffic, connections.traffic_in_words):
        made = make(place(area), "connections.traffic")
        assert all(name in (made.title + made.text) for name in named)
        assert any("no figure is published for the place itself" in note for note in made.notes)


def test_traffic_of_a_divided_county_tells_of_its_parts(place: OpenPlace) -> None:
    """Cumbria's own series ends in 2022; its two authorities have figures of 2025."""
    (note,) = connections.traffic_in_words(place("TLD1"), "connections.traffic").notes
    assert "no figure after 2022" in note
    assert "1,900 vehicles in Cumberland and 2,500 vehicles in Westmorland and Furness" in note


def test_traffic_of_many_authorities_is_a_range(place: OpenPlace) -> None:
    """Tees Valley has no figure of its own: its lowest and highest authority are named."""
    made = connections.traffic_in_words(place("E47000006"), "connections.traffic")
    assert "ranged from 4,100 vehicles in Redcar and Cleveland" in made.text
    assert "to 7,100 in Middlesbrough, higher than in 2019 (6,300)" in made.text
    assert len(connections.traffic(place("E47000006"), "connections.traffic").alt.split(".")) > 5


def test_traffic_of_very_many_is_cut(place: OpenPlace) -> None:
    """Inner London's boroughs are too many for a panel each."""
    made = connections.traffic(place("E13000001"), "connections.traffic")
    assert "6 highest and lowest of 14" in made.subtitle
    assert made.data is not None and made.data["Area"].nunique() == 13


def test_a_new_authority_is_read_against_its_first_year(place: OpenPlace) -> None:
    """Cumberland's figures begin with 2023."""
    made = connections.traffic_in_words(place("E06000063"), "connections.traffic")
    assert "1,900 vehicles in Cumberland, similar to that in 2023 (1,800)" in made.text
    assert made.asserts[0]["since"] == "2023"


def test_no_traffic_in_northern_ireland(place: OpenPlace) -> None:
    """A gap."""
    assert connections.traffic(place("N09000003"), "connections.traffic").kind == "gap"


def test_station_use_in_words(place: OpenPlace) -> None:
    """Lancashire: 62 stations, 20,557,306 entries and exits for 1,513,857 people; then −75.4%."""
    made = connections.station_use_in_words(place("lancashire"), "connections.stations")
    assert "the 62 railway stations in Lancashire saw 20.6 million" in made.text
    assert "13.6 for each resident against 46.5 in Great Britain" in made.text
    assert "Preston (Lancs) was the busiest (4.9 million)" in made.text
    assert "75.4% lower, in Great Britain 77.1% lower." in made.text


def test_no_station_is_said(place: OpenPlace) -> None:
    """Rossendale has none; of Belfast nothing is known."""
    made = connections.station_use_in_words(place("E07000125"), "connections.stations")
    assert made.text == "In 2019-20 no station of the national railway stood in Rossendale."
    table = connections.busiest_stations(place("E07000125"), "connections.busiest")
    assert table.kind == "gap" and "no station of the national railway" in table.text
    unknown = connections.station_use_in_words(place("N09000003"), "connections.stations")
    assert unknown.kind == "gap" and "The source covers England, Scotland" in unknown.text


def test_busiest_stations(place: OpenPlace) -> None:
    """In order of the year before the pandemic."""
    made = connections.busiest_stations(place("lancashire"), "connections.busiest", most=3)
    assert made.data is not None
    assert made.data["Station"].tolist() == ["Preston (Lancs)", "Ormskirk", "Lancaster"]
    assert made.data["2019-20 (entries and exits)"].tolist() == [
        "4,936,870",
        "2,409,296",
        "2,193,066",
    ]
    assert made.data["Change"].iloc[0] == "−77%"
    assert made.subtitle.endswith("the 3 busiest of 62 in 2019-20")


def test_use_kept_in_the_pandemic(place: OpenPlace) -> None:
    """Wyre kept least; Rossendale, without a station, has no bar and a note says so."""
    made = connections.station_use_kept(place("lancashire"), "connections.kept")
    assert "19% in Wyre, the lowest" in made.title
    assert made.data is not None
    shown = made.data.set_index("Area")
    assert "Rossendale" not in shown.index
    assert shown.at["Lancashire", "% of 2019-20"] == pytest.approx(24.553, abs=0.001)
    assert any("without a station" in note for note in made.notes)


def test_chargers_and_their_newest_change(place: OpenPlace) -> None:
    """United Kingdom: 167.51 in January and 171.88 in April 2026, 2.6% more."""
    made = connections.chargers_in_words(place("lancashire"), "connections.chargers")
    assert "Since Jan 2026 the number fell by 1.4%; in the United Kingdom it rose by 2.6%" in (
        made.text
    )
    still = connections.chargers_in_words(place("E06000053"), "connections.chargers")
    assert "the number did not change" in still.text


@pytest.mark.parametrize(
    "area",
    ["E06000053", "E09000001", "E12000008", "N09000003", "K02000001", "E47000001", "W06000015"],
)
def test_every_kind_of_place(place: OpenPlace, area: str) -> None:
    """Every maker answers, with a source, and without a number that is none."""
    for name in connections.__all__:
        made = getattr(connections, name)(place(area), f"connections.{name.replace('_', '-')}")
        assert made.sources
        assert "nan" not in f" {made.title} {made.text} {made.alt} ".split()
        assert made.data is None or isinstance(made.data, pd.DataFrame)


def test_times_that_jump_are_warned_of(place: OpenPlace) -> None:
    """Scilly's published drives to work: 12.8 minutes in 2015, 40.9 in 2019."""
    scilly, kent = (
        connections.without_a_car_in_words(place(area), "a.b")
        for area in ("E06000053", "E10000016")
    )
    assert any("between 12.8 minutes and 40.9 minutes" in note for note in scilly.notes)
    assert not any("jump from year to year" in note for note in kent.notes)
