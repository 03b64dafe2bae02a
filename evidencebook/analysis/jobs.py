"""How many jobs an authority has for each resident."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.figures import Figures
from evidencebook.areas import Area

OUTPUT, PER_JOB = "gross-value-added-current-prices", "gross-value-added-per-filled-job"
POPULATION = "population"


def jobs_per_resident(figures: Figures, areas: Sequence[Area]) -> pd.DataFrame:
    """Jobs for each resident, for the newest year with all that it takes.

    Jobs are what output and output per job imply: no count of jobs by authority is held for
    the whole United Kingdom.

    Returns
    -------
    DataFrame
        `year`, `value`, indexed by area code.
    """
    codes = [area.code for area in areas]
    output, per_job, people = (_by_year(figures, s, codes) for s in (OUTPUT, PER_JOB, POPULATION))
    newest: dict[str, tuple[int, float]] = {}
    for area, year in sorted(output.keys() & per_job.keys() & people.keys()):
        at = area, year
        newest[area] = year, 1e6 * output[at] / per_job[at] / people[at]
    rows = [(area, *found) for area, found in newest.items()]
    return pd.DataFrame(rows, columns=["area", "year", "value"]).set_index("area")


def _by_year(figures: Figures, slug: str, codes: Sequence[str]) -> dict[tuple[str, int], float]:
    """An annual indicator's totals, by area and year."""
    totals = {name: total for name, total in figures.card(slug).totals.items() if total}
    rows = figures.store.observations(slug, codes, totals)
    rows = rows[rows["value"].notna()]
    keys = zip(rows["area"], rows["period_end"].dt.year, strict=True)
    return dict(zip(keys, rows["value"], strict=True))
