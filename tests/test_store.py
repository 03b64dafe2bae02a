"""Reading the snapshot, and refusing what is damaged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.errors import SnapshotError, UnknownIndicatorError
from evidencebook.store import Store


def test_only_the_areas_asked_for_are_read(grouped_snapshot: Path) -> None:
    """Rows of other areas are left out, also within a row group."""
    frame = Store(grouped_snapshot).observations("made-up", ["B1"])
    assert list(frame["area"]) == ["B1"]
    assert list(frame["value"]) == [3.0]


def test_no_area_gives_no_row(grouped_snapshot: Path) -> None:
    """An unknown area gives an empty frame with the same columns."""
    store = Store(grouped_snapshot)
    frame = store.observations("made-up", ["Z9"])
    assert frame.empty
    assert list(frame.columns) == list(store.observations("made-up").columns)


def test_what_was_read_is_remembered(grouped_snapshot: Path) -> None:
    """Areas add up; reading all is a star."""
    store = Store(grouped_snapshot)
    store.observations("made-up", ["A1"])
    store.observations("made-up", ["B1", "A1"])
    assert store.reads == {"made-up": {"A1", "B1"}}
    store.observations("made-up")
    assert "*" in store.reads["made-up"]


def test_reads_within_a_part_are_collected(grouped_snapshot: Path) -> None:
    """What a result was made from, whether or not it had been read before; to note it again."""
    store = Store(grouped_snapshot)
    store.observations("made-up", ["A1"])
    with store.noted() as reads:
        store.observations("made-up", ["A1"])
    store.observations("made-up", ["B1"])
    assert reads == {"made-up": {"A1"}}
    store.reads.clear()
    store.note(reads)
    assert store.reads == {"made-up": {"A1"}}


def test_rows_of_one_dimensions_value(figures: Figures) -> None:
    """The same rows as by choosing from all, in the same order; none of an unknown area."""
    slug, dims = "gross-value-added-current-prices", {"industry": "Manufacturing"}
    for areas in (["E07000117"], ["N09000003", "E07000117", "Z9"]):
        rows = figures.store.observations(slug, areas)
        rows = rows[rows["industry"] == "Manufacturing"].reset_index(drop=True)
        assert len(rows) > 20
        pd.testing.assert_frame_equal(figures.store.observations(slug, areas, dims), rows)
    assert figures.store.observations(slug, ["Z9"], dims).empty


def test_a_table_read_ahead_is_not_counted(grouped_snapshot: Path) -> None:
    """Nor read again when it is wanted: its file may be gone by then."""
    store = Store(grouped_snapshot)
    store.preload("made-up")
    assert store.reads == {}
    (grouped_snapshot / "made-up.parquet").unlink()
    assert list(store.observations("made-up", ["A1"])["value"]) == [1.0]


def test_a_frame_can_be_changed_without_harm(grouped_snapshot: Path) -> None:
    """Each reader gets a copy of its own."""
    store = Store(grouped_snapshot)
    mine = store.observations("made-up")
    mine.loc[0, "value"] = 99.0
    assert store.observations("made-up")["value"][0] == 1.0


def test_an_unpublished_value_keeps_its_row_and_mark(grouped_snapshot: Path) -> None:
    """A missing value is a row with its status, not an absence."""
    row = Store(grouped_snapshot).observations("made-up", ["B2"]).iloc[0]
    assert row["value"] != row["value"]
    assert row["status"] == "x"


def test_the_hash_is_the_manifests(grouped_snapshot: Path) -> None:
    """The snapshot's hash is the SHA-256 of its manifest."""
    content = (grouped_snapshot / "manifest.json").read_bytes()
    assert Store(grouped_snapshot).hash == hashlib.sha256(content).hexdigest()


def test_a_table_says_where_it_comes_from(grouped_snapshot: Path) -> None:
    """A release has publisher, title and dates."""
    release = Store(grouped_snapshot).release("made-up")
    assert (release.publisher, release.title, release.released) == (
        "Nobody",
        "Made up",
        "2024-01-01",
    )


