"""What the engine gains: plain papermill and Jupyter Book beside ours, on the same chapters.

Run ``make bench``, or ``python benchmarks/bench.py [AREA] [--areas N] [--out FILE]``. With every
local authority it takes an hour, and wants a machine that does nothing else. The tables are
written to ``benchmarks/RESULTS.md``. In a copy of the data one figure is altered, to see what has
to be made anew; nothing of that leaves the temporary folder.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from growth import Step, dask, grown
from measure import Cost, measure

from evidencebook import settings
from evidencebook.areas import Areas
from evidencebook.build.plan import contents
from evidencebook.sources.snapshot import Table, publish
from evidencebook.store import Store

TOOL = [sys.executable, "-m", "evidencebook.cli"]
# The indicator of which one figure is altered, and the area of that figure.
ALTERED = ("gigabit-capable-broadband", "E07000123")
# After how many books it is told how long they took, and how many areas workers are compared on.
MARKS = (1, 10, 50, 100)
COMPARED = 8
BEGIN, END = "<!-- measured: make bench writes here -->", "<!-- end of what was measured -->"
NO_PDF_OF_ITS_OWN = (
    "Jupyter Book's own ways to a PDF need LaTeX, or a browser that it downloads; neither is "
    "there, so that (a) and (b) make the website alone."
)


class Bench:
    """The runs, in a temporary folder.

    Parameters
    ----------
    folder : Path
    area : str
    """

    def __init__(self, folder: Path, area: str) -> None:
        self.folder, self.area = folder, area
        self.data = folder / "data"
        shutil.copytree(settings.data_folder(), self.data)
        self.given = {
            "EVIDENCEBOOK_DATA": str(self.data),
            "EVIDENCEBOOK_SITE": str(folder / "site"),
            "EVIDENCEBOOK_CACHE": str(folder / "cache"),
        }

    def papermill(self, workers: int) -> Cost:
        """Each chapter by papermill's command line, `workers` at a time, then Jupyter Book's."""
        book = self.folder / f"plain-{workers}"
        book.mkdir()
        made = [page.path for page in contents(settings.ROOT).chapters]
        script = self.folder / f"plain-{workers}.sh"
        runs = [
            f'"{sys.executable}" -m papermill {path} {book / path.name} -p area {self.area} '
            "--no-progress-bar"
            for path in made
        ]
        script.write_text("\n".join(runs) + "\n")
        ran = measure(
            ["xargs", "-a", str(script), "-P", str(workers), "-I", "{}", "sh", "-c", "{}"],
            self.given, folder=settings.ROOT,
        )  # fmt: skip
        _plain_book(book, [path.stem for path in made])
        return ran + measure(
            [str(Path(sys.executable).with_name("jupyter-book")), "build", str(book), "-q"]
        )

    def build(self, *options: str) -> Cost:
        """Our command: website and PDF."""
        return measure([*TOOL, "build", self.area, *options], self.given)

    def alter(self) -> None:
        """Change one figure of one indicator in the copy of the data."""
        name, area = ALTERED
        store = Store(self.data / "snapshot")
        frame = store.observations(name)
        row = frame.index[frame["area"] == area][-1]
        frame.loc[row, "value"] = frame.loc[row, "value"] + 0.1
        release = store.release(name)
        said = {key: getattr(release, key) for key in ("publisher", "title", "url", "released")}
        table = Table(name, frame, "indicator", release.source, **said)
        publish(self.data / "snapshot", [table], {})

    def floor(self) -> Cost:
        """The chapters' cells, one after the other in one process that is warm."""
        script = Path(__file__).with_name("chapters.py")
        return measure([sys.executable, str(script), self.area], self.given)


def _plain_book(folder: Path, names: Sequence[str]) -> None:
    """What Jupyter Book needs beside executed notebooks."""
    (folder / "index.md").write_text("# A book\n")
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": n} for n in names]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False))
    config = {"title": "A book", "execute": {"execute_notebooks": "off"}}
    (folder / "_config.yml").write_text(yaml.safe_dump(config))


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = next(models, platform.processor())
    python = platform.python_version()
    return f"{os.cpu_count()} processors ({name}), {memory:.0f} GiB, Python {python}"


