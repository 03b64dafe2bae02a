"""A whole book from a small project: pages, links, ids, records, and what failure leaves."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import build_samples as samples
import nbformat
import pytest
from bs4 import BeautifulSoup
from download_samples import package_faults

from evidencebook.build import site
from evidencebook.build.book import build
from evidencebook.errors import BuildError, UnknownAreaError, UsageError

PAGES = sorted([*samples.PAGES, "alpha", "beta", "index", "search"])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two chapters, and data."""
    folder = tmp_path_factory.mktemp("book")
    samples.data_folder(folder / "data")
    samples.project(folder / "project")
    return folder


@pytest.fixture(autouse=True)
def _data(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(project / "data"))


@pytest.fixture(scope="module")
def book(project: Path) -> Path:
    """The book, built once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCEBOOK_DATA", str(project / "data"))
        return build("Testshire", out=project / "site", root=project / "project", workers=2)


def _soups(book: Path) -> dict[str, BeautifulSoup]:
    return {p.stem: BeautifulSoup(p.read_text(), "lxml") for p in sorted(book.glob("*.html"))}


def test_the_pages(book: Path) -> None:
    """One a chapter, the hand-written ones, the search; each titled and in British English."""
    found = _soups(book)
    assert list(found) == PAGES
    for soup in found.values():
        assert soup.html is not None and soup.html["lang"] == "en-GB"
    titles = [soup.title.string for soup in found.values() if soup.title]
    assert len(set(titles)) == len(PAGES)


def test_every_page_names_its_edition(book: Path) -> None:
    """Under its heading, where readers see it."""
    line = json.loads((book / "edition.json").read_text())["edition"]
    for name, soup in _soups(book).items():
        assert [tag.span.text for tag in soup.select("h1 + .evb-edition") if tag.span] == [line], (
            name
        )


def test_every_page_ends_with_a_link_to_the_accessibility_statement(book: Path) -> None:
    """Within the foot of the page, where readers look for it."""
    for soup in _soups(book).values():
        (link,) = soup.select("footer.bd-footer-content a")
        assert (link["href"], link.get_text()) == ("accessibility.html", "Accessibility statement")


def test_headings_go_down_by_one_level(book: Path) -> None:
    """One heading of the first level a page, and no level left out."""
    for name, soup in _soups(book).items():
        levels = [int(tag.name[1]) for tag in soup.select("h1, main :is(h2, h3, h4)")]
        assert levels.count(1) == 1, name
        assert all(down <= up + 1 for up, down in pairwise(levels)), name


def test_wide_tables_scroll_in_a_region_with_a_name(book: Path) -> None:
    """So that the page does not, and so that the keyboard can reach them."""
    for name, soup in _soups(book).items():
        for table in soup.select("main table"):
            region = table.find_parent(class_="evb-scroll")
            assert region is not None, name
            assert region["tabindex"] == "0"
            assert region["aria-label"]


def test_each_block_links_to_itself(book: Path) -> None:
    """The address that a comment refers to."""
    soup = _soups(book)["alpha"]
    for block in samples.blocks("alpha"):
        link = soup.select_one(f"#{block.anchor} a.evb-address")
        assert link is not None
        assert link["href"] == f"#{block.anchor}"


def test_every_link_within_the_book_leads_somewhere(book: Path) -> None:
    """Files and anchors both."""
    found = _soups(book)
    for name, soup in found.items():
        for tag in soup.find_all("a", href=True):
            parts = urlsplit(str(tag["href"]))
            if parts.scheme:
                continue
            path = unquote(parts.path) or f"{name}.html"
            assert (book / path).exists(), (name, tag["href"])
            if parts.fragment and path.endswith(".html"):
                assert found[Path(path).stem].find(id=parts.fragment), (name, tag["href"])


def test_ids_are_unique_and_every_block_has_one(book: Path) -> None:
    """The address of a block is its id."""
    found = _soups(book)
    for name, soup in found.items():
        ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
        assert sorted(ids) == sorted(set(ids)), name
    for block in samples.blocks("alpha"):
        assert found["alpha"].find(id=block.anchor)


def test_no_templates_of_the_theme_are_published(book: Path) -> None:
    """They are no pages: their links lead nowhere."""
    assert sorted(path.name for path in (book / "_static").rglob("*.html")) == []


def test_nothing_is_loaded_from_another_host(book: Path) -> None:
    """No script, style, font or picture."""
    assert list(site.remote_loads(book)) == []


def test_code_and_kernels_do_not_show(book: Path) -> None:
    """Readers see prose and evidence."""
    text = (book / "alpha.html").read_text()
    assert "cell_input" not in text
    assert "IPython" not in text


def test_the_front_page_has_headlines_and_messages(book: Path) -> None:
    """Cards and claims, each a link to its place in its chapter."""
    soup = _soups(book)["index"]
    cards = [str(tag["href"]) for tag in soup.select(".evb-card a")]
    assert cards == ["alpha.html#alpha-headline", "beta.html#beta-headline"]
    assert [tag.text for tag in soup.select(".evb-card-period")] == ["2023", "2023"]
    assert len(soup.select(".evb-messages li")) == 4


def test_records(book: Path, project: Path) -> None:
    """edition.json and blocks.json say what the design says; every download exists."""
    edition = json.loads((book / "edition.json").read_text())
    manifest = (project / "data" / "snapshot" / "manifest.json").read_bytes()
    assert edition["area"] == "testshire"
    assert edition["name"] == "Testshire"
    assert edition["snapshot"] == hashlib.sha256(manifest).hexdigest()
    assert sorted(edition["chapters"]) == ["alpha", "beta"]
    blocks = json.loads((book / "blocks.json").read_text())
    assert [b["id"] for b in blocks] == [b["id"] for b in edition["blocks"]]
    fields = [
        "id",
        "chapter",
        "kind",
        "group",
        "title",
        "text",
        "alt",
        "unit",
        "area",
        "period",
        "subtitle",
        "indicators",
        "asserts",
        "notes",
        "detail",
        "sources",
        "computed",
        "data",
        "hash",
    ]
    assert all(list(b) == fields for b in blocks)
    wanted = sorted(b["data"] for b in blocks if b["data"])
    assert sorted(f"downloads/{p.name}" for p in (book / "downloads").glob("*.csv")) == wanted
    assert package_faults(book / "downloads") == []


def test_the_same_inputs_give_the_same_bytes(book: Path, project: Path) -> None:
    """Every file of two builds, in different places."""
    again = build("testshire", out=project / "again", root=project / "project", fresh=True)
    assert _hashes(again) == _hashes(book)


def test_no_path_of_this_machine_is_published(book: Path, project: Path) -> None:
    """Neither the project's folder nor the temporary one."""
    for path in book.rglob("*"):
        if path.is_file():
            assert str(project).encode() not in path.read_bytes(), path