def test_an_unknown_table_is_an_error(grouped_snapshot: Path) -> None:
    """The nearest table is named."""
    with pytest.raises(UnknownIndicatorError, match="made-up"):
        Store(grouped_snapshot).observations("make-up")


def test_a_lookup_is_not_an_indicator(figures: Figures) -> None:
    """Areas are not observations."""
    with pytest.raises(UnknownIndicatorError):
        figures.store.observations("areas")


def test_no_snapshot(tmp_path: Path) -> None:
    """A missing manifest is named, with what to do."""
    with pytest.raises(SnapshotError, match=r"manifest\.json") as caught:
        Store(tmp_path)
    assert "data import" in caught.value.do


def test_a_manifest_that_is_not_json(tmp_path: Path) -> None:
    """A broken manifest is named, with what to do."""
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(SnapshotError, match="cannot be read") as caught:
        Store(tmp_path)
    assert "git checkout" in caught.value.do


def test_a_damaged_table(small_data: Path, table_file: Callable[[str], Path]) -> None:
    """One changed byte is found; both hashes are printed; other tables still open."""
    path = table_file("population")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    store = Store(small_data / "snapshot")
    with pytest.raises(SnapshotError, match=path.name) as caught:
        store.observations("population", ["E07000117"])
    assert expected in caught.value.expected
    assert hashlib.sha256(bytes(content)).hexdigest() in caught.value.found
    assert "git checkout" in caught.value.do
    assert not store.lookup("areas").empty


def test_a_missing_table(small_data: Path, table_file: Callable[[str], Path]) -> None:
    """A table that is gone is named, with the hash it should have."""
    table_file("neighbours").unlink()
    with pytest.raises(SnapshotError, match="is missing") as caught:
        Store(small_data / "snapshot").verify()
    assert caught.value.found == "no file"
    assert len(caught.value.expected.split()[-1]) == 64


def test_the_repositorys_snapshot_is_whole(figures: Figures) -> None:
    """Every table of the repository is as its manifest says, and no other file lies there."""
    assert len(figures.store.verify()) > 100
    named = {entry["file"] for entry in figures.store.manifest["tables"].values()}
    lying = {path.name for path in figures.store.folder.iterdir()}
    assert lying == named | {"manifest.json"}


def test_tables_are_named_after_their_content(figures: Figures) -> None:
    """A file's name holds the first eight digits of its hash."""
    for name, entry in figures.store.manifest["tables"].items():
        assert entry["file"] == f"{name}.{entry['sha256'][:8]}.parquet"


def test_the_snapshot_is_small_enough_for_git(figures: Figures) -> None:
    """At most 20 MB."""
    assert sum(path.stat().st_size for path in figures.store.folder.iterdir()) < 20e6


def test_keys_and_labels_are_unique(figures: Figures) -> None:
    """One figure per area, period and category, by days and by label alike."""
    measures = {"value", "lower_95", "upper_95", "status"}
    for name in figures.store.names("indicator"):
        frame = figures.store.observations(name)
        keys = [c for c in frame.columns if c not in measures | {"period"}]
        assert not frame.duplicated(keys).any(), name
        labelled = [c for c in frame.columns if c not in {*measures, "period_start", "period_end"}]
        assert not frame.duplicated(labelled).any(), name


def test_periods_run_forwards(figures: Figures) -> None:
    """No period ends before it starts, and the manifest counts every row."""
    tables = figures.store.manifest["tables"]
    for name in figures.store.names("indicator"):
        frame = figures.store.observations(name)
        assert (frame["period_start"] <= frame["period_end"]).all(), name
        assert len(frame) == tables[name]["rows"], name


def test_manifest_names_what_each_table_is(figures: Figures) -> None:
    """Every indicator's entry names source, publisher and title, and is valid JSON."""
    for name in figures.store.names("indicator"):
        release = figures.store.release(name)
        assert release.source and release.publisher and release.title, name
    json.dumps(figures.store.manifest)
