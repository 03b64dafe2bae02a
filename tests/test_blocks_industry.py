"""Tests of the blocks on one industry, by hand from the file of regional accounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidencebook.analysis.place import Place
from evidencebook.blocks import industry

Open = Callable[[str], Place]
LOGISTICS = "Transportation and storage"


def test_the_headline_is_a_share_with_its_past_and_the_nation_s(place: Open) -> None:
    """1,095 of 43,075 million in 2023, 914 of 27,814 in 2013; 83,896 of 2,464,587 in the UK."""
    detail = industry.headline(place("lancashire"), "gateways.headline", LOGISTICS).detail
    assert detail["value"] == f"{100 * 1095 / 43075:.1f}%"
    assert detail["change"] == f"Down from {100 * 914 / 27814:.1f}% in 2013"
    assert detail["comparison"] == f"Lower than the United Kingdom ({100 * 83896 / 2464587:.1f}%)"


def test_the_headline_of_the_nation_has_no_comparison(place: Open) -> None:
    """The United Kingdom is not compared with itself."""
    assert "comparison" not in industry.headline(place("K02000001"), "x.x", LOGISTICS).detail


def test_shares_are_compared_by_hand(place: Open) -> None:
    """67 of 2,356 million in Burnley are 2.8%; the UK and the neighbours stand beside it."""
    made = industry.compared(place("E07000117"), "gateways.compared", LOGISTICS)
    assert made.title == (
        "Transportation and storage made up 2.8% of output in Burnley in 2023, against 3.4% in the "
        "United Kingdom"
    )
    assert made.data is not None
    own = made.data.set_index("Area code")["Share of output (%)"]["E07000117"]
    assert own == round(100 * 67 / 2356, 3)
    assert len(made.data) > 4


@pytest.mark.parametrize("area", ["E06000053", "E09000001", "S12000017", "N09000003"])
def test_any_place_has_a_share(place: Open, area: str) -> None:
    """Small places and those of every nation have a headline and a comparison."""
    assert industry.headline(place(area), "x.x", LOGISTICS).kind == "metric"
    assert industry.compared(place(area), "x.x", LOGISTICS).kind == "figure"


def test_the_place_stands_among_the_ends_of_many(place: Open) -> None:
    """Highland is neither among the highest nor the lowest ten of Scotland's 32 authorities."""
    made = industry.across(place("S12000017"), "gateways.across", LOGISTICS)
    assert made.data is not None
    assert "S12000017" in set(made.data["Area code"])
    assert made.subtitle.endswith("10 highest and lowest of 32, and Highland")
