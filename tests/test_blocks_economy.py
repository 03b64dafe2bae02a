"""Tests of the blocks on industries, against figures worked out by hand from ONS's files."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.analysis.industries import SECTIONS
from evidencebook.blocks import economy, industry
from evidencebook.blocks.cautions import ONSHORE

DIGITAL = "Information and communication"


def test_real_growth_by_hand(place: OpenPlace) -> None:
    """39,573 over 34,118 is 16.0% more; the UK's 2,238,442 over 1,912,264 17.1%."""
    made = economy.growth(place("lancashire"), "productivity.growth")
    assert "output in Lancashire grew by 16.0% after allowing for inflation" in made.text
    assert "against 17.1% in the United Kingdom" in made.text
    assert made.notes == (ONSHORE,)


# RGVA_LAD.parquet over RGVA.parquet (UKX), current prices, 2023. Against the United Kingdom with
# the North Sea (UK), farming and mining would be 1.96 in Highland and 0.35 in Lancashire.
@pytest.mark.parametrize(
    ("area", "quotient", "first"), [("S12000017", 4.6884, True), ("lancashire", 0.8272, False)]
)
def test_farming_and_mining_are_not_set_against_the_north_sea(
    place: OpenPlace, area: str, quotient: float, first: bool
) -> None:
    """The yardstick is what regions have; the note says what it leaves out."""
    made = economy.specialisms(place(area), "productivity.specialisms")
    assert made.data is not None
    name = SECTIONS[0]
    found = made.data.set_index("Industry").filter(like="Location quotient").iloc[:, 0]
    assert found[name] == pytest.approx(quotient, abs=6e-4)
    assert made.title.startswith(f"{name} is the most concentrated") is first
    said = economy.specialisms_in_words(place(area), "productivity.specialisms-in-words")
    assert ONSHORE in made.notes and ONSHORE in said.notes


def test_growth_that_no_industry_accounts_for_is_not_stated(place: OpenPlace) -> None:
    """The published volumes of Enterprise M3's authorities do not fit together: a gap."""
    for make in (economy.growth, economy.growth_in_words, economy.growth_by_industry):
        made = make(place("enterprise-m3"), "productivity.growth")
        assert made.kind == "gap"
        assert "do not fit together" in made.text


def test_all_industries_add_to_growth_of_larger_areas(place: OpenPlace) -> None:
    """Farming, mining, energy and water stand by themselves where their sum has no volumes."""
    made = economy.growth_by_industry(place("lancashire"), "productivity.industries")
    assert made.data is not None
    points = made.data.set_index("Industry")["Percentage points of growth"]
    assert points.notna().all()
    assert {"Mining and quarrying", "Water supply; sewerage and waste management"} <= set(
        points.index
    )
    assert abs(points["Not attributed"]) < 0.01


def test_the_gap_is_split_for_whole_itl_areas_only(place: OpenPlace) -> None:
    """Lancashire's mix and within add up; Burnley has a gap block."""
    made = economy.gap_in_words(place("lancashire"), "productivity.gap")
    assert "£7,501 below Great Britain's: −£1,896 from the mix" in made.text
    burnley = economy.gap_in_words(place("E07000117"), "productivity.gap")
    assert burnley.kind == "gap" and "not made up of whole ITL areas" in burnley.text


@pytest.mark.parametrize(
    ("area", "why"),
    [
        ("N09000003", "covers England, Scotland and Wales alone, and so not Belfast"),
        ("N92000002", "covers England, Scotland and Wales alone, and so not Northern Ireland"),
        ("K02000001", "alone, and so not all the United Kingdom"),
        ("K03000001", "Great Britain is what others are set against"),
    ],
)
def test_why_the_gap_is_not_split(place: OpenPlace, area: str, why: str) -> None:
    """The survey of employees covers Great Britain, which others are set against."""
    for make in (economy.gap_in_words, economy.gap_by_industry):
        made = make(place(area), "productivity.gap")
        assert made.kind == "gap" and why in made.text and "ITL" not in made.text


def test_weight_of_an_industry_by_hand(place: OpenPlace) -> None:
    """1,125 of 43,075 is 2.6%; volumes went from 423 to 1,079, so 155.1% more."""
    text = industry.weight(place("lancashire"), "digital.weight", DIGITAL).text
    assert "made up 2.6% of output in Lancashire (£1,125 million), against 6.0%" in text
    assert "its real output grew by 155.1% between 2013 and 2023 (100.0% in the" in text


def test_growth_from_almost_nothing_is_not_told(place: OpenPlace) -> None:
    """Burnley's digital output began below £10 million: a gap, and no growth in words."""
    burnley = place("E07000117")
    made = industry.growth(burnley, "digital.growth", DIGITAL)
    assert made.kind == "gap"
    assert "mostly rounding" in made.text
    assert "real output" not in industry.weight(burnley, "digital.weight", DIGITAL).text


def test_growth_lines_begin_at_a_hundred(place: OpenPlace) -> None:
    """Every line of the figure starts at 100, and ours ends at 255."""
    made = industry.growth(place("lancashire"), "digital.growth", DIGITAL)
    assert made.data is not None
    assert set(made.data.groupby("Area")["2013 = 100"].first()) == {100.0}
    assert "Lancashire went from 100 in 2013 to 255 in 2023" in made.alt


def test_knowledge_industries_by_hand(place: OpenPlace) -> None:
    """3,084 of 43,075 over 73,335 of 2,434,407 is 2.38; authorities are chained: added, 27.2%."""
    made = industry.knowledge(place("lancashire"), "innovation.knowledge")
    assert made.data is not None
    first = made.data.iloc[0]
    assert first["Industry"] == "Manufacture of electrical products and machinery"
    assert first["Location quotient (United Kingdom = 1)"] == pytest.approx(
        (3084 / 43075) / (73335 / 2434407), abs=5e-4
    )
    table = industry.knowledge_table(place("lancashire"), "innovation.growth")
    assert table.data is not None
    growth = table.data.set_index("Industry")["Real growth"]
    assert growth["Manufacture of electrical products and machinery"] == "+28.7%"
    assert growth["Architectural and engineering activities"] == "+126.7%"


def test_the_nation_has_no_yardstick(place: OpenPlace) -> None:
    """The United Kingdom is not compared with itself."""
    made = industry.knowledge_in_words(place("K02000001"), "innovation.knowledge")
    assert made.kind == "gap"


def test_one_industry_over_many_authorities_shows_the_ends(place: OpenPlace) -> None:
    """Of Scotland's thirty-two authorities ten stand at either end, with Highland and the UK."""
    made = industry.across(place("S12000017"), "digital.across", DIGITAL)
    assert made.data is not None
    assert "10 highest and lowest of 32" in made.subtitle
    assert len(made.data) == 22
