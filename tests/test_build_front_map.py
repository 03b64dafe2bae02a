"""The map of the front page."""

from __future__ import annotations

import re
from pathlib import Path

import build_samples
import pytest
import shapely
from lxml import etree  # type: ignore[import-untyped]

from evidencebook import settings
from evidencebook.build import front_map
from evidencebook.build.front_map import Outlines, Target
from evidencebook.store import Store


@pytest.fixture(scope="module")
def outlines() -> Outlines:
    """Those of the repository's own snapshot."""
    made = front_map.outlines(Store(settings.data_folder() / "snapshot"))
    assert made is not None
    return made


def test_every_authority_of_today_is_drawn(outlines: Outlines) -> None:
    """None is too small; London's are drawn twice."""
    areas = Store(settings.data_folder() / "snapshot").lookup("areas")
    today = areas[areas["current"] & areas["level"].eq("ltla")]["code"]
    assert {one.code for one in outlines.main} == set(today)
    assert all(one.path for one in outlines.main)
    assert {one.code for one in outlines.enlarged} == {c for c in today if c.startswith("E09")}


def test_all_lies_within_the_picture(outlines: Outlines) -> None:
    """Also what is drawn elsewhere than it lies, and larger."""
    wide, tall = front_map.view_box()
    for one in (*outlines.main, *outlines.enlarged):
        for x, y in re.findall(r"M(-?\d+) (-?\d+)", one.path):
            assert 0 <= int(x) <= wide and 0 <= int(y) <= tall, one.name
    for x, y, across, down in outlines.boxes:
        assert min(x, y) >= 0 and x + across <= wide and y + down <= tall


def test_it_is_small(outlines: Outlines) -> None:
    """The page is to stay under 400 kB with all that it loads."""
    targets = {one.code: Target("x/index.html") for one in outlines.main}
    assert len(front_map.svg(outlines, targets)) < 130_000


def test_authorities_with_a_book_are_links(outlines: Outlines) -> None:
    """With a name, and no stops for the tab key; the others are hidden from screen readers."""
    drawn = etree.fromstring(front_map.svg(outlines, {"E07000117": Target("burnley/index.html")}))
    (link,) = drawn.iter("a")
    assert link.findtext("title") == "Burnley" and link.get("tabindex") == "-1"
    hidden = drawn.xpath("//g[@aria-hidden='true']//path")
    assert len(hidden) == len(outlines.main) + len(outlines.enlarged) - 1


def test_an_authority_may_lead_to_the_book_of_a_larger_area(outlines: Outlines) -> None:
    """Its name says so."""
    target = Target("lancashire/index.html", "Lancashire")
    drawn = etree.fromstring(front_map.svg(outlines, {"E07000117": target}))
    (link,) = drawn.iter("a")
    assert link.get("aria-label") == "Burnley, in the book of Lancashire"


def test_paths_are_whole_numbers_relative_to_the_point_before() -> None:
    """Half a pixel is a step."""
    assert front_map.path(shapely.box(1, 2, 3, 5)) == "M6 4l0 6-4 0 0-6z"


def test_a_shape_smaller_than_a_step_is_still_drawn() -> None:
    """As a square of one step."""
    assert front_map.path(shapely.box(1, 1, 1.1, 1.1)) == "M2 2h1v1h-1z"


def test_without_boundaries_there_is_no_map(tmp_path: Path) -> None:
    """A snapshot need not have them."""
    data = build_samples.data_folder(tmp_path)
    assert front_map.outlines(Store(data / "snapshot")) is None
