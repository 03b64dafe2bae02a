"""Figures: published as published, computed as by hand from the publishers' files.

The numbers here were worked out from the raw files by other means than the package (plain
CSV reading and sums) and are written down with the file and formula they come from.
"""

from __future__ import annotations

import math

import pandas as pd
import pytest

from evidencebook.analysis.combine import COLUMNS
from evidencebook.analysis.figures import Figures
from evidencebook.analysis.series import joined
from evidencebook.errors import ChapterError, UnknownIndicatorError, UnknownPeriodError

HOUR = "gross-value-added-per-hour-worked"
CURRENT = "gross-value-added-current-prices"
NONE = math.nan

# ONS Explore Local Statistics, 26 June 2026, <data set>.csv: observation, lci_95, uci_95 of the
# newest period with a figure, as they stand in the file.
PUBLISHED = [
    (HOUR, "E47000018", "2023", "2023-01-01/P1Y", 37.250423431396484, NONE, NONE),
    (HOUR, "E07000117", "2023", "2023-01-01/P1Y", 38.86, NONE, NONE),
    (HOUR, "S12000017", "2023", "2023-01-01/P1Y", 38.67, NONE, NONE),
    (HOUR, "N09000003", "2023", "2023-01-01/P1Y", 38.54, NONE, NONE),
    (HOUR, "E09000001", "2023", "2023-01-01/P1Y", 79.02, NONE, NONE),
    (HOUR, "E06000053", "2023", "2023-01-01/P1Y", 43.78, NONE, NONE),
    ("economic-inactivity-rate", "E47000018", "2023", "2023-01-01/P1Y", 25.2, 23.0, 27.4),
    ("economic-inactivity-rate", "S12000017", "2023", "2023-01-01/P1Y", 22.9, 16.7, 29.1),
    ("employment-rate-ni", "N09000003", "2023", "2023-01-01/P1Y", 67.9, 65.0, 70.8),
    ("gross-median-weekly-pay", "E07000117", "Apr 2025", "2025-04-30", 593.0, 527.91232, 658.08768),
    ("gross-median-weekly-pay", "K02000001", "Apr 2025", "2025-04-30", 642.5, 641.2407, 643.7593),
    ("claimant-count", "E09000001", "2025", "2025-01-01/P1Y", 1.2, NONE, NONE),
    ("gigabit-capable-broadband", "E06000053", "Jan 2026", "2026-01-01", 50.2, NONE, NONE),
    ("level-3-or-above-qualifications", "E09000001", "2022", "2022-01-01/P1Y", 88.7, NONE, NONE),
    ("healthy-life-expectancy-male", "S12000017", "2022 to 2024", "2022-01-01/P3Y",
     61.0, 55.7, 66.3),
    ("children-in-relative-poverty-after-housing", "E06000053", "2024-25", "2024-04-01/P1Y",
     11.47540984, NONE, NONE),
    ("active-businesses", "E06000053", "2024", "2024-01-01/P1Y", 170.0, NONE, NONE),
    ("wellbeing-satisfaction", "S12000017", "2022-23", "2022-04-01/P1Y", 7.87, 7.65, 8.09),
    ("greenhouse-gas-emissions", "S12000017", "2023", "2023-01-01/P1Y", 12.29, NONE, NONE),
    ("apprenticeship-starts-ni", "N09000003", "2023-24", "2023-08-01/P1Y", 401.7266146522829,
     NONE, NONE),
    ("mortality-rate-coronary-heart-disease-scotland", "S12000017", "2024", "2024-01-01/P1Y",
     57.659270524599, 48.8063674386029, 67.646144972551),
    ("adult-obesity-prevalence", "E07000117", "year ending mid-Nov 2025", "2024-11-16/P1Y",
     34.787, 31.23209, 38.25215),
    ("modelled-unemployment", "E07000117", "2023", "2023-01-01/P1Y", 4.3, 2.3, 6.3),
    ("housing-affordability-ratio", "E07000117", "Apr 2025", "2025-04-01", 3.91, NONE, NONE),
    # housing/median_house_prices.csv (Sep 2024) and net_additional_dwellings.csv (2023-24)
    ("median-house-price", "E07000117", "year ending Sep 2024", "2023-10-01/P1Y",
     116500, NONE, NONE),
    ("net-additional-dwellings", "E07000117", "2023-24", "2023-04-01/P1Y", 248, NONE, NONE),
    # energy/repd-q2-july-2024.csv: 2.0+1.9+1.9+1.8+9.6+7.5+16.0+4.5 MW operational in Burnley
    ("renewable-electricity-capacity-operational", "E07000117", "Jul 2024", "2024-07-01/P1M",
     45.2, NONE, NONE),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "area", "period", "form", "value", "low", "high"), PUBLISHED)
