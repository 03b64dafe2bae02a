"""Compare two snapshots: which figures are new, which were revised, which are no longer given.

Nothing is written here. A figure is told by its area, period and dimensions; two values are
the same where they differ by no more than the noise of binary fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from evidencebook.errors import SnapshotError
from evidencebook.indicators import Indicator, indicators
from evidencebook.sources.snapshot import KEY, NOT_DIMENSIONS, NUMBERS, OBSERVATION_COLUMNS
from evidencebook.store import MANIFEST, Store

How = Literal["changed", "new", "withdrawn"]
# The share of a value up to which a difference is noise of the publisher's arithmetic.
NOISE = 1e-9
# Beyond so many possible keys they are numbered anew, lest their product outgrow an integer.
_MANY = 2**40
# What a card says of an indicator that changes what its figures mean, or how they read.
CARD_FACTS = ("title", "unit", "definition", "better", "dated", "nominal")
ENTRY_FACTS = ("title", "publisher", "source", "url", "local")


@dataclass(frozen=True)
class Shift:
    """One revised value.

    Attributes
    ----------
    area, period : str
        The area's code and the period's label.
    before, after : float
    dims : mapping
        The figure's dimensions, empty for a plain indicator.
    """

    area: str
    period: str
    before: float
    after: float
    dims: Mapping[str, str] = field(default_factory=dict)

    @property
    def absolute(self) -> float:
        """By how much the value moved, in the indicator's unit."""
        return self.after - self.before

    @property
    def relative(self) -> float | None:
        """The same as a share of the former value; None where that was nought."""
        return self.absolute / abs(self.before) if self.before else None

    def record(self) -> dict[str, Any]:
        """The shift as JSON data."""
        return {**asdict(self), "absolute": self.absolute, "relative": self.relative}


@dataclass(frozen=True)
class Revision:
    """What became of one table of the snapshot.

    ``added`` + ``withdrawn`` + ``compared`` are all the values of both: ``compared`` were given
    before and are given now, and ``revised`` of them differ.

    Attributes
    ----------
    name : str
        The indicator's slug, or the lookup's name.
    how : str
        ``changed``, ``new`` or ``withdrawn``: what became of the table as a whole.
    kind : str
        ``indicator`` or ``lookup``.
    rows, released : tuple
        Rows, and the release's ISO date, before and after.
    new_periods, lost_periods : tuple of str
        Labels of periods that one of the two alone has.
    added, added_to_old : int
        Values that were not given before, and how many of them are of periods held before.
    withdrawn, withheld : int
        Values that are no longer given, and how many of them keep a row that gives none.
    compared, revised : int
    largest, largest_relative : Shift or None
        The value revised most in its unit, and as a share of what it was.
    typical : float or None
        By what share of what it was a revised value moved, as a median. A large one means
        another unit or base, not news.
    intervals, marks : int
        Values that stand, with another 95% interval or another status.
    new_areas, lost_areas : tuple of str
        Codes.
    facts : mapping
        What else is said of the table → before and after, where that differs.
    """

    name: str
    how: How = "changed"
    kind: str = "indicator"
    rows: tuple[int, int] = (0, 0)
    released: tuple[str, str] = ("", "")
    new_periods: tuple[str, ...] = ()
    lost_periods: tuple[str, ...] = ()
    added: int = 0
    added_to_old: int = 0
    withdrawn: int = 0
    withheld: int = 0
    compared: int = 0
    revised: int = 0
    largest: Shift | None = None
    largest_relative: Shift | None = None
    typical: float | None = None
    intervals: int = 0
    marks: int = 0
    new_areas: tuple[str, ...] = ()
    lost_areas: tuple[str, ...] = ()
    facts: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """The revision as JSON data."""
        shifts = {name: getattr(self, name) for name in ("largest", "largest_relative")}
        told = {name: shift.record() if shift else None for name, shift in shifts.items()}
        return {**asdict(self), **told}


def compare(before: pd.DataFrame, after: pd.DataFrame) -> Revision:
    """Compare one indicator's observations of two snapshots.

    Parameters
    ----------
    before, after : DataFrame
        Observations as the snapshot holds them; see `snapshot.check_observations`.

    Returns
    -------
    Revision
        Without release and facts. Where the two have other dimensions their figures cannot be
        matched, so that all are withdrawn and all are new; ``facts`` says so.
    """
    name = str((after if len(after) else before)["indicator"].iloc[0])
    dims = _dimensions(before)
    alike = dims == _dimensions(after)
    found = _matched(before, after, dims) if alike else _apart(before, after)
    return Revision(
        name,
        rows=(len(before), len(after)),
        new_periods=_only(after, before, "period"),
        lost_periods=_only(before, after, "period"),
        new_areas=_only(after, before, "area"),
        lost_areas=_only(before, after, "area"),
        **found,
    )


