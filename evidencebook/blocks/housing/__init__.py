"""Housing: what homes cost beside pay, how many are added, and where there is room for more."""

from __future__ import annotations

from evidencebook.blocks.housing.affordability import (
    affordability_in_words,
    prices_and_pay,
    prices_and_pay_in_words,
)
from evidencebook.blocks.housing.brownfield import brownfield_in_words, brownfield_years
from evidencebook.blocks.housing.jobs import near_the_jobs
from evidencebook.blocks.housing.lets import lets_by_authority, lets_in_words
from evidencebook.blocks.housing.supply import (
    affordable_by_tenure,
    affordable_in_words,
    homes_added,
)

__all__ = [
    "affordability_in_words",
    "affordable_by_tenure",
    "affordable_in_words",
    "brownfield_in_words",
    "brownfield_years",
    "homes_added",
    "lets_by_authority",
    "lets_in_words",
    "near_the_jobs",
    "prices_and_pay",
    "prices_and_pay_in_words",
]
# What these rest on, for `evidencebook coverage`.
READS = (
    "median-house-price",
    "gross-median-weekly-pay",
    "housing-affordability-ratio",
    "net-additional-dwellings",
    "affordable-homes",
    "brownfield-sites",
    "brownfield-dwellings-maximum",
    "brownfield-dwellings-minimum",
    "number-of-guest-nights-at-a-short-term-let",
    "average-length-of-short-term-let-stay",
    "gross-value-added-current-prices",
    "gross-value-added-per-filled-job",
    "population",
)
