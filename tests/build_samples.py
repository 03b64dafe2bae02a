"""A small project with executed chapters, made by hand, for the tests of the build."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from evidencebook import settings
from evidencebook.blocks.block import Block
from evidencebook.sources.snapshot import Table, publish
from evidencebook.store import Release

PLACE = "Testshire"
RELEASE = Release(
    source="sample",
    publisher="Office for National Statistics",
    title="Subregional productivity",
    released="2025-06-09",
    url="https://www.ons.gov.uk/example",
)
# The hand-written pages beside the front page, without that of a book on which something was said.
PAGES = ("changes", "about", "method", "quality", "data", "licence", "accessibility")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} 200" width="{w}" height="200">'
    '<rect x="10" y="20" width="{bar}" height="40" fill="#12436D"/>'
    '<text x="12" y="90" font-family="Source Sans Pro" font-size="16">Testshire £36.10</text></svg>'
)


def block(chapter: str, slug: str, kind: Any, **fields: Any) -> Block:
    """A block with every field of the contract."""
    plain = {
        "title": f"{slug.replace('-', ' ').capitalize()}",
        "text": f"In 2023, output per hour worked in {PLACE} was £36.10.",
        "unit": "£ per hour worked",
        "area": "E00000001",
        "period": "2023",
        "sources": (RELEASE,),
        "data": pd.DataFrame({"Area": ["North *<b>*", "South #x"], "£ per hour": [36.1, 31.0]}),
    }
    return Block(f"{chapter}.{slug}", kind, **{**plain, **fields})


def blocks(chapter: str, kind: str = "higher", price: str = "£36.10") -> list[Block]:
    """One block of each kind, and two key messages, the first of which asserts `kind`."""
    fact: dict[str, Any] = {
        "kind": kind,
        "indicator": "output-per-hour",
        "area": "E00000001",
        "period": "2023",
    }
    fact |= {"value": 36.1, "than": "K02000001", "reference": 35.0 if kind == "higher" else 37.0}
    drawings = {"wide": SVG.format(w=700, bar=500), "narrow": SVG.format(w=360, bar=250)}
    alt = "Testshire's output rose from £30 to £36.10; the lowest is South at £31."
    odd = 'Odd <b>&amp; #text *stars* $x$ \\ "q" @a _u_.'
    card = {
        "value": "£36.10",
        "period": "2023",
        "change": "up 2% on 2022",
        "comparison": "UK £42.00",
    }
    made = [
        block(chapter, "message-one", "claim", group="key-messages", asserts=(fact,)),
        block(chapter, "message-two", "claim", text=odd, group="key-messages"),
        block(chapter, "headline", "metric", title="Output per hour worked", detail=card),
        block(chapter, "trend", "figure", svg=drawings, alt=alt, title="Output has risen"),
        block(chapter, "by-authority", "table", subtitle="£ per hour worked, 2023"),
        block(chapter, "not-published", "gap", text="Not published here.", sources=(), data=None),
        block(chapter, "closing", "claim"),
    ]
    return [replace(one, text=one.text.replace("£36.10", price)) for one in made]


def output(shown: Block) -> nbformat.NotebookNode:
    """A cell's output that shows a block."""
    return nbformat.v4.new_output("display_data", shown._repr_mimebundle_())


def executed(chapter: str) -> nbformat.NotebookNode:
    """A chapter as papermill leaves it."""
    found = blocks(chapter)
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    cells = [
        text(f"# {chapter.capitalize()}\n\nHow productive is the place?"),
        code('area = "testshire"', metadata={"tags": ["parameters"]}),
        code("keys()", outputs=[output(b) for b in found[:2]]),
        text("## Where it stands\n\nProse with *emphasis*, a [link](https://www.ons.gov.uk), £."),
        code("metric()", outputs=[output(found[2])]),
        code("figure()", outputs=[output(found[3])]),
        text("## Within the place\n\n- one thing\n- another"),
        code("table()", outputs=[output(found[4])]),
        code("rest()", outputs=[output(b) for b in found[5:]]),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def runnable(
    chapter: str, cells: list[str] | None = None, tag: str = "parameters", **told: str
) -> Any:
    """A chapter to execute: it shows the sample blocks, then runs `cells`."""
    shows = (
        "import json\nfrom IPython.display import display\n"
        f"for data in json.loads({json.dumps(json.dumps(_bundles(chapter, **told)))}):\n"
        "    display(data, raw=True)"
    )
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    first = code('area = "lancashire"\ncomparators = ""', metadata={"tags": [tag]})
    more = [code(source) for source in cells or []]
    shown = [text(f"# {chapter.capitalize()}"), first, code(shows), *more]
    return nbformat.v4.new_notebook(
        cells=[nbformat.from_dict({**cell, "id": f"cell-{at}"}) for at, cell in enumerate(shown)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def _bundles(chapter: str, **told: str) -> list[dict[str, Any]]:
    return [b._repr_mimebundle_() for b in blocks(chapter, **told)]


def project(root: Path, chapters: tuple[str, ...] = ("alpha", "beta")) -> Path:
    """A project's folder: the real book's pages and settings, and chapters to execute."""
    shutil.copytree(settings.ROOT / "book", root / "book")
    shutil.copy(settings.ROOT / "_config.yml", root / "_config.yml")
    (root / "requirements.txt").write_text("papermill==2.7.0\n")
    (root / "chapters").mkdir()
    for chapter in chapters:
        nbformat.write(runnable(chapter), root / "chapters" / f"{chapter}.ipynb")
    entries = "".join(f"      - file: chapters/{chapter}\n" for chapter in chapters)
    pages = "".join(f"      - file: book/{page}\n" for page in (*PAGES, "said"))
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nparts:\n  - caption: The evidence\n    chapters:\n"
        f"{entries}  - caption: About\n    chapters:\n{pages}"
    )
    return root


def data_folder(folder: Path, names: tuple[str, ...] = (PLACE,)) -> Path:
    """A data folder with a snapshot of some areas, by default one, and no indicators."""
    codes = [f"E{number:08d}" for number in range(1, len(names) + 1)]
    row: dict[str, Any] = {"level": "ltla", "nation": "E92000001", "region": "E12000002"}
    row |= {"current": True, "start": 2009, "end": None}
    own = [
        {"code": code, "name": name, "slug": name.lower()}
        for code, name in zip(codes, names, strict=True)
    ]
    frames = {
        "areas": pd.DataFrame([{**one, **row} for one in own]),
        "memberships": pd.DataFrame({"area": "K02000001", "member": codes}),
        "successors": pd.DataFrame(
            {"former": ["x"], "current": ["x"], "name": ["x"], "ended": [2018], "recoded": [True]}
        ),
        "neighbours": pd.DataFrame(
            {"area": ["x"], "kind": ["global"], "rank": [1], "neighbour": ["y"]}
        ),
    }
    tables = [Table(name, frame, "lookup", "sample") for name, frame in frames.items()]
    publish(folder / "snapshot", tables, {})
    for name in ("areas", "indicators", "sources"):
        (folder / name).mkdir()
    return folder


def executed_project(root: Path, chapters: tuple[str, ...] = ("alpha", "beta")) -> dict[str, Path]:
    """Executed chapters in a folder, by slug."""
    root.mkdir(parents=True, exist_ok=True)
    for chapter in chapters:
        nbformat.write(executed(chapter), root / f"{chapter}.ipynb")
    return {chapter: root / f"{chapter}.ipynb" for chapter in chapters}
