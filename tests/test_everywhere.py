"""Every chapter for forty areas of all kinds: what it says is about the place, and is English.

The cells run in this process, one area a test, so that all of them fit in a few minutes. Run
``make test-all``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
import pandas as pd
import pytest

from evidencebook import settings
from evidencebook.analysis.figures import Figures
from evidencebook.area_sets import write_set
from evidencebook.areas import Areas
from evidencebook.blocks.block import KEY_MESSAGES, Block
from evidencebook.build.coverage import Coverage
from evidencebook.build.downloads.tables import table
from evidencebook.build.plan import contents
from evidencebook.chapter import Chapter
from evidencebook.store import Store

pytestmark = pytest.mark.wide

AREAS = [
    # Local authorities: districts, unitaries, boroughs, the largest and the smallest, merged ones.
    "E06000053", "E09000001", "E07000117", "E06000063", "E06000066", "E06000060", "E07000223",
    "E08000025", "E08000035", "E06000054", "E06000047", "E09000033", "E08000038", "E07000244",
    "W06000015", "W06000023", "S12000017", "S12000033", "S12000049", "S12000013", "N09000003",
    "N09000006",
    # Counties and combined authorities.
    "E10000017", "E10000014", "E11000003", "E47000001", "E47000018", "E47000017",
    # Regions, nations and groups of them.
    "E12000008", "E12000007", "E92000001", "S92000003", "N92000002", "K03000001", "K02000001",
    # ITL areas, enterprise partnerships and sets.
    "TLD1", "TLM50", "TLN0", "E37000025", "leicester-leicestershire", "enterprise-m3",
]  # fmt: skip
# What no sentence may hold: values that are not there, slips of grammar.
SLIPS = re.compile(
    r"\bnan\b|\bNone\b(?! (of|is|are)\b)|\binf\b|<NA>|[{}]|-0(\.0)?%|£-"
    r"|  |\.\.|,,|\( |\( ?\)|\bthe the\b|\bin in\b|\bof of\b|\bwere was\b|s's\b"
    r"|(?<![.,0-9])(?<!ITL )\b1 (authorities|areas|years|industries|neighbours)\b"
)


@pytest.fixture(scope="module")
def coverage(figures: Figures) -> Coverage:
    return Coverage(figures, contents(settings.ROOT))


@pytest.fixture(scope="module")
def notebooks() -> list[Path]:
    return [page.path for page in contents(settings.ROOT).chapters]


def run(notebook: Path, area: str) -> tuple[Chapter, list[Block]]:
    """Run a chapter's cells in one namespace, as a kernel would; the chapter, and what it shows."""
    names: dict[str, Any] = {}
    shown: list[Block] = []
    with mock.patch("evidencebook.chapter.display", shown.append):
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
                names |= {"area": area, "comparators": ""}
            elif cell.cell_type == "code":
                shown += [one for one in executed(cell.source, names) if isinstance(one, Block)]
    return names["chapter"], shown


def executed(source: str, names: dict[str, Any]) -> list[object]:
    """Execute a cell; the value of its last expression, if it ends in one."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if not isinstance(last, ast.Expr):
        return []
    return [eval(compile(ast.Expression(last.value), "cell", "eval"), names)]


def told(block: Block) -> str:
    """All that a block says in words."""
    cells = [] if block.data is None else [str(c) for c in block.data.columns]
    if block.kind == "table" and block.data is not None:
        cells += [str(value) for value in block.data.to_numpy().ravel() if not pd.isna(value)]
    texts = [block.title, block.subtitle, block.text, block.alt, *block.notes, *cells]
    return " | ".join(filter(None, [*texts, *block.detail.values(), block.computed]))


def problems(chapter: Chapter, blocks: list[Block]) -> Iterator[str]:
    """What is wrong with a chapter that has run and shows these blocks."""
    if not any(block.group == KEY_MESSAGES for block in blocks):
        yield "no key message"
    if 2 * sum(block.kind == "gap" for block in blocks) > len(blocks):
        yield "more gaps than evidence"
    for block in blocks:
        said = told(block)
        if slip := SLIPS.search(said):
            yield f"{block.id}: '{slip[0]}' in {said[max(0, slip.start() - 80) : slip.end() + 80]}"
        if block.kind not in ("gap", "table") and not block.sources:
            yield f"{block.id}: no source"
        for column in table(block.record()).columns if block.csv else ():
            if column.is_number and not (column.unit or column.by_row):
                yield f"{block.id}: no unit for {column.title}"
        if block.kind == "claim":
            yield from astray(chapter, block)


def astray(chapter: Chapter, block: Block) -> Iterator[str]:
    """A claim that does not name its place, or the one whose figure it gives, or its period."""
    areas = chapter.figures.areas
    named = {chapter.area.name, chapter.place.circle.name}
    named |= {areas[block.area].name} if block.area in areas else set()
    if not any(name in block.text for name in named):
        yield f"{block.id}: no place in {block.text}"
    if not re.search(r"\d{4}", block.text):
        yield f"{block.id}: no period in {block.text}"


@pytest.mark.parametrize("area", AREAS)
def test_every_chapter(area: str, notebooks: list[Path], coverage: Coverage) -> None:
    """Chapters run, tell of the place, hold no slip, and rest on what `coverage` says they do."""
    found = []
    for notebook in notebooks:
        chapter, shown = run(notebook, area)
        found += [f"{notebook.stem}: {problem}" for problem in problems(chapter, shown)]
        told_of = {slug for need in coverage.needed[notebook.stem] for slug in need.choice}
        if unsaid := {slug for block in shown for slug in block.indicators} - told_of:
            found.append(f"{notebook.stem}: coverage leaves out {', '.join(sorted(unsaid))}")
    assert not found, "\n".join(found)


def test_a_new_set(figures: Any, notebooks: list[Path], tmp_path: Path) -> None:
    """A set that the analyst makes gets a book like any other area."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("snapshot", "indicators", "sources"):
        (data / name).symlink_to(settings.data_folder() / name)
    (data / "areas").mkdir()
    areas = Areas(Store(data / "snapshot"), data / "areas")
    made = write_set(areas, "Cumbria", ["E06000063", "E06000064"])
    chapter = Chapter("productivity", made.slug, data=data)
    assert chapter.area.members == ("E06000063", "E06000064")
    claim = chapter.compare("output-per-hour", "gross-value-added-per-hour-worked")
    assert "Cumbria" in claim.text
