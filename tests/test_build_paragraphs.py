"""Prose that speaks of blocks which a book does not show."""

from __future__ import annotations

import build_samples as samples
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from evidencebook.build import pages, paragraphs
from evidencebook.build.pages import Part


def _prose(text: str, *about: str) -> nbformat.NotebookNode:
    tags = [f"{paragraphs.ABOUT}{slug}" for slug in about]
    return new_markdown_cell(text, metadata={"tags": tags} if tags else {})


def _shown(*slugs: str, kind: str = "claim") -> nbformat.NotebookNode:
    blocks = [samples.block("alpha", slug, kind) for slug in slugs]
    return new_code_cell("show()", outputs=[samples.output(block) for block in blocks])


def _parts(*cells: nbformat.NotebookNode) -> list[Part]:
    return pages.parts(nbformat.v4.new_notebook(cells=list(cells)))


def _told(*cells: nbformat.NotebookNode) -> list[str]:
    return [part for part in _parts(*cells) if isinstance(part, str)]


def test_prose_that_names_no_block_is_always_told() -> None:
    """Other tags mean nothing to a book."""
    plain = new_markdown_cell("Words.", metadata={"tags": ["mine"]})
    assert _told(plain, _shown("traffic", kind="gap")) == ["Words."]


def test_prose_goes_with_the_blocks_that_it_speaks_of() -> None:
    """Whether it stands before or after them; one of several is enough."""
    before, after = _prose("Before.", "traffic"), _prose("After.", "stations", "traffic")
    assert _told(before, _shown("traffic"), after) == ["Before.", "After."]
    assert _told(before, _shown("walks"), after) == []


def test_prose_that_speaks_of_a_gap_is_left_out() -> None:
    """The gap itself says what is missing, and stays."""
    assert _told(_shown("traffic", kind="gap"), _prose("Read it so.", "traffic")) == []
    assert len(_parts(_shown("traffic", kind="gap"))) == 1


def test_a_heading_goes_with_its_only_content() -> None:
    """Up to the next heading that is as high; headings within it too."""
    gone = _prose("Read it so.", "traffic")
    cells = [_prose("# A\n\nWhy?"), _prose("## Roads"), _prose("### Traffic"), gone]
    assert _told(*cells, _prose("## Rail\n\nWords.")) == ["# A\n\nWhy?", "## Rail\n\nWords."]
    assert _told(*cells) == ["# A\n\nWhy?"]
    assert _told(*cells, _prose("### Lorries\n\nWords.")) == [
        "# A\n\nWhy?",
        "## Roads",
        "### Lorries\n\nWords.",
    ]


@pytest.mark.parametrize("kind", ["claim", "gap"])
def test_a_heading_stays_above_what_is_left_of_its_section(kind: str) -> None:
    """Be it a gap."""
    gone = _prose("Read it so.", "traffic")
    assert _told(_prose("## Roads"), gone, _shown("walks", kind=kind)) == ["## Roads"]


def test_a_heading_at_the_end_of_other_prose_goes_alone() -> None:
    """The words before it stay."""
    gone = _prose("Read it so.", "traffic")
    assert _told(_prose("Words.\n\n## Roads"), gone) == ["Words."]


def test_a_list_in_several_cells_is_one_list() -> None:
    """Points that depend on a block have cells of their own; those left stand together."""
    points = [_prose("- One."), _prose("- Two.", "traffic"), _prose("- Three\n  more.")]
    assert _told(_prose("## Meaning\n\n- Nought."), *points) == [
        "## Meaning\n\n- Nought.\n- One.\n- Three\n  more."
    ]
    assert _told(_prose("Words."), _prose("- One.")) == ["Words.", "- One."]
    assert _told(_prose("- One."), _prose("Words.")) == ["- One.", "Words."]


def test_points_with_evidence_between_them_are_lists_apart() -> None:
    """Each stands where the chapter has it."""
    assert _told(_prose("- One."), _shown("walks"), _prose("- Two.")) == ["- One.", "- Two."]


def test_headings_of_the_projects_own_form() -> None:
    """Parts may be of any kind beside text; a chapter's title stays, whatever it is left with."""
    assert paragraphs.without_empty_sections(["# A", "## B", [1], "## C"]) == ["# A", "## B", [1]]
    assert paragraphs.without_empty_sections(["# A"]) == ["# A"]
