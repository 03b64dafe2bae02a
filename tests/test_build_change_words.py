"""What changed, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evidencebook import settings
from evidencebook.build.change_words import Words, lines
from evidencebook.build.changes import Change, Changes, Renewal, of_folders
from evidencebook.build.turns import Turn
from evidencebook.indicators import Indicator
from evidencebook.indicators import indicators as read_cards

PAIR = Path(__file__).parent / "data" / "editions"
HOUR = "gross-value-added-per-hour-worked"
NAMES = {"E07000117": "Burnley", "K02000001": "United Kingdom", "E12000002": "North West"}


@pytest.fixture(scope="module")
def cards() -> Mapping[str, Indicator]:
    """Read the project's own cards."""
    return read_cards(settings.ROOT / "data")


@pytest.fixture(scope="module")
def highland() -> Changes:
    """The changes of Highland's book from March to June 2026."""
    return of_folders(PAIR / "march", PAIR / "june")


def fact(kind: str, value: float, period: str = "2022", **fields: Any) -> dict[str, Any]:
    """What a claim about output per hour in Burnley asserts."""
    own = {"indicator": HOUR, "area": "E07000117", "period": period, "kind": kind, "value": value}
    return {**own, **fields}


def told(
    cards: Mapping[str, Indicator], kind: Any, *turns: Turn, title: str = "", **fields: str
) -> str:
    """The sentence of one claim."""
    texts = {"before": "Once this. The same.", "after": "Now that. The same.", **fields}
    change = Change(
        "alpha.a", "alpha", title or cards[HOUR].title, kind, False,
        unit=cards[HOUR].unit, turns=turns, **texts,
    )  # fmt: skip
    return Words(Changes((change,), 0, names=NAMES), cards).claim(change)


def test_a_real_flip(highland: Changes, cards: Mapping[str, Indicator]) -> None:
    """Highland's apprenticeships: both spans, their figures, and what made the difference."""
    words = Words(highland, cards)
    assert words.claim(highland.claims[0]) == (
        "The edition before said that the rate of modern apprenticeship starts in Highland fell "
        "between 2019-20 and 2024-25, from 769 per 100,000 people to 749 per 100,000 people; the "
        "book now says that it rose between 2020-21 and 2025-26, from 568 per 100,000 people to "
        "753 per 100,000 people: new figures for 2025-26, and the comparison now begins in "
        "2020-21, not in 2019-20, beside whose 769 per 100,000 people the new figure is lower."
    )
    assert words.claim(highland.claims[1]) == (
        "The edition before said that, across the authorities of Scotland, the share of premises "
        "unable to get 30 Mbit/s broadband was highest in the Orkney Islands (15.0%, Jul 2025); "
        "the book now says that it was highest in Highland (12.7%, Jan 2026)."
    )


def test_real_figures_that_moved(highland: Changes, cards: Mapping[str, Indicator]) -> None:
    """The finding stands; the new figure stands beside the one in the edition before."""
    found = {change.id: Words(highland, cards).claim(change) for change in highland.claims}
    assert found["digital.gigabit"] == (
        "The share of premises that can get gigabit broadband in Highland was still lower than in "
        "the United Kingdom: new figures for Jan 2026, 63.3% (60.2% for Jul 2025 in the edition "
        "before)."
    )
    assert "moved from the 21st lowest to the 16th lowest" in found["digital.gigabit-rank"]
    assert found["exports.investment"].startswith("The edition before said: “At the end of 2023,")


def test_revised_figures(cards: Mapping[str, Indicator]) -> None:
    """A flip that comes of a revision says so, with the figures before and after."""
    before = fact("lower", 36.1, than="K02000001", reference=40.0)
    after = fact("similar", 39.9, than="K02000001", reference=40.0)
    text = told(cards, "flipped", Turn(before, after, 2, 0.1, "revised"))
    assert "was lower than in the United Kingdom; the book now says" in text
    assert "was similar to that in the United Kingdom" in text
    assert text.endswith("revised from £36.10 to £39.90 (2022).")


def test_each_assertion_that_turned_is_told(cards: Mapping[str, Indicator]) -> None:
    """Against the nation and against the region."""
    turns = [
        Turn(
            fact("lower", 36.1, than=code, reference=40.0),
            fact("higher", 41.0, than=code, reference=40.0),
            4, 0.1, "revised",
        )
        for code in ("K02000001", "E12000002")
    ]  # fmt: skip
    text = told(cards, "flipped", *turns)
    assert "higher than in the United Kingdom" in text and "higher than in the North West" in text


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (
            "comparison revised",
            "the figure for the United Kingdom was revised from £40.00 to £41.00",
        ),
        ("interval revised", "95% interval was revised"),
        ("others", "other figures behind it were revised"),
        ("", "no figure changed"),
    ],
)
def test_other_causes(cause: Any, words: str, cards: Mapping[str, Indicator]) -> None:
    """The area's own figure stands; something else changed."""
    before = fact("similar", 40.0, than="K02000001", reference=40.0)
    after = fact("lower", 40.0, than="K02000001", reference=41.0)
    assert words in told(cards, "flipped", Turn(before, after, 2, 0.02, cause))