def test_a_published_figure_is_as_published(
    figures: Figures, slug: str, area: str, period: str, form: str, value: float, low: float,
    high: float,
) -> None:  # fmt: skip
    """The newest figure, its interval and period are those of the publisher's file."""
    place = figures.areas[area]
    newest = figures.value(slug, place)
    assert newest is not None
    assert newest.computed == ""
    assert newest.period == period
    assert newest.value == pytest.approx(value, rel=1e-12)
    assert newest.lower_95 == pytest.approx(low, rel=1e-9, nan_ok=True)
    assert newest.upper_95 == pytest.approx(high, rel=1e-9, nan_ok=True)
    assert newest.has_interval is not math.isnan(low)
    for asked in (period, form):
        found = figures.value(slug, place, asked)
        assert found is not None
        assert (found.value, found.start, found.end) == (newest.value, newest.start, newest.end)


# Sums over the members: RGVA_LAD.parquet (current prices, all industries, 2023, £ million);
# population_all_ages.csv; dwelling_stock_all_properties.csv; net_additional_dwellings.csv;
# business-demography.csv.
SUMS = [
    (CURRENT, "lancashire", "2023", 43074.0),
    (CURRENT, "leicester-leicestershire", "2023", 33342.0),
    (CURRENT, "enterprise-m3", "2023", 70115.0),
    ("population", "lancashire", "mid-2023", 1570373),
    ("population", "lancashire", "mid-2013", 1470467),
    ("population", "leicester-leicestershire", "mid-2023", 1113795),
    ("population", "leicester-leicestershire", "mid-2013", 997733),
    ("population", "enterprise-m3", "mid-2023", 1603011),
    ("population", "enterprise-m3", "mid-2013", 1484045),
    ("dwelling-stock", "lancashire", "Mar 2024", 710400),
    ("dwelling-stock", "leicester-leicestershire", "Mar 2024", 462390),
    ("dwelling-stock", "enterprise-m3", "Mar 2024", 683830),
    ("net-additional-dwellings", "lancashire", "2023-24", 6269),
    ("active-businesses", "leicester-leicestershire", "2024", 44585),
    ("active-businesses", "enterprise-m3", "2024", 81035),
]


@pytest.mark.parametrize(("slug", "area", "period", "value"), SUMS)
def test_a_sum_as_by_hand(
    figures: Figures, slug: str, area: str, period: str, value: float
) -> None:
    """Counts of a set are the sum over its authorities."""
    found = figures.value(slug, figures.areas[area], period, how="computed")
    assert found is not None
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.computed.startswith("sum of the published figures")


