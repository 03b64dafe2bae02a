"""What an edition says of its area, so that a list of books needs no data to place it."""

from __future__ import annotations

from typing import Any

from evidencebook.areas import Area, Areas


def whereabouts(area: Area, areas: Areas) -> dict[str, Any]:
    """An area's codes, level, nation and region, and how it was called before.

    Parameters
    ----------
    area : Area
    areas : Areas

    Returns
    -------
    dict
        ``codes``; ``level``, a key of `evidencebook.areas.LEVELS`; ``nation`` and ``region``, each
        code and name, or None where the area spans several; ``formerly``, codes and names.
    """
    nation = area.code if area.level == "ctry" else area.nation
    return {
        "codes": list(area.codes),
        "level": area.level,
        "nation": _named(nation, areas),
        # Where there are no regions, the lookups name the nation in their place.
        "region": _named("" if area.region == nation else area.region, areas),
        "formerly": [{"code": code, "name": name} for code, name in areas.formerly(area).items()],
    }


def _named(code: str, areas: Areas) -> dict[str, str] | None:
    return {"code": code, "name": areas.name(code)} if code else None
