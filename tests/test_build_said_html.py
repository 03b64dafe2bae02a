"""What was said, as pages show it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from said_samples import ATTACKS, NOTED, records, spoken

from evidencebook.build import said_html
from evidencebook.build.said import Figures, Said
from evidencebook.build.threads import Threads

TITLES = {"alpha": "Alpha", "beta": "Beta & more"}


def _threads(said: Said) -> Threads:
    return Threads(said, list(records().values()))


def _beside(said: Said, block: str = "alpha.trend") -> BeautifulSoup:
    threads = _threads(said)
    return BeautifulSoup(said_html.beside(threads, threads.on_blocks[block]), "html.parser")


def _whole(said: Said) -> BeautifulSoup:
    return BeautifulSoup(said_html.whole(_threads(said), TITLES), "html.parser")


def _shown(soup: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", soup.get_text(" "))


def test_beside_a_block() -> None:
    """Folded away, under their number: who said what, about which edition, what became of it."""
    soup = _beside(spoken())
    assert soup.details is not None and not soup.details.has_attr("open")
    assert soup.select("summary")[0].get_text() == "3 comments on: Output has risen"
    said = _shown(soup)
    for words in (
        "Question Ann Example, Example College, 1 July 2026",
        "About the edition of March 2026 (2026-03-24-a1d2ef05)",
        "It fell from £40 to £36.10.",
        "Does this count the islands?",
        "Further evidence: https://example.org/data?a=1&b",
        "We answered. Noted 3 July 2026 It does.",
        "Changed in edition 2026-06-24-dc7be695",
        "No name given, Example College",
        "As published with this edition.",
    ):
        assert words in said, words
    assert "As it is today" not in said  # it stands right above
    assert not soup.select("[id]")  # the page of all has them


def test_many_comments_on_one_block() -> None:
    """The newest few stand beside it; the page has all."""
    soup = _beside(spoken(300), "alpha.by-authority")
    assert soup.select("summary")[0].get_text().startswith("300 comments")
    assert [one.get_text() for one in soup.select(".evb-words")] == [
        f"No. {number}" for number in (299, 298, 297, 296, 295)
    ]
    (link,) = soup.select('a[href="said.html#on-alpha-by-authority"]')
    assert link.get_text().startswith("All 300 comments on this evidence")
    assert len(_whole(spoken(300)).select("#on-alpha-by-authority + ol > li")) == 300


def test_the_page_of_all() -> None:
    """The figures, each chapter, and what is gone last; evidence as it was beside today's."""
    soup = _whole(spoken())
    assert [one.get_text() for one in soup.select("dd")] == ["9", "7", "1", "2.5"]
    assert [one.get_text() for one in soup.select("h2")] == ["Alpha", "No longer in the book"]
    assert [one["href"] for one in soup.select(".evb-parts a")] == ["#in-alpha", "#gone"]
    names = [one.get_text() for one in soup.select("h3")]
    assert names[2] == "Output has risen" and names[-1] == "It was £31 in 2019."
    assert soup.select('h3 a[href="alpha.html#alpha-trend"]')
    assert [one["id"] for one in soup.select("#on-alpha-trend + ol li")] == [
        "comment-2", "comment-1", "comment-4"
    ]  # fmt: skip
    then = soup.select("#comment-2 .evb-beside > section")
    assert [one["aria-label"] for one in then] == [
        "As it was: comment 2", "As it is today: comment 2"
    ]  # fmt: skip
    lost = _shown(BeautifulSoup(str(soup.select("#comment-3")[0]), "html.parser"))
    assert "A moderator removed personal details from this comment." in lost
    assert "Not answered yet." in lost


def test_personal_details_removed_from_an_answer() -> None:
    """Readers see that something was removed."""
    said = spoken()
    answered = replace(said.comments[0], responses=(replace(NOTED, redacted=True),))
    note = "A moderator removed personal details from this answer."
    assert note not in _shown(_whole(said))
    soup = _whole(replace(said, comments=(answered, *said.comments[1:])))
    assert note in soup.select("#comment-1 .evb-answer")[0].get_text()


def test_names_of_places_are_given_once() -> None:
    """Each id and each label of a region."""
    soup = _whole(spoken(20))
    for key in ("id", "aria-label"):
        found = [one[key] for one in soup.select(f"[{key}]")]
        assert len(found) == len(set(found)), key


def test_nothing_published() -> None:
    """Is said, with the figures as far as they go."""
    said = _shown(_whole(Said(Figures(2, 0, 0, None))))
    assert "Nothing has been published yet." in said and "none answered yet" in said


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("field", ["text", "name", "organisation", "link"])
def test_markup_is_text(attack: str, field: str) -> None:
    """Wherever it is written: no element, attribute or comment of the page is made by it."""
    plain = spoken()
    fields: dict[str, Any] = {field: attack}
    other = replace(plain, comments=tuple(replace(one, **fields) for one in plain.comments))
    for make in (_beside, _whole):
        soup, harmless = make(other), make(plain)
        assert attack in soup.get_text()
        names = {one.name for one in harmless.find_all()} | {"a"}
        assert {one.name for one in soup.find_all()} <= names
        assert not [key for one in soup.find_all() for key in one.attrs if key.startswith("on")]
        assert "<!--" not in str(soup)
        assert len(soup.select("li")) == len(harmless.select("li"))
