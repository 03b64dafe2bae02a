"""Figures of the snapshot behind an edition."""

from __future__ import annotations

from pathlib import Path

from evidencebook import settings
from evidencebook.build.given import from_snapshot
from evidencebook.store import Store

HOUR = "gross-value-added-per-hour-worked"


def test_a_figure_as_facts_hold_it() -> None:
    """Rounded to three places more than are printed; nothing where there is no figure."""
    data = settings.data_folder()
    given = from_snapshot(data, Store(data / "snapshot").hash)
    assert given(HOUR, "lancashire", "2023") == 37.25042
    assert given(HOUR, "lancashire", "1903") is None
    assert given("tidal-range", "lancashire", "2023") is None
    assert given("population", "nowhere-at-all", "mid-2023") is None


def test_figures_with_dimensions_are_not_given() -> None:
    """A claim may be of one of their parts, and the fact does not say which."""
    data = settings.data_folder()
    given = from_snapshot(data, Store(data / "snapshot").hash)
    assert given("employees", "E12000002", "2022") is None


def test_another_snapshot_gives_nothing(tmp_path: Path) -> None:
    """Nor does a data folder without one."""
    data = settings.data_folder()
    assert from_snapshot(data, "0" * 64)(HOUR, "lancashire", "2023") is None
    assert from_snapshot(tmp_path, "0" * 64)(HOUR, "lancashire", "2023") is None
