"""Write the snapshot: Parquet tables named by their content, and the manifest that lists them.

A reader follows the manifest, so the manifest is the only file that is ever replaced: new
tables are written beside the old ones, the manifest changes over by one rename, and tables
that no manifest names are removed last. A crash at any point leaves the old snapshot or the
new one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evidencebook.errors import DataError, SnapshotError
from evidencebook.files import write_whole
from evidencebook.store import FORMAT, MANIFEST

try:
    import fcntl
except ImportError:  # Windows has no advisory locks: one publisher at a time is up to the user
    fcntl = None  # type: ignore[assignment]

ROWS_PER_GROUP = 20_000
KEY = ["area", "period_start", "period_end"]
OBSERVATION_COLUMNS = [
    "indicator",
    *KEY,
    "period",
    "value",
    "lower_95",
    "upper_95",
    "status",
]
NOT_DIMENSIONS = {"note"}
DATES = ("period_start", "period_end")
NUMBERS = ("value", "lower_95", "upper_95")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Table:
    """One table of the snapshot, with where its figures come from.

    Attributes
    ----------
    name : str
        The slug: of the indicator for observations, of the lookup otherwise.
    frame : pandas.DataFrame
        The rows. Observations follow the contract of `check_observations`.
    kind : str
        ``indicator`` for observations of one indicator, ``lookup`` for anything else.
    source : str
        The slug of the source's card.
    publisher, title, url : str
        Of the publication that the figures were released in.
    released, retrieved : str
        ISO dates.
    modified : str
        ISO date on which the publisher last changed its copy of the figures, where it says so;
        what tells the next fetch whether there is anything new.
    unit : str
        The unit as the publisher names it, where it does; not kept in the manifest.
    """

    local: ClassVar[bool] = False
    name: str
    frame: pd.DataFrame
    kind: str
    source: str
    publisher: str = ""
    title: str = ""
    released: str = ""
    url: str = ""
    retrieved: str = ""
    modified: str = ""
    unit: str = ""


@dataclass(frozen=True)
class LocalTable(Table):
    """A table of local data, which the book shows beside official statistics, and says so."""

    local: ClassVar[bool] = True


def publish(
    folder: Path, tables: Iterable[Table], raw: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """Merge tables into the snapshot in a folder, all of them or none.

    Parameters
    ----------
    folder : Path
        The snapshot's folder; made if there is none.
    tables : iterable of Table
        Tables of the same name are replaced, all others are kept.
    raw : mapping
        Source → list of ``{name, sha256, bytes}`` of the files it was read from. Files of
        the same name are replaced, all others are kept.

    Returns
    -------
    dict
        The new manifest.

    Raises
    ------
    DataError
        If a table breaks the contract, or two have the same name; nothing is written then.
    SnapshotError
        If the manifest that is there cannot be read.
    """
    encoded = _encode_all(tables)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _only_publisher(folder):
        manifest = read_manifest(folder)
        for table, payload in encoded:
            entry = _entry(table, payload)
            target = folder / entry["file"]
            if not _holds(target, entry["sha256"]):
                write_whole(target, payload, lasting=True)
            manifest["tables"][table.name] = entry
        for source, files in raw.items():
            manifest["raw"][source] = _merge_raw(manifest["raw"].get(source, []), files)
        write_whole(folder / MANIFEST, _as_json(manifest), lasting=True)
        _remove_unnamed(folder, manifest)
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a snapshot folder; an empty one if there is none yet.

    Raises
    ------
    SnapshotError
        If the manifest is damaged or of another format.
    """
    path = Path(folder) / MANIFEST
    if not path.exists():
        return {"format": FORMAT, "tables": {}, "raw": {}}
    advice = f"restore {path} from version control, or remove it and import again"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as cause:
        raise SnapshotError(
            "The manifest of the snapshot cannot be read",
            where=str(path),
            expected="a JSON object",
            found=str(cause),
            do=advice,
        ) from cause
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise SnapshotError(
            "The manifest of the snapshot has another format",
            where=str(path),
            expected=f"format {FORMAT}",
            found=str(found),
            do=advice,
        )
    return {"format": FORMAT, "tables": manifest.get("tables", {}), "raw": manifest.get("raw", {})}


def raw_file(path: Path) -> dict[str, Any]:
    """Describe a raw file for the manifest: its name, SHA-256 and size in bytes."""
    return raw_entry(Path(path).name, Path(path).read_bytes())


def raw_entry(name: str, content: bytes) -> dict[str, Any]:
    """Describe raw bytes for the manifest: what they are called, SHA-256 and size in bytes."""
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "sha256": digest, "bytes": len(content)}


