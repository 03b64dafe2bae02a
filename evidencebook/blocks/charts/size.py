"""The two widths that every chart is laid out in."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any


class Size(Enum):
    """Width of a chart in pixels; a narrow one is laid out anew, not scaled."""

    WIDE = 640
    NARROW = 330

    @property
    def width(self) -> int:
        """Pixels from edge to edge."""
        return self.value

    @property
    def narrow(self) -> bool:
        """Whether this is the layout for a phone."""
        return self is Size.NARROW

    def choose(self, wide: float, narrow: float) -> float:
        """Return the one of two lengths that belongs to this size."""
        return narrow if self.narrow else wide


def both(draw: Callable[..., str], *args: Any, uid: str, **options: Any) -> dict[str, str]:
    """Draw one chart in both widths, with ids that cannot clash on one page.

    Examples
    --------
    >>> both(ranked, frame, measure, uid="skills-level-3")["narrow"]  # doctest: +SKIP
    """
    return {
        size.name.lower(): draw(*args, size=size, uid=f"{uid}-{size.name.lower()}", **options)
        for size in Size
    }
