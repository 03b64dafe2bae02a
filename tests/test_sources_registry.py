"""Which importer reads what."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from evidencebook import indicators, settings
from evidencebook.errors import DataError
from evidencebook.sources import ons_els_files, registry
from evidencebook.sources.snapshot import Table, publish

DATA = Path(__file__).parent / "data"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of raw data with two sources."""
    folder = tmp_path / "raw"
    for source, name in (
        ("ons-population-estimates", "denominators/population_all_ages.csv"),
        ("ons-bres", "labour/BRES.parquet"),
    ):
        target = folder / name
        target.parent.mkdir(parents=True)
        shutil.copy(DATA / source / target.name, target)
    return folder


def test_a_folder_is_imported_and_published(raw: Path, tmp_path: Path) -> None:
    """All sources that are there, and a line about each."""
    lines: list[str] = []
    former = {"former": ["E08000016"], "current": ["E08000038"], "recoded": [True]}
    successors = Table("successors", pd.DataFrame(former), "lookup", "ons-areas")
    publish(tmp_path / "snapshot", [successors], {})
    reports = registry.import_path(raw, tmp_path / "snapshot", lines.append)
    assert list(reports) == ["ons-bres", "ons-population-estimates"]
    manifest = json.loads((tmp_path / "snapshot" / "manifest.json").read_text())
    assert set(manifest["tables"]) == {"employees", "population", "successors"}
    assert manifest["raw"]["ons-bres"][0]["name"] == "BRES.parquet"
    assert [line.split(":")[0] for line in lines if line[0] != " "][:2] == list(reports)
    assert any(line.startswith("ons-bres: 1 table, ") for line in lines)
    assert any("sections T and U, not surveyed" in line for line in lines)
    assert any(line.startswith("published 2 tables") for line in lines)


def test_an_unreadable_figure_is_refused_with_its_file(raw: Path, tmp_path: Path) -> None:
    """The file, the sheet and the row; nothing is published."""
    path = raw / "trade" / "ons_services_trade_subnational_2018.xlsx"
    path.parent.mkdir()
    shutil.copy(DATA / "ons-services-trade" / path.name, path)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["9. Tidy format"]
    row = next(row for row in sheet.iter_rows() if row[6].value == "..")
    row[6].value = "[c]"
    workbook.save(path)
    with pytest.raises(DataError, match="not a number") as caught:
        registry.import_path(path, tmp_path / "snapshot", lambda _: None)
    place = f"{path}: 9. Tidy format, row {row[6].row}, column value"
    assert (caught.value.where, caught.value.found) == (place, "'[c]'")
    assert not (tmp_path / "snapshot").exists()


@pytest.mark.parametrize("part", ["labour/BRES.parquet", "labour", "."])
def test_a_file_or_a_folder_finds_its_importer(raw: Path, part: str) -> None:
    """By name, by the folder that it is in, or by the whole."""
    assert "ons-bres" in registry.find(raw / part)


def test_a_file_elsewhere_is_known_by_name(raw: Path, tmp_path: Path) -> None:
    """A file that lies alone."""
    alone = tmp_path / "BRES.parquet"
    shutil.copy(raw / "labour/BRES.parquet", alone)
    assert registry.find(alone) == {"ons-bres": [alone]}


def test_an_unknown_file_is_refused(tmp_path: Path) -> None:
    """The error says what could be imported."""
    path = tmp_path / "notes.txt"
    path.write_text("nothing")
    with pytest.raises(DataError, match="No importer"):
        registry.find(path)
    with pytest.raises(DataError, match="nothing to import"):
        registry.find(tmp_path / "gone")


def test_every_source_has_its_cards() -> None:
    """A source card names the module that reads it, and its indicators exist."""
    sources = indicators.sources(settings.ROOT / "data")
    cards = indicators.indicators(settings.ROOT / "data")
    for slug, importer in registry.IMPORTERS.items():
        if slug == "areas" or not importer.paths:
            continue
        module = getattr(importer.read, "func", importer.read).__module__.rpartition(".")[2]
        fetched = sources[slug].connector in registry.CONNECTORS
        assert (slug, sources[slug].connector) == (slug, module) or fetched
        assert any(card.source == slug for card in cards.values())


def test_connectors_are_the_modules_of_their_names() -> None:
    """A source that can be fetched has a card that names the module; its files stay importable."""
    for name, connector in registry.CONNECTORS.items():
        for function in (connector.fetch, connector.read):
            assert function.__module__ == f"evidencebook.sources.{name}"
    cards = indicators.sources(settings.ROOT / "data")
    fetched = [slug for slug, card in cards.items() if card.connector in registry.CONNECTORS]
    assert fetched == [registry.ELS]
    assert registry.IMPORTERS[registry.ELS].read is ons_els_files.read
