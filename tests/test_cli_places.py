"""The commands about places: areas, sets of one's own, values, coverage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from conftest import Run

from evidencebook import settings

HOUR = "gross-value-added-per-hour-worked"


def test_value_for_people(run: Run) -> None:
    """One figure with unit, period and source."""
    code, out, _ = run("value", HOUR, "lancashire", "--period", "2023")
    assert code == 0
    assert "Lancashire, 2023: £37.25" in out
    assert "unit: £ per hour worked" in out
    assert "source: Office for National Statistics" in out
    assert "computed" not in out


def test_value_as_json(run: Run) -> None:
    """An object with the promised fields; missing numbers are null."""
    code, out, _ = run("value", HOUR, "lancashire", "--period", "2023", "--json")
    record = json.loads(out)
    assert code == 0
    assert list(record) == [
        "indicator", "area", "period", "value", "lower_95", "upper_95", "unit", "status",
        "computed", "source",
    ]  # fmt: skip
    assert record["value"] == 37.250423431396484
    assert record["lower_95"] is None
    assert record["computed"] is None
    assert record["source"]["publisher"] == "Office for National Statistics"


def test_value_by_the_publishers_period(run: Run) -> None:
    """The label and the publisher's own form give the same figure."""
    label = run("value", HOUR, "E07000117", "--period", "2023", "--json")
    form = run("value", HOUR, "E07000117", "--period", "2023-01-01/P1Y", "--json")
    assert label == form
    assert json.loads(form[1])["value"] == 38.86


def test_value_by_a_split_year(run: Run) -> None:
    """net_additional_dwellings.csv: 248 in Burnley in 2023-24."""
    _, out, _ = run("value", "net-additional-dwellings", "burnley", "--period", "2023-24", "--json")
    assert json.loads(out)["value"] == 248


def test_value_computed(run: Run) -> None:
    """--computed adds up the members even where a figure is published, and says how."""
    code, out, _ = run("value", HOUR, "lancashire", "--period", "2023", "--computed", "--json")
    record = json.loads(out)
    assert code == 0
    assert record["value"] == pytest.approx(37.307774915)
    assert "summed over 14 authorities" in record["computed"]


def test_value_with_an_interval(run: Run) -> None:
    """The interval is printed where there is one."""
    _, out, _ = run("value", "economic-inactivity-rate", "S12000017", "--period", "2023")
    assert "22.9% (95% interval 16.7% to 29.1%)" in out


def test_the_newest_period_is_the_default(run: Run) -> None:
    """Without --period the newest figure is given."""
    _, out, _ = run("value", "population", "enterprise-m3", "--json")
    assert (json.loads(out)["period"], json.loads(out)["value"]) == ("mid-2023", 1603011)


def test_an_unknown_area_exits_two_with_the_nearest(run: Run) -> None:
    """The nearest names and how to search; no traceback."""
    code, out, err = run("value", HOUR, "Lancashier")
    assert (code, out) == (2, "")
    assert "lancashire" in err
    assert "what to do" in err
    assert "Traceback" not in err


def test_an_unknown_indicator_exits_two(run: Run) -> None:
    """The nearest slugs are named."""
    code, _, err = run("value", "employment-rates", "lancashire")
    assert code == 2
    assert "employment-rate" in err


def test_an_unknown_period_exits_two(run: Run) -> None:
    """Periods that there are stand in the message."""
    code, _, err = run("value", HOUR, "lancashire", "--period", "1850")
    assert code == 2
    assert "2023" in err


def test_a_figure_that_is_not_known_exits_one(run: Run) -> None:
    """What is not published and cannot be computed is said, with the reason."""
    code, _, err = run("value", "gross-median-weekly-pay", "enterprise-m3")
    assert code == 1
    assert "medians of several areas cannot be combined" in err
    code, _, err = run("value", "net-additions-housing-stock", "K02000001")
    assert code == 1
    assert "no figure of " in err and " more" in err


def test_areas(run: Run) -> None:
    """Areas whose name holds the text, with code, slug and level."""
    code, out, _ = run("areas", "burnley")
    assert code == 0
    assert out.split() == ["E07000117", "burnley", "Burnley", "(local", "authority)"]


