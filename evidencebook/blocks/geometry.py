"""Boundaries for maps, from the snapshot."""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from evidencebook.store import Store


def shapes(store: Store, codes: Iterable[str]) -> dict[str, BaseGeometry]:
    """Boundaries by area code, in metres of the British National Grid (EPSG:27700)."""
    table = store.lookup("boundaries")
    chosen = table[table["area"].isin(list(codes))].drop_duplicates("area").sort_values("area")
    return dict(zip(chosen["area"], shapely.from_wkb(list(chosen["geometry"])), strict=True))
