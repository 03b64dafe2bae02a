"""What papermill finds under the name ``evidencebook`` when it looks for engines.

papermill loads every engine as soon as it is imported itself, also while `engine` is just
importing it; so this module imports nothing until papermill asks for something.
"""

from __future__ import annotations

from typing import Any


class _Later(type):
    def __getattr__(cls, name: str) -> Any:
        from evidencebook.build.engine import ForkEngine

        return getattr(ForkEngine, name)


class Engine(metaclass=_Later):
    """`engine.ForkEngine`, loaded when papermill first asks it for anything."""
