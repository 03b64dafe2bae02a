"""Folders of data sets, one in another, and zips of them, from excerpts of the real files."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from evidencebook.errors import DataError
from evidencebook.sources import ons_els_folders as folders

DATA = Path(__file__).parent / "data"
ELS, PAIR = DATA / "ons-els", DATA / "revisions"


def zipped(folder: Path, target: Path, root: str = "") -> Path:
    """A zip of a folder, its files below the folder `root` of the zip."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            if path.is_file():
                archive.write(path, Path(root) / path.relative_to(folder))
    return target


def listed(path: Path) -> list[tuple[str, str]]:
    """The date and name of the data sets at a path."""
    return [(found.date, found.name) for found in folders.data_sets(path)]


def test_a_dated_folder() -> None:
    """Its data sets by name, each with the folder's date, those without figures included."""
    found = {one.name: one for one in folders.data_sets(ELS / "2026-06-26")}
    assert list(found) == sorted(found)
    assert {one.date for one in found.values()} == {"2026-06-26"}
    assert found["average-house-price"].figures is None
    rate = ELS / "2026-06-26" / "employment-rate" / "employment-rate.csv"
    assert found["employment-rate"].figures == rate.read_bytes()


def test_a_folder_of_folders_begins_with_the_newest() -> None:
    """By the date that each is named by."""
    dates = [date for date, _ in listed(ELS)]
    assert dates == sorted(dates, reverse=True)
    assert set(dates) == {"2025-05-07", "2026-06-26"}


@pytest.mark.parametrize("root", ["", "2026-03-01", "ons-explore-local-statistics/2026-03-01"])
def test_a_zip_is_read_as_the_folder_is(tmp_path: Path, root: str) -> None:
    """Whether or not the zip has a folder around the data sets."""
    path = zipped(PAIR / "2026-03-01", tmp_path / "2026-03-01.zip", root)
    assert folders.holds(path)
    assert list(folders.data_sets(path)) == list(folders.data_sets(PAIR / "2026-03-01"))


def test_a_folder_that_is_named_by_no_date(tmp_path: Path) -> None:
    """The data sets have no date, and come after those that have one."""
    shutil.copytree(ELS / "2025-05-07", tmp_path / "all" / "mine")
    shutil.copytree(PAIR / "2026-03-01", tmp_path / "all" / "2026-03-01")
    assert listed(tmp_path / "all")[-1] == ("", "gdp-per-head")


@pytest.mark.parametrize("name", ["notes.txt", "empty", "empty.zip", "deep"])
def test_what_holds_no_data_sets(tmp_path: Path, name: str) -> None:
    """A file, an empty folder or zip, a folder that has data sets too far below it."""
    path = tmp_path / name
    if path.suffix == ".zip":
        zipped(tmp_path, path)
    elif path.suffix:
        path.write_text("nothing")
    else:
        path.mkdir()
    if name == "deep":
        shutil.copytree(ELS, path / "one" / "two")
    assert not folders.holds(path)
    if path.suffix != ".txt":
        with pytest.raises(DataError, match="no data sets"):
            listed(path)


def test_a_zip_that_is_cut_short(tmp_path: Path) -> None:
    """It is named."""
    path = zipped(ELS, tmp_path / "cut.zip")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DataError, match="A zip cannot be read") as caught:
        folders.holds(path)
    assert caught.value.where == str(path)
