"""Lookups of areas and boundaries, from tiny excerpts of the published files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
import shapely
import yaml

from evidencebook.errors import DataError
from evidencebook.sources import areas, boundaries
from evidencebook.sources.area_lookups import Lookups, paths

EXCERPT = Path(__file__).parent / "data" / "areas"
DATA = Path(__file__).parents[1] / "data"
RAW = Path(__file__).parents[2] / "shared" / "data"
needs_raw = pytest.mark.skipif(
    not (RAW / "area-lookups").is_dir(), reason="the publishers' raw files are not at hand"
)


@pytest.fixture(scope="module")
def lookups() -> Lookups:
    return Lookups(paths(EXCERPT))


@pytest.fixture(scope="module")
def members(lookups: Lookups) -> pd.DataFrame:
    return areas.memberships(lookups)


@pytest.fixture(scope="module")
def listed(lookups: Lookups, members: pd.DataFrame) -> pd.DataFrame:
    return areas.areas(lookups, members).set_index("code")


def of(members: pd.DataFrame, area: str) -> list[str]:
    return list(members.loc[members["area"] == area, "member"])


def test_counties_hold_their_districts(members: pd.DataFrame) -> None:
    """A county is made of districts, a combined authority of districts and unitaries."""
    assert of(members, "E10000017") == ["E07000117", "E07000122"]
    assert of(members, "E47000018") == ["E06000008", "E07000117", "E07000122"]


def test_old_codes_become_todays(members: pd.DataFrame) -> None:
    """Barnsley and Sheffield stand under their codes of 2025 in every lookup."""
    assert of(members, "E47000002") == ["E08000038", "E08000039"]
    assert of(members, "TLE33") == ["E08000038"]
    assert not {"E08000016", "E08000019"} & set(members["member"])


def test_metropolitan_counties_by_their_boundary(members: pd.DataFrame) -> None:
    """Metropolitan counties hold the boroughs that lie in them."""
    assert of(members, "E11000001") == ["E08000001"]
    assert of(members, "E11000003") == ["E08000038", "E08000039"]


def test_split_itl_areas_have_no_members(members: pd.DataFrame, listed: pd.DataFrame) -> None:
    """Areas that share North Ayrshire get no list of whole authorities; Scotland does."""
    assert not of(members, "TLM20") and not of(members, "TLM93")
    assert listed.loc[["TLM20", "TLM93"], "approximate"].all()
    assert {"S12000008", "S12000021"} <= set(of(members, "TLM"))


def test_successors(lookups: Lookups) -> None:
    """A merger and a mere change of code are told apart."""
    found = lookups.successors.set_index("former")
    assert found.loc["E07000026", "current"] == "E06000063"
    assert found.loc["E07000026", "ended"] == 2022
    assert not found.loc["E07000026", "recoded"]
    assert found.loc["E08000016", "current"] == "E08000038"
    assert found.loc["E08000016", "recoded"]


def test_lep_districts_become_their_successor(members: pd.DataFrame, listed: pd.DataFrame) -> None:
    """All of Cumberland's districts were in the Cumbria LEP, so its extent is exact."""
    assert of(members, "E37000007") == ["E06000063"]
    assert not listed.loc["E37000007", "approximate"]


def test_part_of_a_lep_is_approximate(lookups: Lookups) -> None:
    """A LEP with only some of the districts of a later authority is marked."""
    table = lookups.lep.copy()
    table.loc[table["lad_code"] == "E07000026", "lep_code"] = "E37000019"
    other = Lookups(lookups.paths)
    other.__dict__["lep"] = table
    assert {"E37000007", "E37000019"} <= set(other.approximate)


def test_region_and_nation(listed: pd.DataFrame) -> None:
    """Each area has the region of its members; England spans several."""
    assert listed.loc["E07000117", ["region", "nation"]].tolist() == ["E12000002", "E92000001"]
    assert listed.loc["W06000001", ["region", "nation"]].tolist() == ["W92000004"] * 2
    assert listed.loc["E07000026", "region"] == "E12000002"
    assert pd.isna(listed.loc["E92000001", "region"])
    assert pd.isna(listed.loc["K02000001", "nation"])
    assert listed.loc["TLE31", "region"] == "E12000003"


def test_the_slugs_of_the_named_sets_are_kept_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever sets the data folder holds."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path))
    assert areas.reserved() == set()
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "testshire.yml").touch()
    assert areas.reserved() == {"testshire"}


def test_slugs(listed: pd.DataFrame) -> None:
    """Slugs are unique, and those of the named sets stay free."""
    assert listed["slug"].is_unique
    assert not set(listed["slug"]) & areas.reserved()
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in listed["slug"])
    assert listed.loc["E10000017", "slug"] == "lancashire-county"
    assert listed.loc["E47000018", "slug"] == "lancashire-combined-authority"
    assert listed.loc["E08000038", "slug"] == "barnsley"
    assert listed.loc["E08000016", "slug"] == "barnsley-to-2024"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("St. Helens", "st-helens"),
        ("King's Lynn and West Norfolk", "kings-lynn-and-west-norfolk"),
        ("Bristol, City of", "bristol"),
        ("Ynys Môn", "ynys-mon"),
    ],
)
def test_plain_names(name: str, slug: str) -> None:
    """Points, apostrophes and accents leave a slug."""
    assert areas._plain(name) == slug