def test_a_former_authority_is_said_to_be_one(run: Run) -> None:
    """Beside the figure, not in it, so that JSON stays whole."""
    code, out, err = run("value", "population", "E07000026", "--json")
    assert (code, json.loads(out)["area"]) == (0, "E06000063")
    assert err == "E07000026 Allerdale is now part of Cumberland (E06000063)\n"
    _, out, err = run("areas", "e07000026")
    assert "cumberland" in out and "is now part of Cumberland" in err
    assert run("areas", "E08000020")[2] == "E08000020 Gateshead now has the code E08000037\n"
    assert run("areas", "E06000063")[2] == ""


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder with the repository's snapshot and cards, and no sets."""
    for name in ("snapshot", "indicators", "sources"):
        (tmp_path / name).symlink_to((settings.data_folder() / name).resolve())
    (tmp_path / "areas").mkdir()
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path))
    return tmp_path / "areas"


def test_a_set_of_ones_own(run: Run, sets: Path) -> None:
    """It is written, and how to build it is said; an official area's slug is not taken."""
    code, out, _ = run("areas", "new", "Pendle Hill", "--members", "E07000117,E07000122")
    assert code == 0
    assert f"{sets / 'pendle-hill.yml'}: 2 authorities" in out
    assert out.endswith("To build it: evidencebook build pendle-hill\n")
    code, out, _ = run("areas", "new", "Cumbria", "--members", "E06000063,E06000064")
    assert code == 0
    assert "an official area is called cumbria, so this is cumbria-set" in out
    assert out.endswith("To build it: evidencebook build cumbria-set\n")
    assert run("areas", "show", "cumbria-set")[0] == 0


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("E07000117,E10000017", "Burnley lies in Lancashire (E10000017), and is counted once"),
        ("burnley, E07000117,Pendle", "Burnley was named twice and is counted once"),
        ("E07000026,E07000028", "E07000026 is today's Cumberland (E06000063)"),
        ("E08000020", "E08000020 is today's Gateshead (E08000037)"),
        ("E06000050,W06000005", "its members lie in different nations"),
        ("highland,E12000008", "its members lie in different nations"),
        ("E10000017", "Lancashire (E10000017) stands for its 12 authorities"),
    ],
)
def test_members_that_are_mapped(run: Run, sets: Path, members: str, said: str) -> None:
    """Overlaps, repeats, former codes, larger areas, two nations: done, and what was done."""
    code, out, err = run("areas", "new", "Somewhere", "--members", members)
    assert (code, err) == (0, "")
    assert said in out
    codes = yaml.safe_load((sets / "somewhere.yml").read_text())["members"]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("name", "members", "said"),
    [
        ("Somewhere", "", "A set needs members."),
        ("Somewhere", " , ,", "A set needs members."),
        ("Somewhere", "Atlantis", "There is no area 'Atlantis'."),
        ("Somewhere", "E07000117,E07999999", "There is no area 'E07999999'."),
        ("Somewhere", "Burnly", "burnley"),
        ("Somewhere", "Lancashire", "More than one area is called 'Lancashire'."),
        ("There", "E07000117", "There is a set 'there' already."),
        ("", "E07000117", "A set needs a name."),
        ("?!", "E07000117", "A set needs a name."),
        ("E07000117", "E07000117,E07000122", "A set cannot have this name."),
        ("Pendle draft", "E07000117", "A set cannot have this name."),
    ],
)
def test_sets_that_are_refused(run: Run, sets: Path, name: str, members: str, said: str) -> None:
    """Exit 2 with what is wrong, and nothing is written."""
    (sets / "there.yml").write_text("name: There\nmembers: [E07000122]\n")
    code, out, err = run("areas", "new", name, "--members", members)
    assert (code, out) == (2, "")
    assert said in err and "Traceback" not in err
    assert [path.name for path in sets.iterdir()] == ["there.yml"]


@pytest.mark.parametrize("command", [("build",), ("areas", "show"), ("coverage",)])
def test_a_name_that_fits_several_areas(run: Run, command: tuple[str, ...]) -> None:
    """Each is listed by its slug and kind; exit 2."""
    code, out, err = run(*command, "Lancashire")
    assert (code, out) == (2, "")
    assert "More than one area is called 'Lancashire'." in err
    for choice in (
        "lancashire-county (county)",
        "lancashire-combined-authority (combined authority)",
        "lancashire (set of local authorities)",
    ):
        assert choice in err
