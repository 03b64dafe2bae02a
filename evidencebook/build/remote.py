"""What runs on the workers of a cluster: keep files by their hashes, build a book from them.

A Dask worker does not build in its own process, which has threads and one working directory: it
keeps a `Pool` of the same workers that build on one machine, and hands them what it is asked for.
Nothing here is asked to be believed: each file is held against its hash, when it arrives and
before each book.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import platform
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path, PurePosixPath

from evidencebook import settings
from evidencebook.build import inputs
from evidencebook.build.pack import own_files
from evidencebook.build.pool import Pool
from evidencebook.build.results import LIBRARIES
from evidencebook.build.unit import Outcome, Unit, told
from evidencebook.errors import BuildError
from evidencebook.files import write_whole

Files = dict[str, bytes]
# Libraries that take part in what a book looks like, beside those of chapters.
OF_BOOKS = (
    *("jupyter-book", "sphinx", "sphinx-book-theme", "pydata-sphinx-theme", "myst-nb"),
    *("typst", "markdown-it-py", "nh3", "font-source-sans-pro"),
)


@dataclass(frozen=True)
class Job:
    """One area's book, as a cluster is asked for it.

    Attributes
    ----------
    unit : Unit
        Its folders are those of whoever asks.
    book : str
        The folder that the book is published in.
    project : str
        SHA-256 of the list of the files to build it from.
    about : mapping
        The program and libraries of whoever asks; see `about`.
    settings : mapping
        Settings to build it with.
    earlier : mapping
        Of the editions before, what the new one is compared with, by path in the site.
    results : mapping
        Executed chapters that are kept, by path in the store of results.
    """

    unit: Unit
    book: str
    project: str
    about: Mapping[str, str]
    settings: Mapping[str, str]
    earlier: Files = field(default_factory=dict)
    results: Files = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What came of a job: the outcome, and what was made.

    Attributes
    ----------
    outcome : Outcome
    edition : mapping
        The edition's files; none if it failed.
    results : mapping
        Results to keep that whoever asked had not sent.
    lacking : bool
        Whether nothing was done, as files of the project are not kept here.
    worker : str
        The address of the worker.
    """

    outcome: Outcome
    edition: Files = field(default_factory=dict)
    results: Files = field(default_factory=dict)
    lacking: bool = False
    worker: str = ""


class Kept:
    """Files kept by their hashes, and the projects that they make up.

    Parameters
    ----------
    folder : Path
        Where; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Keep files. Raises BuildError where one is not what its hash says."""
        for digest, content in contents.items():
            if (found := _sha256(content)) != digest:
                raise BuildError("A file arrived damaged.", expected=digest, found=found)
            write_whole(self._path(digest), content)

    def get(self, digest: str) -> bytes | None:
        """A file; None where it is not kept, or is damaged."""
        try:
            content = self._path(digest).read_bytes()
        except OSError:
            return None
        return content if _sha256(content) == digest else None

    def lacking(self, digests: Iterable[str]) -> list[str]:
        """The hashes of what is not kept whole."""
        return [digest for digest in digests if self.get(digest) is None]

    def project(self, digest: str) -> Path | None:
        """The folder of a project, each file as listed; None where one is not to be had."""
        listed = self.get(digest)
        if listed is None:
            return None
        folder = self.folder / "projects" / digest
        for name, wanted in json.loads(listed).items():
            path = inside(folder, name)
            if inputs.sha256(path) == wanted:
                continue
            content = self.get(wanted)
            if content is None:
                return None
            write_whole(path, content)
        return folder

    def _path(self, digest: str) -> Path:
        return self.folder / "files" / digest[:2] / digest


def about() -> dict[str, str]:
    """The program and the libraries of this process, as far as a book depends on them."""
    versions = {name: _version(name) for name in (*LIBRARIES, *OF_BOOKS)}
    python = ".".join(platform.python_version_tuple()[:2])
    return {"evidencebook": inputs.digest(inputs.code()), "Python": python, **versions}


