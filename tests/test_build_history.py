"""Editions before a new one: kept beside it, and how their pages then look."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evidencebook.build import history
from evidencebook.build.past import opened
from evidencebook.build.turns import nothing_given

PAIR = Path(__file__).parent / "data" / "editions"
MARCH, JUNE = "2026-06-24-a1d2ef05", "2026-06-24-dc7be695"
PAGE = (
    "<h1>Energy<a>#</a></h1>\n<p>Text.</p><h1>No other</h1>"
    '<p>(<a class="evb-before" href="editions/x/index.html">that of March</a>)</p>'
    '<ul class="evb-editions"><li><a href="editions/x/index.html">March</a></li></ul>'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of books with Highland's edition of June, and that of March in it."""
    book = tmp_path / "site" / "highland"
    shutil.copytree(PAIR / "june", book)
    (book / "energy.html").write_text(history.stamp(PAGE, "Official statistics & such"))
    shutil.copytree(PAIR / "march", book / "editions" / MARCH)
    (book / "editions" / MARCH / "energy.html").write_text("as it was")
    return tmp_path / "site"


def test_every_page_names_its_edition_once() -> None:
    """Under its first heading, with a link to what changed."""
    stamped = history.stamp(PAGE, "Official statistics & such")
    assert stamped.count("evb-edition") == PAGE.count("evb-edition") + 1
    line = '<p class="evb-edition"><span>Official statistics &amp; such</span>'
    assert stamped.startswith(f"<h1>Energy<a>#</a></h1>\n{line}")
    assert 'href="changes.html"' in stamped


def test_an_older_page_says_that_it_is_one() -> None:
    """It links to the newest, and to no older edition, which may go."""
    old = history.as_earlier(history.stamp(PAGE, "Official statistics & such"))
    assert "<strong>An earlier edition.</strong> Official statistics &amp; such." in old
    assert 'href="../../index.html"' in old
    assert "editions/x" not in old and "(that of March)" in old
    assert history.as_earlier(old) == old


def test_an_edition_published_again_is_not_earlier_than_itself(site: Path) -> None:
    """It is compared with the one before, as it was the first time."""
    assert [past.id for past in history.earlier(site, "highland", "new", 6)] == [JUNE, MARCH]
    assert [past.id for past in history.earlier(site, "highland", JUNE, 6)] == [MARCH]
    assert [past.id for past in history.earlier(site, "highland", "new", 1)] == [JUNE]


def test_older_editions_are_kept_and_their_files_shared(site: Path, tmp_path: Path) -> None:
    """The newest is moved aside with its pages marked; those before it stay as they are."""
    staged = tmp_path / "staged"
    staged.mkdir()
    history.keep(history.earlier(site, "highland", "new", 6), staged)
    june, march = (staged / "editions" / name for name in (JUNE, MARCH))
    assert opened(june).blocks() == opened(PAIR / "june").blocks()
    assert "An earlier edition." in (june / "energy.html").read_text()
    assert "An earlier edition." not in (site / "highland" / "energy.html").read_text()
    assert not (june / "editions").exists()
    assert (march / "energy.html").read_text() == "as it was"
    assert (june / "blocks.json").samefile(site / "highland" / "blocks.json")


def test_without_links_files_are_copied(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that knows none."""

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    (tmp_path / "staged").mkdir()
    history.keep(history.earlier(site, "highland", "new", 6), tmp_path / "staged")
    kept = tmp_path / "staged" / "editions" / JUNE / "blocks.json"
    assert kept.read_bytes() == (PAIR / "june" / "blocks.json").read_bytes()


def test_looking_back(site: Path) -> None:
    """What changed since the edition before; a first edition has none."""
    blocks = opened(PAIR / "june").blocks()
    seen = history.look_back(blocks, history.earlier(site, "highland", JUNE, 6), {}, nothing_given)
    assert seen.before and seen.before.id == MARCH
    assert seen.changes and len(seen.changes.of("flipped")) == 2
    first = history.look_back(blocks, (), {}, nothing_given)
    assert (first.before, first.changes) == (None, None)
