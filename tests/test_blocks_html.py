"""Blocks as HTML: readable by a screen reader, safe, with sources and data."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from evidencebook.blocks.block import KEY_MESSAGES, Block, Kind
from evidencebook.blocks.html import ROWS_SHOWN, html, source_line, table
from evidencebook.store import Release

RELEASE = Release(
    "nobody", "Nobody & Co", "Made <up>", "2024-01-02", "https://example.org/?a=1&b=2"
)
FRAME = pd.DataFrame(
    {"Area code": ["E1", "E2"], "Area": ["Here", "<There>"], "Value": [1234.5, None]}
)
BLOCK = Block(
    id="places.some-thing", kind="figure", title='Title & "quotes"', subtitle="Unit, 2023",
    text="In 2023 it was <1%.", alt='The "line" rises', sources=(RELEASE,), data=FRAME,
    computed="sum of two", svg={"wide": "<svg>w</svg>", "narrow": "<svg>n</svg>"},
    notes=("Mind the gap.",), detail={"value": "£1", "change": "Up", "comparison": ""},
)  # fmt: skip


def _soup(block: Block) -> BeautifulSoup:
    return BeautifulSoup(html(block), "lxml")


@pytest.mark.parametrize("kind", ["claim", "figure", "table", "metric", "gap"])
def test_every_kind_has_its_id_class_and_source(kind: Kind) -> None:
    """The block's id and class stand on it once; its source is named with its date."""
    soup = _soup(replace(BLOCK, kind=kind))
    found = soup.find_all(id="places-some-thing")
    assert len(found) == 1
    assert f"evb-{kind}" in found[0]["class"]
    assert "Nobody & Co, Made <up>, released 2 January 2024" in soup.get_text()
    assert soup.find("a", href="https://example.org/?a=1&b=2")


def test_a_table_of_sources_links_each_by_itself() -> None:
    """No line under it repeats them; what is no address of the web becomes no link."""
    other = replace(RELEASE, publisher="Others", url="")
    frame = pd.DataFrame({"Publication": ["Made <up>"] * 2, "Publisher": ["Others", "Nobody & Co"]})
    block = replace(BLOCK, id="a.sources", kind="table", sources=(other, RELEASE), data=frame)
    soup = _soup(block)
    second, first = soup.select("tbody th")
    assert first.select_one(f"a[href='{RELEASE.url}']")
    assert first.get_text() == second.get_text() == "Made <up>"
    assert not second.find("a") and not soup.select(".evb-source")


def test_what_is_shown_is_escaped() -> None:
    """Angle brackets and quotation marks of text never become markup."""
    for kind in ("claim", "figure", "table", "metric", "gap"):
        block = replace(BLOCK, kind=kind)  # type: ignore[arg-type]
        assert "<There>" not in html(block)
        assert "<up>" not in html(block)
        assert "<1%" not in html(block)


def test_no_line_ends_between_a_minus_and_its_pound_sign() -> None:
    """Text that is read holds them together; what is heard, and the block, stay as they were."""
    block = replace(BLOCK, text="It fell: −£1,896.", alt="Down to −£1,896.")
    assert "<p>It fell: −\u2060£1,896.</p>" in html(replace(block, kind="claim"))
    assert 'aria-label="Down to −£1,896."' in html(block)
    assert "\u2060" not in f"{block.text}{block.csv}"


def test_a_figure_has_a_text_alternative_in_both_widths() -> None:
    """Both drawings carry the same alternative and a role."""
    drawings = _soup(BLOCK).find_all(role="img")
    assert [d["aria-label"] for d in drawings] == ['The "line" rises'] * 2
    assert [d["class"] for d in drawings] == [["evb-wide"], ["evb-narrow"]]


def test_a_figure_is_labelled_by_its_title() -> None:
    """The label points at an element that is there."""
    soup = _soup(BLOCK)
    figure = soup.find("figure")
    assert figure is not None
    label = soup.find(id=str(figure["aria-labelledby"]))
    assert label is not None
    assert label.get_text() == 'Title & "quotes"'


