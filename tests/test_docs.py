"""The how-tos: the commands of each page run as they stand, in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from project_copy import copy_project

from evidencebook import settings
from evidencebook.build.acknowledged import Acknowledged

DOCS = settings.ROOT / "docs"
HOW_TOS = (
    "new-area",
    "new-indicator",
    "new-chapter",
    "new-comparator",
    "compare",
    "fresh-data",
    "editions",
    "publish",
    "many-areas",
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Follow = Callable[[str], str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with a short chapter."""
    root = copy_project(tmp_path / "project")
    _shorten(root / "chapters" / "productivity.ipynb")
    return root


def _shorten(path: Path) -> None:
    """Leave of a chapter its first blocks and a comparison, so that it is built quickly."""
    notebook = nbformat.read(path, as_version=4)
    compared = [cell for cell in notebook.cells if cell.source.startswith("chapter.compared(")]
    notebook.cells = [*notebook.cells[:9], *compared[:1], notebook.cells[-1]]
    nbformat.write(notebook, path)


@pytest.fixture
def follow(project: Path, tmp_path: Path) -> Follow:
    """Run the commands of a page in the copy, stopping at the first that fails."""
    program = tmp_path / "bin" / "evidencebook"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m evidencebook.cli "$@"\n')
    program.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEBOOK_")}
    environment |= {
        "PATH": os.pathsep.join([str(program.parent), os.environ["PATH"]]),
        "PYTHONPATH": str(project),
        "NO_PROXY": "127.0.0.1",
    }

    def run(page: str) -> str:
        script = "\n".join(blocks(page, "sh"))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    return run


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of one language on a page."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    return [block for found, block in FENCE.findall(text) if found == language]


def test_a_new_area(follow: Follow, project: Path) -> None:
    """A set is made, looked at and built, on its members' figures."""
    said = follow("new-area")
    slug = "pennine-lancashire"
    made = yaml.safe_load((project / "data" / "areas" / f"{slug}.yml").read_text())
    assert made["members"] == ["E06000008", "E07000117", "E07000122", "E07000125"]
    assert f"To build it: evidencebook build {slug}" in said
    edition = json.loads((project / "site" / f"{slug}-draft" / "edition.json").read_text())
    assert edition["name"] == "Pennine Lancashire"


@pytest.mark.wide
def test_a_new_comparator(follow: Follow, project: Path) -> None:
    """The book and the set are compared with the areas that are named."""
    said = follow("new-comparator")
    lines = [line for line in said.splitlines() if "compared with" in line]
    assert "Rochdale" in lines[-1] and "Calderdale" in lines[-1]
    downloads = project / "site" / "lancashire-draft" / "downloads"
    shown = (downloads / "productivity.output-per-hour-compared.csv").read_text()
    assert "Greater Manchester" in shown and "West Yorkshire" in shown
    assert shown.count("E47") == 2


@pytest.mark.wide
def test_places_side_by_side(follow: Follow, project: Path) -> None:
    """A draft of its own, which names the places; the notebook is in good form."""
    assert "Nothing to find fault with." in follow("compare")
    made = project / "site" / "burnley-compared-draft"
    record = json.loads((made / "edition.json").read_text())
    assert [one["name"] for one in record["compared"]] == ["Pendle", "Lancashire"]
    page = BeautifulSoup((made / "compared.html").read_text(), "lxml")
    assert page.find(id="compared-at-a-glance") is not None
    assert "Burnley, Pendle and Lancashire side by side" in page.get_text()


def test_a_new_chapter(follow: Follow, project: Path) -> None:
    """It builds before a word is written, and what is to be written is found."""
    said = follow("new-chapter")
    assert "chapters/visitors" in (project / "_toc.yml").read_text()
    assert (project / "site" / "lancashire-draft" / "visitors.html").exists()
    assert "visitors: nothing to do" in said
    found = [line for line in said.splitlines() if line.startswith("chapters/visitors.ipynb")]
    assert found and all("an instruction of the template is left" in line for line in found)
    assert "the instructions that are left are listed above" in said


