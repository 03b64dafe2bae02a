"""What refreshes left on record: ``data/revisions/<old>-<new>.json``, see `refresh`.

The names hold the first digits of the two snapshots' hashes, so that records form a chain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencebook.errors import SnapshotError
from evidencebook.sources.revisions import Revision, Shift
from evidencebook.store import Store

FOLDER = "revisions"


@dataclass(frozen=True)
class Record:
    """What one refresh changed: hashes of the snapshots before and after, and the revisions."""

    path: Path
    old: str
    new: str
    revisions: tuple[Revision, ...]


def last(data: Path) -> Record | None:
    """The record of the refresh that led to the snapshot as it is.

    Parameters
    ----------
    data : Path
        The data folder.

    Returns
    -------
    Record or None
        None where no refresh did: none was ever published, or an import came after it. Of several
        that end in this snapshot, as after a figure was revised and revised back, the one that
        follows on another.

    Raises
    ------
    SnapshotError
        If there is no snapshot, or the record is damaged.
    """
    now = Store(data / "snapshot").hash
    ends = {path: path.stem.split("-") for path in sorted((data / FOLDER).glob("*-*.json"))}
    found = [path for path, (_, end) in ends.items() if end == now[:8]]
    following = [path for path in found if ends[path][0] in {end for _, end in ends.values()}]
    read_ones = [read(path) for path in following or found]
    return next((one for one in reversed(read_ones) if one.new == now), None)


def read(path: Path) -> Record:
    """Read a record. Raises SnapshotError if it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = tuple(_revision(fields) for fields in content["tables"])
        return Record(path, str(content["from"]), str(content["to"]), found)
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise SnapshotError(
            "The record of a refresh cannot be read.",
            where=str(path),
            expected="JSON as a refresh writes it: from, to and tables",
            found=f"{type(cause).__name__}: {cause}",
            do="restore it from version control, or remove it",
        ) from cause


def _revision(fields: Mapping[str, Any]) -> Revision:
    shifts = {name: _shift(fields[name]) for name in ("largest", "largest_relative")}
    facts = {name: (str(pair[0]), str(pair[1])) for name, pair in fields["facts"].items()}
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Revision(**{**fields, **lists, **shifts, "facts": facts})


def _shift(fields: Mapping[str, Any] | None) -> Shift | None:
    if fields is None:
        return None
    derived = ("absolute", "relative")
    return Shift(**{name: value for name, value in fields.items() if name not in derived})
