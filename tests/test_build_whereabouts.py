"""What an edition says of its area."""

from __future__ import annotations

from evidencebook.analysis.figures import Figures
from evidencebook.build.whereabouts import whereabouts


def test_an_authority(figures: Figures) -> None:
    """It lies in one region of one nation."""
    said = whereabouts(figures.areas.find("E07000117"), figures.areas)
    assert said == {
        "codes": ["E07000117"],
        "level": "ltla",
        "nation": {"code": "E92000001", "name": "England"},
        "region": {"code": "E12000002", "name": "North West"},
        "formerly": [],
    }


def test_codes_and_names_of_before(figures: Figures) -> None:
    """Those of districts that were merged into it, and of the county in whose place it is."""
    said = whereabouts(figures.areas.find("north-yorkshire"), figures.areas)
    assert {"code": "E07000163", "name": "Craven"} in said["formerly"]
    assert "E10000023" in [one["code"] for one in said["formerly"]]


def test_a_set_goes_by_official_codes(figures: Figures) -> None:
    """And never by its slug."""
    codes = whereabouts(figures.areas.find("lancashire"), figures.areas)["codes"]
    assert codes[0] == "E47000018" and "lancashire" not in codes


def test_a_nation_lies_in_itself_and_in_no_region(figures: Figures) -> None:
    """Nor does anything in a nation that has none."""
    for area in ("S92000003", "S12000017"):
        said = whereabouts(figures.areas.find(area), figures.areas)
        assert said["nation"] == {"code": "S92000003", "name": "Scotland"}
        assert said["region"] is None


def test_the_united_kingdom_lies_in_no_nation(figures: Figures) -> None:
    """It spans all four."""
    said = whereabouts(figures.areas.find("K02000001"), figures.areas)
    assert (said["nation"], said["region"]) == (None, None)
