"""How many of ONS's own statistical neighbours the profile computed here finds.

Run ``python benchmarks/neighbours.py``. For each kind of area that the Office for National
Statistics lists neighbours for, its "global" list is set against the areas of the same field
that lie nearest in our profile, and against what chance would find.
"""

from __future__ import annotations

import pandas as pd

from evidencebook import settings
from evidencebook.analysis.figures import Figures, opened
from evidencebook.analysis.neighbours import distances
from evidencebook.analysis.profile import MEASURES, profiles
from evidencebook.areas import Area

TOPS = (5, 10, 20)


def fields(figures: Figures) -> dict[str, tuple[list[Area], list[Area]]]:
    """Areas with a list, and the areas that the list is drawn from, by kind."""
    single, counties, combined = (
        figures.areas.of_level(level) for level in ("ltla", "county", "cauth")
    )
    upper = [*counties, *(area for area in single if not area.code.startswith("E07"))]
    return {
        "local authorities": (single, single),
        "counties": (counties, upper),
        "combined authorities": (combined, combined),
    }


def overlap(figures: Figures, areas: list[Area], field: list[Area], top: int) -> dict[str, float]:
    """Of the nearest `top` by each method, the share in common; and what chance would give."""
    table = profiles(figures).table.loc[[area.code for area in field]]
    shares, chances = [], []
    for area in areas:
        listed = [other.code for other in figures.areas.neighbours(area, count=top)]
        inside = set(area.members)
        others = [o.code for o in field if o.code != area.code and not inside & set(o.members)]
        if len(listed) < top or len(others) < top:
            continue
        apart = distances(table.loc[area.code], table.loc[others]).sort_index()
        nearest = set(apart.sort_values(kind="stable").index[:top])
        shares.append(len(nearest & set(listed)) / top)
        chances.append(top / len(others))
    return {"areas": len(shares), "found": _percent(shares), "by chance": _percent(chances)}


def _percent(shares: list[float]) -> float:
    return round(100 * sum(shares) / len(shares), 1) if shares else float("nan")


def main() -> None:
    """Print the share of ONS's neighbours found, by kind of area and length of list."""
    figures = opened(settings.data_folder())
    rows = [
        {"kind": kind, "first": top, **overlap(figures, *pair, top)}
        for kind, pair in fields(figures).items()
        for top in TOPS
    ]
    table = pd.DataFrame(rows)
    print(f"Share of ONS's neighbours that the profile of {len(MEASURES)} measures finds, %:\n")
    print(table[table["areas"] > 0].to_string(index=False))


if __name__ == "__main__":
    main()
