"""Values of a CSV column as cells of a workbook: numbers as numbers, shown as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from evidencebook.blocks.numbers import MISSING
from evidencebook.build.downloads.tables import Kind
from evidencebook.build.downloads.xlsx import Cell, Number

# What stands where there is no value.
ABSENT = "[x]"
_WRITTEN = re.compile(r"([−+-]?)(£?)(\d[\d,]*)(?:\.(\d+))?(%?)")
# How many decimals tell something, by the largest amount beside them.
_DECIMALS = ((10_000, 0), (100, 1), (1, 2), (0, 3))


def cells(values: Sequence[str], kind: Kind, groups: Sequence[str] = ()) -> list[Cell]:
    """The cells of one column.

    Parameters
    ----------
    values : sequence of str
        As written in the CSV.
    kind : str
        Of the column.
    groups : sequence of str
        Of each value, what it measures, where a column holds amounts of several kinds.
    """
    if kind == "year":
        return [Number(value, "0") if value else ABSENT for value in values]
    if kind == "string":
        return _spelt(values) or [ABSENT if value in ("", MISSING) else value for value in values]
    shown = _formats(values, groups or [""] * len(values))
    return [
        Number(value, form) if value else ABSENT for value, form in zip(values, shown, strict=True)
    ]


def _formats(values: Sequence[str], groups: Sequence[str]) -> list[str]:
    """How each number is shown: those of one group with as many decimals as each other."""
    found: dict[str, list[str]] = {}
    for value, group in zip(values, groups, strict=True):
        if value:
            found.setdefault(group, []).append(value)
    codes = {group: _code(_decimals(members)) for group, members in found.items()}
    return [codes.get(group, "") for group in groups]


def _decimals(values: Sequence[str]) -> int:
    largest = max(abs(float(value)) for value in values)
    most = next(decimals for least, decimals in _DECIMALS if largest >= least)
    if any("e" in value.lower() for value in values):
        return most
    return min(most, max(len(value.partition(".")[2].rstrip("0")) for value in values))


def _code(decimals: int) -> str:
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def _spelt(values: Sequence[str]) -> list[Cell]:
    """Numbers written out with signs and units, ``−£1,204`` or ``12.4%``.

    Each is shown as it is written, for the rows of a column may be of several measures. None
    where other text stands among them, or where all are digits, which may be anything.
    """
    filled = [value for value in values if value not in ("", MISSING)]
    found = [match for value in filled if (match := _WRITTEN.fullmatch(value))]
    if len(found) < len(filled) or all(value.isdigit() for value in filled):
        return []
    signed = any(match[1] == "+" for match in found)
    amounts = iter([Number(_amount(match), _as_written(match, signed)) for match in found])
    return [ABSENT if value in ("", MISSING) else next(amounts) for value in values]


def _as_written(match: re.Match[str], signed: bool) -> str:
    """The format that shows a number with the unit and the decimals it was written with."""
    _, pound, _, rest, percent = match.groups()
    sign = f'"{pound}"' if pound else ""
    code = f"{sign}{_code(len(rest or ''))}{percent}"
    return f"+{code};-{code};{code}" if signed else code


def _amount(match: re.Match[str]) -> str:
    sign, _, whole, rest, percent = match.groups()
    amount = Decimal(f"{'-' if sign in '−-' and sign else ''}{whole.replace(',', '')}.{rest or 0}")
    return format(amount / 100 if percent else amount, "f")
