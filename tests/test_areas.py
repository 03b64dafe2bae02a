"""Areas: found by code, slug or name; members, wider areas and neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.areas import Area, Areas
from evidencebook.errors import SettingsError, UnknownAreaError, UsageError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E07000117", "E07000117"),
        ("e07000117", "E07000117"),
        ("burnley", "E07000117"),
        ("Burnley", "E07000117"),
        ("  BURNLEY ", "E07000117"),
        ("lancashire", "lancashire"),
        ("K02000001", "K02000001"),
        ("E07000026", "E06000063"),  # Allerdale, now in Cumberland: la_all_codes.csv
        ("E08000016", "E08000038"),  # Barnsley before its code changed: la_all_codes.csv
    ],
)
def test_find(figures: Figures, text: str, code: str) -> None:
    """A code, slug, name or former code gives the current area."""
    assert figures.areas.find(text).code == code


@pytest.mark.parametrize("text", ["Burnly", "burnlei", "Bornley"])
def test_a_slip_of_the_pen_gets_the_nearest_names(figures: Figures, text: str) -> None:
    """An unknown name is answered with names like it."""
    with pytest.raises(UnknownAreaError, match="burnley") as caught:
        figures.areas.find(text)
    assert "evidencebook areas" in caught.value.do


@pytest.mark.parametrize("text", ["", "xyzzy", "E99999999", "../etc"])
def test_nonsense_is_an_error(figures: Figures, text: str) -> None:
    """What is like nothing is refused without a guess."""
    with pytest.raises(UnknownAreaError):
        figures.areas.find(text)


def test_every_code_and_slug_finds_its_own_area(figures: Figures) -> None:
    """Codes and slugs are unique: each leads to the area it belongs to."""
    for level in ("ltla", "county", "cauth", "rgn", "ctry", "lep", "itl2", "set"):
        for area in figures.areas.of_level(level):
            assert figures.areas.find(area.code) == area
            assert figures.areas.find(area.slug) == area


# Rows of area-lookups: 361 local authorities in 2025 (la_all_codes.csv, active codes), nine
# regions, four nations, and the three sets of the project.
@pytest.mark.parametrize(("level", "count"), [("ltla", 361), ("rgn", 9), ("ctry", 4), ("set", 3)])
def test_how_many_there_are(figures: Figures, level: str, count: int) -> None:
    """Each level is complete."""
    assert len(figures.areas.of_level(level)) == count


# Members counted in Local_Authority_District_to_Combined_Authority_(May_2025)_Lookup_in_EN.csv.
@pytest.mark.parametrize(
    ("code", "count"),
    [("E47000001", 10), ("E47000013", 17), ("E47000018", 14), ("E47000012", 2), ("E10000017", 12)],
)
def test_members(figures: Figures, code: str, count: int) -> None:
    """A combined authority or county is made of its current local authorities."""
    members = figures.areas[code].members
    assert len(members) == len(set(members)) == count
    assert all(figures.areas[member].single for member in members)


def test_nations_and_regions_cover_the_country_once(figures: Figures) -> None:
    """Each authority is in one nation; each in England in one region."""
    everyone = {area.code for area in figures.areas.of_level("ltla")}
    nations = [m for nation in figures.areas.of_level("ctry") for m in nation.members]
    assert sorted(nations) == sorted(everyone)
    regions = [m for region in figures.areas.of_level("rgn") for m in region.members]
    assert sorted(regions) == sorted(figures.areas["E92000001"].members)
    assert set(figures.areas["K02000001"].members) == everyone


def test_the_three_sets(figures: Figures) -> None:
    """Each named set has its authorities, region and official equivalent."""
    lancashire = figures.areas["lancashire"]
    assert lancashire.official == "E47000018"
    assert lancashire.codes[0] == "E47000018"
    assert set(lancashire.members) == set(figures.areas["E47000018"].members)
    assert lancashire.region == "E12000002"
    leicestershire, m3 = (figures.areas[s] for s in ("leicester-leicestershire", "enterprise-m3"))
    assert (len(leicestershire.members), leicestershire.official) == (8, "")
    assert (len(m3.members), m3.region) == (13, "E12000008")


def test_equivalents_have_the_same_members(figures: Figures) -> None:
    """An area's other codes stand for the very same authorities."""
    for level in ("set", "cauth", "county", "lep", "rgn"):
        for area in figures.areas.of_level(level):
            for other in area.equivalents:
                assert set(figures.areas[other].members) == set(area.members), area.code


