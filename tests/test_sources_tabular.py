"""A table of one's own, by its mapping: what is read, and what is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from evidencebook import cli, indicators, settings
from evidencebook.analysis.figures import Figures
from evidencebook.analysis.place import Place
from evidencebook.blocks import claims, tables
from evidencebook.blocks.html import html
from evidencebook.errors import DataError, UnknownIndicatorError
from evidencebook.sources import tabular
from evidencebook.sources.registry import import_path
from evidencebook.sources.snapshot import check_observations

CSV = """Code,Place,Year,Visits
E07000117,Burnley,2023,"1,204"
E07000117,Burnley,2024,1310
E07000122,Pendle,2023,870
E07000122,Pendle,2024,x
"""
CARD = {
    "title": "Visits to the town centre",
    "phrase": "the number of visits to the town centre",
    "definition": "Visits counted by sensors at the entrances of the town centre.",
    "unit": "visits",
    "decimals": 0,
    "better": "higher",
    "source": "town-survey",
    "aggregation": {"rule": "sum"},
}
SOURCE = {"title": "Town survey", "publisher": "Town centre partnership", "local": True}
MAPPING = {
    "file": "visits.csv",
    "indicator": "town-visits",
    "source": "town-survey",
    "columns": {"area": "Code", "period": "Year", "value": "Visits"},
    "missing": ["", "x"],
    "released": "2026-01-15",
}
Edit = Callable[..., Path]


@pytest.fixture
def data(small_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the cards of a local survey."""
    for folder, name, card in (
        ("indicators", "town-visits", CARD),
        ("sources", "town-survey", SOURCE),
    ):
        whole = (small_data / folder).resolve()
        (small_data / folder).unlink()
        (small_data / folder).mkdir()
        for path in whole.glob("*.yml"):
            (small_data / folder / path.name).symlink_to(path)
        (small_data / folder / f"{name}.yml").write_text(yaml.safe_dump(card))
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    return small_data


