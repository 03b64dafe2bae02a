"""The drawings of figures that comments are about: found by hash, shown as images."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from board import samples
from board.samples import BOOK, CHANGED, MARCH, SAME
from board.served import Person, shown
from evidencebook.board import drawings
from evidencebook.board.evidence import Books
from evidencebook.errors import NotThereError

PLACE = f"/board/{BOOK}/{CHANGED}"


@pytest.fixture
def drawn(site: Path) -> Path:
    """The site's book, in which one block is a figure."""
    samples.drawn(site / BOOK, CHANGED, "red")
    return site / BOOK


def _june(site: Path) -> Path:
    """Publish the newer edition; in it and in the older one the block is a figure."""
    book = samples.publish_june(site)
    samples.drawn(book / "editions" / MARCH, CHANGED, "red")
    samples.drawn(book, CHANGED, "blue")
    return book


def test_of_each_width_with_its_size(drawn: Path, books: Books) -> None:
    """It is known before it is read, under a name of its content."""
    record = books.today(BOOK, CHANGED)
    found = drawings.drawings(books.book(BOOK), record)
    assert {width: (one.width, one.height) for width, one in found.items()} == {
        "wide": (640, 200),
        "narrow": (330, 200),
    }
    content = drawings.file(books, BOOK, CHANGED, record["hash"], "wide")
    assert drawings.version(content) == found["wide"].version
    assert b'fill="red"' in content


def test_what_is_no_figure_has_none(books: Books) -> None:
    """Nor has a figure whose page is not there."""
    record = books.today(BOOK, SAME)
    book = books.book(BOOK)
    assert drawings.drawings(book, record) == {}
    assert drawings.drawings(book, {**record, "kind": "figure"}) == {}
    assert drawings.drawings(book, {**record, "kind": "figure", "hash": "0" * 64}) == {}


def test_of_an_edition_that_is_kept(site: Path, drawn: Path, books: Books) -> None:
    """The one that was read stays as long as its edition; then there is none."""
    hash = books.today(BOOK, CHANGED)["hash"]
    book = _june(site)
    assert b'fill="red"' in drawings.file(books, BOOK, CHANGED, hash, "narrow")
    new = books.today(BOOK, CHANGED)["hash"]
    assert b'fill="blue"' in drawings.file(books, BOOK, CHANGED, new, "narrow")
    shutil.rmtree(book / "editions" / MARCH)
    samples.touched(book)
    with pytest.raises(NotThereError):
        drawings.file(books, BOOK, CHANGED, hash, "narrow")


def test_a_reviewer_sees_the_chart(drawn: Path, reviewer: Person) -> None:
    """As an image that fits the screen, has the words as its alternative, and runs nothing."""
    page = reviewer.read(PLACE)
    image, source = page.select("picture img")[0], page.select("picture source")[0]
    assert image["alt"] == "Everything is red." and (image["width"], image["height"]) == (
        "640",
        "200",
    )
    answer = reviewer.get(str(image["src"]))
    assert answer.headers["content-type"] == "image/svg+xml"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert 'viewBox="0 0 640 ' in answer.text
    assert 'viewBox="0 0 330 ' in reviewer.get(str(source["srcset"])).text


def test_it_is_kept_by_browsers(drawn: Path, reviewer: Person) -> None:
    """For good under the address of its content; else it is asked for again, and not sent again."""
    address = str(reviewer.read(PLACE).select("picture img")[0]["src"])
    answer = reviewer.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert reviewer.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"
    assert reviewer.get(f"{address}0").headers["cache-control"] == "no-cache"
    again = reviewer.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and not again.content


def test_then_and_today_beside_each_other(
    site: Path, drawn: Path, reviewer: Person, editor: Person
) -> None:
    """As long as that edition is kept; then words and data alone, and the page says so."""
    reviewer.comment(CHANGED)
    editor.decide(1, state="published")
    book = _june(site)
    for path in (PLACE, f"/board/{BOOK}"):
        page = reviewer.read(path)
        alts = [one["alt"] for one in page.select(".beside img")]
        assert alts == ["Everything is red.", "Everything is blue."]
    desk = editor.read("/board/moderation/comments/1")
    assert [one["alt"] for one in desk.select(".beside img")] == alts

    shutil.rmtree(book / "editions" / MARCH)
    samples.touched(book)
    page = reviewer.read(PLACE)
    assert [one["alt"] for one in page.select(".beside img")] == ["Everything is blue."]
    said = shown(page)
    assert "The chart itself is not on this site any more." in said
    assert "Everything is red." in said


@pytest.mark.parametrize(
    "end", [f"{'0' * 64}/wide.svg", "{hash}/line.svg", "{hash}/..%2fwide.svg", "{hash}/wide.png"]
)
def test_what_is_no_drawing(drawn: Path, books: Books, reviewer: Person, end: str) -> None:
    """It is not there."""
    hash = books.today(BOOK, CHANGED)["hash"]
    assert reviewer.get(f"{PLACE}/{end.format(hash=hash)}").status_code == 404
