"""A number and what is counted. Needs no other package, so that commands are quick to begin."""

from __future__ import annotations


def counted(number: int, one: str, more: str = "") -> str:
    """A number and what is counted, in the singular or plural.

    >>> counted(1, "workshop"), counted(3000, "workshop"), counted(2, "copy", "copies")
    ('1 workshop', '3,000 workshops', '2 copies')
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"
