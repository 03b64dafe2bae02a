"""What an edition is made from, and whether that is still what is at hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from evidencebook.build import plan

SNAPSHOT = "snapshot"
MANIFEST = "snapshot/manifest.json"
LOCK = "requirements.txt"
PACKAGE = "evidencebook"
# Of the project: what the pages are made from beside chapters.
TEMPLATES = ("_config.yml", "_toc.yml", "book")
# Of the data folder: all but the snapshot.
CARDS = ("areas", "indicators", "sources")
STRATEGIES = "strategies"
_WORDS = {
    "code": "the program's code",
    "cards": "the cards, the sets of areas and the area's own file in the data folder",
    "templates": "the templates: _config.yml, _toc.yml and book/",
}


@dataclass(frozen=True)
class Other:
    """One thing that is not what an edition was built from.

    Attributes
    ----------
    what : str
        In words.
    built : str
        SHA-256 of what the edition was built from; empty where it does not say.
    found : str
        That of what is at hand; empty where there is none.
    key : str
        ``snapshot``, ``chapters``, ``lock``, ``code``, ``cards`` or ``templates``.
    """

    what: str
    built: str
    found: str
    key: str

    def __str__(self) -> str:
        built, found = (digest[:8] or "none" for digest in (self.built, self.found))
        return f"{self.what} (built from {built}, found {found})"


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes; empty when there is no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def files(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """The files of some entries of a folder, by their paths in it, in order.

    Hidden files, and what Python writes beside its sources, are left out.
    """
    found: dict[str, Path] = {}
    for name in names:
        top = folder / name
        for path in [top] if top.is_file() else top.rglob("*"):
            inside = path.relative_to(folder)
            hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
            if path.is_file() and not hidden:
                found[inside.as_posix()] = path
    return dict(sorted(found.items()))


def code() -> dict[str, Path]:
    """The files of this package, by their paths in the project."""
    return files(Path(__file__).resolve().parents[2], [PACKAGE])


def templates(root: Path) -> dict[str, Path]:
    """What pages are made from beside chapters, by path in the project."""
    return files(root, TEMPLATES)


def cards(data: Path, slug: str) -> dict[str, Path]:
    """The cards, the sets of areas and the area's own file, by path in the data folder."""
    return files(data, [*CARDS, f"{STRATEGIES}/{slug}.yml"])


def tables(data: Path) -> dict[str, Path]:
    """The snapshot's manifest and the tables that it names, by path in the data folder."""
    manifest = json.loads((data / MANIFEST).read_text(encoding="utf-8"))
    named = sorted(entry["file"] for entry in manifest["tables"].values())
    return {MANIFEST: data / MANIFEST} | {
        f"{SNAPSHOT}/{name}": data / SNAPSHOT / name for name in named
    }


def digest(found: Mapping[str, Path]) -> str:
    """SHA-256 of files and their paths."""
    content = [[name, sha256(path)] for name, path in sorted(found.items())]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def made_from(slug: str, root: Path, data: Path) -> dict[str, str]:
    """Digests of what an edition is made from beside its snapshot, chapters and lock file.

    Parameters
    ----------
    slug : str
        The area's.
    root, data : Path
        The project's folder and the data folder.
    """
    return {
        "code": digest(code()),
        "cards": digest(cards(data, slug)),
        "templates": digest(templates(root)),
    }


def others(
    said: Mapping[str, Any], root: Path, data: Path, package: Mapping[str, Path] | None = None
) -> list[Other]:
    """What at hand is not what an edition was built from.

    Parameters
    ----------
    said : mapping
        What its ``edition.json`` says.
    root, data : Path
        The project's folder and the data folder.
    package : mapping, optional
        The files of the program; by default those of this one.
    """
    built, chapters = dict(said.get("made_from") or {}), dict(said.get("chapters") or {})
    paths = {page.slug: page.path for page in plan.contents(root, compared=True).chapters}
    found = made_from(str(said["area"]), root, data)
    if package is not None:
        found["code"] = digest(package)
    pairs = [Other("the snapshot", str(said["snapshot"]), sha256(data / MANIFEST), "snapshot")]
    pairs += [
        Other(f"chapter {name}", was, sha256(paths[name]) if name in paths else "", "chapters")
        for name, was in chapters.items()
    ]
    pairs += [Other(LOCK, str(said.get("lock") or ""), sha256(root / LOCK), "lock")]
    pairs += [Other(_WORDS[key], built.get(key, ""), found[key], key) for key in _WORDS]
    return [pair for pair in pairs if pair.built != pair.found]


def other_versions(lock: Path) -> list[str]:
    """The installed libraries that are not as a lock file pins them: name, version, pinned."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    pins = dict(line.strip().split("==", 1) for line in lines if "==" in line and line[0] != "#")
    found = {name: _version(name) for name in pins}
    return [
        f"{name} {found[name] or 'missing'} (pinned: {pinned})"
        for name, pinned in pins.items()
        if found[name] != pinned
    ]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
