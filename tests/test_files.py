"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook.files import write_whole


@pytest.mark.parametrize("lasting", [False, True])
def test_a_file_is_written_with_its_folder(tmp_path: Path, lasting: bool) -> None:
    """And nothing is left beside it; what stood there is replaced."""
    path = tmp_path / "new" / "file.json"
    for content in (b"one", b"other"):
        write_whole(path, content, lasting=lasting)
        assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no other."""
    path = tmp_path / "file.json"
    path.write_bytes(b"before")

    def refuse(*_: object) -> None:
        raise OSError("no")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(OSError, match="no"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
