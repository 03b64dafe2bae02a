"""The small map: where a place lies, drawn and in words, for places of every kind."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from evidencebook import settings
from evidencebook.areas import Areas
from evidencebook.build.locator import located
from evidencebook.store import Store


@pytest.fixture(scope="module")
def areas() -> Areas:
    """The repository's areas."""
    data = settings.ROOT / "data"
    return Areas(Store(data / "snapshot"), data / "areas")


@pytest.mark.parametrize(
    ("area", "caption", "told"),
    [
        ("lancashire", "Lancashire in the North West", "its 14 local authorities lie in its"),
        ("E07000117", "Burnley in the North West", "Burnley lies in its south-east"),
        ("N09000003", "Belfast in Northern Ireland", "Belfast lies in its east"),
        ("highland", "Highland in Scotland", "Map of Scotland: Highland lies"),
        ("E12000002", "North West in England", "Map of England: the North West and its"),
        ("W92000004", "Wales in the United Kingdom", "Map of the United Kingdom: Wales and its"),
        ("K02000001", "United Kingdom", "Map of the United Kingdom and its 361"),
    ],
)
def test_a_place_in_what_is_around_it(areas: Areas, area: str, caption: str, told: str) -> None:
    """The smallest of region, nation and country that is larger; small enough for a page."""
    found = located(areas, areas.find(area))
    assert found is not None
    assert found.caption == caption
    assert told in found.alt
    ET.fromstring(found.svg)
    assert len(found.svg) < 25_000
    assert found == located(areas, areas.find(area))
