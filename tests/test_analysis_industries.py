"""Location quotients, contributions to growth, and the split of a productivity gap."""

from __future__ import annotations

import pandas as pd
import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.industries import (
    SECTIONS,
    TOTAL,
    contributions,
    gap_split,
    in_sentence,
    location_quotients,
    quotient_changes,
)

CURRENT, CONSTANT = "gross-value-added-current-prices", "gross-value-added-constant-prices"


def _sections(figures: Figures, indicator: str, area: str, *years: str) -> pd.DataFrame:
    table = figures.breakdown(indicator, figures.areas[area], "industry")
    return table[table["industry"].isin([*SECTIONS, TOTAL]) & table["period"].isin(years)]


def test_the_sections_make_the_whole(figures: Figures) -> None:
    """Eighteen sections add up to all industries but for the publisher's rounding."""
    for area in ("E07000117", "lancashire", "K02000001"):
        table = _sections(figures, CURRENT, area, "2023").set_index("industry")["value"]
        assert table.drop(TOTAL).sum() == pytest.approx(table[TOTAL], rel=0.002)


# RGVA_LAD.parquet over RGVA.parquet (UKX), current prices, 2023: the sum of the authorities'
# industry over the sum of their totals, over the same share of the United Kingdom (9.2463585588%
# manufacturing, 5.9805940420% information and communication, 6.3317267819% construction).
# Lancashire is published whole as TLD4 in RGVA.parquet: 7,659 and 1,125 of 43,075 £ million.
@pytest.mark.parametrize(
    ("area", "industry", "share", "quotient"),
    [
        ("lancashire", "Manufacturing", 17.780615206, 1.922985691),
        ("leicester-leicestershire", "Manufacturing", 14.135324816, 1.528745043),
        ("enterprise-m3", "Manufacturing", 5.518077444, 0.596783848),
        ("enterprise-m3", "Information and communication", 9.803893603, 1.639284247),
        ("lancashire", "Information and communication", 2.611723738, 0.436699719),
        ("leicester-leicestershire", "Construction", 8.139883630, 1.285570889),
    ],
)
def test_location_quotient_as_by_hand(
    figures: Figures, area: str, industry: str, share: float, quotient: float
) -> None:
    """An industry's share here over its share of the United Kingdom."""
    tables = [_sections(figures, CURRENT, code, "2023") for code in (area, "K02000001")]
    row = location_quotients(*tables).set_index("industry").loc[industry]
    assert row["share"] == pytest.approx(share, rel=1e-6)
    assert row["quotient"] == pytest.approx(quotient, rel=1e-6)


def test_quotients_of_the_nation_itself_are_one(figures: Figures) -> None:
    """A place is as specialised as itself."""
    table = _sections(figures, CURRENT, "K02000001", "2023")
    assert location_quotients(table, table)["quotient"].tolist() == pytest.approx([1.0] * 18)


def test_quotients_stand_highest_first() -> None:
    """The most concentrated industry leads; the total and missing industries are left out."""
    area = pd.DataFrame({"industry": [TOTAL, "a", "b", "c"], "value": [10.0, 2.0, 8.0, None]})
    nation = pd.DataFrame({"industry": [TOTAL, "a", "b", "c"], "value": [100.0, 40.0, 40.0, 20.0]})
    found = location_quotients(area, nation)
    assert found["industry"].tolist() == ["b", "a"]
    assert found["quotient"].tolist() == pytest.approx([2.0, 0.5])


# RGVA_LAD.parquet, E07000117: each year, current-price share of the year before × constant-price
# growth × constant-price total of the year before over that of the first year, added over years.
@pytest.mark.parametrize(
    ("years", "whole", "manufacturing", "health", "left"),
    [
        (("2021", "2022", "2023"), -3.7151702786, 1.7024070868, 1.0543583554, 0.0709487132),
        (("2022", "2023"), -7.0452604611, 0.7258753202, 0.2134927412, 0.0426985482),
    ],
)
def test_contributions_as_by_hand(
    figures: Figures, years: tuple[str, ...], whole: float, manufacturing: float, health: float,
    left: float,
) -> None:  # fmt: skip
    """Burnley's growth and what manufacturing and health added to it, in percentage points."""
    tables = [_sections(figures, name, "E07000117", *years) for name in (CURRENT, CONSTANT)]
    points = contributions(*tables).set_index("industry")["points"]
    assert points[TOTAL] == pytest.approx(whole, abs=1e-6)
    assert points["Manufacturing"] == pytest.approx(manufacturing, abs=1e-6)
    assert points["Human health and social work activities"] == pytest.approx(health, abs=1e-6)
    assert points["Not attributed"] == pytest.approx(left, abs=1e-6)


