"""The rooms of the package: nothing imports from a room to its right."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidencebook import settings

PACKAGE = settings.ROOT / "evidencebook"
# Left to right, as CONTRIBUTING.md draws them; the modules of a group may import one another.
ROOMS = (
    ("errors", "settings", "periods", "files"),
    ("indicators", "store", "set_files", "areas", "area_sets"),
    ("sources",),
    ("analysis",),
    ("blocks",),
    ("chapter",),
    ("build",),
    ("board",),
    ("cli", "reference", "__main__"),
)
PLACES = {name: place for place, names in enumerate(ROOMS) for name in names}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imported(path: Path) -> Iterator[str]:
    """What a module imports, by dotted names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_go_left(path: Path) -> None:
    """From its own room, or one to the left."""
    rooms = {
        name.split(".")[1] for name in imported(path) if name.startswith("evidencebook.")
    } & PLACES.keys()
    assert {room for room in rooms if PLACES[room] > PLACES[_room(path)]} == set()


def test_every_room_is_known() -> None:
    """A new one must be given its place."""
    assert {_room(path) for path in MODULES} <= PLACES.keys()
