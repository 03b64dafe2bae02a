"""Partners of trade that are no country, by the names under which the snapshot has them."""

from __future__ import annotations

ALL = "All countries"
# Energy through pipelines, or straight from rigs, without a business that is known to trade it.
ENERGY = "Pipelines and rigs"