def one_area(bench: Bench) -> str:
    """Plain tools and ours for one area, side by side."""
    runs = {
        "(a) papermill, then jupyter-book build; no PDF": lambda: bench.papermill(1),
        "(b) the same, two chapters at a time": lambda: bench.papermill(2),
        "(c) evidencebook build, nothing kept; website and PDF": bench.build,
        "(d) again, nothing changed": bench.build,
        "(e) again, one figure changed": lambda: bench.alter() or bench.build(),
        "(f) the chapters' cells alone, in one warm process": bench.floor,
    }
    costs: dict[str, Cost] = {}
    for name, run in runs.items():
        costs[name] = run()
        print(_row(name, costs[name], next(iter(costs.values()))), flush=True)
    first = next(iter(costs.values()))
    rows = "\n".join(_row(name, cost, first) for name, cost in costs.items())
    head = "| what | wall s | CPU s | memory MB | of (a) |\n|---|---:|---:|---:|---:|"
    return f"### One area: {bench.area}\n\n{NO_PDF_OF_ITS_OWN}\n\n{head}\n{rows}\n"


def many_areas(bench: Bench, areas: Sequence[str]) -> str:
    """Websites of many areas in one command, with as many workers as processors."""
    options = ("--out", str(bench.folder / "many"), "--workers", str(os.cpu_count()))
    given = bench.given | {"EVIDENCEBOOK_CACHE": str(bench.folder / "many-cache")}
    steps = grown(areas, MARKS, given, *options)
    rows, before = [], Step(0, 0.0, 0.0)
    for step in steps:
        each = (step.wall - before.wall) / (step.books - before.books)
        rows.append(f"| {step.books} | {step.wall / 60:.1f} | {each:.1f} | {step.memory:.0f} |")
        before = step
    head = "| books | minutes | s a book since the row above | most MB |\n|---:|---:|---:|---:|"
    text = f"{os.cpu_count()} workers; websites without the PDF, nothing kept."
    return f"### Many areas\n\n{text}\n\n{head}\n" + "\n".join(rows) + "\n"


def workers(bench: Bench, areas: Sequence[str]) -> str:
    """The same books with one and with two workers, of a pool and of a Dask cluster."""
    rows = []
    for kind in ("pool", "Dask"):
        took = [_with(bench, areas, kind, number) for number in (1, 2)]
        rows.append(f"| {kind} | {took[0]:.0f} | {took[1]:.0f} | {took[0] / took[1]:.2f} |")
        print(rows[-1], flush=True)
    head = "| workers of | one: s | two: s | gain |\n|---|---:|---:|---:|"
    text = f"{len(areas)} areas; websites without the PDF, nothing kept."
    return f"### One worker and two\n\n{text}\n\n{head}\n" + "\n".join(rows) + "\n"


def _with(bench: Bench, areas: Sequence[str], kind: str, number: int) -> float:
    folder = bench.folder / f"{kind}-{number}"
    folder.mkdir()
    given = bench.given | {"EVIDENCEBOOK_CACHE": str(folder / "cache")}
    out = ("--out", str(folder / "site"))
    if kind == "pool":
        return grown(areas, (), given, *out, "--workers", str(number))[-1].wall
    with dask(number, folder, given) as address:
        return grown(areas, (), given, *out, "--scheduler", address)[-1].wall


def write(parts: Sequence[str], path: Path) -> None:
    """Put the tables in the place of those of last time; what is written around them stays."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    measured = f"{BEGIN}\n{_machine()}.\n\n" + "\n".join(parts) + END
    path.write_text(f"{before}{measured}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print each line as it comes, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("area", nargs="?", default="lancashire")
    parser.add_argument("--areas", type=int, help="how many local authorities; by default all")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("RESULTS.md"))
    chosen = parser.parse_args()
    store = Store(settings.data_folder() / "snapshot")
    found = Areas(store, settings.data_folder() / "areas").of_level("ltla")
    codes = [area.code for area in found][: chosen.areas]
    spread = codes[:: max(1, len(codes) // COMPARED)][:COMPARED]
    with tempfile.TemporaryDirectory(prefix="evidencebook-bench-") as folder:
        bench = Bench(Path(folder), chosen.area)
        parts = [
            lambda: one_area(bench),
            lambda: many_areas(bench, codes),
            lambda: workers(bench, spread),
        ]
        made: list[str] = []
        for part in parts:
            made.append(part())
            write(made, chosen.out)


def _row(name: str, cost: Cost, first: Cost) -> str:
    share = cost.wall / first.wall
    return f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.memory:.0f} | {share:.2f} |"


if __name__ == "__main__":
    main()
