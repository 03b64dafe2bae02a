"""The grammar of claims: what may be said, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from evidencebook.analysis.figures import Figure, Figures
from evidencebook.blocks import wording

Make = Callable[..., Figure]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ((5, 4, 6), (2, 1, 3), "higher"),
        ((2, 1, 3), (5, 4, 6), "lower"),
        ((5, 3, 7), (4, 2, 6), "similar"),
        ((5, 4, 6), (7, 6, 8), "similar"),  # the intervals touch
        ((5, 4, 6), (3,), "unclear"),  # one interval is not known: nothing is certain
        ((5, 4, 6), (5.5,), "unclear"),
        ((3,), (5, 4, 6), "unclear"),
        ((5,), (4,), "higher"),
        ((4,), (5,), "lower"),
        ((5.01,), (5.02,), "same"),  # as printed, with one decimal
        ((5,), (5,), "same"),
        ((4.8,), (4.9,), "similar"),  # 2% apart, but rounding may make it
        ((4.7,), (4.9,), "lower"),
    ],
)
def test_relation(
    make_figure: Make, one: tuple[float, ...], other: tuple[float, ...], said: str
) -> None:
    """Higher and lower are said only where intervals allow it."""
    assert wording.relation(make_figure(*one), make_figure(*other)) == said


def test_relation_never_says_more_than_the_intervals(make_figure: Make) -> None:
    """No overlap is ever called higher or lower; the two ways round always agree."""
    spans = [(v, v - h, v + h) for v in (1.0, 2.0, 3.5) for h in (0.0, 0.5, 1.0, 3.0)]
    opposite = {"higher": "lower", "lower": "higher"}
    for one, other in product(spans, spans):
        said = wording.relation(make_figure(*one), make_figure(*other))
        apart = one[1] > other[2] or other[1] > one[2]
        assert (said in opposite) == apart
        back = wording.relation(make_figure(*other), make_figure(*one))
        assert back == opposite.get(said, said)


def test_the_words_for_each_relation() -> None:
    """Each relation has words that lead to the other place."""
    assert wording.relation_words("similar") == "similar to"
    assert wording.relation_words("same") == "the same as"


def test_a_figure_with_its_interval(make_figure: Make) -> None:
    """Value and interval carry the unit and its decimals."""
    figure = make_figure(76.04, 63.2, 88.81)
    assert wording.with_interval(figure) == "76.0% (95% interval 63.2% to 88.8%)"
    assert wording.with_interval(make_figure(76.04)) == "76.0%"


def test_amounts_carry_prefix_and_sign(figures: Figures) -> None:
    """Pounds stand before, the sign before the pounds."""
    card = figures.card("gross-value-added-per-hour-worked")
    assert wording.amount(card, 1234.5) == "£1,234.50"
    assert wording.amount(card, -1.005) == "−£1.01"
    assert wording.amount(card, float("nan")) == "–"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("E12000002", "the North West's"),
        ("E08000013", "St. Helens'"),
        ("E07000117", "Burnley's"),
        ("E06000053", "the Isles of Scilly's"),
    ],
)
def test_possessive(figures: Figures, code: str, text: str) -> None:
    """An s after an s is an apostrophe alone."""
    assert wording.possessive(figures.areas[code]) == text


def test_a_unit_of_words_is_said_once_in_a_change(figures: Figures) -> None:
    """``from 9 to 7 per 1,000 dwellings``; pounds, millions and per cents stand with each."""

    def said(slug: str) -> str:
        found = figures.value(slug, figures.areas.find("lancashire"))
        assert found is not None
        return wording.from_to(replace(found, value=9), replace(found, value=7))

    assert said("first-time-buyer-mortgage-sales") == "from 9.0 to 7.0 per 1,000 dwellings"
    assert said("gross-value-added-per-hour-worked") == "from £9.00 to £7.00"
    assert said("employment-rate") == "from 9.0% to 7.0%"


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_listed(parts: list[str], text: str) -> None:
    """A list as a sentence has it."""
    assert wording.listed(parts) == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2023", "In 2023"),
        ("2023-24", "In 2023-24"),
        ("Apr 2025", "In Apr 2025"),
        ("mid-2023", "In mid-2023"),
        ("year ending Sep 2024", "In the year ending Sep 2024"),
        ("2020 to 2022", "Over 2020 to 2022"),
    ],
)
def test_when(period: str, text: str) -> None:
    """How a period opens a sentence."""
    assert wording.when(period) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (101, "101st"), (111, "111th"), (122, "122nd")],
)  # fmt: skip
def test_ordinal(number: int, text: str) -> None:
    """First, second, third, and the teens."""
    assert wording.ordinal(number) == text


@pytest.mark.parametrize(
    ("rank", "count", "text"),
    [
        (1, 9, "the highest"),
        (2, 9, "the 2nd highest"),
        (5, 9, "the 5th highest"),
        (6, 9, "the 4th lowest"),
        (9, 9, "the lowest"),
    ],
)
def test_rank_words(rank: int, count: int, text: str) -> None:
    """Ranks are counted from the nearer end."""
    assert wording.rank_words(rank, count) == text


def test_bare_and_sentence_case() -> None:
    """Articles fall away after a possessive; a sentence begins with a capital."""
    assert wording.bare("the employment rate") == "employment rate"
    assert wording.bare("theatre visits") == "theatre visits"
    assert wording.sentence_case("a thing") == "A thing"
    assert wording.sentence_case("") == ""


def test_a_survey_without_intervals_supports_no_comparison(make_figure: Make) -> None:
    """The City of London's employment rates of 2015 and 2019: no one knows how sure they are."""
    early, late = (replace(make_figure(value), sampled=True) for value in (64.4, 87.2))
    assert wording.relation(late, early) == "unclear"
    assert wording.relation(make_figure(87.2), make_figure(64.4)) == "higher"


def test_rates_within_the_rounding_of_their_counts_are_not_told_apart(make_figure: Make) -> None:
    """Five points apart, each off by three or by one; what is near is near all the same."""
    one, other = make_figure(5), make_figure(10)
    for rounding, said in ((3.0, "unclear"), (1.0, "lower")):
        found = wording.relation(replace(one, rounding=rounding), replace(other, rounding=rounding))
        assert found == said
    assert wording.relation(make_figure(10.05), replace(other, rounding=3.0)) == "similar"
