"""Read the snapshot, verify what is read, and remember it.

The snapshot is a manifest and one Parquet table an indicator or lookup, each named after
its content. A table is checked against the manifest's hash when it is first opened.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evidencebook.errors import SnapshotError, UnknownIndicatorError

MANIFEST = "manifest.json"
FORMAT = 1
# Row groups with some values of their dimensions that are kept in memory, as data frames.
SELECTIONS = 4096
# Table → area codes, or ``*`` for all.
Reads = dict[str, set[str]]
Dims = tuple[tuple[str, str], ...]

# Columns of text are read value by value far more often than they are computed with, which takes
# Arrow's many times as long as Python's.
pd.set_option("mode.string_storage", "python")


@dataclass(frozen=True)
class Release:
    """Where a table's figures were published, and when.

    Attributes
    ----------
    source : str
        Slug of the source card.
    publisher, title, url : str
    released : str
        ISO date of the publication; empty if the publisher gives none.
    retrieved : str
        ISO date on which the copy in the snapshot was taken.
    local : bool
        Whether it is local data, not an official statistic.
    """

    source: str
    publisher: str
    title: str
    released: str
    url: str
    retrieved: str = ""
    local: bool = False


@dataclass(frozen=True)
class Rows:
    """Some rows of a table, and where those of each area stand: first and after the last.

    Attributes
    ----------
    frame : DataFrame
    spans : dict
        Area code → (first, end); empty for a table without areas.
    """

    frame: pd.DataFrame
    spans: dict[str, tuple[int, int]]

    @classmethod
    def sorted_by_area(cls, frame: pd.DataFrame) -> Rows:
        """Find where the rows of each area stand in a frame that is sorted by it."""
        if "area" not in frame or frame.empty:
            return cls(frame, {})
        codes = frame["area"].to_numpy(object)
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]).tolist()
        spans = pairwise([*starts, len(codes)])
        return cls(frame, {str(codes[span[0]]): span for span in spans})

    def of(self, areas: Iterable[str]) -> pd.DataFrame:
        """The rows of some areas."""
        found = [self.spans[area] for area in areas if area in self.spans]
        if len(found) == 1:
            return self.frame.iloc[slice(*found[0])]
        places = [np.arange(start, end) for start, end in found]
        return self.frame.take(np.concatenate(places)) if places else self.frame.iloc[:0]


class Store:
    """The snapshot in one folder.

    Parameters
    ----------
    folder : Path
        The folder that holds ``manifest.json``.

    Raises
    ------
    SnapshotError
        When the manifest is missing or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = _manifest(folder)
        self.reads: Reads = {}
        self._log: Path | None = None
        self._open: dict[str, pq.ParquetFile] = {}
        self._groups: dict[tuple[str, int], Rows] = {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._noting: list[Reads] = []
        self._selected = lru_cache(maxsize=SELECTIONS)(self._select)

    @property
    def hash(self) -> str:
        """SHA-256 of the manifest, which names every table's own hash."""
        return _sha256(self.folder / MANIFEST)

    def has(self, name: str) -> bool:
        """Whether the snapshot holds a table of that name."""
        return name in self.manifest["tables"]

    def names(self, kind: str) -> list[str]:
        """The tables of one kind, ``indicator`` or ``lookup``."""
        return [n for n, entry in self.manifest["tables"].items() if entry["kind"] == kind]

    def release(self, name: str) -> Release:
        """Where and when a table's figures were published."""
        entry = self._entry(name)
        fields = ("source", "publisher", "title", "released", "url", "retrieved")
        known = {key: entry.get(key, "") for key in fields}
        return Release(**known, local=bool(entry.get("local")))

    def observations(
        self,
        indicator: str,
        areas: Iterable[str] | None = None,
        dims: Mapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """One indicator's observations, for some areas or all.

        Parameters
        ----------
        indicator : str
        areas : iterable of str, optional
            Area codes; only the row groups that hold them are read.
        dims : mapping of str to str, optional
            Values of dimension columns, to which the rows are limited.

        Returns
        -------
        DataFrame
            `indicator`, `area`, `period_start`, `period_end`, `period`, `value`,
            `lower_95`, `upper_95`, `status` and the indicator's dimensions, sorted.

        Raises
        ------
        UnknownIndicatorError, SnapshotError
        """
        wanted = None if areas is None else tuple(sorted(set(areas)))
        if self._entry(indicator)["kind"] != "indicator":
            raise self._unknown(indicator)
        self._note(indicator, ("*",) if wanted is None else wanted)
        return self._read(indicator, wanted, tuple(sorted((dims or {}).items())))

    def log_reads(self, path: Path) -> None:
        """Note from now on what is read in a file as well: table and areas, or null, as JSON.

        What was read before is forgotten: it is noted when it is read, or asked for, again.
        """
        self._log, self.reads = path, {}

    def lookup(self, name: str) -> pd.DataFrame:
        """A lookup table, whole. Raises SnapshotError when it is missing or damaged."""
        if name not in self._frames:
            self._frames[name] = self._read(name, None, ())
        return self._frames[name].copy()

    def preload(self, name: str) -> None:
        """Read a table ahead of its use; `reads` does not count it. Raises SnapshotError."""
        if self._entry(name)["kind"] == "indicator":
            for group in range(self._file(name).num_row_groups):
                self._group(name, group)
        else:
            self.lookup(name)

    def verify(self) -> list[str]:
        """Check every table against the manifest; return the names checked.

        Raises
        ------
        SnapshotError
            On the first table that is missing or differs.
        """
        for entry in self.manifest["tables"].values():
            _check(self.folder / entry["file"], entry["sha256"])
        return sorted(self.manifest["tables"])

    @contextmanager
    def noted(self) -> Iterator[Reads]:
        """Collect what is read within, for a result that is to be kept: see `note`."""
        self._noting.append({})
        try:
            yield self._noting[-1]
        finally:
            self._noting.pop()

    def note(self, reads: Reads) -> None:
        """Count as read what a kept result rests on."""
        for indicator, areas in reads.items():
            self._note(indicator, areas)

    def _note(self, indicator: str, areas: Collection[str]) -> None:
        """Remember what is read (``*`` for all areas), and write down what was not read before."""
        for reads in self._noting:
            reads.setdefault(indicator, set()).update(areas)
        known = self.reads.setdefault(indicator, set())
        new = set() if "*" in known else set(areas) - known
        known |= new
        if self._log is not None and new:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(json.dumps([indicator, None if "*" in new else sorted(new)]) + "\n")

    def _entry(self, name: str) -> dict[str, Any]:
        if not self.has(name):
            raise self._unknown(name)
        return dict(self.manifest["tables"][name])

    def _unknown(self, name: str) -> UnknownIndicatorError:
        near = difflib.get_close_matches(name, self.names("indicator"), n=5, cutoff=0.5)
        return UnknownIndicatorError(
            f"The snapshot has no table '{name}'.",
            where=str(self.folder / MANIFEST),
            expected=f"one such as {', '.join(near)}" if near else "",
            do="run 'evidencebook data status' for what it holds",
        )

    def _read(self, name: str, areas: tuple[str, ...] | None, dims: Dims) -> pd.DataFrame:
        file = self._file(name)
        groups = range(file.num_row_groups) if areas is None else _groups(file, areas)
        rows = [self._selected(name, group, dims) for group in groups]
        if not rows:
            return self._selected(name, 0, dims).frame.iloc[:0]
        frames = [found.frame if areas is None else found.of(areas) for found in rows]
        return pd.concat(frames, ignore_index=True)

    def _select(self, name: str, group: int, dims: Dims) -> Rows:
        """The rows of one row group with some values of its dimensions."""
        if not dims:
            return self._group(name, group)
        frame = self._group(name, group).frame
        there = np.ones(len(frame), dtype=bool)
        for column, value in dims:
            there &= frame[column].to_numpy(object) == value
        return Rows.sorted_by_area(frame[there])

    def _group(self, name: str, group: int) -> Rows:
        if (name, group) not in self._groups:
            table = self._file(name).read_row_group(group, use_threads=False)
            self._groups[name, group] = Rows.sorted_by_area(_frame(table))
        return self._groups[name, group]

    def _file(self, name: str) -> pq.ParquetFile:
        if name not in self._open:
            entry = self._entry(name)
            path = self.folder / entry["file"]
            _check(path, entry["sha256"])
            # Without reading ahead Arrow starts no threads, so that a process may fork after it.
            self._open[name] = pq.ParquetFile(path, memory_map=True, pre_buffer=False)
        return self._open[name]


def _frame(table: pa.Table) -> pd.DataFrame:
    """A table as a data frame in which equal texts are one object."""
    columns = {
        name: _text(column)
        if pa.types.is_string(column.type)
        else column.to_pandas(date_as_object=False)
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return pd.DataFrame(columns)


def _text(column: pa.ChunkedArray) -> pd.Series:
    coded = column.combine_chunks().dictionary_encode()
    texts = np.array([*coded.dictionary.to_pylist(), np.nan], dtype=object)
    return pd.Series(texts[coded.indices.fill_null(len(texts) - 1).to_numpy()], dtype="str")


def _groups(file: pq.ParquetFile, areas: tuple[str, ...]) -> list[int]:
    """The row groups whose span of area codes holds one of the areas."""
    column = file.schema_arrow.get_field_index("area")
    found = []
    for group in range(file.num_row_groups):
        span = file.metadata.row_group(group).column(column).statistics
        if span is None or any(span.min <= area <= span.max for area in areas):
            found.append(group)
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SnapshotError(
            "There is no snapshot.",
            where=str(path),
            do="fetch the repository's data folder again, or run 'evidencebook data import FOLDER'",
        ) from error
    except ValueError as error:
        raise SnapshotError(
            "The snapshot's manifest cannot be read.",
            where=str(path),
            expected="JSON",
            found=str(error),
            do="restore it: git checkout -- data/snapshot",
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise SnapshotError(
            "The snapshot's manifest has another format.",
            where=str(path),
            expected=f"a JSON object of format {FORMAT}",
            do="restore it: git checkout -- data/snapshot",
        )
    return {"tables": {}, **manifest}


def _check(path: Path, expected: str) -> None:
    if not path.exists():
        raise SnapshotError(
            "A table of the snapshot is missing.",
            where=str(path),
            expected=f"a file with SHA-256 {expected}",
            found="no file",
            do="restore it: git checkout -- data/snapshot",
        )
    if (found := _sha256(path)) != expected:
        raise SnapshotError(
            "A table of the snapshot is damaged.",
            where=str(path),
            expected=f"SHA-256 {expected}",
            found=f"SHA-256 {found}",
            do="restore it: git checkout -- data/snapshot",
        )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
