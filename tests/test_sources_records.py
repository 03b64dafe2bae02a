"""What refreshes left on record: which is the last, and what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evidencebook import settings
from evidencebook.errors import SnapshotError
from evidencebook.indicators import indicators
from evidencebook.sources import ons_els_files as els
from evidencebook.sources import records
from evidencebook.sources.revisions import Revision, between, record
from evidencebook.sources.snapshot import publish
from evidencebook.store import Store

PAIR = Path(__file__).parent / "data" / "revisions"
CARDS = indicators(settings.ROOT / "data")
OLDER, OLDEST = "b" * 64, "a" * 64


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Store, Store]:
    """March's excerpts in one data folder, June's in another."""
    made = []
    for name in ("2026-03-01", "2026-06-26"):
        folder = tmp_path / name / "snapshot"
        publish(folder, els.read(PAIR / name, CARDS)[0], {})
        made.append(Store(folder))
    return made[0], made[1]


def keep(data: Path, old: str, new: str, found: tuple[Revision, ...] = ()) -> Path:
    """Write a record as a refresh does."""
    (data / "revisions").mkdir(exist_ok=True)
    path = data / "revisions" / f"{old[:8]}-{new[:8]}.json"
    path.write_text(json.dumps(record(old, new, found), allow_nan=False), encoding="utf-8")
    return path


def test_a_record_is_read_as_it_was_written(stores: tuple[Store, Store]) -> None:
    """Real revisions of March to June 2026, with their shifts and facts."""
    first, *others = between(*stores)
    found = (replace(first, facts={"card: unit": ("number", "rate")}), *others)
    assert any(revision.largest for revision in found)
    path = keep(stores[1].folder.parent, stores[0].hash, stores[1].hash, found)
    assert records.read(path) == records.Record(path, stores[0].hash, stores[1].hash, found)


def test_the_last_record_ends_in_the_snapshot_as_it_is(stores: tuple[Store, Store]) -> None:
    """Others are of the past, whatever their names."""
    data = stores[1].folder.parent
    keep(data, OLDEST, OLDER)
    assert records.last(data) is None
    path = keep(data, OLDER, stores[1].hash)
    found = records.last(data)
    assert found is not None and found.path == path


def test_without_records_there_is_none(stores: tuple[Store, Store]) -> None:
    """As after an import into a new folder."""
    assert records.last(stores[0].folder.parent) is None


def test_a_snapshot_that_came_back(stores: tuple[Store, Store]) -> None:
    """Of two that end in it, the one that follows on another is the last."""
    data, now = stores[1].folder.parent, stores[1].hash
    keep(data, "f" * 64, now)
    keep(data, now, OLDEST)
    path = keep(data, OLDEST, now)
    found = records.last(data)
    assert found is not None and found.path == path


@pytest.mark.parametrize("text", ["{", "[]", '{"from": "a", "to": "b", "tables": [{}]}'])
def test_a_damaged_record_is_named(stores: tuple[Store, Store], text: str) -> None:
    """It is an error, not an empty record."""
    path = keep(stores[1].folder.parent, OLDER, stores[1].hash)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotError, match="cannot be read") as caught:
        records.last(stores[1].folder.parent)
    assert caught.value.where == str(path)
