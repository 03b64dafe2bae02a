"""The front door of all published books."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import front_samples as samples
import pytest
from lxml import html  # type: ignore[import-untyped]

from evidencebook import settings
from evidencebook.analysis.figures import Figures
from evidencebook.build import front, front_map
from evidencebook.build.site import remote_loads
from evidencebook.errors import BuildError


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, figures: Figures) -> Path:
    """The front page of four hundred books."""
    folder = tmp_path_factory.mktemp("site")
    samples.books(folder, figures.areas)
    front.write_index(folder, settings.ROOT)
    return folder


@pytest.fixture(scope="module")
def page(site: Path) -> html.HtmlElement:
    """The same as a tree."""
    return _tree(site / "index.html")


def _tree(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def test_every_book_is_linked_from_the_list(page: html.HtmlElement, site: Path) -> None:
    """Once, with the line of its edition, and its PDF if it has one."""
    items = page.xpath("//ul[@class='books']/li")
    addresses = [item.xpath("a/@href")[0] for item in items]
    assert len(addresses) == len(set(addresses)) == 400
    assert all((site / address).is_file() for address in addresses)
    assert all(samples.MADE_UP in item.text_content() for item in items)
    assert len(page.xpath("//ul[@class='books']/li/a[contains(@href, '.pdf')]")) == 300


def test_every_link_within_the_page_leads_somewhere(page: html.HtmlElement) -> None:
    """The menu of nations and regions among them."""
    wanted = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
    assert {"books", "in-england", "in-north-west", "in-scotland"} <= wanted
    assert wanted <= set(page.xpath("//@id"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_what_the_search_and_the_map_know_stands_in_the_list(page: html.HtmlElement) -> None:
    """Codes, former names, kinds, and members of larger areas."""
    (found,) = page.xpath("//li[a/@href='north-yorkshire/index.html'][@data-codes]")
    assert found.get("data-codes").split()[0] == "E06000065"
    assert "E07000163 Craven" in found.get("data-was").split("|")
    assert found.get("data-kind") == "local authority, Yorkshire and The Humber"
    (found,) = page.xpath("//li[a/@href='lancashire/index.html'][@data-codes]")
    assert len(found.get("data-members").split()) == 14


def test_places_in_wales_are_known_by_their_welsh_names(page: html.HtmlElement) -> None:
    """Where those differ: the search finds both."""
    (found,) = page.xpath("//li[a/@href='isle-of-anglesey/index.html']")
    assert found.get("data-welsh") == "Ynys Môn"
    (found,) = page.xpath("//li[a/@href='gwynedd/index.html']")
    assert found.get("data-welsh") is None


def test_only_what_is_on_the_map_is_told_of_it(figures: Figures) -> None:
    """That Shetland is moved and London enlarged, where they are drawn."""
    whole = front_map.outlines(figures.store)
    assert whole is not None
    said = "Shetland is drawn nearer than it lies, and London once more, larger."
    assert said in front._apart(whole)
    assert "Shetland" not in front._apart(replace(whole, main=whole.main[:1]))
    assert "London" not in front._apart(replace(whole, enlarged=()))
    assert front._apart(replace(whole, main=(), enlarged=())) == ""


def test_light_or_dark_is_as_in_the_books(page: html.HtmlElement, site: Path) -> None:
    """The choice that a reader made there is read by the books' own script, before the paint."""
    script = page.xpath("//script[@src='_front/mode.js'][not(@defer)]")
    assert script and page.xpath("//script[@src='_front/mode.js']/following::link[@rel]")
    kept = settings.ROOT / "book" / "_static" / "mode.js"
    assert (site / front.OWN / "mode.js").read_bytes() == kept.read_bytes()


def test_it_stays_small(site: Path) -> None:
    """All that the page loads, with four hundred books."""
    loaded = [site / "index.html", *(path for path in (site / front.OWN).rglob("*"))]
    assert sum(path.stat().st_size for path in loaded if path.is_file()) < 400_000


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(
    page: html.HtmlElement, site: Path
) -> None:
    """So that a strict policy for content can be set."""
    assert not page.xpath(
        "//style | //script[not(@src)] | //@style | //@*[starts-with(name(),'on')]"
    )
    assert not list(remote_loads(site))
    loaded = page.xpath("//script/@src | //link/@href")
    assert all((site / address).is_file() for address in loaded)
    style = (site / front.OWN / "front.css").read_text()
    fonts = re.findall(r'url\("(.+?)"\)', style)
    assert fonts and all((site / front.OWN / address).is_file() for address in fonts)


def test_what_is_new_names_claims_that_turned(page: html.HtmlElement) -> None:
    """With a link to the page that tells of them."""
    items = page.xpath("//ul[@class='new']/li")
    assert len(items) == front.NEW
    text = " ".join(items[0].text_content().split())
    assert "Data released up to 26 June 2026. 4 claims are no longer true as they were said" in text
    assert items[0].xpath(".//a/@href")[1].endswith("/changes.html")


def test_the_map_leads_to_the_smallest_book(tmp_path: Path, figures: Figures) -> None:
    """To an authority's own, or else that of the smallest area that takes it in, if it is local."""
    areas = figures.areas
    for area in map(areas.find, ("E12000002", "E47000018", "lancashire", "E10000017", "E07000117")):
        samples.write(tmp_path / area.slug, samples.said(area, areas))
    tree = _tree(front.write_index(tmp_path, settings.ROOT))
    leads = {a.get("data-code"): a.get("href") for a in tree.xpath("//svg//a")}
    assert leads["E07000117"] == "burnley/index.html"
    assert leads["E07000123"] == f"{areas.find('E10000017').slug}/index.html"
    assert leads["E06000009"].startswith("lancashire")
    assert "E08000003" not in leads


def test_names_are_escaped(tmp_path: Path) -> None:
    """Whatever a set of areas is called."""
    samples.write(tmp_path / "a-b", {"name": "A & <b>", "edition": "e"})
    text = front.write_index(tmp_path, settings.ROOT).read_text(encoding="utf-8")
    assert '<a href="a-b/index.html">A &amp; &lt;b&gt;</a>' in text


def test_few_books_lie_open(tmp_path: Path, page: html.HtmlElement) -> None:
    """Many are folded up, below their counts."""
    samples.write(tmp_path / "a", {"name": "A", "edition": "e"})
    assert _tree(front.write_index(tmp_path, settings.ROOT)).xpath("//details[@open]")
    assert not page.xpath("//details[@open]")


def test_no_books_is_said(tmp_path: Path) -> None:
    """There is neither a menu nor a map then."""
    tree = _tree(front.write_index(tmp_path, settings.ROOT))
    assert "No book has been published yet." in tree.text_content()
    assert not tree.xpath("//nav | //svg | //details")


def test_the_same_books_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """The page and all that lies beside it."""
    shutil.copytree(site, tmp_path / "again")
    again = front.write_index(tmp_path / "again", settings.ROOT).parent
    for path in [site / "index.html", *(site / front.OWN).rglob("*")]:
        if path.is_file():
            assert (again / path.relative_to(site)).read_bytes() == path.read_bytes()


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """And what to do about it."""
    with pytest.raises(BuildError, match="part of the front page is missing"):
        front.write_index(tmp_path / "site", tmp_path)
