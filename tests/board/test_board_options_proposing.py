"""The draft of groups."""

from __future__ import annotations

import csv
import random

import pytest
from sklearn.metrics import adjusted_rand_score

from board.gathered import BUSES, FIBRE, THEMES, WORKSHOP
from evidencebook.board.options.proposing import proposed


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The sixty suggestions of the sample."""
    with WORKSHOP.open(newline="") as file:
        return [row["suggestion"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def themes() -> list[str]:
    """The themes that they were written on."""
    with THEMES.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["line"]) for row in rows] == list(range(2, 62))
    return [row["theme"] for row in rows]


def test_planted_themes_are_mostly_found(texts: list[str], themes: list[str]) -> None:
    """What stays alone counts as a group of its own; strays have no theme to find."""
    drafts = proposed(texts)
    found = {place: n for n, draft in enumerate(drafts) for place in draft.members}
    real = [place for place, theme in enumerate(themes) if theme != "stray"]
    labels = [found.get(place, 100 + place) for place in real]
    assert adjusted_rand_score([themes[place] for place in real], labels) > 0.6
    grouped = [place for place in real if place in found]
    score = adjusted_rand_score([themes[p] for p in grouped], [found[p] for p in grouped])
    assert score > 0.8 and len(grouped) >= 45
    assert 7 <= len(drafts) <= 10


def test_the_order_does_not_matter(texts: list[str]) -> None:
    """The same suggestions give the same groups and words."""
    order = list(range(len(texts)))
    random.Random(7).shuffle(order)
    mixed = proposed([texts[place] for place in order])
    plain = proposed(texts)
    assert [one.words for one in mixed] == [one.words for one in plain]
    back = [tuple(sorted(order[place] for place in one.members)) for one in mixed]
    assert back == [one.members for one in plain]


def test_the_number_can_be_wished(texts: list[str]) -> None:
    """The tree is cut where it has as many groups, or nearest to that."""
    assert [len(proposed(texts, count)) for count in (4, 6, 8)] == [4, 6, 8]
    assert proposed(["a bus", "a train"], 5) == []


def test_words_tell_groups_apart() -> None:
    """As people wrote them, not as stems."""
    one, two = proposed([*BUSES, *FIBRE])
    assert (one.members, two.members) == ((0, 1, 2), (3, 4, 5))
    assert "bus" in one.words and "late" in one.words and "fibre" in two.words


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        ([], []),
        (["a late bus"], []),
        (["a late bus", "dig fibre"], []),
        (["a late bus", "a late bus"], [(0, 1)]),
        (["a late bus"] * 4, [(0, 1, 2, 3)]),
        (["late bus", "late bus", "dig fibre"], [(0, 1)]),
        (["", "", ""], []),
        (["the of and", "…"], []),
        (["自行车道", "自行车道"], [(0, 1)]),
        (["bus", "fibre", "wind", "mines", "schools"], []),
    ],
)
def test_few_suggestions(texts: list[str], groups: list[tuple[int, ...]]) -> None:
    """What resembles nothing stays alone."""
    assert [draft.members for draft in proposed(texts)] == groups
