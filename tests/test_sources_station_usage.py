"""Estimates of station usage: names of authorities, sums, and what is not known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.errors import DataError
from evidencebook.sources import station_usage
from evidencebook.sources.snapshot import Table, check_observations

FOLDER = Path(__file__).parent / "data" / "orr-station-usage"
FILE = FOLDER / "transport" / "orr_station_usage_2020-21.csv"
USE = "station-entries-exits"


def _read(path: Path) -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    tables, _, report = station_usage.read(path)
    for table in tables:
        _check(table)
    return {table.name: table.frame for table in tables}, report


def _check(table: Table) -> None:
    if table.kind == "indicator":
        check_observations(table.name, table.frame)


def _value(frame: pd.DataFrame, area: str, period: str) -> float:
    rows = frame[(frame["area"] == area) & (frame["period"] == period)]
    return float(rows["value"].iloc[0])


@pytest.fixture(scope="module")
def read() -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    """Frames by table, observations checked, and the report."""
    return _read(FILE)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the excerpt, to be spoilt."""
    shutil.copytree(FOLDER, tmp_path / "raw")
    return tmp_path / "raw" / "transport" / FILE.name


def test_use_is_added_up_by_authority(read: tuple[dict[str, pd.DataFrame], object]) -> None:
    """Burnley's five stations, by hand: 61,942 + 138,308 + 482,736 and two smaller ones."""
    use, count = read[0][USE], read[0]["railway-stations"]
    assert _value(use, "E07000117", "2019-20") == 699_716
    assert _value(use, "E07000117", "2020-21") == 161_104
    assert _value(count, "E07000117", "2020-21") == 5


def test_former_authorities_go_to_their_successor(
    read: tuple[dict[str, pd.DataFrame], object],
) -> None:
    """Carlisle and Allerdale are in Cumberland today."""
    assert set(read[0][USE]["area"]) & {"E07000026", "E07000028"} == set()
    stations = read[0]["station-usage"].set_index("station")
    assert stations.loc[["Carlisle", "Workington"], "area"].tolist() == ["E06000063"] * 2
    assert _value(read[0]["railway-stations"], "E06000063", "2020-21") == 2


def test_names_in_two_languages_are_known(read: tuple[dict[str, pd.DataFrame], object]) -> None:
    """Caerphilly - Caerffili, and Isle of Anglesey - Ynys Môn with its circumflex."""
    stations = read[0]["station-usage"].set_index("station")
    assert stations.loc[["Aber", "Holyhead", "Bow Street"], "area"].tolist() == [
        "W06000018", "W06000001", "W06000008",
    ]  # fmt: skip
    assert stations.loc["Holyhead", "authority"] == "Isle of Anglesey - Ynys Môn"


def test_no_station_is_a_zero_in_great_britain_only(
    read: tuple[dict[str, pd.DataFrame], object],
) -> None:
    """The Isles of Scilly have none; of Belfast nothing is known."""
    for slug in station_usage.MEASURES:
        frame = read[0][slug]
        assert _value(frame, "E06000053", "2020-21") == 0
        assert "N09000003" not in set(frame["area"])


def test_stations_without_figures_are_not_counted(
    read: tuple[dict[str, pd.DataFrame], dict[str, object]],
) -> None:
    """Corfe Castle has no figures; Bow Street opened in 2020-21."""
    frames, report = read
    assert report["stations listed without a figure"] == ["Corfe Castle"]
    assert report["stations not yet open in 2019-20"] == ["Bow Street"]
    count = frames["railway-stations"]
    assert _value(count, "E06000059", "2020-21") == 0
    assert [_value(count, "W06000008", year) for year in ("2019-20", "2020-21")] == [0, 1]


def test_authorities_add_up_to_great_britain(
    read: tuple[dict[str, pd.DataFrame], object],
) -> None:
    """Nothing is lost between the stations and the authorities."""
    use = read[0][USE]
    stations = read[0]["station-usage"]
    for year in ("2019-20", "2020-21"):
        rows = use[(use["period"] == year) & (use["area"] != "K03000001")]
        whole = stations[f"entries_exits_{year.replace('-', '_')}"].sum()
        assert rows["value"].sum() == whole == _value(use, "K03000001", year)


def test_an_unknown_authority_is_counted(copied: Path) -> None:
    """Its stations stay in the lookup, it is named, and no other authority gets a zero."""
    text = copied.read_text("latin-1").replace("South West,Dorset", "South West,Dorsetshire")
    text = text.replace("London,City of London", "London,Town of London")
    copied.write_text(text, "latin-1")
    frames, report = _read(copied)
    unknown = report[station_usage.UNKNOWN_AUTHORITY]
    assert "Town of London" in unknown  # type: ignore[operator]
    stations = frames["station-usage"].set_index("station")
    assert pd.isna(stations.loc["London Liverpool Street", "area"])
    assert not {"E09000001", "E06000053"} & set(frames[USE]["area"])
    whole = stations["entries_exits_2019_20"].sum()
    assert _value(frames[USE], "K03000001", "2019-20") == whole


def test_an_unreadable_figure_is_refused(copied: Path) -> None:
    """With file, row and column."""
    text = copied.read_text("latin-1").replace('"482,736"', '"482,7x6"')
    copied.write_text(text, "latin-1")
    with pytest.raises(DataError, match="2019-20 Entries and exits - TOTAL"):
        station_usage.read(copied)


def test_another_layout_is_refused(copied: Path) -> None:
    """A later year's file has other columns."""
    text = copied.read_text("latin-1").replace("2020-21 Interchanges", "2021-22 Interchanges")
    copied.write_text(text, "latin-1")
    with pytest.raises(DataError, match="2020-21 Interchanges"):
        station_usage.read(copied)


def test_the_lookup_must_be_beside_the_file(copied: Path) -> None:
    """Without it no station has an authority."""
    shutil.rmtree(copied.parent.parent / "area-lookups")
    with pytest.raises(DataError, match="area-lookups"):
        station_usage.read(copied)


def test_the_snapshot_holds_the_whole_railway(figures: Figures) -> None:
    """3,007,137,112 and 687,732,800 entries and exits in the publisher's file; 2,568 stations."""
    britain = figures.areas["K03000001"]
    for how in ("published", "computed"):
        series = figures.series(USE, britain, how=how).set_index("period")["value"]
        assert series.to_dict() == {"2019-20": 3_007_137_112, "2020-21": 687_732_800}
    changes = figures.value("station-interchanges", britain)
    assert changes is not None and changes.value == 55_316_884
    count = figures.value("railway-stations", britain)
    assert count is not None and count.value == 2_568
