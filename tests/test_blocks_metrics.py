"""Metrics: a headline figure with its change and comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenPlace

from evidencebook.blocks.metrics import metric

HOUR = "gross-value-added-per-hour-worked"


def test_a_metric(place: OpenPlace) -> None:
    """Value, period, change and comparison, as the figures allow."""
    block = metric(place("lancashire"), "a.b", HOUR)
    assert block.kind == "metric"
    assert block.detail["value"] == "£37.25"
    assert block.detail["period"] == "2023"
    assert block.detail["comparison"].startswith("Lower than the United Kingdom (£41.87)")


def test_amounts_are_not_compared_with_a_nations(place: OpenPlace) -> None:
    """A place has fewer people than its nation: that is no finding."""
    assert "comparison" not in metric(place("lancashire"), "a.b", "population").detail


@pytest.mark.parametrize("area", ["lancashire", "E07000117", "S12000017", "N09000003", "K02000001"])
@pytest.mark.parametrize(
    "slug", [HOUR, "population", "gigabit-capable-broadband", "wellbeing-anxiety"]
)
def test_its_text_is_a_sentence(place: OpenPlace, area: str, slug: str) -> None:
    """Parts that are missing leave no hole."""
    text = metric(place(area), "a.b", slug).text
    assert text.endswith(".")
    for hole in ("..", ". .", "  ", "None", "nan "):
        assert hole not in text, text


def test_no_figure_is_a_gap(place: OpenPlace) -> None:
    """Where nothing is known the metric is a gap."""
    assert metric(place("E06000053"), "a.b", "employment-rate").kind == "gap"


def test_an_uncertain_change_is_not_told_as_little(place: OpenPlace) -> None:
    """Overlapping intervals are not up or down, and hide more than a little."""
    detail = metric(place("E07000117"), "a.b", "employment-rate").detail
    assert detail["change"].startswith("Not certainly different from")
    assert detail["comparison"].startswith("Similar to")


def test_a_joined_figure_before_is_called_so(place: OpenPlace) -> None:
    """Cumberland's 9,575 active businesses of 2019 are those of the three that it replaced."""
    block = metric(place("E06000063"), "a.b", "active-businesses")
    assert block.detail["change"] == "Down from 9,575 in 2019"
    assert block.computed.startswith("2019: sum of the published figures of 3 authorities")


def test_a_survey_without_intervals_is_not_up(place: OpenPlace) -> None:
    """The City of London's employment rate of 2019 is not certainly another than that of 2015."""
    text = metric(place("E09000001"), "a.b", "employment-rate").text
    assert text.startswith("87.2% in 2019, the newest figure here. Not certainly different from")


def test_a_bare_rate_is_given_its_unit(place: OpenPlace) -> None:
    """The City of London has 443.4 chargers for each 100,000 people, not 443.4 chargers."""
    block = metric(place("E09000001"), "a.b", "electric-vehicle-public-charging-devices")
    assert block.text.startswith("443.4 per 100,000 people in Apr 2026.")
    assert block.detail["period"] == "per 100,000 people, Apr 2026"


def test_a_series_is_drawn_as_a_small_line(place: OpenPlace) -> None:
    """From three figures on; how it is drawn is no part of what the metric says."""
    block = metric(place("lancashire"), "a.b", HOUR)
    assert block.svg["line"].startswith("<svg")
    assert block.hash == replace(block, svg={}).hash
    assert metric(place("lancashire"), "a.b", "gigabit-capable-broadband").svg == {}