# gross-value-added.csv and RGVA_LAD.parquet, 2023: Σ output ÷ Σ (output ÷ ratio) over the members;
# gross-disposable-household-income-per-head.csv, greenhouse-gas-emissions.csv (2023) by
# population_all_ages.csv 2023; business-demography.csv 2024: Σ (births % × active) ÷ Σ active.
RATIOS = [
    (HOUR, "leicester-leicestershire", 36.108976847),
    (HOUR, "enterprise-m3", 53.215731414),
    (HOUR, "lancashire", 37.307774915),
    ("gross-value-added-per-filled-job", "leicester-leicestershire", 57561.075710505),
    ("gross-value-added-per-filled-job", "enterprise-m3", 81291.605931010),
    ("gross-disposable-household-income-per-head", "leicester-leicestershire", 20785.123798365),
    ("gross-disposable-household-income-per-head", "enterprise-m3", 32806.508413230),
    ("greenhouse-gas-emissions", "lancashire", 5.642409548559),
    ("greenhouse-gas-emissions", "enterprise-m3", 4.410789295894),
    ("business-births", "lancashire", 11.035327037426),
    ("business-births", "leicester-leicestershire", 10.822025344847),
]


@pytest.mark.parametrize(("slug", "area", "value"), RATIOS)
def test_a_ratio_as_by_hand(figures: Figures, slug: str, area: str, value: float) -> None:
    """A ratio of a set is the ratio of sums, not the mean of ratios."""
    found = figures.value(slug, figures.areas[area], how="computed")
    assert found is not None
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.computed


# gross-value-added.csv, 2023: as published for each combined authority.
COMBINED = {
    "E47000001": 39.76702880859375, "E47000002": 33.773441314697266,
    "E47000003": 37.33097839355469, "E47000004": 37.32738494873047,
    "E47000006": 35.36761474609375, "E47000007": 35.724143981933594,
    "E47000008": 40.292381286621094, "E47000009": 42.01040267944336,
    "E47000012": 38.18370819091797, "E47000013": 35.61911392211914,
    "E47000014": 35.97397232055664, "E47000016": 37.45301055908203,
    "E47000017": 36.72964096069336, "E47000018": 37.250423431396484,
}  # fmt: skip


@pytest.mark.parametrize(("code", "value"), COMBINED.items())
def test_output_per_hour_of_combined_authorities(figures: Figures, code: str, value: float) -> None:
    """Total output over total implied hours is within half a per cent of what is published."""
    area = figures.areas[code]
    published = figures.value(HOUR, area, "2023", how="published")
    computed = figures.value(HOUR, area, "2023", how="computed")
    assert published is not None and computed is not None
    assert published.value == value
    assert computed.value == pytest.approx(value, rel=0.005)


# RGVA_LAD.parquet and gross-value-added.csv, 2023: Σ output ÷ Σ (output ÷ ratio), for two of them.
@pytest.mark.parametrize(("code", "value"), [("E47000001", 39.832372), ("E47000015", 34.670627)])
def test_output_per_hour_computed_as_by_hand(figures: Figures, code: str, value: float) -> None:
    """Also where nothing is published, as for Devon and Torbay."""
    found = figures.value(HOUR, figures.areas[code], "2023", how="computed")
    assert found is not None
    assert found.value == pytest.approx(value, abs=1e-6)


# employment-rate.csv 2023 and personal-wellbeing-estimates.csv 2022-23, population_all_ages.csv:
# Σ w·v ÷ Σ w, half-width √Σ (w/Σw · (uci − lci)/2)². Wellbeing in Lancashire rests on the county,
# Blackburn with Darwen and Blackpool, because Burnley has no figure for that year.
MEANS = [
    ("employment-rate", "lancashire", 72.679020589, 70.095939484, 75.262101694),
    ("employment-rate", "leicester-leicestershire", 75.937547843, 73.500579720, 78.374515966),
    ("employment-rate", "enterprise-m3", 81.732771578, 79.437767967, 84.027775189),
    ("wellbeing-satisfaction", "lancashire", 7.489137491, 7.356380151, 7.621894832),
    ("children-in-relative-poverty-after-housing", "leicester-leicestershire", 26.652577491, NONE,
     NONE),
    ("children-in-relative-poverty-after-housing", "enterprise-m3", 15.728244342, NONE, NONE),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "area", "value", "low", "high"), MEANS)
