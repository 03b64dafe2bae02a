"""Trade: exports and investment, with partners; for the smallest area that has the figures.

Exports and investment are published for few areas. Where the place has no figures, those of
the smallest area that holds it whole are shown, and every block says so.
"""

from __future__ import annotations

from evidencebook.blocks.trade.breakdowns import (
    goods_and_services,
    goods_partners,
    goods_partners_in_words,
    services_by_industry,
    services_in_words,
)
from evidencebook.blocks.trade.per_job import compared_per_job, exports_per_job
from evidencebook.blocks.trade.totals import amount, change, headline, investment, trend

__all__ = [
    "amount",
    "change",
    "compared_per_job",
    "exports_per_job",
    "goods_and_services",
    "goods_partners",
    "goods_partners_in_words",
    "headline",
    "investment",
    "services_by_industry",
    "services_in_words",
    "trend",
]
