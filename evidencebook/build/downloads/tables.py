"""The data of blocks as tables with typed columns, read from the CSV that readers download."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from evidencebook.build.collect import Record
from evidencebook.build.downloads.names import files_of

Kind = Literal["string", "year", "integer", "number"]
AMOUNTS = ("integer", "number")
_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_YEAR = re.compile(r"(19|20)\d\d")
# Only under these heads are four digits a year and no amount.
_PERIODS = ("Period", "Year")
# Heads that are a unit or end in one, which is no year: "£ million", "Share of output (%)".
_IS_UNIT, _ENDS_IN_UNIT = re.compile(r"[£%].*"), re.compile(r".*\(([^()]*[^\d()][^()]*)\)")
# Heads that say what is counted: "Number of homes, minimum".
_COUNTS = re.compile(r"Number of ([^,]+).*")
INTERVAL = ("Lower 95%", "Upper 95%")
# The column that gives the unit of each row, where rows are of several measures.
UNIT = "Unit"
# The column that says of what part of a measure a row is, where there are several.
PART = "Category"
# A table of these columns and one more of numbers has the unit as the head of that.
_OF_ONE_MEASURE = {"Area code", "Area", PART, "Period", "Computed", *INTERVAL}
# Columns of text that tell of a row but do not name it, and the longest text that names one.
_TELLING, _LONGEST_NAME = ("Computed", UNIT), 80
_SPELT = {"£": " gbp ", "%": " percent "}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    title : str
        Its head, as in the CSV.
    name : str
        Of lower-case letters, digits and underscores, unlike any other of the table.
    kind : str
        ``string``, ``year``, ``integer`` or ``number``.
    unit : str
        Of its numbers; empty for text, and where each row has a unit of its own.
    by_row : bool
        Whether the column `UNIT` gives the unit of each of its numbers.
    """

    title: str
    name: str
    kind: Kind
    unit: str = ""
    by_row: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it holds amounts."""
        return self.kind in AMOUNTS


@dataclass(frozen=True)
class Table:
    """A block's data.

    Attributes
    ----------
    block : dict
        The block, as `Block.record` gives it.
    columns : tuple of Column
    rows : sequence of sequence of str
        As written in the CSV; empty text where there is no value.
    """

    block: Record
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]

    @property
    def id(self) -> str:
        """The block's."""
        return str(self.block["id"])

    @property
    def file(self) -> str:
        """The name of the CSV file."""
        return files_of(self.id)[0]

    @property
    def title(self) -> str:
        """What it shows."""
        return str(self.block["title"] or self.block["text"])

    @cached_property
    def key(self) -> tuple[Column, ...]:
        """The first columns that tell every row from all others; none if there are no such."""
        naming = [(at, column) for at, column in enumerate(self.columns) if self._names(column)]
        for count in range(1, len(naming) + 1):
            places = [at for at, _ in naming[:count]]
            found = [tuple(row[at] for at in places) for row in self.rows]
            if max((len(text) for row in found for text in row), default=0) > _LONGEST_NAME:
                return ()
            if all(map(all, found)) and len(set(found)) == len(found):
                return tuple(column for _, column in naming[:count])
        return ()

    def _names(self, column: Column) -> bool:
        """Whether a column is one of those that name a row: its code goes before its name."""
        coded = column.title == "Area" and any(c.title == "Area code" for c in self.columns)
        return not column.is_number and column.title not in _TELLING and not coded

    def values(self, title: str) -> list[str]:
        """The values of the column with that head; none if there is no such column."""
        places = [at for at, column in enumerate(self.columns) if column.title == title]
        return [row[places[0]] for row in self.rows] if places else []


def tables(blocks: Iterable[Record]) -> list[Table]:
    """The tables of the blocks that have data, in order."""
    return [table(block) for block in blocks if block.get("csv")]


def table(block: Record) -> Table:
    """The data of a block that has some."""
    heads, *rows = csv.reader(io.StringIO(block["csv"]))
    kinds = [_kind(head, [row[at] for row in rows]) for at, head in enumerate(heads)]
    units = _units(heads, kinds, block)
    by_row = [
        kind in AMOUNTS and not unit and UNIT in heads
        for kind, unit in zip(kinds, units, strict=True)
    ]
    columns = map(Column, heads, _names(heads), kinds, units, by_row)
    return Table(block, tuple(columns), rows)


def _kind(head: str, values: Sequence[str]) -> Kind:
    filled = [value for value in values if value]
    if not filled:
        return "string"
    if head in _PERIODS:
        return "year" if all(map(_YEAR.fullmatch, filled)) else "string"
    if all(map(_INTEGER.fullmatch, filled)):
        return "integer"
    return "number" if all(map(_NUMBER.fullmatch, filled)) else "string"


def _units(heads: Sequence[str], kinds: Sequence[Kind], block: Record) -> list[str]:
    """The unit of each column, where that is known for certain."""
    unit = str(block.get("unit") or "")
    numbers = [
        head
        for head, kind in zip(heads, kinds, strict=True)
        if kind in AMOUNTS and head not in INTERVAL
    ]
    own = {head: _unit(head, unit) for head in numbers}
    # A figure of one unit has its values in that; what a claim counts may be something else.
    if "Value" in own and block["kind"] == "figure" and ";" not in unit and UNIT not in heads:
        own["Value"] = unit
    if len(numbers) == 1:
        (head,) = numbers
        if "Period" in heads and head != "Value" and set(heads) <= {*_OF_ONE_MEASURE, head}:
            own[head] = own[head] or head
        own |= dict.fromkeys(INTERVAL, own[head])
    return [own.get(head, "") for head in heads]


def _unit(head: str, unit: str) -> str:
    if unit and head.lower().startswith(unit.lower()):
        return unit
    if found := _ENDS_IN_UNIT.fullmatch(head) or _COUNTS.fullmatch(head):
        return found[1]
    return head if _IS_UNIT.fullmatch(head) else ""


def _names(heads: Sequence[str]) -> list[str]:
    names: list[str] = []
    for at, head in enumerate(heads, 1):
        spelt = "".join(_SPELT.get(letter, letter) for letter in head.lower())
        name = re.sub(r"[^a-z0-9]+", "_", spelt).strip("_") or f"column_{at}"
        names.append(f"{name}_{at}" if name in names else name)
    return names
