"""Settings, read from the environment in this one place."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """The data folder: cards, named sets of areas and the snapshot (``EVIDENCEBOOK_DATA``)."""
    return Path(os.environ.get("EVIDENCEBOOK_DATA") or ROOT / "data")


def site_folder() -> Path:
    """Where published books go (``EVIDENCEBOOK_SITE``)."""
    return Path(os.environ.get("EVIDENCEBOOK_SITE") or "site")
