"""Look for what would keep a book from being built, and say what to do about each thing.

Each look imports what it needs itself, so that a package that is missing is a finding too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from evidencebook import settings
from evidencebook.errors import EvidenceBookError

OLDEST_PYTHON = (3, 11)
# Where the first of these is, a browser can show the pages to a test.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# A book takes about 50 MB while it is made, and the one before it is kept until then.
ROOM = 200_000_000
# Folders that the project makes, which belong in no commit.
MADE = (".venv", "site")
# What a book is built without, or in spite of.
OPTIONAL = ("pinned versions", "chapters", "JupyterLab", "browser", "left out of git")
_INSTALL = "run: pip install -r requirements.txt"
_RESTORE = "restore it: git checkout -- data/snapshot"
_CARDS = "write the card, or import the data that it describes: see docs/new-indicator.md"


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes
    ----------
    what, found : str
    fine : bool
    do : str
        What to do where it is not fine.
    optional : bool
        Books are built without it.
    """

    what: str
    fine: bool
    found: str
    do: str = ""
    optional: bool = False


class _NotFine(Exception):
    """What was found, in words."""


def examine(only: str = "") -> list[Finding]:
    """Look at what a book is made with, what it is made from, and where it goes.

    Parameters
    ----------
    only : str
        One thing to look at; by default all of them.
    """
    oldest = ".".join(map(str, OLDEST_PYTHON))
    looks: list[tuple[str, Callable[[], object], str]] = [
        ("Python", _python, f"use Python {oldest} or newer"),
        ("packages", _packages, _INSTALL),
        ("pinned versions", _versions, _INSTALL),
        ("Jupyter kernel", _kernel, _INSTALL),
        ("Typst", _typst, _INSTALL),
        ("fonts", _fonts, _INSTALL),
        ("snapshot", _snapshot, _RESTORE),
        ("cards", _cards, _CARDS),
        ("sets of areas", _sets, "correct the file that is named, in data/areas"),
        ("chapters", _chapters, "run: evidencebook chapter check"),
        ("site folder", _site, "choose another with EVIDENCEBOOK_SITE or --out"),
        ("free disk", _disk, "free some space, or build elsewhere with --out"),
        ("JupyterLab", _lab, "run: make lab (it is installed then)"),
        ("browser", _browser, "install Chromium to test pages in it"),
        ("left out of git", _ignored, "add a line for it to .gitignore"),
    ]
    return [_look(what, find, do) for what, find, do in looks if only in ("", what)]


def _look(what: str, find: Callable[[], object], do: str) -> Finding:
    optional = what in OPTIONAL
    try:
        return Finding(what, True, str(find()), optional=optional)
    except _NotFine as found:
        return Finding(what, False, str(found), do, optional)
    except EvidenceBookError as error:
        told = ": ".join(filter(None, (error.what.rstrip("."), error.where)))
        return Finding(what, False, told, do, optional)
    except Exception as error:  # whatever it is, it is what the user wants to know
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        return Finding(what, False, told, do, optional)


def _python() -> str:
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise _NotFine(f"version {sys.version.split()[0]}")
    return sys.version.split()[0]


def _packages() -> str:
    """The packages that a book is built with, whatever their versions."""
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"]
    needed = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in wanted]
    if missing := [name for name in needed if not _version(name)]:
        raise _NotFine(f"missing: {', '.join(missing)}")
    return f"{len(needed)} are there"


def _versions() -> str:
    """The versions of ``requirements.txt``, which give the same book everywhere."""
    from packaging.requirements import Requirement

    lines = (settings.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if "==" in line]
    pins = {
        one.name: str(one.specifier).removeprefix("==")
        for one in wanted
        if one.marker is None or one.marker.evaluate()
    }
    other = [
        f"{name} {_version(name) or 'missing'} ({pinned})"
        for name, pinned in pins.items()
        if _version(name) != pinned
    ]
    if other:
        more = f" and {len(other) - 3} more" if len(other) > 3 else ""
        raise _NotFine(f"not as pinned: {', '.join(other[:3])}{more}")
    return f"{len(pins)} as requirements.txt pins them"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _typst() -> str:
    import typst

    return f"version {_version(typst.__name__)}"


