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
    columns = {slug: _by_year(figures, slug, codes) for slug in (OUTPUT, PER_JOB, POPULATION)}
    table = pd.DataFrame(columns).dropna()
    table["value"] = 1e6 * table[OUTPUT] / table[PER_JOB] / table[POPULATION]
    table = table.reset_index().sort_values("year").drop_duplicates("area", keep="last")
    return table.set_index("area")[["year", "value"]].sort_index()


def _by_year(figures: Figures, slug: str, codes: Sequence[str]) -> pd.Series:
    """An annual indicator's totals, indexed by area and year."""
    rows = figures.store.observations(slug, codes)
    for name, total in figures.card(slug).totals.items():
        rows = rows[rows[name] == total]
    rows = rows.assign(year=rows["period_end"].dt.year)
    return rows.set_index(["area", "year"])["value"]
