"""The page "What changed": Highland's editions of March and June 2026."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidencebook import settings
from evidencebook.build.changes_page import FIRST, ChangesPage, summary
from evidencebook.build.given import from_snapshot
from evidencebook.build.history import History, look_back
from evidencebook.build.past import opened
from evidencebook.indicators import indicators
from evidencebook.store import Store

PAIR = Path(__file__).parent / "data" / "editions"
DATA = settings.ROOT / "data"
CARDS = indicators(DATA)
TITLES = {
    slug: slug.capitalize()
    for slug in ("workforce", "energy", "digital", "exports", "productivity", "enterprise")
}


@pytest.fixture(scope="module")
def history() -> History:
    """What June knows of March."""
    given = from_snapshot(DATA, Store(DATA / "snapshot").hash)
    before = opened(PAIR / "march")
    return look_back(opened(PAIR / "june").blocks(), (before,), CARDS, given)


def page(
    history: History, said: dict[str, Any] | None = None, *, links: bool = True
) -> ChangesPage:
    """The page of June, which may say something else of itself."""
    made = {**opened(PAIR / "june").said, **(said or {})}
    return ChangesPage(history, made, CARDS, TITLES, links=links)


def section(text: str, heading: str) -> str:
    """What stands under a heading."""
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_a_first_edition_has_nothing_to_compare() -> None:
    """And says what the page will be for."""
    assert page(History()).markdown() == FIRST
    assert summary(History()) == []


def test_flipped_claims_come_first_with_their_evidence(history: History) -> None:
    """Both sentences' assertions with figures, and a link."""
    flipped = section(page(history).markdown(), "No longer true as it was said")
    assert flipped.count("\n- ") == 2
    assert "apprenticeship starts in Highland fell between 2019-20" in flipped
    assert 'href="workforce.html#workforce-apprenticeships"' in flipped


def test_an_editors_note_stands_with_its_claim(history: History) -> None:
    """As Markdown that reads the same."""
    noted = replace(history, noted={"workforce.apprenticeships": "The *pandemic*."})
    assert r"Editor's note: The \*pandemic\*." in page(noted).markdown()


def test_data_and_figures(history: History) -> None:
    """Newer releases and periods; of the revised figures how many, how much, the largest."""
    text = page(history).markdown()
    assert "figures for Jan 2026 (before: Jul 2025)" in section(text, "New data")
    assert (
        "2 of 4 figures were revised, typically by 0.9%; the largest for its size, Scotland in "
        "2024-25, from 555 per 100,000 people to 549 "
        "per 100,000 people." in section(text, "Revised figures")
    )


def test_the_summary_counts(history: History) -> None:
    """Claims, data and figures, for the front page as well."""
    lines = summary(history)
    assert lines[0].startswith("Of the 7 claims of the edition before, 2 are no longer true")
    assert any(line.endswith("indicators were revised.") for line in lines)


def test_the_front_page_names_what_flipped(history: History) -> None:
    """Under the counts; nothing for a first edition."""
    digest = page(history).digest()
    assert digest.startswith("## What changed\n\n- Of the 7 claims")
    assert "**Key message.** The edition before said that the rate of modern" in digest
    assert page(History()).digest() == ""


def test_other_borders_comparators_text_and_program(history: History) -> None:
    """What changed about the area and the book, not about the data."""
    said = {
        "members": [{"code": "S12000017", "name": "Highland"}, {"code": "S1", "name": "Moray"}],
        "chapters": {**opened(PAIR / "june").said["chapters"], "energy": "other"},
        "version": "9.9",
    }
    before = opened(PAIR / "march")
    was = {**before.said, "members": [{"code": "S12000017", "name": "Highland"}]}
    seen = replace(history, earlier=(replace(before, said=was),))
    text = section(page(seen, said).markdown(), "Area, methods and text")
    assert "The area now also takes in Moray." in text
    assert "The text of Energy was edited." in text
    assert "Made with version 9.9 of evidencebook (before: " in text


def test_in_print_there_are_no_links(history: History) -> None:
    """Neither to claims nor to older editions."""
    text = page(history, links=False).markdown()
    assert "href" not in text and "Earlier editions" not in text
    assert "No longer true as it was said" in text


def test_readers_of_a_chapter_are_told(history: History) -> None:
    """Under the claim that flipped, and under no other."""
    assert page(history).turned("workforce.apprenticeships").startswith("The edition before said")
    assert page(history).turned("digital.gigabit") == ""
    assert page(History()).turned("workforce.apprenticeships") == ""
