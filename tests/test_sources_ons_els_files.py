"""Data sets of ONS Explore Local Statistics, from excerpts of the real files."""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from evidencebook import settings
from evidencebook.errors import DataError
from evidencebook.indicators import Indicator
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources import ons_els_files as els
from evidencebook.sources.snapshot import check_observations

EXCERPTS = Path(__file__).parent / "data" / "ons-els"
PAIR = Path(__file__).parent / "data" / "revisions"
NEW, OLD = EXCERPTS / "2026-06-26", EXCERPTS / "2025-05-07"
FULL = Path(__file__).parents[2] / "shared" / "data" / "ons-explore-local-statistics"


@pytest.fixture(scope="module")
def cards() -> Mapping[str, Indicator]:
    """Read the project's own cards."""
    return read_cards(settings.ROOT / "data")


def frames(folder: Path, dataset: str, cards: Mapping[str, Indicator]) -> dict[str, pd.DataFrame]:
    """Read one data set of the excerpts."""
    return els.observations((folder / dataset / f"{dataset}.csv").read_bytes(), cards)


def one(frame: pd.DataFrame, area: str, period: str) -> pd.Series:
    """Pick the one observation of an area and period."""
    found = frame[(frame["area"] == area) & (frame["period"] == period)]
    assert len(found) == 1
    return found.iloc[0]


def test_values_and_intervals_are_kept(cards: Mapping[str, Indicator]) -> None:
    """A figure keeps its value, both ends of its interval and its period."""
    read = frames(NEW, "employment-rate", cards)
    assert set(read) == {"employment-rate", "economic-inactivity-rate"}
    row = one(read["employment-rate"], "E10000017", "2023")
    assert (row["value"], row["lower_95"], row["upper_95"]) == (73.7, 70.7, 76.7)
    assert (str(row["period_start"])[:10], str(row["period_end"])[:10]) == (
        "2023-01-01",
        "2023-12-31",
    )


def test_unpublished_values_keep_their_row_and_mark(cards: Mapping[str, Indicator]) -> None:
    """A value that is not published is a row without value and with the publisher's mark."""
    read = frames(NEW, "employment-rate", cards)["employment-rate"]
    marks = {period: one(read, "E09000001", period) for period in ("2022", "2023")}
    assert [marks[p]["status"] for p in ("2022", "2023")] == ["u", "x"]
    assert all(math.isnan(row["value"]) for row in marks.values())


def test_notes_on_quality_are_kept_in_our_words(cards: Mapping[str, Indicator]) -> None:
    """A figure from a tiny sample says so in its note; other figures have an empty one."""
    read = frames(NEW, "employment-rate", cards)["employment-rate"]
    assert one(read, "E09000001", "2018")["note"] == "unreliable: a sample of 3 to 9 people"
    assert one(read, "E10000017", "2023")["note"] == ""


def test_notes_on_codes_are_dropped(cards: Mapping[str, Indicator]) -> None:
    """That a code was replaced says nothing of the figure: it is not kept as a note."""
    read = frames(NEW, "gross-value-added", cards)["gross-value-added-per-hour-worked"]
    assert one(read, "E08000016", "2023")["note"] == ""


def test_every_table_keeps_the_contract(cards: Mapping[str, Indicator]) -> None:
    """What is read from either layout is fit to be published."""
    tables = els.read(NEW, cards)[0] + els.read(OLD, cards)[0]
    assert len(tables) == 13
    for table in tables:
        check_observations(table.name, table.frame)


def test_equal_rows_are_kept_once(cards: Mapping[str, Indicator]) -> None:
    """Combined authorities listed at two levels with one figure are read once, and counted."""
    read = frames(NEW, "engagement-with-culture-and-heritage", cards)
    assert one(read["visited-public-library"], "E47000001", "2023-24")["value"] == 27
    reports = {report.dataset: report for report in els.read(NEW, cards)[2]}
    report = reports["engagement-with-culture-and-heritage"]
    assert (report.read, report.kept, report.repeated, report.conflicting) == (20, 16, 4, ())


def test_rows_that_disagree_are_left_out_and_named(cards: Mapping[str, Indicator]) -> None:
    """Of two different figures for one area and period neither is kept, and both are named."""
    lines = (NEW / "apprenticeships-ni" / "apprenticeships-ni.csv").read_bytes().splitlines(True)
    doubled = b"".join(lines) + lines[-1].replace(b"259.575", b"260.575")
    read, report = els.tidy(els._rows(doubled, "ni"), cards, "apprenticeships-ni")
    kept = read["apprenticeship-starts-ni"]
    assert kept[(kept["area"] == "N09000003") & (kept["period"] == "2022-23")].empty
    assert report.read == report.kept + len(report.conflicting) == 5
    assert report.conflicting[0].startswith("N09000003, Apprenticeship starts")


