"""Comparisons of two snapshots, from excerpts of what was published in March and in June 2026."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from evidencebook import settings
from evidencebook.errors import SnapshotError
from evidencebook.indicators import Indicator
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources import ons_els_files as els
from evidencebook.sources import revisions
from evidencebook.sources.snapshot import Table, arrange, publish
from evidencebook.store import Store

PAIR = Path(__file__).parent / "data" / "revisions"
MARCH, JUNE = PAIR / "2026-03-01", PAIR / "2026-06-26"
FULL = Path(__file__).parents[2] / "shared" / "data" / "ons-explore-local-statistics"
Key = tuple[str, str]


@pytest.fixture(scope="module")
def cards() -> Mapping[str, Indicator]:
    """Read the project's own cards."""
    return read_cards(settings.ROOT / "data")


@pytest.fixture(scope="module")
def frames(cards: Mapping[str, Indicator]) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """The observations of both vintages by indicator."""
    sides = [{t.name: t.frame for t in els.read(folder, cards)[0]} for folder in (MARCH, JUNE)]
    return {name: (sides[0][name], sides[1][name]) for name in sides[0]}


@pytest.fixture
def stores(tmp_path: Path, cards: Mapping[str, Indicator]) -> tuple[Store, Store]:
    """Both vintages as snapshots."""
    made = []
    for folder in (MARCH, JUNE):
        tables, raw, _ = els.read(folder, cards)
        publish(tmp_path / folder.name / "snapshot", tables, {"ons": raw})
        made.append(Store(tmp_path / folder.name / "snapshot"))
    return made[0], made[1]


def raw(folder: Path, dataset: str, indicator: str) -> dict[Key, float]:
    """The values of an indicator by area and period, straight from the file."""
    with (folder / dataset / f"{dataset}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            (row["areacd"], row["period"]): float(row["observation"])
            for row in csv.DictReader(file)
            if row["indicator"] == indicator and row["observation"]
            if els.KNOWN_AREA.fullmatch(row["areacd"])
        }


@pytest.mark.parametrize(
    ("slug", "dataset", "indicator"),
    [
        (
            "housing-affordability-ratio",
            "housing-affordability-ratio",
            "Housing affordability ratio (residence-based)",
        ),
        (
            "inward-foreign-direct-investment",
            "foreign-direct-investment",
            "Inward foreign direct investment",
        ),
        (
            "outward-foreign-direct-investment",
            "foreign-direct-investment",
            "Outward foreign direct investment",
        ),
        ("business-births", "business-demography", "Business births"),
    ],
)
def test_the_counts_are_those_of_the_files(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]], slug: str, dataset: str, indicator: str
) -> None:
    """Added, withdrawn, compared and revised values are counted as in the publisher's CSVs."""
    old, new = (raw(folder, dataset, indicator) for folder in (MARCH, JUNE))
    found = revisions.compare(*frames[slug])
    both = old.keys() & new.keys()
    assert found.added == len(new.keys() - old.keys())
    assert found.withdrawn == len(old.keys() - new.keys())
    assert found.compared == len(both)
    assert found.revised == sum(old[key] != new[key] for key in both)


@pytest.mark.skipif(not (FULL / "2026-03-01").exists(), reason="needs the publisher's whole files")
@pytest.mark.parametrize(
    "dataset",
    [
        "adult-obesity-prevalence",
        "further-education-and-skills-learner-achievements",
        "gcses-in-english-and-maths",
        "net-additions-to-the-housing-stock-wales",
    ],
)
def test_the_counts_are_those_of_the_whole_files(
    dataset: str, cards: Mapping[str, Indicator]
) -> None:
    """The same for data sets as they were published, the noise of their arithmetic aside."""
    folders = [FULL / name for name in ("2026-03-01", "2026-06-26")]
    sides = [
        els.observations((folder / dataset / f"{dataset}.csv").read_bytes(), cards)
        for folder in folders
    ]
    for slug, before in sides[0].items():
        indicator = cards[slug].upstream["indicator"]
        old, new = (raw(folder, dataset, indicator) for folder in folders)
        found = revisions.compare(before, sides[1][slug])
        both = old.keys() & new.keys()
        assert found.compared == len(both)
        assert (found.added, found.withdrawn) == (len(new) - len(both), len(old) - len(both))
        far = sum(not math.isclose(old[key], new[key], rel_tol=1e-9) for key in both)
        assert found.revised == far


