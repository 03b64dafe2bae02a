"""How many jobs an authority has for each resident.

No count of jobs by authority is held for the whole United Kingdom: jobs are what output and output
per job imply. The published output per job is smoothed over years and output is not, and the
smoothed figures of all years but the last lie above what the year's own output and jobs would
give: jobs made of them are some per cent too few (the United Kingdom's would have grown by 5.7%
from 2022 to 2023). The last year's agree with the survey of employees, and it alone is used.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.figures import Figures
from evidencebook.areas import UK, Area

OUTPUT, PER_JOB = "gross-value-added-current-prices", "gross-value-added-per-filled-job"
POPULATION = "population"


def jobs_per_resident(figures: Figures, areas: Sequence[Area]) -> pd.DataFrame:
    """Jobs for each resident in the last year of output per job.

    Returns
    -------
    DataFrame
        `year`, `value`, indexed by area code; without the areas that lack a part for that year.
    """
    last = int(fair_year(figures))
    codes = [area.code for area in areas]
    output, per_job, people = (_by_year(figures, s, codes) for s in (OUTPUT, PER_JOB, POPULATION))
    rows = [
        (area, year, 1e6 * output[area, year] / per_job[area, year] / people[area, year])
        for area, year in sorted(output.keys() & per_job.keys() & people.keys())
        if year == last
    ]
    return pd.DataFrame(rows, columns=["area", "year", "value"]).set_index("area")


def fair_year(figures: Figures) -> str:
    """The last year of output per job, for which alone jobs may be made of it."""
    series = figures.series(PER_JOB, figures.areas[UK])
    return str(series.loc[series["value"].notna(), "period"].iloc[-1])


def _by_year(figures: Figures, slug: str, codes: Sequence[str]) -> dict[tuple[str, int], float]:
    """An annual indicator's totals, by area and year."""
    totals = {name: total for name, total in figures.card(slug).totals.items() if total}
    rows = figures.store.observations(slug, codes, totals)
    rows = rows[rows["value"].notna()]
    keys = zip(rows["area"], rows["period_end"].dt.year, strict=True)
    return dict(zip(keys, rows["value"], strict=True))
