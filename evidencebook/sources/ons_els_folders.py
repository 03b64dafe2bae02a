"""Where the publisher's data sets lie: a dated folder, the zip of one, or a folder of folders.

A data set is a folder with a JSON of its own name, ``<data set>/<data set>.json``, and a CSV where
there are figures. Several lie in a folder that is named by the date of the copy, such as
``2026-03-01``; several of those may lie in one folder.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidencebook.errors import DataError

Place = Path | zipfile.Path
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# How many folders deep data sets are looked for below a path.
_DEEP = 2


@dataclass(frozen=True)
class DataSet:
    """One data set as it lies there.

    Attributes
    ----------
    name : str
    date : str
        ISO date that the folder around it is named by; empty without one.
    facts : bytes
        Its JSON.
    figures : bytes or None
        Its CSV, if it has one.
    """

    name: str
    date: str
    facts: bytes
    figures: bytes | None


def holds(path: Path) -> bool:
    """Whether a folder or a zip has data sets. Raises DataError for a damaged zip."""
    if not path.is_dir() and path.suffix != ".zip":
        return False
    with _opened(path) as root:
        return bool(_folders(root, "", _DEEP))


def data_sets(path: Path) -> Iterator[DataSet]:
    """Every data set below a path, those of the newest date first, then by name.

    Parameters
    ----------
    path : Path
        A folder of data sets, a folder of such folders, or a zip of either. Its own name may be
        the date.

    Raises
    ------
    DataError
        If there are none, or the zip is damaged.
    """
    own = path.stem if path.suffix == ".zip" else path.name
    with _opened(path) as root:
        folders = _folders(root, own if _DATE.fullmatch(own) else "", _DEEP)
        if not folders:
            raise DataError(
                "The folder holds no data sets",
                where=str(path),
                expected="<data set>/<data set>.csv and .json",
                found="none",
                do="give the folder that holds the data sets' folders, or a zip of it",
            )
        for date, folder in sorted(folders, key=lambda found: found[0], reverse=True):
            for name in _names(folder):
                files = folder / name
                facts, figures = files / f"{name}.json", files / f"{name}.csv"
                content = figures.read_bytes() if figures.exists() else None
                yield DataSet(name, date, facts.read_bytes(), content)


@contextmanager
def _opened(path: Path) -> Iterator[Place]:
    """The folder, or the zip as if it were one."""
    if path.is_dir():
        yield path
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield zipfile.Path(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile) as cause:
        raise DataError(
            "A zip cannot be read",
            where=str(path),
            expected="a zip of a folder of data sets",
            found=str(cause),
            do="make or fetch the zip again",
        ) from cause


def _folders(place: Place, date: str, deep: int) -> list[tuple[str, Place]]:
    """The folders of data sets at a place or below it, each with its date."""
    if _names(place):
        return [(date, place)]
    found = []
    for child in place.iterdir() if deep else ():
        if child.is_dir():
            own = child.name if _DATE.fullmatch(child.name) else date
            found += _folders(child, own, deep - 1)
    return found


def _names(place: Place) -> list[str]:
    """The data sets right below a place."""
    return sorted(
        child.name for child in place.iterdir() if (child / f"{child.name}.json").exists()
    )