def test_a_new_indicator(follow: Follow, project: Path) -> None:
    """A table of one's own is imported; its figure is marked as local."""
    said = follow("new-indicator")
    assert "Burnley, 2024: 1,310" in said
    assert "local data, supplied by Town centre partnership, not an official statistic" in said
    manifest = json.loads((project / "data" / "snapshot" / "manifest.json").read_text())
    assert manifest["tables"]["town-visits"]["local"] is True
    tables = list((settings.ROOT / "data" / "snapshot").glob("town-visits*"))
    assert tables == []


def test_fresh_data(follow: Follow, project: Path) -> None:
    """A source is fetched from a mirror on this machine by its cards alone; then nothing is new."""
    said = follow("fresh-data")
    lines = [line for line in said.splitlines() if line.startswith("solar-roofs")]
    assert "solar-roofs: 1 table, 4 rows" in lines
    assert lines[-1] == "solar-roofs: nothing new"
    assert "Burnley, 2025: 1,310" in said
    manifest = json.loads((project / "data" / "snapshot" / "manifest.json").read_text())
    entry = manifest["tables"]["solar-roofs"]
    assert (entry["title"], entry["released"]) == ("Solar roofs: 2025", "2026-02-12")
    assert {raw["name"] for raw in manifest["raw"]["solar-roofs"]} == {
        "govuk-page.json",
        "solar_roofs_2025.csv",
    }


def test_editions(follow: Follow, project: Path) -> None:
    """One is built, packed, and built again from its zip."""
    said = follow("editions")
    assert "site/burnley-draft: Official statistics released up to" in said
    assert (project / "burnley.zip").is_file()
    assert re.search(r"^The same: \d+ files of edition .* built again\.$", said, re.M)


def test_what_an_editor_acknowledges_can_be_read() -> None:
    """The example is as the build reads it."""
    (example,) = blocks("editions", "yaml")
    (entry,) = yaml.safe_load(example)["acknowledged"]
    assert Acknowledged(**entry).claim == "workforce.apprenticeships"


def test_many_areas(follow: Follow, project: Path) -> None:
    """Two at once, and the index of both."""
    assert "2 books in " in follow("many-areas")
    index = (project / "site" / "index.html").read_text(encoding="utf-8")
    # Books of some chapters are drafts, which it leaves out.
    assert "No book has been published yet." in index
    assert sorted(path.name for path in (project / "site").glob("*-draft")) == [
        "burnley-draft",
        "pendle-draft",
    ]


@pytest.fixture
def server(project: Path) -> Iterator[str]:
    """The address of a web server that shows the folder ``public``."""
    (project / "public").mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = partial(Quiet, directory=str(project / "public"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_address[1]}/"
        made.shutdown()


def test_publishing(follow: Follow, project: Path, server: str) -> None:
    """What was copied works under a folder of the address: pages, styles, scripts, downloads."""
    follow("publish")
    top = f"{server}evidence/"
    assert _get(top)
    book = f"{top}lancashire-draft/"
    waiting, seen = [f"{book}index.html"], set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        content = _get(address)
        if address.endswith(".html"):
            waiting += [found for found in _linked(content, address) if found.startswith(server)]
    assert all(address.startswith(top) for address in seen)
    kinds = {Path(address).suffix for address in seen}
    assert {".html", ".css", ".js", ".csv"} <= kinds
    assert len([address for address in seen if address.endswith(".html")]) >= 5


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


def _linked(content: bytes, address: str) -> Iterator[str]:
    """Every address that a page links to or loads, whole."""
    for tag in BeautifulSoup(content, "lxml").find_all(True):
        for key in ("href", "src"):
            if value := tag.get(key):
                yield urldefrag(urljoin(address, str(value))).url.partition("?")[0]


@pytest.mark.parametrize("page", HOW_TOS)
def test_a_page_is_short_and_its_links_lead_somewhere(page: str) -> None:
    """About a page each; links to files of the project."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 90
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target.startswith("http") or (DOCS / target).exists(), target


def test_every_page_is_linked_from_the_readme() -> None:
    """Whoever opens the project finds them."""
    readme = (settings.ROOT / "README.md").read_text(encoding="utf-8")
    for path in DOCS.glob("*.md"):
        assert f"(docs/{path.name})" in readme, path.name


def test_examples_of_settings_can_be_read() -> None:
    """The workflow that the page on publishing gives is YAML."""
    (workflow,) = blocks("publish", "yaml")
    assert "publish" in yaml.safe_load(workflow)["jobs"]
