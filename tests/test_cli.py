"""The command line: what it prints, and how it fails."""

from __future__ import annotations

import errno
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from evidencebook import cli, settings

HOUR = "gross-value-added-per-hour-worked"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as the shell would; its exit code, output and errors."""

    def command(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["evidencebook", *args])
        monkeypatch.setattr("signal.signal", lambda *_: None)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), shown.out, shown.err

    return command


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


@pytest.mark.parametrize(
    "args",
    [
        ("value",),
        ("nonsense",),
        ("value", HOUR, "burnley", "--odd"),
        ("coverage",),
        ("build",),
        ("build", "burnley", "--chapters", ""),
        ("build", "burnley", "--chapters", " ,"),
        ("build", "--level", "parish"),
    ],
)
def test_wrong_use_exits_two(run: Run, args: tuple[str, ...]) -> None:
    """Missing arguments, unknown commands, options and levels, lists of nothing; told why."""
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err and "''" not in err


def test_a_damaged_table(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path, table_file: Callable[[str], Path]
) -> None:
    """File, expected and found hash, what to run; exit 1."""
    path = table_file("population")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    for command in (("value", "population", "burnley"), ("data", "verify")):
        code, _, err = run(*command)
        assert code == 1
        for part in (str(path), expected, found, "git checkout"):
            assert part in err


def test_a_missing_table(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path, table_file: Callable[[str], Path]
) -> None:
    """A table that is gone is named with its hash; exit 1."""
    path = table_file("population")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    code, _, err = run("value", "population", "burnley")
    assert code == 1
    assert str(path) in err and expected in err and "git checkout" in err


def test_no_snapshot(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty data folder is said to be one; exit 1."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path))
    code, _, err = run("data", "status")
    assert code == 1
    assert "There is no snapshot." in err


def test_data_verify_and_status(
    run: Run, monkeypatch: pytest.MonkeyPatch, small_data: Path
) -> None:
    """A whole snapshot is said to be whole; every table is listed."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    assert run("data", "verify")[:2] == (0, "5 tables are as the manifest says.\n")
    code, out, _ = run("data", "status")
    assert code == 0
    assert "population" in out and "5 tables, snapshot" in out


def test_areas(run: Run) -> None:
    """Areas whose name holds the text, with code, slug and level."""
    code, out, _ = run("areas", "burnley")
    assert code == 0
    assert out.split() == ["E07000117", "burnley", "Burnley", "(local", "authority)"]


def test_every_command_has_help_with_an_example() -> None:
    """Each command's help ends in an example."""

    def visit(command: object, path: list[str]) -> None:
        assert getattr(command, "help", "") and "Example" in (
            getattr(command, "epilog", "") or ""
        ), path
        for name, child in getattr(command, "commands", {}).items():
            visit(child, [*path, name])

    visit(cli.cli, ["evidencebook"])


@pytest.mark.parametrize(
    ("code", "name", "advice"),
    [
        (errno.ENOSPC, "No space left on device", "free some space"),
        (errno.EACCES, "Permission denied", "allow this user"),
        (errno.EIO, "Input/output error", "try again"),
        (errno.EEXIST, "File exists", "name a folder"),
    ],
)
def test_what_the_system_refuses_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, code: int, name: str, advice: str
) -> None:
    """What, where and what to do; exit 1."""

    def refuse(*_: object) -> None:
        raise OSError(code, name, "/some/file")

    monkeypatch.setattr("evidencebook.store.Store.verify", refuse)
    exit_code, out, err = run("data", "verify")
    assert (exit_code, out) == (1, "")
    for part in ("/some/file", name, advice):
        assert part in err
    assert "Traceback" not in err


def test_a_former_authority_is_said_to_be_one(run: Run) -> None:
    """Beside the figure, not in it, so that JSON stays whole."""
    code, out, err = run("value", "population", "E07000026", "--json")
    assert (code, json.loads(out)["area"]) == (0, "E06000063")
    assert err == "E07000026 Allerdale is now part of Cumberland (E06000063)\n"
    _, out, err = run("areas", "e07000026")
    assert "cumberland" in out and "is now part of Cumberland" in err
    assert run("areas", "E08000020")[2] == "E08000020 Gateshead now has the code E08000037\n"
    assert run("areas", "E06000063")[2] == ""


def test_a_former_authority_is_said_before_its_book_is_built(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And the current authority is built, once."""
    assert cli._wanted(("E07000026", "cumberland"), None) == ["E06000063"]
    assert "is now part of Cumberland" in capsys.readouterr().err


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


def test_chapters_are_checked(run: Run) -> None:
    """The project's own have nothing to find; an unknown name is wrong use."""
    assert run("chapter", "check", "productivity") == (0, "Nothing to find fault with.\n", "")
    code, _, err = run("chapter", "check", "nothing")
    assert code == 2
    assert "productivity" in err


def test_a_chapter_is_begun_checked_and_tidied(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """New says what to do next; check exits 1 until it is written."""
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(Path(cli.__file__).parents[1] / "data"))
    (tmp_path / "chapters").mkdir()
    toc = "root: book/index\nparts:\n- chapters:\n  - file: chapters/visitors\n"
    (tmp_path / "_toc.yml").write_text(toc.replace("visitors", "energy"))
    code, out, _ = run("chapter", "new", "visitors", "--title", "Visitors")
    assert code == 0
    for part in ("make lab", "chapter check visitors", "--chapters visitors", "'To write:'"):
        assert part in out
    code, out, err = run("chapter", "check", "visitors")
    assert code == 1
    assert out.splitlines()[0].startswith("chapters/visitors.ipynb, cell 1 (title), line 3: ")
    assert err == "5 findings.\n"
    assert run("chapter", "tidy", "visitors")[:2] == (0, "visitors: nothing to do\n")
    assert run("chapter", "new", "visitors")[0] == 2
    assert run("chapter", "new", "Not a slug")[0] == 2


def test_the_doctor(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is optional is noted and fails nothing; what is wrong exits 1 with what to do."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    code, out, _ = run("doctor")
    assert code == 0
    assert "note  browser: no Chromium\n      install Chromium" in out
    monkeypatch.setattr("evidencebook.build.doctor.OLDEST_PYTHON", (9, 1))
    code, out, _ = run("doctor")
    assert code == 1
    assert "WRONG Python: " in out and "      use Python 9.1 or newer" in out
