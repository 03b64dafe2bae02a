"""A reproducible strategy evidence base for any area of the United Kingdom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidencebook.chapter import Chapter

__version__ = "0.1.0"
__all__ = ["Chapter", "__version__"]


def __getattr__(name: str) -> Any:
    """Import `Chapter`, and the charts it needs, only when it is asked for."""
    if name == "Chapter":
        from evidencebook.chapter import Chapter

        return Chapter
    raise AttributeError(f"module 'evidencebook' has no attribute '{name}'")
