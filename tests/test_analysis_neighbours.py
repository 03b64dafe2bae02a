"""Statistical neighbours computed from the profile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.neighbours import LIKE_SIZE, described, distances, nearest
from evidencebook.analysis.place import Place
from evidencebook.analysis.profile import MEASURES, profiles
from evidencebook.areas import Area, Areas


def members(areas: list[Area]) -> list[str]:
    """Authorities of several areas, repeated where they overlap."""
    return [code for area in areas for code in area.members]


def test_distance_by_hand() -> None:
    """The root of the mean squared difference, over the measures that both have."""
    own = pd.Series({"a": 0.0, "b": 1.0, "c": 2.0, "d": np.nan, "e": 0.0})
    others = pd.DataFrame(
        {
            "near": {"a": 0.0, "b": 1.0, "c": 2.0, "d": 9.0, "e": 2.0},
            "far": {"a": 2.0, "b": 3.0, "c": 0.0, "d": 0.0, "e": 2.0},
            "unknown": {"a": 0.0, "b": 1.0, "c": np.nan, "d": 0.0, "e": np.nan},
        }
    ).T
    found = distances(own, others)
    assert found["near"] == pytest.approx(1)
    assert found["far"] == pytest.approx(2)
    assert np.isnan(found["unknown"])


@pytest.mark.parametrize("slug", ["leicester-leicestershire", "enterprise-m3", "E37000038"])
def test_neighbours_of_a_set_are_like_it_and_apart(figures: Figures, slug: str) -> None:
    """Five, of like population, sharing no authority with it or with each other."""
    area, people = figures.areas.find(slug), profiles(figures).population
    found = nearest(figures, area)
    assert len(found) == 5
    inside = members([area, *found])
    assert len(inside) == len(set(inside))
    for other in found:
        assert 1 / LIKE_SIZE <= people[other.code] / people[area.code] <= LIKE_SIZE, other.code


def test_the_nearest_comes_first(figures: Figures) -> None:
    """In order of distance, the same each time."""
    area, table = figures.areas["enterprise-m3"], profiles(figures).table
    found = [other.code for other in nearest(figures, area)]
    apart = distances(table.loc[area.code], table.loc[found])
    assert list(apart) == sorted(apart)
    assert found == [other.code for other in nearest(figures, area)]


@pytest.mark.parametrize(
    ("code", "levels"),
    [
        ("E12000008", {"rgn"}),
        ("TLJ", {"rgn"}),
        ("S92000003", {"ctry"}),
        ("N92000002", {"ctry"}),
        ("TLN0", {"ctry"}),
        ("TLL3", {"itl2"}),
        ("TLJ36", {"itl3"}),
        ("enterprise-m3", {"county", "cauth", "lep", "itl2", "itl3", "ltla"}),
    ],
)
def test_an_area_is_likened_to_its_kind(figures: Figures, code: str, levels: set[str]) -> None:
    """Regions to regions, nations to nations, ITL areas to ITL areas of their level."""
    found = nearest(figures, figures.areas[code])
    assert found
    assert {other.level for other in found} <= levels


def test_a_nation_has_the_three_others(figures: Figures) -> None:
    """None of them is of like size: that is left aside."""
    found = nearest(figures, figures.areas["S92000003"])
    assert {other.code for other in found} == {"E92000001", "N92000002", "W92000004"}


@pytest.mark.parametrize("code", ["K02000001", "K03000001", "TLM20"])
def test_nothing_is_like_the_whole_or_a_part_of_an_authority(figures: Figures, code: str) -> None:
    """No neighbours are made up."""
    area = figures.areas[code]
    if not area.members or area.level in ("uk", "group"):
        assert nearest(figures, area) == []


def test_a_set_of_ones_own(figures: Figures, tmp_path: Path) -> None:
    """Cumbria's neighbours are rural, and no authority of Cumbria is among them."""
    (tmp_path / "cumbria-set.yml").write_text("name: Cumbria\nmembers: [E06000063, E06000064]\n")
    own = Figures(figures.store, Areas(figures.store, tmp_path), figures.cards, figures.data)
    found = Place(own, own.areas["cumbria-set"]).neighbours
    assert len(found) == 5
    assert not {"E06000063", "E06000064"} & set(members(found))
    density = profiles(own).table["people per square kilometre"]
    assert (density[[other.code for other in found]] < 0).all()


def test_a_very_large_set_is_likened_to_regions(figures: Figures, tmp_path: Path) -> None:
    """Where places of like size are few."""
    both = [*figures.areas["E12000001"].members, *figures.areas["E12000003"].members]
    (tmp_path / "large.yml").write_text(f"name: Large\nmembers: [{', '.join(both)}]\n")
    own = Figures(figures.store, Areas(figures.store, tmp_path), figures.cards, figures.data)
    found = nearest(own, own.areas["large"])
    assert len(found) == 5
    assert "rgn" in {other.level for other in found}


def test_it_finds_the_neighbours_that_ons_lists(figures: Figures) -> None:
    """A third of ONS's own first five; chance would find one in seventy."""
    single = [area.code for area in figures.areas.of_level("ltla")]
    table, shares = profiles(figures).table.loc[single], []
    for code in single:
        listed = {near.code for near in figures.areas.neighbours(figures.areas[code])}
        apart = distances(table.loc[code], table.drop(code))
        shares.append(len(listed & set(apart.nsmallest(5).index)) / 5)
    assert np.mean(shares) > 0.33


def test_the_words_count_the_measures() -> None:
    """What a reader is told."""
    assert f"{len(MEASURES)} measures" in described()
