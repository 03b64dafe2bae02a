"""The commands about editions of a book."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Run

DATA = Path(__file__).parent / "data"
MARCH, JUNE = (str(DATA / "editions" / name) for name in ("march", "june"))


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


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of books with Highland's newest edition, and the one before it."""
    shutil.copytree(JUNE, tmp_path / "highland")
    shutil.copytree(MARCH, tmp_path / "highland" / "editions" / "2026-06-24-a1d2ef05")
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path))
    return tmp_path


def test_editions_are_listed(run: Run, site: Path) -> None:
    """The newest book first, then those that are kept; a damaged one is left out."""
    book = site / "highland"
    (book / "editions" / "damaged").mkdir()
    (book / "editions" / "damaged" / "edition.json").write_text("{")
    code, out, _ = run("edition", "list", "S12000017")
    assert code == 0
    assert [line.split(": ")[0] for line in out.splitlines()] == [
        str(book),
        str(book / "editions" / "2026-06-24-a1d2ef05"),
    ]
    assert "Official statistics released up to 24 June 2026" in out.splitlines()[0]


def test_the_newest_and_the_one_before(run: Run, site: Path) -> None:
    """An area alone is enough, while an edition before is kept."""
    code, out, _ = run("edition", "diff", "highland")
    assert code == 0
    assert out.startswith("Claims: 2 flipped, ")
    shutil.rmtree(site / "highland" / "editions")
    code, _, err = run("edition", "diff", "highland")
    assert code == 2
    assert "has one edition alone" in err


def test_no_editions(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to run is said."""
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path))
    code, _, err = run("edition", "list", "highland")
    assert code == 2
    assert "evidencebook build highland" in err