def test_a_failing_chapter_leaves_the_edition_untouched(book: Path, project: Path) -> None:
    """The error is raised, and every file is as it was."""
    before = _hashes(book)
    path = project / "project" / "chapters" / "beta.ipynb"
    good = path.read_bytes()
    try:
        nbformat.write(samples.runnable("beta", ["1 / 0"]), path)
        with pytest.raises(BuildError, match="A cell of a chapter failed"):
            build("testshire", out=book.parent, root=project / "project")
    finally:
        path.write_bytes(good)
    assert _hashes(book) == before
    assert sorted(p.name for p in book.parent.iterdir()) == ["_front", "index.html", "testshire"]


def test_an_unknown_area_is_wrong_use(project: Path) -> None:
    """Before anything runs."""
    with pytest.raises(UnknownAreaError):
        build("Nowhereshire", out=project / "site", root=project / "project")


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_book_of_some_chapters_is_a_draft(book: Path, project: Path) -> None:
    """It stands beside the whole book, which stays, and the index does not list it."""
    made = build(
        "Testshire", chapters=["alpha"], with_pdf=False,
        out=project / "site", root=project / "project", workers=1,
    )  # fmt: skip
    assert made.name == f"{book.name}-draft"
    assert (book / "beta.html").exists()
    assert "-draft" not in (project / "site" / "index.html").read_text()


