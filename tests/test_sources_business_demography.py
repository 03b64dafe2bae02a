"""Counts of business demography."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import business_demography
from evidencebook.sources.snapshot import check_observations

FILE = (
    Path(__file__).parent
    / "data"
    / "ons-business-demography"
    / "businessdemographyexceltables2024.xlsx"
)
Read = tuple[dict[str, pd.DataFrame], dict[str, Any]]


@pytest.fixture(scope="module")
def read() -> Read:
    """Frames by slug, and the report."""
    tables, _, report = business_demography.read(FILE)
    return {table.name: table.frame for table in tables}, report


def _value(frame: pd.DataFrame, area: str, period: str, **dims: str) -> float:
    for name, wanted in {"area": area, "period": period, **dims}.items():
        frame = frame[frame[name] == wanted]
    return float(frame["value"].item())


def test_six_tables_keep_the_contract(read: Read) -> None:
    """Four counts by area and industry, active businesses by industry, and survival."""
    frames, _ = read
    assert len(frames) == 6
    for slug, frame in frames.items():
        check_observations(slug, frame)
        assert "E13000001" not in set(frame["area"])


def test_counts_of_areas_in_the_workbook(read: Read) -> None:
    """Spot values of tables 1.1a, 2.1d, 7.1d and 7.3c, years as text and codes with spaces."""
    frames, _ = read
    total = {"industry": "All industries"}
    births = frames["business-births-number"]
    assert _value(births, "E10000017", "2019", **total) == 5155
    assert _value(births, "K02000001", "2021", **total) == 363995
    assert _value(frames["business-deaths-number"], "K02000001", "2024", **total) == 280370
    assert _value(frames["high-growth-businesses-number"], "E10000017", "2024", **total) == 240
    ten = frames["businesses-ten-or-more-employees"]
    assert _value(ten, "K02000001", "2022", **total) == 291115


def test_industries_are_divisions_of_the_united_kingdom(read: Read) -> None:
    """Groups of three digits are left out; table 1.2 has 26,360 births in retail in 2024."""
    frames, report = read
    births = frames["business-births-number"]
    codes = set(births.loc[births["area"] == "K02000001", "industry_code"])
    assert codes == {"05", "47", "62", "64", "Total"}
    active = frames["active-businesses-by-industry"]
    assert set(active["area"]) == {"K02000001"}
    assert _value(active, "K02000001", "2019", industry_code="05") == 15
    assert _value(active, "K02000001", "2024", industry_code="Total") == 2859535
    assert report["dropped"]["groups of three digits, and totals given by area too"] > 0


def test_survival_by_industry_ends_where_no_one_has_lived_so_long(read: Read) -> None:
    """Table 4.2: of transport firms born in 2019 a fifth lived five years; 2020 has no fifth."""
    frames, report = read
    survival = frames["business-survival-by-industry"]
    dims = {"industry": "Transport and Storage (inc postal)", "survived": "5 years"}
    assert _value(survival, "K02000001", "2019", **dims) == pytest.approx(20.45349375)
    five = survival[survival["survived"] == "5 years"]
    assert set(five["period"]) == {"2019"}
    assert report["dropped"]["survival not yet reached"] == 40


def test_authorities_with_many_firms_at_one_postcode_are_marked(read: Read) -> None:
    """Camden has an asterisk in the tables of births from 2021."""
    frames, _ = read
    births = frames["business-births-number"]
    camden = births[births["area"] == "E09000007"].set_index("period")["note"]
    assert camden["2019"] == ""
    assert camden["2024"] == "over 500 businesses at one postcode"


def test_a_table_about_something_else_is_refused() -> None:
    """No heading with years above the first area."""
    with pytest.raises(DataError, match="laid out otherwise"):
        business_demography.parse_areas([["", "", "Births"], ["K02000001", "UK", 5.0]], "Table 1")
