"""Tests of results kept in the process: bounded, and what they rest on is still noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.memory import Memory
from evidencebook.analysis.place import Place
from evidencebook.blocks.claims import within
from evidencebook.errors import UnknownPeriodError
from evidencebook.store import Store

EMPLOYMENT, OUTPUT = "employment-rate", "gross-value-added-current-prices"


def test_what_is_kept_is_made_once(grouped_snapshot: Path) -> None:
    """The second time it is not made again, but counts as read again."""
    store = Store(grouped_snapshot)
    memory: Memory[float] = Memory(store, 2)
    made = []

    def make() -> float:
        made.append(1)
        return float(store.observations("made-up", ["A1"])["value"].sum())

    assert memory.get("sum", make) == memory.get("sum", make) == 1.0
    assert len(made) == 1
    store.reads.clear()
    memory.get("sum", make)
    assert store.reads == {"made-up": {"A1"}}


def test_what_rests_on_something_kept_rests_on_its_reads(grouped_snapshot: Path) -> None:
    """A result made from a kept one notes the reads of both."""
    store = Store(grouped_snapshot)
    memory: Memory[int] = Memory(store, 3)

    def inner() -> int:
        return len(store.observations("made-up", ["A1"]))

    memory.get("inner", inner)
    memory.get("outer", lambda: memory.get("inner", inner) + 1)
    store.reads.clear()
    memory.get("outer", lambda: 0)
    assert store.reads == {"made-up": {"A1"}}


def test_what_was_not_asked_for_longest_is_forgotten(grouped_snapshot: Path) -> None:
    """However many results there are, no more are kept than is allowed."""
    memory: Memory[int] = Memory(Store(grouped_snapshot), 2)
    for key in (1, 2, 1, 3):
        memory.get(key, lambda: 0)
    assert (1 in memory, 2 in memory, 3 in memory, len(memory)) == (True, False, True, 2)


def test_a_failure_is_not_kept(figures: Figures) -> None:
    """A period that a series does not have is an error each time."""
    for _ in range(2):
        with pytest.raises(UnknownPeriodError):
            figures.value(EMPLOYMENT, figures.areas["E07000117"], "1066")


@pytest.mark.parametrize("code", ["lancashire", "E07000117", "E06000066"])
def test_what_an_area_reads_does_not_hang_on_what_was_read_before(
    figures: Figures, code: str
) -> None:
    """The same series, figures, breakdown and members note the same, fresh and from memory."""

    def read(figures: Figures) -> dict[str, set[str]]:
        figures.store.reads.clear()
        area = figures.areas.find(code)
        for how in ("any", "published", "computed"):
            figures.value(EMPLOYMENT, area, how=how)
        figures.breakdown(OUTPUT, area, "industry")
        figures.members(EMPLOYMENT, figures.areas["E47000001"])
        within(Place(figures, area), EMPLOYMENT)
        return {table: set(areas) for table, areas in figures.store.reads.items()}

    fresh = Figures.open(figures.data)
    first = read(fresh)
    assert read(fresh) == first
    assert first[EMPLOYMENT]


@pytest.mark.parametrize("slug", [EMPLOYMENT, "business-births", "population"])
def test_many_figures_at_once_are_those_one_by_one(figures: Figures, slug: str) -> None:
    """Whatever the kind of area: with a past, of several codes, a set, or without a figure."""
    codes = ["lancashire", "E07000117", "E06000066", "E06000052", "N09000003", "S12000017"]
    areas = [figures.areas.find(code) for code in codes]
    found = figures.value(slug, areas[1])
    assert found is not None
    many = Figures.open(figures.data).values(slug, areas, found.period)
    for one, area in zip(many, areas, strict=True):
        assert repr(one) == repr(Place(figures, area).at(area, slug, found.period))