def test_another_publisher_makes_the_pages_anew(
    book: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not another edition: the evidence is the same."""
    monkeypatch.setenv("EVIDENCEBOOK_PUBLISHER", "Testshire Council")
    said: list[str] = []

    def again() -> Path:
        return build(
            "Testshire", chapters=["alpha"], with_pdf=False, say=said.append,
            out=project / "site", root=project / "project", workers=1,
        )  # fmt: skip

    made = again()
    assert "published by Testshire Council" in (made / "accessibility.html").read_text()
    record = json.loads((made / "edition.json").read_text())
    assert record["publisher"]["name"] == "Testshire Council"
    assert again() == made
    assert said[-1] == "Testshire: nothing changed"


@pytest.fixture
def side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a chapter that sets places side by side, and data of two places."""
    samples.data_folder(tmp_path / "data", names=("Testshire", "Otherham", "Thirdton"))
    samples.project(tmp_path / "project", chapters=("alpha", "compared"))
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(tmp_path / "data"))
    return tmp_path


def _side_by_side(folder: Path, said: list[str] | None = None, **options: Any) -> Path:
    kept = [] if said is None else said
    return build(
        "Testshire", out=folder / "site", root=folder / "project",
        workers=1, with_pdf=False, say=kept.append, **options,
    )  # fmt: skip


def test_places_side_by_side_are_a_book_beside_the_plain_one(side_by_side: Path) -> None:
    """Its record names them; each of the two stands while the other is built."""
    plain = _side_by_side(side_by_side)
    assert not (plain / "compared.html").exists()
    made = _side_by_side(side_by_side, compare=["otherham"])
    assert made.name == f"{plain.name}-compared"
    assert (made / "compared.html").exists() and (made / "alpha.html").exists()
    record = json.loads((made / "edition.json").read_text())
    assert record["compared"] == [{"code": "E00000002", "name": "Otherham"}]
    assert list(record["chapters"]) == ["alpha", "compared"]
    index = (side_by_side / "site" / "index.html").read_text()
    assert ">Testshire<" in index and ">Testshire, compared with Otherham<" in index
    said: list[str] = []
    for options in ({}, {"compare": ["otherham"]}):
        _side_by_side(side_by_side, said, **options)
    assert said == ["Testshire: nothing changed"] * 2


def test_other_places_side_by_side_are_built_anew(side_by_side: Path) -> None:
    """What is published was made for others."""
    _side_by_side(side_by_side, compare=["otherham"])
    said: list[str] = []
    made = _side_by_side(side_by_side, said, compare=["thirdton", "otherham"])
    assert said[0] != "Testshire: nothing changed"
    assert [one["name"] for one in json.loads((made / "edition.json").read_text())["compared"]] == [
        "Thirdton",
        "Otherham",
    ]


def test_a_draft_with_places_side_by_side(side_by_side: Path) -> None:
    """The page that compares is in it whichever chapters are named."""
    made = _side_by_side(side_by_side, compare=["otherham"], chapters=["alpha"])
    assert made.name == "testshire-compared"  # alpha and the page are all that there is
    with pytest.raises(UsageError, match="--compare"):
        _side_by_side(side_by_side, chapters=["compared"])


