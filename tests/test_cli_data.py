"""The commands about the snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from evidencebook import settings
from evidencebook.indicators import indicators
from evidencebook.sources import ons_els_files as els
from evidencebook.sources import revisions
from evidencebook.sources.revisions import between
from evidencebook.sources.snapshot import publish
from evidencebook.store import Store

DATA = Path(__file__).parent / "data"


def test_a_damaged_table(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path, table_file: Callable[[str], Path]
) -> None:
    """File, expected and found hash, what to run; exit 1."""
    path = table_file("population")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    for command in (("value", "population", "burnley"), ("data", "verify")):
        code, _, err = run(*command)
        assert code == 1
        for part in (str(path), expected, found, "git checkout"):
            assert part in err


def test_a_missing_table(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path, table_file: Callable[[str], Path]
) -> None:
    """A table that is gone is named with its hash; exit 1."""
    path = table_file("population")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    code, _, err = run("value", "population", "burnley")
    assert code == 1
    assert str(path) in err and expected in err and "git checkout" in err


def test_no_snapshot(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty data folder is said to be one; exit 1."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path))
    code, _, err = run("data", "status")
    assert code == 1
    assert "There is no snapshot." in err


def test_data_verify_and_status(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path
) -> None:
    """A whole snapshot is said to be whole; every table is listed."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    assert run("data", "verify")[:2] == (0, "5 tables are as the manifest says.\n")
    code, out, _ = run("data", "status", "--tables")
    assert code == 0
    assert "population" in out and "5 tables, snapshot" in out
    entries = json.loads(run("data", "status", "--tables", "--json")[1])
    assert entries["population"]["rows"] > 1000


def test_the_status_of_sources(run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path) -> None:
    """Overdue ones first; those of which nothing is held are said to be so."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    code, out, _ = run("data", "status")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("source ")
    assert lines[1].startswith("ons-population-estimates ") and "OVERDUE" in lines[1]
    assert any(line.startswith("ons-bres ") and "nothing held" in line for line in lines)
    assert ", 5 tables, snapshot " in lines[-1]


def test_the_status_of_sources_as_json(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path
) -> None:
    """The day of the question, the snapshot's hash, and a record for each source."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    code, out, _ = run("data", "status", "--json")
    record = json.loads(out)
    assert code == 0
    assert len(record["snapshot"]) == 64 and len(record["at"]) == 10
    first = record["sources"][0]
    assert (first["name"], first["due"]) == ("ons-population-estimates", "2025-07-15")
    assert first["late"] > 0


@pytest.fixture
def snapshots(tmp_path: Path) -> tuple[str, str]:
    """Snapshots of the excerpts of March and of June 2026."""
    cards = indicators(settings.ROOT / "data")
    for name in ("2026-03-01", "2026-06-26"):
        tables, raw, _ = els.read(DATA / "revisions" / name, cards)
        publish(tmp_path / name, tables, {"ons-explore-local-statistics": raw})
    return str(tmp_path / "2026-03-01"), str(tmp_path / "2026-06-26")


def test_revisions_for_people(run: Run, snapshots: tuple[str, str]) -> None:
    """A paragraph for each table that differs, with areas by name."""
    code, out, _ = run("data", "revisions", *snapshots)
    assert code == 0
    assert "Housing affordability ratio (housing-affordability-ratio), released 26 March" in out
    assert "largest: Islington, Apr 2024, from 13.2 to 14.5 (+9.4%)" in out


def test_revisions_as_json(run: Run, snapshots: tuple[str, str]) -> None:
    """Both hashes, and a record for each table."""
    code, out, _ = run("data", "revisions", *snapshots, "--json")
    record = json.loads(out)
    assert code == 0
    assert record["from"] != record["to"]
    assert {"business-births", "housing-affordability-ratio"} <= {
        table["name"] for table in record["tables"]
    }


def test_revisions_of_the_last_refresh(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path, snapshots: tuple[str, str]
) -> None:
    """As it is on record: the same as a comparison of the two snapshots."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    old, new = (revisions.open_store(Path(folder)) for folder in snapshots)
    kept = revisions.record(old.hash, Store(small_data / "snapshot").hash, between(old, new))
    (small_data / "revisions").mkdir()
    name = f"{kept['from'][:8]}-{kept['to'][:8]}.json"
    (small_data / "revisions" / name).write_text(json.dumps(kept), encoding="utf-8")
    code, out, _ = run("data", "revisions")
    assert code == 0
    assert out.splitlines()[0] == f"snapshot {kept['from'][:8]} → {kept['to'][:8]}"
    assert out.splitlines()[1:] == run("data", "revisions", *snapshots)[1].splitlines()[1:]
    assert json.loads(run("data", "revisions", "--json")[1]) == json.loads(json.dumps(kept))


def test_revisions_without_a_record(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path
) -> None:
    """It is said, with what to do; as JSON there is no former snapshot and no table."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    code, out, _ = run("data", "revisions")
    assert code == 0
    assert out.startswith("No refresh is on record that led to the snapshot as it is (")
    record = json.loads(run("data", "revisions", "--json")[1])
    assert (record["from"], record["tables"]) == ("", [])


def test_revisions_of_one_snapshot(run: Run, tmp_path: Path) -> None:
    """It is wrong use to name one alone."""
    code, _, err = run("data", "revisions", str(tmp_path))
    assert code == 2
    assert "Name two snapshots" in err


def test_revisions_of_nothing(run: Run, tmp_path: Path) -> None:
    """A folder without a snapshot is named."""
    code, _, err = run("data", "revisions", str(tmp_path), str(tmp_path))
    assert code == 1
    assert "There is no snapshot in the folder." in err and str(tmp_path) in err
