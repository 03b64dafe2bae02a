"""Where in a book's pages stands what was said, and how it is taken out of an earlier edition's.

It is put into the pages after they are compiled, at places that are marked in them: so it is in no
index of words, and taking it out leaves a page as it is without. What someone wrote may have to be
removed, and therefore stands in the newest edition alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# The place of all that was said, among those of single blocks: no block's id is without a dot.
ALL = "all"
_PLACE = re.compile(r"<!-- said ([a-z0-9.-]+) -->")
_SAID = re.compile(r"<!-- said-from -->.*?<!-- said-to -->", re.DOTALL)
_ELSEWHERE = (
    "<p>What was said is listed with the newest edition alone, also what was said of this one.</p>"
)


def mark(block: str) -> str:
    """The place of what was said of a block, or of all."""
    return f"<!-- said {block} -->"


def put(page: str, told: Callable[[str], str]) -> str:
    """A page with what is told of each place that it has; nothing where that is empty."""

    def whole(found: re.Match[str]) -> str:
        html = told(found[1])
        return f"{found[0]}<!-- said-from -->{html}<!-- said-to -->" if html else found[0]

    return _PLACE.sub(whole, page)


def without(page: str) -> str:
    """A page of an earlier edition, without what was said."""
    return _SAID.sub("", page).replace(mark(ALL), mark(ALL) + _ELSEWHERE)
