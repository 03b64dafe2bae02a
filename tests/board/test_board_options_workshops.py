"""Reading a workshop's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from board.gathered import WORKSHOP
from evidencebook.board.options import workshops
from evidencebook.board.options.workshops import Line, Workshop
from evidencebook.errors import DataError

CHAPTERS = {"energy": "energy", "energy and natural capital": "energy"}


def _read(path: Path) -> Workshop:
    return workshops.read(
        path,
        chapter=lambda text: CHAPTERS.get(text.lower(), ""),
        chapters=("energy",),
        place=lambda text: {"E07000117": "Burnley"}.get(text, text),
    )


def _written(folder: Path, content: str | bytes) -> Path:
    path = folder / "workshop.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_line(tmp_path: Path) -> None:
    """Chapters by slug or title, places by code; the line is that on which it begins."""
    text = (
        "suggestion,priority,place,participants\n"
        '"Heat\nfrom mines",Energy and natural capital,E07000117,council\n'
        "\n"
        " Wind ,energy,the harbour,\n"
    )
    found = _read(_written(tmp_path, text))
    assert found.lines == (
        Line(2, "Heat\nfrom mines", "council", "energy", "Burnley"),
        Line(5, "Wind", "", "energy", "the harbour"),
    )
    assert (found.test, found.encoding) == (False, "UTF-8")


def test_the_sample_says_that_it_is_made_up() -> None:
    """Sixty suggestions, marked as test data in the file."""
    every = workshops.read(WORKSHOP, chapter=lambda t: t, chapters=(), place=lambda t: t)
    assert len(every.lines) == 60 and every.test


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("\ufeffsuggestion\nCafé\n".encode(), "UTF-8"),
        ("suggestion\r\nCafé\r\n".encode("cp1252"), "Windows-1252"),
        ("place;suggestion\n;Café\n".encode(), "UTF-8"),
        ("suggestion\tplace\nCafé\t\n".encode(), "UTF-8"),
        ("\n\nSuggestion \nCafé\n,,\n".encode().replace(b",,", b"  "), "UTF-8"),
    ],
    ids=["byte order mark", "Excel", "semicolons", "tabs", "blank lines"],
)
def test_what_spreadsheets_write(tmp_path: Path, content: bytes, encoding: str) -> None:
    """All of it is read, and the encoding told."""
    found = _read(_written(tmp_path, content))
    assert [line.text for line in found.lines] == ["Café"] and found.encoding == encoding


def test_all_faults_at_once(tmp_path: Path) -> None:
    """With line and column, what is expected, and nothing taken."""
    long = "x" * 2001
    text = f"suggestion,priority,test\n{long},farming,\n,energy,perhaps\nfine,,,more\n"
    with pytest.raises(DataError) as caught:
        _read(_written(tmp_path, text))
    said = str(caught.value)
    for part in (
        "line 2, suggestion: 2,001 characters, at most 2,000",
        "line 2, priority: 'farming'",
        "line 3, suggestion: empty",
        "line 3, test: 'perhaps'",
        "line 4, the whole: 4 cells",
        "one of energy",
    ):
        assert part in said


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """A message stays readable."""
    with pytest.raises(DataError, match="and 80 more"):
        _read(_written(tmp_path, "suggestion,test\n" + "a,b\n" * 100))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("idea,place\na,b\n", "rename or remove: idea"),
        ("place\nb\n", "name the column of the suggestions 'suggestion'"),
        ("suggestion,place,place\na,b,c\n", "rename or remove: place"),
        ("", "no column"),
        ("suggestion\n", "There is no suggestion"),
        ('suggestion\nfine\n"open\n', "line 3"),
        ("suggestion\nCafé\n".encode("utf-16"), "CSV UTF-8"),
        (b"suggestion\n\x81\n", "encoding that is not known"),
        (b"suggestion\n" + b"a\n" * 2001, "at most 2,000 suggestions"),
        (b"x" * 5_000_001, "at most 5 megabytes"),
    ],
)
def test_what_is_no_workshops_file(tmp_path: Path, content: str | bytes, said: str) -> None:
    """It is said what is wrong, and what to do."""
    with pytest.raises(DataError) as caught:
        _read(_written(tmp_path, content))
    assert said in str(caught.value) and "what to do" in str(caught.value)


def test_text_is_cleaned(tmp_path: Path) -> None:
    """Control characters, and signs that turn the direction of text, are not kept."""
    found = _read(_written(tmp_path, "suggestion\nA\u202eb\x07c <script>alert(1)</script>\n"))
    assert found.lines[0].text == "Abc <script>alert(1)</script>"