def between(
    old: Store,
    new: Store,
    cards: tuple[Mapping[str, Indicator], Mapping[str, Indicator]] | None = None,
) -> list[Revision]:
    """Compare two snapshots, table by table.

    Parameters
    ----------
    old, new : Store
        A table is opened only where its hash differs.
    cards : tuple of mapping, optional
        Indicator cards of the two, to compare unit, title and definition.

    Returns
    -------
    list of Revision
        Those of the tables that differ, by name.

    Raises
    ------
    SnapshotError
        When a table is missing or damaged.
    """
    before, after = (store.manifest["tables"] for store in (old, new))
    found = []
    for name in sorted(before.keys() | after.keys()):
        facts = _facts(before.get(name), after.get(name), cards, name)
        same = before.get(name, {}).get("sha256") == after.get(name, {}).get("sha256")
        if not same or facts:
            found.append(_of_table(name, old, new, facts, same))
    return found


def of_folders(old: Path, new: Path) -> list[Revision]:
    """Compare two snapshot folders, or two data folders with their cards; see `between`."""
    stores = [open_store(folder) for folder in (old, new)]
    folders = [store.folder.resolve().parent for store in stores]
    cards = [indicators(folder) for folder in folders]
    both = (cards[0], cards[1]) if all(cards) else None
    return between(stores[0], stores[1], both)


def open_store(folder: Path) -> Store:
    """The snapshot in a folder, which may be the snapshot's own or the data folder around it."""
    for place in (Path(folder), Path(folder) / "snapshot"):
        if (place / MANIFEST).is_file():
            return Store(place)
    raise SnapshotError(
        "There is no snapshot in the folder.",
        where=str(folder),
        expected=f"a snapshot's folder with its {MANIFEST}, or the data folder around it",
        do="name the folder of a snapshot, such as data/snapshot",
    )


def record(old: str, new: str, found: Iterable[Revision]) -> dict[str, Any]:
    """A comparison as JSON data.

    Parameters
    ----------
    old, new : str
        Hashes of the two snapshots.
    found : iterable of Revision
    """
    return {"from": old, "to": new, "tables": [revision.record() for revision in found]}


def _of_table(
    name: str, old: Store, new: Store, facts: dict[str, tuple[str, str]], same: bool
) -> Revision:
    entries = [store.manifest["tables"].get(name, {}) for store in (old, new)]
    kind = str((entries[1] or entries[0])["kind"])
    how: How = "changed" if all(entries) else "new" if entries[1] else "withdrawn"
    fields: dict[str, Any] = {}
    if not same:
        frames = [
            (_frame(store, name, kind) if entry else None)
            for store, entry in zip((old, new), entries, strict=True)
        ]
        fields = _fields(frames, kind)
    return Revision(
        **{
            **fields,
            "name": name,
            "how": how,
            "kind": kind,
            "rows": tuple(int(entry.get("rows", 0)) for entry in entries),
            "released": tuple(str(entry.get("released", "")) for entry in entries),
            "facts": {**fields.get("facts", {}), **facts},
        }
    )


def _frame(store: Store, name: str, kind: str) -> pd.DataFrame:
    return store.observations(name) if kind == "indicator" else store.lookup(name)


def _fields(frames: list[pd.DataFrame | None], kind: str) -> dict[str, Any]:
    """The comparison of two tables, one of which may not be there, as the fields of a revision."""
    there = next(frame for frame in frames if frame is not None)
    before, after = (there.iloc[:0] if frame is None else frame for frame in frames)
    if kind == "indicator":
        made = compare(before, after)
        return {name: getattr(made, name) for name in made.__dataclass_fields__}
    column = next((c for c in ("code", "area") if c in before and c in after), "")
    if not column:
        return {}
    return {
        "new_areas": _only(after, before, column),
        "lost_areas": _only(before, after, column),
    }


def _facts(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    cards: tuple[Mapping[str, Indicator], Mapping[str, Indicator]] | None,
    name: str,
) -> dict[str, tuple[str, str]]:
    """What the manifest and the cards say otherwise than before; nothing of a new table."""
    if not before or not after:
        return {}
    found = {
        key: (str(before.get(key, "")), str(after.get(key, "")))
        for key in ENTRY_FACTS
        if before.get(key, "") != after.get(key, "")
    }
    one, other = (side.get(name) for side in cards) if cards else (None, None)
    if one and other:
        pairs = {key: (str(getattr(one, key)), str(getattr(other, key))) for key in CARD_FACTS}
        found |= {f"card: {key}": pair for key, pair in pairs.items() if pair[0] != pair[1]}
    return found


