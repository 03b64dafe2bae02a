"""Regional gross value added."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import regional_gva
from evidencebook.sources.snapshot import check_observations

FOLDER = Path(__file__).parent / "data" / "ons-regional-gva"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Frames by slug."""
    found, _, _ = regional_gva.read(FOLDER)
    return {table.name: table.frame for table in found}


def value(frame: pd.DataFrame, area: str, industry: str, period: str = "2023") -> pd.Series:
    """One row."""
    row = frame[
        (frame["area"] == area) & (frame["industry_code"] == industry) & (frame["period"] == period)
    ]
    assert len(row) == 1
    return row.iloc[0]


def test_both_tables_keep_the_contract(tables: dict[str, pd.DataFrame]) -> None:
    """Current and constant prices are two tables of observations."""
    assert set(tables) == {regional_gva.CURRENT, regional_gva.CONSTANT}
    for slug, frame in tables.items():
        check_observations(slug, frame)


def test_figures_of_the_release(tables: dict[str, pd.DataFrame]) -> None:
    """The United Kingdom, England, a region and an ITL area under the project's codes."""
    current = tables[regional_gva.CURRENT]
    totals = {area: value(current, area, "Total")["value"] for area in set(current["area"])}
    assert totals["K02000001"] == 2434407
    assert totals["E92000001"] == 2113338
    assert totals["E12000002"] == 243386
    assert totals["TLD4"] == 43075
    assert "TLE36" in totals and not {"TLZ", "UK", "UKX", "TLE32"} & set(totals)


def test_the_nation_is_what_its_regions_have(tables: dict[str, pd.DataFrame]) -> None:
    """Without the North Sea's £28.7 billion of mining, which would hide a region's."""
    current, constant = (tables[slug] for slug in (regional_gva.CURRENT, regional_gva.CONSTANT))
    assert value(current, "K02000001", "B (5-9)")["value"] == 33070 - 28682
    assert value(current, "K02000001", "C (10-33)")["value"] == 225094
    assert value(constant, "K02000001", "Total")["value"] == 2238442


def test_parts_are_added_where_the_whole_is_not_published(
    tables: dict[str, pd.DataFrame],
) -> None:
    """Telecommunications and IT of the UK is a computed sum, in current prices only."""
    row = value(tables[regional_gva.CURRENT], "K02000001", "61-63")
    assert (row["value"], row["status"]) == (109917, "computed")
    constant = tables[regional_gva.CONSTANT]
    larger = constant[(constant["industry_code"] == "61-63") & (constant["area"] == "K02000001")]
    assert larger.empty


def test_divisions_of_transport_are_kept(tables: dict[str, pd.DataFrame]) -> None:
    """Land, water and air, warehousing and post, as finely as each kind of area has them."""
    current = tables[regional_gva.CURRENT]
    names = {"49": 32612, "50": 5407, "51": 3413, "52": 28965, "53": 13499}
    found = {name: value(current, "K02000001", name)["value"] for name in names}
    assert found == names
    assert value(current, "TLD4", "50-51")["value"] == 71
    assert value(tables[regional_gva.CONSTANT], "TLD4", "50-51")["value"] == 67
    assert not set(names) & set(current.loc[current["area"] == "E07000123", "industry_code"])


def test_water_and_air_are_added_where_they_are_published_apart(
    tables: dict[str, pd.DataFrame],
) -> None:
    """So that a region or the nation can be compared with smaller areas."""
    row = value(tables[regional_gva.CURRENT], "K02000001", "50-51")
    assert (row["value"], row["status"]) == (5407 + 3413, "computed")
    assert row["industry"] == "Water and air transport"


def test_suppressed_figures_keep_their_row(tables: dict[str, pd.DataFrame]) -> None:
    """Argyll and Bute has no manufacturing figure that may be shown."""
    frame = tables[regional_gva.CURRENT]
    hidden = frame[(frame["area"] == "S12000035") & frame["value"].isna()]
    assert len(hidden) and set(hidden["status"]) == {"x"}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Both files are needed."""
    with pytest.raises(DataError, match="RGVA_LAD"):
        regional_gva.read(tmp_path)