def test_contributions_add_up(figures: Figures) -> None:
    """Industries and what is not attributed make the whole, whatever the place and years."""
    years = [str(year) for year in range(2013, 2024)]
    for area in ("E07000117", "lancashire", "S12000017", "N09000003"):
        tables = [_sections(figures, name, area, *years) for name in (CURRENT, CONSTANT)]
        points = contributions(*tables).set_index("industry")["points"]
        assert points.drop(TOTAL).sum() == pytest.approx(points[TOTAL])
        assert abs(points["Not attributed"]) < 2


def test_contributions_by_hand() -> None:
    """Half of output growing by 10% adds 5 points; the other half stands still."""
    frame = pd.DataFrame(
        [(i, y, v) for y in ("1", "2") for i, v in (("a", 50.0), ("b", 50.0), (TOTAL, 100.0))],
        columns=["industry", "period", "value"],
    )
    grown = frame.copy()
    grown.loc[(grown["period"] == "2") & (grown["industry"] == "a"), "value"] = 55.0
    grown.loc[(grown["period"] == "2") & (grown["industry"] == TOTAL), "value"] = 105.0
    points = contributions(frame, grown).set_index("industry")["points"]
    assert points.to_dict() == pytest.approx(
        {"a": 5.0, "b": 0.0, "Not attributed": 0.0, TOTAL: 5.0}
    )


def test_gap_split_by_hand() -> None:
    """Shares ¼ and ¾ against ½ and ½, £30,000 and £60,000 against £40,000 and £80,000."""
    here = pd.DataFrame({"industry": ["a", "b"], "output": [3.0, 18.0], "workers": [100.0, 300.0]})
    there = pd.DataFrame({"industry": ["a", "b"], "output": [40.0, 80.0], "workers": [1e3, 1e3]})
    found = gap_split(here, there)
    # The nation's average is £60,000: mix is −¼ × −£20,000 and ¼ × £20,000.
    assert found["mix"].tolist() == pytest.approx([5_000, 5_000])
    # Within is ¼ × −£10,000 and ¾ × −£20,000.
    assert found["within"].tolist() == pytest.approx([-2_500, -15_000])
    # The whole: £52,500 here less £60,000 there.
    assert found[["mix", "within"]].to_numpy().sum() == pytest.approx(52_500 - 60_000)


def test_gap_of_a_place_to_itself_is_nothing() -> None:
    """No difference in shares and none within."""
    here = pd.DataFrame({"industry": ["a", "b"], "output": [3.0, 18.0], "workers": [100.0, 300.0]})
    assert gap_split(here, here)[["mix", "within"]].abs().to_numpy().sum() == pytest.approx(0)


def test_an_industrys_name_within_a_sentence() -> None:
    """Small letters, and short names for the long ones."""
    assert in_sentence("Manufacturing") == "manufacturing"
    assert in_sentence(SECTIONS[2]) == "energy, water and waste"


def test_quotient_changes_by_hand() -> None:
    """From half to all of the nation's share, and from twice to one and a half times."""
    before = pd.DataFrame(
        {"industry": ["A", "B"], "value": [5, 40], "share": [5.0, 40.0],
         "nation_share": [10.0, 20.0], "quotient": [0.5, 2.0]}
    )  # fmt: skip
    after = pd.DataFrame(
        {"industry": ["A", "B", "C"], "value": [10, 30, 1], "share": [10.0, 30.0, 1.0],
         "nation_share": [10.0, 20.0, 1.0], "quotient": [1.0, 1.5, 1.0]}
    )  # fmt: skip
    table = quotient_changes(before, after)
    assert table["industry"].tolist() == ["A", "B"]
    assert table["change"].tolist() == [0.5, -0.5]
    assert table.loc[0, ["share_first", "share_last"]].tolist() == [5, 10]
