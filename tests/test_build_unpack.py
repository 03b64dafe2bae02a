"""Taking a zip apart that may come from anyone."""

from __future__ import annotations

import hashlib
import stat
import zipfile
from pathlib import Path

import pytest

from evidencebook.build import unpack as unpacking
from evidencebook.build.unpack import unpack
from evidencebook.errors import BuildError


def _zip(path: Path, *names: str, mode: int = 0o100644) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            entry = zipfile.ZipInfo("x")
            entry.filename, entry.external_attr = name, mode << 16
            made.writestr(entry, b"some text")
    return path


def test_files_are_written_and_their_hashes_returned(tmp_path: Path) -> None:
    """Folders that a zip lists are no files."""
    path = _zip(tmp_path / "a.zip", "a.txt", "b/", "b/c.txt")
    found = unpack(path, tmp_path / "out")
    digest = hashlib.sha256(b"some text").hexdigest()
    assert found == {"a.txt": digest, "b/c.txt": digest}
    assert (tmp_path / "out" / "b" / "c.txt").read_bytes() == b"some text"


@pytest.mark.parametrize(
    "name",
    ["/etc/x", "../x", "a/../../x", "a//x", "./x", "C:/x", "C:x", "a\\..\\x", "a\nb", "x\x7f"],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    """Nothing is written at all."""
    path = _zip(tmp_path / "a.zip", "good.txt", name)
    with pytest.raises(BuildError, match="cannot be unpacked"):
        unpack(path, tmp_path / "in" / "out")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_only_plain_files(tmp_path: Path, kind: int) -> None:
    """No links, pipes or devices."""
    with pytest.raises(BuildError, match="plain files"):
        unpack(_zip(tmp_path / "a.zip", "link", mode=kind | 0o777), tmp_path / "out")


@pytest.mark.parametrize("names", [("a.txt", "A.txt"), ("a", "a/b"), ("a/b", "a")])
def test_each_name_once(tmp_path: Path, names: tuple[str, str]) -> None:
    """On any disk, and no file that is a folder too."""
    with pytest.raises(BuildError, match="each name once"):
        unpack(_zip(tmp_path / "a.zip", *names), tmp_path / "out")


def test_size_and_number_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small zip may hold a great deal."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", bytes(3_000_000))
        made.writestr("b", b"")
    monkeypatch.setattr(unpacking, "LARGEST", 2_000_000)
    with pytest.raises(BuildError, match="3 MB"):
        unpack(path, tmp_path / "out")
    monkeypatch.setattr(unpacking, "MOST", 1)
    with pytest.raises(BuildError, match="2 files"):
        unpack(path, tmp_path / "out")


@pytest.mark.parametrize("cut", [0, 10, 60])
def test_a_damaged_zip(tmp_path: Path, cut: int) -> None:
    """Cut short, or another byte in a file."""
    path = _zip(tmp_path / "a.zip", "a.txt")
    whole = path.read_bytes()
    for damaged in (whole[:cut], whole.replace(b"some text", b"same text", 1)):
        path.write_bytes(damaged)
        with pytest.raises(BuildError, match="fetch it again"):
            unpack(path, tmp_path / "out")


def test_an_encrypted_zip(tmp_path: Path) -> None:
    """It is refused before anything is read."""
    path = _zip(tmp_path / "a.zip", "a.txt")
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(whole))
    with pytest.raises(BuildError, match="encrypted"):
        unpack(path, tmp_path / "out")