def test_codes_of_a_set(figures: Figures) -> None:
    """The codes under which figures may stand, best first, a set's slug never among them."""
    found = figures.areas["lancashire"].codes
    assert found[0] == "E47000018"
    assert "lancashire" not in found


# area-lookups/ons-els-similar-areas.json, "global", the first five.
@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("E07000117", ["E08000008", "E08000034", "E06000021", "E08000030", "E08000005"]),
        ("S12000017", ["E06000065", "W06000002", "E06000064", "S12000035", "S12000048"]),
        ("N09000003", ["E08000012", "E08000035", "E06000031", "E06000018", "S12000049"]),
        ("E06000053", ["W06000008", "E07000225", "E07000094", "E07000035", "S12000023"]),
        ("E09000001", ["E06000053", "E09000030", "E09000007", "E07000094", "E09000033"]),
        ("lancashire", ["E47000013", "E47000003", "E47000016", "E47000001", "E47000004"]),
    ],
)
def test_neighbours_as_published(figures: Figures, code: str, first: list[str]) -> None:
    """Statistical neighbours stand in the publisher's order; a set takes its equivalent's."""
    assert [area.code for area in figures.areas.neighbours(figures.areas[code])] == first


def test_neighbours_of_another_kind(figures: Figures) -> None:
    """Economic neighbours are not the global ones (ons-els-similar-areas.json)."""
    found = figures.areas.neighbours(figures.areas["E07000117"], "economic", 3)
    assert [area.code for area in found] == ["E08000034", "E06000012", "E08000008"]


def test_no_neighbours_are_listed_for_other_kinds(figures: Figures) -> None:
    """ONS lists them for authorities, counties and combined authorities alone."""
    for slug in ("leicester-leicestershire", "enterprise-m3", "E12000002", "S92000003"):
        assert figures.areas.neighbours(figures.areas[slug]) == []
    for level in ("ltla", "county", "cauth"):
        assert all(figures.areas.neighbours(area) for area in figures.areas.of_level(level))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("E47000001,E47000003", ["E47000001", "E47000003"]),
        ("pendle, Rossendale", ["E07000122", "E07000125"]),
        ("Bournemouth, Christchurch and Poole, pendle", ["E06000058", "E07000122"]),
        ("pendle,Bristol, City of", ["E07000122", "E06000023"]),
        ("pendle, E07000122, Pendle", ["E07000122"]),
        ("E12000002, lancashire-county", ["E12000002", "E10000017"]),
        ("E07000026", ["E06000063"]),
        (" , ", []),
    ],
)
def test_comparators(figures: Figures, text: str, codes: list[str]) -> None:
    """By code, slug or name, commas within it or not; once each; larger areas and former codes."""
    found = figures.areas.comparators(figures.areas["E07000117"], text.split(","))
    assert [area.code for area in found] == codes


@pytest.mark.parametrize(
    ("area", "wanted"),
    [
        ("E07000117", "Burnley"),
        ("lancashire", "E47000018"),
        ("lancashire", "lancashire-lep"),
        ("enterprise-m3", "pendle,enterprise-m3-lep"),
    ],
)
def test_no_area_is_its_own_comparator(figures: Figures, area: str, wanted: str) -> None:
    """Neither under its own name nor under another of the same extent."""
    with pytest.raises(UsageError, match="cannot be compared with itself"):
        figures.areas.comparators(figures.areas.find(area), wanted.split(","))


def test_a_part_may_be_a_comparator(figures: Figures) -> None:
    """A district of the county, or a county of the set."""
    found = figures.areas.comparators(figures.areas["lancashire"], ["burnley", "E10000017"])
    assert [area.code for area in found] == ["E07000117", "E10000017"]


@pytest.mark.parametrize(
    ("text", "said"), [("atlantis", "no area 'atlantis'"), ("Lancashire", "More than one area")]
)
def test_a_comparator_that_cannot_be_found(figures: Figures, text: str, said: str) -> None:
    """Unknown names, and names of several areas, are errors."""
    with pytest.raises(UnknownAreaError, match=said):
        figures.areas.comparators(figures.areas["E07000117"], ["pendle", text])


