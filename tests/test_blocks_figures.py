"""Figure blocks: a finding as title, data, a text alternative and a source; or a gap."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from evidencebook.analysis.place import Place
from evidencebook.blocks import figures as blocks
from evidencebook.blocks.block import Block

HOUR = "gross-value-added-per-hour-worked"
Open = Callable[[str], Place]


def complete(block: Block) -> None:
    """Assert that a figure has all that a reader needs."""
    assert block.kind == "figure", block.text
    assert block.title and block.subtitle and block.alt and block.sources
    assert block.data is not None and not block.data.empty
    assert set(block.svg) == {"wide", "narrow"}
    for drawing in block.svg.values():
        assert "<svg" in drawing
    for text in (block.title, block.subtitle, block.alt):
        assert "  " not in text and "None" not in text and "nan" not in text.split(), text


@pytest.mark.parametrize(
    "make", [blocks.trend, blocks.index_trend, blocks.compared, blocks.across, blocks.slope]
)
def test_figures_of_one_indicator(place: Open, make: Callable[..., Block]) -> None:
    """Every kind of figure is complete for Lancashire."""
    block = make(place("lancashire"), "a.b", HOUR)
    complete(block)
    assert "Lancashire" in block.title


def test_a_map(place: Open) -> None:
    """The map names both ends and has a row an authority."""
    block = blocks.map_of(place("leicester-leicestershire"), "a.b", HOUR)
    complete(block)
    assert block.data is not None
    assert len(block.data) == 8


@pytest.mark.parametrize("area", ["S12000017", "N09000003", "E06000053", "E09000001", "E07000117"])
def test_a_place_with_little_data_has_figures_or_gaps(place: Open, area: str) -> None:
    """Nothing fails: what cannot be drawn is a gap with its reason."""
    opened = place(area)
    for slug in (HOUR, "employment-rate", "healthy-life-expectancy-male"):
        for make in (blocks.trend, blocks.compared):
            block = make(opened, "a.b", slug)
            if block.kind == "figure":
                complete(block)
            else:
                assert block.kind == "gap" and block.text.endswith(".")


def test_no_figure_is_a_gap(place: Open) -> None:
    """Without a figure of its own, every kind is a gap."""
    opened = place("E06000053")
    for make in (blocks.trend, blocks.index_trend, blocks.compared, blocks.slope):
        assert make(opened, "a.b", "employment-rate").kind == "gap"


def test_several_panels(place: Open) -> None:
    """Indicators without a figure are left out; the table names each measure."""
    names = [HOUR, "population", "employment-rate-ni"]
    block = blocks.multiples(place("E07000117"), "a.b", "Title", names)
    complete(block)
    assert block.data is not None
    assert block.data["Measure"].nunique() == 2


def test_the_data_are_those_drawn(place: Open) -> None:
    """A ranked figure's data hold the area and those it is compared with, at one period."""
    block = blocks.compared(place("E07000117"), "a.b", "employment-rate")
    assert block.data is not None
    assert block.data["Period"].nunique() == 1
    assert "Burnley" in set(block.data["Area"])
    assert "Lower 95%" in block.data


def test_the_title_does_not_overstate(place: Open) -> None:
    """Overlapping intervals make a title of similarity."""
    title = blocks.compared(place("E07000117"), "a.b", "employment-rate").title
    assert "similar to" in title


def test_the_same_figure_twice_is_the_same(place: Open) -> None:
    """Drawings and hashes do not depend on when they are made."""
    one, two = (blocks.trend(place("E07000117"), "a.b", HOUR) for _ in range(2))
    assert one.hash == two.hash
    assert one.svg == two.svg


UPPER_TIER = "healthy-life-expectancy-female"


def test_a_county_stands_for_its_districts_in_every_figure(place: Open) -> None:
    """A measure of the upper tier shows the county and the two unitary authorities."""
    lancashire, three = place("lancashire"), {"E10000017", "E06000008", "E06000009"}
    heat = blocks.heat(lancashire, "a.b", "Side by side", [UPPER_TIER])
    drawn = blocks.map_of(lancashire, "a.c", UPPER_TIER)
    ranked = blocks.across(lancashire, "a.d", UPPER_TIER)
    slope = blocks.slope(lancashire, "a.e", UPPER_TIER)
    for block in (heat, drawn, ranked, slope):
        complete(block)
        assert block.data is not None
        assert three <= set(block.data["Area code"]), block.id
    assert drawn.data is not None and len(drawn.data) == len(three)


def test_a_county_is_not_drawn_as_the_reference(place: Open) -> None:
    """In a figure, a county within the area is one of its parts."""
    lancashire = place("lancashire")
    county = lancashire.figures.areas["E10000017"]
    assert blocks._role(lancashire, county) == "member"
    assert blocks._role(lancashire, lancashire.figures.areas["K02000001"]) == "uk"


def test_one_way_of_computing_is_said_once() -> None:
    """Lines made in the same way, over however many authorities, are named together."""
    rows = [
        {"label": label, "value": 1.0, "period": "2023", "computed": how}
        for label, how in [
            ("Here", "sum of the published figures of 13 authorities"),
            ("There, and beyond", "sum of the published figures of 2 authorities"),
            ("Published", ""),
            ("Elsewhere", "estimate: mean of the published figures of 4 of 5 areas"),
        ]
    ]
    assert blocks._computed(pd.DataFrame(rows)) == (
        "Here: sum of the published figures of 13 authorities; likewise There, and beyond; "
        "Elsewhere: estimate: mean of the published figures of 4 of 5 areas"
    )


def test_a_chart_says_where_its_comparators_come_from(place: Open) -> None:
    """In a note, where neighbours are shown."""
    for area, said in (("E07000117", "listed by the Office"), ("enterprise-m3", "computed here")):
        made = blocks.compared(place(area), "x.y", HOUR)
        assert any(note.startswith("Comparators: ") and said in note for note in made.notes)
    across = blocks.across(place("lancashire"), "x.y", HOUR)
    assert not any(note.startswith("Comparators") for note in across.notes)
