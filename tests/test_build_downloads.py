"""Tests of a book's downloads as a whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import build_samples as samples
import pytest
from download_samples import (
    CREDIT,
    LICENCES,
    csvw_faults,
    package_faults,
    sample_book,
    workbook_faults,
)

from evidencebook.build import edition
from evidencebook.build.book import build
from evidencebook.build.downloads.folder import write_downloads
from evidencebook.build.downloads.licences import OURS, Licences, Terms


def _written(folder: Path, licences: Licences = LICENCES, **fields: Any) -> Path:
    book = replace(sample_book(folder), **fields)
    edition.write_records(book, folder, root=folder / "project")
    write_downloads(book, folder / "downloads", licences)
    return folder / "downloads"


def test_files(tmp_path: Path) -> None:
    """A file and a description for each block with data, the workbook and the package."""
    names = {path.name for path in _written(tmp_path).iterdir()}
    csv = {name for name in names if name.endswith(".csv")}
    assert len(csv) == 12
    assert names - csv == {
        "datapackage.json",
        "testshire.xlsx",
        *(f"{name}-metadata.json" for name in csv),
    }


def test_validators_take_them(tmp_path: Path) -> None:
    """Whatever the text in them."""
    folder = _written(tmp_path)
    assert package_faults(folder) == []
    assert csvw_faults(folder) == []
    assert workbook_faults(folder / "testshire.xlsx") == []


def test_a_package_that_is_not_true_is_found(tmp_path: Path) -> None:
    """The check reads the rows, and misses no file."""
    folder = _written(tmp_path)
    path = folder / "alpha.trend.csv"
    path.write_text(path.read_text().replace("36.1", "many"))
    (folder / "other.csv").write_text("a\n1\n")
    found = " ".join(package_faults(folder))
    assert "many" in found and "other.csv" in found


def test_the_package(tmp_path: Path) -> None:
    """Edition, licences of figures and of words, and of each file columns, source and licence."""
    said = json.loads((_written(tmp_path) / "datapackage.json").read_text())
    assert said["version"].startswith("2025-06-09-")
    assert [one["name"] for one in said["licenses"]] == ["OGL-UK-3.0", "CC-BY-4.0"]
    workbook, first, *_ = said["resources"]
    assert workbook["path"] == "testshire.xlsx"
    assert first["name"] == "alpha.message-one"
    assert first["attributions"] == [CREDIT]
    assert [field["type"] for field in first["schema"]["fields"]] == ["string", "number"]
    assert first["sources"][0]["version"] == "2025-06-09"


def test_local_data_are_not_under_the_governments_licence(tmp_path: Path) -> None:
    """What rests on them alone names their own in every file; a source without address has none."""
    release = replace(samples.RELEASE, title="Visits", url="", released="", local=True)
    block = samples.block("alpha", "visits", "table", sources=(release,))
    own = Licences({(release.publisher, "Visits", ""): Terms(OURS, "© Partnership")})
    folder = _written(tmp_path, own, blocks=[block.record()])
    assert package_faults(folder) == [] and csvw_faults(folder) == []
    said = json.loads((folder / "alpha.visits.csv-metadata.json").read_text())
    assert said["dc:license"] == [{"@id": OURS.url}] and said["dc:rights"] == ["© Partnership"]
    package = (folder / "datapackage.json").read_text()
    assert "OGL" not in package and "CC-BY-4.0" in package


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever it is written."""
    one, other = (_written(tmp_path / name) for name in ("one", "other"))
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name


@pytest.mark.wide
def test_a_whole_book(tmp_path: Path) -> None:
    """Every file of Lancashire's book is as it is described."""
    folder = build("lancashire", out=tmp_path, with_pdf=False) / "downloads"
    assert package_faults(folder) == []
    assert csvw_faults(folder) == []
    assert workbook_faults(folder / "lancashire.xlsx") == []
