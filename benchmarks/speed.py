"""Time and memory of building a book, importing the snapshot and comparing two.

Run ``python benchmarks/speed.py [AREA] [--import FOLDER] [--revisions FOLDER]``. Each command
runs in a process of its own; wall time is of the whole command, memory the largest resident set
of it and all its children together, sampled.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE_SECONDS = 0.1


def measure(command: list[str], settings: dict[str, str]) -> tuple[float, float]:
    """Run a command; return its wall time in seconds and its peak memory in megabytes."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | settings)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, peak / 1e6


def _cards_only(folder: Path) -> Path:
    """A data folder with the cards and the sets of areas, and no snapshot yet."""
    data = Path(__file__).resolve().parent.parent / "data"
    for name in ("areas", "indicators", "sources"):
        shutil.copytree(data / name, folder / name)
    return folder


def _resident(pid: int) -> float:
    """Resident bytes of a process and all its descendants, shared pages counted once each."""
    total, waiting = 0.0, [pid]
    while waiting:
        process = Path("/proc") / str(waiting.pop())
        try:
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += 1024 * int(line.split()[1])
            children = (process / "task" / process.name / "children").read_text()
            waiting += [int(child) for child in children.split()]
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return total


def main() -> None:
    """Print one line for each command measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("area", nargs="?", default="lancashire")
    parser.add_argument("--import", dest="folder", help="a folder of the publishers' files")
    parser.add_argument("--revisions", dest="other", help="a data folder to compare ours with")
    chosen = parser.parse_args()
    tool = [sys.executable, "-m", "evidencebook.cli"]
    with tempfile.TemporaryDirectory() as out:
        runs = {f"build {chosen.area}": ([*tool, "build", chosen.area, "--out", out], {})}
        if chosen.folder:
            empty = {"EVIDENCEBOOK_DATA": str(_cards_only(Path(out) / "data"))}
            runs["import"] = ([*tool, "data", "import", chosen.folder], empty)
        if chosen.other:
            ours = str(Path(__file__).resolve().parent.parent / "data")
            runs["revisions"] = ([*tool, "data", "revisions", chosen.other, ours], {})
        for name, (command, settings) in runs.items():
            seconds, megabytes = measure(command, settings)
            print(f"{name:<30} {seconds:6.1f} s {megabytes:8.0f} MB")


if __name__ == "__main__":
    main()
