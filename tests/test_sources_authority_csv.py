"""Long CSV files by authority: population, homes, prices."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import authority_csv as csv
from evidencebook.sources.snapshot import check_observations

DATA = Path(__file__).parent / "data"


def only(answer: csv.Answer) -> pd.DataFrame:
    """The only table of an answer, checked."""
    (table,) = answer[0]
    check_observations(table.name, table.frame)
    return table.frame


def values(frame: pd.DataFrame, area: str) -> dict[str, float]:
    """Period → value of an area."""
    rows = frame[frame["area"] == area]
    return dict(zip(rows["period"], rows["value"], strict=True))


def test_population_is_on_30_june() -> None:
    """Figures that the file leaves empty are counted, not kept."""
    answer = csv.read_population(DATA / "ons-population-estimates/population_all_ages.csv")
    frame = only(answer)
    assert values(frame, "E07000123")["mid-2023"] == 156411
    assert "mid-2023" not in values(frame, "S92000003")
    assert answer[2]["dropped"] == {"rows without a figure": 1, "E13000001": 3}


def test_dwelling_stock_is_on_31_march() -> None:
    """A count at the end of the financial year."""
    path = DATA / "voa-council-tax-stock/dwelling_stock_all_properties.csv"
    frame = only(csv.read_dwelling_stock(path))
    assert set(frame["period"]) == {"Mar 1993", "Mar 2024"}


def test_house_prices_cover_twelve_months() -> None:
    """The last quarter of a year ends a calendar year."""
    frame = only(csv.read_house_prices(DATA / "ons-median-house-prices/median_house_prices.csv"))
    assert values(frame, "E07000117")["year ending Sep 2024"] == 116500
    assert values(frame, "E92000001")["2022"] == 295000
    assert (frame["period_end"] - frame["period_start"]).dt.days.between(364, 365).all()


def test_net_additions_are_of_financial_years() -> None:
    """2000-01 is a financial year, not January 2000; years before an authority are dropped."""
    path = DATA / "mhclg-net-additional-dwellings/net_additional_dwellings.csv"
    answer = csv.read_net_additions(path)
    frame = only(answer)
    assert values(frame, "E92000001") == {"2000-01": 132000, "2001-02": 146704, "2023-24": 221071}
    assert str(frame["period_end"].min().date()) == "2001-03-31"
    assert answer[2]["dropped"] == {"rows without a figure": 1}


def test_affordable_homes_have_a_computed_total() -> None:
    """The sum over tenures is marked as ours."""
    path = DATA / "mhclg-affordable-housing/affordable_homes_by_tenure.csv"
    frame = only(csv.read_affordable_homes(path))
    total = frame[(frame["tenure"] == "All tenures") & (frame["period"] == "2023-24")].iloc[0]
    assert (total["value"], total["status"]) == (11 + 99 + 15 + 85 + 24, "computed")


def test_brownfield_is_english() -> None:
    """Four measures; a Welsh row is an error of the source."""
    tables, _, report = csv.read_brownfield(DATA / "mhclg-brownfield/brownfield_sites.csv")
    found = {table.name: values(table.frame, "E07000123")["Oct 2024"] for table in tables}
    assert found == {
        "brownfield-dwellings-minimum": 0,
        "brownfield-dwellings-maximum": 585,
        "brownfield-land": 44.1,
        "brownfield-sites": 48,
    }
    assert report["dropped"] == {"areas outside England": 1}


@pytest.mark.parametrize("date", ["2000-02", "2000", "Jan 2000"])
def test_a_date_that_is_no_financial_year(date: str) -> None:
    """A month must not pass for a year."""
    with pytest.raises(DataError, match="date could not be read"):
        csv.financial_year(date)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    """The error names the columns that were expected."""
    path = tmp_path / "other.csv"
    path.write_text("code,value\nE07000123,1\n")
    with pytest.raises(DataError, match="geography_code"):
        csv.read_population(path)
