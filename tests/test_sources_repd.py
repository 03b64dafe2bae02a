"""The renewable energy planning database."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
import shapely

from evidencebook.errors import DataError
from evidencebook.sources import repd
from evidencebook.sources.snapshot import check_observations

FOLDER = Path(__file__).parent / "data" / "desnz-repd"
FILE = FOLDER / "energy" / "repd-q2-july-2024.csv"


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """Frames by table, observations checked."""
    tables, _, _ = repd.read(FILE)
    for table in tables:
        if table.kind == "indicator":
            check_observations(table.name, table.frame)
    return {table.name: table.frame for table in tables}


def test_projects_are_placed(frames: dict[str, pd.DataFrame]) -> None:
    """By point; by name where the border is too near to tell; not at all at sea."""
    projects = frames[repd.PROJECTS].set_index("reference").to_dict("index")
    told = {ref: (row["area"], row["placed_by"]) for ref, row in projects.items()}
    assert told["3079"] == ("E07000117", "point")
    assert told["15712"] == ("E07000117", "name")
    assert told["2470"][1] == "none"
    assert projects["2470"]["stage"] == "under-construction"


def test_capacity_by_authority(frames: dict[str, pd.DataFrame]) -> None:
    """Added up by technology; storage is outside the total; no project is a zero."""
    running = frames["renewable-electricity-capacity-operational"]
    burnley = running[running["area"] == "E07000117"].set_index("technology")["value"]
    assert burnley["Onshore wind"] == pytest.approx(9.6 + 7.5 + 16.0)
    assert burnley["All renewables"] == pytest.approx(burnley[["Onshore wind", "Bioenergy"]].sum())
    assert burnley["Hydro"] == 0
    planned = frames["renewable-electricity-capacity-in-planning"]
    rows = planned[planned["area"] == "E07000117"].set_index("technology")["value"]
    assert (rows["Battery storage"], rows["All renewables"]) == (45, 0)


def test_far_point_beats_the_name() -> None:
    """A project that names an authority far off is where its point is."""
    shapes = {"A": _square(0), "B": _square(10_000)}
    frame = pd.DataFrame(
        {
            column: pd.Series([""], dtype="str")
            for column in (
                "reference", "project", "operator", "technology_type", "status", "stage",
                "region", "technology", "operational_on",
            )
        }
    )  # fmt: skip
    frame = frame.assign(planning_authority="Ayton", capacity_mw=1.0, x=10_500.0, y=500.0)
    placed = repd.place(frame, {"ayton": "A"}, shapes)
    assert placed[["area", "placed_by"]].values.tolist() == [["B", "point"]]


def test_an_unknown_technology_is_refused(tmp_path: Path) -> None:
    """A new kind of plant must be put into a group by hand."""
    path = tmp_path / "energy" / FILE.name
    path.parent.mkdir()
    path.write_text(
        FILE.read_text("utf-8-sig").replace("Wind Onshore", "Fusion"), encoding="utf-8-sig"
    )
    with pytest.raises(DataError, match="Fusion"):
        repd.parse(path)


def test_lookups_must_be_beside_the_file(tmp_path: Path) -> None:
    """Without boundaries, no project can be placed."""
    path = tmp_path / "energy" / FILE.name
    path.parent.mkdir()
    shutil.copy(FILE, path)
    with pytest.raises(DataError, match="la_all_codes"):
        repd.read(path)


def _square(west: int) -> shapely.Polygon:
    return shapely.box(west, 0, west + 1000, 1000)


@pytest.mark.parametrize(("column", "what"), [(4, "figure"), (10, "date")])
def test_an_unreadable_cell_is_refused(tmp_path: Path, column: int, what: str) -> None:
    """A capacity that is no number, a day that is none."""
    head = list(repd.COLUMNS)
    frame = pd.read_csv(FILE, dtype="str", encoding="utf-8-sig")
    frame[head[column]] = frame[head[column]].astype("str")
    frame.loc[1, head[column]] = "about 5"
    path = tmp_path / FILE.name
    frame.to_csv(path, index=False)
    with pytest.raises(DataError, match=f"A {what}") as caught:
        repd.parse(path)
    assert caught.value.where.startswith(f"{FILE.name}, row 3")
