"""A copy of the project to run its commands in."""

from __future__ import annotations

import shutil
from pathlib import Path

from evidencebook import settings

COPIED = ("evidencebook", "chapters", "book", "_toc.yml", "_config.yml", "pyproject.toml")


def copy_project(root: Path) -> Path:
    """Copy the project's folder; the tables of its snapshot, which can be added to, are links."""
    root.mkdir()
    for name in (*COPIED, "requirements.txt", "Makefile"):
        source = settings.ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    data = settings.ROOT / "data"
    for name in ("areas", "indicators", "sources"):
        shutil.copytree(data / name, root / "data" / name)
    (root / "data" / "snapshot").mkdir()
    for path in (data / "snapshot").glob("*.parquet"):
        (root / "data" / "snapshot" / path.name).symlink_to(path)
    shutil.copy(data / "snapshot" / "manifest.json", root / "data" / "snapshot")
    return root