@pytest.fixture
def mapping(data: Path, tmp_path: Path) -> Edit:
    """Write a mapping and its table."""

    def write(csv: str | bytes = CSV, **fields: Any) -> Path:
        (tmp_path / "visits.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
        content = {k: v for k, v in {**MAPPING, **fields}.items() if v is not None}
        path = tmp_path / "visits.yml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


def card(data: Path, **fields: Any) -> None:
    """Write the indicator's card with other fields."""
    indicators._cards.cache_clear()
    path = data / "indicators" / "town-visits.yml"
    path.write_text(yaml.safe_dump({**CARD, **fields}))


def read(path: Path) -> Any:
    (table,), raw, report = tabular.read(path)
    check_observations(table.name, table.frame)
    return table, raw, report


def test_what_is_read(mapping: Edit) -> None:
    """Thousands commas are read; what stands for no figure keeps its row and its mark."""
    table, raw, report = read(mapping())
    rows = table.frame[["area", "period", "value", "status"]].values.tolist()
    assert rows[:3] == [
        ["E07000117", "2023", 1204.0, ""],
        ["E07000117", "2024", 1310.0, ""],
        ["E07000122", "2023", 870.0, ""],
    ]
    assert rows[3][3] == "x" and rows[3][2] != rows[3][2]
    assert (table.name, table.source, table.local) == ("town-visits", "town-survey", True)
    assert table.title == (
        "Town survey (local data, supplied by Town centre partnership, not an official statistic)"
    )
    assert table.released == "2026-01-15"
    assert {file["name"] for file in raw} == {"visits.yml", "visits.csv"}
    assert report["dropped"] == {}


def test_a_workbook(mapping: Edit, tmp_path: Path) -> None:
    """Of a workbook the sheet that is named; years may be numbers or text."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Counts")
    for row in (["Code", "Year", "Visits"], ["E07000117", 2023, 1204], ["E07000117", "2024", 13.5]):
        sheet.append(row)
    book.save(tmp_path / "visits.xlsx")
    table, _, _ = read(mapping(file="visits.xlsx", sheet="Counts"))
    assert table.frame[["period", "value"]].values.tolist() == [["2023", 1204.0], ["2024", 13.5]]
    with pytest.raises(DataError, match="cannot be read"):
        tabular.read(mapping(file="visits.xlsx", sheet="Nothing"))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2023", "2023"),
        ("2023-24", "2023-24"),
        ("2023/24", "2023-24"),
        ("2023-06-30", "mid-2023"),
        ("2023-01-01/P1M", "Jan 2023"),
        ("2020-01-01/P3Y", "2020 to 2022"),
    ],
)
def test_periods(mapping: Edit, text: str, label: str) -> None:
    """Years, financial years, days and intervals."""
    table, _, _ = read(mapping(f"Code,Year,Visits\nE07000117,{text},1\n"))
    assert table.frame["period"].tolist() == [label]


def test_intervals_and_dimensions(mapping: Edit, data: Path) -> None:
    """Ends of an interval, empty where there are none, and a dimension of the card."""
    card(data, dimensions={"mode": "All"})
    csv = "Code,Year,Visits,Low,High,Mode\nE07000117,2023,5,4,6,All\nE07000117,2023,2,,,Foot\n"
    columns = {**MAPPING["columns"], "lower": "Low", "upper": "High"}  # type: ignore[dict-item]
    table, _, _ = read(mapping(csv, columns=columns, dimensions={"mode": "Mode"}))
    found = table.frame[["mode", "value", "lower_95", "upper_95"]].map(str)
    assert found.values.tolist() == [["All", "5.0", "4.0", "6.0"], ["Foot", "2.0", "nan", "nan"]]


def test_unknown_areas_are_counted_and_named(mapping: Edit) -> None:
    """Their rows are left out; a former authority's code is known."""
    more = "E99999999,?,2023,1\nBurnley,?,2023,2\nE99999999,?,2024,3\nE07000026,Allerdale,2020,4\n"
    table, _, report = read(mapping(CSV + more))
    assert report["dropped"] == {"of areas that the project does not know (E99999999, Burnley)": 3}
    assert "E07000026" in set(table.frame["area"])
    with pytest.raises(DataError, match="has no area that is known") as caught:
        tabular.read(mapping("Code,Year,Visits\nBurnley,2023,1\n"))
    assert caught.value.found == "Burnley"


@pytest.mark.parametrize(
    ("csv", "message", "where", "found"),
    [
        (CSV.replace("870", "many"), "not a number", "row 4, column Visits", "'many'"),
        (CSV.replace("1310", ".."), "not a number", "row 3, column Visits", "'..'"),
        (CSV.replace("2023,870", "2023-13,870"), "could not be read", "row 4, column Year", "2023"),
        (CSV.replace("2024,1310", "last,1310"), "could not be read", "row 3, column Year", "last"),
        (CSV.replace("2024,1310", "2023,1310"), "more than once", "visits.csv", "rows 2, 3"),
        (CSV.replace("Visits", "Count"), "has no column 'Visits'", "visits.csv", "Count"),
        ("Code,Year,Visits\n", "has no rows", "visits.csv", "none"),
        ("", "cannot be read", "visits.csv", ""),
        ("Code,Year,Visits\nE07000117,2023,1,204\n", "more cells than", "visits.csv", "line 2"),
        ("Code,Year,Visits,Visits\nE07000117,2023,1,2\n", "more than one", "visits.csv", "Visits"),
        ("Code,Year,Visits\nE07000117,2023,\xa35".encode("latin-1"), "UTF-8", "visits.csv", ""),
    ],
)
def test_tables_that_are_refused(
    mapping: Edit, csv: str | bytes, message: str, where: str, found: str
) -> None:
    """The row, the column and what stands there are said."""
    with pytest.raises(DataError, match=message) as caught:
        tabular.read(mapping(csv))
    assert where in caught.value.where
    assert found in caught.value.found
    assert caught.value.do and "importer" not in caught.value.do


def test_rows_are_counted_as_the_file_has_them(mapping: Edit) -> None:
    """Empty lines are passed over, and do not shift the number of a row."""
    with pytest.raises(DataError, match="not a number") as caught:
        tabular.read(mapping("Code,Year,Visits\n\n,,\nE07000117,2023,many\n"))
    assert "row 4, column Visits" in caught.value.where


@pytest.mark.parametrize("row", ["E07000117,2023,7,4,6", "E07000117,2023,3,4,6"])
def test_a_figure_outside_its_interval(mapping: Edit, row: str) -> None:
    """The row is said."""
    columns = {**MAPPING["columns"], "lower": "Low", "upper": "High"}  # type: ignore[dict-item]
    with pytest.raises(DataError, match="outside its interval") as caught:
        tabular.read(mapping(f"Code,Year,Visits,Low,High\n{row}\n", columns=columns))
    assert caught.value.found == "row 2"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"file": None}, "lacks 'file'"),
        ({"columns": None}, "lacks 'columns'"),
        ({"colums": {}}, "a field that is not known"),
        ({"columns": "Code"}, "'columns' that is no mapping"),
        ({"columns": {"area": "Code", "period": "Year"}}, "names no column for 'value'"),
        ({"columns": {**MAPPING["columns"], "unit": "x"}}, "for what is not known"),  # type: ignore[dict-item]
        ({"columns": {**MAPPING["columns"], "lower": "x"}}, "one end of an interval"),  # type: ignore[dict-item]
        ({"file": "nothing.csv"}, "names a file that is not there"),
        ({"source": "nobody"}, "names a source that has no card"),
        ({"source": "ons-uk-business"}, "a source that is not local data"),
        ({"dimensions": {"mode": "Mode"}}, "differ in the dimensions"),
        ({"released": "soon"}, "a date of release that is none"),
    ],
)
def test_mappings_that_are_refused(mapping: Edit, fields: dict[str, Any], message: str) -> None:
    """What is wrong with which field."""
    with pytest.raises(DataError, match=message):
        tabular.read(mapping(**fields))


