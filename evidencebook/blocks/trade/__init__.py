"""Trade: exports, imports and investment, with partners; for the smallest area with figures.

Trade and investment are published for few areas. Where the place has no figures, those of
the smallest of today's areas that holds it whole are shown, and every block says so. Areas with
earlier borders, such as the Highlands and Islands of ITL 2021, stay in the snapshot under codes of
their own and are not shown.
"""

from __future__ import annotations

from evidencebook.blocks.trade.both_ways import (
    balance,
    blocs,
    goods_blocs,
    sections,
    services_blocs,
)
from evidencebook.blocks.trade.breakdowns import (
    goods_and_services,
    goods_partners,
    goods_partners_in_words,
    services_by_industry,
    services_in_words,
)
from evidencebook.blocks.trade.openness import openness
from evidencebook.blocks.trade.per_job import compared_per_job, exports_per_job
from evidencebook.blocks.trade.totals import amount, change, headline, investment, trend

__all__ = [
    "amount",
    "balance",
    "blocs",
    "change",
    "compared_per_job",
    "exports_per_job",
    "goods_and_services",
    "goods_blocs",
    "goods_partners",
    "goods_partners_in_words",
    "headline",
    "investment",
    "openness",
    "sections",
    "services_blocs",
    "services_by_industry",
    "services_in_words",
    "trend",
]
# Shown for a larger area where the place has no figures.
FROM_LARGER_AREAS = (
    "value-uk-exports",
    "goods-exports",
    "goods-imports",
    "services-exports",
    "services-imports",
    "inward-foreign-direct-investment",
    "outward-foreign-direct-investment",
)
# What these rest on, for `evidencebook coverage`.
READS = (
    *FROM_LARGER_AREAS,
    "gross-value-added-current-prices",
    "gross-value-added-per-filled-job",
)
