"""Text for the hand-made parts of pages, which are Markdown."""

from __future__ import annotations

import re

from evidencebook.blocks.numbers import unparted


def escaped(text: str) -> str:
    """Text as Markdown that reads the same."""
    return re.sub(r"([\\`*_{}\[\]<>#$|~^])", r"\\\1", unparted(text))


def raw(html: str) -> str:
    """HTML to be passed through as it is."""
    return f"```{{raw}} html\n{html}\n```"
