"""The published books as the front page lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import front_samples as samples
import pytest

from evidencebook.areas import LEVELS
from evidencebook.build import front_books
from evidencebook.build.front_books import WIDEST, Entry, Place, by_level, grouped, newest, plural

ENGLAND, WALES = Place("E92000001", "England"), Place("W92000004", "Wales")
NORTH_WEST = Place("E12000002", "North West")


def _entry(name: str, **fields: Any) -> Entry:
    return Entry(name.lower(), name, "line", **fields)


def test_books_are_listed_by_name_without_drafts(tmp_path: Path) -> None:
    """Whatever the case, and not the folders of builds at work."""
    for slug in ("b", "a", "a-draft", ".staging-c-1-0123abcd"):
        samples.write(tmp_path / slug, {"name": slug.upper(), "edition": "e"})
    assert [entry.slug for entry in front_books.read(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize("damage", ["{", [], {}, {"name": 1, "edition": "e"}])
def test_a_damaged_edition_is_left_out_and_told(tmp_path: Path, damage: object) -> None:
    """The other books are listed, and the damaged one is named."""
    samples.write(tmp_path / "whole", {"name": "Whole", "edition": "e"})
    samples.write(tmp_path / "other", damage)
    if damage == "{":
        (tmp_path / "other" / "edition.json").write_text("{")
    said: list[str] = []
    assert [entry.name for entry in front_books.read(tmp_path, said.append)] == ["Whole"]
    assert len(said) == 1 and str(tmp_path / "other" / "edition.json") in said[0]


def test_an_edition_of_before_is_listed_by_what_it_says(tmp_path: Path) -> None:
    """Its one member of the same name makes it a local authority's."""
    member = {"code": "E07000117", "name": "Burnley"}
    said = {"name": "Burnley", "edition": "e", "released": "2026-06-26", "members": [member]}
    samples.write(tmp_path / "burnley", said)
    (entry,) = front_books.read(tmp_path)
    assert (entry.authority, entry.level, entry.nation) == ("E07000117", "", None)
    assert [group.title for group in grouped([entry])] == [front_books.UNPLACED]


def test_fields_of_another_kind_count_as_not_said(tmp_path: Path) -> None:
    """No book is lost to one."""
    odd = {"level": "moon", "nation": "England", "codes": [1, "E1"], "members": 3, "claims": [2]}
    samples.write(tmp_path / "odd", {"name": "Odd", "edition": "e", "released": None, **odd})
    assert front_books.read(tmp_path) == [Entry("odd", "Odd", "e", codes=("E1",))]


def test_only_one_authority_has_a_place_on_the_map() -> None:
    """A statistical area of the same extent is another book."""
    member = (Place("E06000008", "Blackburn with Darwen"),)
    name = "Blackburn with Darwen"
    assert _entry(name, level="ltla", members=member).authority == "E06000008"
    assert _entry(name, level="itl3", members=member).authority == ""


def test_books_are_grouped_by_nation_and_region() -> None:
    """First the areas that lie in no single region; last what spans nations or does not say."""
    entries = [
        _entry("Old"),
        _entry("UK", level="uk"),
        _entry("Gwynedd", level="ltla", nation=WALES),
        _entry("Burnley", level="ltla", nation=ENGLAND, region=NORTH_WEST),
        _entry("England", level="ctry", nation=ENGLAND),
    ]
    groups = grouped(entries)
    assert [group.title for group in groups] == [
        "England", "Wales", front_books.ACROSS, front_books.UNPLACED,
    ]  # fmt: skip
    whole, region = groups[0].parts
    assert whole.title == "England, and areas in several of its regions"
    assert [entry.name for entry in region.entries] == ["Burnley"]
    assert not groups[1].parts


def test_every_kind_of_area_has_its_place() -> None:
    """The widest first."""
    assert set(WIDEST) == {*LEVELS, ""}
    listed = by_level(
        [_entry("B", level="ltla"), _entry("A", level="ltla"), _entry("R", level="rgn")]
    )
    assert [(kind, [entry.name for entry in found]) for kind, found in listed] == [
        ("Regions", ["R"]), ("Local authorities", ["A", "B"]),
    ]  # fmt: skip


def test_kinds_as_headings() -> None:
    """The noun is what takes the plural."""
    assert plural(LEVELS["set"]) == "Sets of local authorities"
    assert plural(LEVELS["ltla"]) == "Local authorities"
    assert plural(LEVELS["uk"]) == "United Kingdom"


def test_new_is_the_newest_data_then_what_turned_most() -> None:
    """A book of unknown date is not among them."""
    entries = [
        _entry("Old", released="2025-01-01", turned=9),
        _entry("Calm", released="2026-01-01", turned=0),
        _entry("First", released="2026-01-01"),
        _entry("Turned", released="2026-01-01", turned=3),
        _entry("Undated"),
    ]
    assert [entry.name for entry in newest(entries, 3)] == ["Turned", "Calm", "First"]
