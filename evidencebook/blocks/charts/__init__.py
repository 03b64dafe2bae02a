"""Charts as SVG text: tidy frames in, two layouts out, the same bytes every time.

Every chart takes a frame with ``label`` and ``role`` (area, nation, uk, region,
neighbour, member, peer or other) and a ``Size``; ``both`` draws the two sizes.
"""

from __future__ import annotations

from evidencebook.blocks.charts.alt import (
    contributions_alt,
    heat_alt,
    line_alt,
    map_alt,
    ranked_alt,
    scatter_alt,
    slope_alt,
    small_multiples_alt,
    strips_alt,
)
from evidencebook.blocks.charts.contributions import diverging, stacked_contributions
from evidencebook.blocks.charts.heat_table import heat
from evidencebook.blocks.charts.kinds import (
    Chart,
    contributions_chart,
    diverging_chart,
    heat_chart,
    line_chart,
    map_chart,
    panels_chart,
    ranked_chart,
    scatter_chart,
    slope_chart,
    strips_chart,
)
from evidencebook.blocks.charts.lines import Reference, line
from evidencebook.blocks.charts.maps import map_
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.panels import small_multiples
from evidencebook.blocks.charts.rankings import ranked
from evidencebook.blocks.charts.scatters import scatter
from evidencebook.blocks.charts.size import Size, both
from evidencebook.blocks.charts.slopes import slope
from evidencebook.blocks.charts.sparklines import sparkline
from evidencebook.blocks.charts.strips import strips

__all__ = [
    "Chart",
    "Measure",
    "Reference",
    "Size",
    "both",
    "contributions_alt",
    "contributions_chart",
    "diverging",
    "diverging_chart",
    "heat",
    "heat_alt",
    "heat_chart",
    "line",
    "line_alt",
    "line_chart",
    "map_",
    "map_alt",
    "map_chart",
    "panels_chart",
    "ranked",
    "ranked_alt",
    "ranked_chart",
    "scatter",
    "scatter_alt",
    "scatter_chart",
    "slope",
    "slope_alt",
    "slope_chart",
    "small_multiples",
    "small_multiples_alt",
    "sparkline",
    "stacked_contributions",
    "strips",
    "strips_alt",
    "strips_chart",
]
