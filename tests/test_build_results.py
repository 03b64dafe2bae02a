"""Executed chapters that are kept: when they stand, why they no longer do, and what damage does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from evidencebook.build.plan import Page
from evidencebook.build.results import Results
from evidencebook.sources.snapshot import Table, publish
from evidencebook.store import Store

GIVEN = {"area": "burnley"}


def figures(value: float = 1.0, area: str = "A1") -> Table:
    """A made-up indicator of two areas; one area's value is of the test's choosing."""
    day = pd.Timestamp(2023, 1, 1).as_unit("s")
    frame = pd.DataFrame(
        {
            "indicator": "made-up",
            "area": ["A1", "B1"],
            "period_start": day,
            "period_end": pd.Timestamp(2023, 12, 31).as_unit("s"),
            "period": "2023",
            "value": [value if area == code else 1.0 for code in ("A1", "B1")],
            "lower_95": float("nan"),
            "upper_95": float("nan"),
            "status": "",
        }
    )
    return Table("made-up", frame, "indicator", "nobody", released="2024-01-01")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one indicator, one lookup and a card."""
    folder = tmp_path / "data"
    (folder / "indicators").mkdir(parents=True)
    (folder / "indicators" / "made-up.yml").write_text("title: Made up\n")
    areas = Table("areas", pd.DataFrame({"code": ["A1", "B1"]}), "lookup", "nobody")
    publish(folder / "snapshot", [areas, figures()], {})
    return folder


@pytest.fixture
def chapter(tmp_path: Path) -> Page:
    """A chapter's file."""
    (tmp_path / "energy.ipynb").write_text("a chapter")
    return Page("energy", tmp_path / "energy.ipynb")


def results(data: Path) -> Results:
    """What is kept, as a new process finds it."""
    return Results(data.parent / "kept", data, Store(data / "snapshot"))


def keep(data: Path, chapter: Page, areas: list[str] | None, text: str = "executed") -> str:
    """Keep a result that rests on some areas' rows, or on all."""
    executed, log = data.parent / "executed.ipynb", data.parent / "log.jsonl"
    executed.write_text(text)
    log.write_text(json.dumps(["made-up", areas]) + "\n")
    return results(data).keep(chapter, GIVEN, executed, log)


def test_nothing_changed(data: Path, chapter: Page, tmp_path: Path) -> None:
    """The result is found, and is what was kept."""
    assert results(data).find(chapter, GIVEN).why == "it has not been run here"
    digest = keep(data, chapter, ["A1"])
    found = results(data).find(chapter, GIVEN)
    assert (found.digest, found.why) == (digest, "")
    results(data).write(digest, tmp_path / "again.ipynb")
    assert (tmp_path / "again.ipynb").read_text() == "executed"
    assert results(data).find(chapter, {"area": "pendle"}).digest == ""


def test_rows_that_were_not_read_may_change(data: Path, chapter: Page) -> None:
    """Another area's figure leaves the result; the area's own does not."""
    digest = keep(data, chapter, ["A1"])
    publish(data / "snapshot", [figures(2.0, "B1")], {})
    assert results(data).find(chapter, GIVEN).digest == digest
    publish(data / "snapshot", [figures(2.0, "A1")], {})
    found = results(data).find(chapter, GIVEN)
    assert (found.digest, found.why) == ("", "its figures changed: made-up")


def test_who_read_everything_rests_on_everything(data: Path, chapter: Page) -> None:
    """A national comparison runs again when any area's figure changes."""
    keep(data, chapter, None)
    publish(data / "snapshot", [figures(2.0, "B1")], {})
    assert results(data).find(chapter, GIVEN).why == "its figures changed: made-up"


def test_figures_that_come_back_find_their_result(data: Path, chapter: Page) -> None:
    """A few states of the data are remembered."""
    first = keep(data, chapter, ["A1"])
    publish(data / "snapshot", [figures(2.0)], {})
    keep(data, chapter, ["A1"], "other")
    publish(data / "snapshot", [figures(1.0)], {})
    assert results(data).find(chapter, GIVEN).digest == first


def test_a_newer_release_of_the_same_figures(data: Path, chapter: Page) -> None:
    """Its date stands under every figure."""
    keep(data, chapter, ["A1"])
    publish(data / "snapshot", [replace(figures(), released="2025-01-01")], {})
    assert results(data).find(chapter, GIVEN).why == "its figures changed: made-up"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("chapter", "its text changed"),
        ("card", "the cards or sets of areas changed"),
        ("lookup", "the lookups of areas changed"),
        ("table", "the lookups of areas changed"),
        ("code", "the package changed"),
        ("libraries", "the libraries changed"),
    ],
)
def test_what_else_a_result_rests_on(
    data: Path, chapter: Page, change: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text, cards, lookups, which tables there are, code and libraries."""
    made = {"code": "one", "libraries": "one"}
    monkeypatch.setattr("evidencebook.build.results._environment", lambda: dict(made))
    keep(data, chapter, ["A1"])
    other = Table("areas", pd.DataFrame({"code": ["A1"]}), "lookup", "nobody")
    if change == "chapter":
        chapter.path.write_text("another")
    elif change == "card":
        (data / "indicators" / "made-up.yml").write_text("title: Made up anew\n")
    elif change == "lookup":
        publish(data / "snapshot", [other], {})
    elif change == "table":
        publish(data / "snapshot", [replace(other, name="more")], {})
    else:
        made[change] = "another"
    assert results(data).find(chapter, GIVEN).why == why


def test_without_a_note_of_reads_the_whole_snapshot_counts(data: Path, chapter: Page) -> None:
    """As for a chapter that reads by its own means."""
    executed = data.parent / "executed.ipynb"
    executed.write_text("executed")
    results(data).keep(chapter, GIVEN, executed, data.parent / "none.jsonl")
    assert results(data).find(chapter, GIVEN).digest
    publish(data / "snapshot", [figures(2.0, "B1")], {})
    assert results(data).find(chapter, GIVEN).why == "the snapshot changed"


@pytest.mark.parametrize("damage", [b"", b"not gzip at all", None])
def test_a_damaged_result_is_dropped(data: Path, chapter: Page, damage: bytes | None) -> None:
    """It is never trusted, and is made again."""
    keep(data, chapter, ["A1"])
    (kept,) = (data.parent / "kept" / "objects").rglob("*.gz")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9] + b"?" + whole[-8:] if damage is None else damage)
    found = results(data).find(chapter, GIVEN)
    assert (found.digest, found.why) == ("", "was damaged")
    assert not kept.exists()


@pytest.mark.parametrize("damage", ["", "[", '[{"parts": {}}]', '{"a": 1}'])
def test_a_damaged_index_is_as_none(data: Path, chapter: Page, damage: str) -> None:
    """The chapter runs, and the index is written anew."""
    keep(data, chapter, ["A1"])
    (index,) = (data.parent / "kept" / "chapters").rglob("*.json")
    index.write_text(damage)
    assert results(data).find(chapter, GIVEN).digest == ""
    assert results(data).find(chapter, GIVEN).why == "it has not been run here"
    keep(data, chapter, ["A1"])
    assert results(data).find(chapter, GIVEN).digest


def test_the_oldest_go_when_there_is_no_room(data: Path, chapter: Page) -> None:
    """Until what is left fits."""
    keep(data, chapter, ["A1"])
    assert results(data).prune(10**9) == 0
    assert results(data).prune(0) == 2  # the result, and the digests of its rows
    assert results(data).find(chapter, GIVEN).digest == ""
