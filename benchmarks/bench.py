"""What the engine gains: plain papermill and Jupyter Book beside ours, on the same chapters.

Run ``make bench``, or ``python benchmarks/bench.py [AREA] [--out FILE]``. It takes a while, and
wants a machine that does nothing else. The table is written to ``benchmarks/RESULTS.md``. In a
copy of the data one figure is altered, to see what has to be made anew; nothing of that leaves
the temporary folder.
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
from measure import Cost, measure

from evidencebook import settings
from evidencebook.build.plan import contents
from evidencebook.sources.snapshot import Table, publish
from evidencebook.store import Store

TOOL = [sys.executable, "-m", "evidencebook.cli"]
# The indicator of which one figure is altered, and the area of that figure.
ALTERED = ("gigabit-capable-broadband", "E07000123")
HEAD = "| what | wall s | CPU s | memory MB | of (a) |\n|---|---:|---:|---:|---:|"


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
        return ran + measure([sys.executable, "-m", "jupyter_book", "build", str(book), "-q"])

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


def main() -> None:
    """Measure, print each line as it comes, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("area", nargs="?", default="lancashire")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("RESULTS.md"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evidencebook-bench-") as folder:
        bench = Bench(Path(folder), chosen.area)
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
    text = f"# What the engine gains\n\n{chosen.area}; {_machine()}.\n\n{HEAD}\n{rows}\n"
    chosen.out.write_text(text, encoding="utf-8")


def _row(name: str, cost: Cost, first: Cost) -> str:
    share = cost.wall / first.wall
    return f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.memory:.0f} | {share:.2f} |"


if __name__ == "__main__":
    main()
