"""Settings, read in this one place: from the environment, else from ``.env`` in the project.

A line of ``.env`` is ``KEY=VALUE``; a folder in it is meant from the project's folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """The data folder: cards, named sets of areas and the snapshot (``EVIDENCEBOOK_DATA``)."""
    return _folder("EVIDENCEBOOK_DATA", ROOT / "data")


def site_folder() -> Path:
    """Where published books go (``EVIDENCEBOOK_SITE``)."""
    return _folder("EVIDENCEBOOK_SITE", Path("site"))


def _folder(key: str, default: Path) -> Path:
    if value := os.environ.get(key):
        return Path(value)
    if value := dotenv_values(ROOT / ".env", interpolate=False).get(key):
        return ROOT / value
    return default
