"""Put an edition into one zip with all that it was made from.

::

    manifest.json          the SHA-256 of every other file
    README.txt             what this is, and how to build it by hand
    edition/               the edition as it is published
    project/               templates, chapters, the lock file, data/ and the program itself
    site/<book>/           of the editions before, what the page "What changed" was made from

The same edition gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencebook import settings
from evidencebook.build import inputs, plan
from evidencebook.build.edition import DOWNLOADS
from evidencebook.build.past import BLOCKS, EDITIONS, RECORD, Past, opened, published
from evidencebook.build.publish import folder_name
from evidencebook.build.said import COMMENTS
from evidencebook.errors import BuildError, UsageError
from evidencebook.store import Store

CONTENTS, README = "manifest.json", "README.txt"
EDITION, PROJECT, SITE, DATA = "edition", "project", "site", "data"
FORMAT = 1
# What was said of the edition, as seen from the project's folder.
COMMENTS_THERE = f"../{EDITION}/{COMMENTS}"
# Of the project, beside what pages are made from: what whoever opens the zip may want.
OF_THE_PROJECT = (inputs.LOCK, "LICENSE", "pyproject.toml")
_LISTED = re.compile(rf'<li><a href="{EDITIONS}/([^/"]+)/index\.html"')
_EARLIER = 'class="evb-edition evb-earlier"'
# A zip knows no year before this one.
_DATE = (1980, 1, 1, 0, 0, 0)

Files = dict[str, Path | bytes]


@dataclass(frozen=True)
class Pack:
    """A zip as written: where, of which edition, how many files and bytes."""

    path: Path
    id: str
    files: int
    bytes: int


def pack(
    folder: Path, out: Path | None = None, *, root: Path | None = None, data: Path | None = None
) -> Pack:
    """Write the zip of an edition.

    Parameters
    ----------
    folder : Path
        The edition's: ``site/<book>``, or one of its ``editions/<id>``.
    out : Path, optional
        The zip; by default the book's and the edition's name, in the current folder.
    root, data : Path, optional
        The project's folder and the data folder.

    Raises
    ------
    UsageError
        When the folder holds no edition.
    BuildError
        When what is at hand is not what the edition was built from, or the edition that it was
        compared with is no longer kept.
    SnapshotError
        When the snapshot is damaged.
    """
    root, data = (root or settings.ROOT).resolve(), (data or settings.data_folder()).resolve()
    past = opened(Path(folder).resolve())
    _refuse_without_comments(past)
    _refuse_others(past, root, data)
    Store(data / inputs.SNAPSHOT).verify()
    name = book_name(past.said, root)
    found: Files = {
        **{f"{EDITION}/{key}": path for key, path in own_files(past.folder).items()},
        **{f"{PROJECT}/{key}": path for key, path in _project(past.said, root, data).items()},
        **{f"{SITE}/{key}": path for key, path in site_files(earlier(past), name).items()},
    }
    found[README] = _readme(past.said, name).encode()
    target = Path(out) if out else Path(f"{name}-{past.id}.zip")
    count = _write(found, past, target)
    return Pack(target, past.id, count, target.stat().st_size)


def own_files(folder: Path) -> dict[str, Path]:
    """The files of an edition, by path; those of older ones kept under it are not its own."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: path
        for name, path in sorted(found.items())
        if path.is_file() and not name.startswith(f"{EDITIONS}/")
    }


def book_name(said: Mapping[str, Any], root: Path) -> str:
    """The folder of the book that an edition belongs to; see `publish.folder_name`."""
    compared = bool(said.get("compared"))
    whole = [page.slug for page in plan.contents(root, compared=compared).chapters]
    return folder_name(str(said["area"]), compared, list(said["chapters"]) == whole)


def is_kept(folder: Path) -> bool:
    """Whether an edition is an earlier one, whose pages were marked as such."""
    front = folder / "index.html"
    marked = front.is_file() and _EARLIER in front.read_text(encoding="utf-8", errors="replace")
    return marked or folder.parent.name == EDITIONS


def earlier(past: Past) -> tuple[Past, ...]:
    """The edition that one was compared with, and the older ones that its pages list.

    Raises
    ------
    BuildError
        When the edition before is no longer kept.
    """
    if not past.before:
        return ()
    kept = past.folder.parent.name == EDITIONS
    book = past.folder.parents[1] if kept else past.folder
    known = {one.id: one for one in published(book.parent, book.name)}
    if past.before not in known:
        raise BuildError(
            "The edition that this one was compared with is not kept, so that its page "
            "'What changed' cannot be made again.",
            where=str(book / EDITIONS),
            expected=past.before,
            found=", ".join(known) or "none",
            do="put it back, or use the zip that was packed when both were there",
        )
    listed = [] if is_kept(past.folder) else _listed(past.folder)
    ids = dict.fromkeys([past.before, *(one for one in listed if one in known)])
    return tuple(known[one] for one in ids)


