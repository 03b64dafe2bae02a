"""Electricity and gas consumption."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import subnational_energy as energy
from evidencebook.sources.snapshot import check_observations

DATA = Path(__file__).parent / "data"


def read(source: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Read a workbook into frames by slug, each checked, and the report."""
    (path,) = (DATA / source).glob("*.xlsx")
    reader = energy.read_gas if source.endswith("gas") else energy.read_electricity
    tables, _, report = reader(path)
    for table in tables:
        check_observations(table.name, table.frame)
    return {table.name: table.frame for table in tables}, report


def test_electricity_of_old_and_new_codes_is_one_series() -> None:
    """Gateshead has one code although the sheets have three; a district of 2009 has none."""
    frames, report = read("desnz-subnational-electricity")
    total = frames["electricity-consumption-total"]
    assert len(total[total["area"] == "E08000037"]) == 3
    assert report["former authorities without a code"] == ["Alnwick"]
    assert report["dropped"]["E13000001"] == 1


def test_parts_add_up_and_match_the_workbook() -> None:
    """Great Britain in 2021, and domestic plus other equals the total."""
    frames, _ = read("desnz-subnational-electricity")
    total = frames["electricity-consumption-total"]
    britain = total[(total["area"] == "K03000001") & (total["period"] == "2021")]
    assert britain["value"].item() == pytest.approx(260968.6203399242)
    parts = [frames[f"electricity-consumption-{part}"]["value"] for part in energy.PARTS]
    assert (parts[0] + parts[1] - parts[2]).abs().max() < 0.001


def test_gas_years_and_marks() -> None:
    """Gas years are not calendar years; Orkney has no gas; Fife has a note."""
    frames, _ = read("desnz-subnational-gas")
    total = frames["gas-consumption-total"]
    assert set(total["period"]) == {"year ending Sep 2015", "year ending mid-May 2022"}
    orkney = total[total["area"] == "S12000023"]
    assert orkney["value"].tolist() == [0, 0]
    assert total.loc[total["area"] == "S12000047", "note"].str.contains("large consumer").all()
    assert "note" not in frames["gas-consumption-domestic"]


def test_another_layout_is_refused() -> None:
    """A sheet without the headings."""
    with pytest.raises(DataError, match="laid out otherwise"):
        energy.parse([["Notes"], ["none"]], "2030")


def test_an_unreadable_figure_is_refused() -> None:
    """The sheet's row, counting the rows that are left out."""
    heads = [f"Total consumption (GWh): {part}" for part in ("Domestic", "Non-Domestic")]
    heads = ["Code", "Region", "Authority", *heads, "Total consumption (GWh): All meters"]
    rows: list[list[Any]] = [
        ["Notes"],
        heads,
        ["", "", "", "", "", ""],
        ["E1", "Wales", "A", 1.0, "..", 2.0],
    ]
    with pytest.raises(DataError, match="not a number") as caught:
        energy.parse(rows, "2030")
    assert caught.value.where.startswith("sheet 2030, row 4, column Total consumption (GWh): Non-")
