"""Look for what would keep a book from being built."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypandoc
from jupyter_client.kernelspec import KernelSpecManager

from evidencebook import settings
from evidencebook.areas import SET, Areas
from evidencebook.build.execute import KERNEL
from evidencebook.build.site import font_files
from evidencebook.store import Store

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is fine, what was found, and what to do."""

    what: str
    fine: bool
    found: str
    do: str = ""


def examine() -> list[Finding]:
    """Look at Python, the kernel, pandoc, the fonts, the snapshot and the site's folder."""
    return [
        _look("Python", _python, f"use Python {'.'.join(map(str, OLDEST_PYTHON))} or newer"),
        _look("Jupyter kernel", _kernel, "run: pip install -r requirements.txt"),
        _look("pandoc", pypandoc.get_pandoc_path, "run: pip install -r requirements.txt"),
        _look("fonts", _fonts, "run: pip install -r requirements.txt"),
        _look("snapshot", _snapshot, "restore it: git checkout -- data/snapshot"),
        _look("sets of areas", _sets, "correct the file that is named, in data/areas"),
        _look("site folder", _site, "choose another with EVIDENCEBOOK_SITE or --out"),
    ]


def _look(what: str, find: Callable[[], object], do: str) -> Finding:
    try:
        return Finding(what, True, str(find()))
    except Exception as error:  # whatever it is, it is what the user wants to know
        return Finding(what, False, f"{type(error).__name__}: {error}".splitlines()[0], do)


def _python() -> str:
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise RuntimeError(f"version {sys.version.split()[0]}")
    return sys.version.split()[0]


def _kernel() -> str:
    return str(KernelSpecManager(kernel_dirs=[]).get_kernel_spec(KERNEL).display_name)


def _fonts() -> str:
    missing = [path.name for path in font_files() if not path.is_file()]
    if missing:
        raise FileNotFoundError(missing[0])
    return "Source Sans Pro"


def _snapshot() -> str:
    store = Store(settings.data_folder() / "snapshot")
    return f"{len(store.verify())} tables, {store.hash[:8]}"


def _sets() -> str:
    data = settings.data_folder()
    return f"{len(Areas(Store(data / 'snapshot'), data / 'areas').of_level(SET))} sets"


def _site() -> Path:
    folder = settings.site_folder().resolve()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(nearest, os.W_OK):
        raise PermissionError(f"{nearest} cannot be written to")
    return folder
