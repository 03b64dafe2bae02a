"""Executed chapters, kept by what they were made from, so that what would be the same is not run.

A result stands for as long as the chapter's text, its parameters, the code and libraries that it
can reach, the cards and lookups, and the rows of the snapshot that it read are what they were.
What a chapter read is noted while it runs (`Store.log_reads`); where nothing was noted, it may
have read anything, and the whole snapshot counts.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from platform import python_version
from typing import Any

from evidencebook import settings
from evidencebook.build.plan import Page
from evidencebook.build.row_digests import RowDigests
from evidencebook.files import write_whole
from evidencebook.store import Store

Parameters = Mapping[str, Any]
# What a chapter can import: every room to the left of the build.
ROOMS = ("analysis", "blocks")
# Libraries that take part in what a chapter shows.
LIBRARIES = (
    *("fonttools", "ipykernel", "ipython", "lxml", "matplotlib", "nbformat", "numpy", "pandas"),
    *("papermill", "pyarrow", "pyproj", "PyYAML", "seaborn", "shapely"),
)
# What a chapter says of a release.
SAID = ("source", "publisher", "title", "released", "url", "local")
CARDS = ("areas", "indicators", "sources")
# What each part of a key is called when it is the reason to run a chapter.
PARTS = {
    "chapter": "its text changed",
    "parameters": "its parameters changed",
    "code": "the package changed",
    "libraries": "the libraries changed",
    "cards": "the cards or sets of areas changed",
    "lookups": "the lookups of areas changed",
}
# How many states of the data a chapter's results are kept for.
STATES = 3
# How many indicators a reason names.
NAMED = 3


@dataclass(frozen=True)
class Found:
    """A kept result, or why there is none.

    Attributes
    ----------
    digest : str
        SHA-256 of the executed notebook; empty if there is none.
    why : str
        Why the chapter must run; or that nothing changed.
    """

    digest: str
    why: str


class Results:
    """The executed chapters that are kept.

    Parameters
    ----------
    folder : Path
        Where they are kept; made if need be.
    data : Path
        The data folder.
    store : Store
        Its snapshot.
    """

    def __init__(self, folder: Path, data: Path, store: Store) -> None:
        self.folder, self.data, self.store = folder, data, store
        self._rows = RowDigests(folder / "rows", Store(store.folder))

    def find(self, chapter: Page, parameters: Parameters) -> Found:
        """Look for the result of a chapter with these parameters."""
        states = self._states(chapter, parameters)
        parts = self._parts(chapter, parameters)
        reasons = [self._why_not(state, parts) for state in states]
        for state, why in zip(states, reasons, strict=True):
            if not why:
                whole = self._whole(state["result"])
                return Found(state["result"] if whole else "", "" if whole else "was damaged")
        return Found("", reasons[0] if reasons else "it has not been run here")

    def write(self, digest: str, path: Path) -> None:
        """Write a kept notebook to a file."""
        path.write_bytes(gzip.decompress(self._object(digest).read_bytes()))
        os.utime(self._object(digest))

    def keep(self, chapter: Page, parameters: Parameters, executed: Path, log: Path) -> str:
        """Keep an executed chapter with what it read; return its digest.

        Parameters
        ----------
        chapter : Page
        parameters : mapping
        executed : Path
            The executed notebook.
        log : Path
            What was noted while it ran; if there is no such file, the whole snapshot counts.
        """
        content = executed.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        write_whole(self._object(digest), gzip.compress(content, 1, mtime=0))
        state = {
            "parts": self._parts(chapter, parameters),
            "reads": self._reads(log),
            "result": digest,
        }
        if not log.exists():
            state["snapshot"] = self.store.hash
        others = [s for s in self._states(chapter, parameters) if s["reads"] != state["reads"]]
        text = json.dumps([state, *others][:STATES], sort_keys=True)
        write_whole(self._index(chapter, parameters), text.encode())
        return digest

    def prune(self, most: int) -> int:
        """Drop the results that were used longest ago until `most` bytes are left; say how many."""
        kept = chain.from_iterable(map(self.folder.glob, ("objects/*/*.gz", "rows/*/*.json")))
        files = [(path, path.stat()) for path in kept]
        size, dropped = sum(stat.st_size for _, stat in files), 0
        for path, stat in sorted(files, key=lambda pair: pair[1].st_mtime):
            if size <= most:
                break
            path.unlink(missing_ok=True)
            size, dropped = size - stat.st_size, dropped + 1
        return dropped

    def _states(self, chapter: Page, parameters: Parameters) -> list[dict[str, Any]]:
        """What is known of a chapter's results, the newest first; nothing if that is damaged."""
        try:
            found = json.loads(self._index(chapter, parameters).read_bytes())
            return [s for s in found if {"parts", "reads", "result"} <= s.keys()]
        except (OSError, ValueError, AttributeError, TypeError):
            return []

    def _why_not(self, state: Mapping[str, Any], parts: Mapping[str, str]) -> str:
        """Why a result no longer stands; empty if it does."""
        other = (why for part, why in PARTS.items() if state["parts"].get(part) != parts[part])
        if why := next(other, ""):
            return why
        if state.get("snapshot", self.store.hash) != self.store.hash:
            return "the snapshot changed"
        moved = [name for name, read in state["reads"].items() if self._moved(name, read)]
        more = f" and {len(moved) - NAMED} more" if len(moved) > NAMED else ""
        return f"its figures changed: {', '.join(moved[:NAMED])}{more}" if moved else ""

    def _moved(self, table: str, read: Mapping[str, Any]) -> bool:
        if not self.store.has(table):
            return True
        if self._release(table) != read["release"]:
            return True
        same = self.store.manifest["tables"][table]["sha256"] == read["table"]
        return not same and self._rows.of(table, read["areas"]) != read["rows"]

    def _release(self, table: str) -> str:
        """What a chapter says of where a table's figures come from."""
        release = asdict(self.store.release(table))
        return _digest(json.dumps([release[name] for name in SAID], sort_keys=True).encode())

    def _reads(self, log: Path) -> dict[str, Any]:
        """The tables that a chapter read, with the areas and a digest of their rows."""
        tables = self.store.manifest["tables"]
        return {
            table: {
                "table": tables[table]["sha256"],
                "release": self._release(table),
                "areas": areas,
                "rows": self._rows.of(table, areas),
            }
            for table, areas in _noted(log).items()
        }

    def _parts(self, chapter: Page, parameters: Parameters) -> dict[str, str]:
        return {
            "chapter": hashlib.sha256(chapter.path.read_bytes()).hexdigest(),
            "parameters": json.dumps(dict(parameters), sort_keys=True),
            **self._common,
        }

    @cached_property
    def _common(self) -> dict[str, str]:
        """What all chapters rest on."""
        return {**_environment(), "cards": _cards(self.data), "lookups": self._lookups()}

    def _lookups(self) -> str:
        """The lookups, and which tables there are: a gap is told where one is not."""
        tables = self.store.manifest["tables"]
        found = {n: entry["sha256"] for n, entry in tables.items() if entry["kind"] == "lookup"}
        return _digest(json.dumps([found, sorted(tables)], sort_keys=True).encode())

    def _whole(self, digest: str) -> bool:
        """Whether a result is there, and is what it was; a damaged one is dropped."""
        path = self._object(digest)
        try:
            if _digest(gzip.decompress(path.read_bytes())) == digest:
                return True
        except (OSError, EOFError, ValueError, zlib.error):
            pass
        path.unlink(missing_ok=True)
        return False

    def _index(self, chapter: Page, parameters: Parameters) -> Path:
        given = json.dumps(dict(parameters), sort_keys=True).encode()
        area = str(parameters.get("area", "none"))
        return self.folder / "chapters" / area / f"{chapter.slug}-{_digest(given)[:8]}.json"

    def _object(self, digest: str) -> Path:
        return self.folder / "objects" / digest[:2] / f"{digest}.ipynb.gz"


