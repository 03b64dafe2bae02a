"""Books built by a Dask cluster: the same bytes, whatever becomes of a worker."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import many_samples as many
import psutil
import pytest

from evidencebook import settings
from evidencebook.areas import Area, Areas
from evidencebook.build import cluster, remote
from evidencebook.build.cluster import Cluster
from evidencebook.build.many import Summary, build_many
from evidencebook.build.remote import Kept
from evidencebook.build.unit import Options
from evidencebook.errors import BuildError
from evidencebook.store import Store


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra, or the pinned list."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BuildError, match=r"Dask is not installed") as failed, Cluster("tcp://x:1"):
        pass
    assert "evidencebook[dask]" in failed.value.do
    assert (settings.ROOT / "requirements-dask.txt").is_file()


def test_files_are_kept_by_their_hashes(tmp_path: Path) -> None:
    """A damaged one is as good as none; a project has each file as listed, or there is none."""
    kept = Kept(tmp_path)
    listed = b'{"book/a.md": "%s"}' % remote._sha256(b"text").encode()
    digests = [remote._sha256(content) for content in (listed, b"text")]
    assert kept.lacking(digests) == digests
    assert kept.project(digests[0]) is None
    kept.put({digests[0]: listed})
    assert kept.project(digests[0]) is None
    kept.put({digests[1]: b"text"})
    project = kept.project(digests[0])
    assert project is not None and (project / "book" / "a.md").read_bytes() == b"text"
    (project / "book" / "a.md").write_bytes(b"damaged")
    assert kept.project(digests[0]) == project
    assert (project / "book" / "a.md").read_bytes() == b"text"
    next(tmp_path.glob(f"files/*/{digests[1]}")).write_bytes(b"damaged")
    (project / "book" / "a.md").write_bytes(b"damaged")
    assert kept.project(digests[0]) is None
    assert kept.lacking(digests) == [digests[1]]


def test_a_file_that_is_not_what_its_hash_says_is_refused(tmp_path: Path) -> None:
    """Nothing of it is kept."""
    with pytest.raises(BuildError, match="arrived damaged"):
        Kept(tmp_path).put({remote._sha256(b"text"): b"another"})
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", ".", "a/./x"])
def test_a_name_outside_of_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    """Whoever sent it."""
    with pytest.raises(BuildError, match="does not belong there"):
        remote.inside(tmp_path, name)


def test_a_worker_with_another_program_is_named() -> None:
    """What differs, here and there."""
    here = remote.about()
    assert remote.others(here, dict(here)) == ""
    there = {**here, "pandas": "1.0", "evidencebook": "0" * 64}
    said = remote.others(here, there)
    assert "evidencebook 00000000 (here: " in said and "pandas 1.0 (here: " in said
    error = str(remote.foreign("tcp://10.0.0.2:1", said))
    assert "tcp://10.0.0.2:1" in error and "install the same version" in error


def test_files_are_sent_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, none twice."""
    monkeypatch.setattr(cluster, "BATCH", 5)
    files = dict.fromkeys("abcde", b"x" * 4)
    batches = list(cluster._batches(files, ["a", "b", "c", "d", "e"]))
    assert [list(batch) for batch in batches] == [["a", "b"], ["c", "d"], ["e"]]


class Local:
    """A scheduler and workers on this machine, as on a real cluster each its own process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.running: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--port", str(port))

    def worker(self) -> psutil.Process:
        """Start one more."""
        words = (self.address, "--nthreads", "1", "--no-nanny")
        return psutil.Process(self._start("worker", *words).pid)

    def _start(self, kind: str, *words: str) -> subprocess.Popen[bytes]:
        here = ("--host", "127.0.0.1", "--no-dashboard")
        made = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, *here],
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(settings.ROOT),
                "EVIDENCEBOOK_CACHE": str(self.folder / "cache"),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(made)
        return made

    def stop(self) -> None:
        """End all, and see that the workers' own workers end too."""
        children = [
            child
            for one in self.running
            if psutil.pid_exists(one.pid)
            for child in psutil.Process(one.pid).children(recursive=True)
        ]
        for one in self.running:
            one.kill()
        for one in self.running:
            one.wait()
        many.wait_until_gone(children)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    """A scheduler without workers."""
    pytest.importorskip("distributed")
    (tmp_path / "elsewhere").mkdir()
    made = Local(tmp_path / "elsewhere")
    yield made
    made.stop()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of four areas, whose second chapter waits while a file of the area's is there."""
    (tmp_path / "hold").mkdir()
    cell = many.HOLD.format(path=str(tmp_path / "hold"))
    made = many.project(tmp_path / "project", [cell])
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(made / "data"))
    monkeypatch.setenv("EVIDENCEBOOK_CACHE", str(tmp_path / "cache"))
    return made


