"""Tests of the blocks about firms, against figures added up from the publishers' workbooks."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.analysis.place import Place
from evidencebook.blocks import claims, enterprise
from evidencebook.blocks.enterprise.survey import ORDER, SURVEY
from evidencebook.blocks.wording import relation
from evidencebook.errors import ChapterError


@pytest.fixture(scope="module")
def scilly(place: OpenPlace) -> Place:
    """The authority with the fewest firms."""
    return place("E06000053")


@pytest.fixture(scope="module")
def uk(place: OpenPlace) -> Place:
    """The widest area, which has nothing to be read against."""
    return place("K02000001")


def test_firms_for_each_resident(lancashire: Place) -> None:
    """Table 3.1c over the residents of mid-2022: 37.8 here, 43.3 in the United Kingdom."""
    made = enterprise.density(lancashire, "enterprise.density")
    assert "In 2022, Lancashire had 37.8 active businesses for each 1,000 residents" in made.text
    assert "lower than in the United Kingdom (43.3)" in made.text
    assert made.asserts[0]["kind"] == "lower"


def test_density_is_drawn_for_the_years_that_the_nation_has(lancashire: Place) -> None:
    """Residents of the United Kingdom are known to mid-2022."""
    made = enterprise.density_trend(lancashire, "enterprise.density")
    assert made.data is not None
    assert set(made.data["Period"]) == {"2019", "2020", "2021", "2022"}


def test_missing_middle_is_added_from_two_bands(lancashire: Place) -> None:
    """Table 10: 975 of 54,515 enterprises have 50 to 249 people, against 1.60%."""
    made = enterprise.middle(lancashire, "enterprise.middle")
    assert "1.8% of the 54,515 enterprises in Lancashire had 50 to 249 people (975" in made.text
    assert "higher than the United Kingdom's 1.6%" in made.text
    assert "about 870" in made.text


def test_rounded_counts_do_not_tell_small_shares_apart(scilly: Place) -> None:
    """Five firms of 200, rounded to five, may be none or ten."""
    made = enterprise.middle(scilly, "enterprise.middle")
    assert "rounding of the counts does not tell apart" in made.text
    assert made.asserts[0]["kind"] == "unclear"


def test_two_bands_of_fifteen_and_thirty_five_are_rough(place: OpenPlace) -> None:
    """Burnley has 50 of 2,645 (1.9%), which may be 42, the United Kingdom's share."""
    made = enterprise.middle(place("E07000117"), "enterprise.middle")
    assert made.asserts[0]["kind"] == "unclear"


def test_shares_printed_alike_are_the_same(place: OpenPlace) -> None:
    """Enterprise M3's 1.57% and the United Kingdom's 1.60% are both written 1.6%."""
    made = enterprise.middle(place("enterprise-m3"), "enterprise.middle")
    assert "the same as the United Kingdom's 1.6%" in made.text


def test_births_less_deaths(lancashire: Place) -> None:
    """Tables 1.1 and 2.1: 6,310 less 5,920, 0.7% of 57,180; 3,420 over six years."""
    made = enterprise.net(lancashire, "enterprise.net")
    assert "6,310 businesses were born in Lancashire and 5,920 died, a gain of 390" in made.text
    assert "(+0.7% of active businesses)" in made.text
    assert "over 2019 to 2024, births exceeded deaths by 3,420" in made.text


def test_a_sum_over_joined_years_says_so(place: OpenPlace) -> None:
    """Cumberland's births and deaths of 2019 to 2023 are those of the three it replaced."""
    made = enterprise.net(place("E06000063"), "enterprise.net")
    assert "over 2019 to 2024, births fell short of deaths by 300" in made.text
    assert "2019 to 2023: sum of the published figures of 3 authorities" in made.computed
    assert "Allerdale, Carlisle and Copeland, which it replaced" in made.computed


def test_a_balance_within_rounding_is_no_balance(place: OpenPlace) -> None:
    """Somerset: 13,670 births and 13,650 deaths, twelve counts rounded to five."""
    made = enterprise.net(place("E06000066"), "enterprise.net")
    assert "over 2019 to 2024, births and deaths were equal within the rounding" in made.text


def test_marked_authorities_are_named(place: OpenPlace) -> None:
    """Westminster has an asterisk in the table of births of 2024."""
    made = enterprise.net(place("E09000033"), "enterprise.net")
    assert any("marks Westminster" in note for note in made.notes)


