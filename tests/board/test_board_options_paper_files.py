"""The files of a board paper."""

from __future__ import annotations

from pathlib import Path

from board import option_samples as made
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import paper_files


def test_all_are_written_the_same_twice(database: Database, books: Books, tmp_path: Path) -> None:
    """Each with what it says it is, to a folder that need not be there."""
    paper = made.gathered(database, books)
    first = paper_files.write(paper, tmp_path / "a" / "b")
    assert [path.name for path in first] == list(paper_files.FILES)
    assert first[0].read_bytes().startswith(b"%PDF-")
    second = paper_files.write(paper, tmp_path / "c")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
