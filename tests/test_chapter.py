"""The one object a notebook talks to."""

from __future__ import annotations

import pytest

from evidencebook import Chapter
from evidencebook.blocks.block import KEY_MESSAGES
from evidencebook.errors import ChapterError, UnknownAreaError, UnknownIndicatorError

HOUR = "gross-value-added-per-hour-worked"


@pytest.fixture
def chapter() -> Chapter:
    """A chapter about Burnley."""
    return Chapter("productivity", "burnley")


def test_a_block_is_named_after_chapter_and_slug(chapter: Chapter) -> None:
    """The id is stable: it holds neither area nor edition."""
    block = chapter.compare("output-per-hour", HOUR)
    assert block.id == "productivity.output-per-hour"
    assert chapter.blocks == {block.id: block}
    assert Chapter("productivity", "lancashire").compare("output-per-hour", HOUR).id == block.id


@pytest.mark.parametrize("slug", ["", "Output", "output_per_hour", "a--b", "a b", "-a"])
def test_a_name_that_is_not_a_slug(chapter: Chapter, slug: str) -> None:
    """Small letters, digits and hyphens only."""
    with pytest.raises(ChapterError, match="productivity"):
        chapter.compare(slug, HOUR)


def test_an_unknown_area() -> None:
    """A chapter about nowhere is wrong use."""
    with pytest.raises(UnknownAreaError, match="burnley"):
        Chapter("productivity", "burnly")


def test_an_unknown_indicator(chapter: Chapter) -> None:
    """A slip in a notebook is named."""
    with pytest.raises(UnknownIndicatorError, match="employment-rate"):
        chapter.compare("work", "employment-rat")


def test_an_unknown_analysis(chapter: Chapter) -> None:
    """Only the analyses that are public can be asked for."""
    for make in ("nonsense", "_gap", "pd"):
        with pytest.raises(ChapterError, match="growth"):
            chapter.economy(make, "a-slug")


def test_key_messages_leave_gaps_out(chapter: Chapter) -> None:
    """Claims are marked and shown; gaps are not messages."""
    claim = chapter.compare("one", HOUR)
    gap = chapter.compare("two", "healthy-life-expectancy-male")
    chapter.key_messages(claim, gap)
    assert chapter.blocks[claim.id].group == KEY_MESSAGES
    assert chapter.blocks[gap.id].group == ""


def test_together_shows_one_gap_at_most(chapter: Chapter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gaps give way to what is known; where nothing is, the first stands."""
    shown: list[str] = []
    monkeypatch.setattr("evidencebook.chapter.display", lambda block: shown.append(block.id))
    claim = chapter.compare("one", HOUR)
    gaps = [chapter.compare(slug, "healthy-life-expectancy-male") for slug in ("two", "three")]
    chapter.together(gaps[0], claim, gaps[1])
    chapter.together(*gaps)
    assert shown == [claim.id, gaps[0].id]


def test_chosen_comparators() -> None:
    """Areas named by the user stand instead of the neighbours."""
    chapter = Chapter("productivity", "burnley", comparators="pendle, E07000125")
    assert [area.name for area in chapter.place.neighbours] == ["Pendle", "Rossendale"]


def test_known_takes_the_first_with_a_figure() -> None:
    """Each nation's own name for a measure."""
    names = ("employment-rate", "employment-rate-ni")
    assert Chapter("workforce", "N09000003").known(*names) == "employment-rate-ni"
    assert Chapter("workforce", "burnley").known(*names) == "employment-rate"
    assert Chapter("workforce", "E06000053").known(*names) == "employment-rate"


def test_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim for each measure, then a figure of all."""
    shown: list[str] = []
    monkeypatch.setattr("evidencebook.chapter.display", lambda block: shown.append(block.id))
    made = Chapter("compared", "burnley", comparators="pendle")
    made.side_by_side("work", "Work", [HOUR, "employment-rate"])
    assert shown == [f"compared.{HOUR}", "compared.employment-rate", "compared.work"]


def test_the_end_of_a_chapter(chapter: Chapter) -> None:
    """What is unknown and the sources cover the blocks that were shown."""
    chapter.compare("output-per-hour", HOUR)
    chapter.compare("healthy-years", "healthy-life-expectancy-male")
    unknowns, sources = chapter.unknowns(), chapter.sources()
    assert unknowns.data is not None and sources.data is not None
    assert any("Healthy life" in name for name in unknowns.data["Measure"])
    assert len(sources.data) == 2


def test_a_frame_for_the_bench(chapter: Chapter) -> None:
    """The area's series as a data frame."""
    assert chapter.frame(HOUR)["value"].iloc[-1] == 38.86


def test_a_gap_in_words_of_its_own(chapter: Chapter) -> None:
    """An author can say what no figure tells."""
    assert chapter.gap("not-known", "Not known", "Nobody counts it.").kind == "gap"
