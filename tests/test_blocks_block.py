"""Blocks: ids, hashes and what a notebook cell shows."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd

from evidencebook.blocks.block import MIME, Block, source, unique
from evidencebook.store import Release

RELEASE = Release("nobody", "Nobody", "Made up", "2024-01-02", "https://example.org/a?b=1&c=2")
BLOCK = Block(
    id="productivity.output-per-hour",
    kind="claim",
    title="Output",
    text="In 2023, output in Here was £1.",
    sources=(RELEASE,),
    data=pd.DataFrame({"Area": ["Here"], "Value": [1.5]}),
)


def test_the_id_names_chapter_and_anchor() -> None:
    """The first part is the chapter; the anchor has no dot."""
    assert (BLOCK.chapter, BLOCK.anchor) == ("productivity", "productivity-output-per-hour")


def test_data_as_csv() -> None:
    """Columns for people, one line a row, the same line ends everywhere."""
    assert BLOCK.csv == "Area,Value\nHere,1.5\n"
    assert replace(BLOCK, data=None).csv == ""


def test_the_hash_follows_what_is_said() -> None:
    """Text, data and sources change the hash; the drawing and the group do not."""
    assert replace(BLOCK, text="Other.").hash != BLOCK.hash
    assert replace(BLOCK, data=pd.DataFrame({"Area": ["There"]})).hash != BLOCK.hash
    assert replace(BLOCK, sources=()).hash != BLOCK.hash
    assert replace(BLOCK, svg={"wide": "<svg/>"}).hash == BLOCK.hash
    assert replace(BLOCK, group="key-messages").hash == BLOCK.hash
    assert len(BLOCK.hash) == 64


def test_the_record_is_json() -> None:
    """Every field of the contract is there, and can be written as JSON."""
    record = json.loads(json.dumps(BLOCK.record()))
    needed = "id chapter kind title text alt unit area period sources computed csv hash svg group"
    assert set(needed.split()) <= set(record)
    assert record["computed"] is None
    assert record["sources"] == [source(RELEASE)]


def test_what_a_cell_shows() -> None:
    """Plain text, HTML and the block itself."""
    bundle = BLOCK._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", MIME}
    assert bundle["text/plain"] == BLOCK.text
    assert bundle[MIME]["hash"] == BLOCK.hash


def test_plain_text_falls_back_on_the_alternative() -> None:
    """A figure's plain text is its text alternative, else its title."""
    assert replace(BLOCK, text="", alt="A line.")._repr_mimebundle_()["text/plain"] == "A line."
    assert replace(BLOCK, text="")._repr_mimebundle_()["text/plain"] == "Output"


def test_releases_without_repetition() -> None:
    """Order is kept, the second of two is dropped."""
    other = replace(RELEASE, title="Another")
    assert unique([other, RELEASE, other]) == (other, RELEASE)
    # What reads the same is one publication, wherever its figures were found.
    elsewhere = replace(RELEASE, url="https://example.org/elsewhere", retrieved="2026-01-01")
    assert unique([RELEASE, elsewhere, replace(RELEASE, released="")])[1:] == (
        replace(RELEASE, released=""),
    )
