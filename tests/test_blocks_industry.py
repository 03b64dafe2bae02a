"""Tests of the blocks on one industry, by hand from the file of regional accounts."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import industry

LOGISTICS = "Transportation and storage"


def test_the_headline_is_a_share_with_its_past_and_the_nation_s(place: OpenPlace) -> None:
    """1,095 of 43,075 million in 2023, 914 of 27,814 in 2013; 83,896 of 2,464,587 in the UK."""
    detail = industry.headline(place("lancashire"), "gateways.headline", LOGISTICS).detail
    assert detail["value"] == f"{100 * 1095 / 43075:.1f}%"
    assert detail["change"] == f"Down from {100 * 914 / 27814:.1f}% in 2013"
    assert detail["comparison"] == f"Lower than the United Kingdom ({100 * 83896 / 2464587:.1f}%)"


def test_the_headline_of_the_nation_has_no_comparison(place: OpenPlace) -> None:
    """The United Kingdom is not compared with itself."""
    assert "comparison" not in industry.headline(place("K02000001"), "x.x", LOGISTICS).detail


def test_shares_are_compared_by_hand(place: OpenPlace) -> None:
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
def test_any_place_has_a_share(place: OpenPlace, area: str) -> None:
    """Small places and those of every nation have a headline and a comparison."""
    assert industry.headline(place(area), "x.x", LOGISTICS).kind == "metric"
    assert industry.compared(place(area), "x.x", LOGISTICS).kind == "figure"


def test_the_place_stands_among_the_ends_of_many(place: OpenPlace) -> None:
    """Highland is neither among the highest nor the lowest ten of Scotland's 32 authorities."""
    made = industry.across(place("S12000017"), "gateways.across", LOGISTICS)
    assert made.data is not None
    assert "S12000017" in set(made.data["Area code"])
    assert made.subtitle.endswith("10 highest and lowest of 32, and Highland")


def test_one_industry_is_not_the_weight_of_knowledge(place: OpenPlace) -> None:
    """Scilly has a figure for legal activities alone, which says nothing of the nine."""
    scilly = place("E06000053")
    for made in (industry.knowledge_in_words, industry.knowledge_table, industry.knowledge):
        assert made(scilly, "innovation.knowledge").kind == "gap"


def test_growth_of_a_few_million_is_given_roughly(place: OpenPlace) -> None:
    """Scilly's transport went from £13 million to £8 million: −38.5% would be false precision."""
    text = industry.weight(place("E06000053"), "a.b", "Transportation and storage").text
    assert "shrank by about 38% between 2013 and 2023" in text
    text = industry.weight(place("E09000001"), "a.b", "Transportation and storage").text
    assert "grew by 13.4% between 2013 and 2023" in text
