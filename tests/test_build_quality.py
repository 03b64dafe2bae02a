"""What a book says of its quality is counted from its own record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import build_samples as samples
import pytest
from bs4 import BeautifulSoup

from evidencebook import settings
from evidencebook.build import quality
from evidencebook.build.edition import Book
from evidencebook.build.plan import Contents, Page
from evidencebook.indicators import indicators

CARDS = indicators(settings.ROOT / "data")
FRONT = Contents(Page("index", settings.ROOT / "book" / "index.md"), ())


def _book(*blocks: dict[str, Any]) -> Book:
    used = frozenset(slug for block in blocks for slug in block["indicators"])
    return Book("testshire", samples.PLACE, FRONT, blocks=blocks, used=used)


def _block(slug: str, kind: str = "claim", **fields: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"computed": None, "csv": "", "indicators": []}
    return samples.block("alpha", slug, kind).record() | plain | fields


def _rows(markdown: str) -> dict[str, list[str]]:
    """The rows of the table on a page, by their heads."""
    html = markdown.removeprefix("```{raw} html\n").removesuffix("\n```")
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(html, "lxml").find_all("tr")
    ]
    return {row[0]: row[1:] for row in rows}


def test_evidence_is_counted_by_kind_and_by_what_it_rests_on() -> None:
    """Computed, estimated, with intervals."""
    made = _book(
        _block("a", csv="Area,£,Lower 95%,Upper 95%\nx,1,0,2\n"),
        _block("b", computed="estimate: mean of the published figures of 3 authorities"),
        _block("c", computed="sum of the published figures of 3 authorities"),
        _block("d", "gap"),
    )
    assert quality.summary(made) == "3 claims and 1 note of what is missing"
    rows = _rows(quality.counts(made))
    assert rows["Claims"] == ["3", "2", "1", "1"]
    assert rows["Notes of what is missing"] == ["1", "0", "0", "0"]


def test_ages_are_counted_back_from_the_newest_release() -> None:
    """No clock: the same book says the same."""
    dates = ("2025-06-09", "2025-01-01", "2023-12-01", "")
    made = _book(
        *(
            _block(f"b{at}", sources=[_source(f"Release {at}", date)])
            for at, date in enumerate(dates)
        )
    )
    rows = _rows(quality.ages(made))
    assert {head: row[0] for head, row in rows.items()} == {
        "Released": "Releases",
        "Less than a year before": "2",
        "One to two years before": "1",
        "On a date that is not known": "1",
    }
    assert rows["Less than a year before"][1].startswith("Release 1 (")
    assert "9 June 2025" in quality.ages(made)
    assert "has a known date" in quality.ages(_book(_block("x", sources=[])))


def _source(title: str, released: str) -> dict[str, str]:
    return {"publisher": "Someone", "title": title, "released": released, "url": ""}


@pytest.mark.parametrize(
    "csv",
    [
        "Area,Value,Computed\nx,1,yes\n",
        "Area,Measure,Value,Computed\nx,Population,1,yes\ny,Other,1,no\n",
    ],
)
def test_the_rules_of_a_book_are_those_that_its_figures_were_made_by(csv: str) -> None:
    """A measure is named under its rule where one of its figures was computed."""
    made = _book(_block("a", csv=csv, indicators=["population"]))
    rules = quality.rules(made, CARDS)
    assert rules["sum_used"] == "In this book: Population."
    assert rules["ratio_used"] == "No figure of this book is made so."


def test_a_measure_of_published_figures_is_not_called_computed() -> None:
    """Nor is one of a block of several measures that names none."""
    for csv, used in (
        ("Area,Value,Computed\nx,1,no\n", ["population"]),
        ("Area,Value,Computed\nx,1,yes\n", ["population", "employment-rate"]),
        ("Measure,What to know\nPopulation,Computed here\n", ["population"]),
    ):
        assert (
            quality.made_here(_book(_block("a", csv=csv, indicators=used)).blocks, CARDS) == set()
        )


TITLES = [CARDS[slug].title for slug in ("population", "employment-rate")]


@pytest.mark.parametrize(
    ("how", "made"),
    [
        (f"{TITLES[0]}, Here: sum of the published figures of 2 authorities", ["population"]),
        (f"{TITLES[1]}, Here: estimate: mean; {TITLES[0]}, Here: sum",
         ["employment-rate", "population"]),
        ("Here: sum of the published figures of 2 authorities", ["population"]),
        ("Here: estimate: mean of the published figures of 2 areas", ["employment-rate"]),
        ("Here: mean of the published figures of 2 areas, weighted by hours", []),
        ("one count over another", []),
    ],
)  # fmt: skip
def test_words_tell_which_measures_were_computed(how: str, made: list[str]) -> None:
    """Where no column does: by their titles, else by how figures of parts were combined."""
    csv, used = "Measure,Here\na,1\n", ["population", "employment-rate"]
    blocks = _book(_block("a", csv=csv, indicators=used, computed=how)).blocks
    assert quality.made_here(blocks, CARDS) == set(made)


def test_measures_that_have_ended_are_listed() -> None:
    """From their cards; or it is said that there is none."""
    assert (
        quality.dated(_book(_block("a", indicators=["employment-rate"])), CARDS)
        == "- Employment rate"
    )
    empty = replace(_book(), used=frozenset())
    assert "No measure" in quality.dated(empty, CARDS)
