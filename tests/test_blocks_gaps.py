"""Gaps: what is not known, why, and what stands instead."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import figures, gaps, industry, trade

MAKERS = [gaps.missing, gaps.no_change, gaps.no_rank, gaps.no_members]
CASES = [
    ("S12000017", "gcses-equivalent-english-maths"),
    ("N09000003", "employment-rate"),
    ("E06000053", "employment-rate"),
    ("E09000001", "wellbeing-satisfaction"),
    ("enterprise-m3", "gross-median-weekly-pay"),
    ("K02000001", "employment-rate"),
    ("E07000117", "healthy-life-expectancy-male"),
]


@pytest.mark.parametrize(("area", "slug"), CASES)
def test_every_gap_is_a_sentence(place: OpenPlace, area: str, slug: str) -> None:
    """A gap names measure and place, ends with a full stop and has no holes."""
    for make in MAKERS:
        block = make(place(area), "a.b", slug)
        assert block.kind == "gap"
        assert block.text.endswith(".")
        assert block.title and "  " not in block.text and "None" not in block.text, block.text
        assert ".." not in block.text and " ." not in block.text, block.text


def test_why_a_set_has_no_figure(place: OpenPlace) -> None:
    """The card's reason is given where a figure may not be computed."""
    text = gaps.missing(place("enterprise-m3"), "a.b", "gross-median-weekly-pay").text
    assert "medians of several areas cannot be combined" in text


def test_the_nearest_area_with_a_figure(place: OpenPlace) -> None:
    """A reader is told where to look instead."""
    text = gaps.missing(place("E07000117"), "a.b", "healthy-life-expectancy-male").text
    assert "The nearest area with a figure is" in text


def test_a_source_that_does_not_cover_the_nation(place: OpenPlace) -> None:
    """What England alone publishes is not offered to Scotland as its own."""
    made = gaps.missing(place("S12000017"), "a.b", "gcses-equivalent-english-maths")
    # Scotland may publish one of its own: of that the book knows nothing.
    assert made.title.startswith("Not held here: ")
    assert "is held for Highland. The source covers England." in made.text


@pytest.mark.parametrize(
    ("area", "slug", "said"),
    [
        ("N09000003", "electricity-consumption-domestic", "England, Scotland and Wales"),
        ("N09000003", "housing-affordability-ratio", "England and Wales"),
        ("S12000017", "housing-affordability-ratio", "England and Wales"),
    ],
)
def test_differences_where_the_source_covers_other_nations(
    place: OpenPlace, area: str, slug: str, said: str
) -> None:
    """It is not for want of a few authorities, and the nation may publish its own."""
    here = place(area)
    text = gaps.no_members(here, "a.b", slug).text
    held = f"are held for the local authorities of {here.circle.in_text}, so differences among"
    assert held in text
    assert text.endswith(f" The source covers {said}.")
    assert "enough" not in text


def test_a_measure_that_each_nation_publishes_under_a_name_of_its_own(place: OpenPlace) -> None:
    """All nations whose figures are held are named, and their sources cited."""
    made = gaps.missing(place("S12000017"), "a.b", "net-additions-housing-stock")
    assert made.title.startswith("Not held here: ")
    assert made.text.endswith(
        "is held for Highland. Figures of England, Northern Ireland and Wales are held, each "
        "nation's from a source of its own."
    )
    assert len(made.sources) == 3


def test_a_gap_in_words_of_its_own(place: OpenPlace) -> None:
    """Title and text are kept; the area stands on it."""
    block = gaps.gap(place("E07000117"), "a.b", "Not known", "Nobody counts it.")
    assert (block.title, block.text, block.area) == ("Not known", "Nobody counts it.", "E07000117")


def test_one_bar_alone_is_no_chart(place: OpenPlace) -> None:
    """Qualifications in Northern Ireland are its own measure: nothing is like Belfast in it."""
    made = figures.compared(place("N09000003"), "a.b", "level-3-or-above-qualifications-ni")
    assert made.kind == "gap"
    assert made.text == (
        "No area that Belfast is compared with has a figure for the share of people aged 16 to 64 "
        "qualified to level 3 or above in 2023, so its own, 55.8%, stands beside Northern "
        "Ireland's 59.2% alone."
    )
    hour = "gross-value-added-per-hour-worked"
    widest = figures.compared(place("K02000001"), "a.b", hour)
    assert widest.kind == "gap" and widest.text.endswith("so its own, £41.87, stands alone.")
    assert figures.compared(place("N92000002"), "a.b", hour).kind == "figure"


def test_shares_and_exports_of_the_widest_area_are_compared_with_none(place: OpenPlace) -> None:
    """The United Kingdom's logistics and its exports per job are gaps as well, with the figure."""
    uk = place("K02000001")
    share = industry.compared(uk, "a.b", "Transportation and storage")
    exports = trade.compared_per_job(uk, "a.b")
    assert share.kind == exports.kind == "gap"
    assert "so its own, 3.4%, stands alone" in share.text
    assert "so its own, £23,649, stands alone" in exports.text
