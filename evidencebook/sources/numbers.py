"""Read the cells of a publisher's file as numbers, and refuse what is none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from evidencebook.errors import DataError


def numbers(
    cells: pd.Series, where: str, *, first_row: int, marks: Collection[str] = ()
) -> pd.Series:
    """Read cells as numbers; a cell that holds one of `marks` becomes NaN.

    Parameters
    ----------
    cells : Series
        Text or numbers, indexed by the row's place below the headings, from 0. The name is
        the column's.
    where : str
        The data set or the sheet that they stand in.
    first_row : int
        The row of the file, counted from 1, that has the index 0.
    marks : collection of str
        What the source writes where it gives no figure; ``""`` stands for an empty cell.

    Returns
    -------
    Series of float64

    Raises
    ------
    DataError
        If a cell is neither a finite number nor one of the marks.
    """
    plain = cells.map(_plain).astype("object")
    found = pd.to_numeric(plain.where(plain.map(_may_be_number)), errors="coerce")
    found = found.astype("float64").rename(cells.name)
    bad = ~np.isfinite(found) & ~plain.isin(list(marks))
    if bad.any():
        first = int(np.argmax(bad))
        raise DataError(
            "A figure is not a number",
            where=f"{where}, row {cells.index[first] + first_row}, column {cells.name}",
            expected=" or ".join(["a number", *(repr(m) if m else "nothing" for m in marks)]),
            found=repr(plain.iloc[first]),
            do="look at the file; if this marks a figure that is not given, add it to the "
            "marks of the source's importer",
        )
    return found


def _plain(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell.strip()
    return "" if cell is None or cell is pd.NaT or cell != cell else cell


def _may_be_number(cell: Any) -> bool:
    return isinstance(cell, str | int | float | np.number) and not isinstance(cell, bool)