def test_the_largest_revisions_are_named(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """Islington moved most in years of pay, Preston most for its size; both of April 2024."""
    found = revisions.compare(*frames["housing-affordability-ratio"])
    assert found.largest is not None and found.largest_relative is not None
    assert (found.largest.area, found.largest.period) == ("E09000019", "Apr 2024")
    assert (found.largest.before, found.largest.after) == (13.22, 14.46)
    assert found.largest.absolute == pytest.approx(1.24)
    assert found.largest_relative.area == "E07000123"
    assert found.largest_relative.relative == pytest.approx(5.52 / 4.88 - 1)


def test_new_periods_and_changed_areas(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """April 2025 is new; Barnsley has another code."""
    found = revisions.compare(*frames["housing-affordability-ratio"])
    assert (found.new_periods, found.lost_periods) == (("Apr 2025",), ())
    assert (found.new_areas, found.lost_areas) == (("E08000038",), ("E08000016",))
    # Barnsley's three years under its new code are of periods that were held before.
    assert found.added_to_old == 3


def test_areas_withdrawn(frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]]) -> None:
    """The release in June no longer gives business births for combined authorities."""
    found = revisions.compare(*frames["business-births"])
    assert found.revised == found.added == 0
    assert "E47000001" in found.lost_areas
    assert found.new_areas == ()


