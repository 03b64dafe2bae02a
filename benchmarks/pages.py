"""What the pages of a book weigh, and how soon Chromium shows them with nothing cached.

Run ``make bench``, or ``python benchmarks/pages.py [AREA]``. It builds the book, without its PDF,
in a temporary folder. Each page is visited five times, and the middle of the times is shown.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from evidencebook import settings
from evidencebook.build.book import build
from evidencebook.build.plan import contents

sys.path.insert(0, str(settings.ROOT / "tests"))

from browser.reader import browsing, served
from browser.weight import CHAPTER, LANDING, Weight, weigh

VISITS = 5
KINDS = ("document", "stylesheet", "script", "font")
HEAD = (
    "| page | HTML kB | CSS kB | scripts kB | fonts kB | all kB | limit kB | first text ms | "
    "longest task before it ms |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def row(name: str, visits: list[Weight], limit: int) -> str:
    """A page's line of the table; a task of up to 50 ms is not told by the browser."""
    first = visits[0]
    sizes = [first.parts.get(kind, 0) for kind in KINDS] + [first.total, limit]
    held = median(visit.held for visit in visits)
    times = [f"{median(v.painted for v in visits):.0f}", f"{held:.0f}" if held else "under 50"]
    over = " (over)" if first.total > limit else ""
    cells = [f"{size / 1000:.0f}" for size in sizes]
    return f"| {name}{over} | {' | '.join([*cells, *times])} |"


def main() -> None:
    """Build, visit each page, and print a line for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("area", nargs="?", default="lancashire")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evidencebook-pages-") as folder:
        book = build(chosen.area, out=Path(folder), with_pdf=False, workers=2)
        names = ["index", *(page.slug for page in contents(settings.ROOT).chapters)]
        print(HEAD)
        with browsing() as browser, served(book) as address:
            for name in names:
                found = [weigh(browser, f"{address}/{name}.html") for _ in range(VISITS)]
                print(row(name, found, LANDING if name == "index" else CHAPTER), flush=True)


if __name__ == "__main__":
    main()
