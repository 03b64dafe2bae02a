"""How fresh the figures are, from the repository's own snapshot on days of the test's choosing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from evidencebook import settings
from evidencebook.errors import SettingsError, SnapshotError
from evidencebook.indicators import sources
from evidencebook.sources import ons_els_files as els
from evidencebook.sources import status
from evidencebook.sources.snapshot import publish
from evidencebook.sources.status import Held

PAIR = Path(__file__).parent / "data" / "revisions"
ELS = "ons-explore-local-statistics"
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def data(small_data: Path) -> Path:
    """The small snapshot, with the excerpts of June 2026."""
    tables, raw, _ = els.read(PAIR / "2026-06-26")
    publish(small_data / "snapshot", tables, {ELS: raw})
    return small_data


def on(data: Path, at: dt.date = DAY) -> dict[str, Held]:
    """What is held of each source on a day, in order."""
    return {one.name: one for one in status.status(data, at)}


def test_every_source_is_told(data: Path) -> None:
    """Each card once, also where nothing is held of it."""
    found = on(data)
    assert set(found) == set(sources(settings.ROOT / "data"))
    assert found["ons-bres"].tables == 0
    assert found["ons-bres"].released == found["ons-bres"].period == ""


def test_a_release_its_age_and_the_next(data: Path) -> None:
    """Population of mid-2023, released on 15 July 2024, is due every year."""
    held = on(data, dt.date(2025, 7, 1))["ons-population-estimates"]
    assert (held.released, held.retrieved, held.period) == ("2024-07-15", "2024-08-08", "mid-2023")
    assert (held.age, held.cadence, held.due, held.late) == (351, "annual", "2025-07-15", 0)


@pytest.mark.parametrize(
    ("at", "late"),
    [("2025-07-15", 0), ("2025-08-20", 0), ("2025-08-21", 37), ("2026-07-15", 365)],
)
def test_when_a_release_is_overdue(data: Path, at: str, late: int) -> None:
    """Not to the day: a tenth of a year is allowed for."""
    assert on(data, dt.date.fromisoformat(at))["ons-population-estimates"].late == late


def test_indicators_of_a_collection_have_cadences_of_their_own(data: Path) -> None:
    """By the steps between their periods; the collection is as late as the latest of them."""
    held = on(data, dt.date(2027, 1, 15))[ELS]
    parts = {part.name: part for part in held.parts}
    births, investment = parts["business-births"], parts["inward-foreign-direct-investment"]
    assert (births.cadence, births.due) == ("annual", "2026-11-20")
    assert births.late == held.late == 56
    assert (investment.due, investment.late) == ("2027-05-12", 0)
    assert {part.name for part in held.overdue} >= {"business-births", "business-deaths"}
    assert held.due == "2026-11-20"


def test_what_is_not_known_is_not_guessed(data: Path) -> None:
    """No date of release, or periods that tell no cadence: nothing is due, nothing overdue."""
    areas = on(data)["ons-areas"]
    assert (areas.released, areas.age, areas.due, areas.late) == ("", None, "", 0)
    single = els.read(PAIR / "2026-06-26")[0][0]
    year = single.frame["period"] == single.frame["period"].iloc[0]
    frame = single.frame[year].reset_index(drop=True)
    publish(data / "snapshot", [replace(single, frame=frame)], {})
    part = next(one for one in on(data, dt.date(2029, 1, 1))[ELS].parts if one.name == single.name)
    assert (part.cadence, part.due, part.late) == ("", "", 0)


def test_a_series_that_has_ended_is_not_due() -> None:
    """By the source's card, or by the indicator's."""
    found = {one.name: one for one in status.status(settings.ROOT / "data", dt.date(2030, 1, 1))}
    assert (found["hmrc-regional-trade"].cadence, found["hmrc-regional-trade"].late) == ("ended", 0)
    parts = {part.name: part for part in found[ELS].parts}
    assert (parts["employment-rate"].cadence, parts["employment-rate"].due) == ("ended", "")


def test_months_tell_no_cadence() -> None:
    """Nights in short-term lets are given by the month, and published some months at a time."""
    found = {one.name: one for one in status.status(settings.ROOT / "data", DAY)}
    parts = {part.name: part for part in found[ELS].parts}
    assert parts["number-of-guest-nights-at-a-short-term-let"].cadence == ""


def test_the_order(data: Path) -> None:
    """Overdue, the longest first; due; not known; ended."""
    found = status.status(data, dt.date(2027, 1, 15))
    groups = [
        0 if one.late else 1 if one.due else 3 if one.cadence == "ended" else 2 for one in found
    ]
    assert groups == sorted(groups) and len(set(groups)) > 2
    late = [one.late for one in found if one.late]
    assert late == sorted(late, reverse=True)


def test_lines_for_people(data: Path) -> None:
    """A row for each source, with those of its tables that are overdue."""
    lines = status.lines(status.status(data, dt.date(2027, 1, 15)))
    text = {line.split()[0]: line for line in lines}
    population = text["ons-population-estimates"]
    assert population.endswith("annual     OVERDUE by 549 days: about 15 July 2025")
    assert "OVERDUE, one by 56 days" in text[ELS]
    assert lines[lines.index(text[ELS]) + 1].startswith("  business-births ")
    assert "no date known" in text["ons-areas"]
    assert text["hmrc-regional-trade"].endswith("none: ended")


def test_a_source_without_a_card(data: Path) -> None:
    """It is told as the snapshot has it."""
    (single, *_), _, _ = els.read(PAIR / "2026-06-26")
    publish(data / "snapshot", [replace(single, source="somebody")], {})
    held = on(data)["somebody"]
    assert (held.tables, held.cadence, held.released) == (1, "", single.released)


def test_a_cadence_that_is_not_known_is_refused(data: Path) -> None:
    """The card and the words that it may have are named."""
    cards = (data / "sources").resolve()
    (data / "sources").unlink()
    (data / "sources").mkdir()
    text = (cards / "ons-bres.yml").read_text().replace("cadence: annual", "cadence: yearly")
    (data / "sources" / "ons-bres.yml").write_text(text)
    with pytest.raises(SettingsError, match="cadence that is not known") as caught:
        status.status(data, DAY)
    assert (caught.value.found, caught.value.where.endswith("ons-bres.yml")) == ("yearly", True)


def test_no_snapshot(tmp_path: Path) -> None:
    """There is nothing to tell."""
    with pytest.raises(SnapshotError, match="no snapshot"):
        status.status(tmp_path, DAY)


def test_every_card_has_a_known_cadence() -> None:
    """Or none of the sources could be told."""
    cards = sources(settings.ROOT / "data")
    assert {card.cadence for card in cards.values()} <= set(status.CADENCES)
