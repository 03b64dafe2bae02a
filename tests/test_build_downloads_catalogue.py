"""Tests of the list of downloads on the page of the data catalogue."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from download_samples import sample_book

from evidencebook.build.downloads import catalogue


def test_everything_at_once(tmp_path: Path) -> None:
    """The workbook, the data package and the list of blocks."""
    links = BeautifulSoup(catalogue.whole(sample_book(tmp_path)), "lxml").select("a")
    assert [link["href"] for link in links] == [
        "downloads/testshire.xlsx",
        "downloads/datapackage.json",
        "blocks.json",
    ]


def test_every_file_by_chapter(tmp_path: Path) -> None:
    """Title with a link to where it is shown, the file, how many rows; a claim by its sentence."""
    made = catalogue.files(sample_book(tmp_path))
    assert made.count("\n\n### ") + made.startswith("### ") == 2
    soup = BeautifulSoup(made, "lxml")
    rows = [[cell.get_text() for cell in row] for row in soup.select("tbody tr")]
    assert len(rows) == 12
    sentence = "In 2023, output per hour worked in Testshire was £36.10."
    assert rows[0] == [sentence, "Claim", f"CSV of: {sentence}", "2"]
    assert rows[3] == ["Output has risen", "Figure", "CSV of: Output has risen", "2"]
    links = [link["href"] for link in soup.select("tbody tr")[3].select("a")]
    assert links == ["alpha.html#alpha-trend", "downloads/alpha.trend.csv"]
    assert len({region["aria-label"] for region in soup.select(".evb-scroll")}) == 2


def test_odd_text_is_no_markup(tmp_path: Path) -> None:
    """What a block says is shown as it is."""
    assert "Odd &lt;b&gt;&amp;amp; #text *stars*" in catalogue.files(sample_book(tmp_path))
