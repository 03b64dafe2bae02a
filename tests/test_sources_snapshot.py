"""The snapshot is written whole or not at all, and the same figures give the same bytes."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from evidencebook.errors import DataError, SnapshotError
from evidencebook.sources import snapshot
from evidencebook.sources.snapshot import Table, arrange, publish


def observations(slug: str = "employment-rate", **columns: Any) -> pd.DataFrame:
    """Three real employment rates of 2022 and 2023, unsorted, as an importer has them."""
    frame = pd.DataFrame(
        {
            "indicator": slug,
            "area": ["E10000017", "E06000008", "E10000017"],
            "period_start": pd.to_datetime(["2023-01-01", "2023-01-01", "2022-01-01"]),
            "period_end": pd.to_datetime(["2023-12-31", "2023-12-31", "2022-12-31"]),
            "period": ["2023", "2023", "2022"],
            "value": [73.7, 67.6, 73.5],
            "lower_95": [70.7, 62.2, 71.0],
            "upper_95": [76.7, 73.0, 76.0],
            "status": "",
        }
    )
    return frame.assign(**columns)


def table(slug: str = "employment-rate", **columns: Any) -> Table:
    """Make those rates a table, with columns of one's own."""
    return Table(slug, arrange(observations(slug, **columns)), "indicator", "a-source")


def files(folder: Path) -> list[str]:
    """Names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_arrange_sorts_and_orders_columns() -> None:
    """Observations come out in the contract's columns, sorted by area and period."""
    shuffled = observations()[["status", "value", "period", *observations().columns[:4]]]
    frame = arrange(shuffled.assign(industry="Total"))
    assert list(frame.columns) == [*snapshot.OBSERVATION_COLUMNS, "industry"]
    assert list(frame["value"]) == [67.6, 73.5, 73.7]
    assert frame["lower_95"].isna().all()


def test_tables_are_named_by_their_content(tmp_path: Path) -> None:
    """A table's file carries the hash of its bytes, and the manifest tells where it is from."""
    manifest = publish(tmp_path, [table()], {"a-source": [{"name": "x.csv", "bytes": 1}]})
    entry = manifest["tables"]["employment-rate"]
    content = (tmp_path / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert entry["file"] == f"employment-rate.{entry['sha256'][:8]}.parquet"
    assert (entry["rows"], entry["kind"], entry["source"]) == (3, "indicator", "a-source")
    assert manifest["raw"] == {"a-source": [{"name": "x.csv", "bytes": 1}]}
    assert json.loads((tmp_path / "manifest.json").read_text()) == manifest


def test_manifest_text_is_stable(tmp_path: Path) -> None:
    """The manifest has sorted keys, one space of indent and a newline at its end."""
    publish(tmp_path, [table()], {})
    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    again = json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False)
    assert text == again + "\n"


def test_same_frame_gives_same_bytes() -> None:
    """Rows in another order at the start, or a copy, change nothing in the file."""
    frame = observations()
    first = snapshot.parquet_bytes(arrange(frame))
    assert first == snapshot.parquet_bytes(arrange(frame.iloc[::-1]))
    assert first == snapshot.parquet_bytes(arrange(frame.set_index("value", drop=False)))


def test_parquet_holds_days_text_and_no_metadata(tmp_path: Path) -> None:
    """Dates are stored as days, text as strings, gaps as nulls, without pandas' metadata."""
    manifest = publish(tmp_path, [table(upper_95=[76.7, None, None])], {})
    path = tmp_path / manifest["tables"]["employment-rate"]["file"]
    schema = pq.read_schema(path)
    assert str(schema.field("period_start").type) == "date32[day]"
    assert str(schema.field("area").type) == "string"
    assert not schema.metadata
    assert pq.read_table(path)["upper_95"].null_count == 2


def test_row_groups_are_small(tmp_path: Path) -> None:
    """A long table is cut into groups of 20,000 rows, so that a reader can skip most of it."""
    frame = pd.DataFrame({"area": [f"E{n:08d}" for n in range(45_000)]})
    manifest = publish(tmp_path, [Table("long", frame, "lookup", "s")], {})
    file = pq.ParquetFile(tmp_path / manifest["tables"]["long"]["file"])
    groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert groups == [20_000, 20_000, 5_000]