@pytest.mark.parametrize("text", ["atlantis", "odd", "E07000117"])
def test_wrong_comparators_in_a_file(figures: Figures, tmp_path: Path, text: str) -> None:
    """The set's file is named."""
    (tmp_path / "odd.yml").write_text(f"name: Odd\nmembers: [E07000117]\ncomparators: [{text}]\n")
    areas = Areas(figures.store, tmp_path)
    with pytest.raises(SettingsError, match=r"odd\.yml"):
        areas.named_in_file(areas.find("odd"))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("E12000002", "the North West"),
        ("K02000001", "the United Kingdom"),
        ("E09000001", "the City of London"),
        ("E06000053", "the Isles of Scilly"),
        ("E07000117", "Burnley"),
        ("S12000017", "Highland"),
        ("W06000001", "the Isle of Anglesey"),
        ("S12000036", "the City of Edinburgh"),
        ("E06000011", "the East Riding of Yorkshire"),
        ("E06000023", "Bristol"),
        ("E06000019", "Herefordshire"),
    ],
)
def test_the_name_within_a_sentence(figures: Figures, code: str, text: str) -> None:
    """Some names take an article, and some lose what stands after a comma."""
    assert figures.areas[code].in_text == text


def test_a_former_authority_keeps_its_name(figures: Figures) -> None:
    """Old codes still have names; an unknown code stands for itself."""
    assert figures.areas.name("E07000026") == "Allerdale"
    assert figures.areas.name("X00000001") == "X00000001"


def test_search_finds_part_of_a_name(figures: Figures) -> None:
    """Text within a name, slug or code."""
    found = {area.code for area in figures.areas.search("lancashire")}
    assert {"lancashire", "E10000017", "E47000018", "E07000127"} <= found
    assert not figures.areas.search("xyzzy")


def test_wholly_within(figures: Figures) -> None:
    """Counties and ITL areas inside an area are smaller and spill over no border."""
    area = figures.areas["lancashire"]
    inside = figures.areas.wholly_within(area)
    assert "E10000017" in inside
    for members in inside.values():
        assert set(members) < set(area.members)


def test_a_set_with_an_unknown_member(figures: Figures, tmp_path: Path) -> None:
    """The file and the code are named."""
    (tmp_path / "odd.yml").write_text("name: Odd\nmembers: [E07000117, E99999999]\n")
    with pytest.raises(SettingsError, match=r"odd\.yml") as caught:
        Areas(figures.store, tmp_path).find("odd")
    assert caught.value.found == "E99999999"


def test_a_set_across_regions_has_none(figures: Figures, tmp_path: Path) -> None:
    """Region is empty where the members lie in several; the nation is kept."""
    (tmp_path / "odd.yml").write_text("name: Odd\nmembers: [E07000117, E09000001]\n")
    odd = Areas(figures.store, tmp_path).find("odd")
    assert (odd.region, odd.nation) == ("", "E92000001")


def test_an_area_is_a_value() -> None:
    """Two areas with the same fields are the same."""
    assert Area("A", "a", "A", "ltla", ("A",)) == Area("A", "a", "A", "ltla", ("A",))


def test_an_official_area_with_other_members_is_refused(figures: Figures, tmp_path: Path) -> None:
    """A copied file whose members were changed would show another area's figures."""
    text = "name: Fylde coast\nofficial: E47000018\nmembers: [E07000119, E07000128]\n"
    (tmp_path / "fylde-coast.yml").write_text(text)
    with pytest.raises(SettingsError, match="other members"):
        Areas(figures.store, tmp_path).find("fylde-coast")


def test_a_former_code_in_a_set_is_named(figures: Figures, tmp_path: Path) -> None:
    """Allerdale is Cumberland today: the file is refused, and both codes are said."""
    (tmp_path / "west.yml").write_text("name: West\nmembers: [E07000026]\n")
    with pytest.raises(SettingsError, match=r"E07000026 \(today E06000063\)"):
        Areas(figures.store, tmp_path).find("west")


def test_predecessors_by_the_time_they_stood(figures: Figures) -> None:
    """Somerset was four districts until 2022, and five until 2018."""
    latest, before = figures.areas.predecessors("E06000066")
    assert latest == ("E07000187", "E07000188", "E07000189", "E07000246")
    assert before == ("E07000187", "E07000188", "E07000189", "E07000190", "E07000191")
    assert figures.areas.predecessors("E07000117") == []


def test_former_counties_of_the_same_extent(figures: Figures) -> None:
    """Cumbria and Somerset had counties with their boundary; Dorset's lost Christchurch."""
    assert figures.areas["TLD1"].former == ("E10000006",)
    assert figures.areas["E06000066"].former == ("E10000027",)
    assert figures.areas["E06000059"].former == ()
    assert figures.areas.name("E10000027") == "Somerset"