def test_a_weighted_mean_as_by_hand(
    figures: Figures, slug: str, area: str, value: float, low: float, high: float
) -> None:
    """A mean by population carries the interval of independent estimates, and says so."""
    found = figures.value(slug, figures.areas[area], how="computed")
    assert found is not None
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.lower_95 == pytest.approx(low, rel=1e-9, nan_ok=True)
    assert found.upper_95 == pytest.approx(high, rel=1e-9, nan_ok=True)
    assert found.computed.startswith("estimate: mean")
    assert ("independent" in found.computed) is not math.isnan(low)


def test_a_computed_mean_is_near_the_published_one(figures: Figures) -> None:
    """The employment rate of Lancashire by members lies in the published interval."""
    area = figures.areas["lancashire"]
    published, computed = (
        figures.value("employment-rate", area, "2023", how=how) for how in ("published", "computed")
    )
    assert published is not None and computed is not None
    assert (published.value, published.lower_95, published.upper_95) == (72.7, 70.4, 75.0)
    assert published.lower_95 < computed.value < published.upper_95


def test_a_published_figure_wins(figures: Figures) -> None:
    """Where both are there, the published one is given unless the other is asked for."""
    for slug in (HOUR, "employment-rate", "greenhouse-gas-emissions", "claimant-count"):
        area = figures.areas["lancashire"]
        assert (found := figures.value(slug, area)) is not None
        assert found.computed == ""
        assert (made := figures.value(slug, area, how="computed")) is not None
        assert made.computed != ""


def test_no_figure_is_made_where_the_card_forbids_it(figures: Figures) -> None:
    """Medians of several areas cannot be combined."""
    for slug in ("gross-median-weekly-pay", "median-house-price", "housing-affordability-ratio"):
        assert figures.value(slug, figures.areas["enterprise-m3"]) is None


def test_a_sum_with_a_missing_member_is_missing(figures: Figures) -> None:
    """No sum stands for a period in which an authority's figure is missing."""
    for slug in ("net-additional-dwellings", "active-businesses", "affordable-homes"):
        for name in ("lancashire", "leicester-leicestershire", "enterprise-m3"):
            area = figures.areas[name]
            table = figures.store.observations(slug, area.members)
            for dimension, total in figures.card(slug).totals.items():
                table = table[table[dimension] == total]
            there = table[table["value"].notna()].groupby("period")["area"].nunique()
            whole = set(there[there == len(area.members)].index)
            assert set(figures.series(slug, area, how="computed")["period"]) == whole


def test_one_authority_is_never_computed(figures: Figures) -> None:
    """There is nothing to add up within a local authority."""
    assert figures.series(HOUR, figures.areas["E07000117"], how="computed").empty


@pytest.mark.parametrize(
    ("slug", "area"),
    [
        ("employment-rate", "E06000053"),
        ("level-3-or-above-qualifications", "E06000053"),
        ("wellbeing-satisfaction", "E06000053"),
        ("healthy-life-expectancy-male", "E07000117"),
        ("employment-rate", "N09000003"),
        ("gcses-equivalent-english-maths", "S12000017"),
    ],
)
def test_what_is_not_published_is_not_known(figures: Figures, slug: str, area: str) -> None:
    """No figure, and no error: the chapter shows a gap."""
    assert figures.value(slug, figures.areas[area]) is None


def test_an_unpublished_value_keeps_its_mark(figures: Figures) -> None:
    """A suppressed figure of a period asked for is missing, with the publisher's mark."""
    found = figures.value("economic-inactivity-rate", figures.areas["E06000053"], "2023",
                          how="published")  # fmt: skip
    series = figures.store.observations("economic-inactivity-rate", ["E06000053"])
    assert (series["status"] == "x").any()
    assert found is None or math.isnan(found.value)