def test_what_is_no_mapping(tmp_path: Path) -> None:
    """Other YAML, and no YAML."""
    (tmp_path / "a.yml").write_text("- a\n")
    with pytest.raises(DataError, match="is not a list of fields"):
        tabular.read(tmp_path / "a.yml")
    (tmp_path / "a.yml").write_text("a: [")
    with pytest.raises(DataError, match="cannot be read"):
        tabular.read(tmp_path / "a.yml")


def test_an_indicator_without_a_card(mapping: Edit) -> None:
    """The nearest slugs are named."""
    with pytest.raises(UnknownIndicatorError):
        tabular.read(mapping(indicator="town-visitors"))


def test_an_official_table_is_not_replaced(mapping: Edit, data: Path) -> None:
    """Local data never stand under an official indicator's name."""
    path = data / "indicators" / "population.yml"
    path.unlink()
    path.write_text(yaml.safe_dump(CARD))
    indicators._cards.cache_clear()
    with pytest.raises(DataError, match="take the place of an official table"):
        tabular.read(mapping(indicator="population"))


def test_local_data_in_the_book(mapping: Edit, data: Path) -> None:
    """Imported by the mapping alone, marked on every block and in the sources; sums work."""
    said: list[str] = []
    before = json.loads((data / "snapshot" / "manifest.json").read_text())["tables"]
    import_path(mapping(), data / "snapshot", said.append)
    assert "1 table" in said[0]
    after = json.loads((data / "snapshot" / "manifest.json").read_text())["tables"]
    assert after.pop("town-visits")["local"] is True
    assert after == before
    figures = Figures.open(data)
    place = Place(figures, figures.areas.find("burnley"))
    block = claims.compare(place, "alpha.visits", "town-visits")
    mark = "local data, supplied by Town centre partnership, not an official statistic"
    assert "1,310" in block.text
    assert mark in html(block)
    assert mark in html(tables.sources(place, "alpha.sources", [block]))
    assert block.record()["sources"][0]["local"] is True
    import_path(mapping(CSV.replace("1310", "1320")), data / "snapshot", said.append)
    again = Figures.open(data)
    found = again.value("town-visits", again.areas.find("burnley"))
    assert found is not None and found.value == 1320


def test_an_import_that_is_refused_leaves_the_snapshot(
    mapping: Edit,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the command line: exit 1, the row and column, no traceback."""
    before = (data / "snapshot" / "manifest.json").read_bytes()
    path = mapping(CSV.replace("870", "many"))
    monkeypatch.setattr(sys, "argv", ["evidencebook", "data", "import", str(path)])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    error = capsys.readouterr().err
    assert ended.value.code == 1
    assert "visits.csv, row 4, column Visits" in error and "Traceback" not in error
    assert (data / "snapshot" / "manifest.json").read_bytes() == before


def test_every_local_source_says_so() -> None:
    """A table of the project's own snapshot is local just where its source's card is."""
    found = indicators.sources(settings.data_folder())
    manifest = json.loads((settings.data_folder() / "snapshot" / "manifest.json").read_text())
    for entry in manifest["tables"].values():
        assert bool(entry.get("local")) == found[entry["source"]].local
