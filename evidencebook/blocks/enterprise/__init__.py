"""The firms of an area: how many, how large, in which industries, how they come, go and grow."""

from __future__ import annotations

from evidencebook.blocks.enterprise.churn import (
    fast_growers,
    fast_growing_industries,
    mix_of_births,
    net,
    survival_curve,
)
from evidencebook.blocks.enterprise.industries import industry_table, specialisms
from evidencebook.blocks.enterprise.numbers import density, density_trend, sites
from evidencebook.blocks.enterprise.sizes import bands, middle, middle_across
from evidencebook.blocks.enterprise.survey import survey_by_group, survey_in_words, survey_table

__all__ = [
    "bands",
    "density",
    "density_trend",
    "fast_growers",
    "fast_growing_industries",
    "industry_table",
    "middle",
    "middle_across",
    "mix_of_births",
    "net",
    "sites",
    "specialisms",
    "survey_by_group",
    "survey_in_words",
    "survey_table",
    "survival_curve",
]
# Shown for the nation or the United Kingdom where the place has no figures, as most have none.
FROM_LARGER_AREAS = (
    "active-businesses-by-industry",
    "business-survival-by-industry",
    "small-business-survey",
)
# What these rest on, for `evidencebook coverage`.
READS = (
    "active-businesses",
    "population",
    "enterprises-by-size-band",
    "enterprises-by-turnover",
    "enterprises-by-industry",
    "local-units-by-size-band",
    "business-births-number",
    "business-deaths-number",
    "business-survival-one-year",
    "business-survival-two-year",
    "business-survival-three-year",
    "business-survival-four-year",
    "business-survival-five-year",
    "businesses-ten-or-more-employees",
    "high-growth-businesses-number",
    *FROM_LARGER_AREAS,
)