def test_a_period_that_is_not_there(figures: Figures) -> None:
    """The error lists the newest periods."""
    with pytest.raises(UnknownPeriodError, match="1850") as caught:
        figures.value("population", figures.areas["E07000117"], "1850")
    assert "mid-2023" in caught.value.expected


def test_an_unknown_indicator(figures: Figures) -> None:
    """A slug without a card is wrong use."""
    with pytest.raises(UnknownIndicatorError):
        figures.value("no-such-thing", figures.areas["E07000117"])


def test_series_run_forwards(figures: Figures) -> None:
    """Series are in order of time, with the same columns for published and computed."""
    for slug in (HOUR, "population", "employment-rate"):
        for name in ("E07000117", "enterprise-m3", "lancashire"):
            series = figures.series(slug, figures.areas[name])
            assert list(series.columns) == COLUMNS
            assert series["period_end"].is_monotonic_increasing


def test_a_dimension_can_be_chosen(figures: Figures) -> None:
    """An industry is less than all industries; industries are the whole's parts."""
    area = figures.areas["E07000117"]
    whole = figures.value(CURRENT, area, "2023")
    part = figures.value(CURRENT, area, "2023", industry="Manufacturing")
    assert whole is not None and part is not None
    assert 0 < part.value < whole.value


def test_a_dimension_without_total_must_be_chosen(figures: Figures) -> None:
    """Where the parts do not make a whole, asking for one is an error."""
    slugs = [c.slug for c in figures.cards.values() if None in c.totals.values()]
    for slug in [s for s in slugs if figures.store.has(s)]:
        with pytest.raises(ChapterError, match="no total"):
            figures.series(slug, figures.areas["K02000001"])


# labour/BRES.parquet, 2022, TLD4: employees in all industries and in manufacturing (section C).
@pytest.mark.parametrize(("code", "value"), [("Total", 646850.0), ("C", 84000.0), ("J", 16000.0)])
def test_breakdown_takes_an_official_equivalent(figures: Figures, code: str, value: float) -> None:
    """Employees by industry of Lancashire are those published for the ITL area."""
    table = figures.breakdown("employees", figures.areas["lancashire"], "industry")
    row = table[(table["period"].str.contains("2022")) & (table["industry_code"] == code)]
    assert row["value"].tolist() == [value]
    assert set(table["computed"]) == {""}


def test_breakdown_is_missing_where_a_member_is(figures: Figures) -> None:
    """A sum over authorities by industry is missing where one authority's figure is."""
    area = figures.areas["enterprise-m3"]
    table = figures.breakdown(CURRENT, area, "industry")
    raw = figures.store.observations(CURRENT, area.members)
    holes = raw[raw["value"].isna()][["industry", "period"]].drop_duplicates()
    joined = table.merge(holes, on=["industry", "period"])
    assert joined["value"].isna().all()


def test_members_stand_at_one_period(figures: Figures) -> None:
    """Authorities are compared for the newest period that nearly all of them have."""
    table = figures.members("employment-rate", figures.areas["lancashire"])
    assert table["period"].nunique() == 1
    assert table["area"].is_unique
    assert table["value"].notna().all()


def test_panel_keeps_areas_apart(figures: Figures) -> None:
    """One stacked frame, names beside codes; nothing known gives an empty frame."""
    areas = [figures.areas[code] for code in ("E07000117", "K02000001")]
    assert set(figures.panel(HOUR, areas[:1])["name"]) == {"Burnley"}
    assert figures.panel("employment-rate", [figures.areas["N09000003"]]).empty


def test_releases_name_what_a_computed_figure_rests_on(figures: Figures) -> None:
    """The indicator's own publication first, then its helper's."""
    assert len(figures.releases(HOUR, computed=False)) == 1
    made = figures.releases(HOUR, computed=True)
    assert [release.source for release in made] == [
        "ons-explore-local-statistics",
        "ons-regional-gva",
    ]
    assert pd.Timestamp(made[0].released) > pd.Timestamp(2025, 1, 1)