def test_neighbours_are_ranked(lookups: Lookups) -> None:
    """Neighbours keep the publisher's order."""
    found = areas.neighbours(lookups)
    assert set(found["kind"]) <= {"global", "economic", "demographic"}
    assert (found.groupby(["area", "kind"])["rank"].min() == 1).all()


def test_same_extent() -> None:
    """Parts have the extent of a shape when they cover it whole and nothing else."""
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    assert boundaries.same_extent(shapely.box(0, 0, 2, 1), [left, right])
    assert not boundaries.same_extent(shapely.box(0, 0, 2, 1), [left])
    assert not boundaries.same_extent(left, [left, right])


def test_within() -> None:
    """A shape lies within another but for a thousandth of it."""
    assert boundaries.within(shapely.box(0, 0, 1, 1.0005), shapely.box(0, 0, 1, 1))
    assert not boundaries.within(shapely.box(0, 0, 1, 1.1), shapely.box(0, 0, 1, 1))


@needs_raw
def test_former_counties_keep_their_border() -> None:
    """Cumbria and Northamptonshire are made of today's authorities; Dorset lost a part."""
    found = areas.memberships(Lookups(paths(RAW)))
    assert of(found, "E10000006") == ["E06000063", "E06000064"]
    assert of(found, "E10000021") == ["E06000061", "E06000062"]
    assert of(found, "E10000009") == []


def test_boundaries_are_valid_and_shared(lookups: Lookups) -> None:
    """Neighbours touch along a line and nowhere overlap; a county covers its district."""
    burnley, pendle = lookups.shapes["E07000117"], lookups.shapes["E07000122"]
    assert burnley.is_valid and pendle.is_valid
    assert burnley.intersection(pendle).area == 0
    assert burnley.intersection(pendle).length > 5_000
    assert lookups.shapes["E10000017"].covers(burnley)


def test_boundaries_on_the_national_grid(lookups: Lookups) -> None:
    """The middle of the town (SD 841 325) lies in Burnley, in whole metres; it has 111 km²."""
    burnley = lookups.shapes["E07000117"]
    assert burnley.covers(shapely.Point(384_100, 432_500))
    assert burnley.area / 1e6 == pytest.approx(111, abs=3)
    assert (shapely.get_coordinates(burnley) % 1 == 0).all()


def test_boundaries_table(lookups: Lookups) -> None:
    """The table holds WKB; an area without a boundary is refused."""
    frame = boundaries.boundaries(lookups.shapes, {"E07000117": "ltla", "TLD": "itl1"})
    assert frame["area"].tolist() == ["E07000117"]
    assert shapely.from_wkb(frame["geometry"][0]).equals(lookups.shapes["E07000117"])
    with pytest.raises(DataError, match="E07000999"):
        boundaries.boundaries(lookups.shapes, {"E07000999": "ltla"})


def test_unknown_layer_is_refused() -> None:
    """The error names the layers that there are."""
    topology = json.loads((EXCERPT / "boundaries/uk-local-areas.topojson").read_text())
    with pytest.raises(DataError, match="parishes"):
        boundaries.decode(topology, "parishes")


def test_missing_files_are_named(tmp_path: Path) -> None:
    """The error names the files that are missing."""
    with pytest.raises(DataError, match="uk-local-areas"):
        areas.read(tmp_path)


def test_contradiction_is_refused(lookups: Lookups, tmp_path: Path) -> None:
    """A combined authority with other members than the hierarchy says stops the import."""
    path = tmp_path / "combined.csv"
    path.write_text("LAD25CD,CAUTH25CD\nE07000117,E47000001\n")
    other = Lookups({**lookups.paths, "combined": path})
    with pytest.raises(DataError, match="E47000001"):
        areas.memberships(other)


@pytest.mark.parametrize(
    ("slug", "count"), [("lancashire", 14), ("leicester-leicestershire", 8), ("enterprise-m3", 13)]
)
def test_named_sets(slug: str, count: int) -> None:
    """The named sets hold as many different authorities as their strategies' areas."""
    row = yaml.safe_load((DATA / "areas" / f"{slug}.yml").read_text(encoding="utf-8"))
    assert row["kind"] == "set" and row["comparators"] == []
    assert len(set(row["members"])) == len(row["members"]) == count


@needs_raw
def test_whole_import() -> None:
    """All 361 authorities, each in one region; members of sets and LEP areas agree."""
    tables, raw, report = areas.read(RAW)
    frames = {table.name: table.frame for table in tables}
    assert report["levels"]["ltla"] == 361
    members = frames["memberships"].groupby("area")["member"].agg(set)
    regions = [code for code in members.index if code[:3] in {"E12", "W92", "S92", "N92"}]
    assert sum(len(members[code]) for code in regions) == 361
    assert {"E06000012", "E06000013"} <= members["E12000003"]
    assert members["E13000001"] | members["E13000002"] == members["E12000007"]
    for slug in sorted(areas.reserved()):
        row = yaml.safe_load((DATA / "areas" / f"{slug}.yml").read_text(encoding="utf-8"))
        assert members[row["lep"]] == set(row["members"])
        assert "official" not in row or members[row["official"]] == set(row["members"])
    drawn = frames["boundaries"].set_index("area")["geometry"]
    shapes = shapely.from_wkb(drawn.to_numpy())
    assert len(drawn) == 361 + 21 + 15 + 9 + 4 and shapely.is_valid(shapes).all()
    assert {table.source for table in tables} == set(raw) == {"ons-areas", "ons-boundaries"}
