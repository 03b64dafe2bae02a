"""Claims: every sentence has its place and period and says no more than the figures do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import OpenPlace

from evidencebook.analysis.figures import Figure, Figures
from evidencebook.analysis.place import Place
from evidencebook.blocks import claims, tables
from evidencebook.blocks.block import Block
from evidencebook.indicators import Aggregation

HOUR = "gross-value-added-per-hour-worked"
AREAS = [
    "lancashire", "leicester-leicestershire", "enterprise-m3", "E07000117", "S12000017",
    "N09000003", "E06000053", "E09000001", "E12000002", "E47000001", "W06000015", "K02000001",
]  # fmt: skip
INDICATORS = [
    HOUR, "employment-rate", "gross-median-weekly-pay", "healthy-life-expectancy-male",
    "population", "median-house-price", "adult-obesity-prevalence", "value-uk-exports",
    "gigabit-capable-broadband", "wellbeing-anxiety", "apprenticeship-starts", "goods-exports",
]  # fmt: skip
MAKERS: list[Callable[..., Block]] = [claims.compare, claims.change, claims.index, claims.share]


def readable(block: Block) -> None:
    """Assert that a block's text is a sentence without holes."""
    text = block.text
    assert text.endswith("."), text
    assert not text.endswith(".."), text
    for hole in ("  ", "None", " ,", " .", "()", "–", "{", "%%"):
        assert hole not in text, text
    assert not re.search(r"\bnan\b|\binf\b", text), text
    assert text[:1].isupper() or text[:1].isdigit(), text


@pytest.mark.parametrize("area", AREAS)
def test_every_claim_is_a_sentence_with_place_and_period(place: OpenPlace, area: str) -> None:
    """A dozen places on a dozen indicators: sentences without holes, or gaps that say why."""
    opened = place(area)
    for slug in INDICATORS:
        for make in MAKERS:
            block = make(opened, "chapter.name", slug)
            readable(block)
            assert opened.area.name.removeprefix("The ") in block.text, block.text
            if block.kind == "claim":
                assert block.period in block.text, block.text
                assert block.sources and block.data is not None and block.asserts
                assert block.area == opened.area.code
            else:
                assert block.kind == "gap"


@pytest.mark.parametrize("area", ["lancashire", "E07000117", "N09000003", "E06000053", "E09000001"])
def test_differences_within_are_sentences(place: OpenPlace, area: str) -> None:
    """The range over the authorities names a period, both ends and how many there are."""
    for slug in ("employment-rate", "population", "healthy-life-expectancy-male"):
        block = claims.spread(place(area), "chapter.name", slug)
        readable(block)
        if block.kind == "claim":
            assert [fact["kind"] for fact in block.asserts] == ["lowest", "highest"]
            assert block.asserts[0]["value"] <= block.asserts[1]["value"]
            assert "authorities" in block.text or "areas" in block.text


def test_the_comparison_of_lancashires_output(place: OpenPlace) -> None:
    """gross-value-added.csv: £37.25 there in 2023, £41.87 in the United Kingdom."""
    block = claims.compare(place("lancashire"), "a.b", HOUR)
    assert block.text.startswith(
        "In 2023, gross value added per hour worked in Lancashire was £37.25, lower than"
    )
    assert "the United Kingdom (£41.87)" in block.text
    assert "no confidence intervals are published" in block.text
    assert block.asserts[0]["kind"] == "lower"
    assert block.asserts[0]["than"] == "K02000001"


def test_overlapping_intervals_are_not_called_a_difference(place: OpenPlace) -> None:
    """Burnley's employment rate of 63.2% to 88.8% is similar to the United Kingdom's."""
    block = claims.compare(place("E07000117"), "a.b", "employment-rate")
    assert "similar to" in block.text
    assert not re.search(r"higher|lower", block.text)


def test_an_uncertain_change_is_not_called_a_rise(place: OpenPlace) -> None:
    """Burnley's employment rate rose by 11 points between samples whose intervals overlap."""
    text = claims.change(place("E07000117"), "a.b", "employment-rate").text
    assert "was not certainly changed" in text.partition(";")[0]
    assert "little changed" not in text
    assert "rose" not in text.partition(";")[0]


# population and claimant-count.csv: Burnley mid-2013 and mid-2023, Belfast 2015 and 2025.
def test_a_change_without_intervals_asks_a_test_of_the_trend(place: OpenPlace) -> None:
    """Rising and falling are said of tested trends only; the claim says what was tested."""
    rising = claims.change(place("E07000117"), "a.b", "population")
    assert "rose from 87,795 to 96,435, a steady trend over 11 figures" in rising.text
    assert rising.asserts[0]["kind"] == rising.asserts[0]["trend"] == "rising"
    assert rising.asserts[0]["trend_points"] == 11
    wandering = claims.change(place("N09000003"), "a.b", "claimant-count")
    assert "went from 4.8% to 4.0%: lower, but without a steady trend" in wandering.text
    assert "fell" not in wandering.text
    assert wandering.asserts[0]["kind"] == "down without trend"


