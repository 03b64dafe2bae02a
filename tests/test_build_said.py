"""What was said of a book, as an edition keeps it."""

from __future__ import annotations

import doctest
import hashlib
from dataclasses import replace

import pytest
from said_samples import records, spoken

from evidencebook.build import said
from evidencebook.build.said import CURRENT, EARLIER, GONE, Evidence


def test_the_examples_hold() -> None:
    """Those of the docstrings."""
    assert doctest.testmod(said).failed == 0


def test_the_same_comments_give_the_same_bytes() -> None:
    """And others, others."""
    made = spoken()
    assert made.text == spoken().text
    assert made.digest == hashlib.sha256(made.text.encode()).hexdigest()
    fewer = replace(made, comments=made.comments[1:])
    assert fewer.digest != made.digest


@pytest.mark.parametrize(
    ("block", "hash", "stands"), [("a.b", "1", CURRENT), ("a.b", "2", EARLIER), ("a.c", "1", GONE)]
)
def test_how_a_comment_stands(block: str, hash: str, stands: str) -> None:
    """By id and hash alone: a block that says the same under another id is another."""
    assert said.standing({"a.b": "1"}, block, hash) == stands


@pytest.mark.parametrize(
    ("standing", "released", "told"),
    [
        (CURRENT, "2026-06-24", ""),
        (EARLIER, "2026-06-24", "about the edition of June 2026"),
        (GONE, "", "about an earlier edition"),
    ],
)
def test_which_edition_a_comment_is_about(standing: str, released: str, told: str) -> None:
    """Named by the month of its newest release where that is known."""
    assert said.about(standing, released) == told


def test_evidence_in_short() -> None:
    """Its words, its period, and the first rows of its data."""
    record = records()["alpha.trend"]
    rows = "".join(f"Place {number},{number}\n" for number in range(20))
    made = Evidence.of({**record, "csv": f"Area,Value\n{rows}"})
    assert (made.name, made.period, made.unit) == ("Output has risen", "2023", "£ per hour worked")
    assert made.rows[:2] == (("Area", "Value"), ("Place 0", "0"))
    assert (len(made.rows), made.more) == (7, 14)
    assert Evidence.of({**record, "csv": ""}).rows == ()