def test_a_table_has_caption_and_heads() -> None:
    """Columns and rows have heads; the place's name heads its row; numbers are marked."""
    soup = BeautifulSoup(table(FRAME, "A caption"), "lxml")
    assert soup.caption is not None and soup.caption.get_text() == "A caption"
    assert [th.get_text() for th in soup.find_all("th", scope="col")] == list(FRAME.columns)
    assert [th.get_text() for th in soup.find_all("th", scope="row")] == ["Here", "<There>"]
    assert [td.get_text() for td in soup.find_all("td", class_="evb-number")] == ["1,234.5", "–"]


def test_a_table_is_reached_by_keyboard() -> None:
    """A table that scrolls sideways can be focused and has a name."""
    region = BeautifulSoup(table(FRAME, "A caption"), "lxml").find(role="region")
    assert region is not None
    assert (region["tabindex"], region["aria-label"]) == ("0", "A caption")


def test_a_key_message_has_a_class_of_its_own() -> None:
    """Only claims of the group are key messages."""
    assert "evb-key" in html(replace(BLOCK, kind="claim", group=KEY_MESSAGES))
    assert "evb-key" not in html(replace(BLOCK, kind="claim"))


def test_computed_is_said() -> None:
    """How a figure was computed stands beside its source."""
    assert "Computed: sum of two." in html(BLOCK)
    assert "Computed" not in html(replace(BLOCK, computed=""))


def test_data_can_be_downloaded() -> None:
    """The link leads to the block's CSV; without data there is none."""
    link = _soup(BLOCK).find("a", href="downloads/places.some-thing.csv")
    assert link is not None
    assert "of: Title" in link.get_text()
    assert "downloads/" not in html(replace(BLOCK, data=None))


@pytest.mark.parametrize("kind", ["figure", "claim"])
def test_a_very_long_table_is_cut_short_and_says_so(kind: Kind) -> None:
    """The page shows the first rows; the download, which has all, is a step away."""
    long = pd.DataFrame({"Area": [f"Place {n}" for n in range(1234)], "Value": range(1234)})
    soup = _soup(replace(BLOCK, kind=kind, data=long))
    assert len(soup.select("tbody tr")) == ROWS_SHOWN
    assert f"The first {ROWS_SHOWN} of 1,234 rows; the download has all." in soup.get_text()


def test_a_block_without_sources_says_nothing_of_them() -> None:
    """No empty source line."""
    assert "Source" not in html(replace(BLOCK, sources=()))


def test_source_line() -> None:
    """Publisher, title and date; no date where there is none."""
    assert source_line(BLOCK) == "Nobody & Co, Made <up>, released 2 January 2024"
    assert source_line(replace(BLOCK, sources=(replace(RELEASE, released=""),))) == (
        "Nobody & Co, Made <up>"
    )


def test_numbers_written_out_are_set_as_numbers() -> None:
    """A column of amounts with their signs is set right; names and years are not."""
    frame = pd.DataFrame(
        {"Industry": ["Retail", "Health"], "Share": ["9.8%", "–"], "Year": ["2023", "2024"]}
    )
    made = table(frame, "Industries")
    assert '<th scope="col" class="evb-number">Share</th>' in made
    assert '<th scope="col">Year</th>' in made
    assert '<td class="evb-number">9.8%</td>' in made


def test_numbers_of_a_column_have_decimals_alike_and_few() -> None:
    """37.2531 and 5 are printed as 37.25 and 5.00: more would be false precision."""
    frame = pd.DataFrame({"Area": ["A", "B"], "£": [37.2531, 5.0], "People": [1204.0, 57180.0]})
    cells = [td.get_text() for td in BeautifulSoup(table(frame, "x"), "lxml").find_all("td")]
    assert cells == ["37.25", "1,204", "5.00", "57,180"]


def test_a_unit_in_words_stands_apart_from_its_value() -> None:
    """And the small line beside them is not read out: the words say what it shows."""
    detail = {"value": "10.6 per 1,000 dwellings"}
    soup = _soup(replace(BLOCK, kind="metric", detail=detail, svg={"line": "<svg></svg>"}))
    value = soup.select_one(".evb-metric-value")
    assert value is not None
    assert [span.get_text() for span in value.select("span")][:2] == [
        "10.6",
        "per 1,000 dwellings",
    ]
    assert value.select_one(".evb-line[aria-hidden=true] svg")
