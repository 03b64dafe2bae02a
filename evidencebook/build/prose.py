"""Find the numbers typed into prose, which must come from claims instead."""

from __future__ import annotations

import re
from pathlib import Path

from evidencebook.build.execute import read_notebook
from evidencebook.errors import BuildError

_NOT_PROSE = re.compile(
    r"`[^`]*`"  # code
    r"|(?<=\])\([^)]*\)|<[^>]*>|https?://\S+"  # addresses and tags
    r"|^\s*\d+[.)] ",  # the numbers of a list
    re.MULTILINE,
)
# Digits that are part of a name or a definition, not a figure of the evidence.
_NAMES = re.compile(
    r"\b[Ll]evels? \d( and \d| or \d| to \d)?\+?(?! ?%)"
    r"|\bKey Stage \d|\bGCSEs?\b|\b[45]G\b|\bCO2e?\b|\bITL ?\d\b|\bIndustry 4\.0\b|\bREF ?2021\b"
    r"|\b16 to (64|24|18)\b|\baged \d\d to \d\d\b|\bUK ?= ?100\b|\b95%|\bSIC ?2007\b"
    r"|\bCensus 20\d1\b|\b\d+ Mbit/s"
)
_NUMBER = re.compile(r"[£$€]?\d[\d,.]*\d%?|[£$€]?\d%?")


def typed_numbers(markdown: str) -> list[tuple[int, str]]:
    """The numbers typed into prose, with the line that each stands in, counted from 1.

    A figure in prose must come from a claim. Code, addresses, the numbers of a list and a
    short list of names (``Level 3``, ``4G``, ``16 to 64``) are not figures.
    """
    prose = _blank(_NAMES, _blank(_NOT_PROSE, markdown))
    return [
        (number, match.group())
        for number, line in enumerate(prose.splitlines(), start=1)
        for match in _NUMBER.finditer(line)
    ]


def refuse_typed_numbers(path: Path) -> None:
    """Refuse a chapter with a number typed into its prose, as the build does.

    Raises
    ------
    BuildError
        Naming the cell, the line and the number.
    """
    for number, cell in enumerate(read_notebook(path).cells, start=1):
        for line, found in typed_numbers(cell.source) if cell.cell_type == "markdown" else ():
            raise BuildError(
                "A number is typed into a chapter's prose.",
                where=f"{path}, cell {number}, line {line}",
                expected="every figure of the prose to come from a claim",
                found=found,
                do="say it with a claim, so that it changes with the area and the data",
            )


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Blank out what matches, keeping the lines."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
