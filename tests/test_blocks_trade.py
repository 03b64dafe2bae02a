"""Tests of the trade blocks, against figures worked out by hand from the publishers' files."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import OpenPlace

from evidencebook.blocks import trade
from evidencebook.blocks.cautions import JOBS_FAIR, ONSHORE
from evidencebook.blocks.trade import breakdowns, totals
from evidencebook.blocks.trade.stand_ins import EXPORTS


def test_exports_per_job_by_hand(place: OpenPlace) -> None:
    """11,830 million over 43,075 million of output at £58,378.72 a job: £16,033."""
    made = trade.exports_per_job(place("lancashire"), "exports.per-job")
    assert "In 2023, exports from Lancashire came to £16,033 a job, less than" in made.text
    assert made.asserts[0]["value"] == round(11830 * 58378.72265625 / 43075)


# RGVA.parquet (UKX): 2,434,407 million at £66,402 a job are 36.662 million jobs of 2023.
def test_the_united_kingdoms_exports_per_job_by_hand(place: OpenPlace) -> None:
    """Its output is without Extra-Regio, as its output per job is, and a note says so."""
    made = trade.exports_per_job(place("K02000001"), "exports.per-job")
    exports = place("K02000001").own(EXPORTS, "2023")
    assert exports and made.asserts[0]["value"] == round(exports.value * 66402 / 2434407)
    assert {ONSHORE, JOBS_FAIR} <= set(made.notes)


def test_jobs_are_of_the_last_year_of_output_per_job(place: OpenPlace) -> None:
    """Belfast has output per job to 2022 only, too high for a count of jobs."""
    made = trade.exports_per_job(place("N09000003"), "exports.per-job")
    assert made.text.startswith("In 2023, exports from Northern Ireland")
    assert (
        "Northern Ireland stands in for Belfast, for which output per job of 2023 is not published"
        in made.text
    )
    drawn = trade.compared_per_job(place("N09000003"), "exports.compared")
    assert drawn.period == "2023" and JOBS_FAIR in drawn.notes


def test_an_area_without_exports_shows_the_smallest_that_holds_it(place: OpenPlace) -> None:
    """Burnley's exports are not published; those of East Lancashire are."""
    burnley = place("E07000117")
    gap = trade.amount(burnley, "exports.value")
    assert gap.kind == "gap"
    assert "East Lancashire (ITL 3 area), the smallest area with a figure" in gap.text
    shown = trade.change(burnley, "exports.change")
    assert shown.kind == "claim"
    assert shown.area == "TLD46"
    assert shown.text.endswith(
        "East Lancashire (ITL 3 area) stands in for Burnley, for which no figure is published."
    )
    drawn = trade.trend(burnley, "exports.trend")
    assert "the figures are of East Lancashire (ITL 3 area)" in drawn.notes[0]


def test_a_card_of_a_larger_area_says_whose_figure_it_is(place: OpenPlace) -> None:
    """Burnley's card of foreign investment names Lancashire, on the front page too."""
    made = trade.headline(place("E07000117"), "exports.x", totals.INWARD)
    assert made.title == "Inward foreign direct investment, Lancashire"
    said = "For Lancashire, which holds Burnley; not published for it alone"
    assert made.detail["comparison"] == said
    assert made.text.endswith(f"{said}.")
    assert "comparison" not in trade.headline(place("lancashire"), "x.x", totals.INWARD).detail


def test_an_area_with_exports_says_nothing_of_others(place: OpenPlace) -> None:
    """Lancashire's own figures stand without a note on a larger area."""
    made = trade.amount(place("lancashire"), "exports.value")
    assert made.kind == "claim"
    assert "£11,830 million, 1.4% of the United Kingdom's" in made.text
    assert not made.notes


