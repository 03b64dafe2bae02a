"""Sets of authorities of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.area_sets import write_set
from evidencebook.areas import Areas
from evidencebook.errors import UnknownAreaError, UsageError


@pytest.fixture
def areas(figures: Figures, tmp_path: Path) -> Areas:
    """The snapshot's areas, and an empty folder for sets."""
    return Areas(figures.store, tmp_path)


def reread(areas: Areas) -> Areas:
    return Areas(areas.store, areas.folder)


def test_a_set_can_be_built_at_once(areas: Areas) -> None:
    """What is written is found again under its slug, with its members."""
    made = write_set(areas, "Pennine Lancashire", ["E07000117", "burnley", "Pendle"])
    assert made.slug == "pennine-lancashire"
    found = reread(areas).find(made.slug)
    assert found.members == ("E07000117", "E07000122")
    assert found.name == "Pennine Lancashire"
    assert "Burnley was named twice and is counted once" in made.notes


def test_a_name_that_holds_commas(areas: Areas) -> None:
    """It is put together again after a list was split at its commas."""
    text = "burnley,Kingston upon Hull, City of,Armagh City, Banbridge and Craigavon"
    made = write_set(areas, "Far apart", text.split(","))
    assert [member.code for member in made.members] == ["E06000010", "E07000117", "N09000002"]


def test_a_former_code_becomes_todays(areas: Areas) -> None:
    """Allerdale's code stands for Cumberland, and it is said."""
    made = write_set(areas, "West Cumbria", ["E07000026"])
    assert [member.code for member in made.members] == ["E06000063"]
    assert made.notes == ("E07000026 is today's Cumberland (E06000063)",)


def test_two_former_codes_of_one_authority(areas: Areas) -> None:
    """Both are mapped, and the authority is counted once."""
    made = write_set(areas, "West Cumbria", ["E07000026", "e07000028"])
    assert [member.code for member in made.members] == ["E06000063"]
    assert made.notes[-1] == "Cumberland was named twice and is counted once"


def test_a_larger_area_stands_for_its_authorities(areas: Areas) -> None:
    """A county is taken apart; a set's own figures may stand under its equivalents."""
    made = write_set(areas, "Lancashire county", ["E10000017"])
    assert len(made.members) == 12
    assert made.notes[0] == "Lancashire (E10000017) stands for its 12 authorities"
    assert "E10000017" in reread(areas).find(made.slug).codes


@pytest.mark.parametrize("wanted", [["E07000117", "E10000017"], ["E10000017", "burnley"]])
def test_a_district_and_its_county(areas: Areas, wanted: list[str]) -> None:
    """They overlap: the district is counted once, and it is said where it lies."""
    made = write_set(areas, "Overlap", wanted)
    assert len(made.members) == 12
    assert "Burnley lies in Lancashire (E10000017), and is counted once" in made.notes


def test_larger_areas_that_overlap(areas: Areas) -> None:
    """Each authority that both hold is named and counted once."""
    made = write_set(areas, "Overlap", ["E10000017", "E12000002"])
    assert len(made.members) == len({member.code for member in made.members})
    assert "Burnley lies in both Lancashire and North West, and is counted once" in made.notes


def test_an_area_that_cuts_through_authorities_is_refused(areas: Areas) -> None:
    """TLM02 takes in a part of Highland: no set of whole authorities is it."""
    cut = next(a for a in areas.everywhere() if not a.members)
    with pytest.raises(UsageError, match="cannot be part of a set") as caught:
        write_set(areas, "Cut", ["E07000117", cut.code])
    assert "cuts through authorities" in caught.value.found
    assert not list(areas.folder.iterdir())


@pytest.mark.parametrize("name", ["", "!!", "123", "E07000117", "x" * 81, "Pendle draft", "\n"])
def test_names_that_cannot_be_used(areas: Areas, name: str) -> None:
    """An area's code, a draft's folder, nothing to make a slug of; nothing is written."""
    with pytest.raises(UsageError):
        write_set(areas, name, ["E07000117"])
    assert not list(areas.folder.iterdir())


def test_an_official_slug_is_not_taken(areas: Areas) -> None:
    """The set is called otherwise when an official area has its slug."""
    made = write_set(areas, "Burnley", ["E07000117", "E07000122"])
    assert made.slug == "burnley-set"
    assert made.notes == ("an official area is called burnley, so this is burnley-set",)
    assert reread(areas).find("burnley").level == "ltla"


def test_two_nations_are_said(areas: Areas) -> None:
    """A set across a border is written, and what follows from it is said."""
    made = write_set(areas, "Mersey Dee", ["E06000050", "W06000005"])
    assert "different nations" in made.notes[0]
    assert not reread(areas).find(made.slug).nation


@pytest.mark.parametrize("members", [[], [""], ["Atlantis"]])
def test_no_or_unknown_members_are_refused(areas: Areas, members: list[str]) -> None:
    """Nothing is written."""
    with pytest.raises((UsageError, UnknownAreaError)):
        write_set(areas, "Nowhere", members)
    assert not list(areas.folder.iterdir())


def test_the_folder_is_made(areas: Areas) -> None:
    """A data folder of one's own may have no sets yet."""
    areas.folder = areas.folder / "areas"
    assert write_set(areas, " Two \n words ", ["E07000117"]).path.exists()
    assert reread(areas).find("two-words").name == "Two words"


def test_a_set_is_not_overwritten(areas: Areas) -> None:
    """A second set of that name is refused."""
    write_set(areas, "Two", ["E07000117", "E07000122"])
    with pytest.raises(UsageError):
        write_set(reread(areas), "Two", ["E07000118"])
