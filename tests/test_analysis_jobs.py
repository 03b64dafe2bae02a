"""Jobs for each resident, worked out again from the figures behind them."""

from __future__ import annotations

import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.jobs import OUTPUT, PER_JOB, POPULATION, jobs_per_resident


def test_jobs_are_output_over_output_per_job(figures: Figures) -> None:
    """For the newest year with output, output per job and residents, such as 2023 in Burnley."""
    area = figures.areas["E07000117"]
    row = jobs_per_resident(figures, [area]).loc[area.code]
    year = int(row["year"])
    output, per_job = (figures.value(slug, area, str(year)) for slug in (OUTPUT, PER_JOB))
    people = figures.value(POPULATION, area, f"mid-{year}")
    assert output and per_job and people
    jobs = 1e6 * output.value / per_job.value
    assert row["value"] == pytest.approx(jobs / people.value)


def test_far_more_jobs_than_residents(figures: Figures) -> None:
    """In the City of London and in Westminster alone are there over two jobs for each resident."""
    table = jobs_per_resident(figures, figures.areas.of_level("ltla"))
    assert set(table.index[table["value"] > 2]) == {"E09000001", "E09000033"}
