"""Time and memory of building a book, importing the snapshot and comparing two.

Run ``python benchmarks/speed.py [AREA] [--import FOLDER] [--revisions FOLDER]``. Each command
runs in a process of its own; wall time is of the whole command, memory the largest resident set
of it and all its children together, sampled.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from measure import measure


def _cards_only(folder: Path) -> Path:
    """A data folder with the cards and the sets of areas, and no snapshot yet."""
    data = Path(__file__).resolve().parent.parent / "data"
    for name in ("areas", "indicators", "sources"):
        shutil.copytree(data / name, folder / name)
    return folder


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
            cost = measure(command, settings)
            print(f"{name:<30} {cost.wall:6.1f} s {cost.memory:8.0f} MB")


if __name__ == "__main__":
    main()
