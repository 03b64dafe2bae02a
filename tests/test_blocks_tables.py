"""Tables: indicators side by side, what is not known, and the sources."""

from __future__ import annotations

from conftest import OpenPlace

from evidencebook.blocks import claims, gaps, tables

HOUR = "gross-value-added-per-hour-worked"


def test_summary_has_a_row_for_each_known_indicator(place: OpenPlace) -> None:
    """What is not known is left out; periods and intervals stand in the row."""
    names = [HOUR, "employment-rate", "employment-rate-ni"]
    block = tables.summary(place("E07000117"), "a.b", "Title", names)
    assert block.kind == "table" and block.data is not None
    assert len(block.data) == 2
    assert not block.data.isna().any(axis=None)
    assert "95% interval" in block.data["Burnley"].iloc[1]


def test_summary_says_up_and_down_not_rising_and_falling(place: OpenPlace) -> None:
    """Two figures are no trend; the last year before the pandemic stands for its first."""
    block = tables.summary(place("W06000015"), "a.b", "Title", [HOUR, "claimant-count"])
    assert block.data is not None
    assert block.data["Change"].tolist() == [
        "Up since 2018 (£33.83)",
        "Up since 2019 (3.1%)",
    ]


def test_summary_tells_which_of_its_figures_were_computed(place: OpenPlace) -> None:
    """By measure and area: a published figure must not seem computed."""
    block = tables.summary(place("enterprise-m3"), "a.b", "Title", [HOUR, "employment-rate"])
    assert block.computed.startswith("Gross value added per hour worked, Enterprise M3: ")


def test_summary_of_nothing_is_a_gap(place: OpenPlace) -> None:
    """Where no indicator is known there is no table."""
    block = tables.summary(place("N09000003"), "a.b", "Title", ["employment-rate"])
    assert block.kind == "gap"


def test_unknowns_lists_gaps_and_what_was_computed(place: OpenPlace) -> None:
    """Missing, computed and uncertain measures each have a row."""
    opened = place("enterprise-m3")
    gap = gaps.missing(opened, "a.pay", "gross-median-weekly-pay")
    block = tables.unknowns(opened, "a.unknowns", [HOUR, "employment-rate"], [gap])
    assert block.data is not None
    known = dict(zip(block.data["Measure"], block.data["What to know"], strict=True))
    assert "medians" in known[gap.title]
    assert "Computed here: " in known["Gross value added per hour worked"]
    assert all(text.endswith(".") for text in known.values())


def test_sources_are_listed_once_each(place: OpenPlace) -> None:
    """Two claims on one publication make one row."""
    opened = place("E07000117")
    shown = [make(opened, "a.b", HOUR) for make in (claims.compare, claims.change)]
    block = tables.sources(opened, "a.sources", shown)
    assert block.data is not None
    assert len(block.data) == len(block.sources) == 1
    assert block.data["Released"].iloc[0] == "19 June 2025"


def test_a_region_has_no_column_for_its_region(place: OpenPlace) -> None:
    """The South East lies in no region but itself: a column of dashes tells nothing."""
    block = tables.summary(place("E12000008"), "a.b", "Title", [HOUR])
    assert block.data is not None and "Region" not in block.data.columns
    beside = tables.summary(place("E47000001"), "a.b", "Title", [HOUR])
    assert beside.data is not None and "Region" in beside.data.columns
