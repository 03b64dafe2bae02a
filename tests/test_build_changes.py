"""What changed between two editions: excerpts of Highland's book of March and June 2026."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from evidencebook.blocks.block import KEY_MESSAGES
from evidencebook.build.changes import Changes, compare, of_folders
from evidencebook.errors import UsageError

PAIR = Path(__file__).parent / "data" / "editions"
MARCH, JUNE = PAIR / "march", PAIR / "june"
SOURCE = {"publisher": "ONS", "title": "A release", "released": "2026-01-01", "url": ""}


def claim(slug: str, text: str = "As it was.", **fields: Any) -> dict[str, Any]:
    """A claim as an edition lists it."""
    plain = {
        "id": f"alpha.{slug}",
        "chapter": "alpha",
        "kind": "claim",
        "group": "",
        "title": "Employment rate",
        "text": text,
        "unit": "%",
        "period": "2023",
        "indicators": ["employment-rate"],
        "asserts": [fact()],
        "notes": [],
        "computed": None,
        "sources": [SOURCE],
        "csv": "",
    }
    return {**plain, **fields}


def fact(kind: str = "higher", value: float = 75.0, **fields: Any) -> dict[str, Any]:
    """What a comparison with the United Kingdom asserts."""
    plain = {"indicator": "employment-rate", "area": "E07000117", "period": "2023"}
    return {**plain, "kind": kind, "value": value, "than": "K02000001", "reference": 74.0, **fields}


@pytest.fixture(scope="module")
def highland() -> Changes:
    """The changes of the real pair."""
    return of_folders(MARCH, JUNE)


def test_real_claims_in_order_of_importance(highland: Changes) -> None:
    """Apprenticeships fell and now rose; gigabit broadband has other figures; emissions stand."""
    kinds = {change.id: change.kind for change in highland.claims}
    assert kinds["workforce.apprenticeships"] == kinds["digital.slow-spread"] == "flipped"
    assert kinds["digital.gigabit"] == kinds["exports.investment"] == "moved"
    assert "energy.emissions" not in kinds
    assert highland.unchanged == 1
    assert [change.id for change in highland.claims][:2] == [
        "workforce.apprenticeships",
        "digital.slow-spread",
    ]
    assert highland.claims[-1].id == "digital.gigabit-rank"  # no key message


def test_real_releases_and_periods(highland: Changes) -> None:
    """The publications with a newer date, and the measures with figures for another period."""
    dates = {one.what: (one.before, one.after) for one in highland.releases}
    assert dates["Modern apprenticeship statistics"] == ("2025-05-13", "2026-05-26")
    periods = {one.what: (one.before, one.after) for one in highland.periods}
    assert periods["apprenticeship-starts-scotland"] == ("2024-25", "2025-26")
    assert periods["gigabit-capable-broadband"] == ("Jul 2025", "Jan 2026")


def test_an_edition_against_itself(highland: Changes) -> None:
    """Nothing has changed, and every claim is unchanged."""
    same = of_folders(JUNE, JUNE)
    assert not (same.claims or same.releases or same.periods or same.methods)
    assert same.unchanged == highland.unchanged + len(highland.claims)


def test_the_record_is_json(highland: Changes) -> None:
    """Counts, and each claim with what it says before and after."""
    record = json.loads(json.dumps(highland.record(), allow_nan=False))
    assert record["counts"]["flipped"] == 2
    assert record["claims"][0]["turns"][0]["cause"] == "new period"


def test_kinds_of_change() -> None:
    """Flipped, moved, reworded, vanished, appeared and unchanged."""
    before = [
        claim("flips"),
        claim("moves"),
        claim("is-told-otherwise"),
        claim("goes"),
        claim("stays"),
    ]
    after = [
        claim("flips", "Now lower.", asserts=[fact("lower", 73.0)]),
        claim("moves", "Now 76.", asserts=[fact(value=76.0)]),
        claim("is-told-otherwise", "In other words."),
        claim("comes"),
        claim("stays"),
    ]
    found = compare(before, after)
    assert [(change.id, change.kind) for change in found.claims] == [
        ("alpha.flips", "flipped"),
        ("alpha.goes", "vanished"),
        ("alpha.comes", "appeared"),
        ("alpha.moves", "moved"),
        ("alpha.is-told-otherwise", "reworded"),
    ]
    assert found.unchanged == 1
    assert [change.id for change in found.of("vanished", "appeared")] == [
        "alpha.goes",
        "alpha.comes",
    ]


def test_figures_that_no_sentence_shows_are_no_change() -> None:
    """A revision too small to be printed leaves a claim as it was."""
    assert compare([claim("a")], [claim("a", asserts=[fact(value=75.001)])]).claims == ()


def test_key_messages_come_first_then_the_farthest() -> None:
    """Among flipped claims; a reversal before a step, a great move before a small one."""
    turned = {
        "step": fact("similar"),
        "reversal": fact("lower", 73.0),
        "far-reversal": fact("lower", 60.0),
        "key-step": fact("similar"),
    }
    groups = {"key-step": KEY_MESSAGES}
    before = [claim(slug, group=groups.get(slug, "")) for slug in turned]
    after = [
        claim(slug, "Now.", group=groups.get(slug, ""), asserts=[one])
        for slug, one in turned.items()
    ]
    assert [change.id for change in compare(before, after).claims] == [
        "alpha.key-step",
        "alpha.far-reversal",
        "alpha.reversal",
        "alpha.step",
    ]


def test_a_gap_in_the_place_of_a_claim() -> None:
    """The claim vanished, and the gap says why; the other way round it appeared."""
    gap = claim("a", "Not published here.", kind="gap", asserts=[])
    (gone,) = compare([claim("a")], [gap]).claims
    assert (gone.kind, gone.after) == ("vanished", "Not published here.")
    (come,) = compare([gap], [claim("a")]).claims
    assert (come.kind, come.before) == ("appeared", "Not published here.")


def test_chapters_of_one_edition_are_named_not_compared() -> None:
    """A new chapter is told once, not by each of its claims."""
    other = claim("a", id="beta.a", chapter="beta")
    found = compare([claim("a")], [claim("a"), other])
    assert (found.claims, found.new_chapters) == ((), ("beta",))
    assert compare([claim("a"), other], [claim("a")]).lost_chapters == ("beta",)


def test_methods_are_told_once_for_an_indicator() -> None:
    """Two blocks that are now computed; the numbers in a method's words do not count."""
    computed = "mean of the published figures of 14 authorities"
    before = [claim("a"), claim("b"), claim("c", computed="sum of 3 areas (2022)")]
    after = [
        claim("a", computed=computed),
        claim("b", computed=computed),
        claim("c", computed="sum of 4 areas (2023)"),
    ]
    (found,) = compare(before, after).methods
    assert (found.field, found.before, found.after, found.blocks) == ("computed", "", computed, 2)


def test_another_unit_or_note_is_told() -> None:
    """Both are methods."""
    found = compare([claim("a")], [claim("a", unit="per 1,000", notes=["Provisional."])]).methods
    assert {(one.field, one.after) for one in found} == {
        ("unit", "per 1,000"),
        ("notes", "Provisional."),
    }


def test_a_block_of_several_indicators_tells_no_period() -> None:
    """Its period may be that of another of them than the first."""
    several = ["employment-rate", "population"]
    before, after = (claim("a", period=year, indicators=several) for year in ("2022", "2023"))
    assert compare([before], [after]).periods == ()


def test_places_must_be_the_same(tmp_path: Path) -> None:
    """Two books are no two editions."""
    shutil.copytree(JUNE, tmp_path / "other")
    path = tmp_path / "other" / "edition.json"
    path.write_text(path.read_text().replace('"highland"', '"cardiff"'))
    with pytest.raises(UsageError, match="different places"):
        of_folders(MARCH, tmp_path / "other")
