"""A piece of evidence as the board shows it: from the record, current or kept, alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidencebook.blocks.html import cited

ROWS = 60
_KINDS = {
    "claim": "Claim",
    "figure": "Figure",
    "table": "Table",
    "metric": "Metric",
    "gap": "What is not known",
}


@dataclass(frozen=True)
class Panel:
    """What is shown of a block.

    Attributes
    ----------
    kind, title, subtitle, text, alt, computed : str
    notes, sources : tuple of str
    head : tuple of str
        The columns of its table; empty without one.
    rows : tuple of tuples of str
        The first of its rows.
    more : int
        How many rows are left out.
    """

    kind: str
    title: str
    subtitle: str
    text: str
    alt: str
    computed: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int

    @property
    def name(self) -> str:
        """What it is called where there is one line for it."""
        return self.title or self.text


def panel(block: Mapping[str, Any]) -> Panel:
    """A block's record, as it is shown."""
    head, *rows = [tuple(row) for row in csv.reader(io.StringIO(block.get("csv") or ""))] or [()]
    return Panel(
        kind=_KINDS.get(str(block["kind"]), "Evidence"),
        title=str(block.get("title") or ""),
        subtitle=str(block.get("subtitle") or ""),
        text=str(block.get("text") or ""),
        alt=str(block.get("alt") or ""),
        computed=str(block.get("computed") or ""),
        notes=tuple(block.get("notes") or ()),
        sources=tuple(cited(source) for source in block.get("sources") or ()),
        head=head,
        rows=tuple(rows[:ROWS]),
        more=max(0, len(rows) - ROWS),
    )
