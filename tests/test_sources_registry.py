"""Which importer reads what."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from replay import Answer, replaying

from evidencebook import indicators, settings
from evidencebook.errors import DataError, SnapshotError
from evidencebook.sources import ons_els_files, registry
from evidencebook.sources.lock import LOCK, locked
from evidencebook.sources.snapshot import Table, publish
from evidencebook.store import Store

DATA = Path(__file__).parent / "data"
PAIR = DATA / "revisions"


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


@pytest.mark.parametrize("name", ["2026-03-01", "of-march", "2026-03-01.zip", "all"])
def test_a_folder_or_zip_of_data_sets_is_imported(tmp_path: Path, name: str) -> None:
    """A dated folder under any name, the zip of one, a folder of folders."""
    path = tmp_path / name
    if name.endswith(".zip"):
        shutil.make_archive(str(path.with_suffix("")), "zip", PAIR / "2026-03-01")
    else:
        inside = path / "2026-03-01" if name == "all" else path
        shutil.copytree(PAIR / "2026-03-01", inside)
    assert registry.find(path) == {registry.ELS: [path]}
    registry.import_path(path, tmp_path / "data" / "snapshot", lambda _: None)
    release = Store(tmp_path / "data" / "snapshot").release("housing-affordability-ratio")
    assert release.released == "2025-03-24"
    assert release.retrieved == ("" if name == "of-march" else "2026-03-01")


def test_a_zip_is_fetched_from_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it lay here; its bytes are kept with those of refreshes."""
    monkeypatch.setenv("EVIDENCEBOOK_CACHE", str(tmp_path / "cache"))
    zipped = shutil.make_archive(str(tmp_path / "2026-03-01"), "zip", PAIR / "2026-03-01")
    with replaying() as replay:
        replay.serve("/statistics/2026-03-01.zip", Answer(Path(zipped).read_bytes()))
        address = f"{replay.url}/statistics/2026-03-01.zip"
        registry.import_address(address, tmp_path / "one" / "snapshot", lambda _: None)
    registry.import_path(Path(zipped), tmp_path / "other" / "snapshot", lambda _: None)
    hashes = {Store(tmp_path / name / "snapshot").hash for name in ("one", "other")}
    assert len(hashes) == 1
    assert len([path for path in (tmp_path / "cache").rglob("*") if path.is_file()]) == 1


def test_figures_in_another_unit_are_left_out(tmp_path: Path) -> None:
    """March gave the number of achievements, June the rate, which the card is written for."""
    cards = tmp_path / "data" / "indicators"
    cards.parent.mkdir()
    cards.symlink_to(settings.ROOT / "data" / "indicators")
    slug, said = "further-education-skills-learner-achievements", list[str]()
    for date in ("2026-03-01", "2026-06-26"):
        folder = PAIR / "another-unit" / date
        registry.import_path(folder, tmp_path / "data" / "snapshot", said.append)
    left_out = [line for line in said if "left out: further-education" in line]
    assert len(left_out) == 1
    assert "published as “Number”" in left_out[0]
    store = Store(tmp_path / "data" / "snapshot")
    assert store.observations(slug, ["E92000001"])["value"].max() < 10_000


def test_older_figures_that_are_imported_are_told(tmp_path: Path) -> None:
    """They take the place of newer ones, as was asked for."""
    lines: list[str] = []
    for date in ("2026-06-26", "2026-03-01"):
        lines.clear()
        registry.import_path(PAIR / date, tmp_path / "snapshot", lines.append)
    assert lines[-1].startswith("  in the place of figures released later: ")
    assert "housing-affordability-ratio" in lines[-1]
    assert "business-births" not in lines[-1]


def test_an_import_waits_for_a_refresh(raw: Path, tmp_path: Path) -> None:
    """It does not publish while another process may, and says who that is."""
    lines: list[str] = []
    with (
        locked(tmp_path / LOCK, "refresh", lines.append, 0),
        pytest.raises(SnapshotError, match=f"process {os.getpid()}, since .*, refresh"),
    ):
        registry.import_path(raw, tmp_path / "snapshot", lines.append, wait=0.2)
    assert not (tmp_path / "snapshot").exists()
    registry.import_path(raw, tmp_path / "snapshot", lines.append, wait=0)


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
        assert (slug, sources[slug].reader) == (slug, module)
        assert any(card.source == slug for card in cards.values())


def test_sources_that_are_fetched_name_a_connector() -> None:
    """Each connector fetches a source; its files, but for those of recipes, stay importable."""
    cards = indicators.sources(settings.ROOT / "data")
    used = {slug: card.fetch.connector for slug, card in cards.items() if card.fetch}
    assert set(used.values()) == set(registry.CONNECTORS)
    for name, connector in registry.CONNECTORS.items():
        assert connector.fetch.__module__ == f"evidencebook.sources.{name}"
    for slug in used:
        assert slug in registry.IMPORTERS or cards[slug].recipe
    for card in cards.values():
        how = card.fetch
        if how and how.connector in ("govuk", "ons_website"):
            assert how.page.startswith("/") and how.attachment
            host = settings.ADDRESSES[how.connector.upper()]
            assert card.url == host + how.page or how.document
    assert registry.IMPORTERS[registry.ELS].read is ons_els_files.read
    assert cards[registry.ELS].reader == "ons_els_files"
