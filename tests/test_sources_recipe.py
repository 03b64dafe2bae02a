"""Tables of official sources by the recipes of their cards, long and wide."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from evidencebook import settings
from evidencebook.errors import DataError
from evidencebook.indicators import Indicator
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources import business_demography, recipe, tabular
from evidencebook.sources.recipe import Recipe
from evidencebook.sources.snapshot import arrange, check_observations
from evidencebook.sources.tabular import Answer

DATA = Path(__file__).parent / "data"
CARD = Path("card.yml")
LONG = {"indicator": "population", "columns": {"area": "Code", "period": "Year", "value": "N"}}
DEMOGRAPHY = DATA / "ons-business-demography" / "businessdemographyexceltables2024.xlsx"


@pytest.fixture(scope="module")
def cards() -> Mapping[str, Indicator]:
    """The project's own cards."""
    return read_cards(settings.ROOT / "data")


def official(source: str, name: str) -> Answer:
    """An excerpt of a source's file, read by its card's recipe and checked."""
    answer = tabular.read_official(DATA / source / name, source)
    for table in answer[0]:
        check_observations(table.name, table.frame)
    return answer


def values(frame: pd.DataFrame, area: str) -> dict[str, float]:
    """Period → value of an area."""
    rows = frame[frame["area"] == area]
    return dict(zip(rows["period"], rows["value"], strict=True))


def frame_of(how: Recipe, file: Path, card: Indicator) -> pd.DataFrame:
    """The observations of a file."""
    report: dict[str, Any] = {}
    raw = tabular.known(recipe.cells(how, file), how, report)
    return recipe.observations(raw, how, card, file.name, report)


def test_population_is_on_30_june() -> None:
    """Figures that the file leaves empty are counted, not kept; nor areas of no use here."""
    (table,), (raw,), report = official("ons-population-estimates", "population_all_ages.csv")
    assert values(table.frame, "E07000123")["mid-2023"] == 156411
    assert "mid-2023" not in values(table.frame, "S92000003")
    assert report["dropped"] == {"rows without a figure": 1, "E13000001": 3}
    assert (table.title, table.released, table.retrieved, table.local) == (
        "Mid-year population estimates: mid-2023", "2024-07-15", "2024-08-08", False,
    )  # fmt: skip
    assert raw["name"] == "population_all_ages.csv"


def test_dwelling_stock_is_on_31_march() -> None:
    """A count at the end of the financial year."""
    (table,), _, _ = official("voa-council-tax-stock", "dwelling_stock_all_properties.csv")
    assert set(table.frame["period"]) == {"Mar 1993", "Mar 2024"}


def test_house_prices_cover_twelve_months() -> None:
    """The last quarter of a year ends a calendar year."""
    (table,), _, _ = official("ons-median-house-prices", "median_house_prices.csv")
    assert values(table.frame, "E07000117")["year ending Sep 2024"] == 116500
    assert values(table.frame, "E92000001")["2022"] == 295000
    lengths = (table.frame["period_end"] - table.frame["period_start"]).dt.days
    assert lengths.between(364, 365).all()


def test_net_additions_are_of_financial_years() -> None:
    """2000-01 is a financial year, not January 2000; years before an authority are dropped."""
    name = "net_additional_dwellings.csv"
    (table,), _, report = official("mhclg-net-additional-dwellings", name)
    expected = {"2000-01": 132000, "2001-02": 146704, "2023-24": 221071}
    assert values(table.frame, "E92000001") == expected
    assert str(table.frame["period_end"].min().date()) == "2001-03-31"
    assert report["dropped"] == {"rows without a figure": 1}


def test_a_wide_sheet_is_read_as_its_importer_does(cards: Mapping[str, Indicator]) -> None:
    """Years across, three lines above the headings, which are empty above codes and names."""
    fields = {
        "indicator": "population",
        "columns": {"area": "column 1"},
        "across": {"period": r"20\d\d"},
        "sheet": "Table 1.1c",
        "header": 4,
    }
    found = frame_of(recipe.parse(CARD, fields), DEMOGRAPHY, cards["population"])
    sheet = CalamineWorkbook.from_path(str(DEMOGRAPHY)).get_sheet_by_name("Table 1.1c")
    theirs = business_demography.parse_areas(sheet.to_python(), "Table 1.1c")
    theirs = theirs[theirs["area"] != "E13000001"]  # Inner London is none of the project's
    expected = {(row.area, row.year): row.value for row in theirs.itertuples()}
    assert {(r.area, r.period): r.value for r in found.itertuples()} == expected
    assert set(found["period"]) == {"2021", "2022", "2023"}


