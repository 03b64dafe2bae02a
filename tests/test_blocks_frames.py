"""Frames for charts and for people."""

from __future__ import annotations

import pandas as pd
from conftest import OpenPlace

from evidencebook.analysis.figures import Figures
from evidencebook.blocks import frames

HOUR = "gross-value-added-per-hour-worked"


def test_company_names_each_area_once(place: OpenPlace) -> None:
    """The area first, then wider areas and neighbours, each with its role."""
    for area in ("lancashire", "E07000117", "N09000003", "enterprise-m3", "K02000001"):
        who = frames.company(place(area), HOUR)
        found = [one.code for one, _ in who]
        assert who[0][1] == "area"
        assert len(found) == len(set(found))
        assert {role for _, role in who} <= {"area", "uk", "nation", "region", "neighbour"}


def test_company_without_neighbours(place: OpenPlace) -> None:
    """Only wider areas stand beside it when asked."""
    roles = {role for _, role in frames.company(place("E07000117"), HOUR, neighbours=False)}
    assert "neighbour" not in roles


def test_areas_of_one_name_are_told_apart(figures: Figures) -> None:
    """Lancashire the county and Lancashire the set have labels of their own."""
    areas = [figures.areas[code] for code in ("lancashire", "E10000017", "E07000117")]
    labels = frames.labels(areas)
    assert len(set(labels.values())) == 3
    assert labels["E07000117"] == "Burnley"


def test_a_county_is_not_drawn_as_the_reference(place: OpenPlace) -> None:
    """In a figure, a county within the area is one of its parts."""
    lancashire = place("lancashire")
    areas = lancashire.figures.areas
    roles = [frames.role_of(lancashire, areas[code]) for code in ("E10000017", "K02000001")]
    assert roles == ["member", "uk"]


def test_few_authorities_are_all_shown(place: OpenPlace) -> None:
    """Up to 24 rows there is nothing to leave out and nothing to say."""
    codes = [f"E{n}" for n in range(24)]
    assert frames.shortened(place("E07000117"), codes) == (codes, "")


def test_of_many_authorities_the_ends_are_shown(place: OpenPlace) -> None:
    """Ten at either end; ours is kept in its order, and named where it lies between them."""
    burnley, codes = place("E07000117"), [f"E{n}" for n in range(32)]
    shown, said = frames.shortened(burnley, [*codes[:15], "E07000117", *codes[15:]])
    assert shown == [*codes[:10], "E07000117", *codes[-10:]]
    assert said == ", 10 highest and lowest of 33, and Burnley"
    assert frames.shortened(burnley, ["E07000117", *codes])[1] == ", 10 highest and lowest of 33"


def test_over_time_has_a_row_a_period(place: OpenPlace) -> None:
    """Every period of every area, with a time that grows."""
    opened = place("E07000117")
    table = frames.over_time(opened, HOUR, [(opened.area, "area")])
    assert len(table) == len(opened.figures.series(HOUR, opened.area))
    assert table["x"].is_monotonic_increasing


def test_at_one_time_keeps_areas_without_a_figure(place: OpenPlace) -> None:
    """An area without a figure has a row without a value."""
    opened = place("E06000053")
    who = [(opened.area, "area"), (opened.figures.areas["K02000001"], "uk")]
    table = frames.at_one_time(opened, "employment-rate", who, "2023").set_index("area")
    assert table["value"].isna().to_dict() == {"E06000053": True, "K02000001": False}


def test_for_people(place: OpenPlace) -> None:
    """Columns have names; intervals stand where there are any."""
    opened = place("E07000117")
    card = opened.figures.card("employment-rate")
    table = frames.at_one_time(opened, card.slug, [(opened.area, "area")], "2023")
    shown = frames.for_people(table, card)
    assert {"Area code", "Area", "Period", "Lower 95%", "Upper 95%"} <= set(shown.columns)
    assert shown["Area"].tolist() == ["Burnley"]


def test_computed_figures_are_marked(place: OpenPlace) -> None:
    """A column says which values were computed."""
    opened = place("enterprise-m3")
    card = opened.figures.card(HOUR)
    who = [(opened.area, "area"), (opened.figures.areas["K02000001"], "uk")]
    shown = frames.for_people(frames.at_one_time(opened, HOUR, who, "2023"), card)
    assert shown["Computed"].tolist() == ["yes", "no"]


def test_a_table_by_place_names_its_columns() -> None:
    """Code and name come first, numbers are rounded."""
    table = pd.DataFrame({"area": ["E1"], "label": ["A"], "role": ["area"], "value": [1.23456]})
    shown = frames.by_place(table, {"value": "Share (%)"})
    assert shown.to_dict("records") == [{"Area code": "E1", "Area": "A", "Share (%)": 1.235}]
    assert frames.by_place(table, {"value": "%"}, decimals=0)["%"].tolist() == [1.0]