def test_the_mix_explains_part_of_the_birth_rate(place: OpenPlace) -> None:
    """Highland: its mix adds 0.34 points, births within industries take away 2.3."""
    made = enterprise.mix_of_births(place("S12000017"), "enterprise.mix")
    assert "the mix of industries makes up +0.3 percentage points" in made.text
    assert "within industries, −2.3 percentage points" in made.text


def test_few_births_make_the_split_rough(scilly: Place) -> None:
    """Fifteen births in the newest year."""
    made = enterprise.mix_of_births(scilly, "enterprise.mix")
    assert "with 15 births, the parts are rough" in made.text


def test_fast_growing_firms_of_fourteen_authorities(lancashire: Place) -> None:
    """Tables 7.1d and 7.3d: 290 of 6,465, 4.5%, against 4.9%."""
    made = enterprise.fast_growers(lancashire, "enterprise.fast")
    assert "290 of the 6,465 businesses with ten or more employees in Lancashire" in made.text
    assert "(4.5%, lower than the United Kingdom's 4.9%)" in made.text


@pytest.mark.parametrize("area", ["lancashire", "N09000003", "E07000117", "S12000017"])
def test_high_growth_is_told_alike_on_every_page(place: OpenPlace, area: str) -> None:
    """The chapter of firms and the one of innovation hold the same two figures side by side."""
    opened = place(area)
    own, uk = opened.own("high-growth-businesses"), opened.figures.areas["K02000001"]
    assert own is not None
    nation = opened.at(uk, "high-growth-businesses", own.period)
    assert nation is not None
    (said,) = enterprise.fast_growers(opened, "enterprise.fast").asserts
    (other,) = [
        fact
        for fact in claims.compare(opened, "innovation.fast", "high-growth-businesses").asserts
        if fact["than"] == "K02000001"
    ]
    assert said["kind"] == other["kind"] == relation(own, nation)


def test_high_growth_of_several_authorities_is_exact(lancashire: Place) -> None:
    """The denominator is held now: 290 over 6,465 is 4.4857%, and no estimate."""
    found = lancashire.own("high-growth-businesses", "2024")
    assert found is not None
    assert found.value == pytest.approx(100 * 290 / 6465)
    assert "estimate" not in found.computed


def test_no_fast_growing_firm_is_said_so(scilly: Place) -> None:
    """None of ten, and rounding leaves it open."""
    made = enterprise.fast_growers(scilly, "enterprise.fast")
    assert "none of the 10 businesses" in made.text
    assert "so few that the share may change" in made.text


def test_survival_curve_has_five_years(lancashire: Place) -> None:
    """Tables 5.1a: of 6,435 born in 2019, 40.17% were alive in 2024."""
    made = enterprise.survival_curve(lancashire, "enterprise.survival")
    assert "40.2% were alive five years later" in made.title
    assert "6,435 births here" in made.subtitle
    assert made.data is not None
    own = made.data[made.data["Area"] == "Lancashire"]
    assert list(own["After"]) == ["1 year", "2 years", "3 years", "4 years", "5 years"]
    assert own["Still active (%)"].iloc[-1] == pytest.approx(40.171)


def test_sites_for_each_hundred_enterprises(lancashire: Place) -> None:
    """Tables 22 and 10: 63,275 sites, 54,515 enterprises, 220 and 205 of 250 people or more."""
    made = enterprise.sites(lancashire, "enterprise.sites")
    assert "63,275 sites of businesses and the head offices of 54,515: 116 sites" in made.text
    assert "220 (0.3%) of the sites and 205 (0.4%) of the enterprises" in made.text


def test_most_concentrated_industry_of_firms(lancashire: Place) -> None:
    """Table 1: motor trades weigh 1.38 times as much as in the United Kingdom."""
    made = enterprise.specialisms(lancashire, "enterprise.industries")
    assert made.title.startswith("Motor trades is the most concentrated")
    assert made.data is not None
    assert made.data["Location quotient (United Kingdom = 1)"].iloc[0] == pytest.approx(1.381)


def test_industries_with_few_enterprises_have_no_quotient(scilly: Place) -> None:
    """Property has ten enterprises; retail has twenty."""
    made = enterprise.industry_table(scilly, "enterprise.industries")
    assert made.data is not None
    column = made.data.set_index("Industry")["Against the UK (UK = 1)"]
    assert column["Property"] == "too few"
    assert column["Retail"] == "1.27"