def test_unknown_areas_are_counted_by_code(cards: Mapping[str, Indicator]) -> None:
    """City regions without a code of ours are left out, counted, and every row is accounted."""
    reports = {report.dataset: report for report in els.read(NEW, cards)[2]}
    report = reports["foreign-direct-investment"]
    assert report.unknown_areas == {"W42000001": 4, "na": 12}
    assert "16 of unknown areas: W42000001 (4), na (12)" in str(report)
    for report in reports.values():
        dropped = sum(report.unknown_areas.values()) + report.repeated + len(report.conflicting)
        assert report.read == report.kept + dropped


def test_itl_areas_stay(cards: Mapping[str, Indicator]) -> None:
    """ITL areas keep their own codes, those of Northern Ireland that end in letters included."""
    inward = frames(NEW, "foreign-direct-investment", cards)["inward-foreign-direct-investment"]
    assert one(inward, "TLD4", "2024")["value"] == 36070
    gdp = frames(OLD, "gdp-per-head", cards)["gross-domestic-product-per-head-current-market-price"]
    assert one(gdp, "TLN0A", "2022")["value"] == 26650


def test_onshore_uk_stands_for_the_uk_where_there_is_no_other(
    cards: Mapping[str, Indicator],
) -> None:
    """Productivity of the UK is that without its offshore economy; GDP has the UK's own."""
    hourly = frames(NEW, "gross-value-added", cards)["gross-value-added-per-hour-worked"]
    uk = one(hourly, "K02000001", "2023")
    assert (uk["value"], uk["note"]) == (41.87, "UK without its offshore economy")
    gdp = frames(OLD, "gdp-per-head", cards)["gross-domestic-product-per-head-current-market-price"]
    assert one(gdp, "K02000001", "2023")["value"] == 39845
    assert "K99000002" not in set(gdp["area"])


def test_layout_of_2025_is_read(cards: Mapping[str, Indicator]) -> None:
    """The older headings and plain years give the same observations as the newer ones."""
    gdp = frames(OLD, "gdp-per-head", cards)
    assert len(gdp) == 2
    frame = gdp["gross-domestic-product-per-head-current-market-price"]
    row = one(frame, "E06000008", "2023")
    assert row["value"] == 29985
    assert str(row["period_end"])[:10] == "2023-12-31"
    assert one(frame, "TLN0A", "2023")["status"] == "u"


def test_tables_say_where_they_come_from(cards: Mapping[str, Indicator]) -> None:
    """A table names publication, publisher, ISO dates of release and retrieval, and address."""
    tables = {table.name: table for table in els.read(NEW, cards)[0]}
    table = tables["gross-value-added-per-hour-worked"]
    assert table.publisher == "Office for National Statistics"
    assert table.title == "Regional and subregional labour productivity, UK"
    assert (table.released, table.retrieved) == ("2025-06-19", "2026-06-26")
    assert table.url.startswith("https://www.ons.gov.uk/economy/")


def test_several_publishers_of_one_data_set(cards: Mapping[str, Indicator]) -> None:
    """Publishers are named together, with the latest of their dates and the first address."""
    facts = (NEW / "apprenticeships-ni" / "apprenticeships-ni.json").read_bytes()
    source = els.publication(facts)
    assert source.publisher.count(";") == 2
    assert source.released == "2026-04-01"
    assert source.url.endswith("apprenticeshipsni-ad-hoc-tables")


def test_data_sets_without_figures_are_reported(cards: Mapping[str, Indicator]) -> None:
    """A data set with no CSV is named in the report and gives no table."""
    tables, raw, reports = els.read(NEW, cards)
    assert "average-house-price: no CSV, so no figures" in map(str, reports)
    assert "average-house-price" not in {table.name for table in tables}
    assert len(raw) == 2 * 5
    assert all(len(file["sha256"]) == 64 and file["bytes"] > 0 for file in raw)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b",observation,", b",obs,", "not in a known layout"),
        (b",73.7,", b",seventy,", "not a number"),
        (b"Employment rate", b"Employment level", "has no card"),
        (b"2023-01-01/P1Y", b"2023-Q1", "period"),
    ],
)
def test_a_file_that_has_changed_is_an_error(
    cards: Mapping[str, Indicator], old: bytes, new: bytes, reason: str
) -> None:
    """A missing column, a word for a number, a new indicator or period stops the import."""
    content = (NEW / "employment-rate" / "employment-rate.csv").read_bytes()
    with pytest.raises(DataError, match=reason):
        els.observations(content.replace(old, new), cards)


@pytest.mark.parametrize("text", ["{", "{}", '{"sourceOrg": "", "sourceDate": "June"}'])
def test_facts_that_cannot_be_read_are_an_error(text: str) -> None:
    """A damaged JSON, or one without source or date, is an error that names the file."""
    with pytest.raises(DataError, match=r"some\.json"):
        els.publication(text.encode(), "some.json")


