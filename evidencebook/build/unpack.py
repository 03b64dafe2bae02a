"""Take a zip apart that may come from anyone: nothing is written outside its own folder."""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from evidencebook.errors import BuildError

# A book with its data is about 20 MB and 600 files.
LARGEST = 1_000_000_000
MOST = 20_000
_CHUNK = 1 << 20
_PLAIN = re.compile(r"[^\x00-\x1f\x7f\\:]+")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def unpack(path: Path, folder: Path) -> dict[str, str]:
    """Write the files of a zip to a folder, and return the SHA-256 of each by its name.

    Parameters
    ----------
    path : Path
        The zip.
    folder : Path
        Empty.

    Raises
    ------
    BuildError
        When it is no zip, is damaged or too large, or a name in it is not that of a plain file
        inside it.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _refuse(path, entries)
            return {entry.filename: _copy(opened, entry, folder) for entry in entries}
    except _BROKEN as error:
        raise _refused(
            path, "a whole zip, as 'evidencebook edition pack' writes it", str(error)
        ) from error


def _refuse(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    for entry in entries:
        if not _inside(entry.filename):
            raise _refused(path, "names of files inside the zip", repr(entry.filename))
        if entry.flag_bits & 1 or not _is_plain(entry):
            raise _refused(path, "plain files", f"{entry.filename}, a link or encrypted")
    folded = {name.casefold() for name in names}
    if len(folded) < len(names) or folders & set(names):
        raise _refused(path, "each name once", "two files that would be one")
    if len(entries) > MOST or (size := sum(entry.file_size for entry in entries)) > LARGEST:
        found = f"{len(entries):,} files" if len(entries) > MOST else f"{size / 1e6:,.0f} MB"
        raise _refused(path, f"up to {MOST:,} files and {LARGEST / 1e6:,.0f} MB", found)


def _inside(name: str) -> bool:
    parts = name.split("/")
    return bool(_PLAIN.fullmatch(name)) and not {"", ".", ".."} & set(parts)


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return kind in (0, stat.S_IFREG)


def _copy(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> str:
    """Write one file, no more of it than its entry says, and return its SHA-256."""
    target = folder / entry.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with opened.open(entry) as source, target.open("wb") as made:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            made.write(chunk)
    return digest.hexdigest()


def _refused(path: Path, expected: str, found: str) -> BuildError:
    return BuildError(
        "The zip cannot be unpacked.",
        where=str(path),
        expected=expected,
        found=found,
        do="fetch it again from whoever packed it",
    )
