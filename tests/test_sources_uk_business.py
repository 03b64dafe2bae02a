"""Counts of businesses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import uk_business
from evidencebook.sources.snapshot import check_observations

FILE = Path(__file__).parent / "data" / "ons-uk-business" / "ukbusinessworkbook2024.xlsx"


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """Frames by slug."""
    tables, _, _ = uk_business.read(FILE)
    return {table.name: table.frame for table in tables}


def test_five_tables_keep_the_contract(frames: dict[str, pd.DataFrame]) -> None:
    """Enterprises and local units, by industry, size and turnover."""
    assert len(frames) == 5
    for slug, frame in frames.items():
        check_observations(slug, frame)
        assert set(frame["period"]) == {"Mar 2024"}
        assert "E13000001" not in set(frame["area"])


def test_the_united_kingdom_in_the_workbook(frames: dict[str, pd.DataFrame]) -> None:
    """Spot values of the published workbook."""
    uk = {slug: frame[frame["area"] == "K02000001"] for slug, frame in frames.items()}
    sizes = uk["enterprises-by-size-band"].set_index("size_band")["value"]
    assert sizes["All sizes"] == 2724770
    assert sizes["250 people or more"] == 11285
    industries = uk["enterprises-by-industry"].set_index("industry_code")
    assert industries.loc["41-43", "industry"] == "Construction"
    assert industries.loc["41-43", "value"] == 380200
    turnover = uk["enterprises-by-turnover"].set_index("turnover")["value"]
    assert turnover["£0 to £49 thousand"] == 388660
    assert turnover["£50,000 thousand or more"] == 10430


def test_a_sheet_about_something_else_is_refused() -> None:
    """Local units where enterprises are expected."""
    sheet = uk_business.SHEETS[0]
    with pytest.raises(DataError, match="laid out otherwise"):
        uk_business.parse([["Table 1 - Number of local units"]], sheet, "2024-03-01/P1M")


def test_the_year_is_the_workbooks() -> None:
    """Each edition names its year in the list of contents; without it nothing is read."""
    contents = [["UK business, activity, size and location; 2025", ""]]
    assert uk_business._period(contents) == "2025-03-01/P1M"
    with pytest.raises(DataError, match="laid out otherwise") as caught:
        uk_business._period([["Contents", ""]])
    assert caught.value.where == "sheet Contents"
