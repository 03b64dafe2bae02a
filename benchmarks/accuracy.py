"""How well computed figures agree with published ones, wherever both exist.

Run ``python benchmarks/accuracy.py [--level cauth] [--worst 20]``. For every indicator whose
card lets figures be computed, and every area of the level with a published figure, the newest
published figure is set against the one computed from the area's authorities.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pandas as pd

from evidencebook import settings
from evidencebook.analysis.figures import Figures, opened
from evidencebook.areas import Area
from evidencebook.errors import EvidenceBookError


def pairs(figures: Figures, areas: list[Area]) -> Iterator[dict[str, object]]:
    """Indicator, area, period, published and computed value, and the error in per cent."""
    for slug in figures.store.names("indicator"):
        card = figures.card(slug)
        if card.aggregation.rule == "none" or None in card.totals.values():
            continue
        for area in areas:
            published = figures.value(slug, area, how="published")
            if published is None or not published.value:
                continue
            computed = _computed(figures, slug, area, published.period)
            if computed is None:
                continue
            error = 100 * (computed / published.value - 1)
            yield {"indicator": slug, "rule": card.aggregation.rule, "area": area.name} | {
                "period": published.period,
                "published": published.value,
                "computed": computed,
                "error_pct": error,
            }


def _computed(figures: Figures, slug: str, area: Area, period: str) -> float | None:
    try:
        found = figures.value(slug, area, period, how="computed")
    except EvidenceBookError:
        return None
    return None if found is None or pd.isna(found.value) else found.value


def main() -> None:
    """Print a summary by indicator, and the largest errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="cauth")
    parser.add_argument("--worst", type=int, default=20)
    chosen = parser.parse_args()
    figures = opened(settings.data_folder())
    table = pd.DataFrame(pairs(figures, figures.areas.of_level(chosen.level)))
    size = table.assign(size=table["error_pct"].abs())
    by = size.groupby(["indicator", "rule"])["size"].agg(["count", "median", "max"])
    print(f"{len(table)} pairs of published and computed figures, level {chosen.level}\n")
    print("Error in per cent, by indicator:\n")
    print(by.sort_values("max", ascending=False).round(2).to_string(), "\n")
    print("The largest errors:\n")
    worst = size.sort_values("size", ascending=False).head(chosen.worst).drop(columns="size")
    print(worst.round(2).to_string(index=False))


if __name__ == "__main__":
    main()