def _dimensions(frame: pd.DataFrame) -> list[str]:
    """The columns that tell an indicator's figures apart beside area and period."""
    return sorted(set(frame.columns) - set(OBSERVATION_COLUMNS) - NOT_DIMENSIONS)


def _apart(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, Any]:
    """The fields of a revision of tables whose figures cannot be matched."""
    dims = (", ".join(_dimensions(before)) or "none", ", ".join(_dimensions(after)) or "none")
    given = after["value"].notna()
    return {
        "added": int(given.sum()),
        "added_to_old": int((given & after["period"].isin(before["period"])).sum()),
        "withdrawn": int(before["value"].notna().sum()),
        "facts": {"dimensions": dims},
    }


def _matched(before: pd.DataFrame, after: pd.DataFrame, dims: list[str]) -> dict[str, Any]:
    """The fields of a revision of tables with the same dimensions."""
    pairs, alone = _pairs(before, after, [*KEY, *dims])
    had, has = pairs["value_old"].notna(), pairs["value_new"].notna()
    both, old_periods = pairs[had & has], before["period"].unique()
    gone, come = (side[side["value"].notna()] for side in alone)
    old = come["period"].isin(old_periods).sum() + (has & ~had).sum()
    changed = ~_same(both, "value")
    intervals = ~(_same(both, "lower_95") & _same(both, "upper_95"))
    marks = both["status_old"] != both["status_new"]
    return {
        "added": len(come) + int((has & ~had).sum()),
        "added_to_old": int(old),
        "withdrawn": len(gone) + int((had & ~has).sum()),
        "withheld": int((had & ~has).sum()),
        "compared": len(both),
        "revised": int(changed.sum()),
        "intervals": int((intervals & ~changed).sum()),
        "marks": int((marks & ~changed).sum()),
        **_extremes(both[changed], dims),
    }


def _pairs(
    before: pd.DataFrame, after: pd.DataFrame, keys: list[str]
) -> tuple[pd.DataFrame, tuple[pd.DataFrame, pd.DataFrame]]:
    """The rows of the same key side by side, and the rows that one frame alone has.

    A key's columns are numbered over both frames, which is several times as fast as a merge.
    """
    numbers, size = np.zeros(len(before) + len(after), dtype="int64"), 1
    for key in keys:
        codes, values = pd.factorize(pd.concat([before[key], after[key]], ignore_index=True))
        numbers, size = numbers + codes * size, size * max(len(values), 1)
        if size > _MANY:
            numbers, distinct = pd.factorize(numbers)
            size = len(distinct)
    old, new = pd.Index(numbers[: len(before)]), pd.Index(numbers[len(before) :])
    at = old.get_indexer(new)
    found = at >= 0
    sides = before.iloc[at[found]], after[found]
    columns = ["status", *NUMBERS]
    pairs = sides[1][[*keys, "period"]].reset_index(drop=True)
    for side, ending in zip(sides, ("old", "new"), strict=True):
        for column in columns:
            pairs[f"{column}_{ending}"] = side[column].to_numpy()
    return pairs, (before[~old.isin(new)], after[~found])


def _same(pairs: pd.DataFrame, column: str) -> pd.Series:
    """Whether a number stands, beyond noise; two that are missing are the same."""
    old, new = pairs[f"{column}_old"], pairs[f"{column}_new"]
    near = np.isclose(old, new, rtol=NOISE, atol=0, equal_nan=True)
    return pd.Series(near, index=pairs.index)


def _extremes(changed: pd.DataFrame, dims: list[str]) -> dict[str, Any]:
    """The largest shifts of the values that were revised, and the typical one."""
    if changed.empty:
        return {}
    size = (changed["value_new"] - changed["value_old"]).abs()
    share = (size / changed["value_old"].abs()).where(changed["value_old"] != 0)
    some = bool(share.notna().any())
    return {
        "largest": _shift(changed.loc[size.idxmax()], dims),
        "largest_relative": _shift(changed.loc[share.idxmax()], dims) if some else None,
        "typical": float(share.median()) if some else None,
    }


def _shift(row: pd.Series, dims: list[str]) -> Shift:
    return Shift(
        area=str(row["area"]),
        period=str(row["period"]),
        before=float(row["value_old"]),
        after=float(row["value_new"]),
        dims={dim: str(row[dim]) for dim in dims},
    )


def _only(frame: pd.DataFrame, other: pd.DataFrame, column: str) -> tuple[str, ...]:
    """What one frame alone has in a column: periods in the order of time, areas by code."""
    known = set(other[column].unique())
    alone = [value for value in frame[column].unique() if value not in known]
    if column != "period" or not alone:
        return tuple(sorted(alone))
    rows = frame.loc[frame["period"].isin(alone), ["period_end", "period_start", "period"]]
    return tuple(rows.drop_duplicates().sort_values(list(rows.columns))["period"].unique())
