"""The whole book of a real place, from the snapshot: pages, downloads, records, PDF."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pikepdf
import pytest
from bs4 import BeautifulSoup
from download_samples import csvw_faults, package_faults, workbook_faults

from evidencebook import settings
from evidencebook.build.downloads.csvw import BY_ROW
from evidencebook.build.plan import contents

# A place for which many sources have no figures.
AREA = "N09000003"
CHAPTERS = {page.slug for page in contents(settings.ROOT).chapters}


@pytest.fixture(scope="module")
def book(published: Callable[[str], Path]) -> Path:
    """The published book of Belfast."""
    return published(AREA)


@pytest.fixture(scope="module")
def blocks(book: Path) -> list[dict[str, Any]]:
    """Its blocks."""
    return list(json.loads((book / "blocks.json").read_text()))


@pytest.fixture(scope="module")
def soups(book: Path) -> dict[str, BeautifulSoup]:
    """Its pages."""
    return {p.stem: BeautifulSoup(p.read_text(), "lxml") for p in sorted(book.glob("*.html"))}


def test_every_chapter_has_a_page_and_evidence(
    soups: dict[str, BeautifulSoup], blocks: list[dict[str, Any]]
) -> None:
    """Eleven chapters, each with key messages, figures, sources and what is not known."""
    assert set(soups) >= CHAPTERS | {"index", "method", "data", "about"}
    assert {block["chapter"] for block in blocks} == CHAPTERS
    assert len(CHAPTERS) == 11
    for chapter in CHAPTERS:
        own = [block for block in blocks if block["chapter"] == chapter]
        assert soups[chapter].select(".evb-key")
        assert {"claim", "figure", "metric", "table"} <= {block["kind"] for block in own}
        assert {f"{chapter}.sources", f"{chapter}.unknowns"} <= {block["id"] for block in own}


def test_every_number_to_take_away_has_a_unit(book: Path) -> None:
    """Of its own column, or of the column that gives one for each row."""
    found = []
    for path in sorted((book / "downloads").glob("*-metadata.json")):
        columns = json.loads(path.read_text())["tableSchema"]["columns"]
        for column in columns:
            if column["datatype"] in ("integer", "number") and not _has_unit(column):
                found.append(f"{path.name}: {column['titles']}")
            if column.get("dc:description") == BY_ROW:
                assert any(other["titles"] == "Unit" for other in columns)
    assert found == []


def _has_unit(column: dict[str, Any]) -> bool:
    return "schema:unitText" in column or column.get("dc:description") == BY_ROW


def test_gaps_say_what_is_missing(blocks: list[dict[str, Any]]) -> None:
    """Where a source has no figure for Belfast, a gap says so in words."""
    gaps = [block for block in blocks if block["kind"] == "gap"]
    assert gaps
    assert all(gap["text"].endswith(".") and len(gap["text"]) > 40 for gap in gaps)


def test_links_and_ids(book: Path, soups: dict[str, BeautifulSoup]) -> None:
    """Every link within the book leads to a file and an id; no id stands twice on a page."""
    ids = {name: [tag["id"] for tag in soup.select("[id]")] for name, soup in soups.items()}
    for name, soup in soups.items():
        assert len(ids[name]) == len(set(ids[name]))
        for link in soup.select("a[href]"):
            parts = urlsplit(str(link["href"]))
            if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
                continue
            target = book / unquote(parts.path) if parts.path else book / f"{name}.html"
            assert target.exists(), (name, link["href"])
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in ids[target.stem], (name, link["href"])


def test_every_block_stands_on_its_page(
    soups: dict[str, BeautifulSoup], blocks: list[dict[str, Any]]
) -> None:
    """A block's id is an anchor; a figure has a text alternative in both layouts."""
    for block in blocks:
        tag = soups[block["chapter"]].find(id=block["id"].replace(".", "-"))
        assert tag is not None, block["id"]
        if block["kind"] == "figure":
            assert len(block["alt"]) > 30
            drawn = tag.select("[role=img]")
            assert [image["aria-label"] for image in drawn] == [block["alt"]] * 2


def test_downloads(book: Path, blocks: list[dict[str, Any]]) -> None:
    """Each block with data has a CSV file that can be read; each claim, one of its figures."""
    for block in blocks:
        if block["data"]:
            assert not pd.read_csv(book / block["data"]).empty, block["id"]
        assert block["data"] or block["kind"] == "gap"


def test_downloads_are_as_they_are_described(book: Path) -> None:
    """Others' validators take the data package, every file's description and the workbook."""
    assert package_faults(book / "downloads") == []
    assert csvw_faults(book / "downloads") == []
    assert workbook_faults(book / "downloads" / "belfast.xlsx") == []


def test_every_number_has_source_period_and_unit(blocks: list[dict[str, Any]]) -> None:
    """Claims, metrics and figures name publisher and publication; claims name a period."""
    for block in blocks:
        if block["kind"] in ("claim", "metric", "figure"):
            assert block["sources"], block["id"]
            assert all(source["publisher"] and source["title"] for source in block["sources"])
        if block["kind"] in ("claim", "metric"):
            assert block["period"] and block["unit"], block["id"]


def test_nothing_of_this_machine_is_published(book: Path) -> None:
    """No file names the folder that the book was built in, or loads from another host."""
    for page in book.glob("*.html"):
        text = page.read_text()
        assert os.fspath(book.parent) not in text
        soup = BeautifulSoup(text, "lxml")
        loaded = [t.get("src") or t.get("href") for t in soup.select("[src], link[href]")]
        assert not [address for address in loaded if address and "//" in str(address)]


def test_pdf(book: Path, blocks: list[dict[str, Any]]) -> None:
    """The PDF is tagged, titled, in British English, outlined, and gives every alternative."""
    with pikepdf.open(book / "book.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).lower() == "en-gb"
        with pdf.open_metadata() as metadata:
            assert "Belfast" in metadata["dc:title"]
            assert metadata["pdfuaid:part"] == "1"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert len([title for title in titles if title]) >= len(CHAPTERS)
        printed = (str(item.Alt) for item in pdf.objects if _has_alternative(item))
        said = {alternative.replace("’", "'").replace("\u2060", "") for alternative in printed}
    wanted = {block["alt"] for block in blocks if block["kind"] == "figure"}
    assert wanted <= said
    assert (book / "book.pdf").stat().st_size < 5e6


def _has_alternative(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary) and "/Alt" in item
