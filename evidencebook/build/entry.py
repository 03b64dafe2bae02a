"""What papermill finds under the name ``evidencebook`` when it looks for engines.

papermill loads every engine as soon as it is imported itself, also while `engine` is just
importing it; so this module imports nothing until a notebook is to be run.
"""

from __future__ import annotations

from typing import Any


class Engine:
    """The engine that runs notebooks in forks, loaded when it is first used."""

    @classmethod
    def execute_notebook(cls, *args: Any, **options: Any) -> Any:
        """Execute a notebook; see `engine.ForkEngine`."""
        from evidencebook.build.engine import ForkEngine

        return ForkEngine.execute_notebook(*args, **options)
