"""Tests of trade and investment against output."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import trade


def test_shares_of_output_by_hand(place: OpenPlace) -> None:
    """Output of TLD4: 32,971 in 2018, 34,263 in 2019, 43,075 in 2023; stocks of 2023."""
    made = trade.openness(place("lancashire"), "gateways.open")
    assert made.data is not None
    shown = made.data.set_index("Measure")
    amounts = [5234, 6195, 3431, 1378, 33554, 11116]
    outputs = [34263, 34263, 32971, 32971, 43075, 43075]
    assert shown["£ million"].tolist() == amounts
    shares = [f"{100 * a / o:.1f}%" for a, o in zip(amounts, outputs, strict=True)]
    assert shown["Share of output"].tolist() == shares
    assert shown["Period"].tolist() == ["2019", "2019", "2018", "2018", "2023", "2023"]


def test_the_united_kingdom_by_hand(place: OpenPlace) -> None:
    """487,605 of 1,977,202 million is 24.7%; services without travel are 7.7% of 1,900,108."""
    made = trade.openness(place("lancashire"), "gateways.open")
    assert made.data is not None
    beside = made.data.set_index("Measure")["United Kingdom"]
    assert beside["Goods imports"] == f"{100 * 487605 / 1977202:.1f}%"
    assert beside["Services imports"] == f"{100 * (197292 - 51825) / 1900108:.1f}%"
    whole = trade.openness(place("K02000001"), "gateways.open")
    assert whole.data is not None
    assert "United Kingdom" not in whole.data


def test_each_row_names_the_area_it_is_of(place: OpenPlace) -> None:
    """Burnley's trade is East Lancashire's, its investment Lancashire's, and a note says so."""
    made = trade.openness(place("E07000117"), "gateways.open")
    assert made.data is not None
    assert made.data["Shown for"].tolist() == ["East Lancashire"] * 4 + ["Lancashire"] * 2
    assert "East Lancashire (ITL 3 area) and Lancashire" in made.notes[0]


@pytest.mark.parametrize("area", ["N09000003", "E09000001", "W06000015", "E92000001", "K02000001"])
def test_every_row_has_figures(place: OpenPlace, area: str) -> None:
    """Six rows for any place, each with an amount and a share."""
    made = trade.openness(place(area), "gateways.open")
    assert made.data is not None
    assert len(made.data) == 6
    assert made.data[["£ million", "Share of output"]].notna().all(axis=None)
