"""Digests of the rows of each area: what they tell apart, and what damage does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evidencebook import settings
from evidencebook.build.row_digests import RowDigests, by_area
from evidencebook.store import Store

TABLE = "employment-rate"


def opened() -> Store:
    """The repository's snapshot, of which nothing has been read."""
    return Store(settings.data_folder() / "snapshot")


@pytest.fixture
def digests(tmp_path: Path) -> RowDigests:
    """Those of the snapshot, with nothing kept yet."""
    return RowDigests(tmp_path / "rows", opened())


def frame(**changes: object) -> pd.DataFrame:
    """Three rows of two areas."""
    columns = {"area": ["A", "A", "B"], "period": ["1", "2", "1"], "value": [1.0, 2.0, 3.0]}
    return pd.DataFrame(columns | changes)


def test_a_changed_row_changes_its_area_alone() -> None:
    """Another value, period, column or order of its rows; not where they stand in the table."""
    before = by_area(frame())
    changed = by_area(frame(value=[1.0, 2.5, 3.0]))
    assert changed["A"] != before["A"]
    assert changed["B"] == before["B"]
    assert by_area(frame().iloc[2:]) == {"B": before["B"]}
    assert by_area(frame().rename(columns={"value": "rate"}))["B"] != before["B"]
    assert by_area(frame(value=[2.0, 1.0, 3.0]))["A"] != before["A"]


def test_some_areas_or_all(digests: RowDigests) -> None:
    """In any order; areas without rows count, as they may get some."""
    one = digests.of(TABLE, ["E07000117", "E07000123"])
    assert one == digests.of(TABLE, ["E07000123", "E07000117"])
    assert one != digests.of(TABLE, ["E07000117"])
    assert one != digests.of(TABLE, ["E07000117", "E07000123", "E99999999"])
    assert digests.of(TABLE, None) not in (one, digests.of(TABLE, []))


@pytest.mark.parametrize("damage", [None, "", "{}", '{"sha256": "0", "areas": {"E07000117": "0"}}'])
def test_what_is_kept_is_used_unless_damaged(digests: RowDigests, damage: str | None) -> None:
    """The table is read once for all later processes; a damaged file is made again."""
    made = digests.of(TABLE, ["E07000117"])
    (path,) = digests.folder.rglob("*.json")
    whole = path.read_text()
    if damage is not None:
        path.write_text(damage)
    again = RowDigests(digests.folder, opened())
    assert again.of(TABLE, ["E07000117"]) == made
    assert path.read_text() == whole
    assert (TABLE in again.store.reads) == (damage is not None)