def test_ranks_and_shares(cards: Mapping[str, Indicator]) -> None:
    """A rank that crosses the middle, a share that crosses a hundred."""
    ranks = [fact("rank", 36.1, rank=r, of=15) for r in (8, 9)]
    text = told(cards, "flipped", Turn(ranks[0], ranks[1], 2, 0.07, "others"))
    assert "was the 8th highest of 15; the book now says that it was the 7th lowest of 15" in text
    parts = [fact("index", 36.1, than="K02000001", index=part) for part in (99.0, 101.2)]
    text = told(cards, "flipped", Turn(parts[0], parts[1], 4, 0.02, "comparison revised"))
    assert "was 99.0% of the United Kingdom's; the book now says that it was 101.2%" in text


def test_a_claim_of_another_number_is_quoted(cards: Mapping[str, Indicator]) -> None:
    """Its value is no figure of the card; only the sentences that differ are quoted."""
    turn = Turn(fact("level", 1.0), fact("level", 2.0), 0, 1.0, "revised")
    text = told(cards, "moved", turn, title="Research against the national target")
    assert text == "The edition before said: “Once this.” Now: “Now that.”"


def test_the_end_that_turned_is_told_beside_one_that_no_longer_names_a_place(
    cards: Mapping[str, Indicator],
) -> None:
    """The highest is now shared by several; the lowest is another place, and that is told."""
    ends = [fact("lowest", 30.0), fact("lowest", 31.0, area="E12000002")]
    tops = [fact("highest", 50.0), fact("highest", 51.0, area="E12000002")]
    turns = (
        Turn(ends[0], ends[1], 1, 0.03, "revised"),
        Turn(tops[0], tops[1], 0, 0.02, "revised"),
    )
    among = "Within the North, it ranged."
    text = told(cards, "flipped", *turns, before=among, after=among)
    assert text.startswith("The edition before said that, within the North, ")
    assert text.endswith(
        "was lowest in Burnley (£30.00, 2022); the book now says that it was lowest in the North "
        "West (£31.00, 2022)."
    )
    assert told(cards, "moved", turns[1]).startswith("The edition before said: “")
    # Among which places is not known from these words.
    assert told(cards, "flipped", *turns).startswith("The edition before said: “")


def test_a_former_figure_that_was_revised_is_told_beside_a_quote(
    cards: Mapping[str, Indicator],
) -> None:
    """Else a revision would look like a change from one year to the next."""
    old, new = fact("level", 46.0), fact("level", 23.0, period="2023")
    turn = Turn(old, new, 0, 0.5, "new period", 22.5)
    text = told(cards, "moved", turn, title="Two figures in one claim")
    assert text.endswith(
        "Now: “Now that.” The figure for 2022 was since revised from £46.00 to £22.50."
    )


def test_claims_that_came_or_went(cards: Mapping[str, Indicator]) -> None:
    """With the gap that stands, or stood, in their place."""
    assert told(cards, "appeared", before="", after="It is.") == "New: “It is.”"
    gone = told(cards, "vanished", before="It is.", after="Not published.")
    assert gone == "No longer said: “It is.” Now: “Not published.”"


@pytest.mark.parametrize(
    ("renewal", "text"),
    [
        (
            Renewal("A", "released", "ONS: A", "2026-03-26", "2026-06-09"),
            "ONS: A: released 9 June 2026 (before: 26 March 2026)",
        ),
        (
            Renewal(HOUR, "period", HOUR, "2022", "2023"),
            "Gross value added per hour worked: figures for 2023 (before: 2022)",
        ),
        (
            Renewal("a.b", "computed", "A", "", "a mean", 2),
            "A (2 times in the book): now computed, no longer as published: a mean",
        ),
        (
            Renewal("a.b", "computed", "A", "a mean", ""),
            "A: now as published, no longer computed: a mean",
        ),
        (
            Renewal("a.b", "computed", "A", "x; y", "x; z"),
            "A: now computed as “z” (before: “y”)",
        ),
        (Renewal("a.b", "notes", "A", "x", "x; z"), "A: now also “z”"),
        (Renewal("a.b", "notes", "A", "x; z", "x"), "A: no longer “z”"),
    ],
)
def test_renewals(renewal: Renewal, text: str, cards: Mapping[str, Indicator]) -> None:
    """Releases, periods and methods, before and after."""
    assert Words(Changes((), 0), cards).renewal(renewal) == text


def test_the_lines_begin_with_counts(highland: Changes, cards: Mapping[str, Indicator]) -> None:
    """Then come flipped claims, key messages marked, and the data they rest on."""
    text = "\n".join(lines(highland, cards))
    assert text.startswith("Claims: 2 flipped, 4 moved and 1 unchanged.")
    assert "  * The edition before said that the rate of modern apprenticeship" in text
    assert "Apprenticeship starts (Scotland): figures for 2025-26 (before: 2024-25)" in text
    assert text.index("flipped") < text.index("Same assertion") < text.index("Newer releases")


def test_the_record_holds_the_sentences(highland: Changes, cards: Mapping[str, Indicator]) -> None:
    """Of claims and of renewals."""
    record = Words(highland, cards).record()
    assert all(one["sentence"] for one in [*record["claims"], *record["releases"]])