def _noted(log: Path) -> dict[str, list[str] | None]:
    """Table → the areas that were read of it; None for all."""
    found: dict[str, set[str]] = {}
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    for table, areas in map(json.loads, lines):
        found.setdefault(table, set()).update(["*"] if areas is None else areas)
    return {table: None if "*" in a else sorted(a) for table, a in sorted(found.items())}


@cache
def _environment() -> dict[str, str]:
    """The code and the libraries of this process."""
    package = Path(__file__).parents[1]
    files = [*package.glob("*.py"), *(f for room in ROOMS for f in (package / room).rglob("*.py"))]
    code = {str(f.relative_to(package)): _digest(f.read_bytes()) for f in files}
    libraries = {"python": python_version(), **{name: _version(name) for name in LIBRARIES}}
    return {
        "code": _digest(json.dumps(code, sort_keys=True).encode()),
        "libraries": _digest(json.dumps(libraries, sort_keys=True).encode()),
    }


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _cards(data: Path) -> str:
    files = sorted(path for folder in CARDS for path in (data / folder).glob("*.yml"))
    found = {str(path.relative_to(data)): _digest(path.read_bytes()) for path in files}
    return _digest(json.dumps(found).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def folder() -> Path:
    """Where results are kept."""
    return settings.cache_folder() / "results"
