"""Digests of the rows of each area in each table: what tells whether figures that were read moved.

All areas of a table are digested at once, and kept in a file that is named by the table's own
hash: a snapshot's rows are read for it once, by whoever first asks.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from evidencebook.files import write_whole
from evidencebook.store import Rows, Store

# Hexadecimal figures of an area's digest: among a snapshot's, two alike are out of the question.
LENGTH = 32
_SUM = "sha256"


class RowDigests:
    """The digests of one snapshot.

    Parameters
    ----------
    folder : Path
        Where they are kept; made if need be.
    store : Store
        Its reads are counted: it must not be the one that a chapter's reads are noted of.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self._known: dict[str, dict[str, str]] = {}

    def of(self, table: str, areas: Iterable[str] | None) -> str:
        """A digest of a table's rows for some areas, or for all; areas without rows count too."""
        known = self._table(table)
        wanted = known if areas is None else areas
        return _digest(json.dumps([[area, known.get(area, "")] for area in sorted(wanted)]))

    def _table(self, table: str) -> dict[str, str]:
        whole = str(self.store.manifest["tables"][table]["sha256"])
        if whole not in self._known:
            path = self.folder / whole[:2] / f"{whole}.json"
            found = _read(path)
            if found is None:
                found = by_area(self.store.observations(table))
                write_whole(path, _packed(found))
            self._known[whole] = found
        return self._known[whole]


def by_area(frame: pd.DataFrame) -> dict[str, str]:
    """The digest of each area's rows in a table that is sorted by area, or of all without areas.

    Rows are hashed by pandas (``hash_pandas_object``), and the hashes of an area by SHA-256.
    """
    names = ",".join(map(str, frame.columns)).encode()
    rows = pd.util.hash_pandas_object(frame, index=False).to_numpy()
    spans = Rows.sorted_by_area(frame).spans or {"": (0, len(rows))}
    return {
        area: hashlib.sha256(names + rows[start:end].tobytes()).hexdigest()[:LENGTH]
        for area, (start, end) in spans.items()
    }


def _packed(found: dict[str, str]) -> bytes:
    return json.dumps({_SUM: _digest(json.dumps(found)), "areas": found}).encode()


def _read(path: Path) -> dict[str, str] | None:
    """What is kept; None if there is nothing, or it is damaged."""
    try:
        said = json.loads(path.read_bytes())
        found = dict(said["areas"])
        if _digest(json.dumps(found)) != said[_SUM]:
            return None
        os.utime(path)  # what was used lately is dropped last
        return found
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