def test_publish_keeps_other_tables_and_removes_replaced_ones(tmp_path: Path) -> None:
    """Tables of the same name are replaced and their files removed; others stay as they are."""
    publish(tmp_path, [table(), table("claimant-count")], {"a": [{"name": "x"}, {"name": "y"}]})
    before = files(tmp_path)
    manifest = publish(tmp_path, [table(value=[1.0, 2.0, 3.0])], {"a": [{"name": "y", "bytes": 2}]})
    assert set(manifest["tables"]) == {"employment-rate", "claimant-count"}
    assert len(files(tmp_path)) == len(before) == 3
    assert manifest["tables"]["claimant-count"]["file"] in before
    assert manifest["tables"]["employment-rate"]["file"] not in before
    assert manifest["raw"]["a"] == [{"name": "x"}, {"name": "y", "bytes": 2}]


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    """The same tables published twice leave the same files with the same bytes."""
    publish(tmp_path, [table()], {})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    publish(tmp_path, [table()], {})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("renames_that_work", [0, 1])
def test_a_crash_leaves_the_old_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames_that_work: int
) -> None:
    """Stopped before the table or before the manifest, the old snapshot can still be read."""
    old = publish(tmp_path, [table()], {})
    replace, count = os.replace, iter(range(9))

    def failing(source: str, target: str) -> None:
        if next(count) >= renames_that_work:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path, [table(value=[1.0, 2.0, 3.0])], {})
    monkeypatch.undo()
    assert snapshot.read_manifest(tmp_path) == old
    entry = old["tables"]["employment-rate"]
    assert hashlib.sha256((tmp_path / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_damaged_table_is_written_anew(tmp_path: Path) -> None:
    """Publishing the same figures again repairs a file whose bytes were damaged."""
    manifest = publish(tmp_path, [table()], {})
    path = tmp_path / manifest["tables"]["employment-rate"]["file"]
    path.write_bytes(b"damaged")
    publish(tmp_path, [table()], {})
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == manifest["tables"]["employment-rate"]["sha256"]


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 2}'])
def test_an_unreadable_manifest_is_an_error(tmp_path: Path, text: str) -> None:
    """A manifest that is damaged or of another format is named, and is left as it is."""
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(SnapshotError, match="manifest"):
        publish(tmp_path, [table()], {})
    assert (tmp_path / "manifest.json").read_text() == text


BROKEN: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "order": (lambda f: f.iloc[::-1], "not sorted"),
    "columns": (lambda f: f.drop(columns="status"), "wrong columns"),
    "slug": (lambda f: f.assign(indicator="another"), "another indicator"),
    "doubled": (lambda f: pd.concat([f, f.tail(1)]), "more than once"),
    "rows": (lambda f: f.head(0), "no rows"),
    "value": (lambda f: f.assign(value="73.7"), "no numbers in value"),
    "infinity": (lambda f: f.assign(value=float("inf")), "infinite"),
    "date": (lambda f: f.assign(period_end="2023"), "no dates in period_end"),
    "status": (lambda f: f.assign(status=pd.Series([None] * 3, dtype="str")), "lacks an entry"),
    "backwards": (lambda f: f.assign(period_end=pd.Timestamp("2001-01-01")), "ends before"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_observations_that_break_the_contract_are_refused(tmp_path: Path, case: str) -> None:
    """A frame against the contract is refused with its reason, and nothing is written."""
    spoil, reason = BROKEN[case]
    broken = Table("employment-rate", spoil(arrange(observations())), "indicator", "s")
    with pytest.raises(DataError, match=reason) as caught:
        publish(tmp_path / "new", [table("claimant-count"), broken], {})
    assert caught.value.where and caught.value.expected and caught.value.found and caught.value.do
    assert not (tmp_path / "new").exists()


def test_dimensions_make_rows_distinct_and_notes_do_not(tmp_path: Path) -> None:
    """Rows may differ in a dimension alone, but a note alone does not make two rows two."""
    twice = pd.concat([observations(), observations()])
    industries = arrange(twice.assign(industry=["A"] * 3 + ["B"] * 3))
    publish(tmp_path, [Table("employment-rate", industries, "indicator", "s")], {})
    notes = arrange(twice.assign(note=["A"] * 3 + ["B"] * 3))
    with pytest.raises(DataError, match="more than once"):
        publish(tmp_path, [Table("employment-rate", notes, "indicator", "s")], {})


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    """Publishing a name twice at once is an error: neither may win silently."""
    with pytest.raises(DataError, match="published twice"):
        publish(tmp_path, [table(), table()], {})


def test_values_outside_their_interval_are_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A value outside its own interval is published as it is, with a warning."""
    strange = table(value=[80.0, 67.6, 73.5])
    with caplog.at_level(logging.WARNING):
        publish(tmp_path, [strange], {})
    assert "1 values lie outside" in caplog.text
    assert list(snapshot.outside_interval(strange.frame)["value"]) == [80.0]