def _kernel() -> str:
    from jupyter_client.kernelspec import KernelSpecManager

    from evidencebook.build.execute import KERNEL

    return str(KernelSpecManager(kernel_dirs=[]).get_kernel_spec(KERNEL).display_name)


def _fonts() -> str:
    from evidencebook.build.web_fonts import font_files

    missing = [path.name for path in font_files() if not path.is_file()]
    if missing:
        raise _NotFine(f"missing: {missing[0]}")
    return "Source Sans Pro"


def _snapshot() -> str:
    from evidencebook.store import Store

    store = Store(settings.data_folder() / "snapshot")
    return f"{len(store.verify())} tables, {store.hash[:8]}"


def _cards() -> str:
    """Whether each card has its table, each table its card, and each source its own."""
    from evidencebook.indicators import indicators, sources
    from evidencebook.store import Store

    data = settings.data_folder()
    store = Store(data / "snapshot")
    tables = store.manifest["tables"].items()
    held = {name for name, entry in tables if entry["kind"] == "indicator"}
    cards = indicators(data)
    named, known = set(cards), set(sources(data))
    cited = {entry["source"] for _, entry in tables} | {card.source for card in cards.values()}
    wrong = {
        "no table of": named - held,
        "no card of the indicator": held - named,
        "no card of the source": cited - known,
    }
    told = [f"{what} {', '.join(sorted(slugs)[:5])}" for what, slugs in wrong.items() if slugs]
    if told:
        raise _NotFine("; ".join(told))
    return f"{len(named)} indicators, {len(known)} sources"


def _sets() -> str:
    from evidencebook.areas import SET, Areas
    from evidencebook.store import Store

    data = settings.data_folder()
    return f"{len(Areas(Store(data / 'snapshot'), data / 'areas').of_level(SET))} sets"


def _chapters() -> str:
    from evidencebook.build import checks, plan
    from evidencebook.indicators import indicators

    found = checks.check_project(settings.ROOT, indicators(settings.data_folder()))
    if found:
        raise _NotFine(f"{len(found)} to mend, the first: {found[0]}")
    return f"{len(plan.contents(settings.ROOT).chapters)} chapters"


def _site() -> Path:
    folder = settings.site_folder().resolve()
    nearest = _nearest(folder)
    if not os.access(nearest, os.W_OK):
        raise _NotFine(f"{nearest} cannot be written to")
    return folder


def _disk() -> str:
    free = shutil.disk_usage(_nearest(settings.site_folder().resolve())).free
    if free < ROOM:
        raise _NotFine(f"{free / 1e6:,.0f} MB left, where a book takes up to {ROOM / 1e6:.0f} MB")
    return f"{free / 1e9:,.1f} GB"


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _lab() -> str:
    if not (version := _version("jupyterlab")):
        raise _NotFine("not installed")
    return f"version {version}"


def _browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise _NotFine("no Chromium")
    return found


def _ignored() -> str:
    """Whether git leaves out what the project makes."""
    site = os.path.relpath(settings.site_folder().resolve(), settings.ROOT)
    folders = dict.fromkeys([*MADE, *([] if site.startswith("..") else [site])])
    asked = ["git", "check-ignore", *(f"{folder}/" for folder in folders)]
    try:
        done = subprocess.run(
            asked, cwd=settings.ROOT, capture_output=True, text=True, check=False, timeout=20
        )
    except FileNotFoundError:
        return "git is not here"
    if done.returncode > 1:
        return "not a checkout of git"
    ignored = {line.rstrip("/") for line in done.stdout.splitlines()}
    if shown := [folder for folder in folders if folder not in ignored]:
        raise _NotFine(f"git would take in {', '.join(shown)}")
    return ", ".join(folders)
