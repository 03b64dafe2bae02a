"""The commands that compare: two snapshots, two editions of a book."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evidencebook import cli, settings
from evidencebook.indicators import indicators
from evidencebook.sources import ons_els_files as els
from evidencebook.sources.snapshot import publish

DATA = Path(__file__).parent / "data"
MARCH, JUNE = (str(DATA / "editions" / name) for name in ("march", "june"))
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


@pytest.fixture
def snapshots(tmp_path: Path) -> tuple[str, str]:
    """Snapshots of the excerpts of March and of June 2026."""
    cards = indicators(settings.ROOT / "data")
    for name in ("2026-03-01", "2026-06-26"):
        tables, raw, _ = els.read(DATA / "revisions" / name, cards)
        publish(tmp_path / name, tables, {"ons-explore-local-statistics": raw})
    return str(tmp_path / "2026-03-01"), str(tmp_path / "2026-06-26")


def test_revisions_for_people(run: Run, snapshots: tuple[str, str]) -> None:
    """A paragraph for each table that differs, with areas by name."""
    code, out, _ = run("data", "revisions", *snapshots)
    assert code == 0
    assert "Housing affordability ratio (housing-affordability-ratio), released 26 March" in out
    assert "largest: Islington, Apr 2024, from 13.2 to 14.5 (+9.4%)" in out


def test_revisions_as_json(run: Run, snapshots: tuple[str, str]) -> None:
    """Both hashes, and a record for each table."""
    code, out, _ = run("data", "revisions", *snapshots, "--json")
    record = json.loads(out)
    assert code == 0
    assert record["from"] != record["to"]
    assert {"business-births", "housing-affordability-ratio"} <= {
        table["name"] for table in record["tables"]
    }


def test_revisions_of_nothing(run: Run, tmp_path: Path) -> None:
    """A folder without a snapshot is named."""
    code, _, err = run("data", "revisions", str(tmp_path), str(tmp_path))
    assert code == 1
    assert "There is no snapshot in the folder." in err and str(tmp_path) in err


def test_a_difference_for_people(run: Run) -> None:
    """Counts first, then what is no longer true."""
    code, out, _ = run("edition", "diff", MARCH, JUNE)
    assert code == 0
    assert out.startswith("Claims: 2 flipped, ")
    assert "modern apprenticeship starts in Highland fell between 2019-20" in out


def test_a_difference_as_json(run: Run) -> None:
    """The claims in order, each with its sentence."""
    code, out, _ = run("edition", "diff", MARCH, JUNE, "--json")
    first = json.loads(out)["claims"][0]
    assert code == 0
    assert (first["id"], first["kind"]) == ("workforce.apprenticeships", "flipped")
    assert first["sentence"].startswith("The edition before said that")


def test_a_difference_with_nothing(run: Run, tmp_path: Path) -> None:
    """It is wrong use to name a folder without an edition."""
    code, _, err = run("edition", "diff", MARCH, str(tmp_path))
    assert code == 2
    assert "There is no edition in the folder." in err


def test_editions_are_listed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest book first, then those that are kept; a damaged one is left out."""
    book = tmp_path / "highland"
    shutil.copytree(JUNE, book)
    shutil.copytree(MARCH, book / "editions" / "2026-03")
    (book / "editions" / "damaged").mkdir()
    (book / "editions" / "damaged" / "edition.json").write_text("{")
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path))
    code, out, _ = run("edition", "list", "S12000017")
    assert code == 0
    assert [line.split(": ")[0] for line in out.splitlines()] == [
        str(book),
        str(book / "editions" / "2026-03"),
    ]
    assert "Official statistics released up to 24 June 2026" in out.splitlines()[0]


def test_no_editions(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to run is said."""
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path))
    code, _, err = run("edition", "list", "highland")
    assert code == 2
    assert "evidencebook build highland" in err
