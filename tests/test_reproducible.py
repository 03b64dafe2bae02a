"""The same inputs give the same bytes, whoever builds them, where, when and how."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import edition_samples as editions
import pytest

from evidencebook import settings

# Two users at opposite ends of the world, with nothing in common but the program.
HERE = {
    "PYTHONHASHSEED": "1",
    "TZ": "Pacific/Kiritimati",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "USER": "ada",
    "LOGNAME": "ada",
    "COLUMNS": "60",
}
THERE = {
    "PYTHONHASHSEED": "4242",
    "TZ": "America/Los_Angeles",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "C",
    "USER": "grace",
    "LOGNAME": "grace",
    "COLUMNS": "200",
    "SOURCE_DATE_EPOCH": "1700000000",
    "MPLBACKEND": "svg",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}
SCRIPT = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[1], 8))
from evidencebook.build.book import build
build(sys.argv[2], out=Path("site"), root=Path(sys.argv[3]), workers=int(sys.argv[4]),
      chapters=sys.argv[5].split(",") if sys.argv[5] else None, fresh=True)
"""


def _building(
    folder: Path, place: str, chapters: str, given: Mapping[str, str], umask: str, workers: int
) -> subprocess.Popen[str]:
    """A build in another process, of what lies in `folder`, to ``work/site`` there."""
    for name in ("home", "work", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    taken = ("EVIDENCEBOOK_", "LC_", "XDG_", "PYTHON", "JUPYTER", "IPYTHON", "MPL")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(taken)}
    own = {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "EVIDENCEBOOK_DATA": str(folder / "data"),
        "PYTHONPATH": str(settings.ROOT),
    }
    root = str(folder / "project")
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, umask, place, root, str(workers), chapters],
        cwd=folder / "work",
        env={**kept, **given, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _sites(one: Path, other: Path, place: str, chapters: str = "") -> tuple[Path, Path]:
    """The sites that two builds make at the same time, each its own way."""
    running = [
        _building(one, place, chapters, HERE, "022", 1),
        _building(other, place, chapters, THERE, "077", 2),
    ]
    said = [build.communicate(timeout=600)[0] for build in running]
    assert [build.returncode for build in running] == [0, 0], "\n".join(said)
    return one / "work" / "site", other / "work" / "site"


def _hashes(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def _same(sites: tuple[Path, Path]) -> dict[str, str]:
    """The files of both, each the same in both."""
    one, other = map(_hashes, sites)
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == []
    return one


def _tells_nothing(site: Path, folder: Path) -> None:
    """No file names the folder that it was made in, or who made it."""
    telling = [str(folder), "Kiritimati", "Los_Angeles", "/home/", "/tmp/"]
    for path in site.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found = [word for word in telling if word.encode() in content]
        assert found == [], path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """The small project in two folders, the names of which have nothing in common."""
    one, other = tmp_path / "é", tmp_path / "elsewhere" / "a longer name"
    for folder in (one, other):
        folder.mkdir(parents=True)
        editions.project(folder)
    return one, other


def test_a_book_is_the_same_wherever_it_is_built(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, drawings, data, PDF, records, fonts, the index, and the edition before."""
    for folder in two:
        monkeypatch.setenv("EVIDENCEBOOK_DATA", str(folder / "data"))
        editions.written(folder / "work" / "site" / "testshire", folder, snapshot="0" * 64)
    sites = _sites(*two, "testshire")
    files = _same(sites)
    assert {Path(name).suffix for name in files} >= {
        ".css", ".csv", ".html", ".js", ".json", ".pdf", ".svg", ".woff",
    }  # fmt: skip
    assert any("/editions/" in name and name.endswith("/alpha.html") for name in files)
    for site, folder in zip(sites, two, strict=True):
        _tells_nothing(site, folder)


@pytest.mark.wide
def test_real_chapters_are_the_same_wherever_they_are_built(tmp_path: Path) -> None:
    """Two chapters for a small district, with maps and intervals."""
    folders = tmp_path / "é", tmp_path / "elsewhere" / "a longer name"
    for folder in folders:
        (folder / "project").mkdir(parents=True)
        for name in ("_config.yml", "_toc.yml", "requirements.txt"):
            shutil.copy(settings.ROOT / name, folder / "project" / name)
        for name in ("book", "chapters"):
            shutil.copytree(settings.ROOT / name, folder / "project" / name)
        shutil.copytree(settings.ROOT / "data", folder / "data")
    sites = _sites(*folders, "burnley", "energy,digital")
    assert len(_same(sites)) > 100
    for site, folder in zip(sites, folders, strict=True):
        _tells_nothing(site, folder)