def site_files(before: Sequence[Past], name: str) -> dict[str, Path]:
    """Of editions before, what the page "What changed" is made from, by path in a site.

    Parameters
    ----------
    before : sequence of Past
        The one that was compared with first.
    name : str
        The book's folder.
    """
    found: dict[str, Path] = {}
    for number, past in enumerate(before):
        top = name
        if number:  # folders are read in the reverse order of their names
            top = f"{name}/{EDITIONS}/{len(before) - number:04d}-{past.folder.name}"
        names = [RECORD] if number else [RECORD, BLOCKS, *_data(past)]
        found |= {f"{top}/{one}": past.folder / one for one in names}
    return found


def build_options(said: Mapping[str, Any]) -> list[str]:
    """What to give ``evidencebook build`` for an edition, beside the folder to publish in."""
    options = [str(said["area"]), "--chapters", ",".join(said["chapters"])]
    if codes := [one["code"] for one in said.get("comparators") or []]:
        options += ["--comparators", ",".join(codes)]
    if codes := [one["code"] for one in said.get("compared") or []]:
        options += ["--compare", ",".join(codes)]
    if "comments" in said:  # programs of editions that do not say so know no such option
        options += ["--comments", COMMENTS_THERE] if said["comments"] else ["--no-comments"]
    options += ["--comments-annex"] if said.get("comments_annex") else []
    return options if said.get("pdf") else [*options, "--no-pdf"]


def publisher_settings(said: Mapping[str, Any]) -> dict[str, str]:
    """The variables of the environment that name an edition's publisher as it names it."""
    publisher = said.get("publisher") or {}
    return {key: str(publisher.get(part, "")) for part, key in settings.PUBLISHER.items()}


def _refuse_others(past: Past, root: Path, data: Path) -> None:
    if others := inputs.others(past.said, root, data):
        raise BuildError(
            "What is at hand is not what the edition was built from.",
            where=str(past.folder),
            expected="the same data, chapters, templates, lock file and code",
            found="; ".join(map(str, others)),
            do=f"run 'evidencebook build {past.said['area']}' and pack that edition, or pack this "
            "one where its data and code are",
        )


def _refuse_without_comments(past: Past) -> None:
    if past.said.get("comments") and not (past.folder / COMMENTS).is_file():
        raise BuildError(
            "What was said of an earlier edition is kept with the newest alone.",
            where=str(past.folder),
            expected=COMMENTS,
            do="pack the newest edition, or use the zip that was packed when this one was",
        )


def _listed(folder: Path) -> list[str]:
    page = folder / "changes.html"
    return _LISTED.findall(page.read_text(encoding="utf-8")) if page.is_file() else []


def _data(past: Past) -> list[str]:
    return [f"{DOWNLOADS}/{Path(block['data']).name}" for block in past.blocks() if block["data"]]


def _project(said: Mapping[str, Any], root: Path, data: Path) -> dict[str, Path]:
    """What an edition was made from, by path in the project."""
    slug, contents = str(said["area"]), plan.contents(root, compared=True)
    pages = [page.path for page in (contents.front, *contents.pages)]
    kept = {**inputs.cards(data, slug), **inputs.tables(data)}
    return {
        **{name: root / name for name in OF_THE_PROJECT if (root / name).is_file()},
        **inputs.templates(root),
        **{path.relative_to(root).as_posix(): path for path in pages},
        **inputs.code(),
        **{f"{DATA}/{name}": path for name, path in kept.items()},
    }


def _write(found: Files, past: Past, target: Path) -> int:
    """Write the zip under another name, then give it its own; return how many files it holds."""
    if target.is_dir():
        raise UsageError(
            "A folder stands where the zip should go.", where=str(target), do="name a file"
        )
    content = {name: _bytes(found[name]) for name in sorted(found)}
    said = {
        "format": FORMAT,
        "edition": past.id,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "files": {name: hashlib.sha256(made).hexdigest() for name, made in content.items()},
    }
    content[CONTENTS] = (json.dumps(said, indent=1) + "\n").encode()
    new = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        with zipfile.ZipFile(new, "w") as made:
            for name in sorted(content):
                made.writestr(_entry(name), content[name], compresslevel=6)
        os.replace(new, target)
    finally:
        new.unlink(missing_ok=True)
    return len(content)


def _bytes(content: Path | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _entry(name: str) -> zipfile.ZipInfo:
    """A file's entry without anything of this machine: no date, no owner, plain rights."""
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def _readme(said: Mapping[str, Any], name: str) -> str:
    named = [f"{key}={shlex.quote(text)}" for key, text in publisher_settings(said).items() if text]
    lines = "".join(f"    export {line}\n" for line in named)
    return f"""{said["name"]} evidence base, edition {said["id"]}, and all that it was made from.

edition/       the website, the PDF and the downloads: open edition/index.html
project/       the chapters, the data, the templates and the program
site/          of the editions before, what the page "What changed" was made from
manifest.json  the SHA-256 of every file

To see that the edition follows from its data, with evidencebook installed:

    evidencebook edition verify THIS-FILE.zip

To build it by hand, with Python {sys.version_info.major}.{sys.version_info.minor}, in project/:

    python -m venv .venv
    .venv/bin/pip install -r {inputs.LOCK}
{lines}    .venv/bin/python -m evidencebook.cli build {" ".join(build_options(said))} --out ../site

and compare ../site/{name} with ../edition.
"""