def _areas(root: Path) -> list[Area]:
    return Areas(Store(root / "data" / "snapshot"), root / "data" / "areas").of_level("ltla")


def _built(root: Path, out: str, local: Local | None = None, **more: Any) -> tuple[Summary, str]:
    """Build the books of all areas, here or on a cluster."""
    options = replace(Options(root.parent / out, root, with_pdf=False), **more)
    on: dict[str, Any] = {"builders": lambda _: Cluster(local.address)} if local else {}
    said = io.StringIO()
    done = build_many(_areas(root), options, workers=2, out=said, err=said, **on)
    return done, said.getvalue()


@pytest.mark.wide
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_makes_the_same_books(root: Path, local: Local) -> None:
    """Byte for byte, also second editions; chapters that ran there are kept here."""
    local.worker()
    local.worker()
    for kind in ("higher", "lower"):
        many.rewrite(root, ["'another text'"], kind)
        there, said = _built(root, "there", local)
        assert (there.made, there.failed) == (4, ()), said
        here, said = _built(root, "here", explain=True)
        assert here.made == 4, said
        assert said.count("kept: nothing that it rests on changed") == 8
        assert many.files(root.parent / "there") == many.files(root.parent / "here")
    assert len(list((root.parent / "there").glob("*/editions/*/edition.json"))) == 4
    again, said = _built(root, "there", local)
    assert (again.stood, again.made) == (4, 0)


@pytest.mark.wide
@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_is_killed_does_not_stop_the_build(root: Path, local: Local) -> None:
    """Its book is built by another; what it had started is gone."""
    hold = root.parent / "hold" / "westshire"
    hold.touch()
    workers = [local.worker(), local.worker()]

    def kill_who_waits() -> None:
        """Kill the worker whose process builds the book that waits, when all others are made."""
        end = time.monotonic() + 120
        while len(list((root.parent / "there").glob("*/edition.json"))) < 3:
            assert time.monotonic() < end
            time.sleep(0.1)
        while not (busy := [one for one in workers if _forks(one)]):  # it may begin only now
            assert time.monotonic() < end
            time.sleep(0.1)
        for one in busy:
            started = one.children(recursive=True)
            one.kill()
            many.wait_until_gone(started)
        local.worker()
        hold.unlink()
        killed.extend(busy)

    killed: list[psutil.Process] = []
    thread = threading.Thread(target=kill_who_waits)
    thread.start()
    done, said = _built(root, "there", local)
    thread.join()
    assert len(killed) == 1
    assert (done.made, done.failed) == (4, ()), said
    _built(root, "here")
    assert many.files(root.parent / "there") == many.files(root.parent / "here")


def _forks(worker: psutil.Process) -> list[psutil.Process]:
    """The forks in which chapters run: a warm process's own children."""
    return [
        child
        for warm in worker.children(recursive=True)
        if "evidencebook.build.warm" in warm.cmdline()
        for child in warm.children()
    ]


@pytest.mark.wide
@pytest.mark.filterwarnings("ignore")
def test_a_failure_is_told_as_on_one_machine(root: Path, local: Local) -> None:
    """The others are made."""
    local.worker()
    many.rewrite(root, ["if area == 'southshire':\n    raise ValueError('no such figure')"])
    done, said = _built(root, "there", local)
    assert done.made == 3
    (failed,) = done.failed
    assert failed.error["what"] == "A cell of a chapter failed." and "no such figure" in said


@pytest.mark.wide
@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_and_no_workers(
    root: Path, local: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says which, and where it looked."""
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2)
    with pytest.raises(BuildError, match="The scheduler cannot be reached"):
        build_many(
            _areas(root),
            Options(root.parent / "there", root),
            workers=2,
            builders=lambda _: Cluster("tcp://127.0.0.1:9"),
        )
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 10)
    with pytest.raises(BuildError, match="The cluster has no workers") as failed:
        _built(root, "there", local)
    assert failed.value.where == local.address