def test_a_change_over_few_years_rests_on_its_two_ends(place: OpenPlace) -> None:
    """Six yearly figures are too few to test: nothing is said of a trend."""
    block = claims.change(place("E07000117"), "a.b", "population", years=5)
    assert "rose" in block.text
    assert "trend" not in block.text
    assert "trend" not in block.asserts[0]


def test_published_intervals_need_no_test(place: OpenPlace) -> None:
    """A survey's own intervals say whether two figures differ."""
    block = claims.change(place("E12000002"), "a.b", "employment-rate")
    assert "trend" not in block.asserts[0]


def test_index_says_whether_the_area_catches_up(place: OpenPlace) -> None:
    """Belfast rises against the United Kingdom; Cardiff and Highland have no steady trend."""
    rising = claims.index(place("N09000003"), "a.b", HOUR)
    assert "catching up by a steady trend over 11 smoothed figures" in rising.text
    assert rising.asserts[0]["path"] == "catching up"
    for area in ("W06000015", "S12000017"):
        block = claims.index(place(area), "a.b", HOUR)
        assert "with no steady trend either way" in block.text
        assert block.asserts[0]["path"] == "no steady trend"


def test_a_change_in_money_says_so(place: OpenPlace) -> None:
    """A rise in current prices may be inflation alone."""
    assert "inflation" in claims.change(place("E07000117"), "a.b", "median-house-price").text


# gross-value-added.csv, 2023: highest and lowest of the fourteen.
def test_spread_names_the_ends(place: OpenPlace) -> None:
    """South Ribble is the highest of Lancashire and Blackpool the lowest."""
    block = claims.spread(place("lancashire"), "a.b", HOUR)
    assert "£30.25 in Blackpool" in block.text
    assert "£54.11 in South Ribble" in block.text


# gross-value-added.csv, 2023: 158 of 361 local authorities are higher than Burnley.
def test_rank(place: OpenPlace) -> None:
    """The rank as counted by hand, with the number ranked."""
    block = claims.rank(place("E07000117"), "a.b", HOUR)
    readable(block)
    assert (block.asserts[0]["rank"], block.asserts[0]["of"]) == (159, 361)
    assert "159th highest of 361 local authorities" in block.text


# employment-rate, 2024: 144 authorities are lower than Fife, four share its 75.5%.
def test_a_rank_that_is_shared_is_counted_from_the_nearer_end(place: OpenPlace) -> None:
    """Those with the same printed figure stand together, and the range is counted from there."""
    text = claims.rank(place("S12000047"), "a.b", "employment-rate").text
    assert "was the joint 145th lowest of 348 local authorities" in text
    assert "its rank lies between 1st and 346th from the bottom" in text


def test_a_rank_with_intervals_says_how_sure_it_is(place: OpenPlace) -> None:
    """The possible ranks stand with the rank."""
    block = claims.rank(place("E12000002"), "a.b", "employment-rate")
    readable(block)
    assert "its rank lies between 1st and 6th from the bottom" in block.text
    assert (block.asserts[0]["best"], block.asserts[0]["worst"]) == (4, 9)
    assert "Computed" not in block.text
    assert "range of ranks" in block.computed


def test_a_rank_among_wide_intervals_is_any_rank(place: OpenPlace) -> None:
    """Burnley's employment rate of 63.2% to 88.8% may be the highest or the lowest."""
    block = claims.rank(place("E07000117"), "a.b", "employment-rate")
    readable(block)
    assert "its rank lies anywhere from first to last" in block.text


def test_the_united_kingdom_is_not_ranked(place: OpenPlace) -> None:
    """There is nothing to rank it among; the gap reads well."""
    block = claims.rank(place("K02000001"), "a.b", "employment-rate")
    assert block.kind == "gap"
    readable(block)


def test_index_is_the_ratio_of_the_two(place: OpenPlace) -> None:
    """37.2504… over the United Kingdom's figure of the same year."""
    opened = place("lancashire")
    uk = opened.widest(HOUR, "2023")
    assert uk is not None
    block = claims.index(opened, "a.b", HOUR)
    assert block.asserts[0]["index"] == pytest.approx(100 * 37.250423431396484 / uk.value, abs=1e-3)


def test_a_year_that_ends_in_a_month_takes_an_article(place: OpenPlace) -> None:
    """Both periods of an index read as parts of a sentence."""
    text = claims.index(place("E07000117"), "a.b", "median-house-price").text
    assert text.count("the year ending") == text.count("year ending") == 2


