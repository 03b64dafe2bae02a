"""Blocks as print needs them: numbered, with their sources in words and their tables as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidencebook.blocks.block import KEY_MESSAGES
from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.typst_prose import curled, tables
from evidencebook.errors import BuildError
from evidencebook.periods import long_date

ROWS_PRINTED = 60
# About how many characters fit side by side in a table, and the length of a cell that is prose.
LINE = 100
WORDY = 70
# A table of more lines may run on over pages; one of fewer is kept whole.
WHOLE = 40
NUMBERED = ("figure", "table")
# The look of a chapter's table of caveats, which closes it: it is neither numbered nor listed, and
# names no sources, as it rests on all of the chapter's, each named where it is used.
CAVEATS = "caveats"
_CAVEATS = "unknowns"


def look(block: Record) -> str:
    """How a block is set: as its kind is, but for key messages and the table of caveats."""
    if collect.key_messages([block]):
        return KEY_MESSAGES
    return CAVEATS if str(block["id"]).endswith(f".{_CAVEATS}") else str(block["kind"])


def numbers(chapters: Iterable[Sequence[Record]]) -> dict[str, str]:
    """The numbers of figures and of tables, each counted within its chapter: id → ``3.2``.

    Parameters
    ----------
    chapters : iterable of sequences of blocks
        What is printed of each chapter, in order.
    """
    found: dict[str, str] = {}
    for chapter, blocks in enumerate(chapters, start=1):
        for kind in NUMBERED:
            ids = [str(block["id"]) for block in blocks if look(block) == kind]
            found |= {id: f"{chapter}.{n}" for n, id in enumerate(ids, start=1)}
    return found


def shown_by(claim: Record, blocks: Iterable[Record]) -> str:
    """The id of the figure or table that shows best what a claim is about; empty for none.

    It is the one that has most indicators in common with the claim, and fewest others; of equals
    the one that tells of most of the claim's names and numbers, then a figure before a table.
    """
    about, named = set(claim["indicators"]), _names(claim["text"])
    best: tuple[float, int, str] = (0.0, 0, "")
    for block in sorted(blocks, key=lambda block: NUMBERED.index(look(block))):
        own = set(block["indicators"])
        told = _names(f"{block['title']} {block.get('alt') or block['csv']}")
        score = (len(about & own) / max(1, len(about | own)), len(named & told), str(block["id"]))
        best = max(best, score, key=lambda scored: scored[:2]) if about & own else best
    return best[2]


def _names(text: str) -> set[str]:
    """Words with a capital, and numbers."""
    return set(re.findall(r"[A-Z]\w+|\d[\d.,]*\d|\d", text))


def exhibit(block: Record, html: str, number: str = "") -> dict[str, Any]:
    """A block as the template takes it.

    Parameters
    ----------
    block : dict
    html : str
        As the pages show it, for the cells of its table.
    number : str
        That of the figure or table.
    """
    texts = {key: curled(block.get(key) or "") for key in ("title", "subtitle", "text", "alt")}
    detail = {key: curled(value) for key, value in (block.get("detail") or {}).items()}
    made: dict[str, Any] = {**texts, "number": number, "look": look(block), "detail": detail}
    made["notes"] = [curled(note) for note in block.get("notes") or []]
    made["source"] = "" if look(block) == CAVEATS else curled(source_line(block))
    if block["kind"] == "figure":
        made["svg"] = block["svg"]["wide"]
        made["height"] = _height(made["svg"])
    if block["kind"] == "table":
        made |= _table(block, html, made["notes"])
    return made


def source_line(block: Mapping[str, Any]) -> str:
    """The sources of a block in words, by publisher, and how its figures were computed."""
    by_publisher: dict[str, list[str]] = {}
    for source in block["sources"]:
        released = f", released {long_date(source['released'])}" if source["released"] else ""
        by_publisher.setdefault(source["publisher"], []).append(f"{source['title']}{released}")
    cited = [f"{publisher}, {'; '.join(titles)}" for publisher, titles in by_publisher.items()]
    computed = f" Computed: {block['computed']}." if block.get("computed") else ""
    return f"Source: {'; '.join(cited)}.{computed}" if cited else ""


def _height(svg: str) -> float:
    """The height of a drawing as a share of its width."""
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)
    return round(float(box.group(2)) / float(box.group(1)), 3) if box else 0.5


def _table(block: Record, html: str, notes: Sequence[str]) -> dict[str, Any]:
    """The heads and cells as the page prints them, and how they share the width."""
    found = tables(html)
    if not found:
        raise BuildError("A table block shows no table.", where=str(block["id"]))
    names, *rows = [[curled(cell) for cell in row] for row in found[0]]
    widths = column_widths([[name, *(row[at] for row in rows)] for at, name in enumerate(names)])
    more = f"The first {ROWS_PRINTED} of {len(rows)} rows; the rest is in the website’s download."
    return {
        "columns": [
            {"name": name, "number": number, "width": width}
            for name, number, width in zip(names, _in_numbers(html), widths, strict=True)
        ],
        "wordy": any(len(cell) > WORDY for row in rows for cell in row),
        "whole": lines([names, *rows], widths) <= WHOLE,
        "rows": rows[:ROWS_PRINTED],
        "notes": [*notes, more] if len(rows) > ROWS_PRINTED else list(notes),
    }


def _in_numbers(html: str) -> list[bool]:
    """Which columns of a page's first table hold numbers, as their heads say."""
    head = html.partition("<thead>")[2].partition("</thead>")[0]
    return ["evb-number" in tag for tag in re.findall(r"<th\b[^>]*>", head)]


def column_widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """How the columns of a table share its width, in characters.

    Each has room for its longest word. If all texts fit on one line they get it; else what is
    left goes to the columns whose texts are longer on the whole.

    Parameters
    ----------
    columns : sequence of sequences of str
        The head and cells of each column.
    """
    least = [3 + max(map(len, " ".join(texts).split()), default=0) for texts in columns]
    longest = [3 + max(map(len, texts), default=0) for texts in columns]
    usual = [3 + sum(map(len, texts)) / max(1, len(texts)) for texts in columns]
    aim = longest if sum(longest) <= LINE else usual
    wanted = [max(0.0, min(size, LINE) - low) for size, low in zip(aim, least, strict=True)]
    left = max(0, LINE - sum(least)) / max(1.0, sum(wanted))
    return [round(low + left * more, 1) for low, more in zip(least, wanted, strict=True)]


def lines(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> int:
    """About how many lines of print a table takes, each row with half a line around it."""
    share = LINE / max(1.0, sum(widths))
    tall = (
        max(
            -(-len(cell) // max(1, int(width * share)))
            for cell, width in zip(row, widths, strict=True)
        )
        for row in rows
    )
    return round(sum(high + 0.5 for high in tall))
