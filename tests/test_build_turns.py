"""Whether what a claim asserts has turned, how far its figures moved, and why."""

from __future__ import annotations

from typing import Any

import pytest

from evidencebook.build.turns import Turn, crossed, family, figures, turns

# The housing affordability ratio in Preston and in England and Wales, April 2024, as released
# in March 2025 and in March 2026.
BEFORE = {
    "indicator": "housing-affordability-ratio",
    "area": "E07000123",
    "period": "Apr 2024",
    "kind": "lower",
    "value": 4.88,
    "than": "K04000001",
    "reference": 7.54,
}
AFTER = {**BEFORE, "value": 5.52, "reference": 7.74}
HEAD = "Area code,Area,Period,Ratio,Lower 95%,Upper 95%\n"


def record(*facts: dict[str, Any], text: str = "Preston", rows: str = "") -> dict[str, Any]:
    """What of a block counts here."""
    return {"asserts": list(facts), "text": text, "csv": HEAD + rows}


def only(before: dict[str, Any], after: dict[str, Any]) -> Turn:
    """The one turn between two claims."""
    (found,) = turns(before, after)
    return found


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ("higher", "lower", 4),
        ("higher", "similar", 2),
        ("similar", "same", 0),
        ("unclear", "lower", 2),
        ("rising", "falling", 4),
        ("rising", "up without trend", 1),
        ("up without trend", "down without trend", 2),
        ("little changed", "unchanged", 0),
        ("above", "below", 4),
        ("deepened", "faded", 4),
        ("catching up", "falling behind", 2),
        ("neighbours: above", "neighbours: below", 2),
        ("level", "lower", 0),
        ("level", "level", 0),
    ],
)
def test_a_kind_turns_by_its_direction(before: str, after: str, step: int) -> None:
    """Opposites are farthest; words for the same direction are no turn."""
    assert crossed({"kind": before}, {"kind": after}) == step


@pytest.mark.parametrize(
    ("before", "after", "turned"),
    [((8, 15), (7, 15), False), ((8, 15), (9, 15), True), ((2, 15), (1, 15), True)],
)
def test_a_rank_turns_where_its_words_do(
    before: tuple[int, int], after: tuple[int, int], turned: bool
) -> None:
    """From the 8th highest to the 7th lowest, or to the highest; not within a half."""
    facts = [{"kind": "rank", "rank": rank, "of": of} for rank, of in (before, after)]
    assert bool(crossed(*facts)) is turned


@pytest.mark.parametrize(
    ("before", "after", "step"), [(99.2, 99.8, 0), (99.2, 100.3, 4), (99.2, 100.0, 2)]
)
def test_an_index_turns_at_a_hundred(before: float, after: float, step: int) -> None:
    """As printed: to 100.0% is a turn from below to neither."""
    assert crossed({"kind": "index", "index": before}, {"kind": "index", "index": after}) == step


def test_another_path_is_a_turn() -> None:
    """A share of the United Kingdom's may fall behind where it caught up."""
    facts = [{"kind": "index", "index": 90.0, "path": p} for p in ("catching up", "falling behind")]
    assert crossed(*facts) == 2


def test_revised_figures() -> None:
    """The assertion stands; how far is told free of the unit, as a ratio to the reference."""
    found = only(record(BEFORE), record(AFTER))
    assert (found.step, found.cause) == (0, "revised")
    assert found.far == pytest.approx(5.52 / 7.74 - 4.88 / 7.54, abs=1e-6)


def test_nothing_changed_is_no_turn() -> None:
    """The same fact in both is not listed."""
    assert turns(record(BEFORE), record(BEFORE)) == ()


def test_causes() -> None:
    """A new period, the area's own figure, the reference, an interval, others, or none."""
    flipped = {**BEFORE, "kind": "similar"}
    assert only(record(BEFORE), record({**AFTER, "period": "Apr 2025"})).cause == "new period"
    assert only(record(BEFORE), record({**BEFORE, "reference": 7.7})).cause == "comparison revised"
    rows = [f"E07000123,Preston,Apr 2024,4.88,{low},5.0\n" for low in (4.6, 4.7)]
    told = [record(fact, rows=row) for fact, row in zip((BEFORE, flipped), rows, strict=True)]
    assert only(*told).cause == "interval revised"
    peers = [f"E07000117,Burnley,Apr 2024,{value},,\n" for value in (3.67, 3.93)]
    told = [record(fact, rows=row) for fact, row in zip((BEFORE, flipped), peers, strict=True)]
    assert only(*told).cause == "others"
    assert only(record(BEFORE), record(flipped)).cause == ""


