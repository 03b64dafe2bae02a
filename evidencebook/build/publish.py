"""Publish an edition by one rename: a reader sees the old one or the new one, whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from evidencebook.blocks.wording import listed
from evidencebook.build.plan import Say
from evidencebook.errors import BuildError
from evidencebook.files import write_whole

# How the folder of a book of some chapters ends; the index leaves it out.
DRAFT = "-draft"
# And that of one with a page that sets other places beside its own.
COMPARED = "-compared"
_STAGED, _OLD = ".staging", ".old"
_LEFTOVER = re.compile(rf"(?P<kind>\{_STAGED}|\{_OLD})-(?P<slug>.+)-(?P<pid>\d+)-[0-9a-f]{{8}}")
_EXCHANGE = 2
_HERE = -100


def folder_name(slug: str, compared: bool, whole: bool) -> str:
    """The folder of an area's book.

    A book of some chapters, or one that sets other places beside its own, never takes the place
    of the plain whole one.
    """
    return f"{slug}{COMPARED if compared else ''}{'' if whole else DRAFT}"


@contextlib.contextmanager
def staging(site: Path, slug: str) -> Iterator[Path]:
    """A folder beside the published editions to assemble one in; removed afterwards.

    Parameters
    ----------
    site : Path
        The folder of all editions.
    slug : str
        The area's.
    """
    site.mkdir(parents=True, exist_ok=True)
    clean(site)
    folder = site / f"{_STAGED}-{slug}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BuildError(
                "The disk is full.",
                where=str(error.filename or folder),
                do="free some space and build again; the edition published before is untouched",
            ) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(staged: Path, site: Path, slug: str) -> Path:
    """Put a staged edition in the place of the published one, and return where it is.

    On Linux the two change places in one step. Elsewhere the old edition is moved aside
    first; should the process die between the two renames, the next build moves it back.
    """
    target = site / slug
    if target.exists() and not target.is_dir():
        raise BuildError(
            "A file stands where the book should go.",
            where=str(target),
            expected="a folder, or nothing",
            found="a file",
            do="move the file away, or choose another folder with --out",
        )
    if not target.exists():
        os.rename(staged, target)
    elif exchange(staged, target):
        shutil.rmtree(staged, ignore_errors=True)
    else:
        _replace(staged, target, site / f"{_OLD}-{slug}-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    return target


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def clean(site: Path) -> None:
    """Remove what builds that died left behind, and restore an edition they had moved aside."""
    for path in sorted(site.iterdir()):
        found = _LEFTOVER.fullmatch(path.name)
        if found and not _alive(int(found["pid"])):
            if found["kind"] == _OLD and not (site / found["slug"]).exists():
                os.rename(path, site / found["slug"])
            else:
                shutil.rmtree(path, ignore_errors=True)


def write_index(site: Path, say: Say = lambda _: None) -> Path:
    """Write the page that lists every published book.

    Parameters
    ----------
    site : Path
        The folder of all editions.
    say : callable
        Told of each book that is left out because its ``edition.json`` is damaged.
    """
    editions = []
    for path in sorted(site.glob("[!.]*/edition.json")):
        if path.parent.name.endswith(DRAFT):
            continue
        if edition := _edition(path):
            editions.append((path.parent.name, edition))
        else:
            say(f"  left out of the index, for {path} is damaged: build '{path.parent.name}' again")
    rows = "".join(
        f'<li><a href="{escape(slug)}/index.html">{escape(_title(edition))}</a>'
        + (f' (<a href="{escape(slug)}/book.pdf">PDF</a>)' if edition.get("pdf") else "")
        + f"<br><small>{escape(edition['edition'])}</small></li>"
        for slug, edition in sorted(editions, key=lambda pair: str(pair[1]["name"]).lower())
    )
    index = site / "index.html"
    write_whole(index, _INDEX.replace("ROWS", rows).encode())
    return index


def _title(edition: dict[str, Any]) -> str:
    """The name of a book's place, and of those that it is compared with on a page of its own."""
    others = [str(one["name"]) for one in edition.get("compared") or []]
    return f"{edition['name']}{', compared with ' + listed(others) if others else ''}"


def _edition(path: Path) -> dict[str, Any] | None:
    """What an edition says of itself; None where that cannot be read."""
    try:
        edition = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(edition, dict) and all(
        isinstance(edition.get(key), str) for key in ("name", "edition")
    )
    return edition if whole else None


def _replace(staged: Path, target: Path, aside: Path) -> None:
    os.rename(target, aside)
    try:
        os.rename(staged, target)
    except BaseException:
        os.rename(aside, target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


_INDEX = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evidence bases</title>
<style>
body { font: 1.1rem/1.6 "Source Sans Pro", "Segoe UI", Arial, sans-serif; color: #1d2530;
  background: #fff; max-width: 42rem; margin: 3rem auto; padding: 0 1.2rem; }
h1, a { color: #12436d; } li { margin: .8rem 0; } small { color: #505a66; }
@media (prefers-color-scheme: dark) { body { color: #e6eaef; background: #14181e; }
  h1, a { color: #8fc1ee; } small { color: #b3bcc7; } }
</style>
</head>
<body>
<main>
<h1>Evidence bases</h1>
<p>What official statistics say about each place.</p>
<ul>ROWS</ul>
</main>
</body>
</html>
"""
