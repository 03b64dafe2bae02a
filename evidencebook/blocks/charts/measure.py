"""What a chart's numbers are, and how they are written on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evidencebook.blocks.numbers import format_value

MILLION = 1_000_000


@dataclass(frozen=True)
class Measure:
    """A unit and the way its values are printed.

    Parameters
    ----------
    unit : str
        Text of the axis, such as ``£ per hour worked``.
    prefix, suffix : str
        Printed before and after each value.
    decimals : int
        Decimal places of a value.
    """

    unit: str = ""
    prefix: str = ""
    suffix: str = ""
    decimals: int = 0

    def text(self, value: float | None, *, signed: bool = False) -> str:
        """Return a value as it is printed beside its mark; ``–`` where there is none."""
        return format_value(value, self.prefix, self.suffix, self.decimals, signed=signed)

    def axis(self, value: float) -> str:
        """Return the shorter text of one tick."""
        return self.ticks([value])[0]

    @property
    def bare(self) -> Measure:
        """The same without a suffix in words, for where the unit stands written beside it."""
        return replace(self, suffix="") if self.suffix.startswith(" ") else self

    @property
    def beside_unit(self) -> Measure:
        """The same without a suffix in words that the unit begins with, which stands there."""
        words = self.suffix.startswith(" ") and self.unit.startswith(self.suffix.strip())
        return self.bare if words else self

    def ticks(self, values: Sequence[float]) -> list[str]:
        """Return the texts of an axis: as few decimals as tell them apart, no words.

        A suffix that is a word (it begins with a space) is left to the axis's unit.
        """
        suffix = "" if self.suffix.startswith(" ") else self.suffix
        largest = max((abs(value) for value in values), default=0)
        scale, mark = (MILLION, "m") if largest >= MILLION else (1, "")
        scaled = [value / scale for value in values]
        decimals = _decimals_needed(scaled)
        return [
            format_value(value, self.prefix, (mark if value else "") + suffix, decimals)
            for value in scaled
        ]


def _decimals_needed(values: Sequence[float]) -> int:
    for decimals in range(6):
        if np.allclose(np.round(values, decimals), values, rtol=0, atol=1e-9):
            return decimals
    return 6
