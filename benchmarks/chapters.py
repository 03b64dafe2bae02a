"""What the chapters' own computing costs: CPU seconds in one warm process, and its memory.

Run ``python benchmarks/chapters.py AREA… [--chapters NAME…] [--profile]``, such as
``python benchmarks/chapters.py lancashire E07000117 S12000017``. One process opens the snapshot
and reads all of it, as the warm process of a build does; then it executes the cells of every
chapter for each area in turn, and displays what they show. A line an area gives the CPU seconds
of each chapter and of all, and the process's resident memory. The first area finds nothing
remembered but the snapshot; later ones find what holds for the whole country. With many areas
the last line tells whether memory stays flat. ``--profile`` ends with the functions that took
longest in the areas after the first.

CPU time still depends on what else the machine does: compare two versions in turns.
"""

from __future__ import annotations

import argparse
import ast
import cProfile
import pstats
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat

from evidencebook import chapter, settings
from evidencebook.analysis.figures import opened

FOLDER = Path(__file__).resolve().parent.parent / "chapters"


def show(*made: Any) -> None:
    """Make what a notebook would display."""
    for one in made:
        if hasattr(one, "_repr_mimebundle_"):
            one._repr_mimebundle_()


def cells(name: str, area: str) -> list[ast.Module]:
    """The cells of a chapter, the last value of each shown, with the area as its parameter."""
    found = []
    for cell in nbformat.read(FOLDER / f"{name}.ipynb", 4).cells:
        if cell.cell_type != "code":
            continue
        tagged = "parameters" in cell.metadata.get("tags", [])
        tree = ast.parse(cell.source + f"\narea = {area!r}" * tagged)
        if isinstance(tree.body[-1], ast.Expr):
            last = tree.body[-1]
            last.value = ast.Call(ast.Name("show", ast.Load()), [last.value], [])
        found.append(ast.fix_missing_locations(tree))
    return found


def seconds(name: str, area: str) -> float:
    """CPU seconds that a chapter takes."""
    codes = [compile(tree, name, "exec") for tree in cells(name, area)]
    names: dict[str, Any] = {"show": show}
    start = time.process_time()
    for code in codes:
        exec(code, names)
    return time.process_time() - start


def megabytes() -> float:
    """Resident memory of the process."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1e3 for line in status.splitlines() if "VmRSS" in line)


def read_all() -> float:
    """Read the whole snapshot; return the CPU seconds that it took."""
    start, store = time.process_time(), opened(settings.data_folder()).store
    for kind in ("lookup", "indicator"):
        for name in store.names(kind):
            store.preload(name)
    return time.process_time() - start


def main() -> None:
    """Print a line for each area."""
    parser = argparse.ArgumentParser(description="CPU seconds of the chapters in one warm process.")
    parser.add_argument("areas", nargs="+")
    every = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
    parser.add_argument("--chapters", nargs="+", default=every, choices=every, metavar="NAME")
    parser.add_argument("--profile", action="store_true")
    wanted = parser.parse_args()
    mpl.use("agg")
    vars(chapter)["display"] = show
    print(f"read the snapshot: {read_all():.2f} s, {megabytes():.0f} MB", flush=True)
    profile = cProfile.Profile()
    for number, area in enumerate(wanted.areas):
        if wanted.profile and number == 1:
            profile.enable()
        took = {name: seconds(name, area) for name in wanted.chapters}
        each = ", ".join(f"{name} {spent:.2f}" for name, spent in took.items())
        print(f"{area}: {sum(took.values()):.2f} s ({each}), {megabytes():.0f} MB", flush=True)
    profile.disable()
    if wanted.profile and len(wanted.areas) > 1:
        pstats.Stats(profile).sort_stats("cumulative").print_stats("evidencebook/", 60)


if __name__ == "__main__":
    main()