def test_a_dimension_may_stand_across(cards: Mapping[str, Indicator], tmp_path: Path) -> None:
    """Its values are the headings, and the table's period is one."""
    path = tmp_path / "tenure.csv"
    path.write_text("Code,Area,Social rent,Affordable rent\nE07000123,Preston,11,99\n")
    fields = {
        "indicator": "affordable-homes",
        "columns": {"area": "Code"},
        "across": {"tenure": ".* rent"},
        "period": "2023-24",
    }
    found = frame_of(recipe.parse(CARD, fields), path, cards["affordable-homes"])
    assert found[["tenure", "period", "value"]].to_numpy().tolist() == [
        ["Affordable rent", "2023-24", 99.0],
        ["Social rent", "2023-24", 11.0],
    ]


def test_units_and_one_period(cards: Mapping[str, Indicator]) -> None:
    """Values are brought to the card's unit; the register's day is said once."""
    fields = {
        "indicator": "brownfield-land",
        "columns": {"area": "LAD24CD", "value": "hectares"},
        "period": "2024-10-11",
        "times": 0.01,
    }
    file = DATA / "mhclg-brownfield" / "brownfield_sites.csv"
    found = frame_of(recipe.parse(CARD, fields), file, cards["brownfield-land"])
    assert values(found, "E07000123") == {"Oct 2024": 44.1 * 0.01}


def test_marks_stay_unless_they_are_left_out(
    cards: Mapping[str, Indicator], tmp_path: Path
) -> None:
    """A row without a figure keeps its mark, or is counted."""
    path = tmp_path / "n.csv"
    path.write_text("Code,Year,N\nE07000123,2022,5\nE07000123,2023,[x]\n")
    marked = {**LONG, "missing": "[x]"}
    found = frame_of(recipe.parse(CARD, marked), path, cards["population"])
    assert found["status"].tolist() == ["", "[x]"]
    left = recipe.parse(CARD, {**marked, "leave_out_missing": True})
    assert len(frame_of(left, path, cards["population"])) == 1
    assert found.equals(arrange(found))


def test_an_error_names_row_and_column_of_a_wide_table(
    cards: Mapping[str, Indicator], tmp_path: Path
) -> None:
    """As they stand in the workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    for row in (["Title"], [], ["Code", 2022, 2023], ["E07000123", 1, 2], ["E07000117", 3, "?"]):
        sheet.append(row)
    book.save(tmp_path / "wide.xlsx")
    fields = {**LONG, "columns": {"area": "Code"}, "across": {"period": r"\d+"}, "header": 3}
    with pytest.raises(DataError, match="not a number") as caught:
        frame_of(recipe.parse(CARD, fields), tmp_path / "wide.xlsx", cards["population"])
    assert caught.value.where == "wide.xlsx, row 5, column 2023"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"indicator": None}, "lacks 'indicator'"),
        ({"unit": "GWh"}, "a field that is not known"),
        ({"columns": {"area": "Code", "value": "N"}}, "names no column for 'period'"),
        ({"columns": {"area": "Code", "period": "Year"}}, "names no column for 'value'"),
        ({"columns": {"period": "Year", "value": "N"}}, "names no column for 'area'"),
        ({"across": {"period": "x"}}, "in a column and across"),
        ({"period": "end of June"}, "a 'period' that is not known"),
        ({"period": "2023"}, "a 'period' that is not known"),
        ({"header": "first"}, "'header' that is no number"),
        ({"times": 0}, "'times' that is no number above"),
        ({"retrieved": "lately"}, "a date of release that is none"),
    ],
)
def test_recipes_that_are_refused(fields: dict[str, Any], message: str) -> None:
    """What is wrong with which field."""
    content = {key: value for key, value in {**LONG, **fields}.items() if value is not None}
    with pytest.raises(DataError, match=message):
        recipe.parse(CARD, content)


def test_headings_that_are_not_there(cards: Mapping[str, Indicator], tmp_path: Path) -> None:
    """No year across, or a column that has another name."""
    path = tmp_path / "n.csv"
    path.write_text("Code,Year,N\nE07000123,2022,5\n")
    wide = {**LONG, "columns": {"area": "Code"}, "across": {"period": r"\d{4}"}}
    with pytest.raises(DataError, match="no headings like"):
        frame_of(recipe.parse(CARD, wide), path, cards["population"])
    other = {**LONG, "columns": {"area": "geography_code", "period": "Year", "value": "N"}}
    with pytest.raises(DataError, match="no column 'geography_code'"):
        frame_of(recipe.parse(CARD, other), path, cards["population"])
    with pytest.raises(DataError, match="differ in the dimensions"):
        frame_of(recipe.parse(CARD, LONG), path, cards["affordable-homes"])


def test_a_source_without_a_recipe(tmp_path: Path) -> None:
    """The card that lacks it is named."""
    with pytest.raises(DataError, match="is not there") as caught:
        tabular.read_official(tmp_path / "x.csv", "ons-bres")
    assert caught.value.where.endswith("ons-bres.yml")
