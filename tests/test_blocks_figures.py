"""Figure blocks: a finding as title, data, a text alternative and a source; or a gap."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from conftest import OpenPlace

from evidencebook.blocks import figures as blocks
from evidencebook.blocks.block import Block

HOUR = "gross-value-added-per-hour-worked"


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
def test_figures_of_one_indicator(place: OpenPlace, make: Callable[..., Block]) -> None:
    """Every kind of figure is complete for Lancashire."""
    block = make(place("lancashire"), "a.b", HOUR)
    complete(block)
    assert "Lancashire" in block.title


def test_a_map(place: OpenPlace) -> None:
    """The map names both ends and has a row an authority."""
    block = blocks.map_of(place("leicester-leicestershire"), "a.b", HOUR)
    complete(block)
    assert block.data is not None
    assert len(block.data) == 8


@pytest.mark.parametrize("area", ["S12000017", "N09000003", "E06000053", "E09000001", "E07000117"])
def test_a_place_with_little_data_has_figures_or_gaps(place: OpenPlace, area: str) -> None:
    """Nothing fails: what cannot be drawn is a gap with its reason."""
    opened = place(area)
    for slug in (HOUR, "employment-rate", "healthy-life-expectancy-male"):
        for make in (blocks.trend, blocks.compared):
            block = make(opened, "a.b", slug)
            if block.kind == "figure":
                complete(block)
            else:
                assert block.kind == "gap" and block.text.endswith(".")


def test_no_figure_is_a_gap(place: OpenPlace) -> None:
    """Without a figure of its own, every kind is a gap."""
    opened = place("E06000053")
    for make in (blocks.trend, blocks.index_trend, blocks.compared, blocks.slope):
        assert make(opened, "a.b", "employment-rate").kind == "gap"


def test_several_panels(place: OpenPlace) -> None:
    """Indicators without a figure are left out; the table names each measure."""
    names = [HOUR, "population", "employment-rate-ni"]
    block = blocks.multiples(place("E07000117"), "a.b", "Title", names)
    complete(block)
    assert block.data is not None
    assert block.data["Measure"].nunique() == 2


def test_the_data_are_those_drawn(place: OpenPlace) -> None:
    """A ranked figure's data hold the area and those it is compared with, at one period."""
    block = blocks.compared(place("E07000117"), "a.b", "employment-rate")
    assert block.data is not None
    assert block.data["Period"].nunique() == 1
    assert "Burnley" in set(block.data["Area"])
    assert "Lower 95%" in block.data


def test_the_title_does_not_overstate(place: OpenPlace) -> None:
    """Where all intervals overlap, the title claims nothing."""
    title = blocks.compared(place("E07000117"), "a.b", "employment-rate").title
    assert "not clearly higher or lower" in title


def test_the_same_figure_twice_is_the_same(place: OpenPlace) -> None:
    """Drawings and hashes do not depend on when they are made."""
    one, two = (blocks.trend(place("E07000117"), "a.b", HOUR) for _ in range(2))
    assert one.hash == two.hash
    assert one.svg == two.svg


UPPER_TIER = "healthy-life-expectancy-female"


def test_a_county_stands_for_its_districts_in_every_figure(place: OpenPlace) -> None:
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


def test_of_many_authorities_the_ends_and_our_own_are_drawn(place: OpenPlace) -> None:
    """A borough in the middle of London's 33 stands among the highest and the lowest."""
    block = blocks.across(place("E09000003"), "a.b", HOUR)
    complete(block)
    assert block.data is not None
    drawn = block.data.loc[block.data["Area code"].str.startswith("E09"), "Area code"]
    assert "E09000003" in drawn.tolist() and len(drawn) == 21
    assert ", 10 highest and lowest of 33, and Barnet" in block.subtitle


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


def test_a_chart_says_where_its_comparators_come_from(place: OpenPlace) -> None:
    """In a note, where neighbours are shown."""
    for area, said in (("E07000117", "listed by the Office"), ("enterprise-m3", "computed here")):
        made = blocks.compared(place(area), "x.y", HOUR)
        assert any(note.startswith("Comparators: ") and said in note for note in made.notes)
    across = blocks.across(place("lancashire"), "x.y", HOUR)
    assert not any(note.startswith("Comparators") for note in across.notes)


def test_a_single_period_is_no_trend(place: OpenPlace) -> None:
    """Northern Ireland's employment rate is held for 2023 alone."""
    made = blocks.trend(place("N09000003"), "a.b", "employment-rate-ni")
    assert made.kind == "gap" and "for 2023 alone" in made.text


def test_a_title_within_a_sentence_keeps_its_names(place: OpenPlace) -> None:
    """Only the first letter is made small, and no abbreviation's."""
    pair = ("level-3-or-above-qualifications-ni", "gross-median-weekly-pay")
    made = blocks.scatter(place("N09000003"), "a.b", "Title", *pair)
    assert "against qualified to level 3 or above (Northern Ireland)" in made.subtitle
    pair = ("gross-domestic-product-per-head-current-market-price", pair[1])
    made = blocks.scatter(place("W06000015"), "a.b", "Title", *pair)
    assert "against GDP per head" in made.subtitle


def test_intervals_are_promised_only_where_places_have_them(place: OpenPlace) -> None:
    """Pay in Northern Ireland's districts has none, that of the United Kingdom has one."""
    made = blocks.across(place("N09000003"), "a.b", "gross-median-weekly-pay")
    assert "95% intervals" not in made.subtitle
    made = blocks.across(place("W06000015"), "a.b", "gross-median-weekly-pay")
    assert "95% intervals" in made.subtitle


def test_units_of_words_stand_in_the_head_of_a_heat_table(place: OpenPlace) -> None:
    """One head says per 1,000 dwellings; the cells hold the numbers alone."""
    block = blocks.heat(place("lancashire"), "a.b", "Homes", ["first-time-buyer-mortgage-sales"])
    complete(block)
    assert all(svg.count("per 1,000") <= 1 for svg in block.svg.values())
