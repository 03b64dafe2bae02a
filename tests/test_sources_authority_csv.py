"""CSV files by authority: affordable homes, brownfield land."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

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