def test_facts_are_matched_by_what_they_are_about() -> None:
    """Facts about two references are matched whatever their order, the farthest turn first."""
    england = {**BEFORE, "than": "E92000001"}
    turned = {**england, "kind": "higher"}
    found = turns(record(BEFORE, england), record(turned, AFTER))
    assert [(turn.before["than"], turn.step) for turn in found] == [
        ("E92000001", 4),
        ("K04000001", 0),
    ]


def test_what_one_edition_alone_asserts_is_no_turn() -> None:
    """A comparison with a wider area that only one edition makes has nothing to turn from."""
    assert turns(record(BEFORE), record(BEFORE, {**BEFORE, "than": "E92000001"})) == ()


def test_another_place_at_the_end_is_a_turn_only_if_both_are_named() -> None:
    """A claim of two authorities with the same printed figure names neither of them."""
    ends = [
        {"kind": "lowest", "indicator": "housing-affordability-ratio", "area": code, "value": value}
        for code, value in (("E07000117", 3.67), ("E07000120", 3.86))
    ]
    rows = "E07000117,Burnley,Apr 2024,3.67,,\nE07000120,Hyndburn,Apr 2025,3.86,,\n"
    before = record(ends[0], text="from 3.7 in Burnley", rows=rows)
    assert only(before, record(ends[1], text="from 3.9 in Hyndburn", rows=rows)).step == 1
    assert only(before, record(ends[1], text="from 3.9 in 2 authorities", rows=rows)).step == 0


def test_an_edition_without_facts_has_no_turns() -> None:
    """Editions made before facts were listed are compared by their texts alone."""
    assert turns({"text": "a", "csv": ""}, record(BEFORE)) == ()


def test_families() -> None:
    """Kinds of one question are matched with one another."""
    assert family({"kind": "similar"}) == family({"kind": "higher"}) == "level"
    assert family({"kind": "falling"}) == "movement"
    assert family({"kind": "neighbours: above"}) == "neighbours"


def test_a_former_period_may_have_been_revised_too() -> None:
    """Another table of the later edition shows what April 2024 has become."""
    later = {**AFTER, "period": "Apr 2025", "value": 5.16}
    series = {"indicators": ["housing-affordability-ratio"], "unit": "ratio"}
    old = {**record(BEFORE, rows="E07000123,Preston,Apr 2024,4.88,,\n"), **series}
    new = {**record(later, rows="E07000123,Preston,Apr 2025,5.16,,\n"), **series}
    trend = {**record(rows="E07000123,Preston,Apr 2024,5.52,,\n"), **series}
    unknown = lambda *_: None  # noqa: E731
    (found,) = turns(old, new, (figures([old]), figures([new, trend]), unknown))
    assert (found.cause, found.restated) == ("new period", 5.52)
    (found,) = turns(old, new, (figures([old]), figures([new]), unknown))
    assert found.restated is None
    (found,) = turns(old, new, (figures([old]), figures([new]), lambda *_: 5.52))
    assert found.restated == 5.52


def test_figures_for_which_tables_differ_are_not_taken() -> None:
    """Two series of one indicator, such as women and men, have the same columns."""
    one, other = (
        {**record(rows=f"E07000123,Preston,2024,{value},,\n"), "indicators": ["employment-rate"]}
        for value in (70, 75)
    )
    assert figures([one, other]) == {}
    assert figures([one]) == {("employment-rate", "E07000123", "2024", "ratio"): 70.0}
    assert figures([{**one, "indicators": ["employment-rate", "population"]}]) == {}


def test_a_fact_without_a_value_is_never_restated() -> None:
    """Some facts hold a direction and its periods alone."""
    since = {"kind": "since", "indicator": "chargers", "area": "E07000123"}
    old, new = ({**record({**since, "period": y}), "unit": "chargers"} for y in ("2024", "2025"))
    (found,) = turns(old, new, ({}, {}, lambda *_: 1.0))
    assert (found.cause, found.restated, found.far) == ("new period", None, 0.0)
