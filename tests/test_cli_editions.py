"""The commands about editions of a book."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import edition_samples as editions
import pytest
from conftest import Run

from evidencebook import settings
from evidencebook.build import inputs
from evidencebook.build import verify as verifying
from evidencebook.build.differences import Difference

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


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, its data and a site with one edition, as the commands find them."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path / "site"))
    monkeypatch.setattr(inputs, "code", lambda: editions.CODE)
    editions.written(tmp_path / "site" / "testshire", editions.project(tmp_path))
    monkeypatch.setattr(settings, "ROOT", tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("which", ["testshire", "Testshire", "site/testshire"])
def test_an_edition_is_packed(run: Run, small: Path, which: str) -> None:
    """Of an area the newest, or that of a folder; where, what and how much is said."""
    code, out, _ = run("edition", "pack", which, "--out", "a.zip")
    assert code == 0
    assert re.fullmatch(r"a\.zip: edition 2025-06-09-[0-9a-f]{8}, \d+ files, \d\.\d MB\n", out)
    assert (small / "a.zip").is_file()


def test_nothing_to_pack(run: Run, small: Path) -> None:
    """A folder without an edition, an area without a book."""
    assert run("edition", "pack", "data/snapshot")[0] == 2
    shutil.rmtree(small / "site" / "testshire")
    code, _, err = run("edition", "pack", "testshire")
    assert code == 2 and "evidencebook build testshire" in err


def test_an_edition_whose_data_are_gone_is_not_packed(run: Run, small: Path) -> None:
    """What is not the same is named; exit 1."""
    (small / "data" / "areas" / "more.yml").write_text("name: More\nmembers: [E00000001]\n")
    code, _, err = run("edition", "pack", "testshire")
    assert code == 1
    assert "the cards, the sets of areas" in err
    assert list(small.glob("*.zip")) == []


@pytest.fixture
def verdict(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, dict[str, object]]]:
    """What was to be verified; each finds a block that differs unless its name says "good"."""
    asked: list[tuple[Path, dict[str, object]]] = []

    def verified(path: Path, **options: object) -> verifying.Verdict:
        asked.append((path, options))
        if "good" in str(path):
            return verifying.Verdict("2025-1", "Testshire", 12)
        odd = (Difference("alpha.html", "'1' here, '2' when built again", "alpha.trend"),)
        return verifying.Verdict("2025-1", "Testshire", 11, odd, notes=("A likely cause.",))

    monkeypatch.setattr(verifying, "verify", verified)
    return asked


Asked = list[tuple[Path, dict[str, object]]]


def test_an_edition_that_is_the_same(run: Run, small: Path, verdict: Asked) -> None:
    """How many files are the same is said; exit 0."""
    Path("good.zip").write_text("")
    code, out, err = run("edition", "verify", "good.zip", "--workers", "3")
    assert (code, err) == (0, "")
    assert out == "The same: 12 files of edition 2025-1 (Testshire), built again.\n"
    assert verdict[0][1]["workers"] == 3 and verdict[0][1]["with_its_code"] is False


def test_an_edition_that_is_not_the_same(run: Run, small: Path, verdict: Asked) -> None:
    """The block is named, and what may be the cause; exit 1."""
    code, out, _ = run("edition", "verify", "testshire")
    assert code == 1
    assert out.splitlines() == [
        "  alpha.html: block alpha.trend: '1' here, '2' when built again",
        "A likely cause.",
        "NOT the same: 1 file of edition 2025-1 (Testshire); 11 are as built again.",
    ]
    assert verdict[0][0] == small / "site" / "testshire"


def test_code_of_others_runs_after_a_warning(run: Run, small: Path, verdict: Asked) -> None:
    """On the screen, not in the output."""
    Path("good.zip").write_text("")
    code, _, err = run("edition", "verify", "good.zip", "--with-its-code")
    assert code == 0 and err.startswith("The zip's own program and chapters will run now")
    assert verdict[0][1]["with_its_code"] is True


def test_an_edition_that_cannot_be_built_again(run: Run, small: Path) -> None:
    """Where its data are no longer at hand that is said; exit 1."""
    with (small / "data" / "snapshot" / "manifest.json").open("a") as made:
        made.write("\n")
    code, out, _ = run("edition", "verify", "site/testshire")
    assert code == 1
    assert "the snapshot (built from " in out
    assert "Not verified: edition 2025-06-09-" in out.splitlines()[-1]


def test_nothing_to_verify(run: Run, small: Path) -> None:
    """Wrong use, as is a zip that is not there."""
    code, _, err = run("edition", "verify", "./no-such.zip")
    assert code == 2 and "no-such.zip" in err
