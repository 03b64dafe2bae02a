"""What was said of a book, beside what its new edition says."""

from __future__ import annotations

from dataclasses import replace

from said_samples import records, spoken

from evidencebook.build.threads import Threads


def _threads(extra: int = 0, without: str = "") -> Threads:
    blocks = [block for id, block in records().items() if id != without]
    return Threads(spoken(extra), blocks)


def test_comments_stand_with_their_blocks() -> None:
    """In the order of the book, each block's newest first, replies with what they answer."""
    on = _threads().on_blocks
    assert list(on) == [
        "alpha.message-one", "alpha.headline", "alpha.trend", "alpha.not-published"
    ]  # fmt: skip
    trend = on["alpha.trend"]
    assert [[one.id for one in comment.all] for comment in trend.comments] == [[2], [1, 4]]
    assert trend.number == 3


def test_standing_is_that_of_each_comment() -> None:
    """Also of a reply, whose author may have read another edition."""
    threads = _threads()
    older, newer = threads.on_blocks["alpha.trend"].comments
    assert threads.about(older) == "about the edition of March 2026"
    assert threads.about(newer) == ""
    assert threads.about(newer.replies[0]) == "about the edition of March 2026"
    assert threads.read(older).title == "Output fell"


def test_what_the_edition_has_no_more() -> None:
    """Is listed apart, with the evidence as it was commented on last."""
    (gone,) = _threads().gone
    assert (gone.block, gone.today, gone.last.name) == ("alpha.lost", None, "It was £31 in 2019.")
    lost = _threads(without="alpha.trend").gone
    assert [one.block for one in lost] == ["alpha.lost", "alpha.trend"]


def test_chapters_without_comments_are_left_out() -> None:
    """The others keep their order."""
    assert list(_threads().by_chapter(["beta", "alpha"])) == ["alpha"]


def test_the_newest_is_the_one_received_last() -> None:
    """Its number says when it came to this board, perhaps out of another."""
    made = spoken()
    first, *rest = made.comments
    late = replace(first, date="2099-01-01")
    threads = Threads(replace(made, comments=(late, *rest)), list(records().values()))
    assert [one.id for one in threads.on_blocks["alpha.trend"].comments] == [1, 2]
