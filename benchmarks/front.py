"""What the front door of four hundred books costs: to write, to load, and a key press of search.

Run ``python benchmarks/front.py [--books N] [--chromium PATH]``. Records of made-up editions of
real areas are written to a temporary folder, which goes again. The times in the browser need
``pip install playwright`` and Chromium; without them the rest is told. A key press is timed in
the page: from the key until results and map are laid out, and until they are painted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evidencebook import settings
from evidencebook.areas import Areas
from evidencebook.build import front
from evidencebook.store import Store

sys.path.append(str(settings.ROOT / "tests"))
import front_samples as samples

CHROMIUM = "/usr/bin/chromium"
TYPED = ("lancashire", "e07000117", "kings lynn & west norfolk", "middlesborough", "craven", "s")
LAID_OUT = """([text]) => {
  const input = document.getElementById("search");
  const start = performance.now();
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""
WATCH = """() => {
  window.painted = [];
  const see = (list) => window.painted.push(...list.getEntries().map((one) => one.duration));
  new PerformanceObserver(see).observe({ type: "event", durationThreshold: 16 });
}"""
PAINT = "() => performance.getEntriesByType('paint').map((one) => one.startTime)[0]"


def main() -> None:
    """Write, weigh and time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--books", type=int, default=400)
    parser.add_argument("--chromium", default=CHROMIUM)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evidencebook-front-") as folder:
        site = Path(folder)
        _written(site, asked.books)
        _weighed(site)
        _timed(site, asked.chromium)


def _written(site: Path, count: int) -> None:
    data = settings.data_folder()
    made = samples.books(site, Areas(Store(data / "snapshot"), data / "areas"), count)
    start, computing = time.monotonic(), time.process_time()
    front.write_index(site, settings.ROOT)
    took, computed = time.monotonic() - start, time.process_time() - computing
    print(
        f"{len(made)} books: the page was written in {took:.2f} s ({computed:.2f} s of processor)"
    )


def _weighed(site: Path) -> None:
    own = [path for path in (site / front.OWN).rglob("*") if path.is_file()]
    sizes = [path.stat().st_size for path in (site / "index.html", *own)]
    print(f"The page has {sizes[0] / 1e3:.0f} kB, with all that it loads {sum(sizes) / 1e3:.0f} kB")


def _timed(site: Path, chromium: str) -> None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("playwright is not installed: no times in a browser")
        return
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((site / "index.html").as_uri())
        page.wait_for_timeout(500)
        print(f"First paint after {page.evaluate(PAINT):.0f} ms")
        _tell("laid out", [page.evaluate(LAID_OUT, [text]) for text in _beginnings()])
        _tell("painted", _pressed(page))
        browser.close()


def _beginnings() -> list[str]:
    return [text[:end] for text in TYPED for end in range(1, len(text) + 1)]


def _pressed(page: Any) -> list[float]:
    page.focus("#search")
    page.evaluate(WATCH)
    for text in TYPED:
        page.keyboard.press("Escape")
        page.keyboard.type(text, delay=60)
    page.wait_for_timeout(300)
    return list(page.evaluate("window.painted"))


def _tell(what: str, times: list[float]) -> None:
    if times:
        middle, most = statistics.median(times), max(times)
        print(
            f"A key press is {what} after {middle:.1f} ms (median of {len(times)}; most {most:.1f})"
        )


if __name__ == "__main__":
    main()