def arrange(frame: pd.DataFrame) -> pd.DataFrame:
    """Put observations into the contract's columns, types and order.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least the columns indicator, area, period_start, period_end, period and value.
        Missing intervals become NaN and a missing status "". Further text columns are
        dimensions, except ``note``.

    Returns
    -------
    pandas.DataFrame
        A new frame, sorted by indicator, area, period_start, period_end and dimensions.
    """
    frame = frame.copy()
    for column in NUMBERS:
        frame[column] = frame[column].astype("float64") if column in frame else np.nan
    for column in DATES:
        frame[column] = frame[column].astype("datetime64[s]")
    if "status" not in frame:
        frame["status"] = ""
    extra = [column for column in frame.columns if column not in OBSERVATION_COLUMNS]
    for column in ["indicator", "area", "period", "status", *extra]:
        frame[column] = frame[column].astype("str").fillna("")
    frame = frame[OBSERVATION_COLUMNS + extra]
    return frame.sort_values(key_columns(frame.columns), kind="stable", ignore_index=True)


def key_columns(columns: Sequence[str]) -> list[str]:
    """The columns that tell observations apart, in the order by which they are sorted."""
    beyond = columns[len(OBSERVATION_COLUMNS) :]
    return ["indicator", *KEY, *(column for column in beyond if column not in NOT_DIMENSIONS)]


def check_observations(name: str, frame: pd.DataFrame) -> None:
    """Check that a frame of observations keeps the contract, see `schema.contract`.

    Parameters
    ----------
    name : str
        The indicator's slug, which every row must carry.
    frame : pandas.DataFrame
        Columns indicator, area, period_start, period_end, period, value, lower_95,
        upper_95, status, then dimensions (text), sorted by indicator, area, period and
        dimensions, with no key twice.

    Raises
    ------
    DataError
        With the first rule that is broken. A value outside its interval is a fault of the
        source, not of the import: it is logged as a warning, see `outside_interval`.
    """
    # Imported late: pandera takes half a second, for which a reader of snapshots need not wait.
    from evidencebook.sources import schema

    schema.check(name, frame, schema.contract(name, frame.columns))
    outside = outside_interval(frame)
    if len(outside):
        log.warning("%s: %d values lie outside their own interval", name, len(outside))


def outside_interval(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the observations whose value lies outside its own 95% interval."""
    below = frame["value"] < frame["lower_95"]
    above = frame["value"] > frame["upper_95"]
    return frame[below | above]


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Encode a frame as Parquet; the same frame always gives the same bytes.

    Dates of periods are stored as days, text as plain UTF-8, and no metadata of pandas or
    Arrow are kept, since those name versions.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
    fields = [field.with_type(_stored_type(field)) for field in table.schema]
    table = table.cast(pa.schema(fields)).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        row_group_size=ROWS_PER_GROUP,
        compression="zstd",
        compression_level=15,
        use_dictionary=True,
        write_statistics=True,
        store_schema=False,
    )
    return sink.getvalue().to_pybytes()


def _stored_type(field: pa.Field) -> pa.DataType:
    if field.name in DATES:
        return pa.date32()
    if pa.types.is_large_string(field.type) or pa.types.is_null(field.type):
        return pa.string()
    if pa.types.is_large_binary(field.type):
        return pa.binary()
    return field.type


def _encode_all(tables: Iterable[Table]) -> list[tuple[Table, bytes]]:
    encoded: dict[str, tuple[Table, bytes]] = {}
    for table in tables:
        if not NAME.fullmatch(table.name):
            _refuse(table.name, "has a bad name", "lower-case words joined by hyphens", table.name)
        if table.name in encoded:
            _refuse(table.name, "is published twice at once", "one table of a name", "two")
        if table.kind == "indicator":
            check_observations(table.name, table.frame)
        encoded[table.name] = (table, parquet_bytes(table.frame))
    return list(encoded.values())


def _entry(table: Table, payload: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(payload).hexdigest()
    return {
        "file": f"{table.name}.{digest[:8]}.parquet",
        "sha256": digest,
        "rows": len(table.frame),
        "kind": table.kind,
        "source": table.source,
        "publisher": table.publisher,
        "title": table.title,
        "released": table.released,
        "url": table.url,
        "retrieved": table.retrieved,
        **({"modified": table.modified} if table.modified else {}),
        **({"local": True} if table.local else {}),
    }


def _merge_raw(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    files = {file["name"]: dict(file) for file in [*old, *new]}
    return [files[name] for name in sorted(files)]


def _as_json(manifest: Mapping[str, Any]) -> bytes:
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    return (text + "\n").encode("utf-8")


def _holds(path: Path, digest: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _remove_unnamed(folder: Path, manifest: Mapping[str, Any]) -> None:
    named = {entry["file"] for entry in manifest["tables"].values()}
    for path in folder.glob("*.parquet"):
        if path.name not in named:
            path.unlink(missing_ok=True)
    for path in folder.glob(".*.tmp"):
        path.unlink(missing_ok=True)


@contextmanager
def _only_publisher(folder: Path) -> Iterator[None]:
    """Hold the folder against a second publisher, whose tables would be lost in the merge."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse(name: str, what: str, expected: str, found: str) -> NoReturn:
    raise DataError(
        f"The table {name} {what}",
        where=f"snapshot table {name}",
        expected=expected,
        found=found,
        do="correct the importer or the raw file; nothing was written",
    )
