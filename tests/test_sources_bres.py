"""The employment survey."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evidencebook.errors import DataError
from evidencebook.sources import bres
from evidencebook.sources.snapshot import check_observations

FILE = Path(__file__).parent / "data" / "ons-bres" / "BRES.parquet"


def test_employees_by_section() -> None:
    """Codes are the project's, names those of the accounts, sections not surveyed left out."""
    tables, raw, report = bres.read(FILE)
    frame = tables[0].frame
    check_observations("employees", frame)
    assert set(frame["area"]) == {"K03000001", "E12000002", "TLD4", "TLM7", "TLC31", "TLH6"}
    assert "Wholesale and retail trade; repair of motor vehicles" in set(frame["industry"])
    assert set(frame["industry_code"]) == {"Total", "C", "E", "G"}
    lancashire = frame[(frame["area"] == "TLD4") & (frame["period"] == "2022")]
    assert lancashire.set_index("industry_code")["value"]["Total"] == 646850
    assert report["areas kept under an earlier code"] == ["TLM7"]
    assert raw[0]["name"] == "BRES.parquet"


def test_sections_not_surveyed_must_be_empty() -> None:
    """If section T had employees, leaving it out would be wrong."""
    raw = pd.read_parquet(FILE)
    raw.loc[raw["industry.code"] == "T", "value"] = 5.0
    with pytest.raises(DataError, match="sections T or U"):
        bres.employees(raw, {})
