"""The files of sets of local authorities."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook import set_files, settings
from evidencebook.errors import SettingsError


def test_the_sets_of_the_project() -> None:
    """Each under the name of its file, with its name and members."""
    found = set_files.read(settings.ROOT / "data" / "areas")
    assert "lancashire" in found
    assert len(found["lancashire"]["members"]) == 14
    assert all(set(row) <= set(set_files.FIELDS) for row in found.values())


def test_no_folder_holds_no_sets(tmp_path: Path) -> None:
    """A data folder may have none."""
    assert set_files.read(tmp_path / "areas") == {}


@pytest.mark.parametrize("text", ["", "name: Odd\n", "- list\n"])
def test_a_set_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    """A set needs a name and members."""
    (tmp_path / "odd.yml").write_text(text)
    with pytest.raises(SettingsError, match="cannot be used"):
        set_files.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("odd", "name: Odd\nmembers: [E07000117, E07000117]\n", "E07000117"),
        ("odd", "name: Odd\nmembers: E07000117\n", "members: E07000117"),
        ("odd", "name: Odd\nmembers: [E07000117]\ncomparators: burnley\n", "comparators: burnley"),
        ("odd", "name: Odd\nmembers: [E07000117]\ncomparator: [pendle]\n", "comparator"),
        ("Odd one", "name: Odd\nmembers: [E07000117]\n", "Odd one"),
        ("odd", "name: Odd\xff\nmembers: [E07000117]\n", "codec"),
    ],
)
def test_the_file_of_a_set_is_checked(tmp_path: Path, name: str, text: str, found: str) -> None:
    """A repeat, a text for a list, an unknown field, a name that is no slug, odd bytes."""
    (tmp_path / f"{name}.yml").write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsError, match=rf"{name}\.yml") as caught:
        set_files.read(tmp_path)
    assert found in caught.value.found