def test_a_value_that_is_no_longer_given_is_withheld(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """Its row stays, without a value: counted as withdrawn and as withheld."""
    before = frames["housing-affordability-ratio"][0]
    after = before.assign(value=before["value"].mask(before["area"] == "E07000117"))
    found = revisions.compare(before, after)
    assert (found.withdrawn, found.withheld, found.revised) == (3, 3, 0)
    assert revisions.compare(after, before).added_to_old == 3


def test_noise_of_binary_fractions_is_no_revision(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """26.238159999999997 became 26.23816 in a release of 2026: nothing was revised."""
    before = frames["housing-affordability-ratio"][0]
    noisy = before.assign(value=26.238159999999997)
    found = revisions.compare(noisy, before.assign(value=26.23816))
    assert found.revised == 0
    assert found.largest is None


def test_intervals_and_marks_are_counted_apart(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """A value that stands with another interval or status is not revised."""
    before = frames["inward-foreign-direct-investment"][0]
    other = before["area"] == "TLJ"
    after = before.assign(lower_95=before["value"].where(other), status=other.map({True: "p"}))
    found = revisions.compare(before, arrange(after))
    assert (found.revised, found.intervals, found.marks) == (0, 3, 3)


def test_figures_are_matched_by_their_dimensions(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """A revised figure says which sex, size or industry it is of."""
    plain = frames["housing-affordability-ratio"][0].dropna(subset=["value"])
    sexes = [plain.assign(sex=sex) for sex in ("all", "women")]
    before = arrange(pd.concat(sexes))
    chosen = (before["sex"] == "women") & (before["area"] == "W06000015")
    after = before.assign(value=before["value"].where(~chosen, before["value"] * 2))
    found = revisions.compare(before, after)
    assert found.revised == 3
    assert found.largest is not None
    assert (found.largest.area, found.largest.dims) == ("W06000015", {"sex": "women"})
    assert found.typical == pytest.approx(1)


def test_other_dimensions_cannot_be_matched(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """Then all is withdrawn and all is new, and the revision says why."""
    before = frames["inward-foreign-direct-investment"][0]
    found = revisions.compare(before, arrange(before.assign(sector="all")))
    assert found.facts == {"dimensions": ("none", "sector")}
    assert found.withdrawn == found.added == before["value"].notna().sum()


def test_a_value_of_nought_has_no_relative_revision(
    frames: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    """From nought nothing can be said in relative terms."""
    before = frames["inward-foreign-direct-investment"][0].assign(value=0.0)
    found = revisions.compare(before, before.assign(value=5.0))
    assert found.revised == len(before)
    assert found.largest is not None and found.largest.relative is None
    assert found.largest_relative is None and found.typical is None


def test_snapshots_are_compared_table_by_table(stores: tuple[Store, Store]) -> None:
    """Every table that differs, with the dates of its releases; none against itself."""
    found = {one.name: one for one in revisions.between(*stores)}
    assert found["housing-affordability-ratio"].released == ("2025-03-24", "2026-03-26")
    assert found["housing-affordability-ratio"].rows == (24, 32)
    assert {one.how for one in found.values()} == {"changed"}
    assert revisions.between(stores[0], stores[0]) == []


def test_only_tables_that_differ_are_opened(stores: tuple[Store, Store]) -> None:
    """A damaged table with the hash that the other snapshot names is not read."""
    stores[0].manifest["tables"] = dict(stores[1].manifest["tables"])
    for entry in stores[1].manifest["tables"].values():
        (stores[1].folder / entry["file"]).unlink()
    assert revisions.between(*stores) == []


def test_new_and_withdrawn_tables(stores: tuple[Store, Store]) -> None:
    """A table that one snapshot alone holds is told as a whole."""
    del stores[0].manifest["tables"]["business-births"]
    del stores[1].manifest["tables"]["business-deaths"]
    found = {one.name: one for one in revisions.between(*stores)}
    assert (found["business-births"].how, found["business-deaths"].how) == ("new", "withdrawn")
    assert found["business-births"].withdrawn == found["business-deaths"].added == 0
    assert found["business-deaths"].rows[1] == 0


def test_a_lookup_is_compared_by_its_areas(tmp_path: Path) -> None:
    """Of a lookup the areas that came or went are told."""
    for name, codes in (("old", ["A", "B"]), ("new", ["B", "C"])):
        frame = pd.DataFrame({"code": codes})
        publish(tmp_path / name, [Table("areas", frame, "lookup", "ons-areas")], {})
    (found,) = revisions.of_folders(tmp_path / "old", tmp_path / "new")
    assert (found.kind, found.new_areas, found.lost_areas) == ("lookup", ("C",), ("A",))


def test_changed_facts_are_told_of_tables_that_stand(stores: tuple[Store, Store]) -> None:
    """Another title in the manifest, or another unit on the card, is a change without figures."""
    old = stores[0]
    new = Store(old.folder)
    new.manifest["tables"]["business-births"]["title"] = "Business demography, revised"
    card = read_cards(settings.ROOT / "data")["business-deaths"]
    other = {"business-deaths": Indicator(**{**vars(card), "unit": "deaths for each 10,000"})}
    found = {one.name: one for one in revisions.between(old, new, ({card.slug: card}, other))}
    assert set(found) == {"business-births", "business-deaths"}
    assert found["business-births"].facts["title"][1] == "Business demography, revised"
    assert found["business-deaths"].facts["card: unit"] == (card.unit, "deaths for each 10,000")
    assert found["business-deaths"].rows[0] == found["business-deaths"].rows[1]


def test_folders_of_data_or_of_snapshots(stores: tuple[Store, Store], tmp_path: Path) -> None:
    """Either the snapshot's own folder or the data folder around it may be named."""
    outer = [store.folder.parent for store in stores]
    assert revisions.of_folders(*outer) == revisions.between(*stores)
    with pytest.raises(SnapshotError, match="no snapshot"):
        revisions.of_folders(tmp_path / "nothing", outer[1])


def test_the_record_is_json(stores: tuple[Store, Store]) -> None:
    """Without NaN, with both hashes and every table."""
    found = revisions.between(*stores)
    made = revisions.record(stores[0].hash, stores[1].hash, found)
    again = json.loads(json.dumps(made, allow_nan=False))
    assert again["from"] == stores[0].hash
    assert [table["name"] for table in again["tables"]] == [one.name for one in found]
    largest = {t["name"]: t["largest"] for t in again["tables"]}["housing-affordability-ratio"]
    assert (largest["before"], largest["after"]) == (13.22, 14.46)
