"""Area codes of the sources."""

from __future__ import annotations

import pandas as pd
import pytest

from evidencebook.sources import geography, nuts2016


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TLD", "E12000002"),  # a region
        ("TLD4", "TLD4"),  # Lancashire: unchanged
        ("TLC11", "TLC31"),  # the same area, another code
        ("TLH14", "TLH6"),  # Suffolk moved up a level
        ("TLM9", "TLM9"),  # leaves out Arran and the Cumbraes in both editions
        ("TLM7", "TLM7"),  # Eastern Scotland of then: not the TLM0 of today
        ("TLL14", "TLL14"),  # South West Wales of then had Ceredigion in it
    ],
)
def test_earlier_itl_codes(old: str, new: str) -> None:
    """An earlier area has today's code only if it is the same area."""
    assert geography.current_itl(old) == new


def test_changed_areas_keep_codes_that_nobody_has() -> None:
    """No area gets the code of one that was changed."""
    assert not geography.CHANGED & set(geography.RECODED.values())
    assert set(nuts2016.NAMES) >= geography.CHANGED
    assert set(geography.RECODED) <= set(nuts2016.NAMES)


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("Lancashire", 2, "TLD4"),
        ("Edinburgh, City of", 3, "TLM13"),
        ("Durham CC", 3, "TLC41"),
        ("NW BTTA", 2, None),
        ("Northern Ireland", 2, "TLN0"),
    ],
)
def test_itl_by_name(name: str, level: int, code: str | None) -> None:
    """Names lead to codes, and residual rows to none."""
    assert geography.itl_by_name(name, level) == code


def test_region_names_in_many_spellings() -> None:
    """The same region under the names that publishers use."""
    names = ["East of England", "Eastern", "EAST", "East (England)"]
    assert {geography.region_code(name) for name in names} == {"E12000006"}


def test_unknown_areas_are_dropped_and_counted() -> None:
    """Inner London and missing areas go, and the report says how many."""
    report: dict[str, object] = {}
    frame = pd.DataFrame({"area": ["E07000123", "E13000001", None], "value": [1.0, 2.0, 3.0]})
    kept = geography.keep_known(frame, report, key="residual")
    assert list(kept["area"]) == ["E07000123"]
    assert report["dropped"] == {"E13000001": 1, "residual": 1}


def test_authorities_by_name_go_to_the_one_of_today() -> None:
    """A former authority's plain name gives the code of what took its place."""
    lookup = pd.DataFrame(
        {"LADNM": ["Allerdale", "Cumberland"], "LADCD_ACTIVE": ["E06000063", "E06000063"]}
    )
    assert geography.authorities_by_name(lookup) == {
        "allerdale": "E06000063",
        "cumberland": "E06000063",
    }
