"""Whole books with what was said of them: pages, records, PDF, the next edition, zips."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import build_samples as samples
import edition_samples as editions
import nbformat
import pytest
from bs4 import BeautifulSoup
from said_samples import ATTACKS, TYPST, records, spoken

from evidencebook.build import inputs
from evidencebook.build.book import build
from evidencebook.build.commenting import with_links
from evidencebook.build.pack import build_options, pack
from evidencebook.build.past import EDITIONS, opened
from evidencebook.build.pool import Pool
from evidencebook.build.said import Figures, Said
from evidencebook.build.unit import Options, Unit
from evidencebook.build.verify import verify
from evidencebook.errors import BuildError

BOARD = "https://evidence.example.org/board"


def _attacked() -> Said:
    """What was said, with all that may be tried in it."""
    first, second, *others = spoken().comments
    text = "\n\n".join((*ATTACKS, TYPST))
    first = replace(first, text=text, name=ATTACKS[0], organisation=TYPST)
    redacted = tuple(replace(one, redacted=True) for one in first.responses)
    first = replace(first, responses=redacted)
    return replace(spoken(8), comments=(first, second, *others, *spoken(8).comments[6:]))


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project, its data, and a site with a book of which something was said."""
    top = editions.project(tmp_path_factory.mktemp("said"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCEBOOK_DATA", str(top / "data"))
        _built(top, said=_attacked(), annex=True)
    return top


@pytest.fixture(autouse=True)
def _data(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(top / "data"))


def _built(top: Path, said: Said | None, site: str = "site", **options: object) -> Path:
    given = {"root": top / "project", "out": top / site, **options}
    return build("Testshire", said=lambda book: said, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def book(top: Path) -> Path:
    """The book."""
    return top / "site" / "testshire"


def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def test_comments_stand_beside_their_evidence(book: Path) -> None:
    """Within its block, in one row with what else a reader may do, else below all of it."""
    soup = _soup(book / "alpha.html")
    assert len(soup.select("details.evb-comments")) == 5
    assert soup.select("#alpha-trend > .evb-actions > details.evb-comments")
    assert soup.select("#alpha-headline > details.evb-comments")
    assert soup.select("#alpha-message-one > details.evb-comments")
    assert soup.select("#alpha-not-published > details.evb-comments")
    assert not _soup(book / "beta.html").select(".evb-comments")


def test_the_page_is_in_the_contents(book: Path) -> None:
    """And each of its links within the book, and those that lead to it, lead somewhere."""
    soups = {path.name: _soup(path) for path in book.glob("*.html")}
    assert all(one.select('nav a[href="said.html"]') for n, one in soups.items() if "said" not in n)
    for name in ("said.html", "alpha.html"):
        for link in soups[name].select(".evb-thread a, .evb-comments a, .evb-parts a, h3 a"):
            page, _, place = str(link["href"]).partition("#")
            if "://" not in page and place:
                assert soups[page or name].find(id=place), link["href"]
    ids = [str(tag["id"]) for tag in soups["said.html"].find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_nothing_that_was_tried_is_markup(book: Path, top: Path) -> None:
    """On pages it is text, in the PDF it is printed."""
    clean = _built(top, spoken(8), "clean", with_pdf=False)
    for name in ("alpha", "said"):
        made, plain = _soup(book / f"{name}.html"), _soup(clean / f"{name}.html")
        assert "alert(1)" in made.get_text() and "#panic" in made.get_text()
        for tag in ("script", "iframe", "img", "b"):
            assert len(made.find_all(tag)) == len(plain.find_all(tag)), tag
        assert not [key for one in made.find_all() for key in one.attrs if key.startswith("on")]
    if shutil.which("pdftotext"):
        asked = ["pdftotext", "-layout", str(book / "book.pdf"), "-"]
        text = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        assert '#panic("out") $x$' in text and "<script>alert(1)</script>" in text
        assert "Annex: what was said" in text
        assert "A moderator removed personal details from this answer." in text


def test_words_of_people_are_in_no_index(book: Path) -> None:
    """They may have to be removed, and an index is kept."""
    assert "island" not in (book / "searchindex.js").read_text().lower()


def test_it_is_no_part_of_the_editions_name(book: Path, top: Path) -> None:
    """The same evidence is the same edition, whatever was said of it."""
    plain = _built(top, None, "plain", with_pdf=False)
    one, other = (json.loads((path / "edition.json").read_text()) for path in (book, plain))
    assert one["id"] == other["id"] and one["edition"] == other["edition"]
    assert one["comments"] == inputs.sha256(book / "comments.json") == _attacked().digest
    assert other["comments"] is None
    assert not (plain / "comments.json").exists() and not (plain / "said.html").exists()
    assert "said.html" not in (plain / "alpha.html").read_text()


def test_other_comments_make_pages_anew_and_run_no_chapter(top: Path) -> None:
    """The same leave the book alone."""
    told: list[str] = []
    for said, lines in ((spoken(), 3), (spoken(), 0), (spoken(1), 3), (None, 3)):
        _built(top, said, "again", with_pdf=False, say=told.append, explain=True)
        unchanged = told[-1].endswith("nothing changed")
        assert unchanged == (lines == 0), told
        if not unchanged and said != spoken():
            assert sum("kept: nothing that it rests on changed" in line for line in told) == 2
        told.clear()


def test_what_is_not_published_makes_no_page_anew(top: Path) -> None:
    """How many were received counts it too; what is made for another reason tells the number."""
    told: list[str] = []

    def built(said: Said | None) -> bool:
        _built(top, said, "waiting", with_pdf=False, say=told.append)
        return not told[-1].endswith("nothing changed")

    first, *others = spoken().comments
    few, many = spoken().figures, replace(spoken().figures, received=99)
    assert built(None) and not built(Said(Figures(1, 0, 0, None)))
    assert built(spoken()) and not built(replace(spoken(), figures=many))
    less = Said(many, (replace(first, text="Less."), *others), spoken().evidence)
    assert built(less) and not built(replace(less, figures=few))
    book = top / "waiting" / "testshire"
    assert "<dt>Received</dt><dd>99</dd>" in (book / "said.html").read_text()
    path = book / "comments.json"
    path.write_text(path.read_text().replace("Less.", "Forged."))
    assert built(replace(less, figures=few))


def test_a_board_that_is_known(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are led to it for what was said since, also where the book has no comments."""
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", BOARD)
    made = _built(top, spoken(), "known", with_pdf=False)
    (later,) = _soup(made / "alpha.html").select("#alpha-trend .evb-later a")
    assert later["href"] == f"{BOARD}/testshire/alpha.trend"
    assert _soup(made / "said.html").select(f'.evb-later a[href="{BOARD}/testshire"]')
    without = _soup(_built(top, None, "known", with_pdf=False) / "said.html")
    said = without.select(".evb-later")[0].get_text()
    assert said.startswith("This edition was published without what was said of it.")
    assert without.select(f'.evb-later a[href="{BOARD}/testshire"]')


def test_a_page_that_is_served_with_its_board(book: Path) -> None:
    """Its links have the numbers of now; what is baked leads to what was said since."""
    page = with_links((book / "alpha.html").read_text(), "/board/testshire", {"alpha.trend": 12})
    soup = BeautifulSoup(page, "lxml")
    (link,) = soup.select('#alpha-trend a.evb-comment[data-block="alpha.trend"]')
    assert link.get_text().startswith("Comment on this evidence (12 published)")
    assert soup.select("#alpha-trend .evb-comments summary")[0].get_text().startswith("3 comments")
    (later,) = soup.select("#alpha-trend .evb-later a")
    assert later["href"] == "/board/testshire/alpha.trend"


def test_a_zip_is_built_again_with_what_was_said(book: Path, top: Path) -> None:
    """To the same bytes; a comment that was changed in it is found."""
    path = pack(book, top / "a.zip", root=top / "project").path
    found = verify(path, root=top / "project", workers=1)
    assert found.fine, (found.why_not, found.differences)
    assert verify(book, root=top / "project", workers=1).fine
    files = editions.content(path)
    files["edition/comments.json"] = files["edition/comments.json"].replace(b"islands", b"castles")
    other = verify(editions.rewritten(top / "b.zip", files), root=top / "project", workers=1)
    assert "comments.json" in {one.file for one in other.differences}
    assert build_options(opened(book).said)[-3:] == [
        "--comments", "../edition/comments.json", "--comments-annex"
    ]  # fmt: skip


def test_an_earlier_edition_keeps_no_words_of_people(top: Path) -> None:
    """Neither in its pages nor beside them; it can be verified all the same."""
    project, site = top / "project", top / "two"
    chapter = project / "chapters" / "beta.ipynb"
    text = chapter.read_text()
    _built(top, spoken(), "two", with_pdf=False)
    try:
        nbformat.write(samples.runnable("beta", price="£36.20"), chapter)
        made = _built(top, spoken(1), "two", with_pdf=False)
        (kept,) = (made / EDITIONS).iterdir()
        assert not [p for p in kept.rglob("*") if p.is_file() and b"islands" in p.read_bytes()]
        assert "with the newest edition alone" in (kept / "said.html").read_text()
        assert "Does this count the islands?" in (made / "said.html").read_text()
    finally:
        chapter.write_text(text)
    shutil.copytree(kept, site / "testshire" / EDITIONS / "x")  # its name is of no account
    found = verify(kept, root=project, workers=1)
    assert found.fine, (found.why_not, found.differences)
    with pytest.raises(BuildError, match="is kept with the newest alone"):
        pack(kept, top / "c.zip", root=project)


def test_one_book_of_many(top: Path) -> None:
    """A worker is told what was said with the book that it is asked for."""
    options = Options(top / "many", top / "project", with_pdf=False)
    unit = Unit("E00000001", "testshire", "Testshire", options, said=spoken().text)
    with Pool(1) as pool:
        assert not pool.build_one(unit).error
    assert (top / "many" / "testshire" / "comments.json").read_text() == spoken().text
    assert Unit.unpacked(unit.packed()) == unit


def test_samples_are_of_the_book(book: Path) -> None:
    """The hashes in what was said are those of its blocks."""
    hashes = {
        block["id"]: block["hash"] for block in json.loads((book / "blocks.json").read_text())
    }
    assert all(hashes[id] == block["hash"] for id, block in records().items())