# ONS Explore Local Statistics, business-demography.csv, 2019: active businesses 3,585 in
# Allerdale, 3,890 in Carlisle, 2,100 in Copeland; births 8.5077%, 9.6401%, 9.0476% of them.
# Housing statistics, net_additional_dwellings.csv, 2018-19: the five districts of Dorset.
@pytest.mark.parametrize(
    ("slug", "area", "period", "value"),
    [
        ("active-businesses", "E06000063", "2019", 3585 + 3890 + 2100),
        ("business-births", "E06000063", "2019", 100 * (305 + 375 + 190) / 9575),
        ("net-additional-dwellings", "E06000059", "2018-19", 292 + 225 + 74 + 643 + 291),
    ],
)
def test_the_past_of_a_merged_authority_is_that_of_its_parts(
    figures: Figures, slug: str, area: str, period: str, value: float
) -> None:
    """Before a merger the authorities merged stand in, by the card's rule, and it says so."""
    found = figures.value(slug, figures.areas[area], period)
    assert found is not None
    assert found.value == pytest.approx(value)
    assert "which it replaced" in found.computed


# personal-wellbeing-estimates.csv: E10000027, Happiness, 2022-04-01/P1Y.
def test_the_past_of_a_county_turned_unitary_is_the_countys(figures: Figures) -> None:
    """A county with the same boundary gives its published figure and interval."""
    found = figures.value("wellbeing-happiness", figures.areas["E06000066"], "2022-23")
    assert found is not None
    assert (found.value, found.lower_95, found.upper_95) == (7.48, 7.26, 7.7)
    assert found.computed == (
        "as published for the former county of Somerset, which had the same boundary"
    )


def test_a_published_county_wins_over_its_parts(figures: Figures) -> None:
    """Cumbria's businesses of 2019 are as published for the county of then, not a sum."""
    found = figures.value("active-businesses", figures.areas["TLD1"], "2019")
    assert found is not None
    assert found.value == 19780
    assert "former county of Cumbria" in found.computed


def test_a_break_in_a_series_is_told(figures: Figures) -> None:
    """Where earlier figures cannot be put together, the series starts late and says why."""
    area = figures.areas["E06000058"]
    series = figures.series("motor-vehicle-flow", area)
    assert series.loc[series["value"].notna(), "period"].iloc[0] == "2019"
    said = figures.broken("motor-vehicle-flow", area)
    assert said.startswith("The series starts in 2019: earlier figures are of Bournemouth, Poole")
    assert figures.broken("motor-vehicle-flow", figures.areas["E12000002"]) == ""


def test_one_period_computed_is_as_the_series_has_it(figures: Figures) -> None:
    """A single period by the rule is the same as in the computed series; NaN for one authority."""
    area = figures.areas["E47000001"]
    series = figures.series(HOUR, area, how="computed").set_index("period")["value"]
    assert figures.computed(HOUR, area, "2023") == pytest.approx(series["2023"])
    assert math.isnan(figures.computed(HOUR, figures.areas["E07000117"], "2023"))


@pytest.mark.parametrize("slug", ["employment-rate", "motor-vehicle-flow"])
def test_what_is_read_ahead_is_what_is_read_one_by_one(figures: Figures, slug: str) -> None:
    """Authorities with several codes and those with a past are the same either way."""
    ahead = Figures.open(figures.data)
    codes = ["E06000052", "E06000065", "E06000001", "E07000117", "W06000015", "S12000017"]
    areas = [ahead.areas[code] for code in codes]
    ahead.read_ahead(slug, areas)
    read = len(ahead.store.reads[slug])
    for area in areas:
        one = figures.series(slug, figures.areas[area.code])
        pd.testing.assert_frame_equal(ahead.series(slug, area), one, check_dtype=False)
    assert len({code for area in areas if not area.former for code in area.codes}) == read