def test_national_rates_by_industry(lancashire: Place) -> None:
    """Tables 1.2, 2.2, 3.2 and 4.2, divisions 49 to 53: 15.6% born, 16.6% died, 20.5% lived."""
    made = enterprise.industry_table(lancashire, "enterprise.industries")
    assert made.data is not None
    row = made.data.set_index("Industry").loc["Transport and storage"]
    assert row["UK: births"] == "15.6%"
    assert row["UK: deaths"] == "16.6%"
    assert row["UK: five-year survival"] == "20.5%"
    assert made.data.set_index("Industry").loc["Agriculture, forestry and fishing"].iloc[-1] == "–"


def test_fast_growth_is_most_frequent_in_information(lancashire: Place) -> None:
    """Tables 7.2 and 7.4, divisions 58 to 63: 9.15% of firms with ten or more employees."""
    made = enterprise.fast_growing_industries(lancashire, "enterprise.fast")
    assert made.data is not None
    values = made.data.set_index("Industry")["High growth (%)"]
    assert values["Information and communication"] == pytest.approx(9.155)
    assert values["All industries"] == pytest.approx(4.905)


def test_bands_add_up_to_all_enterprises(lancashire: Place) -> None:
    """Sizes and turnovers each add up to about 54,515."""
    made = enterprise.bands(lancashire, "enterprise.bands")
    assert made.data is not None
    numbers = made.data["Number of enterprises"].str.replace(",", "").astype(float)
    assert numbers[:7].sum() == pytest.approx(54515, abs=40)
    assert numbers[7:].sum() == pytest.approx(54515, abs=40)


def test_the_middle_in_each_authority(lancashire: Place) -> None:
    """Fourteen authorities and the United Kingdom."""
    made = enterprise.middle_across(lancashire, "enterprise.across")
    assert made.data is not None
    assert len(made.data) == 15


def test_the_own_authority_is_shown_among_many(scilly: Place) -> None:
    """The South West has 27 authorities, of which twenty and the own are drawn."""
    made = enterprise.middle_across(scilly, "enterprise.across")
    assert made.data is not None
    assert "E06000053" in set(made.data["Area code"])


def test_survey_speaks_of_the_own_nation(place: OpenPlace) -> None:
    """Table 134: 74% of employers in Northern Ireland aim to grow, 71% in the United Kingdom."""
    made = enterprise.survey_in_words(place("N09000003"), "enterprise.survey", topic="ambition")
    assert "in Northern Ireland, 74% aimed to grow sales" in made.text
    assert "in the United Kingdom, 71%" in made.text
    assert made.area == "N92000002"


def test_survey_of_the_united_kingdom_is_not_set_against_itself(uk: Place) -> None:
    """One figure for each answer."""
    made = enterprise.survey_in_words(uk, "enterprise.survey", topic="innovation")
    assert "(in the United Kingdom" not in made.text


def test_survey_table_holds_every_answer(lancashire: Place) -> None:
    """Table 46: 30% of firms with 50 to 249 employees exported."""
    made = enterprise.survey_table(lancashire, "enterprise.survey")
    held = lancashire.figures.store.observations(SURVEY)["measure"].unique()
    assert set(held) == set(ORDER)
    assert made.data is not None
    row = made.data.set_index("Share of SME employers").loc["Exported goods or services in a year"]
    assert row["UK: 50 to 249 employees"] == "30%"
    assert row["Number of firms asked, England"] == "6,119"


def test_answers_of_few_firms_are_not_printed(place: OpenPlace) -> None:
    """49 employers in Northern Ireland said why they did not apply for finance."""
    made = enterprise.survey_table(place("N09000003"), "enterprise.survey")
    assert made.data is not None
    table = made.data.set_index("Share of SME employers")
    assert table.at["Of those that did not apply: feared the risk", "Northern Ireland"] == "–"


def test_answers_by_sector(lancashire: Place) -> None:
    """Table 91: 48% in information and communication, against 29%."""
    made = enterprise.survey_by_group(
        lancashire, "enterprise.survey", "New or improved goods or services in three years"
    )
    assert made.title.endswith("most often in information and communication")
    assert "48%" in made.svg["wide"]


def test_an_unknown_topic_is_refused(lancashire: Place) -> None:
    """Only topics with answers can be put in words."""
    with pytest.raises(ChapterError, match="no topic 'weather'"):
        enterprise.survey_in_words(lancashire, "enterprise.survey", topic="weather")


def test_the_nation_has_no_yardstick(uk: Place) -> None:
    """The mix and the quotients need something to be read against."""
    assert enterprise.mix_of_births(uk, "enterprise.mix").kind == "gap"
    assert enterprise.specialisms(uk, "enterprise.industries").kind == "gap"
    assert "(4.9%)" in enterprise.fast_growers(uk, "enterprise.fast").text
