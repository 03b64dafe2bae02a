"""How well computed figures agree with published ones, wherever both exist.

Run ``python benchmarks/accuracy.py [--level cauth] [--worst 20]``. For every indicator whose
card lets figures be computed, and every area of the level with a published figure, the newest
published figure is set against the one computed from the area's authorities.
"""

from __future__ import annotations

import argparse

import pandas as pd

from evidencebook import settings
from evidencebook.analysis import accuracy
from evidencebook.analysis.figures import Figures, opened


def pairs(figures: Figures, level: str) -> pd.DataFrame:
    """Indicator, rule, area, period, published and computed value, and the error in per cent."""
    areas, frames = figures.areas.of_level(level), []
    for slug in figures.store.names("indicator"):
        card = figures.card(slug)
        if None not in card.totals.values():
            found = accuracy.errors(figures, slug, areas)
            frames.append(found.assign(indicator=slug, rule=card.aggregation.rule))
    table = pd.concat([frame for frame in frames if not frame.empty], ignore_index=True)
    first = ["indicator", "rule"]
    return table[[*first, *table.columns.drop(first)]]


def main() -> None:
    """Print a summary by indicator, and the largest errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="cauth")
    parser.add_argument("--worst", type=int, default=20)
    chosen = parser.parse_args()
    table = pairs(opened(settings.data_folder()), chosen.level)
    size = table.assign(size=table["error"].abs())
    by = size.groupby(["indicator", "rule"])["size"].agg(["count", "median", "max"])
    print(f"{len(table)} pairs of published and computed figures, level {chosen.level}\n")
    print("Error in per cent, by indicator:\n")
    print(by.sort_values("max", ascending=False).round(2).to_string(), "\n")
    print("The largest errors:\n")
    worst = size.sort_values("size", ascending=False).head(chosen.worst).drop(columns="size")
    print(worst.round(2).to_string(index=False))


if __name__ == "__main__":
    main()
