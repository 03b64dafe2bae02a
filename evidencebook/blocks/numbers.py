"""Numbers as people write them, the same in sentences, tables and charts."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

MISSING = "–"
MINUS = "−"
_WORD_JOINER = "\u2060"


def format_value(
    value: float | None,
    prefix: str = "",
    suffix: str = "",
    decimals: int = 0,
    *,
    missing: str = MISSING,
    signed: bool = False,
) -> str:
    """Write a number with its unit: ``£36.10``, ``74.2%``, ``1,204``, ``−3.1%``.

    Parameters
    ----------
    value : float or None
        The number; None, NaN and infinities are not available.
    prefix, suffix : str
        Printed before and after; the sign stands before the prefix.
    decimals : int
        Decimal places, halves rounded away from zero. A negative number rounds
        to tens, hundreds and so on.
    missing : str
        What stands for a value that is not available.
    signed : bool
        Print a plus sign before positive numbers, as for contributions.
    """
    if value is None or pd.isna(value) or value in (float("inf"), float("-inf")):
        return missing
    number = rounded(value, decimals)
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{prefix}{abs(number):,.{max(decimals, 0)}f}{suffix}"


def percent(value: float | None, *, signed: bool = False) -> str:
    """A percentage with one decimal: ``12.4%``, or ``+12.4%`` where it is a change."""
    return format_value(value, suffix="%", decimals=1, signed=signed)


def rounded(value: float, decimals: int) -> Decimal:
    """Round half away from zero on the number as it is written, as statisticians do."""
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP) + Decimal(0)


def unparted(text: str) -> str:
    """Text for a page or paper in which no line ends between a minus and its pound sign."""
    return text.replace(f"{MINUS}£", f"{MINUS}{_WORD_JOINER}£")
