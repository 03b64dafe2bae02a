"""Published editions: excerpts of Highland's book, the newest with an older one in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from evidencebook.build.past import opened, published
from evidencebook.errors import BuildError, UsageError

PAIR = Path(__file__).parent / "data" / "editions"
MARCH, JUNE = "2026-06-24-a1d2ef05", "2026-06-24-dc7be695"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of books with both editions of Highland's."""
    shutil.copytree(PAIR / "june", tmp_path / "highland")
    shutil.copytree(PAIR / "march", tmp_path / "highland" / "editions" / MARCH)
    return tmp_path


def test_what_an_edition_says(site: Path) -> None:
    """Its id, its line, the one before, and its blocks with their data."""
    past = opened(site / "highland")
    assert (past.id, past.before) == (JUNE, MARCH)
    assert past.line.startswith("Official statistics released up to 24 June 2026")
    block = next(block for block in past.blocks() if block["id"] == "digital.gigabit")
    assert block["csv"].splitlines()[0].startswith("Area code,Area,Period")


def test_the_newest_first_then_the_one_before_it(site: Path) -> None:
    """By what each was compared with, not by names or dates."""
    folder = site / "highland" / "editions"
    shutil.copytree(PAIR / "march", folder / "2027-zzz")
    path = folder / "2027-zzz" / "edition.json"
    path.write_text(path.read_text().replace(MARCH, "2027-zzz"))
    assert [past.id for past in published(site, "highland")] == [JUNE, MARCH, "2027-zzz"]
    assert published(site, "elsewhere") == ()


def test_a_damaged_edition_is_left_out(site: Path) -> None:
    """The others stay."""
    (site / "highland" / "editions" / MARCH / "edition.json").write_text("{")
    assert [past.id for past in published(site, "highland")] == [JUNE]


def test_folders_without_an_edition(tmp_path: Path) -> None:
    """What is missing or damaged is named, with what to do."""
    with pytest.raises(UsageError, match="no edition"):
        opened(tmp_path)
    (tmp_path / "edition.json").write_text(json.dumps({"area": "highland"}))
    with pytest.raises(BuildError, match="nothing on blocks, edition, id"):
        opened(tmp_path)


def test_an_id_that_is_no_name_of_a_folder(site: Path) -> None:
    """It would lead elsewhere."""
    path = site / "highland" / "edition.json"
    path.write_text(path.read_text().replace(JUNE, "../elsewhere"))
    with pytest.raises(BuildError, match="an id that is none"):
        opened(site / "highland")


@pytest.mark.parametrize("content", ["{", '[{"id": "alpha.one"}]', '[{"data": "none.csv"}]'])
def test_damaged_blocks(site: Path, content: str) -> None:
    """An error of ours, with the file."""
    (site / "highland" / "blocks.json").write_text(content)
    with pytest.raises(BuildError, match="cannot be read"):
        opened(site / "highland").blocks()
