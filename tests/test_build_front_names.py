"""The Welsh names of places."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evidencebook import settings
from evidencebook.analysis.figures import Figures
from evidencebook.build.front_names import WELSH, welsh
from evidencebook.errors import SettingsError


def test_they_are_other_names_of_places_in_wales(figures: Figures) -> None:
    """Each of an area of today, and not the one that it has in English."""
    found = welsh(settings.data_folder())
    assert found["W06000001"] == "Ynys Môn" and found["W92000004"] == "Cymru"
    for code, name in found.items():
        assert code.startswith("W") and figures.areas[code].name != name


def test_where_they_are_from() -> None:
    """The file says who names places so, under which licence, and by which card."""
    data = settings.data_folder()
    said = yaml.safe_load((data / WELSH).read_text(encoding="utf-8"))
    card = yaml.safe_load((data / "sources" / f"{said['source']}.yml").read_text(encoding="utf-8"))
    assert (said["publisher"], said["licence"]) == (card["publisher"], card["licence"])


def test_data_without_them(tmp_path: Path) -> None:
    """No place is known by a Welsh name."""
    assert welsh(tmp_path) == {}


@pytest.mark.parametrize("text", ["names", "names: [", "title: Names", "names: [Cymru]"])
def test_a_file_that_holds_none(tmp_path: Path, text: str) -> None:
    """It is said where, and what to do."""
    (tmp_path / WELSH).parent.mkdir()
    (tmp_path / WELSH).write_text(text)
    with pytest.raises(SettingsError, match="Welsh names"):
        welsh(tmp_path)
