"""Jobs for each resident, worked out again from the figures behind them."""

from __future__ import annotations

import pytest

from evidencebook.analysis.figures import Figures
from evidencebook.analysis.jobs import OUTPUT, PER_JOB, POPULATION, fair_year, jobs_per_resident
from evidencebook.areas import UK


def test_jobs_are_output_over_output_per_job(figures: Figures) -> None:
    """For the last year of output per job: 2023, in Burnley as elsewhere."""
    area = figures.areas["E07000117"]
    row = jobs_per_resident(figures, [area]).loc[area.code]
    year = int(row["year"])
    assert str(year) == fair_year(figures) == "2023"
    output, per_job = (figures.value(slug, area, str(year)) for slug in (OUTPUT, PER_JOB))
    people = figures.value(POPULATION, area, f"mid-{year}")
    assert output and per_job and people
    jobs = 1e6 * output.value / per_job.value
    assert row["value"] == pytest.approx(jobs / people.value)


# A rise of 5.7% in a year; BRES.parquet has 2.2% more employees in Great Britain in 2022 than in
# 2021, the most in any of its years.
def test_earlier_years_make_too_few_jobs(figures: Figures) -> None:
    """Smoothed output per job is too high for its year: 34.7 million jobs of 2022, then 36.7."""
    whole = figures.areas[UK]
    jobs = []
    for year in ("2022", "2023"):
        output, per_job = (figures.value(slug, whole, year) for slug in (OUTPUT, PER_JOB))
        assert output and per_job
        jobs.append(output.value / per_job.value)
    assert jobs == pytest.approx([34.70, 36.66], abs=0.01)


def test_no_jobs_without_output_per_job_of_the_last_year(figures: Figures) -> None:
    """Belfast's ends in 2022, from which jobs come out too few."""
    assert jobs_per_resident(figures, [figures.areas["N09000003"]]).empty


def test_far_more_jobs_than_residents(figures: Figures) -> None:
    """In the City of London and in Westminster alone are there over two jobs for each resident."""
    table = jobs_per_resident(figures, figures.areas.of_level("ltla"))
    assert set(table.index[table["value"] > 2]) == {"E09000001", "E09000033"}
