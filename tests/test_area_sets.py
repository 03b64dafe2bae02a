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


def test_a_former_code_becomes_todays(areas: Areas) -> None:
    """Allerdale's code stands for Cumberland, and it is said."""
    made = write_set(areas, "West Cumbria", ["E07000026"])
    assert [member.code for member in made.members] == ["E06000063"]
    assert made.notes == ("E07000026 is today's Cumberland (E06000063)",)


def test_a_larger_area_stands_for_its_authorities(areas: Areas) -> None:
    """A county is taken apart; a set's own figures may stand under its equivalents."""
    made = write_set(areas, "Lancashire county", ["E10000017"])
    assert len(made.members) == 12
    assert "E10000017" in reread(areas).find(made.slug).codes


def test_an_official_slug_is_not_taken(areas: Areas) -> None:
    """The set is called otherwise when an official area has its slug."""
    made = write_set(areas, "Burnley", ["E07000117", "E07000122"])
    assert made.slug == "burnley-set"
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


def test_a_set_is_not_overwritten(areas: Areas) -> None:
    """A second set of that name is refused."""
    write_set(areas, "Two", ["E07000117", "E07000122"])
    with pytest.raises(UsageError):
        write_set(reread(areas), "Two", ["E07000118"])