def test_goods_go_to_partners_by_hand(place: OpenPlace) -> None:
    """2,791 of 5,234 million went to the EU; the United States bought 708, Germany 643."""
    text = trade.goods_partners_in_words(place("lancashire"), "exports.partners").text
    assert "53.3% of the goods exported from Lancashire went to the European Union" in text
    assert "the largest buyers were the United States, Germany and France" in text
    figure = trade.goods_partners(place("lancashire"), "exports.goods")
    assert figure.data is not None
    assert figure.data.iloc[0].tolist() == ["United States", 708.0]


def test_goods_come_from_partners_by_hand(place: OpenPlace) -> None:
    """HMRC's table 5: the Netherlands sold 806 million to Lancashire, China 786."""
    made = trade.goods_partners(place("lancashire"), "gateways.imports", "goods-imports")
    assert made.title == "The Netherlands sold most goods to Lancashire in 2019"
    assert made.data is not None
    assert made.data.head(2).to_numpy().tolist() == [["Netherlands", 806.0], ["China", 786.0]]


def test_a_nation_takes_the_partners_of_the_itl_area_of_its_extent(place: OpenPlace) -> None:
    """Northern Ireland is one ITL 2 area, under whose name the countries are printed."""
    made = trade.goods_partners(place("N92000002"), "gateways.imports", "goods-imports")
    assert made.title == "Ireland sold most goods to Northern Ireland in 2019"
    assert not any("Not published" in note for note in made.notes)


def test_regions_know_the_blocs_but_not_the_countries(place: OpenPlace) -> None:
    """Enterprise M3 lies over several ITL 2 areas: the South East's share of the EU is said."""
    area = place("enterprise-m3")
    assert trade.goods_partners(area, "exports.goods").kind == "gap"
    text = trade.goods_partners_in_words(area, "exports.partners").text
    assert "of the goods exported from the South East went to the European Union (" in text


def test_services_are_not_counted_twice(place: OpenPlace) -> None:
    """Groups beside their parts are left out; what is withheld is 3,431 less the rest."""
    made = trade.services_by_industry(place("lancashire"), "exports.services")
    assert made.data is not None
    shown = made.data.set_index("Industry")["£ million"]
    assert not set(breakdowns.GROUPS) & set(shown.index)
    assert shown.sum() == 548 + 313 + 260 + 195 + 178 + 135 + 100 + 17
    text = trade.services_in_words(place("lancashire"), "exports.services").text
    assert "£1,685 million came from industries whose figures are withheld" in text


def test_a_group_stands_for_parts_that_are_withheld() -> None:
    """Production is shown whole where a part is missing, by its parts where none is."""
    rows = [(breakdowns.PRODUCTION, 9.0), *((part, 4.5) for part in breakdowns.PARTS_OF_PRODUCTION)]
    table = pd.DataFrame(rows, columns=["industry", "value"])
    assert list(breakdowns._apart(table)["industry"]) == list(breakdowns.PARTS_OF_PRODUCTION)
    table.loc[1, "value"] = None
    assert list(breakdowns._apart(table)["industry"]) == [breakdowns.PRODUCTION]


def test_investment_is_set_against_output_by_hand(place: OpenPlace) -> None:
    """36,070 and 21,646 over output of 43,075 are 83.7% and 50.3%."""
    text = trade.investment(place("lancashire"), "exports.investment").text
    assert "against output of 2023 that is 83.7% inward and 50.3% outward" in text


def test_investment_is_not_compared_over_its_break(place: OpenPlace) -> None:
    """The line begins in 2020, and the headline says nothing of change."""
    made = trade.trend(place("lancashire"), "exports.inward", indicator=totals.INWARD)
    assert made.data is not None
    assert made.data["Period"].iloc[0] == "2020"
    assert "change" not in trade.headline(place("lancashire"), "exports.x", totals.INWARD).detail


@pytest.mark.parametrize("area", ["E07000117", "enterprise-m3", "S12000017", "N09000003"])
def test_exports_per_job_are_shown_among_others(place: OpenPlace, area: str) -> None:
    """Whatever the area, at least four places stand beside the United Kingdom."""
    made = trade.compared_per_job(place(area), "exports.compared")
    assert made.kind == "figure"
    assert made.data is not None
    assert len(made.data) > 4
