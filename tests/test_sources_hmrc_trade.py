"""Trade in goods."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import hmrc_trade
from evidencebook.sources.partners import ENERGY
from evidencebook.sources.snapshot import check_observations

FILE = Path(__file__).parent / "data/hmrc-regional-trade/hmrc_local_area_tables_2019.xlsx"


@pytest.fixture(scope="module")
def answer() -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Frames by slug, each checked, and the report."""
    tables, _, report = hmrc_trade.read(FILE)
    for table in tables:
        check_observations(table.name, table.frame)
    return {table.name: table.frame for table in tables}, report


def test_lancashire_by_partner(answer: tuple[dict[str, pd.DataFrame], dict[str, Any]]) -> None:
    """EU and Non-EU as published, their sum marked as ours, and countries."""
    exports = answer[0]["goods-exports"]
    rows = exports[exports["area"] == "TLD4"].set_index("partner")
    assert rows.loc[["EU", "Non-EU", "All countries"], "value"].tolist() == [2791, 2443, 5234]
    assert rows.loc["All countries", "status"] == "computed"
    assert {"Ireland", "United States"} <= set(rows.index)


def test_levels_and_residual_rows(answer: tuple[dict[str, pd.DataFrame], dict[str, Any]]) -> None:
    """The United Kingdom, a region, and areas of NUTS 3; residuals are counted."""
    exports = answer[0]["goods-exports"]
    assert {"K02000001", "E12000002", "TLD45", "TLD11"} <= set(exports["area"])
    britain = exports[(exports["area"] == "K02000001") & (exports["partner"] == "All countries")]
    assert britain[["value", "status"]].values.tolist() == [[347831.0, ""]]
    assert answer[1]["dropped"]["residual rows that are no NUTS 2 area"] > 0


def test_energy_without_a_business_is_kept_for_its_region(
    answer: tuple[dict[str, pd.DataFrame], dict[str, Any]],
) -> None:
    """NW Energy: 51 to the EU and 30 beyond it, a part of all that the North West sold."""
    exports = answer[0]["goods-exports"]
    rows = exports[exports["partner"] == ENERGY].set_index("area")
    assert rows["value"].to_dict() == {"E12000002": 81.0, "K02000001": 81.0}
    assert set(rows["status"]) == {"computed"}


def test_sections_of_goods(answer: tuple[dict[str, pd.DataFrame], dict[str, Any]]) -> None:
    """Ten sections, by EU and not."""
    sections = answer[0]["goods-exports-by-sitc"]
    assert set(sections["sitc_section"]) <= set(hmrc_trade.SITC.values())
    assert set(sections["area"]) == {"TLD4"}


def test_an_unreadable_figure_is_refused() -> None:
    """Sheet, row and what stands there."""
    heads = ["Flow", "EU / Non-EU", "NUTS2", "Partner Country", "Statistical Value (£ million)"]
    rows = [["Table 5 - 2019"], [], heads, ["Exp", "EU", "Lancashire", "France", "N/A"]]
    with pytest.raises(DataError, match="not a number") as caught:
        hmrc_trade.countries(rows, {})
    assert caught.value.where.startswith("Table 5 - 2019, row 4")
    rows[3][3] = "Below Threshold Traders"
    assert hmrc_trade.countries(rows, {}).empty


def test_another_year_is_refused() -> None:
    """Its figures would pass for those of 2019."""
    heads = ["Flow", "EU / Non-EU", "NUTS2", "Partner Country", "Statistical Value (£ million)"]
    rows: list[list[Any]] = [["Table 5 - 2020"], [], heads, ["Exp", "EU", "Lancashire", "X", 1]]
    with pytest.raises(DataError, match="laid out otherwise") as caught:
        hmrc_trade.countries(rows, {})
    assert caught.value.expected == "figures of 2019"
