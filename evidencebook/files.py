"""Write files so that whoever reads them finds all of them or nothing."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def write_whole(
    path: Path, content: bytes, *, lasting: bool = False, private: bool = False
) -> None:
    """Write a file under another name, and give it its own by one rename.

    Parameters
    ----------
    path : Path
        Its folder is made if need be.
    content : bytes
    lasting : bool
        Whether to wait until the disk has it, so that it outlasts a loss of power.
    private : bool
        Whether its owner alone may read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        temporary.touch(mode=0o600 if private else 0o666)
        with temporary.open("wb") as handle:
            handle.write(content)
            if lasting:
                handle.flush()
                os.fsync(handle.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    if lasting:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a loss of power, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
