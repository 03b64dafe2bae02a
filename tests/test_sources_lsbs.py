"""Answers of the small business survey."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import lsbs
from evidencebook.sources.snapshot import check_observations

FILE = (
    Path(__file__).parent
    / "data"
    / "dbt-small-business-survey"
    / "lsbs_2024_sme_employers_tables.xlsx"
)
EITHER = "Exported goods or services in a year"


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """The one table."""
    tables, _, _ = lsbs.read(FILE)
    assert [table.name for table in tables] == ["small-business-survey"]
    return tables[0].frame


def test_answers_keep_the_contract(frame: pd.DataFrame) -> None:
    """27 answers for five areas, three sizes and fourteen sectors, without intervals."""
    check_observations("small-business-survey", frame)
    assert len(frame) == len(lsbs.ANSWERS) * 22
    assert frame[["lower_95", "upper_95"]].isna().all(axis=None)
    assert set(frame["period"]) == {"2024"}


def test_nations_in_table_46(frame: pd.DataFrame) -> None:
    """Exporters of goods or services: 17% in the United Kingdom, 33% in Northern Ireland."""
    rows = frame[(frame["measure"] == EITHER) & (frame["group"] == lsbs.ALL_SIZES)]
    values = rows.set_index("area")["value"]
    assert values["K02000001"] == 17
    assert values["S92000003"] == 12
    assert values["N92000002"] == 33
    assert rows.set_index("area")["note"]["N92000002"] == "526 firms asked"


def test_sizes_and_sectors_are_of_the_united_kingdom(frame: pd.DataFrame) -> None:
    """Table 46: 30% of firms with 50 to 249 employees, 46% in manufacturing."""
    rows = frame[(frame["measure"] == EITHER) & (frame["area"] == "K02000001")]
    values = rows.set_index("group")["value"]
    assert values["50 to 249 employees"] == 30
    assert values["Manufacturing"] == 46


def test_less_than_half_a_per_cent_has_no_value(frame: pd.DataFrame) -> None:
    """Table 44 writes low for exports of goods in finance and property."""
    rows = frame[(frame["measure"] == "Exported goods in a year")]
    row = rows[rows["group"] == "Finance and property"].iloc[0]
    assert row["status"] == "low"
    assert pd.isna(row["value"])


def test_a_missing_answer_is_refused(tmp_path: Path) -> None:
    """A table that no longer has the row."""
    workbook = openpyxl.load_workbook(FILE)
    sheet = workbook["Tables"]
    row = next(row for row in sheet.iter_rows() if str(row[0].value).startswith("ANY TRAINING"))
    row[0].value = "TRAINING Col %"
    workbook.save(tmp_path / FILE.name)
    with pytest.raises(DataError, match="laid out otherwise") as error:
        lsbs.read(tmp_path / FILE.name)
    assert "ANY TRAINING" in str(error.value)
