"""Fonts cut to the characters of a book, and kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from evidencebook.build.web_fonts import cut, font_files


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where cuts are kept."""
    monkeypatch.setenv("EVIDENCEBOOK_CACHE", str(tmp_path))
    return tmp_path / "fonts"


def test_a_cut_has_the_characters_and_no_others(kept: Path) -> None:
    """What is asked for, as WOFF."""
    made = TTFont(BytesIO(cut(font_files()[0], [*map(ord, "£1")])))
    assert made.flavor == "woff"
    assert set(made.getBestCmap()) == {ord("£"), ord("1")}


def test_a_cut_is_made_once(kept: Path) -> None:
    """The second time it is read from where it is kept; other characters are another cut."""
    first = cut(font_files()[0], [65])
    (path,) = kept.glob("*/*.woff")
    before = path.stat().st_mtime_ns
    assert cut(font_files()[0], [65]) == first
    assert path.stat().st_mtime_ns == before
    cut(font_files()[0], [66])
    assert len(list(kept.glob("*/*.woff"))) == 2


def test_a_damaged_cut_is_made_again(kept: Path) -> None:
    """What is kept is not trusted when it is not what it was."""
    first = cut(font_files()[0], [65])
    (path,) = kept.glob("*/*.woff")
    path.write_bytes(first[:-1])
    assert cut(font_files()[0], [65]) == first
    assert path.read_bytes() == first
