"""Time, processor time and memory of a command with all its processes."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Looking takes time itself, as the system adds up what processes share.
SAMPLE_SECONDS = 0.4


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes
    ----------
    wall, cpu : float
        Seconds; those of the processors over all its processes.
    memory : float
        The most megabytes that all its processes had at once, shared pages counted once.
    """

    wall: float
    cpu: float
    memory: float

    def __add__(self, other: Cost) -> Cost:
        """One after the other."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


def measure(
    command: Sequence[str],
    settings: Mapping[str, str] | None = None,
    *,
    folder: Path | None = None,
    codes: Sequence[int] = (0,),
) -> Cost:
    """Run a command and say what it took; exit with its last words if it fails.

    Parameters
    ----------
    command : sequence of str
    settings : mapping, optional
        Of the environment.
    folder : Path, optional
        To run it in.
    codes : sequence of int
        Exit codes that are no failure.
    """
    start, used = time.perf_counter(), _processor()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env=os.environ | dict(settings or {}), cwd=folder
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(SAMPLE_SECONDS)
        if process.returncode not in codes:
            said.seek(0)
            sys.exit(f"failed: {' '.join(command)}\n{said.read()[-3000:].decode()}")
    return Cost(time.perf_counter() - start, _processor() - used, peak / 1e6)


def _processor() -> float:
    """Seconds of processor time of all children that have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def resident(pid: int) -> float:
    """Resident bytes of a process and all its descendants, shared pages counted once; 0 if gone."""
    total, waiting = 0.0, [pid]
    while waiting:
        process = Path("/proc") / str(waiting.pop())
        try:
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += 1024 * int(line.split()[1])
            for task in (process / "task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return total