def test_an_empty_folder_is_an_error(tmp_path: Path, cards: Mapping[str, Indicator]) -> None:
    """A folder without data sets is an error, not an empty import."""
    with pytest.raises(DataError, match="no data sets"):
        els.read(tmp_path, cards)


def test_a_folder_without_a_date_gives_no_retrieval_date(
    tmp_path: Path, cards: Mapping[str, Indicator]
) -> None:
    """The date of retrieval is known only from a folder named by a date."""
    shutil.copytree(OLD, tmp_path / "mine")
    assert {table.retrieved for table in els.read(tmp_path / "mine", cards)[0]} == {""}


def test_the_newest_figures_of_each_indicator_count(
    tmp_path: Path, cards: Mapping[str, Indicator]
) -> None:
    """Of a folder of folders: June's investment, and March's affordability if June has none."""
    shutil.copytree(PAIR / "2026-03-01", tmp_path / "2026-03-01")
    shutil.copytree(PAIR / "2026-06-26", tmp_path / "2026-06-26")
    shutil.rmtree(tmp_path / "2026-06-26" / "housing-affordability-ratio")
    tables, raw, reports = els.read(tmp_path, cards)
    retrieved = {table.name: table.retrieved for table in tables}
    assert retrieved.pop("housing-affordability-ratio") == "2026-03-01"
    assert set(retrieved.values()) == {"2026-06-26"}
    assert sorted(file["name"] for file in raw) == sorted(
        f"{report.dataset}.{kind}" for report in reports for kind in ("csv", "json")
    )


def test_a_data_set_of_which_an_indicator_is_older(
    tmp_path: Path, cards: Mapping[str, Indicator]
) -> None:
    """Both files are told apart among the raw files."""
    shutil.copytree(PAIR / "2026-03-01", tmp_path / "2026-03-01")
    shutil.copytree(PAIR / "2026-06-26", tmp_path / "2026-06-26")
    path = tmp_path / "2026-06-26" / "foreign-direct-investment" / "foreign-direct-investment.csv"
    lines = path.read_bytes().splitlines(True)
    path.write_bytes(b"".join(line for line in lines if b"Outward" not in line))
    tables, raw, _ = els.read(tmp_path, cards)
    retrieved = {table.name: table.retrieved for table in tables}
    assert retrieved["inward-foreign-direct-investment"] == "2026-06-26"
    assert retrieved["outward-foreign-direct-investment"] == "2026-03-01"
    names = {file["name"] for file in raw}
    assert {path.name, f"2026-03-01/{path.name}"} <= names


def test_a_data_set_with_figures_in_another_folder_is_not_missed(
    cards: Mapping[str, Indicator],
) -> None:
    """GDP per head has a CSV in the older layout alone; house prices have none at all."""
    tables, _, reports = els.read(EXCERPTS, cards)
    assert "gross-domestic-product-per-head-current-market-price" in {t.name for t in tables}
    assert [report.dataset for report in reports if report.problem] == ["average-house-price"]


def test_every_card_of_the_source_is_complete(cards: Mapping[str, Indicator]) -> None:
    """Cards name data set, indicator and publication; no two name the same indicator."""
    ours = [card for card in cards.values() if card.source == els.SOURCE]
    names = Counter(card.upstream["indicator"] for card in ours)
    assert len(ours) > 80
    assert max(names.values()) == 1
    assert all(card.upstream["dataset"] and card.upstream["publication"] for card in ours)


@pytest.mark.skipif(not FULL.exists(), reason="the publishers' raw files are not at hand")
def test_whole_collection_agrees_with_a_plain_reading(cards: Mapping[str, Indicator]) -> None:
    """Counts and sums of every indicator agree with those that the csv module gives."""
    tables, _, reports = els.read(FULL / "2026-06-26", cards)
    counts: Counter[str] = Counter()
    totals: dict[str, float] = {}
    for path in sorted((FULL / "2026-06-26").glob("*/*.csv")):
        seen = set()
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                area = row["areacd"].replace(els.ONSHORE_UK, els.UK)
                key = (row["indicator"], area, row["period"])
                if els.KNOWN_AREA.fullmatch(area) and key not in seen:
                    seen.add(key)
                    counts[row["indicator"]] += 1
                    value = float(row["observation"] or 0)
                    totals[row["indicator"]] = totals.get(row["indicator"], 0.0) + value
    names = {table.name: cards[table.name].upstream["indicator"] for table in tables}
    assert {names[t.name]: len(t.frame) for t in tables} == dict(counts)
    for table in tables:
        assert table.frame["value"].sum() == pytest.approx(totals[names[table.name]], rel=1e-9)
    assert sum(report.kept for report in reports) == sum(counts.values())


def test_excerpts_are_real_json() -> None:
    """The excerpts' facts are the publisher's own fields, nothing else."""
    for path in EXCERPTS.glob("*/*/*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))["ess-beta-metadata"]
        assert set(facts.get("shared", facts)) == {"sourceOrg", "sourceDate", "sourceURL"}