def test_ends_are_years_apart(place: OpenPlace) -> None:
    """The first figure is the one nearest to the years asked for."""
    opened = place("E07000117")
    for years in (2, 5, 10):
        pair = claims.ends(opened, opened.area, HOUR, years)
        assert pair is not None
        assert pair[1].start.year - pair[0].start.year == years


def test_the_table_behind_a_claim_has_the_claims_figures(
    make_figure: Callable[..., Figure],
) -> None:
    """One row a figure; intervals where there are any; how many were computed."""
    table = claims.figures_table([make_figure(70, 68, 72), make_figure(71, year=2022)])
    assert list(table["Period"]) == ["2023", "2022"]
    assert table["Lower 95%"].notna().tolist() == [True, False]
    assert "Computed" not in table


def test_parts_of_one_measure_are_named_in_the_table(figures: Figures) -> None:
    """An industry beside all of them; one part alone needs no name."""
    area, output = figures.areas["E07000117"], "gross-value-added-current-prices"
    found = [
        figures.value(output, area, industry=one) for one in ("Construction", "All industries")
    ]
    known = [one for one in found if one]
    table = claims.figures_table(known)
    assert list(table["Category"]) == ["Construction", "All industries"]
    assert "Category" not in claims.figures_table(known[:1])


def test_a_statement_of_an_analysis_keeps_its_words(make_figure: Callable[..., Figure]) -> None:
    """Title, notes and text are the analysis's own."""
    block = claims.statement("a.b", "Title", "it is so.", [make_figure(70)], notes=["Note."])
    assert (block.title, block.text, block.notes) == ("Title", "It is so.", ("Note.",))


def test_an_end_of_the_range_is_not_told_twice(place: OpenPlace) -> None:
    """Cardiff has most gigabit coverage in Wales; Belfast shares the most of 5G with others."""
    text = claims.spread(place("W06000015"), "a.b", "gigabit-capable-broadband").text
    assert text.count("Cardiff") == 1
    text = claims.spread(place("N09000003"), "a.b", "5g-coverage").text
    assert text.endswith("Belfast stood at 99.9%, the joint highest.")


def test_a_change_does_not_begin_in_the_pandemic(place: OpenPlace) -> None:
    """Few apprenticeships began in 2020-21: Highland's are set against those of 2019-20."""
    made = claims.change(place("S12000017"), "a.b", "apprenticeship-starts-scotland", 5)
    assert made.text.startswith("Between 2019-20 and 2025-26, ")
    assert "619" in made.text and "pandemic" not in made.text


def test_a_change_that_can_only_begin_in_the_pandemic_says_so(place: OpenPlace) -> None:
    """Public spending on research in the United Kingdom has no figure from before."""
    made = claims.change(place("K02000001"), "a.b", "expenditure-research-and-development-public")
    assert made.text.endswith("2020-21 was in the pandemic.")


def test_an_old_figure_is_said_to_be_the_newest(place: OpenPlace) -> None:
    """Scilly's ratio of 2019 is not passed off as the latest word."""
    text = claims.compare(place("E06000053"), "a.b", "housing-affordability-ratio").text
    assert text.endswith(
        "No later figure is published for the Isles of Scilly; the newest for the South West is "
        "of Apr 2025."
    )


def test_a_survey_figure_without_interval_is_not_ranked(place: OpenPlace) -> None:
    """The City of London's employment rate has no interval: its rank is not told."""
    block = claims.rank(place("E09000001"), "a.b", "employment-rate")
    assert block.kind == "gap" and "no interval is published" in block.text


def test_a_sum_of_survey_estimates_has_no_interval(
    place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts have intervals, so none is said to be unpublished; nothing is called higher."""
    slug = "mortality-rate-coronary-heart-disease-scotland"
    opened = Place(Figures.open(place("S12000017").figures.data), place("TLM3").area)
    card = replace(opened.figures.card(slug), aggregation=Aggregation("sum"))
    monkeypatch.setattr(Figures, "card", lambda self, indicator: card)
    own = opened.own(slug)
    assert own is not None and own.summed and own.sampled and not own.has_interval
    text = claims.change(opened, "a.b", slug).text
    assert "no confidence interval can be given for a sum of survey estimates" in text
    assert "not certainly changed" in text
    known = tables.unknowns(opened, "a.unknowns", [slug], []).data
    assert known is not None
    said = "No confidence interval can be given for a sum of survey estimates."
    assert said in known["What to know"].iloc[0]


def test_a_survey_without_intervals_for_the_ends_says_so(place: OpenPlace) -> None:
    """Pay in Northern Ireland: intervals are published, but not with its districts' figures."""
    text = claims.spread(place("N09000003"), "a.b", "gross-median-weekly-pay").text
    assert "no intervals are published with these two, so their order is not certain" in text