def test_a_project_without_the_page_that_compares(project: Path) -> None:
    """It says which entry is missing."""
    data = samples.data_folder(project / "two", names=("Testshire", "Otherham"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCEBOOK_DATA", str(data))
        with pytest.raises(BuildError, match="chapters/compared"):
            build("Testshire", compare=["otherham"], root=project / "project")


@pytest.fixture(scope="module")
def turned(project: Path) -> Path:
    """A second edition, in which the first claim of a chapter has flipped."""
    root, site = project / "turning", project / "turned"
    samples.project(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCEBOOK_DATA", str(project / "data"))
        build("testshire", out=site, root=root, workers=1, with_pdf=False)
        nbformat.write(samples.runnable("beta", kind="lower"), root / "chapters" / "beta.ipynb")
        return build("testshire", out=site, root=root, workers=1)


def test_the_edition_before_is_kept_whole(turned: Path) -> None:
    """With all its pages, each of which says that it is an earlier one."""
    (kept,) = (turned / "editions").iterdir()
    assert json.loads((turned / "edition.json").read_text())["before"] == kept.name
    found = _soups(kept)
    assert list(found) == PAGES
    for name, soup in found.items():
        (line,) = soup.select(".evb-edition")
        assert line.text.startswith("An earlier edition."), name
        link = line.select_one("a")
        assert link and (kept / str(link["href"])).resolve() == (turned / "index.html").resolve()
    assert not any(soup.select(".evb-earlier") for soup in _soups(turned).values())


def test_what_changed_is_said(turned: Path) -> None:
    """On its own page, on the front page, under the claim itself, and in print."""
    found = _soups(turned)
    flipped = found["changes"].select_one("#no-longer-true-as-it-was-said")
    assert flipped and "Key message." in flipped.text
    link = flipped.select_one("a.evb-more")
    assert link and link["href"] == "beta.html#beta-message-one"
    assert found["index"].select_one("#what-changed li")
    (mark,) = found["beta"].select(".evb-turned")
    assert mark.parent and mark.parent["id"] == "beta-message-one"
    assert not found["alpha"].select(".evb-turned")
    for past in found["changes"].select(".evb-editions a"):
        assert (turned / str(past["href"])).exists()


def test_an_edition_says_where_it_is_and_how_its_claims_fared(turned: Path) -> None:
    """So that the front page of all books can tell, which links to what changed."""
    said = json.loads((turned / "edition.json").read_text())
    assert (said["level"], said["codes"]) == ("ltla", ["E00000001"])
    assert said["claims"]["flipped"] == 1
    (kept,) = (turned / "editions").iterdir()
    assert json.loads((kept / "edition.json").read_text())["claims"] is None
    soup = BeautifulSoup((turned.parent / "index.html").read_bytes(), "lxml")
    link = soup.select_one(".new a[href='testshire/changes.html']")
    assert link and "1 claim is no longer true" in link.text


def test_the_same_edition_again_is_the_same(turned: Path, project: Path) -> None:
    """It is compared with the edition before, not with itself."""
    before = _hashes(turned)
    build("testshire", out=turned.parent, root=project / "turning", fresh=True)
    assert _hashes(turned) == before


def test_strict_wants_flipped_claims_acknowledged(turned: Path, project: Path) -> None:
    """Nothing is published until the area's file names the claim as it is now."""
    before = _hashes(turned)
    with pytest.raises(BuildError, match="1 claim is no longer true as it was said") as refused:
        build("testshire", out=turned.parent, root=project / "turning", workers=1, strict=True)
    assert _hashes(turned) == before
    file = project / "data" / "strategies" / "testshire.yml"
    file.parent.mkdir()
    text = str(refused.value)
    file.write_text(text[text.index("    acknowledged:") :].replace("note: ''", "note: Seen."))
    said: list[str] = []
    try:
        made = build(
            "testshire", out=turned.parent, root=project / "turning", strict=True, say=said.append
        )
    finally:
        file.unlink()
    assert "Editor's note: Seen." in (made / "changes.html").read_text().replace("’", "'")
    assert any(line.startswith("  acknowledged") for line in said)


def test_edited_text_makes_no_other_edition(turned: Path, project: Path) -> None:
    """So that it is still compared with the edition before, and what flipped stays told."""
    page = project / "turning" / "book" / "about.md"
    before, text = json.loads((turned / "edition.json").read_text()), page.read_text()
    try:
        page.write_text(text + "\nOne more sentence.\n")
        made = build("testshire", out=turned.parent, root=project / "turning", with_pdf=False)
    finally:
        page.write_text(text)
    after = json.loads((made / "edition.json").read_text())
    assert (after["id"], after["before"]) == (before["id"], before["before"])
    assert "One more sentence." in (made / "about.html").read_text()
    assert _soups(made)["beta"].select(".evb-turned")


def test_only_so_many_editions_are_kept(
    turned: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as the setting says, the newest of them."""
    monkeypatch.setenv("EVIDENCEBOOK_EDITIONS", "1")
    id_before = json.loads((turned / "edition.json").read_text())["id"]
    path = project / "turning" / "chapters" / "beta.ipynb"
    nbformat.write(samples.runnable("beta"), path)
    made = build("testshire", out=turned.parent, root=project / "turning", with_pdf=False)
    assert [folder.name for folder in (made / "editions").iterdir()] == [id_before]
