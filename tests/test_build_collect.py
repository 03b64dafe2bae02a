"""What is gathered from executed chapters, and what is refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import build_samples as samples
import nbformat
import pytest

from evidencebook.blocks.block import MIME
from evidencebook.build import collect
from evidencebook.errors import BuildError


def _one(folder: Path, *blocks: Any) -> dict[str, Path]:
    """A chapter that shows these blocks."""
    shown = [samples.output(block) for block in blocks]
    cell = nbformat.v4.new_code_cell("show()", outputs=shown)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "alpha.ipynb")
    return {"alpha": folder / "alpha.ipynb"}


def test_blocks_come_in_the_order_of_the_book(tmp_path: Path) -> None:
    """Chapter by chapter, cell by cell, output by output."""
    found = collect.collect(samples.executed_project(tmp_path))
    expected = [b.id for chapter in ("alpha", "beta") for b in samples.blocks(chapter)]
    assert [b["id"] for b in found] == expected


def test_two_blocks_of_one_id_are_refused(tmp_path: Path) -> None:
    """An id is an address: it cannot lead to two blocks."""
    block = samples.block("alpha", "same", "claim")
    with pytest.raises(BuildError, match=r"Two blocks have the id 'alpha\.same'"):
        collect.collect(_one(tmp_path, block, block))


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (samples.block("beta", "elsewhere", "claim"), "an id"),
        (samples.block("alpha", "Not A Slug", "claim"), "an id"),
        (samples.block("alpha", "odd", "picture"), "a kind"),
        (samples.block("alpha", "no-alt", "figure", svg={"wide": "<svg/>"}), "a text alternative"),
        (samples.block("alpha", "no-svg", "figure", alt="Words."), "a drawing"),
        (samples.block("alpha", "no-source", "claim", sources=()), "sources"),
    ],
)
def test_an_incomplete_block_is_refused(tmp_path: Path, block: Any, message: str) -> None:
    """The error names the chapter, the block and what it lacks."""
    record = block.record()
    data = {"text/plain": "", "text/html": "<p></p>", MIME: record}
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("display_data", data)])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "alpha.ipynb")
    with pytest.raises(BuildError, match=f"A block needs {message}") as caught:
        collect.collect({"alpha": tmp_path / "alpha.ipynb"})
    assert block.id in caught.value.where


def test_a_gap_may_have_no_source(tmp_path: Path) -> None:
    """Where nothing is published there may be nothing to name."""
    gap = samples.block("alpha", "gap", "gap", sources=())
    assert len(collect.collect(_one(tmp_path, gap))) == 1


def test_a_chapter_without_evidence_is_refused(tmp_path: Path) -> None:
    """A chapter that shows nothing has gone wrong."""
    with pytest.raises(BuildError, match="shows no evidence"):
        collect.collect(_one(tmp_path))


def test_sources_are_listed_once(tmp_path: Path) -> None:
    """Every release that a block names, whoever names it how often."""
    found = collect.collect(samples.executed_project(tmp_path))
    assert [s["title"] for s in collect.used_sources(found)] == ["Subregional productivity"]
    assert collect.latest_release(found) == "2025-06-09"


def test_one_release_at_two_addresses_is_one() -> None:
    """The first address stands."""
    release = {"publisher": "Office", "title": "Skills", "released": "2025-11-27"}
    blocks = [{"sources": [release | {"url": f"https://office.example/{end}"}]} for end in "ba"]
    assert collect.used_sources(blocks) == [release | {"url": "https://office.example/a"}]


def test_local_data_do_not_date_official_statistics() -> None:
    """The newest release that the book names is the newest official one."""
    local = dataclasses.replace(samples.RELEASE, released="2026-01-15", local=True)
    found = [
        samples.block("alpha", "one", "claim").record(),
        samples.block("alpha", "two", "claim", sources=(local,)).record(),
    ]
    assert found[1]["sources"][0]["local"] is True
    assert "local" not in found[0]["sources"][0]
    assert collect.latest_release(found) == "2025-06-09"