@pytest.mark.parametrize("slug", ["business-births", "employment-rate"])
def test_years_weighted_each_by_their_own_are_not_joined_on(figures: Figures, slug: str) -> None:
    """No authority of Leicestershire was made anew: each year's words name another weight."""
    series = figures.series(slug, figures.areas["leicester-leicestershire"])
    assert series["computed"].nunique() > 2
    assert not series["joined"].any()
    assert joined(series) == ""


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("lancashire", ""),
        ("E06000063", "2019 to 2023: sum of the published figures of 3 authorities: Allerdale, "
         "Carlisle and Copeland, which it replaced"),
        ("E06000064", "2019 to 2023: sum of the published figures of 3 authorities: "
         "Barrow-in-Furness, Eden and South Lakeland, which it replaced"),
        ("E06000060", "2019: as published for the former county of Buckinghamshire, which had the "
         "same boundary"),
        ("E06000065", "2019 to 2023: as published for the former county of North Yorkshire, which "
         "had the same boundary"),
        ("E06000066", "2019 to 2023: as published for the former county of Somerset, which had "
         "the same boundary"),
    ],
)  # fmt: skip
def test_years_over_a_reorganisation_are_joined_on(figures: Figures, area: str, said: str) -> None:
    """Births in counties turned into authorities, and in districts merged; else nothing."""
    assert joined(figures.series("business-births-number", figures.areas[area])) == said


def test_years_of_members_that_were_merged_are_joined_on(figures: Figures) -> None:
    """York and North Yorkshire: the years in which North Yorkshire was a county."""
    area = figures.areas.find("york-and-north-yorkshire")
    series = figures.series("net-additional-dwellings", area, how="computed").set_index("period")
    assert series["joined"]["2022-23"] and not series["joined"]["2023-24"]
    assert "some of these are made up" in series["computed"]["2022-23"]


def test_a_survey_is_known_by_the_intervals_of_the_nations(figures: Figures) -> None:
    """The City of London has no interval, though the source gives them; output has none at all."""
    city = figures.areas["E09000001"]
    rate = figures.value("employment-rate", city)
    hour = figures.value("gross-value-added-per-hour-worked", city)
    assert rate is not None and hour is not None
    assert (rate.sampled, rate.has_interval) == (True, False)
    assert (hour.sampled, hour.has_interval) == (False, False)


# ONS business demography 2024: 10 businesses of ten or more employees in the Isles of Scilly, each
# count off by less than five; in Lancashire's 14 authorities, 2 x 5 x sqrt(14 / 3) together.
@pytest.mark.parametrize(
    ("area", "off"), [("E06000053", 5.0), ("leicester-leicestershire", 10 * (8 / 3) ** 0.5)]
)
def test_rates_of_rounded_counts_know_how_far_they_may_be_off(
    figures: Figures, area: str, off: float
) -> None:
    """As a share of what they are rates of; other figures are not off for rounding."""
    place = figures.areas[area]
    rate = figures.value("high-growth-businesses", place)
    assert rate is not None
    whole = figures.value("businesses-ten-or-more-employees", place, rate.period)
    assert whole is not None
    assert rate.rounding == pytest.approx(100 * off / whole.value)
    hour = figures.value(HOUR, place)
    assert hour is not None and hour.rounding == 0


def test_a_rate_joined_on_is_off_by_the_counts_of_the_authorities_merged(figures: Figures) -> None:
    """Three districts became Cumberland; Somerset's county had counts of its own."""
    for code, counts in (("E06000063", 3), ("E06000066", 1)):
        place = figures.areas[code]
        rate, firms = (
            figures.value(slug, place, "2019") for slug in ("business-births", "active-businesses")
        )
        assert rate is not None and firms is not None
        off = min(5 * counts, 10 * (counts / 3) ** 0.5)
        assert rate.rounding == pytest.approx(100 * off / firms.value)