def others(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """What of the program and libraries there is not as it is here, in words; empty if nothing."""
    named = {**here, "evidencebook": here["evidencebook"][:8]}
    found = {**there, "evidencebook": there["evidencebook"][:8]}
    return ", ".join(
        f"{name} {found.get(name) or 'missing'} (here: {named[name]})"
        for name in here
        if here[name] != there.get(name)
    )


def lacking(digests: list[str]) -> list[str]:
    """Tell which files this worker does not keep."""
    return _kept().lacking(digests)


def put(contents: Mapping[str, bytes]) -> None:
    """Keep files on this worker."""
    _kept().put(contents)


def build(job: Job) -> Done:
    """Build a book on this worker."""
    from distributed import get_worker

    here, nothing = get_worker().address, Outcome(job.unit.area, job.unit.name)
    if other := others(job.about, about()):
        return Done(replace(nothing, error=told(foreign(here, other))), worker=here)
    kept = _kept()
    project = kept.project(job.project)
    if project is None:
        return Done(nothing, lacking=True, worker=here)
    with tempfile.TemporaryDirectory(prefix="evidencebook-") as work:
        return replace(_build(job, project, kept.folder, Path(work) / "site"), worker=here)


def foreign(worker: str, other: str) -> BuildError:
    """The error of a worker that has another program or other libraries."""
    return BuildError(
        "A worker of the cluster would not make the same book.",
        where=worker,
        expected="the same evidencebook, Python and libraries as here",
        found=other,
        do="install the same version on each worker, with the same requirements.txt",
    )


def inside(folder: Path, name: str) -> Path:
    """The path of a file in a folder. Raises BuildError for one that would lie outside of it."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or {"..", "."} & set(name.split("/")):
        raise BuildError("A file was sent that does not belong there.", found=repr(name))
    return folder / path


def results_of(folder: Path, slug: str) -> Files:
    """What is kept of an area's chapters, by path in the store of results."""
    found: Files = {}
    for index in sorted((folder / "chapters" / slug).glob("*.json")):
        content = index.read_bytes()
        found[index.relative_to(folder).as_posix()] = content
        for digest in _named(content):
            path = folder / "objects" / digest[:2] / f"{digest}.ipynb.gz"
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a folder, by their paths in it."""
    for name, content in files.items():
        path = inside(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _build(job: Job, project: Path, cache: Path, site: Path) -> Done:
    write_all(site, job.earlier)
    for name, content in job.results.items():
        write_whole(inside(cache / "results", name), content)
    options = replace(job.unit.options, root=project, out=site)
    folders = {"EVIDENCEBOOK_DATA": str(project / "data"), "EVIDENCEBOOK_CACHE": str(cache)}
    pool = _pools.of({**job.settings, **folders})
    outcome = pool.build_one(replace(job.unit, options=options))
    if outcome.error:
        return Done(outcome)
    results = {} if options.fresh else results_of(cache / "results", job.unit.slug)
    new = {name: content for name, content in results.items() if job.results.get(name) != content}
    edition = {name: path.read_bytes() for name, path in own_files(site / job.book).items()}
    return Done(outcome, edition, new)


class _Pools:
    """The pool of the project that is built now; that of another one ends as its books are done."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._key: Mapping[str, str] | None = None
        self._pool: Pool | None = None

    def of(self, environment: Mapping[str, str]) -> Pool:
        """The pool whose workers have these settings."""
        with self._changing:
            if self._pool is None or self._key != environment:
                if self._pool:
                    self._pool.retire()
                self._key, self._pool = environment, Pool(1, environment)
            return self._pool

    def close(self) -> None:
        """End the pool at once."""
        if self._pool:
            self._pool.close(at_once=True)


def _named(index: bytes) -> list[str]:
    """The results that an index of a chapter's results names."""
    try:
        return [str(state["result"]) for state in json.loads(index) if state["result"].isalnum()]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def _kept() -> Kept:
    return Kept((settings.cache_folder() / "cluster").resolve())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


_pools = _Pools()
atexit.register(_pools.close)
