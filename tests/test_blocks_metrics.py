"""Metrics: a headline figure with its change and comparison."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidencebook.analysis.place import Place
from evidencebook.blocks.metrics import metric

HOUR = "gross-value-added-per-hour-worked"
Open = Callable[[str], Place]


def test_a_metric(place: Open) -> None:
    """Value, period, change and comparison, as the figures allow."""
    block = metric(place("lancashire"), "a.b", HOUR)
    assert block.kind == "metric"
    assert block.detail["value"] == "£37.25"
    assert block.detail["period"] == "2023"
    assert block.detail["comparison"].startswith("Lower than the United Kingdom (£41.87)")


def test_amounts_are_not_compared_with_a_nations(place: Open) -> None:
    """A place has fewer people than its nation: that is no finding."""
    assert "comparison" not in metric(place("lancashire"), "a.b", "population").detail


@pytest.mark.parametrize("area", ["lancashire", "E07000117", "S12000017", "N09000003", "K02000001"])
@pytest.mark.parametrize(
    "slug", [HOUR, "population", "gigabit-capable-broadband", "wellbeing-anxiety"]
)
def test_its_text_is_a_sentence(place: Open, area: str, slug: str) -> None:
    """Parts that are missing leave no hole."""
    text = metric(place(area), "a.b", slug).text
    assert text.endswith(".")
    for hole in ("..", ". .", "  ", "None", "nan "):
        assert hole not in text, text


def test_no_figure_is_a_gap(place: Open) -> None:
    """Where nothing is known the metric is a gap."""
    assert metric(place("E06000053"), "a.b", "employment-rate").kind == "gap"


def test_an_uncertain_change_is_little_changed(place: Open) -> None:
    """Overlapping intervals are not up or down."""
    detail = metric(place("E07000117"), "a.b", "employment-rate").detail
    assert detail["change"].startswith("Little changed")
    assert detail["comparison"].startswith("Similar to")
