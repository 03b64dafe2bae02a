"""How time and memory grow with the number of areas, of workers, and of a Dask cluster's workers.

`make bench` runs this after the comparison for one area. Websites are built, without the PDF.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import resident

TOOL = [sys.executable, "-m", "evidencebook.cli"]
# Reading how much memory all processes share takes time itself.
SAMPLE_SECONDS = 3.0
START_SECONDS = 60.0


@dataclass(frozen=True)
class Step:
    """How far a build of many books had come.

    Attributes
    ----------
    books : int
        How many were done.
    wall : float
        Seconds since it began.
    memory : float
        The most megabytes that all its processes had at once until then.
    """

    books: int
    wall: float
    memory: float


def grown(
    areas: Sequence[str], marks: Sequence[int], given: Mapping[str, str], *options: str
) -> list[Step]:
    """Build the books of areas in one command; tell when so many of them were done, and all.

    Parameters
    ----------
    areas : sequence of str
        Codes, or options that name areas.
    marks : sequence of int
    given : mapping
        Settings of the environment.
    *options : str
        Of the command.
    """
    start, steps, done = time.perf_counter(), list[Step](), 0
    process = subprocess.Popen(
        [*TOOL, "build", *areas, "--no-pdf", *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | dict(given),
    )  # fmt: skip
    peak = _Peak(process.pid)
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("["):
            done += 1
            if done in marks:
                steps.append(Step(done, time.perf_counter() - start, peak.megabytes))
                print(f"  {steps[-1]}", flush=True)
    if process.wait():
        sys.exit(f"failed: {' '.join(areas[:3])}\n{''.join(lines)[-3000:]}")
    if not steps or steps[-1].books != done:
        steps.append(Step(done, time.perf_counter() - start, peak.megabytes))
    return steps


class _Peak:
    """The most memory that a process and its descendants have had, looked at now and then."""

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        threading.Thread(target=self._watch, args=(pid,), daemon=True).start()

    def _watch(self, pid: int) -> None:
        while now := resident(pid):
            self.megabytes = max(self.megabytes, now / 1e6)
            time.sleep(SAMPLE_SECONDS)


@contextlib.contextmanager
def dask(workers: int, folder: Path, given: Mapping[str, str]) -> Iterator[str]:
    """A scheduler and so many workers on this machine; its address."""
    port, environment = _free_port(), os.environ | dict(given)
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
             "--port", str(port), "--no-dashboard"], **quiet,
        )
    ]  # fmt: skip
    try:
        _wait_for(port)
        for number in range(workers):
            own = environment | {"EVIDENCEBOOK_CACHE": str(folder / f"worker-{number}")}
            command = [sys.executable, "-m", "distributed.cli.dask_worker", address,
                       "--nworkers", "1", "--nthreads", "1", "--no-dashboard",
                       "--local-directory", str(folder / f"local-{number}")]  # fmt: skip
            started.append(subprocess.Popen(command, **{**quiet, "env": own}))
        yield address
    finally:
        for process in started[::-1]:
            process.terminate()
        for process in started:
            process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    sys.exit("the Dask scheduler did not start")
