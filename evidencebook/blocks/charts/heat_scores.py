"""How far each place is from a reference, in terms that compare across measures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from evidencebook.blocks.charts.frames import tidy
from evidencebook.blocks.charts.measure import Measure

SIMILAR, FAR = 0.5, 1.5
THE = {"United Kingdom": "the UK"}


def scored(
    frame: pd.DataFrame,
    measures: Mapping[str, Measure] | None = None,
    reference: str = "uk",
) -> pd.DataFrame:
    """Sort the cells of a heat table into classes by their distance from a reference.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, column, value, better; optional text, and relation: ``higher`` or
        ``lower`` than the reference, or anything else where neither may be said.
    measures : mapping of str to Measure, optional
        How each column is written, where the frame has no text.
    reference : str
        Role to compare with; where a column lacks it, the nation, then the column's mean.

    Returns
    -------
    pandas.DataFrame
        The frame with ``text`` and ``class``: 0 much worse, 1 worse, 2 similar, 3
        better, 4 much better; where neither way is better 5 lower, 6 similar, 7 higher. Much is
        further than `FAR` standard deviations of the column.
    """
    cells = tidy(frame, "column", "value", "better")
    if "text" not in cells:
        known = measures or {}
        cells["text"] = [
            known.get(column, Measure(decimals=1)).text(value)
            for column, value in zip(cells["column"], cells["value"], strict=True)
        ]
    groups = cells.groupby("column")["value"]
    base = cells["column"].map(_base(cells, reference)["value"]).fillna(groups.transform("mean"))
    spread = groups.transform(lambda values: values.std(ddof=0)).replace(0, np.nan)
    distance = ((cells["value"] - base) / spread).fillna(0.0)
    if "relation" in cells:
        distance = pd.Series(
            [_allowed(z, said) for z, said in zip(distance, cells["relation"], strict=True)],
            index=cells.index,
        )
    cells["class"] = [
        _class(z, better) for z, better in zip(distance, cells["better"], strict=True)
    ]
    return cells


def _allowed(distance: float, relation: object) -> float:
    """A distance no larger than what may be said of the two figures, and no smaller."""
    if pd.isna(relation):
        return distance
    if relation not in ("higher", "lower"):
        return 0.0
    side = 1 if relation == "higher" else -1
    return side * max(abs(distance), np.nextafter(SIMILAR, FAR))


def base_name(cells: pd.DataFrame, reference: str = "uk") -> str:
    """Return the names of what the columns are compared with, as in a sentence."""
    compared = _base(cells, reference)
    names = list(dict.fromkeys(compared["label"].astype(str)))
    if len(compared) < cells.loc[cells["value"].notna(), "column"].nunique():
        names.append("the average")
    return " or ".join(THE.get(name, name) for name in names)


def _base(cells: pd.DataFrame, reference: str) -> pd.DataFrame:
    order = {reference: 0, "nation": 1}
    rows = cells[cells["role"].isin(order) & cells["value"].notna()]
    rows = rows.assign(order=rows["role"].map(order)).sort_values("order", kind="stable")
    return rows.drop_duplicates("column").set_index("column")


def _class(distance: float, better: str) -> int:
    if better == "neither":
        return 6 + int(distance > SIMILAR) - int(distance < -SIMILAR)
    good = -distance if better == "lower" else distance
    return int(np.searchsorted([-FAR, -SIMILAR, SIMILAR, FAR], good))
